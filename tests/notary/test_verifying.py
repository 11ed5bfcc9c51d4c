"""A bundle verified: the result worked out again from what is inside, and nothing from outside ever read."""

import json
from pathlib import Path
from typing import Any

import msgspec
import polars as pl
import pytest

from parcferme.documents import classification_bytes, finding_text
from parcferme.findings import StoreError, WrongCall
from parcferme.notary.engine import versions
from parcferme.notary.sealing import gathered_file, replaced, seal, seal_session
from parcferme.seal import BadBundle, SigningKey
from parcferme.seal.archive import read_archive, write_archive
from parcferme.seal.contents import FORMAT, VERSION, Manifest, canonical, part_of, sealed_hash
from parcferme.seal.keys import ALGORITHM
from parcferme.seal.writing import Signature
from parcferme.season import load_championship
from parcferme.store import open_store
from sealed_race import TODAY, bundle, codes, gathered, key, made_of, trusted, verified
from small_championship import FILES


def document(**changed: object) -> bytes:
    """The sealed classification with other values for the winner."""
    kept = seal(gathered(), key(), classification_bytes)
    said = json.loads(classification_bytes(kept.score, "provisional"))
    said["classification"][0] |= changed
    return json.dumps(said).encode()


@pytest.fixture
def cup(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "cup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "cup"


def test_everything_holds(tmp_path: Path) -> None:
    made = verified(bundle().data, tmp_path)
    assert made.holds
    assert dict(made.checks) == {"whole": True, "signed": True, "key": True, "result": True}


def test_a_key_nobody_trusts_does_not_hold_and_the_rest_does(tmp_path: Path) -> None:
    made = verified(bundle().data, tmp_path, trusted(public=SigningKey.new().public))
    assert codes(made) == ["seal-key-unknown"]
    assert not made.holds
    assert dict(made.checks) == {"whole": True, "signed": True, "key": False, "result": True}


def test_a_rotated_key_still_holds(tmp_path: Path) -> None:
    made = verified(bundle().data, tmp_path, trusted(rotated=TODAY))
    assert codes(made) == ["seal-key-rotated"]
    assert made.holds


def test_a_result_the_log_does_not_lead_to_is_found_though_signed(tmp_path: Path) -> None:
    made = verified(made_of(classification=document(laps=99)), tmp_path)
    (finding,) = made.findings
    assert finding.code == "seal-result-differs"
    assert (finding.values["field"], finding.values["sealed"]) == ("laps", "99")
    assert not made.holds and made.checks["whole"]


def test_another_engine_with_another_result_clears_nobody(tmp_path: Path) -> None:
    old = msgspec.structs.replace(versions(), parcferme="0.0.1", source="0" * 64)
    made = verified(made_of(classification=document(position=2), engine=old), tmp_path)
    (finding,) = made.findings
    assert finding.code == "engine-differs"
    assert finding.values["engine"].startswith("parcferme 0.0.1")
    assert (finding.values["field"], finding.values["sealed"], finding.values["now"]) == (
        "position",
        "2",
        "1",
    )
    assert dict(made.checks) == {"whole": True, "signed": True, "key": True, "result": False}
    said = finding_text(finding)
    assert "the result does not follow from the log" in said and "ampered" not in said
    assert not made.holds


def twice(name: str) -> bytes:
    """The sealed classification with a forged list in front of the true one, under the same key."""
    true = document().decode()
    said = json.loads(true)
    said["classification"].reverse()
    return ("{" + json.dumps({name: said[name]})[1:-1] + ", " + true[1:]).encode()


@pytest.mark.parametrize("other", [False, True])
def test_a_second_list_hidden_under_the_same_key_is_found(tmp_path: Path, other: bool) -> None:
    forged = twice("classification")
    assert json.loads(forged) == json.loads(document())  # to many a reader it is the true one
    old = msgspec.structs.replace(versions(), parcferme="0.0.1", source="0" * 64)
    engine: dict[str, Any] = {"engine": old} if other else {}
    made = verified(made_of(classification=forged, **engine), tmp_path)
    (finding,) = made.findings
    assert finding.code == ("engine-differs" if other else "seal-result-differs")
    assert finding.values["problem"] == "the key 'classification' stands there 2 times"
    assert not made.holds


def test_a_document_that_reads_alike_and_is_not_the_same_bytes_does_not_hold(tmp_path: Path) -> None:
    made = verified(made_of(classification=document()), tmp_path)  # on one line, where a seal has many
    (finding,) = made.findings
    assert (finding.code, finding.values["field"]) == ("seal-result-differs", "text")


def test_an_older_engine_that_knew_fewer_columns_comes_to_the_same_result(tmp_path: Path) -> None:
    old = msgspec.structs.replace(versions(), parcferme="0.0.1", source="0" * 64)
    said = json.loads(document())
    for row in said["classification"]:
        del row["class_gap"], row["laps_led"]
    del said["session"]["flag_source"]
    assert verified(made_of(classification=json.dumps(said).encode(), engine=old), tmp_path).holds
    said["classification"][1]["laps"] += 1
    made = verified(made_of(classification=json.dumps(said).encode(), engine=old), tmp_path)
    assert [(one.code, one.values["field"]) for one in made.findings] == [("engine-differs", "laps")]


def test_another_engine_with_other_words_comes_to_the_same_result(tmp_path: Path) -> None:
    old = msgspec.structs.replace(versions(), parcferme="0.0.1", source="0" * 64)
    said = json.loads(document())
    for row in said["classification"]:
        for reason in row["reasons"]:
            reason["text"] = "worded otherwise"
    said["findings"] = []
    assert verified(made_of(classification=json.dumps(said).encode(), engine=old), tmp_path).holds


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"session": 1}', b"[" * 100_000, b"\xff"])
def test_a_signed_classification_that_is_none_breaks_nothing(text: bytes, tmp_path: Path) -> None:
    made = verified(made_of(classification=text), tmp_path)
    assert codes(made) == ["seal-result-differs"]


