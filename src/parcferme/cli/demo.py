"""`parcferme demo`: a season that was published in part and filled in, from the grid of its first race to the title."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from parcferme.cli import options as o
from parcferme.cli.outcome import DONE, reporting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from parcferme.championship import Table
    from parcferme.season import Season
    from parcferme.season.grids import StartingGrid

SEASON = "ligier-european-series-2020"
CLASSES = ("JS P4", "JS2 R")
STAR, TITLE = "81", "JS P4"
"""The car whose place on the grid and whose next round are told, and the class whose title is."""
EPILOG = """\b
The Ligier European Series of 2020, five heats and ten races, worked out from
what was published: a reconstruction, not a recording. Every part of what is
printed can be had of your own files too.
"""


@reporting
def demo(lang: o.Language = "en", as_json: o.Json = False) -> int:
    """A reconstructed season: grid, results, tables, title."""
    from parcferme.cli.writing import print_json
    from parcferme.season import load_championship, season_folder
    from parcferme.season.grids import starting_grid

    season = load_championship(season_folder(SEASON))
    grid = starting_grid(season, season.session("1/race-1"))
    if as_json:
        print_json(_document(season, grid))
    else:
        _show(season, grid, lang)
    return DONE


def _table(season: Season, name: str, class_: str, after: int | None = None) -> Table:
    """One table of the season. It is there: the rulebook is shipped with it."""
    found = season.standings(after).table(name, class_)
    assert found is not None
    return found


def _document(season: Season, grid: StartingGrid) -> dict[str, Any]:
    """The same as one JSON document."""
    import msgspec

    from parcferme.championship.chances import what_next
    from parcferme.documents.classification import classification_document
    from parcferme.documents.grid import grid_document
    from parcferme.documents.heats import result_document
    from parcferme.documents.meeting import Series
    from parcferme.documents.standings import standings_document
    from parcferme.publishing.gathering import gathered_grid

    race, listed = season.score(season.session("1/race-1")), season.result(season.session("1/race-2"))
    assert race is not None and listed is not None
    called = Series(
        SEASON, season.name, season=season.year, rulebook=season.rulebook.name, reconstruction=True
    )
    coming = what_next(season.table, _table(season, "cars", TITLE, 1), STAR, 1)
    return {
        "reconstruction": season.championship.reconstruction,
        "grid": grid_document(gathered_grid(grid), findings=grid.findings),
        "results": [classification_document(race), result_document(listed)],
        "standings": [standings_document(called, season.standings(number)) for number in season.table.rounds],
        "next": msgspec.to_builtins(coming),
        "title": _title(season),
    }


def _show(season: Season, grid: StartingGrid, language: str) -> None:
    from rich.text import Text

    from parcferme.cli.boards import show_score
    from parcferme.cli.screen import console, show_heading, show_lines, show_table
    from parcferme.documents.heats import result_table
    from parcferme.documents.words import label, say

    out = console()
    show_heading(out, f"{label('reconstruction', language)} · {season.name}", ())
    out.print(Text(say("demo", "note", language), style="bold yellow"))
    _show_grid(out, grid, language)
    race, listed = season.score(season.session("1/race-1")), season.result(season.session("1/race-2"))
    assert race is not None and listed is not None
    out.print()
    show_score(race, views=("classification", "leaders"), language=language)
    show_table(out, result_table(listed, language))
    out.print(Text(say("demo", "listed-note", language), style="dim"))
    _show_next(out, season, language)
    _show_heats(out, season, language)
    _show_title(out, season, language)
    hints = [(f"{number}.", say("demo", f"hint-{number}", language)) for number in range(1, 6)]
    show_lines(out, label("what-next", language), hints)


def _show_grid(out: Console, made: StartingGrid, language: str) -> None:
    """The grid, and why one car stands last on it."""
    from parcferme.cli.grid import show_rows
    from parcferme.cli.screen import show_heading, show_lines
    from parcferme.documents.grid import grid_heading, grid_reasons, grid_title
    from parcferme.documents.words import label
    from parcferme.publishing.gathering import gathered_grid

    out.print()
    of = gathered_grid(made)
    show_heading(out, grid_title(of, language), grid_heading(of, language))
    show_rows(out, made.grid, language)
    told = [line for line in grid_reasons(made.grid, language) if line[0].endswith(f" #{STAR}")]
    told += [("", line) for line in _why_no_time(made.season, language)]
    show_lines(out, label("reasons", language), told)


def _why_no_time(season: Season, language: str) -> Iterator[str]:
    """What happened to the car in qualifying, what was ruled, and the rule that puts it last."""
    from parcferme.documents.words import reason_text, say
    from parcferme.records import CarState, CarStatus

    session = season.session("1/qualifying-1")
    qualifying = season.score(session)
    assert qualifying is not None
    seen = [one for one in qualifying.decoded.log.events if isinstance(one, CarStatus) and one.car == STAR]
    stops = [one.reason for one in seen if one.state is CarState.STOPPED]
    yield say("demo", "grid-stopped", language, times=len(stops), session=session.name, why=stops[0])
    for row in qualifying.rows:
        if row.number == STAR:
            yield from (reason_text(reason, language) for reason in row.reasons)
    cite = season.rulebook.cite("qualifying.order.no-time")
    yield say("demo", "grid-rule", language, source=cite.source)


def _show_heats(out: Console, season: Season, language: str) -> None:
    """Every table after every round."""
    from rich.text import Text

    from parcferme.cli.screen import show_table
    from parcferme.documents.heats import heats_table
    from parcferme.documents.words import label

    out.print()
    out.print(Text(label("reconstruction-note", language), style="bold yellow"))
    for class_ in CLASSES:
        for name in ("drivers", "cars"):
            after = [(number, _table(season, name, class_, number)) for number in season.table.rounds]
            show_table(out, heats_table(after, language))


def _show_next(out: Console, season: Season, language: str) -> None:
    """What the round after the first could change for one car."""
    from parcferme.championship.chances import what_next
    from parcferme.cli.screen import show_lines
    from parcferme.documents.words import say

    now = _table(season, "cars", TITLE, 1)
    row, coming = now.row(STAR), what_next(season.table, now, STAR, 1)
    assert row is not None
    assert coming.position is not None
    said: dict[str, Any] = {
        "event": season.round(1).name,
        "next": coming.event,
        "team": row.team,
        "car": STAR,
    }
    said |= {"position": coming.position, "best": coming.best, "worst": coming.worst, "gain": coming.gain}
    said["ahead"] = coming.position - 1
    table = ", ".join(f"#{one.name} {one.points}" for one in now.rows)
    lines = [
        say("demo", "next-now", language, points=row.points, table=table, **said),
        say("demo", "next-gain", language, **said),
        say("demo", "next-hope", language, **said),
    ]
    show_lines(out, say("demo", "next", language, **said), (("·", line) for line in lines))


def _title(season: Season) -> dict[str, Any]:
    """How the title was won: wins and points, what the rival missed, the margins the facts allow and the one shipped,
    the places it hangs on, and what the champion needed of the last round.
    """
    import tomllib

    from parcferme.championship.chances import chances
    from parcferme.documents.points import point_number

    made = _table(season, "drivers", TITLE)
    champion, second = made.rows[:2]
    at = [column for column, points in enumerate(second.by_session) if points is None]
    opened = tomllib.loads((season.folder / "reconstruction.toml").read_text(encoding="utf-8"))
    car = opened["title"]["champion"]
    cells = next(one["cell"] for one in opened["class"] if one["name"] == TITLE)
    before = season.table.rounds[-2]
    asked = chances(season.table, _table(season, "cars", TITLE, before), before).of(car)
    return {
        "class": TITLE,
        "champion": {"name": champion.name, "wins": _wins(season, champion.name), "points": champion.points},
        "second": {"name": second.name, "wins": _wins(season, second.name), "points": second.points},
        "missed": list(dict.fromkeys(made.sessions[column].event for column in at)),
        "taken_there": point_number(sum(champion.by_session[column] or 0 for column in at)),
        "margin": {
            "points": point_number(champion.points - second.points),
            "certainty": "reconstructed",
            "possible": [one["points"] for one in opened["title"]["margin"]],
            "hangs_on": [one for one in cells if one["number"] == car and len(one["places"]) > 1],
        },
        "needed": {
            "after": before,
            "event": season.round(before).name,
            "car": car,
            "places": [] if asked is None else list(asked.needs),
        },
    }


def _wins(season: Season, name: str) -> int:
    """How many races a driver has won in the class."""
    won = 0
    for race in season.results:
        mine = [line for line in race.lines if line.class_ == TITLE and line.position is not None]
        first = min(mine, key=lambda line: line.position or 0, default=None)
        won += race.kind == "race" and first is not None and name in first.drivers
    return won


def _show_title(out: Console, season: Season, language: str) -> None:
    from parcferme.cli.screen import show_lines
    from parcferme.documents.words import say

    title = _title(season)
    champion, second, margin, needed = (title[key] for key in ("champion", "second", "margin", "needed"))
    open_ = [
        say("demo", "title-open", language, **{**one, "round": number, "race": race})
        for one in margin["hangs_on"]
        for number, _, race in [one["race"].partition(".")]
    ]
    last = needed["places"][-1] if needed["places"] else None
    lines = [
        say("demo", "title-wins", language, **second),
        say("demo", "title-wins", language, **champion),
        say(
            "demo", "title-missed", language, name=second["name"], other=champion["name"],
            events=title["missed"], points=title["taken_there"],
        ),
        say(
            "demo", "title-margin", language,
            points=margin["points"], possible=margin["possible"], open=open_,
        ),
        say("demo", "title-needed", language, place=last, races=len(needed["places"]), **needed),
    ]  # fmt: skip
    heading = say("demo", "title", language, class_name=title["class"])
    show_lines(out, heading, (("·", line) for line in lines))
