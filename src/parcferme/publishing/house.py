"""The house template of a folder's press releases: press.toml, of the championship and of one meeting."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from parcferme.findings import WrongCall
from parcferme.press import House
from parcferme.publishing.words import text_in

PRESS: Final = "press.toml"


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """What the file may hold."""

    contact: str | None = None
    about: dict[str, str] = {}
    released: list[str] = []


def house_in(championship: Path, meeting: Path | None, logo: bytes | None) -> House | None:
    """The template of the championship's folder, with what the meeting's own file says besides; None without either.

    Raises `WrongCall` for a file that is no TOML, or has keys there are none of.
    """
    files = [folder / PRESS for folder in (championship, meeting) if folder is not None]
    read = [_read(path) for path in dict.fromkeys(files) if path.is_file()]
    if not read:
        return None
    about = {language: text for one in read for language, text in one.about.items()}
    contact = next((one.contact for one in reversed(read) if one.contact), None)
    released = tuple(dict.fromkeys(name for one in read for name in one.released))
    return House(contact=contact, about=about, released=released, logo=logo if about or contact else None)


def _read(path: Path) -> _File:
    try:
        return msgspec.toml.decode(text_in(path), type=_File)
    except msgspec.DecodeError as problem:
        raise WrongCall(f"{path}: {problem} (expected contact, about.fr, about.en, released)") from None
