"""A meeting gathered once: what is in the value, what is left out of it, and that nobody asks the folder afterwards."""

import ast
from pathlib import Path
from typing import Any

import pytest

import parcferme
from parcferme.findings import WrongCall
from parcferme.publishing.earlier import Earlier
from parcferme.publishing.exports import ToExport, exported
from parcferme.publishing.gathering import Asked, gathered, gathered_grid, gathered_one
from parcferme.publishing.pictures import Gallery
from parcferme.publishing.planning import FORMS, publications
from parcferme.publishing.publication import Said
from parcferme.publishing.sets import pieces
from parcferme.publishing.sites import site_of
from parcferme.season import Season, load_championship, score, starting_grid
from small_championship import FILES
from small_race import RACE

LANGUAGES = ("fr", "en")
RULING = '[[decision]]\ncar = "7"\npenalty = "time"\nseconds = 60\n'


@pytest.fixture
def cup(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_a_session_has_its_result_grid_entries_and_what_heads_its_papers(cup: Path) -> None:
    (cup / "1-spa/race-1.csv").write_text("pos,car,certainty,note\n1,7,stated,hit a hare\n2,81,inferred,\n")
    told = gathered(load_championship(cup))
    spa = told.meeting(1)
    assert spa is not None
    assert (spa.event, spa.place, spa.zone, str(spa.first)) == ("Spa", "1", "Europe/Paris", "2024-05-04")
    qualifying, race = spa.sessions
    assert (race.place, race.event, race.called("fr")) == ("1-race-1", "Spa", "Course 1")
    assert (race.started, race.ordered_by) == (("81", "7", "50"), ("qualifying-1",))
    assert race.start is not None and f"{race.start:%H:%M %Z}" == "14:00 CEST"
    assert race.certainties == {"7": "stated", "81": "inferred"} and race.notes == {"7": "hit a hare"}
    assert [row.number for row in race.classified().result.rows] == ["7", "81"]
    assert race.entries is not None and [car.number for car in race.entries.cars] == ["7", "81", "50"]
    assert qualifying.grid is None and qualifying.lined_up is None and race.lined_up is race.grid
    assert spa.after_it is not None and [(row.name, row.points) for row in spa.after_it.tables[0].rows] == [
        ("Ann", 10), ("Bob", 6)]  # fmt: skip


def test_a_race_that_was_timed_has_laps_and_its_lines_are_as_sure_as_the_whole(cup: Path) -> None:
    (cup / "1-spa/race-1.csv").write_text(RACE)
    race = gathered(load_championship(cup), Asked(frozenset((1,)), "race-1")).meetings[0].sessions[0]
    assert race.timed and race.classification is not None and race.certainties == {}
    listed = gathered(load_championship(cup)).meetings[0].sessions[0]
    assert not listed.timed and listed.classification is None and listed.scored is not None


def test_what_nobody_prints_is_not_worked_out(cup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    outcome = Season.outcome

    def counted(self: Season, one: Any) -> Any:
        asked.append(one.name)
        return outcome(self, one)

    monkeypatch.setattr(Season, "outcome", counted)
    monkeypatch.setattr(Season, "standings", lambda self, after=None: pytest.fail("no table was asked for"))
    what = Asked(frozenset((1,)), "race-1", grids=False, tables=False, weather=False)
    spa, monza = gathered(load_championship(cup), what).meetings
    assert set(asked) == {"race-1"} and len(asked) <= 2
    assert [one.name for one in spa.sessions] == ["race-1"] and spa.standings is None
    assert monza.sessions == () and str(monza.first) == "2024-06-01"


def test_of_the_other_rounds_a_release_has_what_they_ended_in(cup: Path) -> None:
    spa, monza = gathered(load_championship(cup), Asked(frozenset((1,)), others=True)).meetings
    assert spa.run and monza.run
    assert monza.sessions[0].result is not None and monza.sessions[0].grid is None and monza.standings is None


def test_the_tables_of_a_round_without_a_result_are_those_of_the_one_before(cup: Path) -> None:
    (cup / "2-monza/race-1.csv").unlink()
    _, monza = gathered(load_championship(cup)).meetings
    assert monza.standings is not None and monza.standings.after == 1
    assert monza.after_it is None and not monza.run


def test_tables_of_one_name_stand_in_the_order_of_the_championship(cup: Path) -> None:
    rules = (cup / "cup.toml").read_text().replace('unit = "driver"', 'unit = "driver"\neach-class = true')
    (cup / "cup.toml").write_text(rules)
    for classes in (["GT", "Clio"], ["Clio", "GT"]):
        top = FILES["championship.toml"].replace('["GT", "Clio"]', str(classes).replace("'", '"'))
        (cup / "championship.toml").write_text(top)
        told = gathered(load_championship(cup))
        assert [table.class_ for table in told.through(1)[-1].tables] == classes


def test_a_weather_file_without_weather_is_a_finding_and_a_logo_nobody_can_read_is_told(cup: Path) -> None:
    (cup / "1-spa/race-1.weather.csv").write_text("rain\n")
    top = cup / "championship.toml"
    top.write_text('logo = "gone.png"\n' + top.read_text())
    told = gathered(load_championship(cup))
    (race,) = (one for one in told.meetings[0].sessions if one.is_race)
    assert race.weather == () and [one.code for one in race.findings][:1] == ["weather-unusable"]
    assert (
        told.logo is None
        and told.unread is not None
        and told.unread.endswith("gone.png: No such file or directory")
    )


def test_why_a_file_gives_no_result_is_said(cup: Path) -> None:
    (cup / "1-spa/race-1.csv").write_bytes(b"\x00\x01nothing")
    (race,) = gathered(load_championship(cup), Asked(frozenset((1,)), "race-1")).meetings[0].sessions
    assert race.scored is None and race.lacks
    with pytest.raises(parcferme.findings.WrongCall, match="1/race-1: no result: "):
        race.classified()


def test_a_grid_made_for_one_race_alone_has_its_heading(cup: Path) -> None:
    season = load_championship(cup)
    race = gathered_grid(starting_grid(season, season.session("1/race-1"), reverse_first=2))
    assert race.started == ("7", "81", "50") and race.ordered_by == ("qualifying-1",)
    assert (race.series.title, race.series.season, race.rulebook) == ("Club Cup", "2024", "cup")


def test_a_session_cut_in_the_middle_is_scored_as_it_stood(cup: Path) -> None:
    (cup / "1-spa/race-1.csv").write_text(RACE)
    season = load_championship(cup)
    _, race = gathered_one(season, season.session("1/race-1"), at="2:00")
    assert max(row.laps for row in race.classified().result.rows) < max(
        row.laps for row in gathered_one(season, season.session("1/race-1"))[1].classified().result.rows
    )


def test_once_gathered_the_season_is_asked_nothing(cup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (cup / "1-spa/race-1.csv").write_text(RACE)
    (cup / "1-spa/race-1.decisions.toml").write_text(RULING)
    before, forms = Earlier(cup / "none"), [form for form in FORMS if form != "seal"]
    made = publications(
        f"{cup}", None, LANGUAGES, "a4", before, forms=forms, site=True, said=Said(teams=("First",))
    )

    def refuse(self: Season, *given: object) -> None:
        pytest.fail(f"asked of the season while printing: {given}")

    for name in ("outcome", "result", "score", "round", "session", "entries_of", "standings", "name", "year"):
        monkeypatch.setattr(Season, name, refuse)
    for name in ("table", "results", "timetable", "classes", "planned"):
        monkeypatch.setattr(Season, name, property(refuse))
    gallery = Gallery(made[0].season, made[0].look)
    listed = ["csv", "json", "communique", "charts"]
    files = {
        path
        for to in made
        for piece in pieces(to, listed, gallery, {})
        if "charts" not in listed
        or piece.name.split()[-1] not in ("distribution", "sectors", "stints", "lap-times")
        for path, _ in piece.make().files
    }
    assert {"1/csv/standings.csv", "1-race-1/json/grid.json", "1-race-1/charts/lap-chart.fr.svg",
            "1/communique/first.en.md", "2/charts/standings.en.svg"} <= files  # fmt: skip
    pages = dict(site_of(made, gallery, {}, ("charts",), sorted(files)))
    assert "site/en/1-race-1.html" in pages and b"Late" not in pages["index.html"]


def test_no_room_that_prints_can_ask_a_season() -> None:
    root, seen = Path(parcferme.__file__).parent, 0
    asking = []
    printing = [root / room for room in ("papers", "charts", "site", "press", "documents", "bulletins")]
    published = [
        root / "publishing" / f"{name}.py"
        for name in (
            "amendments papers pictures publication sets sites data_files chart_files release_files sealings".split()
        )
    ]
    for path in [*(path for room in printing for path in room.rglob("*.py")), *published]:
        seen += 1
        for node in ast.walk(ast.parse(path.read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
            asking += [path.name for name in names if name.startswith("parcferme.season")]
    assert seen > 80 and asking == []


@pytest.mark.parametrize(
    "text",
    [
        "pos,car,note\n1,7,overall place stated\n",
        "pos;car;note\n1;#7;overall place stated\n",
        "# typed by hand\n\npos,car,note\n1,7,overall place stated\n",
        "sep=;\npos;car;note\n1;7;'overall place stated\n",
        "pos\tcar\tnote\r1\t7\toverall place stated\r",
    ],
)
def test_the_notes_of_a_list_are_read_as_the_list_is(cup: Path, text: str) -> None:
    (cup / "1-spa/race-1.csv").write_text(text, newline="")
    race = gathered(load_championship(cup), Asked(frozenset((1,)), "race-1")).meetings[0].sessions[0]
    assert [line.car for line in (race.result.lines if race.result else ())] == ["7"]
    assert {car: note.strip("'") for car, note in race.notes.items()} == {"7": "overall place stated"}


def test_a_team_has_its_cars_however_its_name_is_written(cup: Path) -> None:
    (cup / "entries.csv").write_text("number,class,team,driver\n7,GT,Équipe Sept,Ann\n81,GT,Milo,Bob\n")
    (spa, *_) = gathered(load_championship(cup)).meetings
    for written in ("Équipe Sept", "EQUIPE SEPT", "équipe-sept", "Equipe  Sept"):
        assert [car.number for car in spa.cars_of(written)] == ["7"]
    assert spa.cars_of("Equipe") == ()


def test_a_form_nobody_knows_is_refused_and_never_taken_for_another(tmp_path: Path) -> None:
    (tmp_path / "race.csv").write_text(RACE)
    asked = ToExport(tmp_path / "race.csv", None, {}, score)
    with pytest.raises(WrongCall, match="nothing is exported as 'classification_csv'"):
        exported(asked, "classification_csv")
