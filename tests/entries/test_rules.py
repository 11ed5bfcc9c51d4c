"""An entry list held against the rules: classes, crews, categories, dates, doctors, each with its article."""

from __future__ import annotations

import datetime as dt

import pytest

from parcferme.calendar import Meeting, PlannedSession
from parcferme.eligibility import entries_findings, grouped
from parcferme.entries import Entries, parse_entries
from parcferme.findings import Finding, Severity
from parcferme.regulations import (
    Category,
    ClassRules,
    EntryRules,
    Rulebook,
    category_of,
    crew_allowed,
    group_of,
    parse_rulebook,
    seats_missing,
)

LES_2023 = """\
name = "les-2023"
[entries]
closes-before = { value = "168 h", article = "3.2" }
medical = { value = true, article = "4.1" }
[[entries.classes]]
name = "JS P4"
crew-most = { value = 2, article = "5.1" }
crews = { value = ["B", "BB", "BG", "BS", "S", "SS"], source = "autohebdo, 13 October 2022" }
groups = [{ name = "Pro-Am", crews = ["GB", "SB"] }, { name = "Am", crews = ["B", "BB"] }]
[[entries.classes]]
name = "JS2 R"
"""
MEETINGS = (
    Meeting(1, first=dt.date(2023, 4, 21), last=dt.date(2023, 4, 22)),
    Meeting(2, first=dt.date(2023, 6, 4), last=dt.date(2023, 6, 4)),
)


def found(
    text: str, book: str | Rulebook = LES_2023, meetings: tuple[Meeting, ...] = MEETINGS
) -> tuple[Finding, ...]:
    book = parse_rulebook(book, "mine.toml") if isinstance(book, str) else book
    entries, odd = parse_entries(text, "entries.csv")
    assert odd == ()
    return entries_findings(entries, book.entries, meetings, book.cites)


def codes(text: str, book: str | Rulebook = LES_2023) -> list[str]:
    return [one.code for one in found(text, book)]


@pytest.mark.parametrize(
    ("crew", "group"),
    [
        ("B", "Am"),
        ("BB", "Am"),
        ("BG", "Pro-Am"),
        ("GB", "Pro-Am"),
        ("SB", "Pro-Am"),
        ("S", None),
        ("SS", None),
    ],
)
def test_a_crew_of_2023_is_in_the_group_its_categories_make(crew: str, group: str | None) -> None:
    lines = "".join(f"7,JS P4,Driver {seat},{letter}\n" for seat, letter in enumerate(crew))
    text = f"number,class,driver,category\n{lines}"
    assert codes(text) == []
    entries, _ = parse_entries(text, "e")
    rules = parse_rulebook(LES_2023, "m").entries
    assert [car.group for car in grouped(entries, rules).cars] == [group]


@pytest.mark.parametrize("crew", ["GG", "G", "PB", "GS"])
def test_a_combination_that_is_not_allowed_is_told_with_its_source(crew: str) -> None:
    lines = "".join(f"7,JS P4,Driver {seat},{letter}\n" for seat, letter in enumerate(crew))
    (one,) = found(f"number,class,driver,category\n{lines}")
    assert (one.severity, one.code, one.where.line, one.where.car) == (
        Severity.ERROR,
        "crew-not-allowed",
        2,
        "7",
    )
    assert one.values["source"] == "autohebdo, 13 October 2022"
    assert (sorted(one.values["crew"]), one.values["rounds"]) == (sorted(crew), [1, 2])


def test_a_crew_of_three_where_two_may_share_a_car_cites_its_article() -> None:
    text = "number,class,driver,category,rounds\n7,JS P4,A,B,1-2\n7,JS P4,B,B,1-2\n7,JS P4,C,B,2\n"
    size, combination = found(text)
    assert (size.code, size.values["drivers"], size.values["rounds"], size.values["article"]) == (
        "crew-size", 3, [2], "5.1",
    )  # fmt: skip
    assert combination.code == "crew-not-allowed"


def test_an_entry_rulebook_without_classes_lets_six_share_a_car() -> None:
    lines = [f"7,Driver {seat}" for seat in range(7)]
    assert codes("number,driver\n" + "\n".join(lines[:6]) + "\n", Rulebook()) == []
    assert codes("number,driver\n" + "\n".join(lines) + "\n", Rulebook()) == ["crew-size"]


