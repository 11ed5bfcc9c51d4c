"""A race small enough to be read: 81 wins, 7 stops and is second, 007 is lapped, 12 retires, 3 never starts."""

from pathlib import Path

RACE = """time,kind,car,loop,value
10:00:00.000,session,,,start: Sunday sprint
10:00:00.000,flag,,,green
10:00:02.000,passing,81,FL,
10:00:02.500,passing,7,FL,
10:00:03.500,passing,12,FL,
10:00:03.000,passing,007,FL,
10:00:25.000,passing,81,S1,
10:00:26.000,passing,7,S1,
10:01:01.250,passing,81,FL,
10:01:02.000,passing,7,FL,
10:01:04.000,passing,12,FL,
10:01:20.000,passing,007,FL,
10:01:30.000,status,12,,retired: electrical
10:01:24.000,passing,81,S1,
10:01:25.000,passing,7,S1,
10:02:00.250,passing,81,FL,
10:01:59.000,passing,7,FL,
10:02:37.000,passing,007,FL,
10:02:23.000,passing,81,S1,
10:02:21.500,passing,7,S1,
10:02:55.000,passing,7,PIT_IN,
10:02:58.500,passing,81,FL,
10:02:58.700,passing,7,FL_PIT,
10:03:15.500,passing,7,PIT_OUT,
10:03:21.000,passing,81,S1,
10:03:50.000,flag,,,chequered
10:03:56.000,passing,81,FL,
10:03:55.500,passing,007,FL,
10:04:11.000,passing,7,FL,
10:05:20.000,passing,81,FL,
1:00,status,3,,not-started
"""
ENTRIES = """number,class,team,driver,vehicle
81,GT,Milo Racing,Ann Onym,Coupé
81,GT,Milo Racing,Bob Blank,
7,GT,Seven Up,Cleo Seven,Coupé
007,Cup,Bond & Sons,James B.,Roadster
12,Cup,Electric Team,Dan Dark,Roadster
3,Cup,Late Racing,Eve Late,Roadster
"""
DECISIONS = """[[decision]]
car = "81"
penalty = "time"
seconds = 20
article = "31.6"
reason = "short cut"
"""


def write_race(folder: Path) -> Path:
    """The race, its entry list and its decisions in a folder; the race's path."""
    (folder / "entries.csv").write_text(ENTRIES, encoding="utf-8")
    (folder / "decisions.toml").write_text(DECISIONS, encoding="utf-8")
    path = folder / "race.csv"
    path.write_text(RACE, encoding="utf-8")
    return path
