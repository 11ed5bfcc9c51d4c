"""Measure Parc Fermé and print ratios: each figure beside a peer or a plain read of the same data, in one run.

    python benchmarks/run.py [--only WORD] [--published FOLDER] [--no-peer]

Nothing here passes or fails on a time; the budgets are printed beside what was measured. It fails where a part of it
measured nothing.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import os
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TextIO

import championships
import desk
import msgspec
import numpy as np
import polars as pl
import wires
from fields import field

import commands
import papers
from parcferme.classification import Classification, classify
from parcferme.decoders import decode
from parcferme.records import Log
from parcferme.season import load_rulebook
from parcferme.timing import measure

HERE = Path(__file__).resolve().parent
BOOK = load_rulebook()
LE_MANS = "wec/2024-le-mans-24h-23-analysis.csv"


def best(work: Callable[[], object], times: int = 15) -> float:
    """The quickest of several runs, in milliseconds."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return min(found) * 1000


def say(what: str, ms: float, beside: str, other: float, budget: str = "") -> None:
    """One line: what, how long, beside what, the ratio between them."""
    print(
        f"{what:<46} {ms:9.1f} ms   {beside:<34} {other:9.1f} ms   ratio {ms / other:7.2f}   {budget}",
        flush=True,
    )


def score(log: Log, entries: object) -> Classification:
    """The full classification with every column: per-lap places, gaps and sectors as a frame too."""
    result = classify(measure(log, BOOK, entries))  # type: ignore[arg-type]
    _ = result.timing.laps, result.frame
    return result


def races() -> None:
    """A 24-hour race and its first 10,000 and 1,000 passings, each beside one plain group-by of the same frame; then
    which of the budgets were missed.
    """
    missed: list[str] = []
    for what, passings, budget in (
        ("24-hour race, 60 cars, 4 loops", None, 20.0),
        ("10,000 passings", 10_000, 4.0),
        ("1,000 passings", 1_000, 1.4),
    ):
        log, entries = field(60, 24, 4, passings)
        plain = best(lambda log=log: log.passings.group_by("car").agg(pl.len(), low=pl.col("at").min()))  # type: ignore[misc]
        result = best(lambda log=log, entries=entries: classify(measure(log, BOOK, entries)))  # type: ignore[misc]
        whole = best(lambda log=log, entries=entries: score(log, entries))  # type: ignore[misc]
        named, size = f"≤ {budget:g} ms", f"({log.passings.height:,})"
        say(f"{what} {size}", result, "one Polars group-by of the frame", plain, named)
        say("… with its laps and rows as frames", whole, "the result alone", result, named)
        missed += [f"{what} {result:.1f} ms, with frames {whole:.1f} ms ({named})"] if whole > budget else []
    if missed:
        print(f"budgets missed: {', '.join(missed)}")


def le_mans(published: Path, peer: bool) -> None:
    """Le Mans 2024 from the bytes of the file to places after every lap."""
    path = published / LE_MANS

    def ours() -> None:
        decoded = decode(path.read_bytes(), path.name)
        score(decoded.log, decoded.entries)

    plain = best(lambda: pl.read_csv(path, separator=";", infer_schema=False))
    whole = best(ours)
    say("Le Mans 2024 (15,593 laps) to a result", whole, "polars.read_csv of it as text", plain, "≤ 4")
    if peer:
        other = endurancepy(path)
        if other is not None:
            say("Le Mans 2024 (15,593 laps) to a result", whole, "endurancepy.read_analysis", other, "≤ 1/20")


def endurancepy(path: Path) -> float | None:
    """The published package endurancepy reading the same file, in its own environment; ms, None if not to be had."""
    home = HERE.parent / ".bench" / "endurancepy"
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
        done = subprocess.run(
            [python, "-m", "pip", "install", "-q", "endurancepy"], capture_output=True, check=False
        )
        if done.returncode:
            print("endurancepy cannot be installed here: left out")
            return None
    code = (
        "import sys, time, endurancepy\nbest = 9e9\nfor _ in range(3):\n    t = time.perf_counter()\n"
        "    endurancepy.read_analysis(sys.argv[1])\n    best = min(best, time.perf_counter() - t)\nprint(best * 1000)"
    )
    done = subprocess.run([python, "-c", code, str(path)], capture_output=True, text=True, check=False)
    return float(done.stdout) if done.returncode == 0 else None


