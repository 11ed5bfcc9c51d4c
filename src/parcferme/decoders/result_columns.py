"""The columns of a bare result list by the names people give them, and the words of its cells (English, French)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from parcferme.classification import Status

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "season": ("season", "year", "saison", "annee"),
    "round": ("round", "round number", "rd", "manche"),
    "event": ("race", "event", "race name", "event name", "round name", "grand prix", "meeting", "epreuve", "course"),
    "session": ("session", "session name", "seance"),
    "kind": ("kind", "session kind", "session type", "type"),
    "position": ("position", "pos", "place", "rank", "p", "pl", "finish", "finishing position", "overall position",
                 "overall", "rang", "classement"),
    "class_position": ("class position", "class pos", "pos in class", "position in class", "place in class", "cls pos",
                       "pic", "class place", "position classe", "classement classe"),
    "group_position": ("group position", "group pos", "position in group", "position groupe"),
    "car": ("number", "no", "nr", "num", "#", "car", "car no", "car number", "start number", "numero", "n°",
            "car #"),
    "drivers": ("driver", "drivers", "rider", "riders", "name", "driver name", "pilot", "pilote", "pilotes", "crew",
                "equipage", "conducteur"),
    "first_name": ("first name", "first", "firstname", "given name", "prenom"),
    "last_name": ("last name", "last", "lastname", "surname", "family name", "secondname", "nom"),
    "class": ("class", "car class", "cat", "category", "class type", "classe", "categorie"),
    "group": ("group", "subclass", "sub class", "division", "cup", "groupe"),
    "team": ("team", "competitor", "entrant", "equipe", "concurrent", "ecurie"),
    "manufacturer": ("manufacturer", "make", "brand", "constructor", "marque", "constructeur"),
    "engine": ("engine", "engine make", "moteur"),
    "laps": ("laps", "laps completed", "tours", "nombre de tours"),
    "time": ("time", "total time", "total tm", "race time", "elapsed", "temps", "temps total"),
    "gap": ("gap", "gap first", "gap to leader", "diff", "difference", "ecart"),
    "best_lap": ("best lap", "best tm", "best lap time", "best time", "fl time", "fastest lap time", "best",
                 "meilleur temps"),
    "second_best_lap": ("second best lap", "second best", "2nd best", "2nd best lap", "deuxieme meilleur tour"),
    "grid": ("grid", "grid position", "start", "start position", "starting position", "qualified", "grille"),
    "fastest_lap": ("fastest lap", "fastest", "fl", "meilleur tour"),
    "pole": ("pole", "pole position"),
    "qualified": ("qualifying position", "qualifying place", "place in qualifying", "quali pos",
                  "place qualifications"),
    "laps_led": ("laps led", "led", "tours en tete"),
    "laps_led_class": ("laps led in class", "class laps led", "tours en tete de classe"),
    "incidents": ("incidents", "inc", "incident points"),
    "shared": ("shared car", "shared", "shared drive", "voiture partagee"),
    "status": ("status", "state", "result", "statut", "etat"),
    "guest": ("guest", "wildcard", "wild card", "invite"),
    "nominated": ("nominated", "points car", "designe", "nomme"),
    "reason": ("reason retired", "reason", "reason out", "retired", "retirement", "cause", "abandon", "motif"),
    "disqualified_for": ("disqualified for", "kind of disqualification", "disqualifie pour"),
    "not_scoring": ("not scoring", "drivers not scoring", "ne marque pas"),
    "certainty": ("certainty", "certitude"),
}  # fmt: skip
NEVER_READ: Final = frozenset(
    "points|pts|total points|race points|time penalty|penalty time|nation|nationality|country|vehicle|car model|model"
    "|chassis|tyres|gap previous|interval|transponder|in lap|car id|kph|speed|fl lapnum|fl kph|lap|note|notes|remark"
    "|source".split("|")
)
"""Known and left aside: points follow from places and a rulebook, never from a list that prints them."""

SEAT: Final = re.compile(r"(?:driver|pilote) ?(\d)(?: (firstname|first name|secondname|last name|\w+))?\Z")
FIRST, LAST = ("firstname", "first name"), ("secondname", "last name")

WORDS: Final[Mapping[str, Status]] = {
    word: status
    for status, words in {
        Status.CLASSIFIED: "classified finished running normal fin cl classe",
        Status.NOT_CLASSIFIED: "dnf nc ret retired rtd ab abandon not-classified non-classe unclassified nq out",
        Status.NOT_STARTED: "dns dnq dnpq wd dnp withdrawn not-started np forfait non-partant did-not-start"
        " did-not-qualify",
        Status.DISQUALIFIED: "dsq dq disq ex exc excluded disqualified disqualifie exclu",
    }.items()
    for word in words.split()
}
"""What stands instead of a place, evened out: case, accents, blanks and dots aside."""

YES: Final = frozenset("yes y oui o true 1 x * ✓ fl pole".split())
NO: Final = frozenset(["", "no", "n", "non", "false", "0", "-", "–"])
CERTAINTIES: Final = ("stated", "inferred", "reconstructed")


def evened(text: str) -> str:
    """A name without accents, case, dots and underscores: `Class_Pos.` is `class pos`."""
    plain = unicodedata.normalize("NFKD", text.replace("°", "\0"))
    plain = "".join(char for char in plain if not unicodedata.combining(char)).replace("\0", "°")
    return re.sub(r"[\s._-]+", " ", plain.casefold()).strip()


def status_of(word: str) -> Status | None:
    """What a word instead of a place says; None for a word nobody knows."""
    return WORDS.get(evened(word).replace(" ", "-")) or WORDS.get(evened(word).replace(" ", ""))
