"""Whether two trees of the program print the same: every document, file, seal and message, byte for byte.

    python tools/same_output.py record before --source ../before   # a checkout of the commit to compare with
    python tools/same_output.py record after                       # this one
    python tools/same_output.py compare before after

Run by hand, before and after code is moved. The shipped weekend and five published races go through every command. The
clock stands still and every tree seals as the same engine with the same key: a difference is one of the program.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import importlib
import importlib.util
import io
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SEASON = "ligier-european-series-2020"
MEETING = f"{SEASON}/1-le-castellet"
NOW = 1_606_737_600  # 30 November 2020, noon in UTC
SEED = bytes(range(32))
RACES = {
    "long-beach": ("imsa/2023/08-long-beach-street-circuit/*-race-laps.csv", "--kind", "race", "--length", "100"),
    "le-mans": ("wec/2024-le-mans-24h-23-analysis.csv", "--kind", "race", "--rulebook", "le-mans-24h"),
    "sydney": ("natsoft/race-1-laps.csv", "--kind", "race"),
    "barber": ("grcup/barber/race-1-23-analysis.csv", "--kind", "race", "--rulebook", "gr-cup"),
    "acc": ("acc/191003_235558_R.json", "--kind", "race"),
}  # fmt: skip
CHARTS = (
    "lap-chart gap-to-leader gap-to-class-leader lap-times distribution stints places-gained sectors".split()
)
HEAVY = {"le-mans"}  # its papers alone take longer than all the rest: only its classification is typeset


def commands(published: Path) -> Iterator[tuple[str, list[str]]]:
    """Each command with the name its output is kept under. `OUT` stands for a folder of its own."""
    yield "demo", ["demo"]
    yield "publish-weekend", ["publish", MEETING, "--out", "OUT", "--for", "Milo Racing", "--site"]
    yield (
        "publish-weekend-json",
        ["publish", MEETING, "--out", "OUT", "--only", "csv,json", "--lang", "fr", "--json"],
    )
    yield (
        "publish-season",
        ["publish", SEASON, "--out", "OUT", "--only", "csv,json,charts,communique", "--site"],
    )
    for number in ("1", "2"):
        yield (
            f"bulletin-{number}",
            ["bulletin", number, "--folder", SEASON, "--out", "OUT", "--paper", "letter"],
        )
    for language in ("en", "fr"):
        for form in ([], ["--json"]):
            yield from _of_season(language, form)
    yield (
        "bulletin-race",
        ["bulletin", f"{MEETING}/race-1", "--out", "OUT", "--lang", "en", "--hash", "0a1b2c"],
    )
    yield "chart-season", ["chart", SEASON, "--chart", "standings", "--format", "json", "--out", "-"]
    for chart in CHARTS:
        yield (
            f"chart-{chart}",
            ["chart", f"{MEETING}/race-1", "--chart", chart, "--format", "svg", "--out", "-"],
        )
    yield "seal", ["seal", f"{MEETING}/race-1", "--out", "OUT/race-1.zip"]
    yield "verify", ["verify", "../seal/OUT/race-1.zip", "--json"]
    for name, (pattern, *options) in RACES.items():
        found = sorted(published.glob(pattern))
        if len(found) != 1:
            raise SystemExit(f"{pattern} in {published}: {len(found)} files, expected one")
        yield from _of_file(name, str(found[0]), options)


def _of_season(language: str, form: list[str]) -> Iterator[tuple[str, list[str]]]:
    said = ["--lang", language, *form]
    mark = f"{language}{'-json' if form else ''}"
    whole = ("season", "check", "entries", "timetable", "standings", "chances")
    for command in whole:
        yield f"{command}-{mark}", [command, SEASON, *said]
    for after in ("1", "2", "3"):
        yield f"standings-{after}-{mark}", ["standings", SEASON, "--after", after, *said]
        yield f"chances-{after}-{mark}", ["chances", SEASON, "--after", after, *said]
    for session in ("qualifying-1", "qualifying-2", "race-1", "race-2"):
        yield f"classify-{session}-{mark}", ["classify", f"{MEETING}/{session}", *said]
    for race in ("race-1", "race-2"):
        yield f"grid-{race}-{mark}", ["grid", f"{MEETING}/{race}", *said]
    yield f"communique-{mark}", ["communique", "1", "--season", SEASON, *said]
    yield f"communique-team-{mark}", ["communique", "2", "--season", SEASON, "--for", "Milo Racing", *said]
    yield f"rulebooks-{mark}", ["rulebooks", SEASON, *said]


def _of_file(name: str, path: str, options: list[str]) -> Iterator[tuple[str, list[str]]]:
    for language in ("en", "fr"):
        yield f"{name}-score-{language}", ["score", path, *options, "--show", "all", "--lang", language]
        yield f"{name}-check-{language}", ["check", path, "--lang", language]
    yield f"{name}-score-json", ["score", path, *options, "--json"]
    yield f"{name}-score-at", ["score", path, *options, "--at", "20:00", "--json"]
    yield f"{name}-import", ["import", path, "--out", "-"]
    for form in ("laps-csv", "classification-csv"):
        yield f"{name}-export-{form}", ["export", path, *options, "--format", form]
    for form in ("csv", "json"):
        yield f"{name}-export-{form}", ["export", path, *options, "--format", form, "--out", "OUT"]
    papers = ["--document", "classification"] if name in HEAVY else []
    yield f"{name}-bulletin", ["bulletin", path, *options, *papers, "--out", "OUT"]
    for chart in CHARTS[: 1 if name in HEAVY else None]:
        yield f"{name}-{chart}", ["chart", path, *options, "--chart", chart, "--format", "json", "--out", "-"]
    yield f"{name}-seal", ["seal", path, *options, "--out", "OUT/sealed.zip"]


def record(folder: Path, source: Path, only: str) -> int:
    """Every command of the tree `source`, in a process whose clock stands still, into `folder`."""
    environment = os.environ | {"PYTHONPATH": str(source / "src"), "PYTHONHASHSEED": "0", "COLUMNS": "120"}
    run = [sys.executable, __file__, "inside", str(folder.resolve()), str(source.resolve()), "--only", only]
    return subprocess.run(run, env=environment).returncode


def inside(folder: Path, source: Path, only: str) -> int:
    """What `record` starts: the program of `source`, imported from there."""
    import time_machine

    import parcferme

    if not Path(str(parcferme.__file__)).is_relative_to(source):
        raise SystemExit(f"parcferme was imported from {parcferme.__file__}, not from {source}")
    published = Path(os.environ.get("PARCFERME_PUBLISHED", ROOT.parent / "shared" / "published")).resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["PARCFERME_KEYS"] = str(_key_in(folder / "keys"))
    _one_engine()
    time.perf_counter = lambda: 0.0  # what a paper took to typeset is printed too
    done = 0
    with time_machine.travel(NOW, tick=False):
        for name, words in commands(published):
            if only in name:
                _run(folder / "outputs" / name, words)
                done += 1
                print(f"{done} {name}", file=sys.stderr)
    return 0 if done else 1


def _key_in(folder: Path) -> Path:
    """A key everybody knows, in the form the program keeps its own."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    keys = _home("keys")
    real = Ed25519PrivateKey.generate
    Ed25519PrivateKey.generate = lambda: Ed25519PrivateKey.from_private_bytes(SEED)  # type: ignore[method-assign]
    try:
        _invoke(["keys", "create", "Everybody", "--keys", str(folder)])
    finally:
        Ed25519PrivateKey.generate = real  # type: ignore[method-assign]
    assert keys is not None and any(folder.glob("*.key"))
    return folder