@pytest.mark.parametrize("name", ["../race.csv", "/tmp/race.csv", "a/race.csv", ""])
def test_a_signed_name_that_leads_elsewhere_is_not_followed(name: str, tmp_path: Path) -> None:
    made = verified(made_of(files={**gathered().inputs.files, "log.csv": name}), tmp_path)
    assert codes(made) == ["seal-result-differs"]
    assert "not a file name" in made.findings[0].values["problem"]
    assert not (tmp_path.parent / "race.csv").exists()


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("championship.toml", 'entries = "../../etc/passwd"'),
        ("championship.toml", 'rulebook = "/dev/zero"'),
        ("championship.toml", '[[round]]\nnumber = 1\nfolder = ".."'),
        ("round.toml", '[[session]]\nname = "race-1"\nfile = "/dev/zero"'),
        ("round.toml", '[[session]]\nname = "race-1"\ndecisions = "../x"'),
        ("round.toml", '[[session]]\nname = "../race-1"'),
    ],
)
def test_a_folder_file_that_names_a_file_outside_is_not_followed(
    file: str, line: str, tmp_path: Path
) -> None:
    parts = {
        "log.csv": b"pos,car\n1,7\n",
        "rulebook.toml": b"",
        "championship.toml": b'name = "x"\n',
        "round.toml": b"",
    }
    parts[file] += line.encode() + b"\n"
    files = {"log.csv": "1-spa/race-1.csv", "rulebook.toml": "generic", "championship.toml": "championship.toml",
             "round.toml": "1-spa/round.toml"}  # fmt: skip
    made = verified(made_of(parts, files=files, session="1/race-1"), tmp_path)
    assert codes(made) == ["seal-result-differs"]
    assert "names a file outside the folder" in made.findings[0].values["problem"]


