"""Single files read from disk: timing files, logs and log databases, rulebooks, entry lists."""

from __future__ import annotations

import difflib
from importlib import resources
from pathlib import Path
from typing import Any, Final

import msgspec

from parcferme import rulebooks
from parcferme.decoders import CORRECTIONS, Decoded, corrected, decode, odd_bytes, repaired, text_of
from parcferme.entries import Entries, Entry, as_listed, is_called, painted, parse_entries, told_apart
from parcferme.findings import BadDecisions, BadEntries, BadLog, BadRulebook, Finding, WrongCall
from parcferme.regulations import Rulebook, parse_rulebook

GENERIC: Final = "generic"
# What each SQLite 3 database begins with (sqlite.org/fileformat.html): a store is known by content, not by
# name.
_SQLITE: Final = b"SQLite format 3\x00"


def demo_folder() -> Path:
    """The first round of the shipped season, a reconstruction: `race-1.log`, `qualifying-1.log`, `entries.csv`."""
    return season_folder("ligier-european-series-2020") / "1-le-castellet"


def season_folder(name: str | None = None) -> Path:
    """The folder of a shipped season, of the only one there is where none is named. Raises `WrongCall` naming those
    there are.
    """
    folder, known = _seasons(), shipped_seasons()
    if name is None and len(known) == 1:
        return folder / known[0]
    if name in known:
        return folder / name
    asked = "which season?" if name is None else f"no shipped season {name!r}"
    raise WrongCall(f"{asked} (shipped: {', '.join(known) or 'none'})")


def shipped_seasons() -> tuple[str, ...]:
    """The names of the seasons that are shipped."""
    folder = _seasons()
    return tuple(sorted(path.name for path in folder.iterdir() if path.is_dir())) if folder.is_dir() else ()


def _seasons() -> Path:
    return Path(str(resources.files("parcferme") / "seasons"))


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises `BadLog` saying what is wrong with the path."""
    try:
        data = path.read_bytes()
    except IsADirectoryError:
        raise BadLog(f"{path}: is a folder; expected a timing file or a log") from None
    except FileNotFoundError:
        raise BadLog(f"{path}: no such file") from None
    except (OSError, ValueError) as problem:  # a path with a NUL in it is a ValueError
        raise BadLog(f"{path}: cannot be read: {getattr(problem, 'strerror', None) or problem}") from None
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise BadLog(f"{path}: is empty; expected a timing file or a log")
    return data


def is_store(path: Path) -> bool:
    """Whether the file is a database (told from its first bytes)."""
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except (OSError, ValueError):
        return False


def load(path: str | Path, session: str | None = None) -> Decoded:
    """A timing file with the corrections beside it (`race.corrections.csv` of `race.csv`), a log as JSON lines, or one
    session of a log database (`session` names it).

    Raises `BadLog` for what is none of these, `StoreError` for a database that is no store of logs.
    """
    path = Path(path)
    if is_store(path):
        return repaired(_from_store(path, session))
    if session is not None:
        raise WrongCall(f"{path}: --session names a session of a log database; this is a single file")
    if path.name.endswith(CORRECTIONS):
        of = file_of_corrections(path)
        raise BadLog(
            f"{path}: holds corrections of {'another file' if of is None else of.name}: name that file"
        )
    decoded, beside = decode(read_bytes(path), path.name), corrections_of(path)
    if decoded.format == "log":  # corrections of a log are records of it
        return repaired(decoded)
    return decoded if beside is None else corrected(decoded, read_bytes(beside), beside.name)


def place_of_corrections(path: Path) -> Path:
    """Where the corrections of a timing file are kept: beside it, under its name."""
    return path.with_name(f"{path.stem}{CORRECTIONS}")


def file_of_corrections(path: Path) -> Path | None:
    """The timing file whose corrections these are: the one beside them of the same name; None where there is none."""
    stem = path.name.removesuffix(CORRECTIONS)
    try:
        beside = sorted(one for one in path.parent.iterdir() if one.stem == stem and one.is_file())
    except OSError:
        return None
    return next((one for one in beside if one.suffix.lower() not in (".log", ".jsonl", ".toml")), None)


def corrections_of(path: Path) -> Path | None:
    """The file of corrections beside a timing file, where there is one with anything in it."""
    beside = place_of_corrections(path)
    try:
        filled = beside.is_file() and beside.stat().st_size > 0
        return beside if filled and not path.name.endswith(CORRECTIONS) else None
    except (OSError, ValueError):
        return None


def sessions(path: str | Path) -> tuple[str, ...]:
    """The names of the sessions in a log database."""
    from parcferme.store import open_store

    with open_store(path, create=False, read_only=True) as store:
        return store.sessions()


def _from_store(path: Path, session: str | None) -> Decoded:
    """One session of a log kept in SQLite; the only one where no name is given."""
    from parcferme.store import open_store, session_text

    with open_store(path, create=False, read_only=True) as store:
        names = store.sessions()
        name = session or (names[0] if len(names) == 1 else None)
        if name is None or name not in names:
            asked = f"no session {session!r}" if session else "which session?"
            raise BadLog(f"{path}: {asked} It holds {', '.join(names) or 'none'} (name one with --session)")
        read = decode(session_text(store, name), f"{path.name}:{name}")
        tampered = [odd for stream in (name, *store.decoders()) for odd in store.open(stream).verify()]
        found = (*read.findings, *tampered)
        return msgspec.structs.replace(read, findings=found, format="store", title=read.title or name)


def load_rulebook(name: str | Path | None = None, season: int | str | None = None) -> Rulebook:
    """A shipped rulebook by name, or one from a TOML file. Of a series with eras the one of `season`, without a season
    the newest. Raises `BadRulebook`.
    """
    text, stands = rulebook_text(name, season)
    return parse_rulebook(text, stands)


def rulebook_document(name: str, *, text: bool = False) -> dict[str, Any]:
    """A rulebook's name, title and source; with its text also where each of its values comes from."""
    book = load_rulebook(name)
    found: dict[str, Any] = {"name": book.name, "title": book.title, "source": book.source}
    if text:
        found["cites"] = {
            key: {name: said for name in ("article", "source") if (said := getattr(cite, name))}
            for key, cite in book.cites.items()
        }
        shipped = name in rulebooks.shipped()
        found["toml"] = rulebooks.text(name) if shipped else Path(name).read_text("utf-8-sig")
    return found


