"""What is printed for people: nothing in a file or a name steers the terminal it is shown on."""

from __future__ import annotations

import re
import sys
from typing import Any, Final

# C0 and C1 control codes (ESC begins most sequences, C1 holds their one-character forms), embeddings and overrides of
# the direction of writing, and their isolates: Unicode, general category Cc, and Standard Annex 9.
_CODES: Final = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069"
_STEERING: Final = re.compile(f"[{_CODES}]")
_IN_JSON: Final = re.compile(f"[{_CODES}\x85]")
_JUMPS: Final = re.compile("[\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029]")
_SPACE: Final = re.compile(r"\s")


def plain(text: str) -> str:
    """The text on one line, without characters that would steer a terminal."""
    return _STEERING.sub("�", _SPACE.sub(" ", text))


def plain_lines(text: str) -> str:
    """The same of a text of several lines, which stay lines; a tab and a space of any width stay what they are."""
    return _STEERING.sub("�", _JUMPS.sub(" ", text.replace("\r\n", "\n")))


def json_escaped(text: str) -> str:
    """JSON in which such characters are written as escapes: whoever reads it gets the text as it was."""
    return _IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def echo(*lines: str, err: bool = False) -> None:
    """Lines on standard output, or on standard error."""
    to = stream(err=err)
    for line in lines:
        print(plain(line), file=to, flush=True)


def stream(*, err: bool = False) -> Any:
    """Standard output or error; a character it cannot print does not end the program."""
    to = sys.stderr if err else sys.stdout
    reconfigure = getattr(to, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
    return to
