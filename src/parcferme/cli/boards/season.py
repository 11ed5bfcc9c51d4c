"""What a championship folder holds, on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from rich.text import Text

from parcferme.cli.screen import console, show_count, show_heading, show_lines, show_table
from parcferme.documents import label, say, table
from parcferme.findings import Finding


def show_season(document: dict[str, Any], found: Sequence[Finding], language: str) -> None:
    """The rounds with what is known of them, what is missing, and who leads."""
    out = console()
    about, entries = document["championship"], document["entries"]
    pairs = [(label("rulebook", language), about["rulebook"])]
    pairs += [(label("entered", language), say("label", "entered-count", language, **entries))]
    if about["organiser"]:
        pairs += [(say("official", "organiser", language), about["organiser"])]
    title, year = about["title"], about["season"]
    title = title if year is None or year in title else f"{title} {year}"
    show_heading(out, title, pairs)
    if about["reconstruction"]:
        out.print(Text(label("reconstruction-note", language), style="bold yellow"))
    columns = ("round", "name", "circuit", "from", "sessions", "results")
    rows = [_row(one, language) for one in document["rounds"]]
    give_up = ("circuit", "from")
    show_table(out, table(label("rounds", language), columns, rows, language, give_up=give_up))
    missing = [
        (str(one["number"]), f"{one['name']}: {', '.join(names)}")
        for one in document["rounds"]
        if not one["cancelled"]
        and (names := [session["name"] for session in one["sessions"] if session["result"] == "missing"])
    ]
    show_lines(out, label("results-missing", language), missing)
    leaders = [
        (
            "·",
            say("label", "leader", language, **_leader(one)),
        )
        for one in document["leaders"]
    ]
    show_lines(out, label("leaders-so-far", language), leaders)
    show_lines(out, label("season-notes", language), _notes(document))
    show_count(out, found, language)


def _leader(one: dict[str, Any]) -> dict[str, Any]:
    """Who leads a table, with points as people of the language write them."""
    points = Fraction(str(one["points"]))
    return {**one, "names": " / ".join(one["names"]), "of": one["class"], "points": points}


def _notes(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Where the season's data comes from and what else its files note: of all of it, of a round, of a session."""
    told = [("", text) for text in (document["championship"][key] for key in ("source", "note")) if text]
    for one in document["rounds"]:
        told += [(str(one["number"]), one[key]) for key in ("source", "note") if one[key]]
        told += [
            (f"{one['number']}/{held['name']}", held["note"]) for held in one["sessions"] if held["note"]
        ]
    return told


def _row(one: dict[str, Any], language: str) -> dict[str, Any]:
    """A round as a row of the table."""
    there = sum(session["result"] != "missing" for session in one["sessions"])
    return {
        "round": one["number"],
        "name": one["name"],
        "circuit": one["circuit"],
        "from": one["start"],
        "sessions": len(one["sessions"]),
        "results": label("cancelled", language) if one["cancelled"] else there,
    }