def test_the_hash_of_another_paper_is_told(tmp_path: Path) -> None:
    assert verified(bundle().data, tmp_path, paper=bundle().short).holds
    made = verified(bundle().data, tmp_path, paper="0000 0000 0000")
    assert codes(made) == ["seal-hash-differs"]
    assert not made.holds


def test_a_session_of_a_folder_is_sealed_with_what_the_folder_says(cup: Path, tmp_path: Path) -> None:
    season = load_championship(cup)
    made = seal_session(season, season.session("1/race-1"), key(), classification_bytes)
    assert made.bundle.about.inputs.files == {
        "log.csv": "1-spa/race-1.csv",
        "rulebook.toml": "cup.toml",
        "entries.csv": "entries.csv",
        "championship.toml": "championship.toml",
        "round.toml": "1-spa/round.toml",
    }
    assert verified(made.bundle.data, tmp_path).holds
    again = seal_session(load_championship(cup), season.session("1/race-1"), key(), classification_bytes)
    assert again.bundle.data == made.bundle.data


def test_a_session_with_a_file_outside_its_folder_is_not_sealed(cup: Path) -> None:
    text = (cup / "championship.toml").read_text()
    (cup.parent / "entries.csv").write_text((cup / "entries.csv").read_text())
    (cup / "championship.toml").write_text(text + 'entries = "../entries.csv"\n')
    season = load_championship(cup)
    with pytest.raises((WrongCall, BadBundle), match=r"outside the folder|not a file name"):
        seal_session(season, season.session("1/race-1"), key(), classification_bytes)


def test_a_session_without_a_result_is_not_sealed(cup: Path) -> None:
    (cup / "2-monza" / "race-1.csv").unlink()
    season = load_championship(cup)
    with pytest.raises(WrongCall, match="no result yet"):
        seal_session(season, season.session("2/race-1"), key(), classification_bytes)


@pytest.mark.parametrize("name", ["1/qualifying-1", "1/race-1", "1/race-2", "2/practice", "5/race-2"])
def test_every_kind_of_session_of_the_shipped_season_can_be_sealed(name: str, tmp_path: Path) -> None:
    season = load_championship("ligier-european-series-2020")
    made = seal_session(season, season.session(name), key(), classification_bytes)
    assert verified(made.bundle.data, tmp_path).holds


def test_a_session_of_a_database_is_sealed_line_by_line_as_it_was_kept(tmp_path: Path) -> None:
    from parcferme.decoders import decode

    path = tmp_path / "season.db"
    with open_store(path) as store:
        store.open("race-1").append(decode(gathered().parts["log.csv"], "race.csv").log)
        kept, head = store.open("race-1").text(), store.open("race-1").head
    made = seal(gathered_file(path, kind="race"), key(), classification_bytes).bundle
    assert made.about.inputs.files["log.jsonl"] == "race-1.log"
    assert made.about.head == head[1]
    assert kept in made.data
    assert verified(made.data, tmp_path).holds


def test_a_database_somebody_wrote_into_is_not_sealed(tmp_path: Path) -> None:
    import contextlib
    import sqlite3

    from parcferme.decoders import decode

    path = tmp_path / "season.db"
    with open_store(path) as store:
        store.open("race-1").append(decode(gathered().parts["log.csv"], "race.csv").log)
    with contextlib.closing(sqlite3.connect(path)) as raw, raw:
        for (name,) in raw.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            raw.execute(f'drop trigger "{name}"')
        table = next(
            name
            for (name,) in raw.execute("select name from sqlite_master where type = 'table'").fetchall()
            if "line" in {column[1] for column in raw.execute(f'pragma table_info("{name}")')}
        )
        raw.execute(f'update "{table}" set line = replace(cast(line as text), \'"81"\', \'"18"\')')
    with pytest.raises(StoreError, match="is not as it was kept"):
        gathered_file(path)


