"""`parcferme communique`: the press release of a meeting, and the fact check of one somebody wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.text import Text

from parcferme.cli import options as o
from parcferme.cli.outcome import FOUND_ERRORS, reporting, status_of
from parcferme.cli.screen import console, tell_findings
from parcferme.cli.terminal import plain
from parcferme.cli.writing import print_json, print_text, write
from parcferme.documents import Meetings, say
from parcferme.findings import WrongCall
from parcferme.press import FactCheck, Verdict, check_text, communique_document, factcheck_document, render
from parcferme.publishing import gathered, last_run, press_release, season_here, words_in

# French sets a blank before a colon.
COLON = {"en": ":", "fr": " :"}
EPILOG = """\b
Examples:
  parcferme communique 1 --lang fr                the release of round 1
  parcferme communique cup/1-spa                  of a round of a folder
  parcferme communique 2 --for "Milo Racing"      of one team
  parcferme communique 1 --format docx --out release.docx
  parcferme communique 1 --quotes quotes.toml --facts
  parcferme communique --check release.txt        what is true in it
  parcferme communique --check release.txt --json

\b
Nothing is said that the results do not show. Quotes come from people:
from --quotes, else from quotes.toml in the folder of the round; without
either nobody is quoted, and that is told beside the text.
"""

RoundName = Annotated[
    str | None,
    typer.Argument(
        metavar="ROUND",
        help="The round, by number, name or path, like cup/1-spa [default: the last one run].",
    ),
]
Folder = Annotated[
    str | None,
    typer.Option(
        "--folder", "--season", metavar="FOLDER",
        help="A championship folder, or a shipped season by name [default: the one here, else the shipped one].",
    ),
]  # fmt: skip
Team = Annotated[str | None, typer.Option("--for", metavar="TEAM", help="The release of one team.")]
Format = Annotated[
    Literal["md", "html", "docx", "text"] | None,
    typer.Option(
        "--format", help="Markdown, a page, a Word document or plain text [default: by the ending of --out]."
    ),
]
Out = Annotated[Path | None, typer.Option(metavar="FILE", help="Write it here instead of printing it.")]
Facts = Annotated[bool, typer.Option("--facts", help="Print the facts each sentence rests on, too.")]
Quotes = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Who said what (TOML, one [[quote]] each: who, text, lang, role) [default: the round's quotes.toml].",
    ),
]
Marks = Annotated[
    bool, typer.Option("--marks", help="Mark each sentence that rests on a reconstructed fact.")
]
Check = Annotated[
    Path | None,
    typer.Option(metavar="TEXT", help="Check this press release against the season instead."),
]


@reporting
def communique(
    round_: RoundName = None,
    folder: Folder = None,
    team: Team = None,
    lang: o.Language = "en",
    format_: Format = None,
    out: Out = None,
    facts: Facts = False,
    quotes: Quotes = None,
    marks: Marks = False,
    check: Check = None,
    as_json: o.Json = False,
) -> int:
    """The press release of a meeting; --check tests a written one."""
    if check is not None:
        if team is not None or facts or marks or quotes is not None or out is not None:
            raise WrongCall(
                "--check reads a text: --for, --facts, --marks, --quotes and --out go with a release"
            )
        return _check(folder, check, round_, lang, as_json=as_json)
    form = format_ or _form(out)
    return _write(folder, round_, team, lang, form, out, quotes, facts=facts, marks=marks, as_json=as_json)


def _form(out: Path | None) -> str:
    """The format that the name of a file asks for."""
    if out is None or str(out) == "-":
        return "md"
    forms = {"": "md", ".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".docx": "docx",
             ".txt": "text", ".text": "text"}  # fmt: skip
    if out.suffix.casefold() not in forms:
        raise WrongCall(f"{out}: what format? (give --format md, html, docx or text)")
    return forms[out.suffix.casefold()]


def _write(
    folder: str | None,
    name: str | None,
    team: str | None,
    lang: str,
    format_: str,
    out: Path | None,
    quotes: Path | None,
    *,
    facts: bool,
    marks: bool,
    as_json: bool,
) -> int:
    season, one, shipped = season_here(name, folder, lang)
    _tell(shipped)
    told = one or last_run(season)
    made = press_release(season, told, language=lang, team=team, quotes=quotes, marks=marks)
    if as_json:
        print_json(communique_document(made))
    elif format_ == "docx" and out is None:
        raise WrongCall("a Word document needs --out FILE")
    elif out is None:
        print_text(render(made, format_, facts=facts))
    else:
        write(out, render(made, format_, facts=facts), reads=(quotes,))
    tell_findings(made.findings, lang)
    return status_of(made.findings)


def _tell(text: str | None) -> None:
    """What is to be told of the season that was taken."""
    if text is not None:
        console(stderr=True).print(text, soft_wrap=True)


def _check(folder: str | None, path: Path, name: str | None, lang: str, *, as_json: bool) -> int:
    text = words_in(path)
    season, one, shipped = season_here(name, folder, lang)
    _tell(shipped)
    told = gathered(season)
    found = check_text(text, told, None if one is None else one.number)
    if as_json:
        print_json(factcheck_document(found))
    else:
        _show(found, text, told, path.name, lang)
    tell_findings(found.findings, lang)
    wrong = found.count(Verdict.CONTRADICTED) > 0
    return FOUND_ERRORS if wrong else status_of(found.findings)


def _show(found: FactCheck, text: str, told: Meetings, name: str, lang: str) -> None:
    """Each claim with its line and verdict, the contradicted first; where one is not confirmed, what is known."""
    out = console()
    weekend = told.meeting(found.round) if found.round is not None else None
    about = (
        say("communique", "about-round", lang, number=weekend.number, event=weekend.event) if weekend else ""
    )
    title = f"{say('communique', 'fact-checked', lang)} – {name}" + (f", {about}" if about else "")
    out.print(Text(plain(title), style="bold"))
    colours = {Verdict.CONTRADICTED: "bold red", Verdict.UNKNOWN: "dim", Verdict.CONFIRMED: "green"}
    order = list(colours)
    for one in sorted(found.claims, key=lambda one: order.index(one.verdict)):
        at = say("communique", "line", lang, number=text.count("\n", 0, one.start) + 1)
        line = Text(f"{at}  ", style="dim")
        line.append(f"{say('communique', one.verdict.value, lang)}{COLON[lang]} ", style=colours[one.verdict])
        line.append(f"“{plain(one.text)}”")
        if one.known is not None and one.verdict is not Verdict.CONFIRMED:
            line.append(f" – {say('communique', 'known-as', lang, known=plain(str(one.known)))}")
        if one.source:
            line.append(f" [{plain(one.source)}]", style="dim")
        out.print(line)
    counts = {verdict.value: found.count(verdict) for verdict in Verdict}
    out.print(Text(say("communique", "counts", lang, **counts), style="bold"))
