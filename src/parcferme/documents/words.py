"""Words for codes: one catalogue per language, so that page, paper and terminal say the same.

A catalogue (`words/en.toml`) has a section per kind of word and a sentence per code. `{name}` stands for a value and is
written by what its key ends in: `_us` as a clock, `_at` (or `at`) as an instant, a list joined by commas.
`{laps:lap|laps}` adds the noun in the right number, `{penalty:@penalty}` looks the value up in that section, whose
words may speak of the same values. What stands in square brackets is left out where one of its values is not known.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any, Final

from parcferme.classification import Reason
from parcferme.documents.points import points_text
from parcferme.findings import Finding, Where, WrongCall
from parcferme.times import SECOND, format_clock, format_instant

LANGUAGES: Final = ("en", "fr")
_PART: Final = re.compile(r"\[([^\[\]]*)\]")
_NAME: Final = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
_MOST_RUNS: Final = 12
_SECTION: Final = re.compile(r"^\[([a-z-]+)\]$", re.MULTILINE)
_UNSOURCED: Final = ("not found", "unsure", "inferred", "assumed")
"""How a rulebook begins its note on a value that no source of the series states."""
_CITED: Final = ("document", "article", "source", "decision", "record")


@cache
def catalogue(language: str) -> Mapping[str, Mapping[str, str]]:
    """The sections of a language's catalogue. Raises `WrongCall` for a language there is none of."""
    if language not in LANGUAGES:
        raise WrongCall(f"no words in {language!r} (there are {', '.join(LANGUAGES)})")
    text = (resources.files(__package__) / "words" / f"{language}.toml").read_text(encoding="utf-8")
    return _Sections(text)


class _Sections(Mapping[str, Mapping[str, str]]):
    """The sections of a catalogue, each read when it is first asked for: a command speaks of a few of them, and reading
    them all takes longer than to score a short race.
    """

    def __init__(self, text: str) -> None:
        _, *parts = _SECTION.split(text)
        self._texts = dict(zip(parts[::2], parts[1::2], strict=True))
        self._read: dict[str, Mapping[str, str]] = {}

    def __getitem__(self, name: str) -> Mapping[str, str]:
        if name not in self._read:
            self._read[name] = tomllib.loads(self._texts[name])
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def say(section: str, key: str, language: str = "en", /, **values: Any) -> str:
    """The words for a key, filled with these values; the key itself where the catalogue has none."""
    template = catalogue(language).get(section, {}).get(key)
    return key if template is None else fill(template, values, language)


def label(key: str, language: str = "en") -> str:
    """A heading or short name."""
    return say("label", key, language)


def reason_text(reason: Reason, language: str = "en", *, public: bool = False) -> str:
    """The sentence for a reason, with why it was ruled and where the rule stands. `public`: as a board has it, without
    the numbers of records, which say nothing to who has no log, and without a source that only says it found none.
    """
    return _sentence("reason", reason.code, _shown(reason, public), language)


def rule_text(rule: Reason, language: str = "en", *, public: bool = False) -> str:
    """The sentence for a rule that placed a car, or how far it is from its neighbour; `public` as for a reason."""
    return _sentence("rule", rule.code, _shown(rule, public), language)


def _shown(reason: Reason, public: bool) -> dict[str, Any]:
    values = dict(reason.values)
    if public:
        for name in ("record", "decision"):
            values.pop(name, None)
        if str(values.get("source", "")).casefold().startswith(_UNSOURCED):
            del values["source"]
    return values


def finding_text(finding: Finding, language: str = "en") -> str:
    """The sentence for a finding, with the car and lap it speaks of."""
    where = finding.where
    known = {name: getattr(where, name) for name in Where.__struct_fields__}
    values = {name: value for name, value in known.items() if value is not None} | dict(finding.values)
    text = _sentence("finding", finding.code, values, language) + _left_out(finding, language)
    if where.car is None:
        return text
    place = say("place", "car" if where.lap is None else "car-lap", language, car=where.car, lap=where.lap)
    return place + text


