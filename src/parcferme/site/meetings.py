"""The pages of one meeting: overview, sessions, cars, entry list, timetable, standings, documents."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from parcferme.documents import (
    Meeting,
    MeetingSession,
    Table,
    circuit_length,
    entries_table,
    is_reconstructed,
    label,
    say,
    standings_sheet,
    tables_of,
)
from parcferme.entries import Entries
from parcferme.papers import Block, Masthead, entry_list, office_words, session_facts, sheet, timetable
from parcferme.papers import standings as round_papers_standings
from parcferme.site.addresses import INDEX, published
from parcferme.site.cars import Car, cars_of, results, session_of_car
from parcferme.site.contents import Shown
from parcferme.site.frame import Frame, day_text, days_text
from parcferme.site.listing import Listed, listed
from parcferme.site.search import found_of, sessions_of
from parcferme.site.sections import (
    Lacking,
    Section,
    by_class,
    first_word,
    numbers,
    sections,
    winners,
)
from parcferme.site.tables import Ways

_PODIUM: Final = 3
File = tuple[str, bytes]


@dataclasses.dataclass(frozen=True, eq=False)
class MeetingPages:
    """One meeting on the site. `home` is its overview: the first page where it is the only one."""

    frame: Frame
    meeting: Meeting
    alone: bool

    @property
    def whole(self) -> bool:
        """Whether its entry list, timetable and standings are published too."""
        return self.frame.site.whole(self.meeting)

    def shown(self, of: Meeting | MeetingSession) -> Shown:
        """What is published of it, or of one of its sessions."""
        return self.frame.site.shown[of.place]

    @cached_property
    def cars(self) -> list[Car]:
        """Every car, explained once for all languages."""
        return cars_of(self.meeting)

    @cached_property
    def car_pages(self) -> dict[str, str]:
        """The page of each car."""
        return {car.number: self._page("car", car.number) for car in self.cars}

    @cached_property
    def session_pages(self) -> dict[str, str]:
        """The page of each session, by its place."""
        return {one.place: self._page(one.name) for one in self.meeting.sessions}

    @cached_property
    def ways(self) -> Ways:
        """The way to each car."""
        classes = {car.number: car.class_ for car in self.cars}
        return Ways(self.frame.colours, self.car_pages, classes)

    @cached_property
    def home(self) -> str:
        """The page of the meeting."""
        return INDEX if self.alone else self._page("overview")

    @cached_property
    def standings_page(self) -> str:
        """The page of the standings after it."""
        return self._page("standings")

    def _page(self, *key: str) -> str:
        return self.frame.addresses.page(str(self.meeting.number), *key)

    def files(self, language: str) -> Iterator[File]:
        """All pages in a language."""
        told = {
            one.place: sections(self.meeting, one, self.shown(one).kinds, language)
            for one in self.meeting.sessions
        }
        yield self._overview(language, told)
        for session in self.meeting.sessions:
            yield self._session(session, language, *told[session.place])
        yield from self._cars(language, {place: parts for place, (parts, _) in told.items()})
        if self.whole:
            yield self._entries(language)
            yield self._timetable(language)
            yield self._standings(language)
        yield self._documents(language)

    def found(self, language: str) -> list[list[str]]:
        """What the search finds of it."""
        where = "" if self.alone else self.meeting.event
        cars = found_of(self.cars, self.car_pages, self.frame.colours, where)
        return [*cars, *sessions_of(self.meeting, self.titles(language), self.session_pages, where)]

    def titles(self, language: str) -> dict[str, str]:
        """What each session is called, by its place."""
        return {
            one.place: self.shown(one).titled(language, self.frame.site.languages)
            for one in self.meeting.sessions
        }

    def _file(self, template: str, language: str, name: str, title: str, **values: Any) -> File:
        """A page of this meeting."""
        values.setdefault("reconstructed", self.meeting.series.reconstruction)
        about: dict[str, Any] = {
            "meeting": self.meeting,
            "circuit": self.shown(self.meeting).masthead.circuit,
            "home": self.home,
            "round_name": label_of_round(self.meeting, language),
            "days": days_text(self.meeting.first, self.meeting.last, language),
            "titles": self.titles(language),
            "session_pages": self.session_pages,
        }
        return self.frame.file(
            template, language, name, title, nav=self._nav(language), ways=self.ways, **about, **values
        )

    def _nav(self, language: str) -> list[tuple[str, str]]:
        titles = self.titles(language)
        ways = [] if self.alone else [(INDEX, say("site", "season", language))]
        ways.append((self.home, say("site", "overview", language)))
        ways += [(self.session_pages[one.place], titles[one.place]) for one in self.meeting.sessions]
        if self.whole:
            for name in ("standings", "entry-list", "timetable"):
                ways.append((self._page(name), say("bulletin", name, language)))
        return [*ways, (self._page("documents"), say("site", "documents", language))]

    # --- overview

    def _overview(self, language: str, told: Mapping[str, tuple[list[Section], list[Lacking]]]) -> File:
        cards = []
        for session in self.meeting.sessions:
            cards.append(
                {
                    "place": session.place,
                    "state": self.shown(session).state(language) if session.scored is not None else None,
                    "when": _when(session, language),
                    "word": first_word(session, language),
                    "winners": winners(session.scored, self.frame.site.every_class)
                    if session.scored is not None
                    else [],
                    "grid": any(part.name == "grid" for part in told[session.place][0]),
                    "reconstructed": session.reconstructed,
                }
            )
        lacking = [(one, told[one.place][1]) for one in self.meeting.sessions if told[one.place][1]]
        return self._file(
            "overview.html", language, self.home, self.meeting.event,
            cards=cards, leaders=self.leaders(language), lacking=lacking,
            unsaid=list(self._unsaid(language)), documents=self._listed(self.meeting, language),
            standings_page=self.standings_page, documents_page=self._page("documents"),
            reconstructed=self._any_reconstructed, officials=_officials(self.meeting, language),
            length=_length(self.meeting, language),
        )  # fmt: skip

    @property
    def _any_reconstructed(self) -> bool:
        return self.meeting.series.reconstruction or any(one.reconstructed for one in self.meeting.sessions)

    def leaders(self, language: str) -> list[Block]:
        """The first of each table."""
        if self.meeting.standings is None:
            return []
        found = []
        for one in self.meeting.standings.tables:
            whole = standings_sheet(one, language)
            shown = [name for name in whole.columns if name in ("position", "number", "driver", "points")]
            out = [name for name in whole.columns if name not in shown]
            first = Table(
                whole.title, whole.columns, whole.headings, whole.rows[:_PODIUM], whole.classes[:_PODIUM]
            )
            if first.rows:
                found.append(sheet(lambda _, first=first: first, (language,), leave_out=out))  # type: ignore[misc]
        return found

    def _unsaid(self, language: str) -> Iterator[str]:
        """What the folder does not say."""
        for key, known in (
            ("no-officials", self.meeting.in_charge),
            ("no-circuit", self.meeting.circuit or self.meeting.country),
        ):
            if not known:
                yield say("site", key, language)

    # --- a session

    def _session(
        self, session: MeetingSession, language: str, parts: list[Section], lacking: list[Lacking]
    ) -> File:
        title = self.titles(language)[session.place]
        return self._file(
            "session.html", language, self.session_pages[session.place], f"{title} · {self.meeting.event}",
            session=session, heading=title, state=self.shown(session).state(language), when=_when(session, language),
            facts=_facts(session, self.shown(session).masthead, language),
            changed=self.shown(session).changed.get(language),
            numbers=numbers(session, language), classes=by_class(session, language),
            parts=parts, lacking=lacking, drawings=self._drawings(session, language),
            documents=self._listed(session, language),
            reconstructed=session.reconstructed,
        )  # fmt: skip

    def _drawings(self, of: Meeting | MeetingSession, language: str) -> list[dict[str, Any]]:
        return [
            {"drawing": one, "title": say("chart", one.name, language), "href": published(one.path)}
            for one in self.shown(of).drawings.get(language, ())
        ]

    # --- cars

    def _cars(self, language: str, told: Mapping[str, list[Section]]) -> Iterator[File]:
        lines = results(self.meeting, language, self.titles(language))
        by_place = {one.place: one for one in self.meeting.sessions}
        for car in self.cars:
            pages = [
                (by_place[place], session_of_car(car, by_place[place], language, told[place]))
                for place in car.rows
            ]
            yield self._file(
                "car.html", language, self.car_pages[car.number],
                " · ".join(part for part in (f"#{car.number}", car.crew or car.team) if part),
                car=car, entered=self._entered(car, language), results=lines.get(car.number), pages=pages,
                points=self._points(car, language),
                reconstructed=self.meeting.series.reconstruction or any(one.reconstructed for one, _ in pages),
            )  # fmt: skip

    def _entered(self, car: Car, language: str) -> list[tuple[str, str]]:
        """What the entry list says of a car besides its number, class and drivers."""
        if car.entry is None:
            return []
        said = entries_table(Entries.of((car.entry,)), language, round=self.meeting.number)
        cells = zip(said.columns, said.headings, said.rows[0], strict=True)
        return [
            (head, text) for name, head, text in cells if text and name not in ("number", "class", "drivers")
        ]

    def _points(self, car: Car, language: str) -> list[tuple[str, str, str]]:
        """Where the car, its crew and team are in the tables: table, name, place with points."""
        found = []
        tables = () if self.meeting.standings is None else self.meeting.standings.tables
        for one in tables:
            mine = {row.name for row in one.rows if row.name == car.number or car.number in row.cars}
            if mine:
                whole = standings_sheet(one, language)
                for row, cells in zip(one.rows, whole.rows, strict=True):
                    said = dict(zip(whole.columns, cells, strict=True))
                    if row.name in mine:
                        text = say(
                            "site",
                            "place-points",
                            language,
                            place=said["position"] or "–",
                            points=said["points"],
                        )
                        found.append((whole.title, row.name, text))
        return found

    # --- lists

    def _entries(self, language: str) -> File:
        return self._list("entry-list", language, entry_list(self.meeting, (language,)))

    def _timetable(self, language: str) -> File:
        blocks = timetable(self.meeting, (language,))
        planned = self.meeting.timetable
        # A table for each round that has a start; sessions nobody has said the start of are sentences between them.
        ways = iter(
            [self._way(session.session) for session in meeting.sessions]
            for meeting in (planned.meetings if planned is not None else ())
            if meeting.sessions
        )
        linked = [
            {**block, "ways": {"session": next(ways)}} if block["kind"] == "table" else block
            for block in blocks
        ]
        return self._list("timetable", language, linked, reconstructed=False)

    def _way(self, session: str) -> str:
        """The page of a session by its name, empty where it has none."""
        return next(
            (self.session_pages[one.place] for one in self.meeting.sessions if one.name == session), ""
        )

    def _standings(self, language: str) -> File:
        standings = self.meeting.standings
        marked = standings is not None and is_reconstructed(self.meeting.series, tables_of(standings))
        blocks = round_papers_standings(self.meeting, (language,))
        return self._list(
            "standings", language, blocks, reconstructed=self.meeting.series.reconstruction or marked
        )

    def _list(self, name: str, language: str, blocks: list[Block], **values: Any) -> File:
        mine = [one for one in self._listed(self.meeting, language) if one.key in (name, "calendar")]
        return self._file(
            "list.html", language, self._page(name), f"{say('bulletin', name, language)} · {self.meeting.event}",
            heading=say("bulletin", name, language), blocks=blocks,
            documents=[one for one in mine if one.key == name or name == "timetable"],
            drawings=self._drawings(self.meeting, language) if name == "standings" else [], **values,
        )  # fmt: skip

    # --- documents

    def _documents(self, language: str) -> File:
        groups = [(label_of_round(self.meeting, language), self._listed(self.meeting, language),
                   self._drawings(self.meeting, language), self.home)]  # fmt: skip
        titles = self.titles(language)
        for one in self.meeting.sessions:
            groups.append(
                (titles[one.place], self._listed(one, language), self._drawings(one, language),
                 self.session_pages[one.place])
            )  # fmt: skip
        return self._file(
            "documents.html", language, self._page("documents"),
            f"{say('site', 'documents', language)} · {self.meeting.event}",
            groups=[group for group in groups if group[1] or group[2]],
            reconstructed=False,
        )  # fmt: skip

    def _listed(self, of: Meeting | MeetingSession, language: str) -> list[Listed]:
        """The published files of a round or session; the press release of a team by the team's name."""
        teams = [car.team for car in self.meeting.entries.cars if car.team]
        return listed(self.shown(of).files, language, teams)


