"""`parcferme publish`: everything of a session or a whole weekend in one folder, all of it or nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from parcferme.cli import options as o
from parcferme.cli.outcome import reporting, status_of
from parcferme.cli.progress import steps
from parcferme.cli.screen import tell_errors, tell_findings
from parcferme.cli.terminal import echo
from parcferme.cli.writing import print_json
from parcferme.findings import WrongCall
from parcferme.papers import languages_of
from parcferme.publishing.earlier import CONTENTS, Earlier
from parcferme.publishing.folders import whole_folder
from parcferme.publishing.publication import Kept, Piece, Publication, contents, forms_of, publications
from parcferme.publishing.sites import SITE, site_of

EPILOG = """\b
Examples:
  parcferme publish club-cup-2024/1-monza --out monza    a whole weekend
  parcferme publish 1 --folder club-cup-2024 --out monza --lang fr
  parcferme publish 1/race-1 --folder club-cup-2024 --out race-1
  parcferme publish 1 --folder club-cup-2024 --out monza --only pdf,csv
  parcferme publish 1 --folder club-cup-2024 --out monza --status official
  parcferme publish 1 --folder club-cup-2024 --out stick --site
  parcferme publish club-cup-2024 --out stick --site     the whole season

\b
DIR is replaced as a whole once everything is made. It may hold what was
published there before, and nothing else.
"""

Target = Annotated[
    str,
    typer.Argument(
        metavar="SESSION|ROUND|FOLDER", help="A session or a round of a championship folder, or all of it."
    ),
]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder everything goes to.")]
Only = Annotated[
    str | None,
    typer.Option(
        "--only",
        metavar="FORMS",
        help="Of seal, pdf, csv, json, parquet, al-kamel, charts and communique, joined by commas [default: all].",
    ),
]
Published = Annotated[
    str | None,
    typer.Option(
        metavar="TIME", help="Time of publication, printed as given [default: now, at the circuit]."
    ),
]
Team = Annotated[
    list[str] | None,
    typer.Option("--for", metavar="TEAM", help="A team that gets a press release of its own; repeatable."),
]
Because = Annotated[
    str | None,
    typer.Option(
        metavar="TEXT", help="Why these results replace those published in DIR before; their seals say it."
    ),
]

Site = Annotated[
    bool, typer.Option("--site", help="Results as pages for a browser too, from a disk or a server.")
]


@reporting
def publish(
    target: Target,
    out: Out,
    folder: o.InFolder = None,
    lang: o.Languages = "both",
    paper: o.PaperSize = "a4",
    status: o.State = None,
    only: Only = None,
    team: Team = None,
    published: Published = None,
    protest: o.ProtestUntil = None,
    because: Because = None,
    site: Site = False,
    as_json: o.Json = False,
) -> int:
    """Everything of a session, weekend or season in one folder."""
    forms = forms_of(only)
    before = Earlier(out)
    before.refuse_strangers()
    made = publications(
        target, folder, languages_of(lang), paper, out, status=status, published=published,
        protest_until=protest, because=because, teams=tuple(team or ()),
    )  # fmt: skip
    pieces, kept = [piece for to in made for piece in to.pieces(forms)], list[Kept]()
    if site:  # behind all the others: it links to them
        pieces.append(Piece(SITE, lambda: site_of(made, forms, [one.path for one in kept])))
    pieces.append(Piece("seals", lambda: before.seals_left({one.path: one.sha256 for one in kept})))
    with steps(len(pieces)) as step, whole_folder(out) as keep:
        for piece in pieces:
            step(piece.name)
            for name, data in piece.make():
                keep(name, data)
                kept.append(Kept.of(name, data))
        if not kept:
            raise WrongCall(f"{target}: there is no {only or 'document'} of it")
        listed = contents(made, target, (*forms, SITE) if site else forms, kept)
        keep(CONTENTS, listed)
    if as_json:
        print_json(json.loads(listed))
    else:
        _show(made, out, len(kept), before.gone(one.path for one in kept))
    language = made[0].look.languages[-1]
    tell_errors([finding for to in made for _, job in to.jobs for finding in job.findings], language)
    tell_findings([finding for to in made for finding in to.odd], language)
    return status_of([finding for to in made for finding in to.findings])


def _show(made: Sequence[Publication], out: Path, files: int, gone: str | None) -> None:
    """How much there is, what is missing, and what there was before and is no more."""
    to = made[0]
    echo(to.say("files", out=out, files=files))
    for text in (text for one in made for text in one.missing):
        echo(to.say("missing", text=text))
    if gone is not None:
        echo(to.say("gone", gone=gone))
