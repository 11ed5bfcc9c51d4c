"""What every wire promises, run on each of them: a protocol that is read and has no sample fails the suite."""

from __future__ import annotations

import re
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parcferme.decoders import WIRES, Damage, Other, Value, Why, Wire, protocol_of
from parcferme.decoders.wires.values import Read
from parcferme.findings import WrongCall
from wire_samples import GARBAGE, SAMPLES

ROOT = Path(__file__).parents[3]
Heard = tuple[list[Value], tuple[Damage, ...]]


def heard(name: str, *pieces: bytes) -> Heard:
    """What a wire makes of these pieces; every byte of them has to be accounted for."""
    wire = WIRES[name]()
    values = [value for piece in pieces for value in wire.feed(piece)]
    wire.finish()
    assert wire.taken + wire.idle + wire.lost == sum(map(len, pieces)) and wire.pending == 0
    return values, wire.damage


def whole(name: str) -> bytes:
    return b"".join(SAMPLES[name])


@pytest.mark.complete
def test_every_wire_that_is_read_has_a_sample_here() -> None:
    assert set(WIRES) == set(SAMPLES) == set(GARBAGE)


@pytest.mark.complete
@pytest.mark.parametrize("name", WIRES)
def test_every_wire_is_on_the_page_and_has_tests_of_its_own(name: str) -> None:
    page = (ROOT / "docs" / "wires.md").read_text(encoding="utf-8")
    assert f"\n| `{name}` | {WIRES[name].title} |" in page
    mirror = Path(__file__).with_name(f"test_{name}.py")
    assert re.search(r"^def test_", mirror.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.complete
@pytest.mark.parametrize("name", WIRES)
def test_each_message_of_the_sample_is_understood_and_written_byte_for_byte(name: str) -> None:
    for message in SAMPLES[name]:
        values, damage = heard(name, message)
        assert len(values) == 1 and not isinstance(values[0], Other) and damage == ()
        assert WIRES[name].encode(values[0]) == message


@pytest.mark.parametrize("name", WIRES)
def test_cut_at_every_byte_it_says_the_same(name: str) -> None:
    sent = whole(name)
    expected, _ = heard(name, sent)
    assert len(expected) == len(SAMPLES[name])
    for at in range(len(sent)):
        assert heard(name, sent[:at], sent[at:]) == (expected, ())
    assert heard(name, *(sent[at : at + 1] for at in range(len(sent)))) == (expected, ())


@pytest.mark.parametrize("name", WIRES)
def test_garbage_between_messages_is_counted_and_costs_none(name: str) -> None:
    expected, _ = heard(name, whole(name))
    for garbage in GARBAGE[name]:
        values, damage = heard(name, *(part for one in SAMPLES[name] for part in (garbage, one)))
        assert values == expected
        assert sum(one.size for one in damage) == len(garbage) * len(expected)
        assert all(one.times == len(expected) for one in damage)


@pytest.mark.parametrize("name", WIRES)
def test_what_is_sent_twice_is_said_twice(name: str) -> None:
    expected, _ = heard(name, whole(name))
    doubled = [message for message in SAMPLES[name] for _ in range(2)]
    assert heard(name, *doubled) == ([value for value in expected for _ in range(2)], ())
    assert heard(name, whole(name), whole(name)) == (expected * 2, ())


@pytest.mark.parametrize("name", WIRES)
@pytest.mark.parametrize("byte", [0x00, 0x0A, 0x41, 0x8D, 0x8E, 0x8F, 0xFF])
def test_a_damaged_byte_costs_no_message_but_its_own(name: str, byte: int) -> None:
    messages = SAMPLES[name]
    expected, _ = heard(name, whole(name))
    for which in range(1, len(messages) - 1):
        before, after = expected[:which], expected[which + 1 :]
        message = messages[which]
        for at in range(len(message)):
            damaged = message[:at] + bytes((byte,)) + message[at + 1 :]
            values, _ = heard(name, *messages[:which], damaged, *messages[which + 1 :])
            assert values[:which] == before and values[-len(after) :] == after, (damaged, values)
            assert len(values) <= len(expected)


@pytest.mark.parametrize("name", WIRES)
def test_a_message_cut_off_is_told_and_the_next_connection_begins_afresh(name: str) -> None:
    first, second = SAMPLES[name][:2]
    for at in range(1, len(first)):
        wire = WIRES[name]()
        assert wire.feed(first[:at]) == [] and wire.pending == at
        wire.finish()
        (damage,) = wire.damage
        assert (damage.why, damage.times, damage.size) == (Why.CUT, 1, at) and damage.sample == first[:at][
            :24
        ]
        assert len(wire.feed(second)) == 1 and wire.taken == len(second)


@pytest.mark.parametrize("name", WIRES)
def test_ten_megabytes_without_an_end_are_dropped_and_told_once(name: str) -> None:
    wire, message = WIRES[name](), SAMPLES[name][0]
    piece = b"\x41" * 65_536
    tracemalloc.start()
    wire.feed(message[:-1])  # all of it but its end
    for _ in range(160):
        wire.feed(piece)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 6 * WIRES[name].longest + 4 * len(piece)
    assert wire.feed(wire.end + message)
    (damage,) = wire.damage
    assert (damage.why, damage.times) == (Why.TOO_LONG, 1)
    assert damage.size == len(message) - 1 + 160 * len(piece) + 1
    assert damage.sample == (message[:-1] + piece)[:24]
    assert wire.taken == len(message) and wire.pending == 0


@pytest.mark.parametrize("name", WIRES)
def test_nothing_is_kept_that_grows(name: str) -> None:
    wire = WIRES[name]()
    traffic = b"".join(part for one in SAMPLES[name] for part in (one, *GARBAGE[name]))
    unknown = [b"".join(GARBAGE[name]) + b"\x00" * n for n in range(10)]
    kept = []
    for _ in range(2):
        for _ in range(6):
            for part in unknown:
                wire.feed(traffic + part)
        kept.append(len(repr(vars(wire))))  # all that it holds, its counts among it
    assert kept[1] - kept[0] < 32


@pytest.mark.parametrize("name", WIRES)
@pytest.mark.parametrize("other", WIRES)
def test_another_protocol_on_the_port_is_named(name: str, other: str) -> None:
    wire = WIRES[name]()
    values = wire.feed(whole(other))
    if name == other:
        assert len(values) == len(SAMPLES[name]) and wire.head == b""
        return
    assert [value for value in values if not isinstance(value, Other)] == []
    assert protocol_of(whole(other)) == WIRES[other].title
    assert protocol_of(wire.head) == WIRES[other].title


@pytest.mark.parametrize("name", WIRES)
def test_what_a_protocol_cannot_say_is_a_wrong_call(name: str) -> None:
    strange = [value for other in WIRES if other != name for value in heard(other, whole(other))[0]]
    for value in strange:
        try:
            sent = WIRES[name].encode(value)
        except WrongCall:
            continue
        assert heard(name, sent)[0] != []  # P3 and P98 both know reads


@pytest.mark.parametrize("name", ["p3", "p98"])
def test_a_read_goes_from_one_wire_to_the_other(name: str) -> None:
    read = Read("101", 1379, "8110984", 2434835000, 40, 190, 2)
    assert heard(name, WIRES[name].encode(read))[0] == [read]


PIECES = {
    name: st.sampled_from((*messages, *GARBAGE[name], WIRES[name].end, b"\r\n", b"\x8d", b"$", b'"', b","))
    for name, messages in SAMPLES.items()
}


@st.composite
def streams(draw: st.DrawFn, name: str) -> list[bytes]:
    """Messages, pieces of messages and noise, in any order, cut anywhere."""
    parts = draw(st.lists(PIECES[name] | st.binary(max_size=12), max_size=12))
    sent = bytearray(b"".join(parts))
    for at in draw(st.lists(st.integers(0, max(len(sent) - 1, 0)), max_size=3)):
        if sent:
            sent[at] = draw(st.integers(0, 255))
    cuts = sorted(draw(st.lists(st.integers(0, len(sent)), max_size=6)))
    return [bytes(sent[a:b]) for a, b in zip([0, *cuts], [*cuts, len(sent)], strict=True)]


@pytest.mark.parametrize("name", WIRES)
@settings(max_examples=60)
@given(data=st.data())
def test_whatever_comes_is_taken_or_told_wherever_it_is_cut(name: str, data: st.DataObject) -> None:
    pieces = data.draw(streams(name))
    values, damage = heard(name, *pieces)
    assert heard(name, b"".join(pieces)) == (values, damage)
    for value in values:
        try:
            again = WIRES[name].encode(value)
        except WrongCall:
            continue
        ((back,), _) = heard(name, again)  # a text that no message can hold is written as one that it can
        assert back == value or WIRES[name].encode(back) == again, (value, again)


def test_every_wire_is_a_wire_and_says_what_it_is() -> None:
    for name, one in WIRES.items():
        assert issubclass(one, Wire) and one.name == name and len(one.end) == 1
        assert one.clock in ("epoch", "running", "day")
    assert [name for name, one in WIRES.items() if one.resends] == ["p3"]
