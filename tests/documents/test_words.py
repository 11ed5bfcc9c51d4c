"""One catalogue per language: every code that can be emitted, the same values in both, nothing left unfilled."""

import re
from pathlib import Path

import pytest

from emitted import Emitted, emitted
from parcferme.classification import Reason, Status
from parcferme.decoders import Why
from parcferme.documents.words import (
    LANGUAGES,
    catalogue,
    fill,
    finding_text,
    label,
    placeholders,
    reason_text,
    say,
)
from parcferme.findings import Finding, Severity, Where, WrongCall, warning
from parcferme.records import FlagValue, Penalty
from parcferme.regulations import GridBy, NoTimeOrder, Of, PoleSide, SessionKind
from parcferme.timing import NotCounted, StopVerdict

ALL = list(emitted())
SECTIONS = {
    "verdict": {verdict.value for verdict in StopVerdict},
    "flag": {value.value for value in FlagValue},
    "penalty": {penalty.value for penalty in Penalty},
    "kind": {kind.value for kind in SessionKind},
    "status": {status.value for status in Status},
    "severity": {severity.value for severity in Severity},
    "no-time-order": {order.value for order in NoTimeOrder},
    "grid-by": {by.value for by in GridBy},
    "side": {side.value for side in PoleSide},
    "of": {of.value for of in Of},
    "damage": {why.value for why in Why},
    "crossing": {reason.name.lower().replace("_", "-") for reason in NotCounted},
}


def codes(kind: str) -> set[str]:
    return {one.code for one in ALL if one.kind == kind}


@pytest.mark.complete
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["finding", "reason", "rule"])
def test_a_catalogue_has_exactly_the_codes_that_can_be_emitted(kind: str, language: str) -> None:
    assert len(codes(kind)) > 5
    words = set(catalogue(language)[kind])
    extra = {"race-order", "race-order-moment"} if kind == "rule" else set()
    assert words - codes(kind) - extra == set()
    assert codes(kind) - words == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_has_exactly_the_values_it_names(section: str, language: str) -> None:
    assert set(catalogue(language)[section]) == SECTIONS[section]


@pytest.mark.complete
def test_both_languages_have_the_same_keys_and_the_same_values_in_each() -> None:
    english, french = catalogue("en"), catalogue("fr")
    assert {name: set(section) for name, section in english.items()} == {
        name: set(section) for name, section in french.items()
    }
    different = [
        (section, key)
        for section, keys in english.items()
        for key, template in keys.items()
        if placeholders(template) != placeholders(french[section][key])
    ]
    assert different == []


@pytest.mark.parametrize(
    "one", [one for one in ALL if one.values is not None], ids=lambda one: f"{one.where}-{one.code}"
)
def test_a_sentence_speaks_only_of_values_its_code_is_given(one: Emitted) -> None:
    template = catalogue("en")[one.kind][one.code]
    needed = placeholders(re.sub(r"\[[^\]]*\]", "", template))
    known = set(one.values or ()) | (set(Where.__struct_fields__) if one.kind == "finding" else set())
    assert needed <= known, f"{one.where} gives {sorted(known)}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_leaves_a_brace_or_a_bracket(language: str) -> None:
    for name, section in catalogue(language).items():
        for template in section.values() if name != "wrong" else ():  # there brackets are TOML
            for values in ({}, dict.fromkeys(placeholders(template), 2)):
                assert not set(fill(template, values, language)) & set("{}[]"), template


def test_times_instants_lists_and_plurals() -> None:
    assert fill("{a_us} {b_at} {c} {n:lap|laps}", {"a_us": 61_500_000, "b_at": 36_000_000_000, "c": ["7", "007"],
                "n": 1}) == "1:01.500 10:00:00.000 7, 007 1 lap"  # fmt: skip
    assert fill("{n:lap|laps}", {"n": 0}) == "0 laps"
    assert fill("{n:tour|tours}", {"n": 0}, "fr") == "0 tour"
    assert fill("{yes}", {"yes": True}, "fr") == "oui"
    assert fill("{p:@penalty}", {"p": "stop-and-go"}) == "stop-and-go"


