"""Keys: made with one call, readable by their owner alone, never shown; rotated, run out, revoked."""

import datetime as dt
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from parcferme.findings import WrongCall
from parcferme.notary.keys import (
    create_key,
    keys_folder,
    own_key,
    read_public,
    revoke_key,
    rotate_key,
    signing_key,
    trust_key,
    trusted_keys,
)
from parcferme.seal import BadKeys, SigningKey, key_findings, parse_public
from sealed_race import TODAY, key, trusted

LATER = dt.date(2027, 1, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def test_a_new_key_is_a_file_only_its_owner_can_read(folder: Path) -> None:
    before = os.umask(0)
    try:
        made = create_key(folder, "Race control", TODAY)
    finally:
        os.umask(before)
    (private,) = folder.glob("*.key")
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert private.stem == made.id == signing_key(folder, TODAY).id
    assert trusted_keys(folder) == (made,)


def test_a_private_key_is_in_no_text_but_its_file(folder: Path) -> None:
    create_key(folder, "Race control", TODAY)
    (private,) = folder.glob("*.key")
    secret = private.read_bytes().splitlines()[1]
    read = signing_key(folder, TODAY)
    assert (
        secret.decode()
        not in repr(read) + str(vars(own_key(folder).__class__)) + (folder / "trusted.toml").read_text()
    )
    private.write_bytes(b"-----BEGIN PRIVATE KEY-----\n" + secret[:-4] + b"\n-----END PRIVATE KEY-----\n")
    with pytest.raises(BadKeys) as problem:
        signing_key(folder, TODAY)
    assert secret[:20].decode() not in str(problem.value)


def test_a_key_others_can_read_signs_nothing(folder: Path) -> None:
    create_key(folder, "", TODAY)
    (private,) = folder.glob("*.key")
    private.chmod(0o640)
    with pytest.raises(BadKeys, match="others can read it"):
        signing_key(folder, TODAY)


def test_a_second_key_needs_a_rotation(folder: Path) -> None:
    first = create_key(folder, "Race control", TODAY)
    with pytest.raises(WrongCall, match="there is a key in use"):
        create_key(folder, "Another", TODAY)
    old, new = rotate_key(folder, LATER)
    assert (old.id, old.rotated, new.name) == (first.id, LATER, "Race control")
    assert signing_key(folder, LATER).id == new.id
    assert [path.stem for path in folder.glob("*.key")] == [new.id]
    assert [one.state(LATER) for one in trusted_keys(folder)] == ["rotated", "current"]


def test_the_list_is_read_back_as_it_was_written(folder: Path) -> None:
    create_key(folder, 'Écurie "Nord" \\ \x7f 東京', TODAY, LATER)
    other = parse_public(f"ed25519 {SigningKey.new().public} The organiser")
    trust_key(folder, other, TODAY)
    revoke_key(folder, other.id, LATER, "laptop stolen")
    mine, theirs = trusted_keys(folder)
    assert (mine.name, mine.until, mine.own) == ('Écurie "Nord" \\ \x7f 東京', LATER, True)
    assert (theirs.name, theirs.because, theirs.revoked, theirs.own) == (
        "The organiser",
        "laptop stolen",
        LATER,
        False,
    )


def test_somebody_elses_key_is_trusted_once(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs.pub").write_text(f"ed25519 {key().public} Race control\n")
    said = read_public(tmp_path / "theirs.pub")
    assert trust_key(folder, said, TODAY).name == "Race control"
    with pytest.raises(WrongCall, match="on the list already"):
        trust_key(folder, said, TODAY)
    with pytest.raises(WrongCall, match="no key to sign with"):
        signing_key(folder, TODAY)


@pytest.mark.parametrize(
    "text", ["", "ed25519", "rsa 00", f"ed25519 {'0' * 63}", f"ed25519 {'G' * 64}", "-----BEGIN"]
)
def test_a_public_key_that_is_none_is_quoted(text: str) -> None:
    with pytest.raises(BadKeys, match="not a public key"):
        parse_public(text)


@pytest.mark.parametrize(
    "text",
    [
        "key = 1",
        "[[key]]",
        "[[keys]]",
        '[[key]]\npublic = "00"',
        "[[key]]\npublic = 1",
        "=",
        '[[key]]\nprivate = "x"',
    ],
)
def test_a_list_that_cannot_be_used_names_its_file(folder: Path, text: str) -> None:
    folder.mkdir()
    (folder / "trusted.toml").write_text(text)
    with pytest.raises(BadKeys, match=r"trusted\.toml"):
        trusted_keys(folder)


def test_a_key_after_its_last_day_signs_nothing(folder: Path) -> None:
    create_key(folder, "", TODAY, TODAY)
    signing_key(folder, TODAY)
    with pytest.raises(WrongCall, match="signs nothing after 2026-07-18"):
        signing_key(folder, LATER)
    with pytest.raises(WrongCall, match="would sign nothing"):
        rotate_key(folder, LATER, until=TODAY)


def test_a_revoked_key_is_gone(folder: Path) -> None:
    made = create_key(folder, "", TODAY)
    revoke_key(folder, made.id, TODAY, "")
    assert own_key(folder) is None and not list(folder.glob("*.key"))
    with pytest.raises(WrongCall, match="no key 'abc' on the list"):
        revoke_key(folder, "abc", TODAY, "")


def told(*said: Any, today: Any = TODAY, sealed: Any = None) -> list[str]:
    return [finding.code for finding in key_findings(key().public, said, today, sealed)]


def test_what_a_signature_is_worth() -> None:
    assert told(trusted()) == []
    assert told() == ["seal-key-unknown"]
    assert told(trusted(rotated=TODAY), today=LATER) == ["seal-key-rotated"]
    assert told(trusted(revoked=LATER, rotated=TODAY), today=LATER) == ["seal-key-revoked"]
    assert told(trusted(until=TODAY)) == []
    assert told(trusted(until=TODAY), today=LATER) == ["seal-key-expired"]
    assert told(trusted(until=TODAY), today=LATER, sealed=TODAY) == []
    assert told(trusted(until=TODAY), today=LATER, sealed=LATER) == ["seal-key-expired"]


def test_where_keys_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PARCFERME_KEYS", str(tmp_path / "here"))
    assert keys_folder() == tmp_path / "here"
    assert keys_folder(tmp_path) == tmp_path
    monkeypatch.delenv("PARCFERME_KEYS")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert keys_folder() == tmp_path / "parcferme" / "keys"
