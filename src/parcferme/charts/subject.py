"""What a chart of a session is drawn from: its laps, places, neutralisations, colours, and the cars to look at."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import msgspec
import numpy as np
import polars as pl

from parcferme.charts.colours import Colours, colours_of
from parcferme.charts.look import (
    Theme,
    Values,
    beside,
    date_text,
    finished,
    seconds,
    theme_of,
    wrapped,
)
from parcferme.charts.panels import Part
from parcferme.classification import Row, deleted_laps, eligible
from parcferme.documents import LANGUAGES, MeetingSession, Scored, is_reconstruction, label, say, session_name
from parcferme.findings import WrongCall
from parcferme.timing import Timing

# A neutralisation narrower than this (pixels) is shaded and not named.
_NAMED_FROM: Final = 22
_WIDE: Final = 720
# What a subject works out once and no word is in, so that it holds in every language.
_WORDLESS: Final = frozenset(
    ("colours", "scored", "started", "row_of", "laps", "by_car", "classes", "until", "leader_laps")
)


class Picture(msgspec.Struct, frozen=True):
    """A chart: its name, its Vega-Lite specification, and one sentence that says what it shows."""

    name: str
    spec: dict[str, Any]
    alt: str
    language: str = "en"


@dataclasses.dataclass(frozen=True, eq=False)
class Subject:
    """One session, and how it is to be drawn. `cars` are those to look at (empty: the chart chooses); `given` colours
    that hold for the whole season. `languages` are those of a sheet in several: its words stand beside each other
    (Tour / Lap), its sentences below.
    """

    session: MeetingSession
    language: str = "en"
    theme: str = "light"
    cars: tuple[str, ...] = ()
    given: Colours | None = None
    languages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.languages:
            # What is said once, such as numbers on an axis, is said in the first language of the sheet.
            object.__setattr__(self, "language", self.languages[0])

    @cached_property
    def voices(self) -> tuple[Subject, ...]:
        """The same in each of its languages alone; what was worked out once is theirs too."""
        if len(self.languages) < 2:
            return (self,)
        with contextlib.suppress(WrongCall):  # no laps, which every chart says itself
            _ = (self.colours, self.by_car, self.row_of, self.classes, self.until, self.leader_laps)
        return tuple(self._alone(language) for language in self.languages)

    def _alone(self, language: str) -> Subject:
        """The same in one language. What was worked out (laps, colours: no words in them) is handed on; its voices,
        which are in words, are its own.
        """
        one = dataclasses.replace(self, language=language, languages=())
        one.__dict__.update({name: made for name, made in self.__dict__.items() if name in _WORDLESS})
        return one

    @cached_property
    def colours(self) -> Colours:
        """The colours given, else those of the cars of this session."""
        return self.given or colours_of((row.number, row.class_) for row in self.rows)

    @property
    def look(self) -> Theme:
        """The paper and ink."""
        return theme_of(self.theme)

    @cached_property
    def scored(self) -> Scored:
        """The session classified. Raises `WrongCall` for one without a result."""
        return self.session.classified()

    @cached_property
    def started(self) -> tuple[str, ...]:
        """The numbers in order of the grid, where it is known."""
        return self.session.started

    @property
    def timing(self) -> Timing:
        """Everything measured."""
        return self.scored.result.timing

    @property
    def rows(self) -> tuple[Row, ...]:
        """The classification."""
        return self.scored.result.rows

    @cached_property
    def row_of(self) -> dict[str, Row]:
        """The row of each car."""
        return {row.number: row for row in self.rows}

    @cached_property
    def laps(self) -> pl.DataFrame:
        """Every lap, cars and drivers as text. Raises `WrongCall` where there is none."""
        frame = self.timing.laps
        if not len(frame):
            raise WrongCall(
                f"{self._called}: a chart needs laps, and there are none (a bare result list has no laps)"
            )
        clean = eligible(self.timing, self.timing.rules.fastest_lap, deleted_laps(self.timing.decisions))
        steady = ~pl.col("neutralised") & ~pl.col("in_lap") & ~pl.col("out_lap")
        return frame.with_columns(
            pl.col("car").cast(pl.String), pl.col("driver").cast(pl.String), pl.Series("fine", clean)
        ).with_columns(steady=pl.col("fine") & steady)

    @cached_property
    def by_car(self) -> dict[str, pl.DataFrame]:
        """The laps of each car that has any, in order of the classification."""
        groups = {str(key[0]): group for key, group in self.laps.group_by("car", maintain_order=True)}
        return {row.number: groups[row.number] for row in self.rows if row.number in groups}

    @property
    def name(self) -> str:
        """What the session is called."""
        return beside(one._called for one in self.voices)

    @property
    def _called(self) -> str:
        """As its meeting calls it, a file by itself as its log does."""
        if not self.session.event:
            return session_name(self.scored)
        return f"{self.session.event} · {self.session.called(self.language)}"

    @cached_property
    def classes(self) -> dict[str | None, list[str]]:
        """The cars with laps of each class, in order of the classification; the class of the winner first."""
        found: dict[str | None, list[str]] = {}
        for number in self.by_car:
            found.setdefault(self.row_of[number].class_, []).append(number)
        return found

    def chosen(self, number_of_each: int | None = None, *, first: int | None = None) -> list[str]:
        """The cars to look at: those asked for, else the first of each class, else the first of all.

        Raises `WrongCall` for a car that is not in this session or has no laps.
        """
        for number in self.cars:
            if number not in self.row_of:
                raise WrongCall(f"no car {number!r} (cars here: {', '.join(self.row_of)})")
            if number not in self.by_car:
                raise WrongCall(f"{self.name}: car {number} has no laps to draw")
        if self.cars:
            return [number for number in self.by_car if number in self.cars]
        if first is not None:
            return list(self.by_car)[:first]
        every = {number for cars in self.classes.values() for number in cars[:number_of_each]}
        return [number for number in self.by_car if number in every]

    @cached_property
    def until(self) -> float:
        """The last crossing in seconds of the session."""
        most = self.laps["elapsed_us"].max()
        assert isinstance(most, int)
        return seconds(most)

    def neutralised(self, width: float = _WIDE) -> Values:
        """The neutralisations as rectangles over session time; those wide enough with their name."""
        found: Values = []
        for row in self.timing.flags.filter(pl.col("neutralised")).iter_rows(named=True):
            start = max(0.0, seconds(row["from_us"]))
            end = self.until if row["to_us"] is None else min(seconds(row["to_us"]), self.until)
            if end <= start:
                continue
            wide = (end - start) / self.until * width >= _NAMED_FROM
            short = (
                beside(say("chart-flag", row["flag"], one.language) for one in self.voices) if wide else ""
            )
            found.append({"from": start, "to": end, "flag": row["flag"], "name": short})
        return found

    @cached_property
    def leader_laps(self) -> tuple[np.ndarray, np.ndarray]:
        """When each lap was first completed: seconds of the session and laps, both of shape (laps + 1,)."""
        first = self.laps.group_by("lap").agg(pl.col("elapsed_us").min()).sort("lap")
        return np.append(0.0, first["elapsed_us"].to_numpy() / 1e6), np.append(0, first["lap"].to_numpy())

    def _flags_text(self) -> str:
        flags = dict.fromkeys(row["flag"] for row in self.neutralised())
        if not flags:
            return ""
        names = ", ".join(
            f"{say('flag', flag, self.language)} ({say('chart-flag', flag, self.language)})" for flag in flags
        )
        return say("chart-word", "shaded", self.language, flags=names)

    def subtitle(self, *notes: Sequence[str], shaded: bool = False) -> list[str]:
        """The lines under the title: the session and its day; which neutralisations are `shaded`; notes. What is longer
        than the chart is wide goes on in the next line.
        """
        day = ""
        if self.timing.start_known:
            day = beside(date_text(self.timing.start, one.language) for one in self.voices)
        marked = beside(one._marked for one in self.voices)
        first = " · ".join(part for part in (self.name, day, marked) if part)
        flags = [one._flags_text() for one in self.voices] if shaded else []
        return wrapped([first, *flags, *(line for note in notes for line in note)])

    @property
    def _marked(self) -> str:
        """That the session was worked out and not timed, where its name does not say so."""
        marked = label("reconstruction", self.language) if is_reconstruction(self.scored) else ""
        return "" if marked.casefold() in self._called.casefold() else marked

    def ink_of(self, numbers: Sequence[str]) -> dict[str, str]:
        """The colour of each car."""
        return {number: self.colours.of_car(number, self.theme) for number in numbers}

    def text_of(self, numbers: Sequence[str]) -> dict[str, str]:
        """The colour of each car's number."""
        return {number: self.colours.of_text(number, self.theme) for number in numbers}

    def dash_of(self, numbers: Sequence[str]) -> dict[str, list[int]]:
        """The dashes of each car."""
        return {number: list(self.colours.dash(number)) for number in numbers}

    def crew(self, number: str) -> list[str]:
        """The ids of a car's drivers as the laps name them, in order of the entry list, then as they drove."""
        seen = [one for one in self.by_car[number]["driver"].unique(maintain_order=True) if one is not None]
        names = self.timing.drivers(number)
        place = {name: at for at, name in enumerate(names)}
        return sorted(seen, key=lambda one: place.get(self.timing.driver_name(number, one) or "", len(names)))

    def driver(self, number: str, driver: str | None) -> str:
        """A driver's name. Where a file has only numbers for them, `driver 2` in a crew, and nothing for one alone."""
        name = self.timing.driver_name(number, driver) or ""
        if not name.isdecimal():
            return name
        return self.word("driver-number", number=name) if len(self.crew(number)) > 1 else ""

    def class_name(self, class_: str | None) -> str:
        """What a class is called; the cars of none where others have one, or all cars."""
        return class_ or self.word("all-cars" if set(self.classes) == {None} else "no-class")

    def word(self, key: str, /, **values: Any) -> str:
        """A word or a few of charts, in several languages beside each other."""
        return beside(say("chart-word", key, one.language, **values) for one in self.voices)

    def note(self, key: str, /, **values: Any) -> list[str]:
        """A sentence under the title, one for each language."""
        return [say("chart-word", key, one.language, **values) for one in self.voices]

    def titled(self, name: str) -> str:
        """The title of a chart."""
        return beside(say("chart", name, one.language) for one in self.voices)

    def told(self, make: Callable[[Subject], str]) -> str:
        """The sentence that stands for a chart, made for each language alone."""
        return beside(make(one) for one in self.voices)

    def described(self, name: str, /, **values: Any) -> str:
        """The sentence that stands for a chart, in the first language."""
        said = any(label("reconstruction", one).casefold() in self._called.casefold() for one in LANGUAGES)
        called = f"{self._called} ({self._marked.lower()})" if self._marked and not said else self._called
        return say("chart-alt", name, self.language, session=called, **values)

    def picture(
        self,
        name: str,
        chart: Part,
        data: Mapping[str, Values],
        said: str,
        *notes: Sequence[str],
        shaded: bool = False,
    ) -> Picture:
        """The chart with its data, title and notes; `said` stands for it."""
        spec = finished(
            chart, data, title=self.titled(name), subtitle=self.subtitle(*notes, shaded=shaded), alternative=said,
            theme=self.theme, language=self.language,
        )  # fmt: skip
        return Picture(name, spec, said, self.language)

    def joined(self, texts: Sequence[str]) -> str:
        """Parts of a sentence behind each other, as the first language parts them."""
        return say("chart-word", "part", self.language).join(texts)
