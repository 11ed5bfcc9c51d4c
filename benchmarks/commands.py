"""What a user of the command line waits for: the help, and one race of 100 minutes."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from fields import field

from parcferme import codec

RACE = "imsa/2021/08-mid-ohio-sports-car-course/202105161440-race-laps.csv"
SCORED = "import sys, parcferme; parcferme.score(sys.argv[1], kind='race').classification"
"""The same by the API: a process that imports the package, scores the file and makes the classification as a frame.
What a command does beyond that is to parse its arguments, to print the table with its reasons, and to say what was
found."""


def run(published: Path, best: Callable[..., float], say: Callable[..., None]) -> None:
    """Print the figures."""
    command = [sys.executable, "-m", "parcferme"]
    helped = best(process(*command, "--help"), 7)
    say("parcferme --help", helped, 'python -c "import typer"', best(process(sys.executable, "-c", "import typer"), 7),
        "≤ 2")  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        race = race_in(published, Path(folder))
        whole = process(*command, "score", str(race), "--kind", "race")
        by_api = process(sys.executable, "-c", SCORED, str(race))
        one, other = in_turn(whole, by_api)
        say("parcferme score, 100 minutes", one, "python: parcferme.score, its frame", other, "≤ 1.3")
        plain = best(process(sys.executable, "-c", "import polars"), 5)
        say("parcferme score, 100 minutes", one, 'python -c "import polars"', plain, "≤ 1,000 ms")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"largest child process: {peak:.0f} MB (≤ 250 MB)")


def process(*arguments: str) -> Callable[[], object]:
    """A process to run, which must end well."""
    return lambda: subprocess.run(arguments, capture_output=True, check=True)


def in_turn(one: Callable[[], object], other: Callable[[], object], times: int = 9) -> tuple[float, float]:
    """The quickest of several runs of each in milliseconds. They take turns, so that what else the machine does meets
    both.
    """
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(times):
        for work, spent in zip((one, other), found, strict=True):
            began = time.perf_counter()
            work()
            spent.append(time.perf_counter() - began)
    return min(found[0]) * 1000, min(found[1]) * 1000


def race_in(published: Path, folder: Path) -> Path:
    """A published race of IMSA; where there is none, one of 100 minutes with 40 cars, as a log."""
    if (published / RACE).exists():
        return published / RACE
    path = folder / "race.log"
    path.write_bytes(codec.encode(field(40, 100 / 60, 4)[0]))
    return path
