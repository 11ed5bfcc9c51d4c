"""A session replayed in one terminal, recorded in another: what people type, over real sockets."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from commands import Run


@contextmanager
def replaying(folder: Path, *options: str) -> Iterator[dict[str, Any]]:
    """`parcferme replay` in a process of its own, and what it says of its feeds."""
    command = [sys.executable, "-m", "parcferme", "replay", "race.csv", "--port", "0", "--json", *options]
    one = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ
    )
    try:
        assert one.stdout is not None
        text = ""
        while not text.rstrip().endswith("}"):
            line = one.stdout.readline().decode()
            assert line, one.stderr.read().decode() if one.stderr else ""
            text += line
        yield json.loads(text)
    finally:
        one.terminate()
        one.communicate()


def result(run: Run, path: str) -> list[dict[str, Any]]:
    """The rows of a classification, reasons (which name records and lines) aside."""
    document = run("score", path, "--entries", "entries.csv", "--json").json
    return [
        {key: value for key, value in row.items() if key != "reasons"} for row in document["classification"]
    ]


FAULTS = "lost=10%,double=5%,corrupt=5%,reorder=1s,cut=20s"


@pytest.mark.parametrize("faults", ["", FAULTS], ids=["as it was", "with faults"])
def test_a_race_replayed_and_recorded_by_the_feeds_of_its_round_is_the_race_of_the_file(
    run: Run, tmp_path: Path, faults: str
) -> None:
    (tmp_path / "cup" / "1-spa").mkdir(parents=True)
    (tmp_path / "cup" / "championship.toml").write_text('name = "Cup"\n')
    out = ("--entries", "entries.csv", "--entries-out", "cup/entries.csv", "--seed", "4", "--linger", "60")
    with replaying(tmp_path, *out, *(("--faults", faults) if faults else ())) as told:
        tables = []
        for feed in told["feeds"]:
            address, _, loop = feed.removeprefix("p3://").partition("?loop=")
            tables.append(f'[[feed]]\naddress = "{address}"\nprotocol = "p3"\nloop = "{loop}"\n')
        (tmp_path / "cup" / "1-spa" / "round.toml").write_text('name = "Spa"\n' + "".join(tables))
        seconds = 5 if faults else 1.6
        done = run("record", "cup/1-spa", "--with", told["beside"], "--out", "today.log", "--for", seconds)
    assert done.status == 0, done.err
    port = told["ports"][0]
    # A line a second says what comes; what it counts at last stands at the end.
    assert len(re.findall(rf"^p3://127.0.0.1:{port} \d+ reads?\b.*noise 20", done.err, re.MULTILINE)) >= max(
        1, int(seconds) - 1
    )
    assert f"p3://127.0.0.1:{port}: 16 reads" in done.err and "unknown transponder" not in done.err
    assert result(run, "today.log") == result(run, "race.csv")
    if not faults:
        assert_made_again(tmp_path, port)


def assert_made_again(folder: Path, port: int) -> None:
    """What a feed said is kept as it came, and standard input makes the log of it again."""
    kept = f"gzip -dc today.raw/p3-127.0.0.1-{port}/*.gz"
    again = f"{sys.executable} -m parcferme record 'p3+stdin:?loop=FL' --out again.log --quiet"
    subprocess.run(["bash", "-c", f"{kept} | {again}"], cwd=folder, check=True, capture_output=True)

    def passings(name: str) -> list[tuple[Any, ...]]:
        records = map(json.loads, (folder / name).read_text().splitlines())
        return [(r["at"], r["transponder"], r["number"]) for r in records if r.get("loop") == "FL"]

    assert len(passings("today.log")) == 16
    assert passings("again.log") == passings("today.log")


def test_the_doctor_looks_at_the_feeds_of_this_round_and_says_what_to_do(run: Run, tmp_path: Path) -> None:
    (tmp_path / "round.toml").write_text('[[feed]]\naddress = "p3://127.0.0.1:9"\n')
    done = run("doctor", "--for", "0.3")
    assert done.status == 1
    assert "✘ p3://127.0.0.1:9 cannot be reached (" in done.out
    assert "  → Look at the cable, the address and the port" in done.out
    checks = {one["check"]: one for one in run("doctor", "--for", "0", "--json").json["checks"]}
    assert checks["disk"]["ok"] and float(checks["disk"]["ms"]) > 0
    assert checks["feed-silent"]["remedy"].startswith("Is it switched on?")
    assert not list(tmp_path.glob("today*"))  # nothing is kept


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "which feed?"),
        (("nowhere",), "no protocol ''"),
        (("there",), "has no [[feed]]"),
        (("--feed", "p3+pigeon:/coop"), "no way 'pigeon'"),
        (("p98+serial:",), "which?"),
        (("p3+stdin:somewhere",), "standard input has no place"),
        (("p3://10.0.0.7", "--feed", "p3://10.0.0.7"), "is named twice"),
    ],
)
def test_what_is_no_feed_is_refused_before_anything_is_written(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "round.toml").write_text('name = "Spa"\n')
    done = run("record", *arguments, "--out", "today.log")
    assert (done.status, told in done.err) == (2, True), done.err


def test_a_wrong_key_of_a_feed_is_told_with_its_line_and_the_rest_is_recorded(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "round.toml").write_text('[[feed]]\naddress = "p3+file:box.bin"\nlop = "FL"\n')
    (tmp_path / "box.bin").write_bytes(b"")
    begun = time.monotonic()
    done = run("record", "--out", "today.log", "--for", "0.2")
    assert "round.toml:3" in done.err and "lop" in done.err
    assert "p3+file:box.bin: 0 reads" in done.err
    assert time.monotonic() - begun < 10