def _left_out(finding: Finding, language: str) -> str:
    """The lines that did not count, else the records, where the place of the finding does not say it already."""
    if finding.lines:
        known = finding.lines == (finding.where.line,)
        return "" if known else say("tail", "lines", language, lines=runs_text(finding.lines))
    known = finding.records in ((), (finding.where.seq,))
    return "" if known else say("tail", "records", language, records=runs_text(finding.records))


def runs_text(numbers: Sequence[int]) -> str:
    """Whole numbers in short: `3, 5–9, 12`; of very many runs the first, and how many numbers follow."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = [str(first) if first == last else f"{first}–{last}" for first, last in runs[:_MOST_RUNS]]
    rest = sum(last - first + 1 for first, last in runs[_MOST_RUNS:])
    return ", ".join([*shown, f"… (+{rest})"] if rest else shown)


def placeholders(template: str) -> set[str]:
    """The names of the values a template speaks of."""
    return {match.group(1) for match in _NAME.finditer(template)}


def fill(template: str, values: Mapping[str, Any], language: str = "en") -> str:
    """A template with its values; a part in square brackets only where all of its values are known."""
    return "".join(_filled(template, values, language)).replace("##", "#")  # of a number typed `#7`


def _filled(template: str, values: Mapping[str, Any], language: str) -> Iterator[str]:
    for index, part in enumerate(_PART.split(template)):
        optional = index % 2 == 1
        if optional and any(values.get(name) in (None, "") for name in placeholders(part)):
            continue
        yield _NAME.sub(lambda match: _value(match.group(1), match.group(2), values, language), part)


def _value(name: str, form: str | None, values: Mapping[str, Any], language: str) -> str:
    """One value in words; a value nobody gave is a question mark."""
    value = values.get(name)
    if value is None:
        return "?"
    if form is None:
        return value_text(name, value, language)
    if form.startswith("@"):
        listed = value if isinstance(value, list | tuple) else [value]
        return ", ".join(say(form[1:], str(one), language, **values) for one in listed)
    one, _, many = form.partition("|")
    number = isinstance(value, int | Fraction)
    # In French everything below two is singular: 0 tour, 1,5 point.
    single = number and (value == 1 or (language == "fr" and abs(value) < 2))
    return f"{value_text(name, value, language)} {one if single else many}"


def session_text(name: str, language: str = "en") -> str:
    """What a session is called that has no title: `qualifying-1` is `qualifying 1`, in French `qualification 1`; a name
    of another kind stands as it is written.
    """
    match = re.fullmatch(r"([a-z]+(?:-[a-z]+)*)(?:[\s_-]*(\d+))?", name.strip().casefold())
    word = None if match is None else catalogue(language).get("kind", {}).get(match[1])
    return name if match is None or word is None else f"{word} {match[2]}" if match[2] else word


def fact_text(text: str, language: str = "en") -> str | None:
    """What somebody wrote as the reason of a ruling, in a language: a usual infringement (section `fact`), however it
    is written and in whichever language; None for any other text, which stands as it was written.
    """
    key = _facts().get(_evened(text))
    return None if key is None else say("fact", key, language)


@cache
def _facts() -> Mapping[str, str]:
    """The usual infringements by what each is called in any language."""
    return {
        _evened(words): key
        for language in LANGUAGES
        for key, words in catalogue(language).get("fact", {}).items()
    }


def wrong_text(text: str, language: str = "en") -> str:
    """What is wrong with a rulebook or a folder, as its reader says it, in a language: `points[0].scal: unknown key`,
    with the key in front as it is. A sentence that is in no catalogue stays, as what the system says of a file does.
    """
    return "\n".join(_wrong(line, language) for line in text.split("\n")) if language != "en" else text


def _wrong(line: str, language: str) -> str:
    parts = line.split(": ")
    for at in range(len(parts)):
        said = _said_wrong(": ".join(parts[at:]), language)
        if said is not None:
            return ": ".join([*parts[:at], said])
    return line


def _said_wrong(text: str, language: str, *, inside: bool = False) -> str | None:
    """One sentence of the section `wrong`, its values in that language too where they are sentences; None of any other.
    `inside`: the text is a value of another, which may have a hint behind it.
    """
    for key, sentence in _sentences():
        match = sentence.fullmatch(text) if inside or key not in _HINTED else None
        if match is not None:
            values = match.groupdict()
            values = {one: _said_wrong(said, language, inside=True) or said for one, said in values.items()}
            parts = re.split(r"\{(\w+)\}", catalogue(language)["wrong"][key])
            return "".join(values[part] if at % 2 else part for at, part in enumerate(parts))
    return None


_HINTED: Final = ("list-of", "table-of", "time-unit")
"""What stands behind a value that was found."""


@cache
def _sentences() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The sentences of what is wrong with a pattern that finds the values in them."""
    found = []
    for key, template in catalogue("en")["wrong"].items():
        parts = re.split(r"\{(\w+)\}", template)
        # At odd places the names of values; a hint may say nothing.
        pattern = "".join(
            f"(?P<{part}>.{'*' if part == 'hint' else '+'}?)" if at % 2 else re.escape(part)
            for at, part in enumerate(parts)
        )
        found.append((key, re.compile(pattern)))
    return tuple(found)