def test_an_unknown_class_names_the_nearest() -> None:
    (one,) = found("number,class,driver\n7,JS2R,Ann\n")
    assert (one.code, one.values["value"], one.values["nearest"], one.where.column) == (
        "class-unknown", "JS2R", "JS2 R", "class",
    )  # fmt: skip
    assert codes("number,driver\n7,Ann\n") == ["class-missing"]


def test_the_classes_of_a_championship_may_be_fewer_than_the_rulebook_has() -> None:
    book = parse_rulebook(LES_2023, "m")
    entries, _ = parse_entries("number,class,driver\n7,JS2 R,Ann\n8,GT,Bob\n", "e")
    told = entries_findings(entries, book.entries, MEETINGS, book.cites, ("JS2 R", "GT"))
    assert told == ()
    assert [one.code for one in entries_findings(entries, book.entries, MEETINGS, book.cites, ("GT",))] == [
        "class-unknown"
    ]


def test_a_category_that_is_missing_or_none_is_told() -> None:
    assert codes("number,class,driver\n7,JS P4,Ann\n") == ["category-missing"]
    (one,) = found("number,class,driver,category\n7,JS P4,Ann,Bronce\n")
    assert (one.code, one.values["driver"], one.values["nearest"]) == ("category-unknown", "Ann", "bronze")


LMP = """\
name = "lmp"
[[entries.classes]]
name = "LMP1"
none-of = { value = ["bronze"], article = "4.2.3" }
[[entries.classes]]
name = "LMP2"
at-least = { value = ["S/B"], article = "4.2.4" }
[[entries.classes]]
name = "LMGTE Am"
at-least = ["B", "S/B"]
"""


@pytest.mark.parametrize(
    ("class_", "crew", "code"),
    [
        ("LMP1", "PG", None), ("LMP1", "PGB", "category-not-allowed"),
        ("LMP2", "PGS", None), ("LMP2", "PPB", None), ("LMP2", "PPG", "crew-lacks"),
        ("LMGTE Am", "PBS", None), ("LMGTE Am", "BB", None), ("LMGTE Am", "PGB", "crew-lacks"),
        ("LMGTE Am", "SSS", "crew-lacks"),
    ],
)  # fmt: skip
def test_the_least_and_the_most_of_a_category_in_a_crew(class_: str, crew: str, code: str | None) -> None:
    lines = "".join(f"7,{class_},Driver {seat},{letter}\n" for seat, letter in enumerate(crew))
    told = found(f"number,class,driver,driver category\n{lines}", LMP)
    assert [one.code for one in told] == ([code] if code else [])
    articles = {"LMP1": "4.2.3", "LMP2": "4.2.4", "LMGTE Am": None}
    assert all(one.values.get("article") == articles[class_] for one in told)


def test_what_a_crew_lacks_is_named() -> None:
    rules = ClassRules("GT", at_least=("BB", "S/B"))
    assert seats_missing(rules, "SBB") == ()
    assert seats_missing(rules, "BBB") == ()
    assert seats_missing(rules, "GSB") == ("B",)
    assert seats_missing(rules, "GGG") == ("B", "B", "S/B")


@pytest.mark.parametrize(
    ("text", "category"),
    [("Gold", Category.GOLD), ("g", Category.GOLD), ("FIA Bronze", Category.BRONZE), ("Argent", Category.SILVER),
     ("Platine", Category.PLATINUM), ("Am", None), ("", None), (None, None)],
)  # fmt: skip
def test_categories_as_lists_write_them(text: str | None, category: Category | None) -> None:
    assert category_of(text) == category


def test_combinations_are_the_same_in_any_order() -> None:
    rules = parse_rulebook(LES_2023, "m").entries.classes[0]
    assert crew_allowed(rules, "GB")
    assert crew_allowed(rules, "BG")
    assert group_of(rules, "BS") == "Pro-Am"


def test_a_group_the_crew_does_not_belong_to_is_told() -> None:
    text = "number,class,driver,category,group\n7,JS P4,Ann,S,Am\n8,JS P4,Bob,B,Amm\n9,JS P4,Cy,B,Am\n"
    differs, unknown = found(text.replace("category", "driver category"))
    assert (differs.code, differs.values["value"], differs.values["due"]) == ("group-differs", "Am", None)
    assert (unknown.code, unknown.values["nearest"]) == ("group-unknown", "Am")


