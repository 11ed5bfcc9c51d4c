"""`parcferme keys`, `seal` and `verify`: from a key to a result anyone can recompute, in a handful of commands."""

import json
import stat
from pathlib import Path

import pytest

from commands import Run
from parcferme.seal import short_hash
from parcferme.seal.archive import read_archive, write_archive
from small_championship import FILES

SEAL = ("seal", "race.csv", "--kind", "race", "--entries", "entries.csv", "--decisions", "decisions.toml")


@pytest.fixture
def keyed(run: Run) -> Run:
    """The command line with a key to seal with."""
    assert run("keys", "create", "Race control").status == 0
    return run


@pytest.fixture
def sealed(keyed: Run, tmp_path: Path) -> Path:
    assert keyed(*SEAL, "--out", "race.zip").status == 0
    return tmp_path / "race.zip"


def test_a_sealed_race_holds(keyed: Run, sealed: Path) -> None:
    done = keyed("verify", "race.zip")
    assert (done.status, done.err) == (0, "")
    assert "trusted key: holds (Race control)" in done.out
    assert done.out.endswith("race.zip: everything holds.\n")
    assert "race.zip : tout tient." in keyed("verify", "race.zip", "--lang", "fr").out


def test_sealing_twice_writes_the_same_bytes(keyed: Run, sealed: Path, tmp_path: Path) -> None:
    keyed(*SEAL, "--out", "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == sealed.read_bytes()


def test_both_as_json(keyed: Run, sealed: Path) -> None:
    made = keyed(*SEAL, "--out", "again.zip", "--json").json
    checked = keyed("verify", "again.zip", "--json").json
    assert made["hash"] == checked["hash"]
    assert made["short"] == short_hash(made["hash"])
    assert made["qr"] == f"PARCFERME:1:{made['hash'].upper()}"
    assert checked["holds"] is True
    assert checked["checks"] == {"whole": True, "signed": True, "key": True, "result": True}
    assert checked["key"]["name"] == "Race control"
    assert {part["part"]: part["name"] for part in made["parts"]}["log.csv"] == "race.csv"


def test_a_changed_byte_in_the_log_is_named_with_its_line(keyed: Run, sealed: Path) -> None:
    data = sealed.read_bytes()
    at = data.index(b"10:01:59.000,passing,7")
    sealed.write_bytes(data[: at + 7] + b"8" + data[at + 8 :])
    done = keyed("verify", "race.zip")
    assert done.status == 1
    assert "log.csv:18: error: log.csv is not as sealed: 1 line was changed" in done.out
    assert "result recomputed from the log: could not be asked" in done.out
    assert "not everything holds" in done.out


def test_a_bundle_cut_in_half_is_told_in_clear_words(keyed: Run, sealed: Path) -> None:
    data = sealed.read_bytes()
    sealed.write_bytes(data[: len(data) // 2])
    done = keyed("verify", "race.zip")
    assert done.status == 1
    assert f"the bundle is cut off after {len(data) // 2} bytes, in " in done.out


def test_a_log_in_another_order_is_told_in_clear_words(keyed: Run, sealed: Path) -> None:
    parts = dict(read_archive(sealed.read_bytes(), "race.zip").parts)
    lines = parts["log.csv"].split(b"\n")
    parts["log.csv"] = b"\n".join([lines[0], *reversed(lines[1:-1]), b""])
    sealed.write_bytes(write_archive(parts))
    done = keyed("verify", "race.zip", "--json")
    assert done.status == 1
    (finding,) = done.json["findings"]
    assert finding["code"] == "seal-lines-reordered"
    assert finding["where"] == {"file": "log.csv", "line": 2}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (None, "race.zip: no such file"),
        (b"", "race.zip: is empty; expected a sealed bundle"),
        (b"pos,car\n1,7\n", "race.zip: not a sealed bundle"),
    ],
)
def test_a_file_that_is_no_bundle_is_exit_status_2(
    keyed: Run, data: bytes, says: str, tmp_path: Path
) -> None:
    if data is not None:
        (tmp_path / "race.zip").write_bytes(data)
    done = keyed("verify", "race.zip", "--json")
    assert (done.status, done.out) == (2, "")
    assert says in done.err


def test_a_key_nobody_knows_and_the_same_key_trusted(keyed: Run, sealed: Path, tmp_path: Path) -> None:
    (tmp_path / "control.pub").write_text(keyed("keys", "public").out)
    elsewhere = ("--keys", tmp_path / "elsewhere")
    done = keyed("verify", "race.zip", *elsewhere)
    assert done.status == 1
    assert "which is not on the list of trusted keys" in done.out
    assert keyed("verify", "race.zip", *elsewhere, "--trust", "control.pub").status == 0
    assert keyed("keys", "trust", "control.pub", "--name", "Control of the cup", *elsewhere).status == 0
    assert "holds (Control of the cup)" in keyed("verify", "race.zip", *elsewhere).out


def test_a_rotated_key_holds_and_a_revoked_one_does_not(keyed: Run, sealed: Path, tmp_path: Path) -> None:
    old = keyed("keys", "--json").json["keys"][0]["id"]
    assert keyed("keys", "rotate").status == 0
    done = keyed("verify", "race.zip")
    assert done.status == 0
    assert "what it signed still counts" in done.out
    assert keyed(*SEAL, "--out", "new.zip").status == 0
    assert (tmp_path / "new.zip").read_bytes() != sealed.read_bytes()
    assert keyed("keys", "revoke", old, "--because", "laptop stolen").status == 0
    done = keyed("verify", "race.zip")
    assert done.status == 1
    assert ": laptop stolen" in done.out
    assert [key["state"] for key in keyed("keys", "--json").json["keys"]] == ["revoked", "current"]


def test_a_key_that_ran_out_counts_for_a_seal_dated_before(keyed: Run, sealed: Path, tmp_path: Path) -> None:
    assert keyed(*SEAL, "--out", "dated.zip", "--date", "2020-07-18").status == 0
    path = tmp_path / "keys" / "trusted.toml"
    path.write_text(path.read_text() + "until = 2021-12-31\n")
    done = keyed("verify", "race.zip")
    assert done.status == 1
    assert "which signs nothing after 2021-12-31" in done.out
    assert keyed("verify", "dated.zip").status == 0
    late = keyed(*SEAL, "--out", "late.zip")
    assert late.status == 2
    assert "signs nothing after 2021-12-31" in late.err


def test_a_private_key_is_never_printed_and_only_its_owner_reads_it(keyed: Run, tmp_path: Path) -> None:
    said = ""
    for arguments in (
        ("list",),
        ("public",),
        ("rotate",),
        ("list", "--json"),
        ("rotate", "--json"),
        ("create",),
    ):
        done = keyed("keys", *arguments)
        (private,) = (tmp_path / "keys").glob("*.key")
        said += done.out + done.err
        assert stat.S_IMODE(private.stat().st_mode) == 0o600
        assert private.read_text().splitlines()[1] not in said
    assert "PRIVATE" not in said


def test_without_a_key_nothing_is_sealed(run: Run, tmp_path: Path) -> None:
    done = run(*SEAL, "--out", "race.zip", "--keys", "nowhere")
    assert done.status == 2
    assert "parcferme keys create" in done.err
    assert not (tmp_path / "race.zip").exists()


def test_an_amended_race_names_the_bundle_it_replaces(keyed: Run, sealed: Path) -> None:
    amended = (
        "--status",
        "amended 1",
        "--replaces",
        "race.zip",
        "--because",
        "document 46",
        "--out",
        "new.zip",
    )
    made = keyed(*SEAL, *amended, "--json").json
    first = keyed("verify", "race.zip", "--json").json["hash"]
    assert (made["status"], made["replaces"]) == ("amended 1", {"hash": first, "because": "document 46"})
    assert f"takes the place of {short_hash(first)}: document 46" in keyed("verify", "new.zip").out
    alone = keyed(*SEAL, "--replaces", "race.zip", "--out", "other.zip")
    assert (alone.status, "go together" in alone.err) == (2, True)


def test_the_hash_of_the_paper(keyed: Run, sealed: Path) -> None:
    hash_ = keyed("verify", "race.zip", "--json").json["hash"]
    assert keyed("verify", "race.zip", "--hash", short_hash(hash_)).status == 0
    assert "the paper says 000000000000" in keyed("verify", "race.zip", "--hash", "0000 0000 0000").out
    assert keyed("verify", "race.zip", "--hash", "none").status == 2


def test_a_session_of_a_folder(keyed: Run, tmp_path: Path) -> None:
    for name, text in FILES.items():
        path = tmp_path / "cup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for what in (["1/race-1", "--folder", "cup"], ["cup/1-spa/race-1"], ["cup/1-spa/race-1.csv"]):
        made = keyed("seal", *what, "--out", "spa.zip", "--json").json
        assert made["session"] == "1/race-1"
        assert keyed("verify", "spa.zip").status == 0
    done = keyed("seal", "1/race-1", "--folder", "cup", "--kind", "race", "--out", "spa.zip")
    assert (done.status, "--kind has no meaning for a session" in done.err) == (2, True)
    assert "no session '1/race-9'" in keyed("seal", "1/race-9", "--folder", "cup", "--out", "x.zip").err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["seal", "none.csv", "--out", "x.zip"], "none.csv: no such file"),
        (["seal", "no/where", "--out", "x.zip"], "in no championship folder"),
        (["seal", "race.csv", "--out", "x.zip", "--date", "tomorrow"], "not a day: 'tomorrow'"),
        (["seal", "race.csv", "--out", "x.zip", "--status", "final"], "no state of a document"),
        (["seal", "race.csv", "--out", "x.zip", "--rulebook", "wek"], "nearest is 'wec'"),
        (["seal", "race.csv", "--out", "x.zip", "--entries", "none.csv"], "none.csv: no such file"),
        (["seal", "race.csv", "--out", "x.zip", "--decisions", "race.csv"], "not TOML"),
        (["seal", "race.csv", "--out", "x.zip", "--length", "-3"], "not a length in minutes"),
        (["seal", "entries.csv", "--out", "x.zip"], "not a timing file"),
        (["keys", "trust"], "which key?"),
        (["keys", "trust", "race.csv"], "not a public key"),
        (["keys", "revoke", "0000"], "no key '0000' on the list"),
        (["keys", "list", "--until", "2027-01-01"], "--until has no meaning here"),
        (["keys", "create"], "there is a key in use"),
    ],
)
def test_a_call_that_cannot_be_answered(
    keyed: Run, arguments: tuple[str, ...], says: str, tmp_path: Path
) -> None:
    done = keyed(*arguments)
    assert (done.status, done.out) == (2, "")
    assert says in " ".join(done.err.split())
    assert str(tmp_path / "parcferme-") not in done.err and "/tmp/parcferme-" not in done.err
    assert not (tmp_path / "x.zip").exists()


def test_json_is_one_document_in_every_case(keyed: Run, sealed: Path) -> None:
    for arguments in (["keys"], ["keys", "public"], ["keys", "rotate"], ["verify", "race.zip"]):
        json.loads(keyed(*arguments, "--json").out)
