"""`parcferme seal`: a result and everything it came from as one signed file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from parcferme.cli import options as o
from parcferme.cli.outcome import reporting, status_of
from parcferme.cli.screen import console, tell_findings
from parcferme.cli.terminal import plain
from parcferme.cli.writing import print_json, write
from parcferme.documents import classification_bytes, say, sealed_document
from parcferme.notary import Said, Sealed, day_in, keys_folder, seal_target, signing_key, today

EPILOG = """\b
Examples:
  parcferme keys create "Race control"        once: the key that signs
  parcferme seal 1-spa/race-1 --folder cup --out race-1.zip
  parcferme seal race.csv --kind race --rulebook wec --out race.zip
  parcferme seal 1-spa/race-1 --folder cup --out race-1b.zip \\
    --status "amended 1" --replaces race-1.zip --because "document 46"
  parcferme verify race-1.zip

\b
A file in a championship folder is sealed as the session it is, by the rules
of its round, unless an option says otherwise.
"""

What = Annotated[
    str, typer.Argument(metavar="SESSION|FILE", help="A session of a championship folder, or a timing file.")
]
Out = Annotated[Path, typer.Option(metavar="BUNDLE", help="Where to: the bundle is one file, a zip archive.")]
State = Annotated[
    str | None,
    typer.Option(
        metavar="STATUS", help="provisional, official or 'amended 1' [default: as the folder says]."
    ),
]
Date = Annotated[
    str | None, typer.Option(metavar="DAY", help="The day of the seal, kept in it, like 2020-07-18.")
]
Replaces = Annotated[
    Path | None, typer.Option(metavar="BUNDLE", help="The bundle this one takes the place of.")
]
Because = Annotated[str | None, typer.Option(metavar="TEXT", help="Why it takes its place.")]
Keys = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER",
        envvar="PARCFERME_KEYS",
        show_envvar=False,
        help="Where keys are kept [default: PARCFERME_KEYS, else the user's settings].",
    ),
]


@reporting
def seal(
    what: What,
    out: Out,
    folder: o.InFolder = None,
    kind: o.Kind = None,
    rulebook: o.RulebookName = None,
    length: o.Length = None,
    entries: o.EntryList = None,
    decisions: o.Decisions = None,
    session: o.Session = None,
    status: State = None,
    date: Date = None,
    replaces: Replaces = None,
    because: Because = None,
    keys: Keys = None,
    lang: o.Language = "en",
    as_json: o.Json = False,
) -> int:
    """Seal a result and all it came from in one signed file."""
    day = None if date is None else day_in(date)
    key = signing_key(keys_folder(keys), day or today())
    given = {"kind": kind, "rulebook": rulebook, "length": length, "entries": entries, "decisions": decisions,
             "session": session}  # fmt: skip
    given = {name: value for name, value in given.items() if value is not None}
    made = seal_target(what, folder, given, Said(status, day, replaces, because), key, classification_bytes)
    write(out, made.bundle.data, reads=(what, rulebook, entries, decisions, replaces))
    _show(made, out, lang, as_json=as_json)
    return status_of(made.score.findings)


def _show(made: Sealed, out: Path, language: str, *, as_json: bool) -> None:
    """What was odd, then what was sealed, its hash, and what it takes the place of."""
    tell_findings(made.score.findings, language)
    bundle = made.bundle
    if as_json:
        print_json(sealed_document(bundle, str(out), made.score.findings))
        return
    values = {"title": bundle.about.title, "out": str(out), "key": bundle.key, "short": bundle.short}
    told = [say("seal", "sealed", language, **values), say("seal", "hash", language, hash=bundle.hash)]
    if bundle.about.replaces is not None:
        old = bundle.about.replaces
        told.append(say("seal", "replaces", language, short=old.hash[:12], because=old.because))
    for line in told:
        console().print(Text(plain(line)), soft_wrap=True)