def _home(name: str) -> Any:
    """The module of that name in the room of the seals; before there was that room it was the season's."""
    for room in ("notary", "season"):
        if importlib.util.find_spec(f"parcferme.{room}") and importlib.util.find_spec(
            f"parcferme.{room}.{name}"
        ):
            return importlib.import_module(f"parcferme.{room}.{name}")
    raise SystemExit(f"no module {name} in notary or season")


def _one_engine() -> None:
    """Both trees seal under one name: a hash of the program text differs by intention."""
    _home("engine")._source = lambda _: "0" * 64


def _run(folder: Path, words: list[str]) -> None:
    folder.mkdir(parents=True)
    before = Path.cwd()
    os.chdir(folder)
    try:
        (folder / "OUT").mkdir()
        if "publish" in words[0] or "export" in words[0] or "bulletin" in words[0]:
            (folder / "OUT").rmdir()
        status, out, err = _invoke(words)
    finally:
        os.chdir(before)
    (folder / "stdout").write_bytes(out)
    (folder / "stderr").write_bytes(f"exit {status}\n".encode() + err)


def _invoke(words: list[str]) -> tuple[object, bytes, bytes]:
    """One command as its user would run it: exit status, standard output, standard error."""
    from parcferme.cli import app

    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)]
    status: object = 0
    with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
        try:
            app(words, prog_name="parcferme")
        except SystemExit as end:
            status = end.code
    out, err = (stream.buffer.getvalue() for stream in streams)
    return status, out, err


def compare(before: Path, after: Path, show: int) -> int:
    """Names every file that is not the same; 1 where there is one, or where nothing was compared."""
    there = {
        path.relative_to(root).as_posix()
        for root in (before / "outputs", after / "outputs")
        for path in root.rglob("*")
        if path.is_file()
    }
    differing = 0
    for name in sorted(there):
        texts = [root / "outputs" / name for root in (before, after)]
        missing = [str(path) for path in texts if not path.is_file()]
        if missing:
            differing += 1
            print(f"{name}: not in {missing[0]}")
        elif texts[0].read_bytes() != texts[1].read_bytes():
            differing += 1
            print(
                f"{name}: differs{_first(*(path.read_bytes() for path in texts)) if differing <= show else ''}"
            )
    print(f"{len(there)} files compared, {differing} differ")
    return 1 if differing or not there else 0


def _first(one: bytes, two: bytes) -> str:
    """Where two files part."""
    at = next(
        (at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two))
    )
    near = slice(max(0, at - 60), at + 60)
    try:
        said = [data[near].decode() for data in (one, two)]
    except UnicodeDecodeError:
        said = [base64.b85encode(data[near]).decode() for data in (one, two)]
    return f" at byte {at}\n    before: {said[0]!r}\n    after:  {said[1]!r}"


def main() -> int:
    """The command line of this script."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parts = asked.add_subparsers(dest="part", required=True)
    for name in ("record", "inside"):
        part = parts.add_parser(name)
        part.add_argument("folder", type=Path)
        part.add_argument("source" if name == "inside" else "--source", type=Path, default=ROOT)
        part.add_argument("--only", default="", help="commands whose name holds this")
    part = parts.add_parser("compare")
    part.add_argument("before", type=Path)
    part.add_argument("after", type=Path)
    part.add_argument("--show", type=int, default=10, help="how many differences are shown, not only named")
    said = asked.parse_args()
    if said.part == "compare":
        return compare(said.before, said.after, said.show)
    return (record if said.part == "record" else inside)(said.folder, said.source, said.only)


if __name__ == "__main__":
    sys.exit(main())
