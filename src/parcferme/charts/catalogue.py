"""Every chart of a session by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from parcferme.charts import (
    distribution,
    gaps,
    lap_chart,
    lap_times,
    places,
    season,
    sectors,
    stints,
)
from parcferme.charts.subject import Picture, Subject
from parcferme.findings import WrongCall

OF_SESSION: Final[Mapping[str, Callable[[Subject], Picture]]] = {
    lap_chart.NAME: lap_chart.lap_chart,
    gaps.TO_LEADER: gaps.gap_to_leader,
    gaps.TO_CLASS: gaps.gap_to_class_leader,
    gaps.BETWEEN: gaps.gap_between,
    lap_times.NAME: lap_times.lap_times,
    distribution.NAME: distribution.distribution,
    stints.NAME: stints.stints,
    places.NAME: places.places_gained,
    sectors.NAME: sectors.sector_comparison,
}
"""The charts of a session; those in `RACE_ONLY` of a race alone."""
RACE_ONLY: Final = frozenset({lap_chart.NAME, gaps.TO_LEADER, gaps.TO_CLASS, gaps.BETWEEN, places.NAME})
CHARTS: Final = (*OF_SESSION, season.NAME)


def chart(name: str, subject: Subject) -> Picture:
    """A chart of a session. Raises `WrongCall` for a name there is none of, and where the session lacks what it needs.

    A practice or qualifying has no order on the track, so no lap chart, no gaps and no places gained.
    """
    if name not in OF_SESSION:
        raise WrongCall(f"no chart of a session {name!r} (expected {', '.join(OF_SESSION)})")
    kind = subject.timing.kind.value
    if name in RACE_ONLY and kind != "race":
        raise WrongCall(f"{subject.name} is a {kind}: only a race has the chart {name!r}")
    # Asked first: of a session without laps every chart says the same.
    _ = subject.laps
    return OF_SESSION[name](subject)


def charts(subject: Subject) -> dict[str, Picture]:
    """Every chart that can be drawn of a session without being told more; those it lacks something for are left out."""
    found: dict[str, Picture] = {}
    for name in OF_SESSION:
        if name == gaps.BETWEEN and len(subject.cars) != 2:
            continue
        try:
            found[name] = chart(name, subject)
        except WrongCall:
            continue
    return found
