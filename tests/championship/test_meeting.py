"""The order of a whole meeting, made of its sessions: by points or by places, level cars by the last of them."""

from fractions import Fraction
from typing import Any

import pytest

from parcferme.championship.meeting import with_meetings
from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.regulations import MeetingRules

PLACES = MeetingRules(sessions=("race",))


def race(round_: int, name: str, order: str, kind: str = "race", **more: Any) -> SessionResult:
    """`-7` was not classified, `!7` did not start."""
    lines, place = [], 0
    for word in order.split():
        status = {"-": Status.NOT_CLASSIFIED, "!": Status.NOT_STARTED}.get(word[0], Status.CLASSIFIED)
        place += status is Status.CLASSIFIED
        lines.append(
            ResultLine(word.strip("-!"), place if status is Status.CLASSIFIED else None, status, line=round_)
        )
    return SessionResult(round_, name, kind, tuple(lines), **more)


def meeting(rules: MeetingRules, *sessions: SessionResult) -> list[tuple[str, int | None, str]]:
    (made,) = [one for one in with_meetings(sessions, rules) if one.session == "meeting"]
    return [(line.car, line.position, line.status.value) for line in made.lines]


def short(rules: MeetingRules, *sessions: SessionResult) -> str:
    return " ".join(f"{place or '-'}:{car}" for car, place, _ in meeting(rules, *sessions))


@pytest.mark.parametrize(
    ("first", "second", "order"),
    [
        ("7 8 9", "7 9 8", "1:7 2:9 3:8"),  # 5 both: the last race decides
        ("7 8 9", "8 7 9", "1:8 2:7 3:9"),
        ("7 8 9 5", "9 7 8", "1:7 2:9 3:8 4:5"),  # 3, 4, 5, and 4 with one behind the last of three
        ("7 8", "9 5", "1:9 2:7 3:5 4:8"),  # each missed one: third there, behind the two
    ],
)
def test_by_the_sum_of_places_where_a_race_missed_is_one_behind_its_last(
    first: str, second: str, order: str
) -> None:
    found = short(PLACES, race(1, "race-1", first), race(1, "race-2", second))
    assert found == order


def test_by_points_where_there_is_a_scale() -> None:
    rules = MeetingRules(sessions=("race",), scale=(Fraction(10), Fraction(4), Fraction(3)))
    assert short(rules, race(1, "race-1", "7 8 9 5"), race(1, "race-2", "9 8 5 7")) == "1:9 2:7 3:8 4:5"
    assert short(rules, race(1, "race-1", "7 8 9 5"), race(1, "race-2", "8 7 5 9")) == "1:8 2:7 3:5 4:9"


def test_cars_level_in_every_race_share_their_place() -> None:
    level = SessionResult(1, "race-1", "race", (ResultLine("7", 1), ResultLine("8", 1), ResultLine("9", 3)))
    assert short(PLACES, level) == "1:7 1:8 3:9"


def test_who_has_no_place_in_any_of_them_is_listed_behind_with_what_became_of_it() -> None:
    """#5 was not classified in the first and did not start the second; #4 started neither."""
    found = meeting(PLACES, race(1, "race-1", "7 -5 !4"), race(1, "race-2", "7 !5 !4"))
    assert found == [("7", 1, "classified"), ("5", None, "not-classified"), ("4", None, "not-started")]
    started_later = meeting(PLACES, race(1, "race-1", "7 !5"), race(1, "race-2", "7 -5"))
    assert started_later[1] == ("5", None, "not-classified")
    placed = ResultLine("6", None, Status.CLASSIFIED)
    odd = SessionResult(1, "race-1", "race", (ResultLine("7", 1), placed))
    assert meeting(PLACES, odd)[1] == ("6", None, "not-classified")


def test_a_meeting_stands_behind_the_last_session_of_its_round_and_is_of_its_races_alone() -> None:
    sessions = [
        race(1, "qualifying-1", "8 7", "qualifying"), race(1, "race-1", "7 8", event="spa", file="1.csv"),
        race(2, "race-1", "8 7"), race(3, "qualifying-1", "8 7", "qualifying"),
    ]  # fmt: skip
    made = with_meetings(sessions, PLACES)
    assert [(one.round, one.session) for one in made] == [
        (1, "qualifying-1"), (1, "race-1"), (1, "meeting"), (2, "race-1"), (2, "meeting"), (3, "qualifying-1"),
    ]  # fmt: skip
    assert (made[2].event, made[2].file, made[2].kind) == ("spa", "1.csv", "meeting")
    assert [line.car for line in made[2].lines] == ["7", "8"]


def test_no_meeting_is_made_where_a_list_has_one_or_no_rules_do() -> None:
    listed = [race(1, "race-1", "7 8"), race(2, "meeting", "8 7", "meeting")]
    assert with_meetings(listed, PLACES) == listed
    assert with_meetings(listed[:1], None) == listed[:1]


def test_what_belongs_to_a_single_race_stays_with_it() -> None:
    line = ResultLine(
        "7", 1, class_="GT", class_position=1, group_position=1, drivers=("Ann",), time=100, best_lap=9, grid=3,
        qualified=2, fastest_lap=True, pole=True, laps_led=4, laps_led_class=5, incidents=1,
    )  # fmt: skip
    made = with_meetings([SessionResult(1, "race-1", "race", (line,))], PLACES)[1]
    assert made.lines == (ResultLine("7", 1, class_="GT", drivers=("Ann",)),)
