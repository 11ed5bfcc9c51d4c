"""Who is entered: car numbers (always text), classes, teams, crews and transponders; and the entry list as a table.

An entry list has one line per driver and car. Lines with one number are one crew; what is said once about the car
holds for it. Columns go by the names people give them, in English or French.
"""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from parcferme.findings import BadEntries, Finding, Where, error, info, warning


class Driver(msgspec.Struct, frozen=True, omit_defaults=True):
    """One member of a crew. `id` is what a passing's `driver` holds where a source numbers its drivers; `rounds` are
    the rounds the driver takes part in, empty where the list does not say (then all).
    """

    name: str
    id: str | None = None
    nation: str | None = None
    category: str | None = None
    rounds: tuple[int, ...] = ()


class Entry(msgspec.Struct, frozen=True, omit_defaults=True, rename={"class_": "class"}):
    """One car of the entry list."""

    number: str
    class_: str | None = None
    team: str | None = None
    drivers: tuple[Driver, ...] = ()
    vehicle: str | None = None
    manufacturer: str | None = None
    group: str | None = None
    nation: str | None = None
    transponders: tuple[str, ...] = ()


class Entries(msgspec.Struct, frozen=True):
    """The entry list of one session, in the order of its source."""

    cars: tuple[Entry, ...] = ()

    @classmethod
    def of(cls, cars: Iterable[Entry]) -> Entries:
        """An entry list of these cars."""
        return cls(tuple(cars))

    def by_number(self) -> Mapping[str, Entry]:
        """Entries by car number; of two with one number the first."""
        found: dict[str, Entry] = {}
        for entry in self.cars:
            found.setdefault(entry.number, entry)
        return found

    def of_round(self, number: int) -> Entries:
        """The entries of one round: drivers who do not take part are left out, and cars that lose all of theirs."""
        cars = []
        for entry in self.cars:
            crew = tuple(driver for driver in entry.drivers if not driver.rounds or number in driver.rounds)
            if crew or not entry.drivers:
                cars.append(msgspec.structs.replace(entry, drivers=crew))
        return Entries(tuple(cars))


# The names a column may have, after blanks, dots and case are evened out.
_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "number": (
        "number",
        "no",
        "nr",
        "num",
        "#",
        "car",
        "car no",
        "car number",
        "start number",
        "numero",
        "n°",
    ),
    "class": ("class", "cat", "car class", "classe"),
    "team": ("team", "competitor", "entrant", "equipe", "concurrent"),
    "driver": ("driver", "name", "driver name", "full name", "pilot", "pilote", "drivers"),
    "first_name": ("first name", "firstname", "given name", "prenom"),
    "last_name": ("last name", "lastname", "surname", "family name", "secondname", "nom"),
    "nation": (
        "nation",
        "nationality",
        "nat",
        "country",
        "driver nation",
        "driver nationality",
        "nationalite",
    ),
    "team_nation": ("team nation", "team nationality", "team country", "competitor nation", "car nation"),
    "driver_category": ("driver category", "category", "licence", "license", "rating", "grade", "categorie"),
    "id": ("id", "driver id", "driver number"),
    "rounds": ("rounds", "round", "manches"),
    "transponder": ("transponder", "transponders", "tx", "transpondeur"),
    "vehicle": ("vehicle", "car model", "model", "chassis", "vehicule", "voiture"),
    "manufacturer": ("manufacturer", "make", "brand", "constructor", "marque"),
    "group": ("group", "division", "cup", "groupe"),
}
_SEAT: Final = re.compile(r"(?:driver|pilote) ?(\d)\Z")
_ROUND: Final = re.compile(r"(\d{1,3})(?:\s*-\s*(\d{1,3}))?\Z")
_ONCE: Final = ("class", "team", "vehicle", "manufacturer", "group", "team_nation")


