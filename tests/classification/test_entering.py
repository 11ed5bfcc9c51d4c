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


def test_the_entry_list_says_group_and_make_and_who_is_nominated() -> None:
    listed = Entries.of(
        [
            Entry("7", "GT", "Milo", (Driver("Ann"),), manufacturer="Ligier", group="Am", nominated=True),
            Entry("8", "GT", "Milo", (Driver("Bob"),), nominated=False),
        ]
    )
    seven, eight = entered([ResultLine("7"), ResultLine("8", nominated=True, guest=True)], listed, {})
    assert (seven.manufacturer, seven.group, seven.nominated, seven.guest) == ("Ligier", "Am", True, False)
    assert (eight.manufacturer, eight.group, eight.nominated, eight.guest) == (None, None, True, True)
    said = entered([ResultLine("7", manufacturer="LIGIER", group="Pro")], listed, {})[0]
    assert (said.manufacturer, said.group) == ("Ligier", "Pro")


def test_a_crew_that_no_entry_knows_keeps_its_names_and_a_list_without_numbers_its_crew_as_number() -> None:
    """Of two drivers one is on the list, under another spelling: the car is his; of a stranger nobody knows it."""
    found = one(ResultLine(car="cleo seven/Gus Guest", drivers=("cleo seven", "Gus Guest")))
    assert (found.car, found.drivers) == ("81", ("Cleo Seven", "Gus Guest"))
    renamed = one(ResultLine(car="C7/Gus", drivers=("C7", "Gus")), C7="Cleo S.", Gus="Gus Guest")
    assert (renamed.car, renamed.drivers) == ("Cleo S./Gus Guest", ("Cleo S.", "Gus Guest"))


def test_a_driver_spelt_as_on_the_entry_list_has_his_number() -> None:
    found = one(ResultLine(car="Cleo Seven", drivers=("Cleo Seven",)))
    assert (found.car, found.team) == ("81", "Seven Up")


def test_a_number_on_the_list_is_the_car_whatever_its_drivers_are_called() -> None:
    found = one(ResultLine(car="7", drivers=("7",)))
    assert (found.car, found.team, found.drivers) == ("7", "Milo Racing", ("7",))
    stranger = one(ResultLine(car="99", drivers=("CLEO SEVEN",)))
    assert (stranger.car, stranger.drivers, stranger.team) == ("99", ("Cleo Seven",), None)


def test_only_the_guests_of_a_mixed_crew_score_nothing_and_what_the_result_says_of_others_stays() -> None:
    found = one(ResultLine(car="7", not_scoring=("Dan",), drivers=("Ann Onym", "Bob Blank", "Dan")))
    assert (found.guest, found.not_scoring) == (False, ("Dan", "Bob Blank"))


def test_a_name_the_championship_gives_to_class_group_and_make() -> None:
    found = one(
        ResultLine(car="99", class_="gt4", group="am", manufacturer="l7", team="x"),
        GT4="GT Four", Am="Amateur", L7="Ligier", X="",
    )  # fmt: skip
    assert (found.class_, found.group, found.manufacturer, found.team) == (
        "GT Four",
        "Amateur",
        "Ligier",
        None,
    )
    kept = ResultLine(car="99", class_="GT4", team="Late Racing")
    assert one(kept, Other="Else") == kept
    assert one(ResultLine(car="7"), **{"Milo Racing": "Milo by Dan"}).team == "Milo by Dan"
