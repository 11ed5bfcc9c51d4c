"""What the round.toml of a meeting says of feeds, read by whoever records them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlsplit

import msgspec

from parcferme.decoders import text_of
from parcferme.findings import BadLog, Finding, WrongCall, warning
from parcferme.names import nearest
from parcferme.records import FINISH_LINE
from parcferme.season.files import read_bytes
from parcferme.season.folder import (
    CHAMPIONSHIP,
    ROUND_FILE,
    ChampionshipFile,
    FolderText,
    RoundFile,
    read_folder_toml,
    text_in,
)

HOST: Final = "host"
"""What `official-clock` says for the clock of the machine that records."""


class RoundFeeds(msgspec.Struct, frozen=True):
    """A round.toml: `said` as far as it can be used, `entries` the entry list of its championship, `findings` what is
    wrong with it.
    """

    path: Path
    said: RoundFile
    entries: Path | None
    findings: tuple[Finding, ...]


def clock_unknown(said: RoundFile, text: FolderText) -> Iterator[Finding]:
    """That the official clock of a round is of no decoder and no loop its feeds name, and not the host's."""
    name = said.official_clock
    if name is None or name == HOST:
        return
    known = {str(one.decoder) for one in said.feed if one.decoder is not None}
    for one in said.feed:
        asked = parse_qsl(urlsplit(one.address).query)
        inside = [key for key, _ in asked if key.isdigit()]
        loops = [value for key, value in asked if key == "loop" or key.isdigit()]
        known |= {*inside, *loops, *([one.loop] if one.loop else [] if loops else [FINISH_LINE])}
    if name not in known:
        near = nearest(name, {*known, HOST})
        yield warning("official-clock-unknown", text.where("official-clock"), value=name, nearest=near)


def is_round(path: Path) -> bool:
    """Whether a path is the folder of a round, or its round.toml."""
    return path.name == ROUND_FILE or (path / ROUND_FILE).is_file()


def load_round(path: Path) -> RoundFeeds:
    """The round.toml at a path or in a folder. Raises `WrongCall` where it cannot be read."""
    file = path if path.name == ROUND_FILE else path / ROUND_FILE
    try:
        text = text_of(read_bytes(file))
    except BadLog as problem:
        raise WrongCall(str(problem).replace("a timing file or a log", "a round")) from None
    said, _, found = read_folder_toml(RoundFile, text, str(file))
    if said is None:
        raise WrongCall(f"{file}: {found[0].values['problem']}")
    return RoundFeeds(file, said, _entries(file.parent.parent), found)


def _entries(folder: Path) -> Path | None:
    """The entry list of the championship whose folder this is."""
    text = text_in(folder, CHAMPIONSHIP)
    if text is None:
        return None
    said, _, _ = read_folder_toml(ChampionshipFile, text, CHAMPIONSHIP)
    place = folder / (ChampionshipFile() if said is None else said).entries
    return place if place.is_file() else None
