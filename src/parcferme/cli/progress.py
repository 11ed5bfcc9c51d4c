"""A progress bar on standard error: only on a terminal, and only where something takes over a second."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parcferme.cli.options import given
from parcferme.cli.terminal import plain
from parcferme.season import Score, score

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 1.0  # seconds
STEPS = ("read", "measure", "classify")


@contextmanager
def steps(total: int, seconds: float = PATIENCE) -> Iterator[Callable[[str], None]]:
    """A function to call as each of `total` steps begins; the bar is there from `seconds` on and leaves no trace."""
    if not sys.stderr.isatty():
        yield lambda _step: None
        return
    began: list[str] = []
    shown: list[Progress] = []

    def show() -> None:
        # Here, because the bar is only for the one in ten commands that make somebody wait, on a terminal.
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
        bar = Progress(*columns, console=Console(stderr=True), transient=True)
        bar.add_task(began[-1] if began else "", total=total, completed=max(0, len(began) - 1))
        bar.start()
        shown.append(bar)

    def step(name: str) -> None:
        began.append(plain(name))
        for bar in shown:
            bar.update(bar.task_ids[0], description=began[-1], completed=len(began) - 1)

    timer = threading.Timer(seconds, show)
    # Whatever ends the command, the timer does not keep the program alive.
    timer.daemon = True
    timer.start()
    try:
        yield step
    finally:
        timer.cancel()
        # A bar that is just being shown has to be there before it can be stopped.
        timer.join()
        for bar in shown:
            bar.stop()


def scored(file: Path, **options: Any) -> Score:
    """The file scored, with a bar where that takes long. Options as `season.score` takes them, None where not given."""
    with steps(len(STEPS)) as step:
        return score(file, on_step=step, **given(**options))
