"""On which line of a TOML text a key stands: what a finding about a rulebook points at.

The text has been read as TOML before, so this only follows keys, tables and lists; it judges nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

_BLANK: Final = re.compile(r"(?:[\s,]|#[^\n]*)*")
_KEY: Final = re.compile(r"""[ \t]*("(?:\\.|[^"\\])*"|'[^']*'|[\w-]+)[ \t]*""")
_TEXT: Final = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}' + r"|'''.*?'{3,5}" + r'|"(?:\\.|[^"\\\n])*"' + r"|'[^'\n]*'", re.DOTALL
)
_PLAIN: Final = re.compile(r"[^,\]}\n#]*")
_PARTS: Final = re.compile(r"[^.\[\]]+|\[\d+\]")


def line_lookup(text: str) -> Callable[[str], int]:
    """A question and its answer: on which line does a dotted key stand? `points[1].bonus[0].for` is the first bonus of
    the second [[points]]. Where the key itself is not written, the nearest table above it; line 1 where there is none.
    """
    lines: dict[str, int] = {}

    def line(path: str) -> int:
        if not lines:
            lines.update(_Walk(text).lines)
        parts = _PARTS.findall(path)
        for end in range(len(parts), 0, -1):
            near = "".join(part if part[0] == "[" else f".{part}" for part in parts[:end]).lstrip(".")
            for name in (near, f"{near}[0]"):
                if name in lines:
                    return lines[name]
        return 1

    return line


class _Walk:
    """One walk through a text that notes the line of every key, table and item of a list."""

    def __init__(self, text: str) -> None:
        # As tomllib does before it reads.
        self.text = text.replace("\r\n", "\n")
        self.lines: dict[str, int] = {}
        self.at = 0
        self.counted = (0, 1)  # up to which character the lines are counted, and the line there
        self.implied: dict[str, int] = {}  # tables that only the names of others tell of
        counts: dict[str, int] = {}
        table = ""
        while self._skip():
            if self.text[self.at] == "[":
                listed = self.text.startswith("[[", self.at)
                start = self.at
                self.at += 2 if listed else 1
                table = self._header(self._keys(), counts, listed, start)
                self.at += 2 if listed else 1
            else:
                self._pair(table)
        self.lines = {**self.implied, **self.lines}

    def _skip(self) -> bool:
        """Past blanks, commas and comments; whether there is more."""
        found = _BLANK.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at < len(self.text)

    def _note(self, path: str, at: int, into: dict[str, int] | None = None) -> None:
        upto, line = self.counted
        self.counted = (at, line + self.text.count("\n", upto, at)) if at > upto else self.counted
        (self.lines if into is None else into).setdefault(path, self.counted[1])

    def _keys(self) -> list[str]:
        """A dotted key."""
        keys: list[str] = []
        while found := _KEY.match(self.text, self.at):
            keys.append(found.group(1).strip("\"'"))
            self.at = found.end()
            if not self.text.startswith(".", self.at):
                break
            self.at += 1
        return keys

    def _header(self, keys: list[str], counts: dict[str, int], listed: bool, start: int) -> str:
        """A table's header with the places of the lists it stands in: the second [[points]] is `points[1]`."""
        path = ""
        for at, key in enumerate(keys):
            path = f"{path}.{key}" if path else key
            if listed and at == len(keys) - 1:
                counts[path] = counts.get(path, -1) + 1
            if path in counts:
                path = f"{path}[{counts[path]}]"
            self._note(path, start, self.lines if at == len(keys) - 1 else self.implied)
        return path

    def _pair(self, path: str) -> None:
        """`key = value`."""
        start = self.at
        keys = self._keys()
        if not keys:  # no TOML would get here; a step on, so that a walk always ends
            self.at += 1
            return
        for key in keys:
            path = f"{path}.{key}" if path else key
            self._note(path, start)
        self.at = max(self.text.find("=", self.at), self.at) + 1
        self._value(path)

    def _value(self, path: str) -> None:
        self._skip()
        opening = self.text[self.at : self.at + 1]
        if opening not in ("[", "{"):
            found = _TEXT.match(self.text, self.at) or _PLAIN.match(self.text, self.at)
            self.at = max(found.end() if found else 0, self.at + 1)
            return
        self.at += 1
        closing = "]" if opening == "[" else "}"
        place = 0
        while self._skip() and self.text[self.at] != closing:
            if opening == "{":
                self._pair(path)
            else:
                self._note(f"{path}[{place}]", self.at)
                self._value(f"{path}[{place}]")
                place += 1
        self.at += 1