def parse_entries(text: str, name: str) -> tuple[Entries, tuple[Finding, ...]]:
    """The entry list in a table (`,`, `;` or tab), cars in the order of the table, and what was odd about it.

    Raises `BadEntries` where there is no column for the car's number; the text quotes what is there.
    """
    findings: list[Finding] = []
    rows = list(_rows(text, name))
    if not rows:
        raise BadEntries(f"{name}: not an entry list: it is empty")
    columns = _header(rows[0], name, findings)
    cars: dict[str, dict[str, str]] = {}
    crews: dict[str, list[Driver]] = {}
    transponders: dict[str, list[str]] = {}
    for line, cells in rows[1:]:
        known = {
            what: cells[at].strip() for what, at in columns.items() if at < len(cells) and cells[at].strip()
        }
        number = known.get("number", "").removeprefix("#").strip()
        if not number:
            findings.append(
                error("number-blank", Where(file=name, line=line, column=rows[0][1][columns["number"]]))
            )
            continue
        where = Where(file=name, line=line, car=number)
        _merge(cars.setdefault(number, {}), known, where, findings)
        crew = crews.setdefault(number, [])
        for driver in _drivers(known, where, findings):
            _join(crew, driver, where, findings)
        _carry(transponders, number, known.get("transponder", ""), where, findings)
    _tell_alike(list(cars), name, findings)
    entries = Entries.of(
        _entry(number, car, crews[number], transponders.get(number, [])) for number, car in cars.items()
    )
    return entries, tuple(findings)


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """The lines that hold anything, with their numbers."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    head = next((line for line in lines if line.strip()), "")
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=max(";,\t", key=head.count))
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as odd:
        raise BadEntries(f"{name}, line {line}: not an entry list from here on: {odd}") from None


def _plain(name: str) -> str:
    """A column name without accents of ours, dots, underscores and case."""
    evened = re.sub(r"[\s._-]+", " ", name.strip().lower().translate(str.maketrans("éèêç", "eeec")))
    return evened.strip()


def _header(row: tuple[int, list[str]], name: str, findings: list[Finding]) -> dict[str, int]:
    """Which column holds what; columns nobody knows, or that say the same twice, are told."""
    line, header = row
    what_of = {known: what for what, names in _COLUMNS.items() for known in names}
    columns: dict[str, int] = {}
    for at, text in enumerate(header):
        seat = _SEAT.match(_plain(text))
        what = f"driver {seat[1]}" if seat else what_of.get(_plain(text))
        if what is not None and what not in columns:
            columns[what] = at
        elif text.strip():
            nearest = difflib.get_close_matches(_plain(text), what_of, n=1)
            where = Where(file=name, line=line, column=text.strip())
            findings.append(
                warning("column-unknown", where, nearest=nearest[0] if nearest and what is None else None)
            )
    if "category" in map(_plain, header) and "class" not in columns:  # a lone category is the car's class
        columns["class"] = columns.pop("driver_category")
    if "number" not in columns:
        seen = ", ".join(text.strip() for text in header)
        raise BadEntries(
            f"{name}, line {line}: no column for the car's number (expected 'number'); it has {seen}"
        )
    return columns


def _merge(car: dict[str, str], known: Mapping[str, str], where: Where, findings: list[Finding]) -> None:
    """What a line says about the car; what contradicts an earlier line is told, and the earlier stands."""
    for what in _ONCE:
        value = known.get(what)
        if value and car.setdefault(what, value) != value:
            at = msgspec.structs.replace(where, column=what)
            tell = error if what == "class" else warning
            findings.append(tell("entry-differs", at, kept=car[what], value=value))


def _drivers(known: Mapping[str, str], where: Where, findings: list[Finding]) -> Iterator[Driver]:
    """The driver, or the drivers, of one line."""
    rounds = _rounds(known.get("rounds", ""), where, findings)
    parts = (known.get("first_name"), known.get("last_name"))
    listed = [known.get("driver") or " ".join(part for part in parts if part)]
    listed += [known[what] for what in sorted(known) if what.startswith("driver ")]
    for name in listed:
        if name:
            yield Driver(name, known.get("id"), known.get("nation"), known.get("driver_category"), rounds)


def _rounds(text: str, where: Where, findings: list[Finding]) -> tuple[int, ...]:
    """`1-3 5` are rounds 1, 2, 3 and 5; blank and `all` are all of them."""
    rounds: list[int] = []
    for part in re.split(r"[\s,;/+]+", re.sub(r"\s*-\s*", "-", text.strip())):
        match = _ROUND.match(part)
        if match:
            rounds += range(int(match[1]), int(match[2] or match[1]) + 1)
        elif part and part.lower() not in ("all", "tous", "toutes"):
            at = msgspec.structs.replace(where, column="rounds")
            findings.append(error("rounds-unreadable", at, value=part, expected="1-3 5"))
    return tuple(dict.fromkeys(rounds))


def _join(crew: list[Driver], driver: Driver, where: Where, findings: list[Finding]) -> None:
    """Put a driver into the crew; one who is there already takes part in the rounds of both lines."""
    for seat, other in enumerate(crew):
        if other.name == driver.name:
            if other == driver:
                findings.append(info("driver-twice", where, driver=driver.name))
            rounds = (*other.rounds, *driver.rounds) if other.rounds and driver.rounds else ()
            crew[seat] = msgspec.structs.replace(other, rounds=tuple(dict.fromkeys(rounds)))
            return
    crew.append(driver)


def _carry(
    carried: dict[str, list[str]], number: str, text: str, where: Where, findings: list[Finding]
) -> None:
    """The transponders a line puts on its car; one that is on another car already is told."""
    for transponder in re.split(r"[\s,;/+]+", text):
        if not transponder or transponder in carried.setdefault(number, []):
            continue
        other = next((car for car, has in carried.items() if transponder in has), None)
        if other is not None:
            at = msgspec.structs.replace(where, column="transponder")
            findings.append(warning("transponder-shared", at, transponder=transponder, other=other))
        carried[number].append(transponder)


def _tell_alike(numbers: list[str], name: str, findings: list[Finding]) -> None:
    alike: dict[str, list[str]] = {}
    for number in sorted(numbers):
        alike.setdefault(number.lstrip("0"), []).append(number)
    findings += [
        info("numbers-alike", Where(file=name), cars=cars) for cars in alike.values() if len(cars) > 1
    ]


def _entry(number: str, car: Mapping[str, str], crew: list[Driver], transponders: list[str]) -> Entry:
    return Entry(
        number=number,
        class_=car.get("class"),
        team=car.get("team"),
        drivers=tuple(crew),
        vehicle=car.get("vehicle"),
        manufacturer=car.get("manufacturer"),
        group=car.get("group"),
        nation=car.get("team_nation"),
        transponders=tuple(transponders),
    )
