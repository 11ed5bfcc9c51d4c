"""Speaking to the desk of a database from another process."""

from __future__ import annotations

import json
import socket
import uuid
from pathlib import Path
from typing import Any

from parcferme.findings import WrongCall
from parcferme.store import holder_of

_PATIENCE = 30.0  # seconds for one answer


class DeskLine:
    """A line to the desk that holds a database. Raises `WrongCall` where none does, or it cannot be reached."""

    def __init__(self, path: str | Path) -> None:
        holder = holder_of(Path(path))
        if holder is None or not holder.address:
            raise WrongCall(f"{path}: no desk is running (start one: parcferme serve {path})")
        self.address = holder.address
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(_PATIENCE)
        try:
            self._socket.connect(holder.address)
        except OSError as problem:
            raise WrongCall(f"{path}: the desk ({holder}) cannot be reached: {problem.strerror}") from None
        self._file = self._socket.makefile("rb")

    def ask(self, ask: str, **more: Any) -> dict[str, Any]:
        """A question answered. Raises `WrongCall` with the desk's own words where it was refused."""
        answer = self.send(ask, **more)
        if "error" in answer:
            raise WrongCall(answer["error"])
        return answer

    def send(self, ask: str, **more: Any) -> dict[str, Any]:
        """The same, a refusal as it came. Raises `ConnectionError` where the desk has gone."""
        said = {"ask": ask, **{name: value for name, value in more.items() if value is not None}}
        self._socket.sendall(json.dumps(said).encode() + b"\n")
        line = self._file.readline()
        if not line.endswith(b"\n"):
            raise ConnectionError("the desk has gone")
        return dict(json.loads(line))

    def close(self) -> None:
        """Hang up."""
        self._file.close()
        self._socket.close()


def new_key() -> str:
    """A key for one write."""
    return uuid.uuid4().hex
