"""What people said, from quotes.toml: their words, never ours; and a finding for whoever is not entered."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from babel import Locale, UnknownLocaleError

from parcferme.documents import Meeting, Meetings
from parcferme.findings import Finding, Where, WrongCall, error, warning
from parcferme.names import fold

_KEYS: Final = ("who", "text", "lang", "role", "team", "round", "session", "race", "translated")


class Quote(msgspec.Struct, frozen=True):
    """Somebody's words. `lang`: the language they are in; `role`: who it is where it is no driver; `team`, `round`:
    for whose release, and of which round (None: any). `session` (or `race`, a number): the one they are about.
    `translated`: the language they were said in, where `text` is a translation.
    """

    who: str
    text: str
    lang: str = "fr"
    role: str | None = None
    team: str | None = None
    round: int | None = None
    session: str | None = None
    race: int | None = None
    translated: str | None = None


def read_quotes(text: str, file: str = "quotes.toml") -> tuple[tuple[Quote, ...], tuple[Finding, ...]]:
    """The `[[quote]]` tables of a TOML text; a finding for each that cannot be used. Raises `WrongCall` for no TOML."""
    try:
        tree = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        raise WrongCall(f"{file}: not TOML: {problem}") from None
    quotes, found = [], []
    listed = tree.get("quote", [])
    rows = listed if isinstance(listed, list) else [listed]
    unknown = [key for key in tree if key != "quote"]
    if unknown:
        found.append(
            error("quote-unusable", Where(file=file), problem=f"unknown key {unknown[0]!r}: write [[quote]]")
        )
    for at, row in enumerate(rows, 1):
        wrong = _wrong(row)
        if wrong:
            found.append(error("quote-unusable", Where(file=file), problem=f"[[quote]] {at}: {wrong}"))
        else:
            quotes.append(msgspec.convert(row, Quote))
    return tuple(quotes), tuple(found)


def language_name(code: object, language: str) -> str | None:
    """What a language is called in French or English; None for a code nobody knows."""
    try:
        return Locale.parse(str(code)).get_language_name(language)
    except (UnknownLocaleError, ValueError):
        return None


def bare_words(text: str) -> str:
    """Words without the quotation marks somebody typed round them, on one line."""
    text = " ".join(text.split())
    for opens, closes in ("«»", "“”", '""', "„“"):
        inner = text[1:-1]
        if len(text) > 2 and text[0] == opens and text[-1] == closes and not {opens, closes} & set(inner):
            return inner.strip()
    return text


def _wrong(row: Any) -> str | None:
    """What keeps a quote from being used."""
    if not isinstance(row, dict):
        return "not a table"
    for key in row:
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, 1)
            return f"unknown key {key!r}" + (f" (nearest is {near[0]!r})" if near else "")
    for key in ("who", "text"):
        if not isinstance(row.get(key), str) or not row[key].strip():
            return f"no {key}"
    for key in ("lang", "translated"):
        if language_name(row.get(key, "fr"), "en") is None:
            return f"{key} {row[key]!r} (expected a code such as fr, en, de)"
    try:
        msgspec.convert(row, Quote)
    except msgspec.ValidationError as problem:
        return str(problem)
    return None


def quotes_for(
    quotes: Sequence[Quote], told: Meetings, weekend: Meeting, team: str | None, file: str = "quotes.toml"
) -> tuple[tuple[Quote, ...], tuple[Finding, ...]]:
    """The quotes of a release, and who is quoted without being entered. Without a `role` such a quote is left out."""
    drivers = {driver.name: car.team for car in weekend.entries.cars for driver in car.drivers}
    chosen, found = [], []
    for one in quotes:
        if one.round not in (None, weekend.number):
            continue
        who = told.names.get(one.who, one.who)
        if who not in drivers:
            # A name with a letter wrong, not another person: closer than difflib asks for by itself (0.6).
            near = difflib.get_close_matches(who, drivers, 1, 0.7)
            found.append(
                warning(
                    "quote-not-entered",
                    Where(file=file),
                    who=one.who,
                    **({"nearest": near[0]} if near else {}),
                )
            )
            if one.role is None:
                continue
        if one.race is not None and one.session is None:
            races = [ran.name for ran in weekend.races]
            named = f"race-{one.race}"
            at = named if named in races else races[one.race - 1] if 0 < one.race <= len(races) else None
            one = msgspec.structs.replace(one, session=at)
        of = one.team or drivers.get(who)
        # What was said for one team is not said for the series.
        if one.team is None if team is None else of is None or fold(of) == fold(team):
            chosen.append(one)
    return tuple(chosen), tuple(found)
