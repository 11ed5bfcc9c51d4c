"""A remedy tried on the reads says what it says in the log, and a car left out of a trial is one it could not move."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from damaged_races import damaged
from parcferme.entries import Entries
from parcferme.regulations import Rulebook
from parcferme.timing import measure
from parcferme.timing.proposals import proposals_of
from parcferme.timing.sightings import see
from parcferme.timing.trial import with_reads, with_records

GENERIC = Rulebook()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 5000))
def test_reads_with_a_remedy_are_those_of_the_log_with_it(seed: int) -> None:
    race = damaged(seed, ("ghost", "double"))
    before = see(race.log, Entries())
    records = [dict(one.record) for one in proposals_of(measure(race.log, GENERIC).findings)]
    records = [one for one in records if one["kind"] in ("void", "passing")]
    tried = with_reads(before, records, race.log.last_seq)
    written = see(with_records(race.log, records).effective()[0], Entries())
    assert tried is not None
    for name in ("at", "car", "loop", "seq", "by_car", "loop_by_car"):
        assert np.array_equal(getattr(tried, name), getattr(written, name)), name


@pytest.mark.parametrize("record", [{"kind": "void", "target": 10**9}, {"kind": "flag", "at": 5}])
def test_record_that_asks_for_more_than_reads_is_left_to_the_log(record: dict[str, object]) -> None:
    race = damaged(1, ("ghost",))
    assert with_reads(see(race.log, Entries()), [record], race.log.last_seq) is None


def test_short_lap_excused_by_the_others_is_proposed_once_they_are_set_right() -> None:
    """4559: four cars with a ghost in the same minute; that of #2 shows only when those of #3 and #4 are voided."""
    found = measure(damaged(4559, ("ghost", "double")).log, GENERIC).findings
    voids = {one.where.car for one in found if one.code == "lap-under-minimum" and one.proposal is not None}
    assert voids >= {"2", "3", "4"}
