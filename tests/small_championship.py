"""A championship small enough to be read: two rounds, three cars; 81 takes pole at Spa, 7 wins there."""

from collections.abc import Callable

from parcferme.season.championship import Season

Folder = Callable[..., Season]
"""What reads the small championship with some of its files changed: the fixture `season`."""

FILES = {
    "championship.toml": """\
name = "club-cup"
title = "Club Cup"
season = 2024
zone = "Europe/Paris"
rulebook = "cup.toml"
classes = ["GT", "Clio"]
""",
    "cup.toml": """\
name = "cup"
title = "Cup"
[[points]]
scale = [10, 6, 4]
[[standings]]
name = "drivers"
unit = "driver"
""",
    "entries.csv": """\
number,class,team,make,driver,rounds
7,GT,First,Ligier,Ann,
81,GT,Second,Norma,Bob,
50,Clio,Third,Clio,Cy,
""",
    "1-spa/round.toml": """\
name = "Spa"
start = 2024-05-04
[[session]]
name = "qualifying-1"
start = 2024-05-04T10:00:00
length = "20 min"
[[session]]
name = "race-1"
start = 2024-05-04T14:00:00
length = "60 min"
""",
    "1-spa/qualifying-1.csv": "pos,car,best lap\n1,81,1:50.0\n2,7,1:51.0\n",
    "1-spa/race-1.csv": "pos,car,time\n1,7,1:00:00.0\n2,81,1:00:01.0\n3,50,1:00:02.0\n",
    "2-monza/round.toml": """\
name = "Monza"
start = 2024-06-01
[[session]]
name = "race-1"
start = 2024-06-01T14:00:00
length = "60 min"
""",
    "2-monza/race-1.csv": "pos,driver\n1,Bob\n2,Ann\n",
}
