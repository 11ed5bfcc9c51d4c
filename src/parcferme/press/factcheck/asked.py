"""What every kind of claim is judged with: the text, the meeting it is about, and how a verdict is put down."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable
from functools import cached_property
from typing import Final

from parcferme.documents import Meeting, Meetings, MeetingSession
from parcferme.press.factcheck.claims import Claim, Verdict
from parcferme.press.factcheck.mentions import Mentions, Subject
from parcferme.press.factcheck.reading import Reading, Span

NOT_REACHED: Final = re.compile(
    r"\b(?:vis(?:e|ent|er|ait|aient)|objectifs?|espoirs?|esper\w+|intention|ambition\w*|"
    r"(?<!title )(?<!championship )hop(?:e|es|ed|ing)|aim\w*|"
    r"targets?|goal|would|could|aurait|aurions|auraient|pourrait|might|want(?:s|ed)?|veut|veulent|voulons|rever?|"
    r"dream\w*|try|tries|trying|tenter\w*|chasing|lutt\w*|batt(?:le|led|ling|re|u)|fight\w*|fought|se jou\w+|"
    r"au pire|reculer|at worst|manqu\w+|miss(?:ed|ing)?|rat(?:e|er|ent)|priv\w+|lost|lose|losing|perd\w*)\b"
)
"""A clause in which a place is hoped for, fought for, missed or lost: whoever writes it does not say it was "
"reached."""
DAY_NAMES: Final = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTH_NAMES: Final = (
    "January February March April May June July August September October November December".split()
)


def day_text(day: dt.date) -> str:
    """A day as JSON says it: `Saturday 18 July 2020`."""
    return f"{DAY_NAMES[day.weekday()]} {day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


@dataclasses.dataclass(frozen=True, eq=False)
class Asked:
    """A text asked about one meeting of a season. `own`: where its own date stands; `listed`: an entry list
    says who takes part in the season.
    """

    text: Reading
    told: Meetings
    weekend: Meeting
    own: Span | None = None
    listed: bool = True

    @cached_property
    def mentions(self) -> Mentions:
        """Who and what the text names."""
        return Mentions(self.text, self.told, self.weekend)

    @property
    def reading(self) -> Reading:
        """The text with the names in it covered."""
        return self.mentions.reading

    def about(self, weekend: Meeting) -> Asked:
        """The same text asked about another meeting."""
        return dataclasses.replace(self, weekend=weekend)

    @property
    def tables_read(self) -> str:
        """Where points and places in tables were read."""
        return f"standings after round {self.weekend.number}"

    @property
    def tables_sure(self) -> bool:
        """Whether tables are those of the championship: a folder of timing files alone may lack rounds, and who "
        "scores."""
        return bool(self.listed) or self.told.ends

    def claim(
        self,
        match: re.Match[str] | Span,
        kind: str,
        verdict: Verdict,
        claimed: int | str,
        known: int | str | None = None,
        source: str | None = None,
    ) -> Claim:
        """A claim as it is put down, blanks at its ends left out."""
        start, end = match if isinstance(match, Span) else match.span()
        text = self.reading.text
        while start < end and text[start].isspace():
            start += 1
        while end > start and (text[end - 1].isspace() or text[end - 1] in ".,"):
            end -= 1
        # Quoted as it stands in the text, with the accents and marks that reading left out.
        quoted, first, last = self.reading.quoted(Span(start, end))
        return Claim(" ".join(quoted.split()), first, last, kind, verdict, claimed, known, source)

    def clause(self, at: int) -> str:
        """The evened text of the clause round a character."""
        return self.reading.flat[slice(*self.reading.clause_at(at))]

    def sentence(self, at: int) -> str:
        """The evened text of the sentence round a character."""
        return self.reading.flat[slice(*self.reading.sentence_at(at))]

    def source(
        self, sessions: Iterable[MeetingSession], subject: Subject | None = None, *, overall: bool = True
    ) -> str:
        """Where the results of these sessions were read, and how certain they are where no source states them."""
        parts = []
        for one in sessions:
            cars = subject.cars if subject is not None else ()
            sure = {one.sure(car, overall=overall) for car in cars} or {one.certainty}
            worst = next((word for word in ("reconstructed", "inferred", "stated") if word in sure), None)
            parts.append(f"{one.source} ({worst})" if worst else one.source)
        return ", ".join(parts)


def verdict(holds: bool) -> Verdict:
    """Confirmed, or contradicted."""
    return Verdict.CONFIRMED if holds else Verdict.CONTRADICTED