def test_an_amended_bundle_names_the_one_it_replaces_and_why(tmp_path: Path) -> None:
    first = tmp_path / "first.zip"
    first.write_bytes(bundle().data)
    old = replaced(first, "document 46: 20 s to #81")
    made = seal(gathered(), key(), classification_bytes, status="amended 1", replaces=old).bundle
    assert made.about.replaces is not None
    assert (made.about.replaces.hash, made.about.replaces.because) == (
        bundle().hash,
        "document 46: 20 s to #81",
    )
    assert verified(made.data, tmp_path).holds
    assert made.hash != bundle().hash


def test_a_bundle_that_is_not_whole_cannot_be_replaced(tmp_path: Path) -> None:
    first = tmp_path / "first.zip"
    first.write_bytes(bundle().data[:-40])
    with pytest.raises(BadBundle, match="seal-cut-short"):
        replaced(first, "because")
    first.write_bytes(bundle().data)
    with pytest.raises(WrongCall, match="says why"):
        replaced(first, " ")
    with pytest.raises(WrongCall, match="seals a single file"):
        replaced(first, "because", session="1/race-1")


def test_a_seal_holds_the_corrections_beside_a_timing_file(tmp_path: Path) -> None:
    """Sealed without them the result would be that of the file as it was, with the ghost in it."""
    rows = "time,kind,car,loop,value\n10:00:00,flag,,,green\n"
    rows += "".join(
        f"10:{m:02d}:{s:02d},passing,7,FL,\n" for m, s in ((1, 30), (3, 0), (4, 30), (5, 14), (6, 0))
    )
    (tmp_path / "race.csv").write_text(rows)
    (tmp_path / "race.corrections.csv").write_text("time,kind,car,loop,value\n,void,,,10:05:14 of 7\n")
    made = gathered_file(tmp_path / "race.csv", kind="race")
    assert made.parts["corrections.csv"].endswith(b"10:05:14 of 7\n")
    kept = seal(made, key(), classification_bytes)
    assert verified(kept.bundle.data, tmp_path).holds
    assert [row.laps for row in kept.score.rows] == [4]


def test_a_bundle_that_only_names_a_trusted_key_shows_nobodys_name(tmp_path: Path) -> None:
    """Whoever forges a bundle can write the public key of race control into it, not its signature."""
    parts = dict(read_archive(bundle().data, "race.zip").parts)
    forged = msgspec.json.decode(parts["signature.json"]) | {"signature": "0" * 128}
    made = verified(write_archive(parts | {"signature.json": canonical(forged)}), tmp_path)
    assert codes(made) == ["seal-signature-wrong"]
    assert made.checks["key"] is None and made.key is None


def test_a_bundle_without_its_classification_does_not_hold(tmp_path: Path) -> None:
    kept = read_archive(bundle().data, "race.zip").parts
    parts = {name: data for name, data in kept.items() if not name.startswith(("mani", "sign", "class"))}
    listed = {name: part_of(data) for name, data in parts.items()}
    hash_ = sealed_hash(listed)
    signature = canonical(Signature(ALGORITHM, key().id, key().public, key().sign(hash_)))
    manifest = canonical(Manifest(FORMAT, VERSION, listed, hash_))
    made = verified(
        write_archive({"manifest.json": manifest, "signature.json": signature, **parts}), tmp_path
    )
    assert codes(made) == ["seal-part-missing"]
    assert not made.holds and made.checks["result"] is None


@pytest.mark.parametrize(
    "broken",
    [IndexError("list index out of range"), OverflowError("int too large"), pl.exceptions.ComputeError("?")],
)
def test_parts_that_break_the_engine_lead_to_no_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: Exception
) -> None:
    def breaks(*_: object) -> None:
        raise broken

    monkeypatch.setattr("parcferme.notary.verifying.recomputed", breaks)
    made = verified(bundle().data, tmp_path)
    (finding,) = made.findings
    assert (finding.code, finding.values["problem"]) == ("seal-result-differs", str(broken))
