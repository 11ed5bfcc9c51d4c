"""One way to name a season, a round and a session, from wherever somebody stands."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcferme.classification import SessionResult
from parcferme.findings import WrongCall
from parcferme.season import load_championship
from parcferme.season.called import round_named, rounds_of
from parcferme.season.naming import find_round, find_season, find_session, named, within

LIST = "position,number,driver\n1,7,Ann\n2,81,Bob\n"
FILES = {
    "championship.toml": 'name = "Cup"\n',
    "1-spa/round.toml": 'name = "Spa-Francorchamps"\n[[session]]\nname = "qualifying-1"\nfile = "q.csv"\n'
    '[[session]]\nname = "race-1"\n[[session]]\nname = "race.2"\nkind = "race"\n',
    "1-spa/q.csv": LIST,
    "1-spa/race-1.csv": LIST,
    "2-monza/round.toml": "",
    "2-monza/race-1.csv": LIST,
    "2-monza/Sprint Race.csv": LIST,
}


@pytest.fixture(scope="module")
def cup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seasons") / "cup"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def told(text: str | Path | None, folder: Path | None = None) -> tuple[int | None, str | None]:
    one = named(text, folder)
    return (one.round.number if one.round else None, one.session.name if one.session else None)


SESSIONS = [
    ("1/race-1", (1, "race-1")),
    ("01/Race 1", (1, "race-1")),
    ("1-spa/race-1", (1, "race-1")),
    ("1-spa/race-1.csv", (1, "race-1")),
    ("spa francorchamps/RACE_1", (1, "race-1")),
    ("1/q.csv", (1, "qualifying-1")),
    ("1/race.2", (1, "race.2")),
    ("qualifying-1", (1, "qualifying-1")),
    ("2/sprint-race", (2, "Sprint Race")),
    ("2-monza/Sprint Race.csv", (2, "Sprint Race")),
]
ROUNDS = [
    ("1", (1, None)),
    ("01", (1, None)),
    ("Spa-Francorchamps", (1, None)),
    ("spa francorchamps", (1, None)),
    ("1-spa", (1, None)),
    ("1-spa/", (1, None)),
    ("1-spa/round.toml", (1, None)),
    ("2-monza", (2, None)),
    ("monza", (2, None)),
]
WHOLE = [(".", (None, None)), ("championship.toml", (None, None))]


@pytest.mark.parametrize(("text", "meant"), [*SESSIONS, *ROUNDS, *WHOLE])
def test_a_name_means_the_same_from_everywhere(
    cup: Path, text: str, meant: tuple[int | None, str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(text, cup) == meant  # --folder
    assert told(cup / text) == meant  # a path from elsewhere
    monkeypatch.chdir(cup)
    assert told(text) == meant  # inside the folder
    monkeypatch.chdir(cup / "2-monza")
    if text != ".":
        assert told(text) == meant  # inside another round's folder


def test_inside_a_round_its_own_sessions_come_first(cup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(cup / "2-monza")
    assert told("race-1") == (2, "race-1")
    assert told(None) == (2, None)
    monkeypatch.chdir(cup / "1-spa")
    assert told("race-1") == (1, "race-1")


def test_a_shipped_season_goes_by_its_name() -> None:
    season = "ligier-european-series-2020"
    assert told(season) == (None, None)
    assert told(f"{season}/1-le-castellet/race-1") == told("1/race-1", Path(season)) == (1, "race-1")
    assert told(f"{season}/Le Castellet") == (1, None)
    assert find_season(f"{season}/1/race-1").year == "2020"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("race-1", "which round?"),
        ("3", "no round or session '3'"),
        ("1/race-9", "no session '1/race-9' (nearest is 1/race"),
        ("9/race-1", "no session '9/race-1'"),
        ("imola/race-1", "there are 1/qualifying-1, 1/race-1"),
    ],
)
def test_a_name_that_is_none_says_which_there_are(cup: Path, text: str, said: str) -> None:
    with pytest.raises(WrongCall) as wrong:
        named(text, cup)
    assert said in str(wrong.value)


def test_a_round_is_no_session_and_a_season_no_round(cup: Path) -> None:
    with pytest.raises(WrongCall, match=r"which session\? \(there are 2/Sprint Race, 2/race-1\)"):
        find_session("2", cup)
    with pytest.raises(WrongCall, match=r"which round\? \(there are 1 Spa-Francorchamps, 2 monza\)"):
        find_round(".", cup)
    assert find_round("2/race-1", cup)[1].number == 2
    assert round_named(load_championship(cup).rounds, "Monza").number == 2
    with pytest.raises(WrongCall, match=r"no round 'imola' \(there are 1 Spa-Francorchamps, 2 monza\)"):
        round_named(load_championship(cup).rounds, "imola")


def test_outside_a_championship_folder_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(WrongCall, match="in no championship folder"):
        named("1/race-1")


@given(st.data())
def test_blanks_hyphens_and_capitals_make_no_other_name(cup: Path, data: st.DataObject) -> None:
    season = load_championship(cup)
    for one in season.rounds:
        for session in one.sessions:
            place = data.draw(
                st.sampled_from([str(one.number), one.name, one.folder.name if one.folder else ""])
            )
            marks = st.sampled_from([" ", "-", "_", "  ", "- "])
            text = f"{place}/{session.name}".replace("-", data.draw(marks)).replace(" ", data.draw(marks))
            text = data.draw(st.sampled_from([text, text.upper(), text.lower(), text.title()]))
            assert within(season, text).session is session


def test_a_path_in_the_folder_that_is_given_is_a_name_in_it(cup: Path) -> None:
    assert told(cup / "2-monza", cup) == (2, None)
    assert told(cup / "1-spa" / "race-1.csv", cup) == (1, "race-1")


def test_a_round_of_a_bare_list_is_its_number_or_its_event() -> None:
    results = [SessionResult(2, "race", "race", event="Le Mans"), SessionResult(1, "race", "race")]
    rounds = rounds_of(results)
    assert [round_named(rounds, text).number for text in ("2", "le mans", "LE-MANS", " 1 ")] == [2, 2, 2, 1]
    with pytest.raises(WrongCall, match=r"no round 'Spa' \(there are 1, 2 Le Mans\)"):
        round_named(rounds, "Spa")
