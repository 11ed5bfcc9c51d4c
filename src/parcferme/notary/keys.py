"""Keys on disk: the private one in a file only its owner can read, and the list of those that are trusted.

The folder holds `ID.key` (the one that signs, never more than one in use) and `trusted.toml`, a list to be read and
reviewed by people: whose key it is, since when, until when, and what became of it.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import stat
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import msgspec

from parcferme.findings import WrongCall
from parcferme.seal import BadKeys, SigningKey, TrustedKey, is_public, parse_public

TRUSTED: Final = "trusted.toml"
VARIABLE: Final = "PARCFERME_KEYS"
_OWNER_ONLY: Final = 0o600
# A public key with a name is shorter; whatever else the path may be is not read to its end.
_LONGEST: Final = 1000
_HEADING: Final = "# Keys whose seals count. Written by `parcferme keys`; it may be edited by hand.\n"


def today() -> dt.date:
    """The day it is, in UTC: keys run out on the same day everywhere."""
    return dt.datetime.now(dt.UTC).date()


def day_in(text: str) -> dt.date:
    """A day as typed. Raises `WrongCall`."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise WrongCall(f"not a day: {text!r} (expected like 2020-07-18)") from None


def keys_folder(given: str | Path | None = None) -> Path:
    """Where keys are kept: as given, else PARCFERME_KEYS, else `parcferme/keys` among the user's settings."""
    if given is not None:
        return Path(given)
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    settings = os.environ.get("XDG_CONFIG_HOME")
    return (Path(settings) if settings else Path.home() / ".config") / "parcferme" / "keys"


def trusted_keys(folder: Path) -> tuple[TrustedKey, ...]:
    """The keys of the list, in its order; none where there is no list. Raises `BadKeys` with what is wrong."""
    path = folder / TRUSTED
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as problem:
        raise BadKeys(f"{path}: cannot be used: {problem}") from None
    unknown = sorted(set(tree) - {"key"})
    if unknown:
        raise BadKeys(f"{path}: no key {unknown[0]!r} (expected [[key]] tables)")
    try:
        keys = msgspec.convert(tree.get("key", []), tuple[TrustedKey, ...])
    except msgspec.ValidationError as problem:
        raise BadKeys(f"{path}: {problem}") from None
    for key in keys:
        if not is_public(key.public):
            raise BadKeys(f"{path}: not a public key: {key.public[:70]!r} (expected 64 hexadecimal digits)")
    if len({key.public for key in keys}) < len(keys):
        raise BadKeys(f"{path}: a key is listed twice")
    return keys


def own_key(folder: Path) -> TrustedKey | None:
    """The key that signs here, None where there is none yet."""
    # A key that was rotated or revoked stays on the list, for what it signed, and signs nothing more.
    return next((key for key in trusted_keys(folder) if key.own and key.rotated is key.revoked is None), None)


def signing_key(folder: Path, today: dt.date) -> SigningKey:
    """The private key that signs here. Raises `WrongCall` where there is none or it may not sign any more, `BadKeys`
    where its file cannot be used or others could read it.
    """
    own = own_key(folder)
    if own is None:
        raise WrongCall(f"no key to sign with in {folder} (`parcferme keys create` makes one)")
    if own.until is not None and own.until < today:
        raise WrongCall(
            f"key {own.id} signs nothing after {own.until} (`parcferme keys rotate` makes the next one)"
        )
    path = _private(folder, own.id)
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        pem = path.read_bytes()
    except OSError as problem:
        raise BadKeys(f"{path}: cannot be read: {problem.strerror or problem}") from None
    if os.name == "posix" and mode & 0o077:
        raise BadKeys(f"{path}: others can read it (mode {mode:04o}): make it 0600, or rotate the key")
    key = SigningKey.read(pem, str(path))
    if key.public != own.public:
        raise BadKeys(f"{path}: not the key {own.id} of {TRUSTED}")
    return key


def create_key(folder: Path, name: str, today: dt.date, until: dt.date | None = None) -> TrustedKey:
    """A new key, trusted here. Raises `WrongCall` where there is one in use."""
    keys, own = trusted_keys(folder), own_key(folder)
    if own is not None:
        raise WrongCall(f"there is a key in use: {own.id} (`parcferme keys rotate` replaces it)")
    return _added(folder, keys, name, today, until)


