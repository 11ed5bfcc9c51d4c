"""MYLAPS P3: the captured frames byte for byte, the checksum against its definition, and what real boxes do."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parcferme.decoders.wires import p3
from parcferme.decoders.wires.p3 import P3, Frame, encode, encode_frame, parse_frame
from parcferme.decoders.wires.values import AskTime, DeviceTime, Other, Read, Refusal, Resend, Status, Why
from parcferme.findings import WrongCall

AMB_PASSING = (
    "8e023300cf02000001000104b29b0100030427fc70000408e819e6bd8a7504000502330006021000080200008104fc0504008f"
)
PROCHIP_PASSING = (
    "8e023d0012850000010001049922000003042af71f060a08464c2d39343839300502850006021d0004088501ca08664206000802"
    "00008104d0000c008f"
)
ESCAPED_TIME = (
    "8e023300eb1d0000010001049d0900000304e4d23600040810798dafe4f2ce040005025f0006022e00080200008104be1304008f"
)
ESCAPED_CHECKSUM = "8e021f00ca8daf0000020001021e00070225000c01780601008104930f02008f"
AMB_STATUS = "8e021f003d270000020001021b00070221000c017a0601008104fc0504008f"
PROCHIP_STATUS = "8e021f006cb10000020001023500070210000601010a01008104d0000c008f"
GATE = "8e022b0030f3000001000104972200000304082700000408541f710666420600080200008104d0000c008f"
ASK_TIME = "8e0000005beb000024000100040005008f"

SAID = {
    AMB_PASSING: Read("263676", 105394, "7404583", 1255138658753000, 51, 16, 0),
    PROCHIP_PASSING: Read("786640", 8857, "102758186", 1761855861817733, 133, 29, 0, None, "FL-94890"),
    ESCAPED_TIME: Read("267198", 2461, "3592932", 1353442518858000, 95, 46, 0),
    GATE: Read("786640", 8855, "9992", 1761855822438228, flags=0),
    AMB_STATUS: Status("263676", noise=27, temperature=33, voltage=122, gps=False),
    ESCAPED_CHECKSUM: Status("135059", noise=30, temperature=37, voltage=120, gps=False),
    PROCHIP_STATUS: Status("786640", noise=53, temperature=16, gps=True, satellites=0),
    ASK_TIME: AskTime(),
}


@pytest.mark.parametrize("sent", SAID)
def test_a_frame_says_what_its_bytes_say_and_is_written_the_same(sent: str) -> None:
    wire = P3()
    assert wire.feed(bytes.fromhex(sent)) == [SAID[sent]]
    assert wire.damage == ()
    assert encode(SAID[sent]) == bytes.fromhex(sent)


def defined_checksum(frame: bytes) -> int:
    """The checksum as it is defined: a table of the polynomial, the byte coming in at the low end."""
    remainder = 0xFFFF
    for byte in frame[:4] + b"\x00\x00" + frame[6:]:
        entry = remainder >> 8 << 8
        for _ in range(8):
            entry = (entry << 1 ^ (0x1021 if entry & 0x8000 else 0)) & 0xFFFF
        remainder = entry ^ (remainder << 8 & 0xFFFF) ^ byte
    return remainder


@given(st.binary(min_size=9, max_size=80))
def test_the_checksum_is_the_one_that_is_defined(inner: bytes) -> None:
    frame = b"\x8e" + inner + b"\x8f"
    assert p3.checksum(frame) == defined_checksum(frame)


@pytest.mark.published
def test_every_captured_frame_is_written_byte_for_byte(published: Path) -> None:
    sent = [bytes.fromhex(line) for line in (published / "p3" / "amb.hex").read_text().split()]
    kinds = {"Read": 0, "Status": 0}
    for data in sent:
        wire = P3()
        (value,) = wire.feed(data)
        kinds[type(value).__name__] += 1
        assert encode_frame(parse_frame(data)) == data == encode(value)
        assert wire.taken == len(data)
    assert kinds == {"Read": 84, "Status": 1304}


@pytest.mark.published
def test_single_captures_are_read(published: Path) -> None:
    told = {}
    for path in sorted((published / "p3" / "packets").iterdir()):
        wire, data = P3(), path.read_bytes()
        values = wire.feed(data)
        assert b"".join(map(encode, values)) in data
        told[path.name] = (len(values), [(one.why, one.size) for one in wire.damage])
    assert told == {
        "1437857960_0": (1, []),
        "bad_passing": (1, []),  # an escaped byte in its checksum; nothing is bad about it
        "first": (1, []),
        "good_passing": (1, []),
        "last": (1, []),
        "missing_strength": (1, []),
        "multi": (10, []),
        "need_trimming": (1, [(Why.NOISE, 9)]),
        "status": (1, []),
    }


def test_a_frame_whose_checksum_does_not_fit_is_refused_and_the_next_one_read() -> None:
    wire = P3()
    broken = AMB_PASSING.replace("cf02", "ffff")
    assert wire.feed(bytes.fromhex(broken + AMB_STATUS)) == [SAID[AMB_STATUS]]
    assert [(one.why, one.times, one.size) for one in wire.damage] == [(Why.CHECKSUM, 1, 51)]


def test_fields_of_a_read_may_stand_in_any_order_or_be_absent() -> None:
    fields = parse_frame(bytes.fromhex(AMB_PASSING)).fields
    (turned,) = P3().feed(encode_frame(Frame(p3.PASSING, fields[::-1])))
    assert turned == SAID[AMB_PASSING]
    (bare,) = P3().feed(encode_frame(Frame(p3.PASSING, fields[:2])))
    assert bare == Read(number=105394, transponder="7404583")


def test_a_field_nobody_knows_is_kept_and_sent_on() -> None:
    known = parse_frame(bytes.fromhex(AMB_PASSING))
    sent = encode_frame(Frame(p3.PASSING, (*known.fields[:-1], (0x30, b"\x7a"), known.fields[-1])))
    (read,) = P3().feed(sent)
    assert isinstance(read, Read) and read.rest == ((0x30, b"\x7a"),)
    assert encode(read) == sent


def test_a_wrong_length_is_refused_and_none_at_all_is_what_hosts_send() -> None:
    frame = parse_frame(bytes.fromhex(AMB_STATUS))
    unsaid = encode_frame(Frame(frame.kind, frame.fields, stated=False))
    assert P3().feed(unsaid) == [SAID[AMB_STATUS]]
    wrong = bytearray.fromhex(AMB_STATUS)
    wrong[2] += 1
    wrong[4:6] = p3.checksum(bytes(wrong)).to_bytes(2, "little")
    wire = P3()
    assert wire.feed(bytes(wrong)) == []
    assert [one.why for one in wire.damage] == [Why.LENGTH]


def test_a_field_longer_than_the_rest_of_its_frame_is_refused() -> None:
    wire = P3()
    broken = encode_frame(Frame(p3.STATUS, ((0x01, b"\x00\x01"),)))
    plain = bytearray(broken)
    plain[11] = 9  # the length of the field
    plain[4:6] = p3.checksum(bytes(plain)).to_bytes(2, "little")
    assert wire.feed(bytes(plain)) == []
    assert [(one.why, one.size) for one in wire.damage] == [(Why.FIELDS, len(plain))]


def test_a_request_to_send_again_is_written_and_read() -> None:
    asked = Resend(105395, 105399, "263676")
    sent = encode(asked)
    assert parse_frame(sent).fields[:2] == ((1, b"\xb3\x9b\x01\x00"), (2, b"\xb7\x9b\x01\x00"))
    assert P3().feed(sent) == [asked]


def test_what_a_box_answers_about_itself_is_read() -> None:
    for value in (
        DeviceTime("263676", 1255138658753000, 1255138658752000, 0),
        Refusal("263676", 1, "CRC error"),
    ):
        assert P3().feed(encode(value)) == [value]


def test_an_intact_frame_of_another_kind_is_counted_by_its_name_and_sent_on() -> None:
    wire = P3()
    sent = encode_frame(Frame(0x0018)) + encode_frame(Frame(0x1234)) * 2
    values = wire.feed(sent)
    assert [one.kind for one in values if isinstance(one, Other)] == ["WATCHDOG", "0x1234", "0x1234"]
    assert wire.unknown == {"0x1234": 2, "WATCHDOG": 1} and wire.damage == ()
    assert b"".join(map(encode, values)) == sent


def test_a_number_or_text_that_no_frame_holds_is_a_wrong_call() -> None:
    for value in (Read(transponder="AB12"), Read(number=2**64), Read(code="x" * 256)):
        with pytest.raises(WrongCall, match="P3"):
            encode(value)


NUMBERS = st.integers(0, 2**32 - 1)
READS = st.builds(
    Read,
    decoder=st.none() | NUMBERS.map(str),
    number=st.none() | NUMBERS,
    transponder=st.none() | NUMBERS.map(str),
    device_at=st.none() | st.integers(0, 2**63 - 1),
    strength=st.none() | st.integers(0, 2**16 - 1),
    code=st.none() | st.text("ABFLPV-0123456789", min_size=1, max_size=8),
)


@settings(max_examples=40)
@given(st.lists(READS, max_size=8))
def test_whatever_a_read_holds_is_read_back(reads: list[Read]) -> None:
    assert P3().feed(b"".join(map(encode, reads))) == reads