def test_a_late_entry_needs_a_decision() -> None:
    text = "number,class,driver,rounds,entered,status\n7,JS2 R,Ann,1-2,{},{}\n"
    assert codes(text.format("2023-04-14", "")) == []
    (one,) = found(text.format("2023-04-15", ""))
    assert (one.severity, one.code, one.values) == (
        Severity.WARNING, "entry-late",
        {"entered": "2023-04-15", "closed": "2023-04-14", "article": "3.2", "rounds": [1]},
    )  # fmt: skip
    assert codes(text.format("2023-04-15", "accepted")) == []
    strict = LES_2023.replace("[entries]\n", "[entries]\nlate-allowed = false\n")
    assert [one.severity for one in found(text.format("2023-04-15", ""), strict)] == [Severity.ERROR]


def test_a_driver_added_late_to_a_car_entered_in_time_is_told_alone() -> None:
    text = "number,class,driver,rounds,entered\n7,JS2 R,Ann,1-2,2023-01-01\n7,JS2 R,Bob,2,2023-06-01\n"
    (one,) = found(text)
    assert (one.code, one.values["driver"], one.where.line, one.values["rounds"]) == (
        "driver-late",
        "Bob",
        3,
        [2],
    )


def sessions(*starts: str) -> tuple[PlannedSession, ...]:
    return tuple(
        PlannedSession(1, "Spa", None, name, "race", dt.datetime.fromisoformat(start), None, "UTC")
        for name, start in (one.split("=") for one in starts)
    )


SPA = Meeting(
    1,
    first=dt.date(2023, 4, 21),
    last=dt.date(2023, 4, 22),
    sessions=sessions("qualifying-1=2023-04-21T10:00:00+00:00", "race-1=2023-04-22T10:00:00+00:00"),
)


@pytest.mark.parametrize(
    ("hurt", "cleared", "barred"),
    [
        ("2023-04-20 toe", "", ["qualifying-1", "race-1"]),
        ("2023-04-20 toe", "2023-04-22", ["qualifying-1"]),
        ("2023-04-20 toe", "2023-04-21", None),
        ("2023-04-20 toe", "yes", None),
        ("2023-04-22", "", ["race-1"]),
        ("2023-04-22", "2023-04-01", ["race-1"]),
        ("yes", "", ["qualifying-1", "race-1"]),
        ("2023-05-01", "", None),
        ("", "", None),
    ],
)
def test_a_driver_who_was_hurt_needs_a_cleared_mark_before_a_session(
    hurt: str, cleared: str, barred: list[str] | None
) -> None:
    told = found(f"number,class,driver,hurt,cleared\n81,JS2 R,Kevin,{hurt},{cleared}\n", meetings=(SPA,))
    assert [
        (one.code, one.values["driver"], one.values["sessions"], one.values["article"]) for one in told
    ] == ([("not-cleared", "Kevin", barred, "4.1")] if barred else [])


def test_a_series_without_a_medical_rule_asks_for_no_mark() -> None:
    book = LES_2023.replace("medical = { value = true", "medical = { value = false")
    assert codes("number,class,driver,hurt\n7,JS2 R,Ann,yes\n", book) == []
    assert codes("number,class,driver,hurt\n7,JS2 R,Ann,yes\n") == ["not-cleared"]


def test_a_driver_in_two_crews_of_one_race_is_told_and_in_two_rounds_is_not() -> None:
    text = "number,class,driver,rounds\n46,JS2 R,Alex Marchois,1\n14,JS2 R,Alex MARCHOIS,{}\n"
    assert codes(text.format(2)) == []
    (one,) = found(text.format("1-2"))
    assert (one.severity, one.code, one.where.line, one.where.car) == (
        Severity.ERROR,
        "driver-in-two-crews",
        3,
        "14",
    )
    assert one.values == {"driver": "Alex MARCHOIS", "other": "46", "rounds": [1]}
    allowed = LES_2023.replace("[entries]\n", "[entries]\none-crew = false\n")
    assert codes(text.format("1-2"), allowed) == []


