"""`parcferme communique`: the press release of a meeting, and the fact check of one somebody wrote."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from parcferme.cli import options as o
from parcferme.cli.outcome import FOUND_ERRORS, reporting, status_of

if TYPE_CHECKING:
    from parcferme.documents.communique import Communique, SeasonTold, Weekend
    from parcferme.documents.factcheck import FactCheck

SHIPPED = "ligier-european-series-2020"
EPILOG = """\b
Examples:
  parcferme communique 1 --lang fr                the release of round 1
  parcferme communique 2 --for "Milo Racing"      of one team
  parcferme communique 1 --format docx --out release.docx
  parcferme communique 1 --quotes quotes.toml --facts
  parcferme communique --check release.txt        what is true in it
  parcferme communique --check release.txt --json

\b
Nothing is said that the results do not show. Quotes come from people:
without --quotes the text leaves a marked gap.
"""

RoundName = Annotated[
    str | None,
    typer.Argument(metavar="ROUND", help="The round, by number or name [default: the last one run]."),
]
Folder = Annotated[
    str,
    typer.Option("--season", metavar="FOLDER", help="A championship folder, or a shipped season by name."),
]
Team = Annotated[str | None, typer.Option("--for", metavar="TEAM", help="The release of one team.")]
Format = Annotated[
    Literal["md", "html", "docx", "text"],
    typer.Option("--format", help="Markdown, a page, a Word document or plain text."),
]
Out = Annotated[Path | None, typer.Option(metavar="FILE", help="Write it here instead of printing it.")]
Facts = Annotated[bool, typer.Option("--facts", help="Print the facts each sentence rests on, too.")]
Quotes = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Who said what (TOML, one [[quote]] each: who, text, lang, role)."),
]
Check = Annotated[
    Path | None,
    typer.Option(metavar="TEXT", help="Check this press release against the season instead."),
]


@reporting
def communique(
    round_: RoundName = None,
    season: Folder = SHIPPED,
    team: Team = None,
    lang: o.Language = "en",
    format_: Format = "md",
    out: Out = None,
    facts: Facts = False,
    quotes: Quotes = None,
    check: Check = None,
    as_json: o.Json = False,
) -> int:
    """The press release of a meeting; --check tests a written one."""
    from parcferme.findings import WrongCall

    if check is not None:
        if team is not None or facts or quotes is not None or out is not None:
            raise WrongCall("--check reads a text: --for, --facts, --quotes and --out go with a release")
        return _check(season, check, round_, lang, as_json=as_json)
    return _write(season, round_, team, lang, format_, out, quotes, facts=facts, as_json=as_json)


def _write(
    season: str,
    name: str | None,
    team: str | None,
    lang: str,
    format_: str,
    out: Path | None,
    quotes: Path | None,
    *,
    facts: bool,
    as_json: bool,
) -> int:
    from parcferme.cli.screen import tell_findings
    from parcferme.cli.writing import STDOUT, print_json, write
    from parcferme.documents.communique import communique_document
    from parcferme.documents.communique.render import render
    from parcferme.findings import WrongCall

    made = _made(season, name, team, lang, quotes)
    if as_json:
        print_json(communique_document(made))
    elif format_ == "docx" and out is None:
        raise WrongCall("a Word document needs --out FILE")
    else:
        write(out or STDOUT, render(made, format_, facts=facts))
    tell_findings(made.findings, lang)
    return status_of(made.findings)


def _made(season: str, name: str | None, team: str | None, lang: str, quotes: Path | None) -> Communique:
    from parcferme.cli.weekends import release_of, season_told
    from parcferme.season import load_championship

    read = load_championship(season)
    one = round_of(season_told(read), name)
    return release_of(read, one.number, language=lang, team=team, quotes=quotes)


def _check(season: str, path: Path, name: str | None, lang: str, *, as_json: bool) -> int:
    from parcferme.cli.screen import tell_findings
    from parcferme.cli.weekends import season_told
    from parcferme.cli.writing import print_json
    from parcferme.documents.factcheck import Verdict, check_text, factcheck_document
    from parcferme.season import load_championship

    text = _words_in(path)
    told = season_told(load_championship(season), "all")
    found = check_text(text, told, None if name is None else round_of(told, name).number)
    if as_json:
        print_json(factcheck_document(found))
    else:
        _show(found, told, path.name, lang)
    tell_findings(found.findings, lang)
    wrong = found.count(Verdict.CONTRADICTED) > 0
    return FOUND_ERRORS if wrong else status_of(found.findings)


def _words_in(path: Path) -> str:
    """The words of a press release: of a Word document and of a page what is read in it, else the file as it is."""
    from parcferme.cli.weekends import text_in
    from parcferme.documents.factcheck.pages import words_of, words_of_document
    from parcferme.findings import WrongCall

    if path.suffix.casefold() == ".docx":
        words = words_of_document(path.read_bytes())
        if words is None:
            raise WrongCall(f"{path}: not a text, and not a Word document")
        return words
    text = text_in(path)
    return words_of(text) if path.suffix.casefold() in (".html", ".htm") else text


def round_of(told: SeasonTold, name: str | None) -> Weekend:
    """The meeting of a number or name; the last one run where none is named. Raises `WrongCall`."""
    from parcferme.findings import WrongCall

    run = [one for one in told.weekends if one.run]
    if name is None and run:
        return run[-1]
    for one in told.weekends:
        if name is not None and name.strip().casefold().replace("-", " ") in (
            str(one.number),
            one.event.casefold().replace("-", " "),
        ):
            return one
    known = ", ".join(f"{one.number} {one.event}" for one in told.weekends) or "none"
    raise WrongCall(
        f"no round {name!r} (there are {known})" if name else f"no round has a result (there are {known})"
    )


def _show(found: FactCheck, told: SeasonTold, name: str, lang: str) -> None:
    """Each claim with its verdict and, where it is contradicted, what is known."""
    from rich.text import Text

    from parcferme.cli.screen import console, plain
    from parcferme.documents.factcheck import Verdict
    from parcferme.documents.words import say

    out = console()
    weekend = told.weekend(found.round) if found.round is not None else None
    about = (
        say("communique", "about-round", lang, number=weekend.number, event=weekend.event) if weekend else ""
    )
    title = f"{say('communique', 'fact-checked', lang)} – {name}" + (f", {about}" if about else "")
    out.print(Text(plain(title), style="bold"))
    colours = {Verdict.CONFIRMED: "green", Verdict.CONTRADICTED: "bold red", Verdict.UNKNOWN: "dim"}
    for one in found.claims:
        line = Text(f"{say('communique', one.verdict.value, lang)}: ", style=colours[one.verdict])
        line.append(f"“{plain(one.text)}”", style="default")
        if one.known is not None and one.verdict is not Verdict.CONFIRMED:
            line.append(
                f" – {say('communique', 'known-as', lang, known=plain(str(one.known)))}", style="default"
            )
        if one.source:
            line.append(f" [{plain(one.source)}]", style="dim")
        out.print(line)
    counts = {verdict.value: found.count(verdict) for verdict in Verdict}
    out.print(Text(say("communique", "counts", lang, **counts), style="bold"))
