"""`parcferme communique`: the press release of a meeting, and the fact check of one somebody wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from parcferme.cli import options as o
from parcferme.cli.checked import day_of, tell
from parcferme.cli.outcome import reporting, status_of
from parcferme.cli.screen import console, tell_findings
from parcferme.cli.writing import print_json, print_text, write
from parcferme.findings import WrongCall
from parcferme.press import communique_document, render
from parcferme.publishing import gathered, last_run, press_release, season_here, words_in

EPILOG = """\b
Examples:
  parcferme communique 1 --lang fr                the release of round 1
  parcferme communique cup/1-spa                  of a round of a folder
  parcferme communique 2 --for "Milo Racing"      of one team
  parcferme communique 1 --format docx --out release.docx
  parcferme communique 1 --quotes quotes.toml --facts
  parcferme communique --check release.txt        what is true in it
  parcferme communique --check release.txt --json
  parcferme communique --check release.txt --annotate release.html

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
Before = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="The day the text was written [default: the date at its head]."),
]
Annotate = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Write the checked text as a page (HTML), each claim marked."),
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
    before: Before = None,
    annotate: Annotate = None,
    as_json: o.Json = False,
) -> int:
    """The press release of a meeting; --check tests a written one."""
    if check is not None:
        if team is not None or facts or marks or quotes is not None or out is not None:
            raise WrongCall(
                "--check reads a text: --for, --facts, --marks, --quotes and --out go with a release"
            )
        return _check(folder, check, round_, lang, before, annotate, as_json=as_json)
    if before is not None or annotate is not None:
        raise WrongCall("--before and --annotate go with --check")
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


def _check(
    folder: str | None, path: Path, name: str | None, lang: str, before: str | None, page: Path | None,
    *, as_json: bool,
) -> int:  # fmt: skip
    text = words_in(path)
    season, one, shipped = season_here(name, folder, lang)
    _tell(shipped)
    number = None if one is None else one.number
    return tell(
        text, gathered(season), number, path.name, lang, before=day_of(before), page=page, as_json=as_json
    )
