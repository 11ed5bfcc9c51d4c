"""Play very many random sessions against the independent reference, and go on where it was stopped: `make campaign`.

What is played stands in `tests/campaign/__init__.py`, also how to add a part. The state is one JSON file
(`--state`), written every few seconds: a campaign that is stopped goes on at the next seed. Every failing seed is
printed and kept; `--seed N` plays one again and shows its input.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parents[1]
BLOCK = 50
SAVED_EVERY = 5.0  # seconds


@dataclass
class State:
    """How far a part has been played, and what was found."""

    played: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    known: dict[str, list[int]] = field(default_factory=dict)
    failed: dict[int, list[str]] = field(default_factory=dict)

    def add(self, seed: int, said: Sequence[str]) -> list[str]:
        """Take in what was found at one seed; returns the complaints nobody knows."""
        self.played = max(self.played, seed + 1)
        wrong = [one for one in said if not one.startswith(("~", "known "))]
        self.counts.update(one[1:] for one in said if one.startswith("~"))
        for name in {one.split(":", 1)[0].removeprefix("known ") for one in said if one.startswith("known ")}:
            self.known.setdefault(name, []).append(seed)
        if wrong:
            self.failed[seed] = wrong
        return wrong


def read(path: Path) -> dict[str, State]:
    if not path.exists():
        return {}
    found = json.loads(path.read_text())
    return {
        name: State(
            one["played"],
            Counter(one["counts"]),
            one["known"],
            {int(n): said for n, said in one["failed"].items()},
        )
        for name, one in found.items()
    }


def write(path: Path, states: dict[str, State]) -> None:
    text = json.dumps({name: vars(one) for name, one in states.items()}, indent=1)
    beside = path.with_suffix(".new")
    beside.write_text(text + "\n")
    beside.replace(path)


def play_block(name: str, seeds: range) -> list[tuple[int, list[str]]]:
    """Play some seeds of a part; what cannot be played at all is a complaint like any other."""
    part = parts()[name]()
    found = []
    for seed in seeds:
        try:
            found.append((seed, list(part.play(seed))))
        except Exception as error:
            found.append((seed, [f"{type(error).__name__}: {error}"]))
    return found


def parts() -> Any:
    for place in ("tests", "src"):
        if str(ROOT / place) not in sys.path:
            sys.path.insert(0, str(ROOT / place))
    return importlib.import_module("campaign").PARTS  # the package in tests, not this program


def blocks(name: str, first: int, last: int, jobs: int) -> Iterator[list[tuple[int, list[str]]]]:
    ranges = [range(at, min(at + BLOCK, last)) for at in range(first, last, BLOCK)]
    if jobs == 1:
        for seeds in ranges:
            yield play_block(name, seeds)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(play_block, [name] * len(ranges), ranges)


def play(name: str, races: int, states: dict[str, State], path: Path, jobs: int) -> None:
    state = states.setdefault(name, State())
    most = parts()[name]().most
    races = races if most is None else min(races, most)
    began, saved, first = time.monotonic(), time.monotonic(), state.played
    for block in blocks(name, first, races, jobs):
        for seed, said in block:
            for one in state.add(seed, said):
                print(f"{name} {seed}: {one}", flush=True)
        now = time.monotonic()
        if now - saved > SAVED_EVERY or state.played >= races:
            write(path, states)
            saved = now
            rate = (state.played - first) / (now - began)
            left = (races - state.played) / rate / 60
            print(f"{name}: {state.played} of {races}, {rate:.0f} a second, {left:.0f} min left", flush=True)


def report(name: str, state: State) -> list[str]:
    """The outcome of a part in a few lines; returns what is wrong with its counts."""
    wrong = list(parts()[name]().judge(state.counts))
    print(f"{name}: {state.played} played, {len(state.failed)} failed")
    for what, count in sorted(state.counts.items()):
        print(f"  {count:7} {what}")
    for fault, seeds in sorted(state.known.items()):
        print(f"  {len(seeds):7} known {fault}, seeds {', '.join(map(str, seeds[:5]))}")
    for one in wrong:
        print(f"  {one}")
    if state.failed:
        print(f"  failed: {', '.join(map(str, list(state.failed)[:50]))}")
    return wrong


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Random sessions against the independent reference.")
    parser.add_argument("--races", type=int, default=100_000, help="how many of each part (100000)")
    parser.add_argument(
        "--only", choices=[*parts()], action="append", help="only this part (may be repeated)"
    )
    parser.add_argument("--seed", type=int, help="play this one again and show its input")
    parser.add_argument("--jobs", type=int, default=1, help="processes (1)")
    parser.add_argument(
        "--state", type=Path, default=ROOT / ".campaign.json", help="where it is kept how far it is"
    )
    parser.add_argument("--again", action="store_true", help="forget how far it is and begin anew")
    return parser.parse_args()


def main() -> int:
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    call = asked()
    names = call.only or [*parts()]
    if call.seed is not None:
        found = False
        for name in names:
            for one in play_block(name, range(call.seed, call.seed + 1))[0][1]:
                print(f"{name} {call.seed}: {one}")
                found = found or not one.startswith(("~", "known "))
            print(parts()[name]().show(call.seed))
        return int(found)
    states = {} if call.again else read(call.state)
    for name in names:
        play(name, call.races, states, call.state, call.jobs)
    write(call.state, states)
    wrong = [one for name in names for one in report(name, states[name])]
    return int(bool(wrong) or any(states[name].failed for name in names))


if __name__ == "__main__":
    sys.exit(main())