def imsa(published: Path) -> None:
    """Every published IMSA race in one process: laps per second, and how time grows with laps."""
    files = sorted(path for path in published.glob("imsa/**/*race-laps.csv"))
    laps, spent = [], []
    for path in files:
        data = path.read_bytes()
        spent.append(best(lambda data=data, path=path: one(data, path.name), 5))  # type: ignore[misc]
        laps.append(one(data, path.name))
    slope, base = np.polyfit(laps, spent, 1)
    bend = np.polyfit(np.log(laps), np.log(spent), 1)[0]
    print(
        f"{len(files)} IMSA races, {sum(laps):,} laps: {sum(laps) / sum(spent) * 1000:,.0f} laps/s; "
        f"{base:.1f} ms + {slope * 1000:.2f} ms per 1,000 laps; grows as laps^{bend:.2f} (linear: at most 1)"
    )


def one(data: bytes, name: str) -> int:
    """One race from bytes to a result; its laps."""
    decoded = decode(data, name)
    return score(decoded.log, decoded.entries).timing.laps.height


def sameness() -> None:
    """The same result byte for byte with 1 and 2 threads and for 50 orders of arrival."""
    code = "from run import digest, field; print(digest(*field(60, 24, 4)))"
    seen = set()
    for threads in ("1", "2"):
        env = os.environ | {"POLARS_MAX_THREADS": threads, "PYTHONPATH": str(HERE)}
        seen.add(
            subprocess.run(
                [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
            ).stdout
        )
    log, entries = field(60, 1, 4)
    arrivals = set()
    for seed in range(50):
        arrivals.add(
            digest(Log(log.passings.sample(fraction=1.0, shuffle=True, seed=seed), log.events), entries)
        )
    print(
        f"1 and 2 threads: {len(seen)} result; 50 orders of arrival: {len(arrivals)} result (each must be 1)"
    )


def digest(log: Log, entries: object) -> str:
    """A hash over every row with its reasons, every finding and every lap."""
    result = score(log, entries)
    rows = msgspec.json.encode((result.rows, result.findings))
    return hashlib.sha256(rows + result.timing.laps.write_csv().encode()).hexdigest()


class Counted(io.TextIOBase):
    """Standard output that counts the lines with a figure in them."""

    def __init__(self, out: TextIO) -> None:
        self.out, self.figures = out, 0

    def write(self, text: str) -> int:
        self.figures += any(char.isdigit() for char in text)
        return self.out.write(text)

    def flush(self) -> None:
        self.out.flush()


def measured(parts: Mapping[str, Callable[[], None]], only: str) -> int:
    """Each part asked for, run; 1 where one of them, or all, measured nothing."""
    empty = [] if any(only in name for name in parts) else [only or "everything"]
    for name, part in parts.items():
        if only in name:
            told = Counted(sys.stdout)
            with contextlib.redirect_stdout(told):
                part()
            empty += [] if told.figures else [name]
    if empty:
        print(f"nothing was measured: {', '.join(empty)} (there are {', '.join(parts)})", file=sys.stderr)
    return 1 if empty else 0


def main() -> int:
    """Run what was asked for; 1 where nothing was measured."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="")
    parser.add_argument(
        "--published",
        type=Path,
        default=Path(os.environ.get("PARCFERME_PUBLISHED", HERE.parent / "../shared/published")),
    )
    parser.add_argument("--no-peer", action="store_true")
    given = parser.parse_args()
    there = given.published.is_dir()
    parts: dict[str, Callable[[], None]] = {
        "races": races,
        "command": lambda: commands.run(given.published, best, say),
    }
    if there:
        parts["le-mans"] = lambda: le_mans(given.published, not given.no_peer)
        parts["imsa"] = lambda: imsa(given.published)
    else:
        print(f"no published timing files at {given.published}: Le Mans and IMSA are left out")
    parts["championships"] = lambda: championships.run(given.published, best, say)
    parts["papers"] = lambda: papers.run(given.published, say)
    parts["wires"] = lambda: wires.run(best, say)
    parts["desk"] = lambda: desk.run(say)
    parts["sameness"] = sameness
    return measured(parts, given.only)


if __name__ == "__main__":
    sys.exit(main())
