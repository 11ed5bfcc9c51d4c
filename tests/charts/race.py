"""A race to draw: two classes, sectors, a safety car, stops with a change of driver; 12 drops out, 3 never starts."""

from pathlib import Path

from parcferme.season import Score, score

ENTRIES = """number,class,team,driver
81,GT,"Milo's \\ Racing",Ann Onym
81,GT,Milo,Bob van der Blank
7,GT,Seven <Up> & Sons,Cleo Seven
007,Cup,Bond,James B.
12,Cup,Electric,Dan Dark
3,Cup,Late,Eve Late
"""
_LAPS = {
    "81": [62, 60, 60, 61, 95, 80, 60, 59],
    "7": [63, 60, 61, 95, 62, 80, 61, 60],
    "007": [70, 69, 69, 70, 70, 80, 69, 68],
    "12": [68, 67, 68],
}


def text() -> str:
    """The race as a plain log."""
    rows = ["time,kind,car,loop,value", "10:00:00,session,,,start: Sunday sprint", "10:00:00,flag,,,green"]
    rows += ["10:05:30,flag,,,safety-car", "10:06:20,flag,,,green", "10:08:50,flag,,,chequered"]
    rows += [
        "10:00:00,status,3,,not-started",
        "10:00:00,driver,81,,Ann Onym",
        "10:05:10,driver,81,,Bob van der Blank",
    ]
    for car, laps in _LAPS.items():
        at = 0.0
        for number, lap in enumerate(laps, 1):
            rows.append(f"{_clock(at + 0.4 * lap)},passing,{car},S1,")
            if lap == 95:
                rows.append(f"{_clock(at + 50)},passing,{car},PIT_IN,")
                rows.append(f"{_clock(at + 80)},passing,{car},PIT_OUT,")
            at += lap + 0.001 * number
            rows.append(f"{_clock(at)},passing,{car},FL,")
    return "\n".join(rows) + "\n"


def _clock(seconds: float) -> str:
    return f"10:{int(seconds // 60):02d}:{seconds % 60:06.3f}"


def drawn_race(folder: Path, kind: str = "race") -> Score:
    """The race scored."""
    (folder / "sunday.csv").write_text(text(), encoding="utf-8")
    (folder / "entries.csv").write_text(ENTRIES, encoding="utf-8")
    return score(folder / "sunday.csv", kind=kind, entries=folder / "entries.csv")