def rotate_key(folder: Path, today: dt.date, name: str | None = None, until: dt.date | None = None) -> tuple[
    TrustedKey, TrustedKey
]:  # fmt: skip
    """The key in use replaced: what it signed still counts, and its private half is deleted. Returns old and new.

    Raises `WrongCall` where there is none in use.
    """
    own = own_key(folder)
    if own is None:
        raise WrongCall(f"no key in use in {folder} (`parcferme keys create` makes one)")
    gone = msgspec.structs.replace(own, rotated=today)
    keys = tuple(gone if key.public == own.public else key for key in trusted_keys(folder))
    new = _added(folder, keys, own.name if name is None else name, today, until)
    # Last of all: a crash before leaves a private half that signs nothing, never a folder without a key.
    _private(folder, own.id).unlink(missing_ok=True)
    return gone, new


def read_public(path: str | Path) -> TrustedKey:
    """Somebody's public key from the file `parcferme keys public` was kept in. Raises `BadKeys`."""
    try:
        data = Path(path).read_bytes()[:_LONGEST]
    except (OSError, ValueError) as problem:
        raise BadKeys(f"{path}: cannot be read: {getattr(problem, 'strerror', None) or problem}") from None
    return parse_public(data.decode("utf-8-sig", "replace"), str(path))


def trust_key(
    folder: Path, said: TrustedKey, today: dt.date, *, name: str | None = None, until: dt.date | None = None
) -> TrustedKey:
    """Somebody else's public key put on the list. Raises `WrongCall` where it is on it already."""
    keys = trusted_keys(folder)
    if any(key.public == said.public for key in keys):
        raise WrongCall(f"key {said.id} is on the list already")
    called = said.name if name is None else name
    new = TrustedKey(public=said.public, name=called, since=today, until=until)
    _write_list(folder, (*keys, new))
    return new


def revoke_key(folder: Path, id_: str, today: dt.date, because: str) -> TrustedKey:
    """A key declared void: nothing it ever signed counts any more. Its private half, where it is here, is deleted.

    Raises `WrongCall` for a key that is not on the list.
    """
    keys = trusted_keys(folder)
    known = [key for key in keys if key.id == id_]
    if not known:
        listed = ", ".join(key.id for key in keys) or "none"
        raise WrongCall(f"no key {id_!r} on the list (there is {listed})")
    gone = msgspec.structs.replace(known[0], revoked=today, because=because or None)
    _write_list(folder, tuple(gone if key.id == id_ else key for key in keys))
    # Void first, deleted after: what a crash leaves here signs nothing any more.
    _private(folder, id_).unlink(missing_ok=True)
    return gone


def _private(folder: Path, id_: str) -> Path:
    return folder / f"{id_}.key"


def _added(
    folder: Path, keys: Iterable[TrustedKey], name: str, today: dt.date, until: dt.date | None
) -> TrustedKey:
    """A new private key on disk, then the list with its public half: a crash in between leaves the old list."""
    if until is not None and until < today:
        raise WrongCall(f"a key that signs until {until} would sign nothing: today is {today}")
    key = SigningKey.new()
    new = TrustedKey(public=key.public, name=name, since=today, until=until, own=True)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write_new(_private(folder, new.id), key.written())
    _write_list(folder, (*keys, new))
    return new


def _write_new(path: Path, data: bytes) -> None:
    """A file that was not there before and that nobody else can read, not even for a moment."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with open(handle, "wb") as file:
        os.chmod(path, _OWNER_ONLY)  # whatever the umask says
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _write_list(folder: Path, keys: Iterable[TrustedKey]) -> None:
    """The list, written beside its place and moved there once it is whole."""
    text = _HEADING + "".join(f"\n[[key]] # {key.id}\n{_table(key)}" for key in keys)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, beside = tempfile.mkstemp(prefix=f".{TRUSTED}.", dir=folder)
    try:
        with open(handle, "wb") as file:
            file.write(text.encode("utf-8", "backslashreplace"))
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, folder / TRUSTED)
    except BaseException:
        os.unlink(beside)
        raise


def _table(key: TrustedKey) -> str:
    said = {name: getattr(key, name) for name in key.__struct_fields__}
    return "".join(
        f"{name} = {_toml(value)}\n" for name, value in said.items() if value not in (None, "", False)
    )


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.date):
        return value.isoformat()
    # TOML forbids DEL in a text (toml.io, v1.0.0, String), JSON leaves it as it is.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
