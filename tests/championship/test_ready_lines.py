"""The lines of `[names]` that are told: one for each name, and all of them can be written at once."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from parcferme.championship.likeness import asked_of_names
from parcferme.classification import ResultLine, SessionResult
from parcferme.findings import Finding, Where
from parcferme.season.calls import asked_of_calls, chained

Said = tuple[str, str, str]


def races(*rounds: tuple[Said, ...]) -> list[SessionResult]:
    """Races with car, driver and team of each."""
    return [
        SessionResult(
            number,
            "race",
            "race",
            tuple(
                ResultLine(car, at, drivers=(driver,), team=team, line=at + 1)
                for at, (car, driver, team) in enumerate(said, 1)
            ),
            file="list.csv",
        )
        for number, said in enumerate(rounds, 1)
    ]


def asked(results: list[SessionResult]) -> list[Finding]:
    return [one for one in asked_of_names(results) if "line" in one.values]


def names(found: list[Finding]) -> dict[str, str]:
    """The table of all lines; TOML refuses one with two lines for one name."""
    return dict(tomllib.loads("\n".join(one.values["line"] for one in found)))


def test_a_driver_in_four_spellings_who_is_his_own_team_gets_three_lines() -> None:
    found = asked(
        races(
            (("7", "Brad Binder", "Brad Binder"),),
            (("7", "Brad Bindr", "Brad Bindr"),),
            (("7", "Brad Bindder", "Brad Binder"),),
            (("7", "B. Binder", "Brad Binder"),),
        )
    )
    assert names(found) == {
        "Brad Bindr": "Brad Binder",
        "Brad Bindder": "Brad Binder",
        "B. Binder": "Brad Binder",
    }


def test_a_team_in_four_names_is_one_by_the_lines() -> None:
    teams = ("Red Bull", "Red Bull Racing", "Red-Bull Racing", "Red Bull Racing Team")
    found = asked(races(*[(("8", "Ann Onym", team),) for team in teams]))
    assert {chained(names(found)).get(team, team) for team in teams} == {"Red Bull"}
    assert len(found) == 3


def test_a_name_near_two_who_met_gets_one_line_and_the_other_is_said() -> None:
    results = races(
        (("7", "Jean Dupont", "A"), ("8", "Jean Dupond", "B")),
        (("7", "Jean Dupont", "A"), ("8", "Jean Dupond", "B")),
        (("7", "Jean Dupon", "A"),),
    )
    (found,) = asked(results)
    assert (found.values["line"], found.values["also"]) == ('"Jean Dupon" = "Jean Dupont"', ["Jean Dupond"])


SPELT = st.sampled_from(
    [
        "Jean Dupont",
        "Jean Dupond",
        "Jean Dupon",
        "J. Dupont",
        "Jeann Dupont",
        "Jan Dupont",
        "Dupont Jean",
        "Zoe Quatre",
    ]
)
TEAMS = st.sampled_from(
    [
        "Red Bull",
        "Red-Bull",
        "Red Bull Racing",
        "Red Bul",
        "Milo",
        "Jean Dupont",
        "Jean Dupond",
        "Jeann Dupont",
    ]
)


@given(
    st.lists(
        st.lists(
            st.tuples(st.sampled_from("789"), SPELT, TEAMS),
            min_size=1,
            max_size=3,
            unique_by=lambda one: one[0],
        ),
        min_size=1,
        max_size=5,
    )
)
def test_all_lines_can_be_written_at_once_and_make_no_two_one_who_met(rounds: list[list[Said]]) -> None:
    results = races(*map(tuple, rounds))
    table = names(asked(results))
    assert not list(asked_of_calls(table, lambda key: Where()))  # no circle, no second line
    shown = chained(table)
    for result in results:
        met = [line.drivers[0] for line in result.lines]
        for one in set(met):
            assert not any(shown.get(one, one) == shown.get(other, other) for other in set(met) - {one})
    called = [
        SessionResult(
            one.round, one.session, one.kind,
            tuple(
                ResultLine(
                    line.car, line.position, drivers=tuple(shown.get(name, name) for name in line.drivers),
                    team=shown.get(line.team or "", line.team),
                )
                for line in one.lines
            ),
        )
        for one in results
    ]  # fmt: skip
    assert not {one.values["line"] for one in asked(called)} & {one.values["line"] for one in asked(results)}
