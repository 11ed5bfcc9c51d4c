"""What the entry list adds to a result: class, team and crew where it is silent, their spelling where it speaks."""

from parcferme.classification import ResultLine
from parcferme.classification.entering import entered
from parcferme.entries import Driver, Entries, Entry

LISTED = Entries.of(
    [
        Entry("7", "LMP3", "Milo Racing", (Driver("Ann Onym"), Driver("Bob Blank", guest=True))),
        Entry("81", "GT", "Seven Up", (Driver("Cleo Seven"),), guest=True),
    ]
)


def one(line: ResultLine, **names: str) -> ResultLine:
    (found,) = entered([line], LISTED, names)
    return found


def test_a_result_that_names_nobody_takes_class_team_and_crew_from_the_entry_list() -> None:
    found = one(ResultLine(car="7", position=1))
    assert (found.class_, found.team, found.drivers) == ("LMP3", "Milo Racing", ("Ann Onym", "Bob Blank"))
    assert (found.guest, found.not_scoring) == (False, ("Bob Blank",))


def test_who_a_result_names_drove_and_the_entry_list_says_how_the_names_are_written() -> None:
    found = one(ResultLine(car="7", class_="lmp3", team="MILO RACING", drivers=("ANN ONYM",)))
    assert (found.class_, found.team, found.drivers) == ("LMP3", "Milo Racing", ("Ann Onym",))
    assert (found.guest, found.not_scoring) == (False, ())


def test_another_class_or_team_in_the_result_stands() -> None:
    found = one(ResultLine(car="7", class_="GT", team="Night Shift"))
    assert (found.class_, found.team) == ("GT", "Night Shift")


def test_a_guest_car_and_a_car_driven_by_guests_alone_are_guests() -> None:
    assert (one(ResultLine(car="81")).guest, one(ResultLine(car="81")).not_scoring) == (True, ())
    alone = one(ResultLine(car="7", drivers=("Bob Blank",)))
    assert (alone.guest, alone.not_scoring) == (True, ())


def test_a_list_without_numbers_is_matched_by_its_drivers() -> None:
    found = one(ResultLine(car="CLEO SEVEN", drivers=("CLEO SEVEN",)))
    assert (found.car, found.team, found.drivers) == ("81", "Seven Up", ("Cleo Seven",))


def test_a_car_that_is_not_on_the_list_stays_as_the_result_has_it() -> None:
    line = ResultLine(car="99", class_="TCR", team="Late Racing", drivers=("Dan Dark",))
    assert one(line) == line


def test_a_championship_that_calls_a_team_otherwise_is_followed() -> None:
    found = one(ResultLine(car="99", team="LATE RACING"), **{"Late Racing": "Late Racing by Dan"})
    assert found.team == "Late Racing by Dan"