def test_who_stays_away_is_noted_for_the_rounds_it_was_listed_for() -> None:
    text = (
        "number,class,driver,rounds,withdrawn\n27,JS2 R,A,1-2,2023-05-01\n28,JS2 R,B,1-2,\n28,JS2 R,C,2,yes\n"
    )
    car, driver = found(text)
    assert (car.severity, car.code, car.values) == (
        Severity.INFO, "entry-withdrawn", {"since": "2023-05-01", "rounds": [2]},
    )  # fmt: skip
    assert (driver.code, driver.values["driver"], driver.values["rounds"]) == ("driver-withdrawn", "C", [2])


def test_a_guest_registered_for_points_is_told() -> None:
    text = "number,class,driver,guest,registered\n7,JS2 R,Ann,{},{}\n"
    assert codes(text.format("yes", "yes")) == ["guest-registered"]
    assert codes(text.format("yes", "no")) == codes(text.format("no", "yes")) == []


def test_too_few_cars_overall_or_in_a_class_are_told() -> None:
    book = LES_2023.replace("[entries]\n", "[entries]\ncars-least = { value = 3, article = '5.8' }\n")
    book += "cars-least = 2\n"
    overall, in_class = found(
        "number,class,driver,category,rounds\n7,JS2 R,Ann,,1-2\n8,JS2 R,Bob,,1\n9,JS P4,Cy,B,1\n", book
    )
    assert (overall.code, overall.values) == (
        "entries-few", {"cars": 1, "least": 3, "article": "5.8", "rounds": [2]},
    )  # fmt: skip
    assert (in_class.values["class_named"], in_class.values["cars"]) == ("JS2 R", 1)


def test_a_number_outside_those_there_are_is_told() -> None:
    book = LES_2023.replace("[entries]\n", "[entries]\nnumbers-from = 2\nnumbers-to = 99\n")
    text = "number,class,driver\n2,JS2 R,Ann\n99,JS2 R,Bob\n1,JS2 R,Cy\n100,JS2 R,Di\n7A,JS2 R,Eve\n"
    assert [(one.code, one.where.car) for one in found(text, book)] == [
        ("number-not-allowed", "1"), ("number-not-allowed", "100"), ("number-not-allowed", "7A"),
    ]  # fmt: skip


def test_a_round_the_calendar_does_not_have_is_told_at_its_line() -> None:
    (one,) = found("number,class,driver,rounds\n7,JS2 R,Ann,1-4\n")
    assert (one.code, one.where.line, one.values) == (
        "round-unknown",
        2,
        {"missing": [3, 4], "known": [1, 2]},
    )


def test_without_a_calendar_the_rounds_are_those_the_list_names() -> None:
    entries, _ = parse_entries("number,class,driver,rounds\n7,GT,Ann,3\n8,GT,Bob,\n", "e")
    rules = EntryRules(classes=(ClassRules("P4"),))
    assert [one.values["rounds"] for one in entries_findings(entries, rules)] == [[3], [3]]
    anywhere, _ = parse_entries("number,class,driver\n7,GT,Ann\n", "e")
    (one,) = entries_findings(anywhere, rules)
    assert "rounds" not in one.values
    assert entries_findings(Entries(), rules) == ()


@pytest.mark.parametrize(
    ("rules", "key", "wrong"),
    [
        ('crews = ["BX"]', "crews", "no combination"),
        ('at-least = ["/"]', "at-least", "no combination"),
        ('crews = ["BP"]\nnone-of = ["platinum"]', "crews", "none-of forbids"),
        (
            'crews = ["B"]\ngroups = [{ name = "Am", crews = ["BB"] }]',
            "groups[0].crews",
            "no crew of the class",
        ),
        (
            'groups = [{ name = "Am", crews = ["BS"] }, { name = "Pro-Am", crews = ["SB"] }]',
            "groups[1].crews",
            "in the group 'Am' as well",
        ),
        ("crew-least = 3\ncrew-most = 2", "crew-least", "more drivers are asked for"),
    ],
)
def test_rules_of_crews_that_contradict_each_other_are_told(rules: str, key: str, wrong: str) -> None:
    from parcferme.regulations import read_rulebook

    _, read = read_rulebook(f'name = "x"\n[[entries.classes]]\nname = "GT"\n{rules}\n')
    told = [(one.key, one.wrong) for one in read.problems]
    assert any(at == f"entries.classes[0].{key}" and wrong in said for at, said in told), told