def rulebook_text(name: str | Path | None = None, season: int | str | None = None) -> tuple[str, str]:
    """The TOML text of that rulebook, and where it stands. Raises `BadRulebook`."""
    known = str(name or GENERIC)
    if known not in rulebooks.shipped():
        return toml_text(Path(known), BadRulebook), known
    try:
        return rulebooks.text(known, season), f"rulebooks/{rulebooks.file_name(known, season)}"
    except rulebooks.UnknownSeason as unknown:
        seasons = ", ".join(era.replace("_", ", ") for era in unknown.seasons)
        raise BadRulebook(f"{known}: no rulebook for the season {season} (there is {seasons})") from None


def toml_text(path: Path, bad: type[BadRulebook] | type[BadDecisions]) -> str:
    """The text of a TOML file; raises `bad`. A rulebook that is no file is perhaps a shipped one misspelt."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        if bad is not BadRulebook:
            raise bad(f"{path}: no such file") from None
        known = rulebooks.shipped()
        near = difflib.get_close_matches(str(path).removesuffix(".toml").lower(), known, 1, 0.4)
        hint = f"; nearest is {near[0]!r}" if near else ""
        raise bad(
            f"{path}: neither a file nor a shipped rulebook{hint} (shipped: {', '.join(known)})"
        ) from None
    except IsADirectoryError:
        raise bad(f"{path}: is a folder; expected a TOML file") from None
    except UnicodeDecodeError as problem:
        raise bad(f"{path}: not TOML: byte {problem.start} is not UTF-8") from None
    except (OSError, ValueError) as problem:
        raise bad(f"{path}: cannot be read: {getattr(problem, 'strerror', None) or problem}") from None


def load_entries(path: str | Path) -> tuple[Entries, tuple[Finding, ...]]:
    """An entry list from its CSV file. Raises `BadEntries`."""
    path = Path(path)
    try:
        data = read_bytes(path)
    except BadLog as problem:
        raise BadEntries(str(problem).replace("a timing file or a log", "an entry list")) from None
    entries, found = parse_entries(text_of(data), path.name)
    return entries, (*odd_bytes(data, path.name), *found)


def merged(listed: Entries, named: Entries) -> Entries:
    """Two entry lists as one: what `named` says of a car stands, the rest is kept from `listed`. A car that shares its
    number is the one of that class, team or transponder.
    """
    apart = told_apart(named)
    called = as_listed((entry.number for entry in listed.cars), apart)
    shared = {painted(entry.number) for entry in apart.cars if painted(entry.number) != entry.number}
    cars: dict[str, Entry] = {}
    for entry in listed.cars:
        number = called.get(entry.number, entry.number)
        if number not in shared:
            cars[number] = msgspec.structs.replace(entry, number=number)
    for entry in apart.by_number().values():
        if entry.number not in cars:  # the list has one of them alone
            its = [number for number in cars if is_called(entry, number)]
            entry = msgspec.structs.replace(entry, number=its[0]) if len(its) == 1 else entry
        before = cars.get(entry.number)
        if before is not None:
            said = {k: v for k, v in msgspec.structs.asdict(entry).items() if v not in (None, ())}
            entry = msgspec.structs.replace(before, **said)
        cars[entry.number] = entry
    return Entries.of(cars.values())
