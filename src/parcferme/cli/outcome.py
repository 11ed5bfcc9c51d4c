"""How a command ends: its exit status, one line for each problem, and never a traceback."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ParamSpec

import typer

from parcferme.cli.terminal import echo

if TYPE_CHECKING:
    from parcferme.findings import Finding

DONE, FOUND_ERRORS, UNUSABLE = 0, 1, 2
P = ParamSpec("P")


def reporting(command: Callable[P, int]) -> Callable[P, None]:
    """The command with its status as exit status and its problems as lines on standard error."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        raise typer.Exit(_status(lambda: command(*args, **kwargs)))

    run.__annotations__ = command.__annotations__ | {"return": None}
    return run


def _status(command: Callable[[], int]) -> int:
    # Here, so that options and outcomes can be looked at without a frame library: a command that runs has it loaded.
    from parcferme.findings import ParcFermeError
    from parcferme.times import BadTime

    try:
        status = command()
        # Here and not at exit, so that a full disk or a closed pipe is told as what it is.
        sys.stdout.flush()
        return status
    except (typer.Exit, typer.Abort, KeyboardInterrupt, SystemExit):
        raise
    except BrokenPipeError:  # whoever read has seen enough
        _close_stdout()
        return DONE
    except (ParcFermeError, BadTime) as problem:
        tell(*str(problem).splitlines())
    except OSError as problem:
        place = f"{problem.filename}: " if problem.filename else ""
        tell(f"{place}{problem.strerror or problem}")
        _close_stdout()
    except MemoryError:
        tell("not enough memory for this file")
    except BaseException as defect:  # a panic inside Polars is not even an Exception
        if os.environ.get("PARCFERME_TRACEBACK"):
            raise
        what = " ".join(str(defect).split())[:300]
        tell(f"a defect of parcferme, not of your file: {type(defect).__name__}: {what}")
        tell("please report it; PARCFERME_TRACEBACK=1 shows where it happened")
    return UNUSABLE


def tell(*lines: str) -> None:
    """Lines on standard error, each a problem."""
    for line in lines:
        echo(f"error: {line}", err=True)


def status_of(findings: Iterable[Finding]) -> int:
    """1 where a finding makes the result doubtful, else 0."""
    return FOUND_ERRORS if any(finding.severity.value == "error" for finding in findings) else DONE


def _close_stdout() -> None:
    """Standard output goes nowhere from here on, so that nothing more is said about it at exit."""
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)
    except (OSError, ValueError):
        pass
