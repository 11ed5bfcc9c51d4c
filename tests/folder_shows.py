"""What each command shows of a championship folder, as text: where the effect of a key is looked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from parcferme.cli import app
from parcferme.publishing.gathering import gathered
from parcferme.publishing.papers import look_of, place_of, printed
from parcferme.season import load_championship


def _ran(*arguments: object) -> str:
    """The result a command prints; what it finds odd is on standard error and looked for nowhere here."""
    done = CliRunner().invoke(app, [str(one) for one in arguments], env={"COLUMNS": "200", "NO_COLOR": "1"})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    if not done.stdout.startswith("{"):
        return done.stdout
    return json.dumps({key: value for key, value in json.loads(done.stdout).items() if key != "findings"})


def standings(folder: Path) -> str:
    return _ran("standings", folder, "--json")


def season(folder: Path) -> str:
    return "\n".join(_ran("season", folder).splitlines()[:-1])  # the last line counts findings


def chances(folder: Path) -> str:
    return _ran("chances", folder, "--json")


def grid(folder: Path) -> str:
    """The grids of the first race and of the next."""
    return "".join(_ran("grid", race, "--folder", folder, "--json") for race in ("1/race-1", "2/race-1"))


def classify(folder: Path) -> str:
    return _ran("classify", "1/race-1", "--folder", folder, "--json", "--show", "all")


def entries(folder: Path) -> str:
    return _ran("entries", folder, "--round", "1", "--json")


def timetable(folder: Path) -> str:
    return _ran("timetable", folder, "--json")


def communique(folder: Path) -> str:
    return _ran("communique", "1", "--folder", folder, "--lang", "en")


def papers(folder: Path) -> str:
    """The bulletins of the first meeting before they are typeset, with what stands at their head and foot."""
    told = gathered(load_championship(folder))
    look, odd = look_of(told, ("en",), "a4")
    meeting = told.meeting(1)
    assert meeting is not None
    found: list[Any] = [odd, look]
    for of in (None, *meeting.sessions):
        place = place_of(meeting, of)
        found.append(place.masthead(look.languages))
        found += [printed(place, kind, look, lambda place, kind: ()) for kind in place.kinds]
    return repr(found)


def board(folder: Path) -> str:
    """The lists and pages that `publish` keeps of the first meeting."""
    out = folder.parent / f"{folder.name}-board"
    _ran(
        "publish",
        "1",
        "--folder",
        folder,
        "--out",
        out,
        "--only",
        "csv,json",
        "--site",
        "--lang",
        "en",
        "--published",
        "now",
    )
    kept = sorted(path for path in out.rglob("*") if path.suffix in (".csv", ".json", ".html"))
    return "".join(path.read_text(encoding="utf-8") for path in kept if path.name != "published.json")


def doctor(folder: Path) -> str:
    """What the doctor finds of the feeds of the first meeting, without waiting for any."""
    found = json.loads(_ran("doctor", folder / "1-spa", "--for", "0", "--json"))["checks"]
    return json.dumps([one for one in found if not one["check"].startswith(("disk", "space"))])


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
        papers,
        board,
        doctor,
    )
}
