"""`parcferme keys`: the key that seals results, and the list of those that are trusted."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any, Literal, assert_never

import typer

from parcferme.cli import options as o
from parcferme.cli.boards.keys import show_keys
from parcferme.cli.outcome import DONE, reporting
from parcferme.cli.seal import Keys
from parcferme.cli.writing import print_json, write_stdout
from parcferme.documents import key_document
from parcferme.findings import WrongCall
from parcferme.notary import (
    create_key,
    day_in,
    keys_folder,
    own_key,
    read_public,
    revoke_key,
    rotate_key,
    today,
    trust_key,
    trusted_keys,
)
from parcferme.seal import TrustedKey

EPILOG = """\b
Examples:
  parcferme keys                              the list of trusted keys
  parcferme keys create "Race control"        a key to seal with
  parcferme keys public > race-control.pub    its public half, to hand out
  parcferme keys trust organiser.pub          somebody else's, on the list
  parcferme keys rotate                       the next key; old seals count
  parcferme keys revoke 0a1b2c3d4e5f6071 --because "laptop stolen"

A private key is never printed. It is a file only its owner can read; keep a copy where you keep your passport.
"""

Doing = Literal["list", "create", "public", "rotate", "trust", "revoke"]
Action = Annotated[
    Doing,
    typer.Argument(
        metavar="[ACTION]", help="What to do: list, create, public, rotate, trust FILE, revoke ID."
    ),
]
Value = Annotated[
    str | None,
    typer.Argument(metavar="[NAME|FILE|ID]", help="Whose key it is; to trust: its file; to revoke: its id."),
]
Until = Annotated[
    str | None,
    typer.Option(metavar="DAY", help="The last day a key signs, like 2027-12-31 (create, rotate, trust)."),
]
Name = Annotated[
    str | None, typer.Option(metavar="NAME", help="Whose key it is, where the file does not say (trust).")
]
Because = Annotated[str | None, typer.Option(metavar="TEXT", help="Why a key is void (revoke).")]


@reporting
def keys(
    action: Action = "list",
    value: Value = None,
    name: Name = None,
    until: Until = None,
    because: Because = None,
    keys: Keys = None,
    lang: o.Language = "en",
    as_json: o.Json = False,
) -> int:
    """Keys that seal results, and the list of trusted ones."""
    place, day = keys_folder(keys), today()
    done = _done(action, value, name, None if until is None else day_in(until), because, place, day)
    if as_json:
        listed = [key_document(key, key.state(day)) for key in done]
        print_json({"folder": str(place), "action": action, "keys": listed})
    elif action == "public":
        write_stdout("".join(f"ed25519 {key.public} {key.name}".rstrip() + "\n" for key in done))
    else:
        show_keys(action, done, place, day, lang)
    return DONE


def _done(
    action: Doing,
    value: str | None,
    name: str | None,
    until: dt.date | None,
    because: str | None,
    place: Path,
    day: dt.date,
) -> tuple[TrustedKey, ...]:
    """The action carried out, and the keys it speaks of."""
    _refuse_unmeant(action, {"value": value, "name": name, "until": until, "because": because})
    match action:
        case "list":
            return trusted_keys(place)
        case "create":
            return (create_key(place, value or "", day, until),)
        case "rotate":
            return rotate_key(place, day, value, until)
        case "trust":
            if value is None:
                raise WrongCall("which key? (a file with what `parcferme keys public` printed)")
            return (trust_key(place, read_public(value), day, name=name, until=until),)
        case "revoke":
            if value is None:
                raise WrongCall("which key? (its id, as `parcferme keys` lists it)")
            return (revoke_key(place, value, day, because or ""),)
        case "public":
            own = own_key(place)
            if own is None:
                raise WrongCall(f"no key in use in {place} (`parcferme keys create` makes one)")
            return (own,)
        case _:
            assert_never(action)


def _refuse_unmeant(action: str, given: dict[str, Any]) -> None:
    """An option the action knows nothing of is refused."""
    known = {
        "create": ("value", "until"),
        "rotate": ("value", "until"),
        "trust": ("value", "name", "until"),
        "revoke": ("value", "because"),
    }
    for option, said in given.items():
        if said is not None and option not in known.get(action, ()):
            shown = repr(said) if option == "value" else f"--{option}"
            raise WrongCall(f"keys {action}: {shown} has no meaning here")
