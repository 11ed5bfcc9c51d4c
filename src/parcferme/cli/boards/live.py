"""The board of a session under way on a terminal: one screen, written anew in place."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from parcferme.board import Board, Where
from parcferme.cli.screen import console, drawn_table
from parcferme.cli.terminal import plain
from parcferme.documents import board_heading, board_lines, board_table, label, old_line


class Screen:
    """Where boards are shown: in place on a terminal, one below the other where the output goes elsewhere."""

    def __init__(self, car: str | None, class_: str | None, language: str) -> None:
        self._car, self._class, self._language = car, class_, language
        self._out: Console = console()
        self._live = Live(console=self._out, auto_refresh=False) if self._out.is_terminal else None

    def __enter__(self) -> Screen:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def show(self, board: Board) -> None:
        """A board. Raises `WrongCall` for a car or class that is not on it."""
        shown = Group(*self._parts(board))
        if self._live is not None:
            self._live.update(shown, refresh=True)
        else:
            self._out.print(shown)

    def _parts(self, board: Board) -> list[RenderableType]:
        language = self._language
        heading = [f"{name} {text}" for name, text in board_heading(board, language)]
        parts: list[RenderableType] = [Text(plain(board.name or label("board", language)), style="bold")]
        parts.append(Text(plain(" · ".join(heading))))
        old = old_line(board, language)
        if old is not None:
            parts.append(Text(old, style="bold yellow"))
        table = board_table(board, language, class_=self._class, car=self._car)
        dimmed = {one.number for one in board.lines if one.where not in (Where.ON_TRACK, Where.IN_LANE)}
        parts.append(drawn_table(table, self._out.width, dimmed=dimmed))
        parts += [Text(plain(f"{name}  {text}")) for name, text in board_lines(board, language)]
        return parts
