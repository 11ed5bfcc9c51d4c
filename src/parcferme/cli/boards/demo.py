"""The demonstration on a terminal, from the grid of the first race to the title."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from parcferme.cli.boards.grid import show_rows
from parcferme.cli.boards.scored import show_score
from parcferme.cli.screen import console, show_heading, show_lines, show_table
from parcferme.documents import grid_heading, grid_reasons, grid_title, heats_table, label, result_table, say
from parcferme.publishing import CLASSES, STAR, gathered_grid, next_told, table_of, title_told, why_no_time
from parcferme.season import Season, StartingGrid


def show_demo(season: Season, grid: StartingGrid[Season], language: str) -> None:
    """The grid, two results, what the next round could change, every table, and how the title was won."""
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


def _show_grid(out: Console, made: StartingGrid[Season], language: str) -> None:
    """The grid, and why one car stands last on it."""
    out.print()
    of = gathered_grid(made)
    show_heading(out, grid_title(of, language), grid_heading(of, language))
    show_rows(out, made.grid, language)
    told = [line for line in grid_reasons(made.grid, language) if line[0].endswith(f" #{STAR}")]
    told += [("", line) for line in why_no_time(made.season, language)]
    show_lines(out, label("reasons", language), told)


def _show_heats(out: Console, season: Season, language: str) -> None:
    """Every table after every round."""
    out.print()
    out.print(Text(label("reconstruction-note", language), style="bold yellow"))
    for class_ in CLASSES:
        for name in ("drivers", "cars"):
            after = [(number, table_of(season, name, class_, number)) for number in season.table.rounds]
            show_table(out, heats_table(after, language))


def _show_next(out: Console, season: Season, language: str) -> None:
    """What the round after the first could change for one car."""
    said = next_told(season)
    lines = [say("demo", f"next-{what}", language, **said) for what in ("now", "gain", "hope")]
    show_lines(out, say("demo", "next", language, **said), (("·", line) for line in lines))


def _show_title(out: Console, season: Season, language: str) -> None:
    """How the title was won, and by how much it may have been."""
    title = title_told(season)
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
