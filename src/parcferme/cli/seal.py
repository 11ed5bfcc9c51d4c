"""`parcferme seal`: a result and everything it came from as one signed file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from parcferme.cli import options as o
from parcferme.cli.outcome import reporting, status_of

if TYPE_CHECKING:
    import datetime as dt

    from parcferme.notary.sealing import Sealed
    from parcferme.seal import Bundle, SigningKey

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
    from parcferme.cli.screen import tell_findings
    from parcferme.cli.writing import print_json, write
    from parcferme.documents.sealed import sealed_document
    from parcferme.notary.keys import keys_folder, signing_key, today

    day = None if date is None else day_in(date)
    key = signing_key(keys_folder(keys), day or today())
    given = {"kind": kind, "rulebook": rulebook, "length": length, "entries": entries, "decisions": decisions,
             "session": session}  # fmt: skip
    said = {"status": status, "date": day}
    made = _sealed(
        what, folder, {k: v for k, v in given.items() if v is not None}, said, key, replaces, because
    )
    write(out, made.bundle.data)
    tell_findings(made.score.findings, lang)
    if as_json:
        print_json(sealed_document(made.bundle, str(out), made.score.findings))
    else:
        _show(made.bundle, out, lang)
    return status_of(made.score.findings)


def _sealed(
    what: str,
    folder: Path | None,
    given: dict[str, Any],
    said: dict[str, Any],
    key: SigningKey,
    replaces: Path | None,
    because: str | None,
) -> Sealed:
    """The session, or the file with what was given beside it, sealed."""
    from parcferme.documents.sealed import classification_bytes
    from parcferme.findings import WrongCall
    from parcferme.notary.sealing import gathered_file, replaced, seal, seal_session
    from parcferme.season.grids import find_session

    if (replaces is None) != (because is None):
        raise WrongCall("--replaces BUNDLE and --because TEXT go together")
    if folder is None and (given or _stands_alone(what)):
        old = None if replaces is None else replaced(replaces, because or "")
        status = said["status"] or "provisional"
        return seal(gathered_file(what, **given), key, classification_bytes, status=status, date=said["date"],
                    replaces=old)  # fmt: skip
    if given:
        raise WrongCall(f"--{next(iter(given))} has no meaning for a session: the folder says it")
    season, session = find_session(what, folder)
    name = f"{session.round}/{session.name}"
    old = None if replaces is None else replaced(replaces, because or "", session=name)
    return seal_session(season, session, key, classification_bytes, **said, replaces=old)


def _stands_alone(what: str) -> bool:
    """Whether this is a file in no championship folder."""
    from parcferme.season import championship_of

    return championship_of(what) is None and (Path(what).is_file() or "/" not in what)


def _show(bundle: Bundle, out: Path, language: str) -> None:
    from rich.text import Text

    from parcferme.cli.screen import console, plain
    from parcferme.documents.words import say

    values = {"title": bundle.about.title, "out": str(out), "key": bundle.key, "short": bundle.short}
    told = [say("seal", "sealed", language, **values), say("seal", "hash", language, hash=bundle.hash)]
    if bundle.about.replaces is not None:
        old = bundle.about.replaces
        told.append(say("seal", "replaces", language, short=old.hash[:12], because=old.because))
    for line in told:
        console().print(Text(plain(line)), soft_wrap=True)


def day_in(text: str) -> dt.date:
    """A day as typed. Raises `WrongCall`."""
    import datetime as dt

    from parcferme.findings import WrongCall

    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise WrongCall(f"not a day: {text!r} (expected like 2020-07-18)") from None
