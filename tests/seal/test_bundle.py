"""A sealed result: the same bytes every time, and one changed byte anywhere is found and named."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcferme.findings import WrongCall
from parcferme.seal import (
    BadBundle,
    SigningKey,
    hash_in,
    inspect,
    is_safe_name,
    qr_text,
    sealed_hash,
    short_hash,
)
from parcferme.seal.archive import read_archive, write_archive
from parcferme.seal.contents import (
    ABOUT,
    CLASSIFICATION,
    FORMAT,
    LINES,
    MANIFEST,
    ORDER,
    SIGNATURE,
    VERSION,
    VERSIONS,
    Manifest,
    canonical,
    part_of,
)
from parcferme.seal.keys import ALGORITHM
from parcferme.seal.lines import chain_head
from parcferme.seal.writing import Signature
from parcferme.store.memory import MemoryStore
from sealed_race import bundle, gathered, key, made_of

WHOLE = bundle().data


def where_is(at: int) -> str:
    """The part a byte of the bundle is in; empty for what stands between the parts."""
    archive = read_archive(WHOLE, "race.zip")
    for name, begins in archive.headers.items():
        data = begins + 30 + len(name)
        if data <= at < data + len(archive.parts[name]):
            return name
    return ""


def with_part(name: str, data: bytes) -> bytes:
    """The bundle with other bytes in one part, laid out as a seal lays it out."""
    return write_archive({**read_archive(WHOLE, "race.zip").parts, name: data})


def test_an_untouched_bundle_is_whole_and_signed() -> None:
    seen = inspect(WHOLE, "race.zip")
    assert seen.is_whole and seen.signed
    assert (seen.hash, seen.public) == (bundle().hash, key().public)
    assert set(seen.parts) - {MANIFEST, SIGNATURE} == set(bundle().parts)


def test_the_same_result_and_key_make_the_same_bytes() -> None:
    assert made_of() == WHOLE


def test_any_program_that_reads_zip_archives_opens_it() -> None:
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names == [name for name in ORDER if name in names]
        assert archive.read("log.csv") == gathered().parts["log.csv"]
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}


@given(at=st.integers(0, len(WHOLE) - 1), bits=st.integers(1, 255))
def test_one_changed_byte_anywhere_is_named(at: int, bits: int) -> None:
    changed = WHOLE[:at] + bytes([WHOLE[at] ^ bits]) + WHOLE[at + 1 :]
    seen = inspect(changed, "race.zip")
    assert seen.findings
    part = where_is(at)
    if part:
        assert part in {finding.where.file for finding in seen.findings}
        line = read_archive(WHOLE, "").parts[part][: at - _begins(part)].count(b"\n") + 1
        told = next(finding for finding in seen.findings if finding.where.file == part)
        if part not in (MANIFEST, SIGNATURE, "lines.txt"):
            assert (told.code, told.where.line) == ("seal-part-changed", line)
    else:
        named = [finding.values for finding in seen.findings]
        assert any(values.get("byte") == at + 1 or values.get("part") for values in named)


def _begins(part: str) -> int:
    return read_archive(WHOLE, "").headers[part] + 30 + len(part)


@pytest.mark.parametrize("at", [*range(0, 60), *range(len(WHOLE) - 120, len(WHOLE))])
def test_a_changed_byte_of_the_archive_itself_is_no_part_of_the_race(at: int) -> None:
    seen = inspect(WHOLE[:at] + bytes([WHOLE[at] ^ 1]) + WHOLE[at + 1 :], "race.zip")
    assert seen.findings
    assert not {finding.where.file for finding in seen.findings} & {"log.csv", "rulebook.toml"}


@given(st.integers(1, len(WHOLE) - 1))
def test_a_bundle_cut_anywhere_says_that_it_is_cut(length: int) -> None:
    try:
        seen = inspect(WHOLE[:length], "race.zip")
    except BadBundle:
        assert length < _begins(SIGNATURE)
        return
    assert seen.findings[0].code == "seal-cut-short"
    assert "seal-part-missing" not in [finding.code for finding in seen.findings]


def test_a_bundle_cut_in_half_says_in_which_part() -> None:
    half = len(WHOLE) // 2
    seen = inspect(WHOLE[:half], "race.zip")
    assert seen.findings[0].values == {"part": where_is(half), "bytes": half}


def test_bytes_after_the_end_are_seen() -> None:
    (finding,) = inspect(WHOLE + b"\0", "race.zip").findings
    assert (finding.code, finding.values["byte"]) == ("seal-archive-changed", len(WHOLE) + 1)


def test_a_log_in_another_order_is_told_as_that() -> None:
    lines = gathered().parts["log.csv"].split(b"\n")
    lines[4], lines[5] = lines[5], lines[4]
    (finding,) = inspect(with_part("log.csv", b"\n".join(lines)), "race.zip").findings
    assert (finding.code, finding.where.line, finding.values["lines"]) == ("seal-lines-reordered", 5, 2)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda lines: [*lines[:3], *lines[4:]], {"lacking": 1, "added": None}),
        (
            lambda lines: [*lines[:3], b"10:00:09.000,passing,81,FL,", *lines[3:]],
            {"lacking": None, "added": 1},
        ),
    ],
    ids=["a passing taken out", "a passing put in"],
)
def test_a_line_more_or_less_is_told_with_the_place(
    change: Callable[[Any], Any], told: dict[str, Any]
) -> None:
    lines = change(gathered().parts["log.csv"].split(b"\n"))
    (finding,) = inspect(with_part("log.csv", b"\n".join(lines)), "race.zip").findings
    assert (finding.code, finding.where.line) == ("seal-part-changed", 4)
    assert told.items() <= finding.values.items()


def test_a_part_taken_out_or_put_in_is_named() -> None:
    parts = dict(read_archive(WHOLE, "race.zip").parts)
    without = {name: data for name, data in parts.items() if name != "decisions.toml"}
    assert [(f.code, f.values["part"]) for f in inspect(write_archive(without), "race.zip").findings] == [
        ("seal-part-missing", "decisions.toml")
    ]
    more = inspect(write_archive({**parts, "extra.py": b"print()"}), "race.zip")
    assert [(f.code, f.values["part"]) for f in more.findings] == [("seal-part-unlisted", "extra.py")]


def test_a_manifest_that_fits_other_parts_is_not_signed() -> None:
    """Somebody without the key changes a decision and makes every hash fit."""
    other = dict(gathered().parts) | {"decisions.toml": b""}
    parts = dict(read_archive(made_of(other), "race.zip").parts)
    parts[SIGNATURE] = read_archive(WHOLE, "race.zip").parts[SIGNATURE]
    seen = inspect(write_archive(parts), "race.zip")
    assert not seen.signed
    assert [finding.code for finding in seen.findings] == ["seal-signature-wrong"]


def test_a_signature_by_another_key_in_this_ones_name_is_wrong() -> None:
    parts = dict(read_archive(WHOLE, "race.zip").parts)
    said = json.loads(parts[SIGNATURE])
    parts[SIGNATURE] = canonical(said | {"signature": SigningKey.new().sign(bundle().hash)})
    seen = inspect(write_archive(parts), "race.zip")
    assert [finding.code for finding in seen.findings] == ["seal-signature-wrong"]


@pytest.mark.parametrize(
    "written", [str.upper, lambda text: f"{text[:64]} {text[64:]}"], ids=["capitals", "blank"]
)
def test_a_signature_has_one_writing(written: Callable[[str], str]) -> None:
    parts = dict(read_archive(WHOLE, "race.zip").parts)
    said = json.loads(parts[SIGNATURE])
    parts[SIGNATURE] = canonical(said | {"signature": written(said["signature"])})
    seen = inspect(write_archive(parts), "race.zip")
    assert [finding.code for finding in seen.findings] == ["seal-signature-wrong"]


def test_a_newer_form_of_bundle_asks_for_a_newer_program() -> None:
    said = json.loads(read_archive(WHOLE, "race.zip").parts[MANIFEST])
    seen = inspect(with_part(MANIFEST, canonical(said | {"version": 2, "hash": "0" * 64})), "race.zip")
    assert [finding.code for finding in seen.findings] == ["seal-version-unknown"]


@pytest.mark.parametrize("data", [b"\0", b"PK", b"time,kind,car\n", b"PK\5\6" + bytes(18), b"{" * 5000])
def test_a_file_that_is_no_bundle_is_refused_and_quoted(data: bytes) -> None:
    with pytest.raises(BadBundle, match=r"race\.zip: not a sealed bundle"):
        inspect(data, "race.zip")


def test_a_compressed_archive_is_never_unpacked() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b"0" * 50_000_000)
    try:
        seen = inspect(packed.getvalue(), "bomb.zip")
    except BadBundle:
        return
    assert "seal-part-unreadable" in [finding.code for finding in seen.findings]
    assert sum(map(len, seen.parts.values())) < 100_000


@given(st.binary(max_size=300))
def test_whatever_the_bytes_nothing_breaks(data: bytes) -> None:
    for made in (data, WHOLE[:200] + data, WHOLE[:50] + data + WHOLE[80:]):
        try:
            assert inspect(made, "race.zip").findings or made == WHOLE
        except BadBundle:
            assert made is data


def test_the_hash_is_over_the_bytes_of_every_part() -> None:
    manifest = json.loads(read_archive(WHOLE, "race.zip").parts[MANIFEST])
    assert manifest["hash"] == bundle().hash == sealed_hash(bundle().parts)
    assert canonical(manifest) == read_archive(WHOLE, "race.zip").parts[MANIFEST]
    assert Manifest(**manifest).version == 1


def test_the_chain_over_a_log_is_the_one_its_store_keeps() -> None:
    from parcferme.decoders import decode

    store = MemoryStore()
    store.open("race").append(decode(gathered().parts["log.csv"], "race.csv").log)
    assert chain_head(store.open("race").text()) == store.open("race").head[1]


def test_the_hash_of_a_paper_is_read_however_it_is_typed() -> None:
    full = "0a1b2c3d4e5f" + "0" * 52
    assert short_hash(full) == "0a1b 2c3d 4e5f"
    assert qr_text(full) == f"PARCFERME:1:{full.upper()}"
    assert hash_in(short_hash(full)) == full[:12]
    assert hash_in(qr_text(full)) == full
    for text in ("", "0a1b", "x" * 12, full + "0"):
        with pytest.raises(WrongCall, match="not the hash of a bundle"):
            hash_in(text)


@pytest.mark.parametrize(
    "name", ["../race.csv", "/etc/passwd", "a//b", "a/./b", "a\\b", "C:race", "a\0b", "", ".."]
)
def test_a_name_that_leads_elsewhere_is_not_safe(name: str) -> None:
    assert not is_safe_name(name)


def test_a_name_inside_a_folder_is_safe_where_folders_are() -> None:
    assert is_safe_name("1-spa/course 1 (été).csv")
    assert not is_safe_name("1-spa/race.csv", folders=False)


@pytest.mark.parametrize("left_out", [ABOUT, VERSIONS, CLASSIFICATION, LINES])
def test_a_signer_may_not_leave_out_of_the_list_what_every_bundle_has(left_out: str) -> None:
    kept = read_archive(bundle().data, "race.zip").parts
    parts = {name: data for name, data in kept.items() if name not in (MANIFEST, SIGNATURE, left_out)}
    listed = {name: part_of(data) for name, data in parts.items()}
    hash_ = sealed_hash(listed)
    signature = Signature(ALGORITHM, key().id, key().public, key().sign(hash_))
    manifest = canonical(Manifest(FORMAT, VERSION, listed, hash_))
    looked = inspect(
        write_archive({MANIFEST: manifest, SIGNATURE: canonical(signature), **parts}), "race.zip"
    )
    assert looked.signed and not looked.is_whole
    assert [(one.code, one.values["part"]) for one in looked.findings] == [("seal-part-missing", left_out)]
