"""`parcferme publish`: what is in the folder, what is missing, and that the set is the old one or the new one."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pypdfium2
import pytest

from commands import Run
from parcferme.publishing import folders
from small_race import RACE


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def whole(folder: Path) -> dict[str, bytes]:
    """The files of a set, each as its list of contents says it is, and none besides."""
    found = files(folder)
    listed = json.loads(found["published.json"])["files"]
    assert {one["path"] for one in listed} == set(found) - {"published.json"}
    for one in listed:
        assert hashlib.sha256(found[one["path"]]).hexdigest() == one["sha256"]
    return found


def hidden(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def test_a_weekend_is_in_one_folder_with_every_form(cup: Run, tmp_path: Path) -> None:
    (tmp_path / "cup/1-spa/race-1.csv").write_text(RACE)
    done = cup("publish", "1", "--folder", "cup", "--out", "board")
    assert done.status == 0
    found = whole(tmp_path / "board")
    assert {
        "1/pdf/17-standings.pdf", "1/csv/standings.csv", "1/json/entries.json", "1/timetable.fr.ics",
        "1-qualifying-1/csv/classification.csv", "1-race-1/pdf/03-grid.pdf",
        "1-race-1/pdf/18-charts.pdf", "1-race-1/json/laps.json", "1-race-1/csv/grid.csv",
        "1-race-1/charts/lap-chart.fr.svg",
    } <= set(found)  # fmt: skip
    assert found["1-race-1/pdf/04-classification.pdf"].startswith(b"%PDF-")
    assert found["1-race-1/charts/lap-chart.en.svg"].startswith(b"<svg ")
    assert done.out.startswith(f"board  {len(found) - 1} files\n")
    assert hidden(tmp_path) == []


def text_of(paper: bytes) -> str:
    with pypdfium2.PdfDocument(paper) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def test_with_a_key_every_result_is_sealed_and_its_papers_carry_the_hash(cup: Run, tmp_path: Path) -> None:
    assert cup("keys", "create", "Race control").status == 0
    call = ("publish", "1", "--folder", "cup", "--out", "board", "--only", "seal,pdf", "--lang", "en")
    assert "no seal" not in cup(*call, "--published", "15:20", "--protest-until", "15:50").out
    found = whole(tmp_path / "board")
    shorts = {}
    for session in ("1-qualifying-1", "1-race-1"):
        done = cup("verify", f"board/{session}/seal/{session}.zip", "--json")
        assert (done.status, done.json["status"]) == (0, "provisional")
        shorts[session] = done.json["short"]
        printed = text_of(found[f"{session}/pdf/04-classification.pdf"])
        assert shorts[session] in printed
        assert "15:20" in printed
        assert "15:50" in printed
    assert len(set(shorts.values())) == 2


def test_an_amended_set_names_the_seal_it_replaces_and_why(cup: Run, tmp_path: Path) -> None:
    assert cup("keys", "create", "Race control").status == 0
    call = ("publish", "1/race-1", "--folder", "cup", "--out", "board", "--only", "seal,json,pdf")
    assert cup(*call).status == 0
    bundle = "board/1-race-1/seal/1-race-1.zip"
    before = cup("verify", bundle, "--json").json["hash"]
    (tmp_path / "cup/1-spa/race-1.csv").write_text(
        "pos,car,time\n1,81,1:00:00.0\n2,7,1:00:01.0\n3,50,1:00:02.0\n"
    )
    assert cup(*call, "--status", "amended 1", "--because", "document 12").status == 0
    done = cup("verify", bundle, "--json")
    assert done.status == 0
    assert done.json["replaces"] == {"hash": before, "because": "document 12"}
    found = whole(tmp_path / "board")
    changed = json.loads(found["published.json"])["changed"]["1-race-1"]
    assert changed["en"][0] == "document 12"
    assert {line[:3] for line in changed["en"][1:]} == {"#81", "#7 "}
    assert len(changed["en"]) == len(changed["fr"]) == 3
    printed = " ".join(text_of(found["1-race-1/pdf/04-classification.pdf"]).split())
    assert all(line in printed for line in changed["fr"])
    # Printed again, on another paper say, it still tells what the amendment changed.
    assert cup(*call, "--status", "amended 1", "--because", "document 12", "--paper", "letter").status == 0
    assert json.loads(whole(tmp_path / "board")["published.json"])["changed"]["1-race-1"] == changed
    assert cup("verify", bundle, "--json").json["hash"] == done.json["hash"]


def test_a_protest_against_one_race_amends_that_race_alone(cup: Run, tmp_path: Path) -> None:
    assert cup("keys", "create", "Race control").status == 0
    call = ("publish", "1", "--folder", "cup", "--out", "board", "--only", "seal,pdf", "--lang", "en")
    assert cup(*call).status == 0
    first = whole(tmp_path / "board")
    seals = {name: f"{name}/seal/{name}.zip" for name in ("1-qualifying-1", "1-race-1")}
    (tmp_path / "cup/1-spa/race-1.csv").write_text(
        "pos,car,time\n1,81,1:00:00.0\n2,7,1:00:01.0\n3,50,1:00:02.0\n"
    )
    assert cup(*call, "--status", "amended 1", "--because", "document 12").status == 0
    second = whole(tmp_path / "board")
    assert second[seals["1-qualifying-1"]] == first[seals["1-qualifying-1"]]
    papers = {name: text_of(data) for name, data in second.items() if name.endswith(".pdf")}
    amended = {name for name, text in papers.items() if "AMENDED 1" in text.upper()}
    assert "1-race-1/pdf/04-classification.pdf" in amended
    assert "1/pdf/17-standings.pdf" in amended
    assert not {name for name in amended if "1-qualifying-1/" in name}
    assert not amended & {"1/pdf/01-entry-list.pdf", "1/pdf/02-timetable.pdf", "1-race-1/pdf/03-grid.pdf"}
    # The seals told what moved: there was no JSON to compare with.
    assert "#81 " in papers["1-race-1/pdf/04-classification.pdf"]
    # What becomes official names what was amended, and every bundle there ever was is still in the folder.
    assert cup(*call, "--status", "official").status == 0
    third = whole(tmp_path / "board")
    done = cup("verify", f"board/{seals['1-race-1']}", "--json")
    assert done.status == 0
    assert done.json["replaces"]["because"] == "amended 1 → official"
    bundles = [data for name, data in third.items() if "/seal/" in name and name.startswith("1-race-1/")]
    assert {first[seals["1-race-1"]], second[seals["1-race-1"]], third[seals["1-race-1"]]} == set(bundles)


def test_a_session_does_not_take_the_place_of_its_weekend(cup: Run, tmp_path: Path) -> None:
    assert cup("publish", "1", "--folder", "cup", "--out", "board", "--only", "csv,json").status == 0
    before = whole(tmp_path / "board")
    done = cup("publish", "1/race-1", "--folder", "cup", "--out", "board", "--only", "csv")
    assert done.status == 2
    assert "board holds 1, 1-qualifying-1 too: publish all of it again, or name another folder" in done.err
    assert whole(tmp_path / "board") == before
    done = cup("publish", "1", "--folder", "cup", "--out", "board", "--only", "csv")
    assert "no longer in it: 1-qualifying-1/json (" in done.out


def test_who_was_hurt_is_not_published(cup: Run, tmp_path: Path) -> None:
    path = tmp_path / "cup/entries.csv"
    head, *lines = path.read_text().splitlines()
    told = [line + (",2024-05-01 wrist,2024-05-03" if line.startswith("81,") else ",,") for line in lines]
    path.write_text("\n".join([f"{head},hurt,cleared", *told]) + "\n")
    assert "2024-05-01" in cup("entries", "cup", "--json").out
    assert (
        cup("publish", "1", "--folder", "cup", "--out", "board", "--only", "csv,json,pdf", "--site").status
        == 0
    )
    found = whole(tmp_path / "board")
    assert b"Bob" in found["1/csv/entries.csv"]
    for name, data in found.items():
        said = text_of(data).encode() if name.endswith(".pdf") else data
        assert b"wrist" not in said and b"2024-05-01" not in said, name


def test_what_is_odd_about_a_set_is_told(cup: Run, tmp_path: Path) -> None:
    path = tmp_path / "cup/1-spa/round.toml"
    path.write_text(path.read_text().replace('name = "race-1"\n', 'name = "race-1"\nstatus = "Oficial"\n'))
    (tmp_path / "cup/1-spa/quotes.toml").write_text('[[quote]]\nwho = "Zoe"\ntext = "Hello."\n')
    call = ("publish", "1", "--folder", "cup", "--out", "board", "--only", "pdf,communique", "--lang", "fr")
    done = cup(*call, "--published", "16:45", "--protest-until", "16:00")
    assert (
        "manque : 1-race-1 : le délai de réclamation s'achève à 16:00, avant l'heure de publication, 16:45"
        in done.out
    )
    assert "manque : 1 : aucun officiel n'est nommé" in done.out
    assert "Zoe" in done.err
    check = cup("check", "cup")
    assert check.status == 1
    assert "Oficial" in check.out + check.err
    amended = cup(*call, "--status", "amended 1")
    assert (
        "ce qui a changé n'est pas connu : board n'en contenait aucun résultat auquel comparer" in amended.out
    )


def test_a_whole_season_is_one_set_with_one_site(cup: Run, tmp_path: Path) -> None:
    done = cup("publish", "cup", "--out", "board", "--only", "csv,communique", "--for", "Third", "--site")
    assert done.status == 0
    found = whole(tmp_path / "board")
    assert {"1/csv/standings.csv", "2/csv/standings.csv", "2-race-1/csv/classification.csv", "index.html",
            "1/communique/third.fr.md", "site/en/1-race-1.html", "site/en/2-race-1.html"} <= set(found)  # fmt: skip
    rounds = json.loads(found["published.json"])["rounds"]
    assert [(one["round"], one["event"]) for one in rounds] == [(1, "Spa"), (2, "Monza")]


def test_without_a_key_the_set_is_published_and_the_seal_is_told_missing(cup: Run, tmp_path: Path) -> None:
    done = cup("publish", "1/race-1", "--folder", "cup", "--out", "board", "--only", "seal,csv")
    assert done.status == 0
    assert "missing: 1: no seal (no key to sign with in " in done.out
    assert not [name for name in whole(tmp_path / "board") if "seal" in name]


def test_the_press_releases_of_the_series_and_of_a_team_are_in_the_set(cup: Run, tmp_path: Path) -> None:
    (tmp_path / "cup/1-spa/quotes.toml").write_text(
        '[[quote]]\nwho = "Bob"\ntext = "We came back."\nlang = "en"\n'
    )
    call = ("publish", "1", "--folder", "cup", "--out", "board", "--only", "communique")
    assert cup(*call, "--for", "second").status == 0
    found = whole(tmp_path / "board")
    names = {f"1/communique/{who}.{lang}.{form}" for who in ("series", "second") for lang in ("fr", "en")
             for form in ("md", "html", "docx", "txt")}  # fmt: skip
    assert set(found) == {*names, "published.json"}
    assert "We came back." in found["1/communique/second.en.txt"].decode()
    done = cup(*call, "--for", "Fourth")
    assert done.status == 2
    assert "'Fourth' has no car here (entered: First, Second, Third)" in done.err


def test_what_nothing_is_known_of_is_left_out_and_told(cup: Run, tmp_path: Path) -> None:
    done = cup("publish", "1/race-1", "--folder", "cup", "--out", "board", "--lang", "en")
    found = whole(tmp_path / "board")
    assert "missing: 1: no officials are named\n" in done.out
    assert "missing: 1-race-1: no lap-chart, laps, sectors" in done.out
    assert "missing: 1-race-1: no charts as files (a bare result list has no laps)" in done.out
    assert not [name for name in found if "laps" in name or "charts" in name]
    assert "1-race-1/pdf/04-classification.pdf" in found
    told = [line.removeprefix("missing: ") for line in done.out.splitlines()[1:]]
    assert json.loads(found["published.json"])["missing"] == told


def test_before_the_race_its_grid_is_published(cup: Run, tmp_path: Path) -> None:
    (tmp_path / "cup/1-spa/race-1.csv").unlink()
    done = cup("publish", "1", "--folder", "cup", "--out", "board", "--only", "pdf,csv")
    found = whole(tmp_path / "board")
    assert "missing: 1-race-1: no result yet" in done.out
    assert [name for name in found if name.startswith("1-race-1/")] == [
        "1-race-1/csv/grid.csv", "1-race-1/pdf/03-grid.pdf",
    ]  # fmt: skip


def test_only_the_forms_asked_for(cup: Run, tmp_path: Path) -> None:
    done = cup("publish", "cup/1-spa", "--out", "board", "--only", "json, csv")
    assert done.status == 0
    assert {name.rsplit(".")[-1] for name in whole(tmp_path / "board")} == {"csv", "json", "ics"}


def test_a_shipped_season_is_published_by_its_name(run: Run, tmp_path: Path) -> None:
    for at, target in enumerate(("2-spa", "2-spa/race-1")):
        path = f"ligier-european-series-2020/{target}"
        assert run("publish", path, "--out", f"board{at}", "--only", "json").status == 0
        document = json.loads((tmp_path / f"board{at}/2-race-1/json/classification.json").read_text())
        assert document["classification"][0]["position"] == 1


def test_a_site_is_part_of_the_set_and_goes_with_it(cup: Run, tmp_path: Path) -> None:
    call = ("publish", "1", "--folder", "cup", "--out", "board", "--only", "csv", "--lang", "en")
    assert cup(*call, "--site").status == 0
    found = whole(tmp_path / "board")
    assert {"index.html", "site/assets/site.js", "site/en/1-race-1.html", "site/en/1-car-81.html"} <= set(
        found
    )
    assert b"url=site/en/index.html" in found["index.html"]  # one language: nothing to choose
    assert b'href="../../1-race-1/csv/classification.csv"' in found["site/en/1-race-1.html"]
    assert b'hreflang="fr"' not in found["site/en/index.html"]
    assert json.loads(found["published.json"])["forms"] == ["csv", "site"]
    assert cup(*call).status == 0
    assert "index.html" not in whole(tmp_path / "board")


def test_a_state_is_printed_and_is_in_the_files(cup: Run, tmp_path: Path) -> None:
    call = ("publish", "1/race-1", "--folder", "cup", "--out", "board", "--only", "json")
    assert cup(*call, "--status", "amended 1").status == 0
    document = json.loads((tmp_path / "board/1-race-1/json/classification.json").read_text())
    assert document["status"] == "amended 1"


def test_publishing_again_replaces_the_set_as_a_whole(cup: Run, tmp_path: Path) -> None:
    assert cup("publish", "1", "--folder", "cup", "--out", "board", "--only", "csv,json").status == 0
    before = whole(tmp_path / "board")
    assert cup("publish", "1", "--folder", "cup", "--out", "board", "--only", "csv").status == 0
    after = whole(tmp_path / "board")
    assert set(after) < set(before)
    assert hidden(tmp_path) == []


def test_a_system_that_cannot_exchange_folders_moves_the_old_one_aside(
    cup: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "_exchanged", lambda new, place: False)
    for forms in ("csv,json", "csv"):
        assert cup("publish", "1", "--folder", "cup", "--out", "board", "--only", forms).status == 0
    assert not [name for name in whole(tmp_path / "board") if "/json/" in name]
    assert hidden(tmp_path) == []


def test_a_full_disk_leaves_the_old_set(cup: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    call = ("publish", "1", "--folder", "cup", "--out", "board", "--only", "csv,json")
    assert cup(*call).status == 0
    before = whole(tmp_path / "board")
    (tmp_path / "cup/1-spa/race-1.csv").write_text("pos,car,time\n1,81,1:00:00.0\n2,7,1:00:01.0\n")
    synced, real = [], os.fsync

    def full(held: int) -> None:
        synced.append(held)
        if len(synced) == 5:
            raise OSError(28, "No space left on device")
        real(held)

    monkeypatch.setattr(os, "fsync", full)
    done = cup(*call)
    assert done.status == 2
    assert len(synced) == 5
    assert "cannot be written: No space left on device" in done.err
    assert whole(tmp_path / "board") == before
    assert hidden(tmp_path) == []


@pytest.mark.parametrize("step", ["rename", "_exchanged"])
def test_a_folder_that_cannot_be_put_in_place_leaves_the_old_set(
    cup: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    call = ("publish", "1", "--folder", "cup", "--out", "board", "--only", "csv")
    assert cup(*call).status == 0
    before = whole(tmp_path / "board")
    renamed, real = [], Path.rename

    def refused(new: Path, place: Path) -> bool:
        raise OSError(1, "Operation not permitted", str(place))

    def second(path: Path, place: Path) -> Path:
        renamed.append(path)
        assert len(renamed) != 2 or refused(path, place)
        return real(path, place)

    monkeypatch.setattr(folders, "_exchanged", refused if step == "_exchanged" else lambda new, place: False)
    if step == "rename":
        monkeypatch.setattr(Path, "rename", second)
    done = cup(*call, "--lang", "fr")
    assert done.status == 2
    assert "Operation not permitted" in done.err
    assert whole(tmp_path / "board") == before
    assert hidden(tmp_path) == []


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_run_that_is_killed_leaves_the_old_set_and_the_next_one_clears_up(cup: Run, tmp_path: Path) -> None:
    call = ("publish", "1", "--folder", "cup", "--out", "board")
    assert cup(*call, "--only", "csv").status == 0
    before = whole(tmp_path / "board")
    running = subprocess.Popen(
        [sys.executable, "-m", "parcferme", *call], cwd=tmp_path, stdout=subprocess.DEVNULL
    )
    while running.poll() is None:  # killed as soon as it has written something
        if any(path.is_file() for path in tmp_path.glob(".board.publish-*/**/*")):
            running.send_signal(signal.SIGKILL)
            break
        time.sleep(0.001)
    assert running.wait() == -signal.SIGKILL
    assert len(hidden(tmp_path)) == 1
    assert whole(tmp_path / "board") == before
    assert cup(*call, "--only", "json").status == 0
    assert hidden(tmp_path) == []
    assert not [name for name in whole(tmp_path / "board") if "/csv/" in name]


def test_an_old_set_moved_aside_by_a_run_that_crashed_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with folders.whole_folder(tmp_path / "board") as keep:
        keep("a.txt", b"old")
    with monkeypatch.context() as crash:
        crash.setattr(folders, "_exchanged", lambda new, place: False)
        crash.setattr(shutil, "rmtree", lambda *_, **__: None)  # nobody is left to clear up
        moved, real = [], Path.rename

        def dies(path: Path, place: Path) -> Path:
            moved.append(path)
            if len(moved) == 2:
                raise KeyboardInterrupt
            return real(path, place)

        crash.setattr(Path, "rename", dies)
        with pytest.raises(KeyboardInterrupt), folders.whole_folder(tmp_path / "board") as keep:
            keep("b.txt", b"new")
    assert not (tmp_path / "board").exists()
    with pytest.raises(OSError, match="full"), folders.whole_folder(tmp_path / "board") as keep:
        raise OSError("full")
    assert files(tmp_path / "board") == {"a.txt": b"old"}
    assert hidden(tmp_path) == []


def test_what_another_run_is_writing_is_not_cleared_up(tmp_path: Path) -> None:
    with folders.whole_folder(tmp_path / "board") as keep:
        keep("a.txt", b"slow")
        with folders.whole_folder(tmp_path / "board") as keep_too:
            keep_too("b.txt", b"fast")
        assert files(tmp_path / "board") == {"b.txt": b"fast"}
    assert files(tmp_path / "board") == {"a.txt": b"slow"}
    assert hidden(tmp_path) == []


@pytest.mark.parametrize("place", ["board/notes.txt", "board/1/csv/mine.csv", "board/.hidden"])
def test_a_file_nobody_published_is_never_lost(cup: Run, tmp_path: Path, place: str) -> None:
    call = ("publish", "1", "--folder", "cup", "--out", "board", "--only", "csv")
    assert cup(*call).status == 0
    (tmp_path / place).write_text("mine")
    done = cup(*call)
    assert done.status == 2
    assert f"board holds {place.removeprefix('board/')}, which was not published" in done.err
    assert (tmp_path / place).read_text() == "mine"


def test_a_folder_of_other_things_is_not_replaced(cup: Run, tmp_path: Path) -> None:
    done = cup("publish", "1", "--folder", "cup", "--out", "cup", "--only", "csv")
    assert done.status == 2
    assert "which was not published" in done.err
    assert (tmp_path / "cup/championship.toml").exists()


def test_a_list_of_contents_that_is_none_protects_everything(cup: Run, tmp_path: Path) -> None:
    (tmp_path / "board").mkdir()
    (tmp_path / "board/published.json").write_text('{"files": 3}')
    done = cup("publish", "1", "--folder", "cup", "--out", "board", "--only", "csv")
    assert done.status == 2
    assert "holds published.json, which was not published" in done.err


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("nowhere",), "in no championship folder"),
        (("1", "--folder", "cup", "--only", "poster"), "nothing is published as 'poster'"),
        (("1", "--folder", "cup", "--only", ""), "nothing is published as ''"),
        (("1", "--folder", "cup", "--status", "final"), "no state of a document"),
        (
            ("9", "--folder", "cup"),
            "no round or session '9' (rounds: 1 Spa, 2 Monza; sessions are named like 1/qualifying-1)",
        ),
        (("1/rcae-1", "--folder", "cup"), "nearest is 1/race-1"),
        (("1/race-1", "--folder", "cup", "--only", "charts"), "there is no charts of it"),
    ],
)
def test_a_wrong_call_says_what_is_wrong_and_writes_nothing(
    cup: Run, call: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    done = cup("publish", *call, "--out", "board")
    assert done.status == 2
    assert said in done.err
    assert not (tmp_path / "board").exists()
    assert hidden(tmp_path) == []


def test_a_session_without_result_or_grid_has_nothing_to_publish(cup: Run, tmp_path: Path) -> None:
    (tmp_path / "cup/1-spa/qualifying-1.csv").unlink()
    done = cup("publish", "1/qualifying-1", "--folder", "cup", "--out", "board")
    assert done.status == 2
    assert "neither a result nor a starting grid" in done.err


def test_the_grid_of_a_race_still_to_come_is_published_in_every_form_asked_for(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "1-spa").mkdir()
    (tmp_path / "championship.toml").write_text('name = "cup"\n')
    (tmp_path / "1-spa" / "round.toml").write_text(
        '[[session]]\nname = "qualifying"\n[[session]]\nname = "race"\n'
    )
    (tmp_path / "1-spa" / "qualifying.csv").write_text("position,number,best lap\n1,7,1:40.0\n2,8,1:41.0\n")
    done = run("publish", "1/race", "--folder", tmp_path, "--out", tmp_path / "out", "--only", "csv,json")
    assert done.status == 0, done.err
    rows = (tmp_path / "out" / "1-race" / "csv" / "grid.csv").read_text().splitlines()
    assert [row.split(",")[1:5] for row in rows[1:3]] == [["1", "1", "left", "7"], ["2", "1", "right", "8"]]
    slots = json.loads((tmp_path / "out" / "1-race" / "json" / "grid.json").read_text())
    assert "7" in json.dumps(slots)