def test_a_part_in_brackets_goes_where_a_value_is_missing() -> None:
    assert fill("stop[ of {seconds_us} s] served", {}) == "stop served"
    assert fill("stop[ of {seconds_us} s] served", {"seconds_us": 15_000_000}) == "stop of 15 s served"
    assert fill("stop of {seconds_us}", {}) == "stop of ?"


def test_a_value_is_never_read_as_a_template() -> None:
    assert fill("team {team}[, {x}]", {"team": "[{x}]"}) == "team [{x}]"


def test_a_cell_that_holds_nothing_is_named() -> None:
    said = warning("loop-respelt", value=" ", taken="FL", count=1)
    assert finding_text(said) == "the loop (blank) is taken for FL (1 passing)"
    assert "(vide)" in finding_text(said, "fr")


def test_a_reason_says_why_and_cites_the_article_before_the_source() -> None:
    reason = Reason("time-penalty", {"seconds_us": 15_000_000, "why": "short cut", "article": "31.6", "source": "x",
                                     "decision": 12})  # fmt: skip
    assert reason_text(reason) == "15 s added to the time: short cut (article 31.6, record 12)"
    assert reason_text(reason, "fr") == "15 s ajoutées au temps : raccourci (article 31.6, enregistrement 12)"
    assert reason_text(Reason("no-flag", {"source": "press release"})).endswith("(source: press release)")


def test_a_finding_names_its_car_and_lap() -> None:
    finding = warning("lap-under-minimum", Where(car="81", lap=7), lap_us=9_000_000, minimum_us=40_000_000)
    assert finding_text(finding) == "#81, lap 7: lap of 9.000, faster than any car can drive (40.000)"
    assert finding_text(finding, "fr").startswith("n° 81, tour 7 : tour en 9.000")


def test_a_code_of_tomorrow_is_printed_as_it_is() -> None:
    assert finding_text(Finding(Severity.INFO, "never-heard-of")) == "never-heard-of"
    assert reason_text(Reason("never-heard-of")) == "never-heard-of"
    assert say("label", "never-heard-of") == "never-heard-of"


def test_an_unknown_language_is_a_wrong_call() -> None:
    with pytest.raises(WrongCall, match="no words in 'de'"):
        label("stops", "de")


@pytest.mark.complete
def test_the_page_of_findings_has_each_with_the_severity_it_is_emitted_with() -> None:
    page = (Path(__file__).parents[2] / "docs" / "findings.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `([\w-]+)` \| ([^|]+) \|", page, re.MULTILINE))
    assert set(told) == codes("finding")
    severities = {severity.value for severity in Severity}
    for code, text in told.items():
        calls = {one.call for one in ALL if one.code == code}
        said = set(re.split(r"\W+", text)) & severities
        assert said
        assert said <= calls or calls & {"Finding", "tell"}, f"{code}: {text}, emitted as {calls}"


@pytest.mark.parametrize(
    "code",
    ["passings-before-start", "passings-after-flag", "passings-after-end", "records-voided", "crossings-at-start"],
)  # fmt: skip
def test_one_passing_counts_and_two_count(code: str) -> None:
    """Of one passing it was said that it "count for nothing", in French that it "ne comptent pas"."""
    plural = re.compile(r"\b(count for|do not|end no|were|comptent|terminent)\b")
    for language in LANGUAGES:
        one, two = (finding_text(warning(code, count=n, first_at=0), language) for n in (1, 2))
        assert not plural.search(one), one
        assert plural.search(two), two


def test_what_a_decision_lacks_and_a_flag_are_named_in_words() -> None:
    lacks = warning("decision-incomplete", penalty="time", missing="seconds")
    assert finding_text(lacks) == "the decision (time penalty) does not say how many seconds"
    assert "combien de secondes" in finding_text(lacks, "fr")
    shown = warning("flag-without-instant", flag="chequered")
    assert finding_text(shown, "fr").startswith("damier")


def test_a_number_typed_with_its_sign_has_one_sign() -> None:
    assert finding_text(warning("car-unread", Where(car="#7"), kinds=["status"])).startswith("#7: ")
