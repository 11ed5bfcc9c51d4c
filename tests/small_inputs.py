"""One small session in every format that is read, as text: what the tests over all formats go through."""

from __future__ import annotations

import json

PLAIN = """time,kind,car,loop,value
10:00:00.000,session,,,start: Sunday race
10:00:00.000,flag,,,green
10:00:02.000,passing,7,FL,
10:01:01.000,passing,7,FL,
10:01:02.000,passing,50,FL,
10:01:31.000,passing,7,S1,
10:02:01.500,passing,7,FL,
10:02:02.500,passing,50,FL,
10:02:03.000,passing,50,FL,
10:03:02.000,passing,7,FL,
10:03:03.000,passing,50,FL,
10:03:30.000,flag,,,chequered
10:04:02.000,passing,7,FL,
10:04:03.000,passing,50,FL,
10:05:20.000,passing,7,FL,
10:06:00.000,status,50,,retired: engine
"""
ANALYSIS = (
    "NUMBER;DRIVER_NUMBER;LAP_NUMBER;LAP_TIME;CROSSING_FINISH_LINE_IN_PIT;S1;S2;S3;ELAPSED;HOUR;FLAG_AT_FL\n"
    "7;1;1;1:30.000;;30.000;30.000;30.000;1:30.000;10:01:30.000;GF\n"
    "7;1;2;1:31.000;;30.000;30.000;31.000;3:01.000;10:03:01.000;GF\n"
    "7;1;3;1:30.500;;30.000;30.000;30.500;4:31.500;10:04:31.500;FF\n"
    "81;1;1;1:32.000;;31.000;30.000;31.000;1:32.000;10:01:32.000;GF\n"
    "81;1;2;1:33.000;B;31.000;31.000;31.000;3:05.000;10:03:05.000;GF\n"
    "81;1;3;1:40.000;;38.000;31.000;31.000;4:45.000;10:04:45.000;FF\n"
)
NATSOFT = (
    "Driver Number,Driver Name,Lap Number,Sector 1 Time,Sector 2 Time,Sector 3 Time,Total Lap Time\n"
    "7,Ann Onym,1,0:30.0000,0:30.0000,0:30.0000,1:30.0000\n"
    "7,Ann Onym,2,0:30.0000,0:30.0000,0:31.0000,1:31.0000\n"
    "8,Bob Blank,1,0:31.0000,0:31.0000,0:31.0000,1:33.0000\n"
    "8,Bob Blank,2,0:31.0000,0:31.0000,0:31.0000,1:33.0000\n"
)
LIST = (
    "position,number,driver,class,laps,time,best lap\n"
    "1,12,Ann Onym,GT,10,12:31.204,1:14.001\n"
    "2,7,Bob Blank,GT,10,12:33.900,1:14.300\n"
    "DNF,81,Cleo Seven,Clio,4,,1:22.000\n"
)
CLASSIFICATION = (
    "POSITION;NUMBER;STATUS;LAPS;TOTAL_TIME;GAP_FIRST;FL_LAPNUM;FL_TIME;CLASS\n"
    "1;7;Classified;20;45:41.760;-;10;2:08.511;GT\n"
    "2;81;Classified;20;45:42.760;1.000;11;2:08.600;GT\n"
    ";50;Not classified;3;6:42.760;17 Laps;2;2:09.600;GT\n"
)
LOG = "".join(
    f'{{"kind":"{kind}","v":1,"seq":{seq},"at":"{at}",{rest}}}\n'
    for seq, (kind, at, rest) in enumerate(
        [
            ("session-start", "10:00:00.000", '"session":"race"'),
            ("flag", "10:00:00.000", '"value":"green"'),
            ("passing", "10:01:01.500", '"loop":"FL","car":"81"'),
            ("passing", "10:01:02.500", '"loop":"FL","car":"7"'),
            ("passing", "10:02:01.500", '"loop":"FL","car":"81"'),
            ("passing", "10:02:02.500", '"loop":"FL","car":"7"'),
            ("flag", "10:02:30.000", '"value":"chequered"'),
            ("passing", "10:03:01.500", '"loop":"FL","car":"81"'),
            ("passing", "10:03:02.500", '"loop":"FL","car":"7"'),
            ("passing", "10:04:02.500", '"loop":"FL","car":"7"'),
        ],
        1,
    )
)
INPUTS = {
    "plain": PLAIN,
    "analysis": ANALYSIS,
    "natsoft": NATSOFT,
    "list": LIST,
    "classification": CLASSIFICATION,
    "log": LOG,
}
PAGE = """<HTML><BODY><PRE>
            Small Club Meeting
            SECTOR AND LAP TIMES
            Race 1
 Lap -Sector#1--Sector#2--Sector#3--Lap.Time-
  7 Ann Onym
  1  0:30.0000 0:30.0000 0:30.0000 1:30.0000
  2  0:30.0000 0:30.0000 0:31.0000 1:31.0000
  8 Bob Blank
  1  0:31.0000 0:31.0000 0:31.0000 1:33.0000
  2  0:31.0000 0:31.0000 0:31.0000 1:33.0000
</PRE></BODY></HTML>
"""
DRIVER = {"firstName": "Ann", "lastName": "Onym", "shortName": "ANN"}
BOARD = [
    {
        "car": {
            "carId": 1000 + place,
            "raceNumber": number,
            "carModel": 1,
            "cupCategory": 0,
            "drivers": [DRIVER],
        },
        "timing": {"bestLap": 90_000 + place, "totalTime": 900_000 + place, "lapCount": 10},
        "missingMandatoryPitstop": 0,
    }
    for place, number in enumerate([11, 22, 33])
]
ACC = json.dumps(
    {
        "sessionType": "R",
        "trackName": "monza",
        "sessionResult": {"leaderBoardLines": BOARD},
        "laps": [{"carId": 1000, "laptime": 90_000}, {"carId": 1005, "laptime": 91_000}],
    },
    indent=1,
)
EVERY = INPUTS | {"page": PAGE, "acc": ACC}
