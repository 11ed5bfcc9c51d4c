"""The rules of entries: classes and groups, how many drivers, which categories may share a car, who needs a doctor."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from fractions import Fraction

import msgspec

from parcferme.times import Duration


class Category(enum.StrEnum):
    """A driver's category, best first."""

    PLATINUM = "platinum"
    GOLD = "gold"
    SILVER = "silver"
    BRONZE = "bronze"


class GroupRules(msgspec.Struct, frozen=True):
    """A group (sub-class) inside a class, and the crews that belong to it as letters of their categories (`BS`)."""

    name: str
    crews: tuple[str, ...] = ()


class ClassRules(msgspec.Struct, frozen=True):
    """One class. `crews`: combinations of categories that may share a car, as letters (empty: any); `at_least`: as many
    drivers of a category, as letters (`B`: one Bronze); `none_of`: categories that may not drive. Driving time of each
    driver in a race: `minimum_time`, `maximum_time`.
    """

    name: str
    title: str | None = None
    crew_least: int = 1
    crew_most: int = 6
    crews: tuple[str, ...] = ()
    at_least: tuple[str, ...] = ()
    none_of: tuple[Category, ...] = ()
    groups: tuple[GroupRules, ...] = ()
    minimum_time: Duration | None = None
    maximum_time: Duration | None = None


class SwitchRule(enum.StrEnum):
    """What becomes of the points when a car, class or team is changed: they stay with the unit, or are lost."""

    KEPT = "kept"
    LOST = "lost"


class EntryRules(msgspec.Struct, frozen=True):
    """The entry list. `closes_before`: entries that come later than this before the round need a decision. `medical`: a
    driver reported hurt needs a cleared mark before the next session. `guests_score`: guests score like others.
    `numbers_from`, `numbers_to`: which car numbers there are.
    """

    classes: tuple[ClassRules, ...] = ()
    closes_before: Duration | None = None
    late_allowed: bool = True
    medical: bool = True
    guests_score: bool = False
    class_switch: SwitchRule = SwitchRule.KEPT
    driving_share: Fraction | None = None


def crew_contradictions(rules: EntryRules) -> Iterator[tuple[str, str]]:
    """Values that cannot hold together: (key below the rulebook, what is wrong)."""
    for index, one in enumerate(rules.classes):
        here = f"entries.classes[{index}]"
        if one.crew_least > one.crew_most:
            yield f"{here}.crew-least", "more drivers are asked for than may share a car"
        if one.minimum_time and one.maximum_time and one.minimum_time > one.maximum_time:
            yield f"{here}.minimum-time", "the least driving time is longer than the most"
