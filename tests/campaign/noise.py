"""Bytes nobody meant, fed to every wire: nothing is raised, every byte is accounted for, nothing kept grows, and the
next whole message is understood.

Seed n is a million bytes for wire n % 4: messages cut, doubled, damaged, of other protocols, and noise between them;
the first hundred seeds are 10⁸ bytes. The last are played by Atheris, where it is installed (`pip install
"parcferme[fuzz]"`): it looks for bytes that reach program text no bytes reached before.
"""

from __future__ import annotations

import importlib.util
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from parcferme.decoders import WIRES, Translator, Value, protocol_of
from parcferme.decoders.wires.scoreboard import Scoreboard
from wire_samples import GARBAGE, SAMPLES

NAMES: Final = tuple(WIRES)
SIZE: Final = 1_000_000
FED: Final = 100
RUNS: Final = 20_000
MOST: Final = FED + len(NAMES)
_PIECE: Final = 4096


def play(seed: int) -> Sequence[str]:
    if seed >= FED:
        return list(guided(NAMES[seed % len(NAMES)], RUNS, seed))
    name = NAMES[seed % len(NAMES)]
    dice = random.Random(seed)
    wire, said = WIRES[name](), list[str]()
    board, translator = Scoreboard(), Translator()
    fed = 0
    for data in hostile(name, dice):
        fed += len(data)
        values = wire.feed(data)
        said += follow(name, values, board, translator)
        if wire.taken + wire.idle + wire.lost + wire.pending != fed:
            said.append(
                f"{name}: {fed} bytes were fed, {wire.taken + wire.idle + wire.lost + wire.pending} are told"
            )
        if wire.pending > 2 * wire.longest + _PIECE:
            said.append(f"{name}: {wire.pending} bytes wait for an end")
        if said:
            return said
    wire.feed(wire.end * 3)
    message = SAMPLES[name][0]
    if not wire.feed(message + wire.end):
        said.append(f"{name}: {message!r} is not understood after the noise")
    return [*said, f"~{name} MB"]


def follow(name: str, values: list[Value], board: Scoreboard, translator: Translator) -> Iterator[str]:
    """What whoever follows results makes of them: anything but an exception."""
    if name in ("p3", "p98"):
        return
    for value in values:
        for one in [value] if name == "rmonitor" else translator.translate(value):
            board.feed(one, 1)
    if board.session > 10**9:
        yield "sessions without end"


def hostile(name: str, dice: random.Random) -> Iterator[bytes]:
    """A million bytes in portions of any size."""
    made, samples = 0, [*SAMPLES[name], *GARBAGE[name]]
    others = [one for other in NAMES for one in SAMPLES[other]]
    while made < SIZE:
        data = bytearray(dice.choice(samples))
        match dice.randrange(8):
            case 0:
                data = bytearray(dice.randbytes(dice.randrange(300)))
            case 1 if data:
                data[dice.randrange(len(data))] = dice.randrange(256)
            case 2:
                del data[dice.randrange(len(data) + 1) :]
            case 3:
                data = data * 2
            case 4:
                data = bytearray(dice.choice(others))
            case 5 if data:
                place = dice.randrange(len(data))
                data[place:place] = dice.choice(
                    [WIRES[name].end, b"\x8d", b'"', b",", b"\xa6", b"\t", b"-", b"9" * 30]
                )
            case _:
                pass
        made += len(data)
        if data:
            cut = dice.randrange(len(data) + 1)
            yield bytes(data[:cut])
            yield bytes(data[cut:])


def guided(name: str, runs: int, seed: int) -> Iterator[str]:
    """What Atheris finds in so many runs."""
    if importlib.util.find_spec("atheris") is None:
        yield "~guided by nothing: atheris is not installed"
        return
    with tempfile.TemporaryDirectory() as corpus:
        for n, sample in enumerate((*SAMPLES[name], *GARBAGE[name], b"".join(SAMPLES[name]))):
            (Path(corpus) / f"{n}").write_bytes(sample)
        options = [
            f"-runs={runs}",
            f"-seed={seed + 1}",
            "-max_len=4096",
            f"-artifact_prefix={corpus}/",
            corpus,
        ]
        command = [sys.executable, "-m", "campaign.guided", name, *options]
        done = subprocess.run(
            command, cwd=Path(__file__).parents[1], capture_output=True, text=True, errors="replace"
        )
    if done.returncode:
        trouble = re.findall(
            r"^(?:\w*Error|\w*Exception|AssertionError).*$", done.stderr + done.stdout, re.MULTILINE
        )
        yield f"{name}: atheris: {trouble[:1] or done.stderr[-300:]}"
    covered = re.findall(r"cov: (\d+)", done.stderr)
    if not covered:
        yield f"{name}: atheris covered nothing: {done.stderr[-300:]}"
    yield f"~{name} by atheris"


def one_input(name: str, data: bytes) -> None:
    """What has to hold of any bytes, cut in the middle."""
    wire = WIRES[name]()
    middle = len(data) // 2
    values = [*wire.feed(data[:middle]), *wire.feed(data[middle:])]
    assert wire.taken + wire.idle + wire.lost + wire.pending == len(data)
    whole = WIRES[name]()
    assert [*whole.feed(data)] == values, "cut elsewhere it says something else"
    for value in values:
        assert isinstance(WIRES[name].encode(value), bytes)
    board = Scoreboard()
    for found in follow(name, values, board, Translator()):
        raise AssertionError(found)
    protocol_of(data[:1024])


def judge(counts: Mapping[str, int]) -> Sequence[str]:
    fed = {name: counts.get(f"{name} MB", 0) for name in NAMES}
    return (
        [f"not every wire was fed: {fed}"]
        if sum(fed.values()) >= len(NAMES) and not all(fed.values())
        else []
    )
