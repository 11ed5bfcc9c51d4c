"""Everything the commands show of a championship folder, by the place where it is shown: what a key of it changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from parcferme.cli import app
from parcferme.publishing.gathering import gathered
from parcferme.publishing.papers import look_of, place_of, printed
from parcferme.season import load_championship

RACE = "1/race-1"
_RULES = re.compile(r'"rulebook": [^\n]*')


def ran(*arguments: str) -> str:
    """What a command prints: its result, and on standard error nothing (findings are looked for in `check`)."""
    done = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200", "NO_COLOR": "1"})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.stdout


def standings(folder: Path) -> str:
    return ran("standings", str(folder)) + ran("standings", str(folder), "--json")


def season(folder: Path) -> str:
    return ran("season", str(folder))


def chances(folder: Path) -> str:
    return ran("chances", str(folder), "--json")


def grid(folder: Path) -> str:
    return ran("grid", RACE, "--folder", str(folder), "--json")


def classify(folder: Path) -> str:
    return ran("classify", RACE, "--folder", str(folder), "--json", "--show", "all")


def entries(folder: Path) -> str:
    return ran("entries", str(folder), "--round", "1", "--json")


def timetable(folder: Path) -> str:
    return ran("timetable", str(folder), "--json")


def communique(folder: Path) -> str:
    return ran("communique", "1", "--folder", str(folder), "--lang", "en")


def check(folder: Path) -> str:
    return ran("check", str(folder))


def papers(folder: Path) -> str:
    """Every bulletin of the first meeting before it is typeset, with what stands in its head."""
    told = gathered(load_championship(folder))
    look, odd = look_of(told, ("en",), "a4")
    meeting = told.meeting(1)
    assert meeting is not None
    found: list[Any] = [odd, look.colours, look.logo, look.classes]
    for of in (None, *meeting.sessions):
        place = place_of(meeting, of)
        found.append(place.masthead(look.languages))
        found += [printed(place, kind, look, lambda place, kind: ()) for kind in place.kinds]
    return repr(found)


def published(folder: Path) -> Mapping[str, str]:
    """What `publish` keeps as CSV, JSON and pages."""
    out = folder.parent / f"{folder.name}-board"
    ran(
        "publish",
        "1",
        "--folder",
        str(folder),
        "--out",
        str(out),
        "--only",
        "csv,json",
        "--site",
        "--lang",
        "en",
        "--published",
        "now",
    )
    return {
        str(path.relative_to(out)): path.read_text(encoding="utf-8")
        for path in sorted(out.rglob("*"))
        if path.suffix in (".csv", ".json", ".html", ".js") and path.name != "published.json"
    }


def files(folder: Path) -> str:
    return "".join(
        f"{name}\n{text}" for name, text in published(folder).items() if not name.startswith("site")
    )


def site(folder: Path) -> str:
    return "".join(f"{name}\n{text}" for name, text in published(folder).items() if name.startswith("site"))


LOOKS: Mapping[str, Callable[[Path], str]] = {
    one.__name__: one
    for one in (
        standings,
        season,
        chances,
        grid,
        classify,
        entries,
        timetable,
        communique,
        check,
        papers,
        files,
        site,
    )
}
