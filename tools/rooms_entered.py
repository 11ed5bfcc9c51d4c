"""How often rooms enter each other while the shipped weekend is published: who asks the season, and when.

    PYTHONPATH=src python tools/rooms_entered.py

A call whose callee stands in another room than its caller enters that room. Run by hand; it takes about a minute.
"""

from __future__ import annotations

import contextlib
import importlib
import pkgutil
import sys
import tempfile
from collections import Counter
from io import StringIO
from pathlib import Path
from types import FrameType
from typing import Any

import parcferme
from parcferme.cli import app

ROOT = Path(str(parcferme.__file__)).parent
WEEKEND = "ligier-european-series-2020/1-le-castellet"


class Walk:
    """Counts entries by asker and room, before the first file is kept and after."""

    def __init__(self) -> None:
        self.entries: Counter[tuple[str, str, bool]] = Counter()
        self.kept = False
        self._stack: list[str] = []
        self._rooms: dict[str, str | None] = {}

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> None:
        """Takes a call or a return, as `sys.setprofile` hands them on."""
        if event == "return" and self._stack:
            self._stack.pop()
        if event != "call":
            return
        here, above = self._room(frame.f_code.co_filename), self._stack[-1] if self._stack else ""
        self._stack.append(here or above)
        if here is not None and here != above:
            self.entries[above, here, self.kept] += 1
        self.kept = self.kept or (here == "publishing" and frame.f_code.co_qualname == "_keep")

    def _room(self, file: str) -> str | None:
        if file not in self._rooms:
            path = Path(file)
            inside = path.is_relative_to(ROOT)
            self._rooms[file] = path.relative_to(ROOT).parts[0].removesuffix(".py") if inside else None
        return self._rooms[file]


def main() -> int:
    """Publishes the weekend with its site and prints the counts."""
    for one in pkgutil.walk_packages(parcferme.__path__, "parcferme."):
        if not one.name.endswith("__main__"):
            importlib.import_module(one.name)  # a module that is imported on the way is no visit
    walk = Walk()
    with tempfile.TemporaryDirectory() as place, contextlib.redirect_stdout(StringIO()):
        sys.setprofile(walk)
        with contextlib.suppress(SystemExit):
            app(["publish", WEEKEND, "--out", f"{place}/set", "--site"], standalone_mode=False)
        sys.setprofile(None)
    for late in (False, True):
        print("after the first file was kept:" if late else "before any file was kept:")
        found = Counter({(above, here): n for (above, here, when), n in walk.entries.items() if when == late})
        for (above, here), count in found.most_common():
            if "season" in (above, here) or "publishing" in (above, here):
                print(f"  {above or '-'} -> {here}: {count}")
    return 0 if walk.kept else 1


if __name__ == "__main__":
    sys.exit(main())
