"""Where and when, in both languages: days, circuits, meetings and championships with what stands before their names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from parcferme.press.release.grammar import a, at, date, days, is_place, is_within, on_circuit


def on_days(values: Mapping[str, Any], language: str, known: str = "") -> str | None:
    """`les 17 et 18 juillet 2020`, without the year where a name that was just `known` ends in it; None where no
    calendar says it.
    """
    first, last = values["first"] or values["last"], values["last"] or values["first"]
    if not first:
        return None
    text = days(dt.date.fromisoformat(first), dt.date.fromisoformat(last), language)
    return text.removesuffix(f" {last[:4]}") if known.endswith(last[:4]) and first[:4] == last[:4] else text


def on_day(day: dt.date, language: str) -> str:
    """A day in the middle of a sentence: `le samedi 18 juillet`, `on Saturday 18 July`."""
    told = date(day, language, weekday=True).rsplit(" ", 1)[0]
    return f"le {told}" if language == "fr" else f"on {told}"


def where(values: Mapping[str, Any], language: str) -> str | None:
    """`sur le Circuit Paul Ricard`, `à Spa`; with the meeting's name where the circuit's does not hold it; None for a
    meeting that is called by no place.
    """
    circuit, event = values["circuit"], values["event"]
    if not circuit:
        return at_event(event, language) if is_place(event) else None
    on = on_circuit(circuit) if language == "fr" else f"at {circuit}"
    if not is_place(event) or is_within(event, circuit):
        return on
    return f"{on}, {a(event)}" if language == "fr" else f"{on} ({event})"


def at_event(event: str, language: str) -> str:
    """`à Spa`, `au Castellet`, `lors du Round 2`; `at Spa`, `in Round 2`."""
    return a(event) if language == "fr" else at(event)


def of_series(name: str, language: str) -> str:
    """`du championnat …`, `de la Coupe …`: what it is says the article, else it is a championship."""
    if language != "fr":
        return f"of the {name.removeprefix('The ').removeprefix('the ')}"
    first = name.split(" ", 1)[0].casefold()
    if first.isdecimal() and int(first) > 1:
        return f"des {name}"
    if first in ("coupe", "série", "ligue"):
        return f"de la {name}"
    if first in ("championnat", "trophée", "challenge"):
        return f"du {name}"
    words = name.casefold().split()
    if len(words) > 1 and {"cup", "series"} & set(words):  # an English name that says itself what it is
        return f"de la {name}"
    if len(words) > 1 and {"championship", "trophy", "challenge", "masters"} & set(words):
        return f"du {name}"
    return f"du championnat {name}"


def round_name(nth: str, *, final: bool, language: str) -> str:
    """`La deuxième manche`, `La dernière manche`."""
    if language == "fr":
        return "La dernière manche" if final else f"La {nth} manche"
    return "The final round" if final else f"The {nth} round"
