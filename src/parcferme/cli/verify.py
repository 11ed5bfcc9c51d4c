"""`parcferme verify`: whether a sealed result is what it was, who sealed it, and whether its log still leads to it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from parcferme.cli import options as o
from parcferme.cli.outcome import DONE, FOUND_ERRORS, reporting
from parcferme.cli.screen import console, tell_findings
from parcferme.cli.seal import Keys
from parcferme.cli.terminal import plain
from parcferme.cli.writing import print_json
from parcferme.documents import classification_bytes, key_document, say, verified_document
from parcferme.notary import Verified, keys_folder, read_public, today, trusted_keys
from parcferme.notary import verify as checked
from parcferme.seal import short_hash

EPILOG = """\b
Examples:
  parcferme verify race-1.zip
  parcferme verify race-1.zip --hash "0a1b 2c3d 4e5f"     as a paper shows it
  parcferme verify race-1.zip --trust organiser.pub       a key for this once
  parcferme verify race-1.zip --json

Exit status 0 only where everything holds: every byte, the signature, a key that is trusted, and the result.
"""

File = Annotated[Path, typer.Argument(metavar="BUNDLE", help="What `parcferme seal` wrote.")]
Paper = Annotated[
    str | None,
    typer.Option("--hash", metavar="HASH", help="The hash a paper shows, or the text of its QR code."),
]
Trust = Annotated[
    list[Path] | None,
    typer.Option(metavar="FILE", help="A public key to trust for this once; may be repeated."),
]


@reporting
def verify(
    bundle: File,
    paper: Paper = None,
    trust: Trust = None,
    keys: Keys = None,
    lang: o.Language = "en",
    as_json: o.Json = False,
) -> int:
    """Verify a sealed result: bytes, signature, and the result."""
    trusted = (*trusted_keys(keys_folder(keys)), *(read_public(path) for path in trust or ()))
    made = checked(bundle, trusted, today(), classification_bytes, paper=paper)
    if as_json:
        _print(made)
    else:
        _show(made, lang)
    return DONE if made.holds else FOUND_ERRORS


def _print(made: Verified) -> None:
    """The same as one JSON document."""
    key = None if made.key is None else key_document(made.key, made.key.state(today()))
    print_json(
        verified_document(
            made.seen, holds=made.holds, checks=made.checks, key=key, here=made.here, findings=made.findings
        )
    )


def _show(made: Verified, language: str) -> None:
    """A line for each check, what was found, and in one word whether it holds."""
    out, seen = console(), made.seen
    about = seen.about
    lines = []
    if about is not None and seen.hash is not None:
        named = {"title": about.title, "status": about.status, "short": short_hash(seen.hash)}
        lines.append(say("seal", "what", language, **named))
    for check, holds in made.checks.items():
        answer = say("seal", "unasked" if holds is None else "holds" if holds else "fails", language)
        owner = f" ({made.key.name})" if check == "key" and made.key and made.key.name else ""
        asked = say("seal", f"check-{check}", language)
        lines.append(f"  {say('seal', 'check', language, check=asked, answer=f'{answer}{owner}')}")
    if about is not None and about.replaces is not None:
        old = about.replaces
        lines.append(say("seal", "replaces", language, short=short_hash(old.hash), because=old.because))
    for line in lines:
        out.print(Text(plain(line)), soft_wrap=True)
    tell_findings(made.findings, language, out=out, most=None)
    verdict = say("seal", "all-holds" if made.holds else "not-all", language, file=seen.file)
    out.print(Text(plain(verdict), style="bold green" if made.holds else "bold red"), soft_wrap=True)
