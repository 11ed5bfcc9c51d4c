"""What a wire could not use is said once, with counts, in both languages."""

from __future__ import annotations

from parcferme.decoders import WIRES, findings_of
from parcferme.documents import finding_text
from wire_samples import SAMPLES


def test_serial_noise_and_a_spoilt_checksum_are_counted() -> None:
    wire = WIRES["p98"]()
    good = SAMPLES["p98"][0]
    wire.feed(good + b"\xff\xfe" + good + good.replace(b"1378", b"1379") + b"\xff" + good)
    noise, checksum = findings_of(wire, "FL")
    assert (noise.code, noise.where.file, dict(noise.values)) == (
        "wire-damaged",
        "FL",
        {"why": "noise", "times": 2, "size": 3, "value": "ff fe"},
    )
    assert (checksum.values["why"], checksum.values["times"]) == ("checksum", 1)
    assert "they belong to no message" in finding_text(noise)
    assert "somme de contrôle" in finding_text(checksum, "fr")


def test_another_protocol_is_named_instead_of_its_noise() -> None:
    wire = WIRES["p3"]()
    wire.feed(b"".join(SAMPLES["rmonitor"]))
    (finding,) = findings_of(wire, "FL")
    assert (finding.code, finding.values) == (
        "wire-protocol-other",
        {"expected": "MYLAPS P3", "value": "RMonitor"},
    )


def test_a_protocol_that_is_not_read_is_named_all_the_same() -> None:
    wire = WIRES["rmonitor"]()
    wire.feed(b"#P;1;1042;2026-07-18;10:51:53.412;0;17;120;;;;;;\r\n" * 3)
    (finding,) = findings_of(wire, "FL")
    assert finding.values["value"] == "RACE RESULT"
    web = WIRES["multiloop"]()
    web.feed(
        b"HTTP/1.1 400 Bad Request\r\nServer: nginx\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"
    )
    assert [one.values["value"] for one in findings_of(web, "FL")] == ["HTTP"]


def test_messages_nobody_knows_are_a_note() -> None:
    wire = WIRES["rmonitor"]()
    wire.feed(b"".join(SAMPLES["rmonitor"]) + b'$RMS,"race"\r\n$RMCA,1\r\n$RMCA,2\r\n')
    (finding,) = findings_of(wire, "feed")
    assert finding.values == {"kinds": ["RMCA (2)", "RMS (1)"], "count": 3}
    assert "RMCA (2)" in finding_text(finding)


def test_a_wire_without_a_fault_says_nothing() -> None:
    for name, messages in SAMPLES.items():
        wire = WIRES[name]()
        wire.feed(b"".join(messages))
        assert findings_of(wire, "feed") == ()