def label_of_round(meeting: Meeting, language: str) -> str:
    """`Round 1 · Spa`."""
    return f"{say('label', 'round-of', language, round=meeting.number)} · {meeting.event}"


def _when(session: MeetingSession, language: str) -> str:
    """Day and time of the start, as far as they are known."""
    if session.start is None:
        return ""
    return f"{day_text(session.start.date(), language)}, {session.start:%H:%M}"


def _facts(session: MeetingSession, head: Masthead, language: str) -> list[tuple[str, str]]:
    """What stands under the title: length, laps, rulebook, as the papers have it; the start where nobody planned it."""
    said = [] if session.scored is None else session_facts(session.scored, (language,))
    known = label("start", language) if session.start is not None else ""
    papers = (("published", head.published), ("protest-until", head.protest_until))
    return [
        *((words[0], text) for words, text in said if words[0] != known),
        *((say("bulletin-word", key, language), text) for key, text in papers if text),
        *([(say("site", "seal", language), head.hash)] if head.hash else []),
    ]


def _officials(meeting: Meeting, language: str) -> list[tuple[str, str]]:
    """Who holds which office."""
    return [(office_words(office, (language,))[0], name) for office, name in meeting.officials]


def _length(meeting: Meeting, language: str) -> str:
    """The length of the circuit."""
    return "" if meeting.length_m is None else circuit_length(meeting.length_m, language)