def _evened(text: str) -> str:
    return " ".join(text.replace("’", "'").casefold().strip(" .").split())


def value_text(name: str, value: Any, language: str = "en") -> str:
    """A value as people read it, by what its key ends in. Why something was ruled is said in the language where it is a
    usual infringement; other words are somebody's own and stay.
    """
    if name in ("session", "sessions") and language != "en":
        listed = value if isinstance(value, list | tuple) else [value]
        return ", ".join(session_text(str(one), language) for one in listed)
    if name in ("problem", "needs"):
        return wrong_text(str(value), language)
    if name == "why" and isinstance(value, str):
        return fact_text(value, language) or value
    if isinstance(value, bool):
        return say("label", "yes" if value else "no", language)
    if isinstance(value, int) and name in ("seconds_us", "added_us"):
        return _in_seconds(value)  # of a penalty people say 60 s, not 1:00.000
    if isinstance(value, int) and name.endswith("_us"):
        return format_clock(value)
    if isinstance(value, int) and (name == "at" or name.endswith("_at")):
        return format_instant(value, 3)
    if isinstance(value, Fraction):
        return points_text(value, language)
    if isinstance(value, list | tuple):
        of = name if name.endswith(("_us", "_at")) else ""
        return ", ".join(value_text(of, one, language) for one in value)
    # "the loop  is taken for FL" reads as a slip of ours: a cell that holds nothing is named.
    return str(value) if str(value).strip() else label("blank", language)


def _in_seconds(us: int) -> str:
    """A time as a number of seconds, with decimals only where it has any."""
    whole, rest = divmod(us, SECOND)
    return f"{whole}.{rest:06d}".rstrip("0") if rest else str(whole)


def _sentence(section: str, code: str, values: dict[str, Any], language: str) -> str:
    """A code's sentence, why it was so ruled (unless the sentence says it), and what it can cite, in brackets."""
    template = catalogue(language).get(section, {}).get(code, code)
    said = placeholders(template)
    text = fill(template, values, language)
    if values.get("why") and "why" not in said:
        text += say("tail", "why", language, **values)
    cited = [name for name in _CITED if values.get(name) is not None and name not in said]
    # An article where one is known, else the source (docs/design.md, A result explains itself).
    if "article" in cited and "source" in cited:
        cited.remove("source")
    parts = [say("tail", name, language, **values) for name in cited]
    return f"{text} ({', '.join(parts)})" if parts else text
