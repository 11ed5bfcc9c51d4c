"""Any one file checked: a rulebook, decisions, an entry list, a timing file or a log, with what is odd in it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from parcferme import rulebooks
from parcferme.championship import Match, SessionUse, asked_of_idle_keys, asked_of_names, session_uses
from parcferme.decoders import CORRECTIONS, columns_read, text_of
from parcferme.entries import entry_columns_read
from parcferme.findings import BadEntries, BadLog, BadRulebook, Finding, Where, error, warning
from parcferme.names import nearest, same
from parcferme.season.bare import met_of
from parcferme.season.championship import Season, is_championship, load_championship
from parcferme.season.crosscheck import (
    asked_of_cancelled,
    asked_of_drivers,
    asked_of_entries,
    asked_of_lengths,
    asked_of_names_beside,
    asked_of_results,
    asked_of_rounds_ruled,
    asked_of_ruled_drivers,
    asked_of_rules,
    asked_of_rulings,
    asked_of_sessions,
    asked_of_starts,
)
from parcferme.season.decisions import TABLE, load_decisions
from parcferme.season.feeds import clock_unknown
from parcferme.season.files import (
    file_of_corrections,
    is_store,
    load_entries,
    load_rulebook,
    sessions,
    toml_text,
)
from parcferme.season.folder import (
    CHAMPIONSHIP,
    ROUND_FILE,
    FolderText,
    RoundFile,
    read_folder_toml,
    rulebook_beside,
)
from parcferme.season.meetings import GRID_RULINGS, beside
from parcferme.season.quoted import QUOTES, asked_of_quotes
from parcferme.season.results import holds_results, load_results, only_season, seasons_of
from parcferme.season.rule_lines import located_in, rule_located
from parcferme.season.scoring import decoders_unread, score


@dataclasses.dataclass(frozen=True)
class Checked:
    """One file looked at: what it is (`rulebook`, `decisions`, `entries`, `championship`, `round`, `results` or the
    format of a timing file), the session of a log database, and what was found. Of a championship or a result list
    under a rulebook too: what each name in the rulebook means (`names`) and what sessions are taken for (`uses`).
    Of a list: the columns with another name than the page gives them, and what each was read as.
    """

    file: str
    what: str
    findings: tuple[Finding, ...]
    session: str | None = None
    names: tuple[Match, ...] = ()
    uses: tuple[SessionUse, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()


def check(path: str | Path, **options: Any) -> tuple[Checked, ...]:
    """What is odd in a rulebook (file or shipped), decisions, an entry list, or a timing file or log, which is scored
    with the options of `score`. A log database is checked session by session.

    A championship folder is checked with every file in it. Raises `ParcFermeError` for a file that is none of these.
    """
    path = Path(path)
    if is_championship(path):
        return check_folder(load_championship(path))
    if str(path) in rulebooks.shipped() or path.suffix.lower() == ".toml":
        return (_check_toml(path),)
    if not is_store(path):
        return (_check_table(path, options),)
    session = options.pop("session", None)
    names = [session] if session else sessions(path)
    scored = [(name, score(path, session=name, **options)) for name in names]
    return tuple(Checked(path.name, "store", one.findings, name) for name, one in scored)


def season_findings(season: Season) -> tuple[Finding, ...]:
    """Everything odd in a season: in its files as read, in the results, and where they do not fit together."""
    found = list(season.read_findings)
    for one in season.rounds:
        found += clock_unknown(one.file, one.text)
        for session in one.sessions:
            found += season.outcome(session).findings
    held = len([one for one in season.rounds if not one.file.cancelled])
    beside = rulebook_beside(season.folder, season.championship.rulebook)
    found += asked_of_rules(season.rulebook, held, season.text, beside)
    found += asked_of_results(season)
    found += asked_of_cancelled(season)
    found += asked_of_rounds_ruled(season)
    found += asked_of_drivers(season)
    found += asked_of_rulings(season)
    found += asked_of_ruled_drivers(season)
    found += asked_of_starts(season)
    found += asked_of_sessions(season)
    found += asked_of_names_beside(season)
    found += asked_of_quotes(season)
    scored = [season.score(session) for one in season.rounds for session in one.sessions]
    unread = decoders_unread(season.rulebook, [one.decoded.log for one in scored if one is not None])
    found += (rule_located(one, season.text, beside) for one in unread)
    found += season.timetable.findings
    found += asked_of_entries(season)
    found += season.people.findings
    found += _unused_names(season)
    crews = {car.number: frozenset(driver.name for driver in car.drivers) for car in season.entries.cars}
    files = {(one.code, str(one.values)) for one in found if one.code.startswith("numbers-")}
    found += (
        one
        for one in asked_of_names(season.results, crews, season.shown)
        if (one.code, str(one.values)) not in files  # a timing file has told of its numbers
    )
    if season.rulebook.standings and season.results:
        found += asked_of_lengths(season)
        found += _told_by_tables(season, found)
    return tuple(found)


def _unused_names(season: Season) -> Iterator[Finding]:
    """Names of championship.toml that no result calls anybody."""
    names, used = season.championship.names, season.names_called
    lines = [line for result in season.results for line in result.lines]
    people = {
        text
        for line in lines
        for text in (*line.drivers, line.team, line.manufacturer, line.class_, line.group)
        if text
    }
    known = set(map(same, people))
    for name, shown in names.items():
        if name not in used and lines and same(shown) not in known:  # else other texts may call them so
            near = nearest(name, sorted(people))
            yield warning("name-unused", season.text.where(f"names.{name}"), name=name, nearest=near)


def _without_those_told(season: Season, one: Finding, before: Iterable[Finding]) -> Finding | None:
    """That rounds have no result, without those of which a file has been told why; None where none is left."""
    folders = {each.folder.name: each.number for each in season.rounds if each.folder is not None}
    known: set[int] = set()
    for told in before:
        if told.code == "round-missing":
            known |= set(told.values["number"])
        elif told.code == "session-without-result":
            known.add(told.values["round"])
        elif told.code == "session-unusable":
            known.add(folders.get((told.where.file or "").partition("/")[0], 0))
    rounds = [number for number in one.values["rounds"] if number not in known]
    return msgspec.structs.replace(one, values={**one.values, "rounds": rounds}) if rounds else None


def _told_by_tables(season: Season, before: Sequence[Finding]) -> Iterator[Finding]:
    """What the tables could not take into account and no file has been told for."""
    beside = rulebook_beside(season.folder, season.championship.rulebook)
    told = {(one.code, one.values.get("table")) for one in before}
    for one in season.table.findings:
        if one.code == "rounds-without-result":
            left = _without_those_told(season, one, before)
            if left is not None:
                yield left
            continue
        if (one.code, one.values.get("table")) not in told or "key" in one.values:
            yield rule_located(_ruling_located(season, one, beside), season.text, beside)


def _ruling_located(season: Season, finding: Finding, beside: FolderText | None) -> Finding:
    """A finding about an adjustment with file and line: of the one its key names, else of the first that says so."""
    numbered = re.match(r"adjustment\[(\d+)\]", str(finding.values.get("key")))
    if numbered is not None:
        place, rest = int(numbered[1]), str(finding.values["key"])[numbered.end() :]
        ruled = [(season.text, season.championship.adjustment)]
        for text, listed in [*ruled, *((one.text, one.file.adjustment) for one in season.rounds)]:
            if place < len(listed):
                told = {**finding.values, "key": f"adjustment[{place}]{rest}"}
                return msgspec.structs.replace(finding, where=text.where(told["key"]), values=told)
            place -= len(listed)
    of_kind = {"order-not-asked": "order", "cut-short-not-asked": "cut-short"}.get(finding.code)
    is_ruling = of_kind or finding.code.startswith(("adjustment-", "ruling-"))
    if not is_ruling or finding.where != Where():
        return finding
    said = [(season.text, "adjustment", season.championship.adjustment)]
    said += [(one.text, "adjustment", one.file.adjustment) for one in season.rounds]
    if beside is not None:
        facts = season.rulebook.season
        said += [(beside, f"season.{year}.adjustment", of.adjustment) for year, of in facts.items()]
    kind, name = finding.values.get("kind", of_kind), finding.values.get("name")
    told_cars = set(finding.values.get("cars", ()))
    for text, key, listed in said:
        for at, one in enumerate(listed):
            of_cars = not told_cars or bool(told_cars & set(one.cars))
            if (
                kind in (None, one.kind.value)
                and of_cars
                and (name is None or name in (*one.names, *one.cars))
            ):
                return msgspec.structs.replace(finding, where=text.where(f"{key}[{at}]"))
    return finding


def check_folder(season: Season) -> tuple[Checked, ...]:
    """Every file of a championship folder, each with what was found in it; what no file shows stands with
    championship.toml.
    """
    said = season.championship
    files = {CHAMPIONSHIP: "championship"}
    if said.rulebook and (season.folder / said.rulebook).is_file():
        files[said.rulebook] = "rulebook"
    if season.entries.file:
        files[season.entries.file] = "entries"
    if said.results:
        files[said.results] = "results"
    for one in season.rounds:
        if one.folder is not None:
            files[one.text.file] = "round"
            for session in one.sessions:
                if session.file is not None:
                    scored = season.score(session)
                    files[f"{one.folder.name}/{session.file.name}"] = (
                        scored.decoded.format if scored else "results"
                    )
                for path in (session.decisions, beside(one.folder, session.name, GRID_RULINGS)):
                    if path is not None:
                        files[f"{one.folder.name}/{path.name}"] = "decisions"
    found: dict[str, list[Finding]] = {file: [] for file in files}
    for finding in season_findings(season):
        file = finding.where.file or CHAMPIONSHIP
        if file not in found:
            files[file] = "decisions" if file.endswith((".decisions.toml", ".grid.toml")) else "round"
            if file.endswith(f"/{QUOTES}"):
                files[file] = "quotes"
            if file.endswith(CORRECTIONS):
                files[file] = "corrections"
            if file.removeprefix("rulebooks/") != file:
                files[file] = "rulebook"
        found.setdefault(file, []).append(finding)
    first, *others = (Checked(file, what, tuple(found[file])) for file, what in files.items())
    if season.results and season.rulebook.standings:
        made = season.table
        uses = session_uses(made.rulebook, made.results)
        first = dataclasses.replace(first, names=made.matches, uses=uses)
    return (first, *others)


def _check_toml(path: Path) -> Checked:
    """A rulebook or a decisions file, told apart by their tables."""
    if str(path) not in rulebooks.shipped():
        text = toml_text(path, BadRulebook)
        if path.name == ROUND_FILE:
            return Checked(path.name, "round", read_folder_toml(RoundFile, text, path.name)[2])
        if any(TABLE.match(line) for line in text.splitlines()):
            return Checked(path.name, "decisions", load_decisions(path)[1])
    try:
        idle = asked_of_idle_keys(load_rulebook(path))
    except BadRulebook as problem:
        return Checked(
            path.name, "rulebook", tuple(_unusable(line, path) for line in str(problem).splitlines())
        )
    return Checked(path.name, "rulebook", located_in(idle, str(path)))


def _unusable(text: str, path: Path) -> Finding:
    """One line of what is wrong with a rulebook as a finding with its line."""
    match = re.match(r"(.*?):(\d+): (.*)\Z", text.removeprefix(f"{path}"))
    if match:
        return error(
            "rulebook-unusable", Where(file=path.name, line=int(match.group(2))), problem=match.group(3)
        )
    return error("rulebook-unusable", Where(file=path.name), problem=text.removeprefix(f"{path}: "))


def _check_list(path: Path, options: Mapping[str, Any]) -> Checked:
    """A result list, with a rulebook that is named what its rules make of it."""
    results, found = load_results(path)
    rulebook = options.get("rulebook")
    columns = columns_read(text_of(path.read_bytes()))
    if rulebook is None:
        return Checked(path.name, "results", found, columns=columns)
    year = only_season(path)
    met = met_of(results, load_rulebook(rulebook, year), str(rulebook), year)
    uses = session_uses(met.rulebook, met.results)
    return Checked(
        path.name, "results", (*found, *met.findings), names=tuple(met.matches), uses=uses, columns=columns
    )


def _check_table(path: Path, options: dict[str, Any]) -> Checked:
    """A timing file, the corrections beside one, else an entry list."""
    if path.name.endswith(CORRECTIONS) and (of := file_of_corrections(path)) is not None:
        found = score(of, **options).findings
        return Checked(path.name, "corrections", tuple(one for one in found if one.where.file == path.name))
    try:
        scored = score(path, **options)
    except BadLog as not_timing:
        if holds_results(path):
            if len(seasons_of(path)) > 1:
                raise
            return _check_list(path, options)
        try:
            found = load_entries(path)[1]
            columns = entry_columns_read(text_of(path.read_bytes()), path.name)
            return Checked(path.name, "entries", found, columns=columns)
        except BadEntries:
            raise not_timing from None
    listed = scored.decoded.format == "result-list"
    columns = columns_read(text_of(path.read_bytes())) if listed else ()
    return Checked(path.name, scored.decoded.format, scored.findings, columns=columns)
