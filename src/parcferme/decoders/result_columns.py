"""The columns of a bare result list, and the words of its cells in five languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from parcferme.classification import Status
from parcferme.names import evened, words_of

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    **{
        what: words_of(what)
        for what in (
            "season", "round", "event", "session", "kind", "position", "class_position", "group_position",
            "first_name", "last_name", "group", "team", "manufacturer", "engine", "laps", "time", "gap", "best_lap",
            "second_best_lap", "grid", "fastest_lap", "pole", "qualified", "laps_led", "laps_led_class", "incidents",
            "shared", "status", "guest", "nominated", "reason", "disqualified_for", "not_scoring", "certainty",
            "penalty",
        )
    },
    "car": words_of("number"),
    "drivers": words_of("driver"),
    "class": words_of("class", "category"),
}  # fmt: skip
"""The columns a list of results or a starting grid may have; the words stand in `parcferme.names.columns`."""
NEVER_READ: Final = frozenset(
    (
        *words_of("points", "nation", "vehicle", "interval", "transponder", "speed", "note", "source"),
        *"tyres|in lap|car id|fl lapnum|lap".split("|"),
    )
)
"""Known and left aside: points follow from places and a rulebook, never from a list that prints them."""

SEAT: Final = re.compile(
    r"(?:driver|pilote|fahrer|piloto|pilota) ?(\d)"
    r"(?: (firstname|first name|secondname|last name|nombre de pila|\w+))?\Z"
)
FIRST, LAST = words_of("first_name"), words_of("last_name")

WORDS: Final[Mapping[str, Status]] = {
    word: status
    for status, words in {
        Status.CLASSIFIED: "classified finished running normal fin cl classe gewertet clasificado classificato",
        Status.NOT_CLASSIFIED: "dnf nc ret retired rtd ab abandon not-classified non-classe unclassified nq out"
        " ausgefallen ausfall aufgegeben nicht-gewertet retirado abandono no-clasificado ritirato rit non-classificato",
        Status.NOT_STARTED: "dns dnq dnpq wd dnp withdrawn not-started np forfait non-partant did-not-start"
        " did-not-qualify nicht-gestartet nicht-qualifiziert no-salio no-presentado non-partito",
        Status.DISQUALIFIED: "dsq dq disq ex exc excluded disqualified disqualifie exclu disqualifiziert ausgeschlossen"
        " wertungsausschluss descalificado excluido squalificato escluso",
    }.items()
    for word in words.split()
}
"""What stands instead of a place, evened out: case, accents, blanks and dots aside."""

YES: Final = frozenset("yes y oui o ja j si sí sì true 1 x * ✓ fl pole".split())
NO: Final = frozenset(["", "no", "n", "non", "nein", "false", "0", "-", "–"])
CERTAINTIES: Final = ("stated", "inferred", "reconstructed")


def status_of(word: str) -> Status | None:
    """What a word instead of a place says; None for a word nobody knows."""
    return WORDS.get(evened(word).replace(" ", "-")) or WORDS.get(evened(word).replace(" ", ""))
