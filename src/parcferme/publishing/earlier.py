"""The set that was published before in the same folder: what it said, what it sealed, what must not be lost of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any, Final

from parcferme.documents import classification_before
from parcferme.findings import ParcFermeError, WrongCall
from parcferme.notary import read_bundle
from parcferme.seal import CLASSIFICATION, Inspection, inspect, is_safe_name

CONTENTS: Final = "published.json"
SEAL: Final = "seal"
REPLACED: Final = "replaced"
"""The folder beside a bundle with those it took the place of: they still count."""


class Earlier:
    """A published folder as it stands before it is replaced; an empty one where there is none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def contents(self) -> Mapping[str, Any]:
        """What the list of contents says; nothing where there is none, or none that can be read."""
        try:
            said = json.loads((self.folder / CONTENTS).read_bytes())
            paths = [str(one["path"]) for one in said["files"]]
            # Seals that are kept are read and written by these names: none may lead out of the folder.
            if not all(map(is_safe_name, paths)) or not isinstance(said.get("places", []), list):
                return {}
        # A list that cannot be read vouches for no file: all of them are strangers then, and nothing is
        # replaced.
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return {}
        return {**said, "paths": paths}

    @property
    def paths(self) -> list[str]:
        """The files of the set."""
        return list(self.contents.get("paths", ()))

    def refuse_strangers(self) -> None:
        """Raises `WrongCall` where the folder holds anything that no publication put there: it would be lost."""
        place, known = self.folder, {CONTENTS, *self.paths} if self.contents else set[str]()
        if not place.exists():
            return
        if not place.is_dir():
            raise WrongCall(f"{place} is no folder")
        for path in sorted(place.rglob("*")):
            name = path.relative_to(place).as_posix()
            # A link to a folder is nobody's publication, though it is a folder as well.
            if name not in known and (path.is_symlink() or not path.is_dir()):
                raise WrongCall(
                    f"{place} holds {name}, which was not published: name another folder, or move it away"
                )

    def refuse_fewer(self, places: Iterable[str]) -> None:
        """Raises `WrongCall` where the folder holds sessions or rounds that are not among these: they would be lost."""
        there = set(places)
        left = [place for place in self.contents.get("places", ()) if place not in there]
        if left:
            raise WrongCall(
                f"{self.folder} holds {', '.join(map(str, left))} too: publish all of it again, or name another folder"
            )

    def classification(self, place: str) -> Mapping[str, Any] | None:
        """The result of a session as it was published: its JSON, else what its bundle holds; None where neither is."""
        file = self.folder / place / "json" / "classification.json"
        bundle = None if file.is_file() else self.bundle(place)
        data = bundle.parts.get(CLASSIFICATION) if bundle is not None else None
        if file.is_file():
            data = file.read_bytes()
        return None if data is None else classification_before(data, str(file))

    def said(self, place: str, language: str) -> tuple[str, ...]:
        """What the set said that it had changed in a session."""
        try:
            return tuple(str(line) for line in self.contents["changed"][place][language])
        except (KeyError, TypeError):
            return ()

    def bundle_path(self, place: str) -> Path:
        """Where the sealed result of a session lies."""
        return self.folder / place / SEAL / f"{place}.zip"

    def bundle(self, place: str) -> Inspection | None:
        """The sealed result of a session; None where there is none, or none that is whole."""
        path = self.bundle_path(place)
        try:
            looked = inspect(read_bundle(path), path.name)
        except ParcFermeError:
            return None
        return looked if looked.is_whole else None

    def seals_left(self, kept: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
        """The bundles that are not in the new set, to be kept among the replaced ones; `kept`: its files' hashes."""
        for path in (PurePosixPath(path) for path in self.paths):
            file = self.folder / path
            if SEAL not in path.parts[:-1] or path.suffix != ".zip" or not file.is_file():
                continue
            data = file.read_bytes()
            digest = sha256(data).hexdigest()
            if path.parent.name == REPLACED:
                yield path.as_posix(), data
            elif kept.get(path.as_posix()) != digest:
                yield (path.parent / REPLACED / f"{path.stem}-{digest[:12]}.zip").as_posix(), data

    def gone(self, kept: Iterable[str]) -> str | None:
        """The files that are in the new set no more, by folder; None where there are none."""
        there = set(kept)
        lost = Counter(
            "/".join(PurePosixPath(path).parts[:-1][:2]) or path
            for path in self.paths
            if path not in there and f"/{SEAL}/" not in path
        )
        return ", ".join(f"{place} ({count})" for place, count in sorted(lost.items())) or None
