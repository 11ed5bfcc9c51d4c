"""A publication is decided before anything is made, and what is made of it does not depend on what was made before."""

import dataclasses
import json
from contextlib import nullcontext
from pathlib import Path

import pytest

from parcferme.findings import WrongCall
from parcferme.publishing.amendments import in_languages
from parcferme.publishing.earlier import Earlier
from parcferme.publishing.pictures import Gallery
from parcferme.publishing.planning import publications
from parcferme.publishing.publication import NOTHING_SAID, Piece, Publication, Said, is_over
from parcferme.publishing.sets import PublishedSet, pieces, publish_set
from small_championship import FILES


@pytest.fixture
def cup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PARCFERME_KEYS", str(tmp_path / "keys"))
    for name, text in FILES.items():
        path = tmp_path / "cup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def plan(cup: Path, target: str = "1", forms: tuple[str, ...] = ("csv",), **said: object) -> Publication:
    before = Earlier(cup / "board")
    (to,) = publications(target, cup / "cup", ("en",), "a4", before, forms=forms, said=Said(**said))  # type: ignore[arg-type]
    return to


def publish(cup: Path, only: str, said: Said = NOTHING_SAID) -> PublishedSet:
    return publish_set(
        "1", cup / "cup", ("en",), "a4", cup / "board", only=only, said=said,
        steps=lambda count: nullcontext(lambda name: None),
    )  # fmt: skip


def swap(cup: Path) -> None:
    """The stewards turn the first two of the race round."""
    (cup / "cup/1-spa/race-1.csv").write_text("pos,car,time\n1,81,1:00:00.0\n2,7,1:00:01.0\n3,50,1:00:02.0\n")


def test_a_publication_is_frozen_and_its_pieces_can_be_made_in_any_order(cup: Path) -> None:
    to = plan(cup, forms=("csv", "json", "communique"))
    with pytest.raises(dataclasses.FrozenInstanceError):
        to.states = {}  # type: ignore[misc]
    gallery = Gallery(to.season, to.look)
    work = list(pieces(to, ("csv", "json", "communique"), gallery, {}))
    forward = {piece.name: timeless(piece) for piece in work}
    assert len(forward) == len(work) > 5
    assert forward == {piece.name: timeless(piece) for piece in reversed(work)}


def timeless(piece: Piece) -> dict[str, bytes]:
    """The files of a piece but those that hold the time they were made at."""
    return {path: data for path, data in piece.make().files if not path.endswith((".docx", ".ics"))}


def test_a_paper_carries_the_hash_it_is_given_and_no_other(cup: Path) -> None:
    to = plan(cup)
    race = next(place for place in to.places if place.name == "1-race-1")
    assert to.head_of(race, {}).hash is None
    hashes = {"1-race-1": "ab" * 32, "1-qualifying-1": "cd" * 32}
    assert to.head_of(race, hashes).hash == "abab abab abab"


def test_an_amended_set_says_what_changed_whatever_forms_are_asked_for(cup: Path) -> None:
    publish(cup, "json")
    swap(cup)
    said = json.loads(publish(cup, "json", Said(status="amended 1", because="document 12")).contents)
    assert said["changed"]["1-race-1"]["en"][0] == "document 12"
    assert {line[:3] for line in said["changed"]["1-race-1"]["en"][1:]} == {"#81", "#7 "}
    assert "1-qualifying-1" not in said["changed"]


def test_the_state_of_each_session_is_known_before_anything_is_made(cup: Path) -> None:
    publish(cup, "json")
    swap(cup)
    to = plan(cup, status="amended 1")
    assert to.states == {"1": "amended 1", "1-qualifying-1": "provisional", "1-race-1": "amended 1"}
    assert set(plan(cup, status="official").states.values()) == {"official"}
    assert set(plan(cup).states.values()) == {"provisional"}


def test_that_a_result_cannot_be_compared_is_told_once(cup: Path) -> None:
    to = plan(cup, status="amended 1")
    told = [line for line in to.told if "1-race-1" in line]
    assert len(told) == 1 and "board" in told[0]
    assert to.changed["1-race-1"] == {"en": ()}


def test_what_is_missing_is_a_line_for_each_place_and_reason(cup: Path) -> None:
    missing = publish(cup, "pdf,charts").missing
    lines = [line for line in missing if line.startswith("1-race-1: ")]
    assert len(lines) == len(set(lines))
    assert any("charts as files" in line for line in lines)
    assert any("lap-chart, laps, sectors, leaders, fastest, stops, drivers" in line for line in lines)


@pytest.mark.parametrize(
    ("protest", "printed", "over"),
    [
        ("16:35", "16:05", False),
        ("15:50", "16:05", True),
        ("4 May 15:50", "4 May 16:05", True),
        ("5 May 09:00", "4 May 16:05", False),
        ("half past", "16:05", False),
    ],
)
def test_a_protest_period_that_is_over_is_seen(protest: str, printed: str, over: bool) -> None:
    assert is_over(protest, printed) is over


def test_what_an_amendment_changed_is_printed_whole_where_one_language_knows_more_of_it() -> None:
    told = {"fr": ("#7 place 1 → 3",), "en": ("#7 place 1 → 3", "#81 place 2 → 1", "document 46")}
    assert in_languages(told) == ("#7 place 1 → 3", "#81 place 2 → 1", "document 46")
    assert in_languages({"fr": ("a",), "en": ("b",)}) == ("a\nb",)


@pytest.mark.parametrize(
    "contents",
    [
        '{"files": [{"path": "../outside/seal/race.zip"}], "places": []}',
        '{"files": [{"path": "/etc/seal/race.zip"}], "places": []}',
        '{"files": [{"path": "C:seal/race.zip"}], "places": []}',
        '{"files": [], "places": 1}',
        "[" * 100_000,
    ],
)
def test_a_list_of_contents_that_leads_out_of_its_folder_vouches_for_no_file(
    tmp_path: Path, contents: str
) -> None:
    """Whoever hands over a published folder must not have files outside it read into the next set, or written there."""
    outside, board = tmp_path / "outside" / "seal", tmp_path / "board"
    outside.mkdir(parents=True)
    board.mkdir()
    (outside / "race.zip").write_bytes(b"somebody else's")
    (board / "published.json").write_text(contents)
    before = Earlier(board)
    assert dict(before.contents) == {} and list(before.seals_left({})) == []
    with pytest.raises(WrongCall, match=r"holds published\.json, which was not published"):
        before.refuse_strangers()
