"""Papers measured: every document of a 24-hour race, a published weekend, an amended sheet; Typst beside the whole."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium

from parcferme.bulletins import typeset
from parcferme.papers import BOTH
from parcferme.publishing import board_of
from parcferme.publishing.papers import made_of

LE_MANS = "wec/2024-le-mans-24h-23-analysis.csv"
SEASON = "ligier-european-series-2020"
Say = Callable[[str, float, str, float, str], None]


def run(published: Path, say: Say) -> None:
    """Every part; Le Mans only where the published files are."""
    path = published / LE_MANS
    if path.exists():
        documents(path)
        with tempfile.TemporaryDirectory() as place:
            race = ["--rulebook", "le-mans-24h", "--kind", "race", "--length", "1440"]
            seconds, megabytes = measured("bulletin", str(path), *race, "--out", place)
        print(f"document set of Le Mans 2024: {seconds:.1f} s, {megabytes:.0f} MB at most   ≤ 60 s, ≤ 600 MB")
    weekend()
    amended(say)


def documents(path: Path) -> None:
    """A line for each document: its pages, the time for its values and pictures, and for Typst; in one process."""
    options = {"rulebook": "le-mans-24h", "kind": "race", "length": 1440, "entries": None}
    board = board_of(str(path), None, BOTH, "a4", **options)  # type: ignore[arg-type]
    (place,), look = board.places, board.look
    print(
        f"{'Le Mans 2024':<16} {'pages':>5} {'values ms':>10} {'Typst ms':>10} {'whole/Typst':>12} {'bytes':>10}"
    )
    sums = [0.0, 0.0]
    began = time.perf_counter()
    for made in made_of(place, look, board.charts):
        if isinstance(made, tuple):
            print(f"{made[0]:<16} {'–':>5}   {made[1]}")
            began = time.perf_counter()
            continue
        paper = typeset(made, place.masthead(BOTH), look)
        whole, alone = time.perf_counter() - began, paper.seconds
        sums = [sums[0] + whole, sums[1] + alone]
        pages = len(pdfium.PdfDocument(paper.pdf))
        print(
            f"{paper.name:<16} {pages:>5} {(whole - alone) * 1000:>10.0f} {alone * 1000:>10.0f} "
            f"{whole / alone:>12.2f} {len(paper.pdf):>10,}",
            flush=True,
        )
        began = time.perf_counter()
    print(
        f"{'all':<22} {(sums[0] - sums[1]) * 1000:>10.0f} {sums[1] * 1000:>10.0f} {sums[0] / sums[1]:>12.2f}"
    )


def weekend() -> None:
    """Two qualifyings and two races of the shipped season with everything, in both languages, and the site."""
    for extra in ((), ("--site",)):
        with tempfile.TemporaryDirectory() as place:
            seconds, megabytes = measured("publish", "1", "--folder", SEASON, "--out", f"{place}/set", *extra)
            files = [one for one in Path(place).rglob("*") if one.is_file()]
        size = "with the site" if extra else "without a site"
        print(
            f"a weekend {size}: {seconds:.1f} s, {megabytes:.0f} MB at most, {len(files)} files   ≤ 20 s, ≤ 600 MB"
        )


def amended(say: Say) -> None:
    """One classification sheet from the command to the PDF."""
    with tempfile.TemporaryDirectory() as place:
        asked = ["bulletin", "1/race-1", "--folder", SEASON, "--document", "classification", "--out", place]
        seconds = min(measured(*asked, "--status", "amended 1")[0] for _ in range(3))
    plain = []
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import polars, typst"], check=True)
        plain.append(time.perf_counter() - began)
    say("an amended classification, whole command", seconds * 1000, 'python -c "import polars, typst"',
        min(plain) * 1000, "≤ 2,000 ms")  # fmt: skip


def measured(*arguments: str) -> tuple[float, float]:
    """The command in a process of its own: seconds, and the most memory it held (MB)."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "parcferme", *arguments]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as child:
        assert child.stderr is not None
        said = child.stderr.read()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode > 1:
        raise RuntimeError(f"{' '.join(command)}: {said.decode()}")
    return time.perf_counter() - began, used.ru_maxrss / 1024
