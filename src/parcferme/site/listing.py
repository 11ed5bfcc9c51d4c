"""The published files as a list of documents: each once, with its number and the forms there are of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

import msgspec

from parcferme.documents import LANGUAGES, catalogue, say
from parcferme.site.addresses import plain_name, published

# Files whose names differ from those of the bulletins they hold.
_CALLED: Final = {"fastest-laps": "fastest", "entries": "entry-list"}
_FOLDERS: Final = ("seal", "communique", "al-kamel")  # files with names of their own
_FORMS: Final = ("PDF", "HTML", "DOCX", "MD", "TXT", "CSV", "JSON", "PARQUET", "ICS", "ZIP")


class Listed(msgspec.Struct, frozen=True):
    """A document: its key, what it is called, its number as text (empty: none), and each form with the way to it."""

    key: str
    title: str
    number: str
    forms: tuple[tuple[str, str], ...]


def listed(files: Iterable[str], language: str, teams: Iterable[str] = ()) -> list[Listed]:
    """The documents of a round or session in a language, numbered ones first. `files` are paths of published files,
    `teams` those that may have a press release of their own.
    """
    numbers: dict[str, str] = {}
    forms: dict[str, list[tuple[str, str]]] = {}
    for path in files:
        if _for_language(path, language):
            key, number, form = _document(path)
            numbers[key] = numbers.get(key) or number
            forms.setdefault(key, []).append((form.upper(), published(path)))
    # A release of a team is a file named after it; here its name is wanted back.
    by_name = {plain_name(team): team for team in teams}
    found = [
        Listed(key, _called(key, language, by_name), numbers[key], tuple(sorted(ways, key=_place)))
        for key, ways in forms.items()
    ]
    return sorted(found, key=lambda one: (not one.number, one.number, one.title))


def _place(way: tuple[str, str]) -> int:
    return _FORMS.index(way[0]) if way[0] in _FORMS else len(_FORMS)


def _for_language(path: str, language: str) -> bool:
    """Whether a file is in this language, or in none of its own."""
    parts = PurePosixPath(path).name.split(".")
    return len(parts) < 3 or parts[-2] not in LANGUAGES or parts[-2] == language


def _document(path: str) -> tuple[str, str, str]:
    """Of a published file the document it holds, the document's number, and its form."""
    place = PurePosixPath(path)
    folder, stem, form = place.parent.name, place.name.partition(".")[0], place.suffix.lstrip(".")
    if folder in _FOLDERS:
        whole = folder == "seal" or stem == "series"
        return (folder if whole else f"{folder}/{stem}"), "", form
    number, _, rest = stem.partition("-")
    if number.isdigit() and rest:
        return rest, number, form
    return ("calendar" if form == "ics" else _CALLED.get(stem, stem)), "", form


def _called(key: str, language: str, teams: dict[str, str]) -> str:
    """What a document is called; of one team by the team, of others by the file where nobody says."""
    section, _, name = key.partition("/")
    if name:
        return f"{say('site', section, language)} · {teams.get(plain_name(name), name)}"
    return say("bulletin" if key in catalogue(language)["bulletin"] else "site", key, language)
