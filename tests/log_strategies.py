"""Logs for property tests: every kind of record, odd text, dates, day zero past midnight, missing values."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import polars as pl
from hypothesis import strategies as st

from parcferme import records as r

DAY = 24 * 3600 * 1_000_000
UNDATED = st.integers(0, 9 * DAY)
DATED = st.integers(366 * DAY, 80 * 366 * DAY)
INSTANTS = st.one_of(UNDATED, UNDATED.map(lambda at: at // 1000 * 1000), DATED)
DURATIONS = st.one_of(st.integers(0, 30 * 3600 * 1_000_000), st.just(0), st.just(85_000_000))
CARS = st.sampled_from(["3", "03", "007", "81", "É1", 'a"b', "\\", "\n", "漢", ""])
TEXTS = st.one_of(CARS, st.text(st.characters(exclude_categories=["Cs"]), max_size=8))
SMALL = st.integers(-(2**31), 2**31 - 1)
LARGE = st.integers(-(2**63), 2**63 - 1)
SECONDS = st.decimals(-(10**6), 10**6, places=3, allow_nan=False, allow_infinity=False) | st.just(
    Decimal("0.1")
)
LOOPS = st.sampled_from(["FL", "S1", "S2", "PIT_IN", "PIT_OUT", "Schikane ü"])
NOTHING = st.none()

PASSING_FIELDS = {
    "loop": LOOPS,
    "car": NOTHING | CARS,
    "transponder": NOTHING | TEXTS,
    "strength": NOTHING | SMALL,
    "hits": NOTHING | SMALL,
    "decoder": NOTHING | TEXTS,
    "number": NOTHING | LARGE,
    "driver": NOTHING | TEXTS,
    "device_at": NOTHING | INSTANTS,
    "series": NOTHING | st.integers(1, 9),
    "by": NOTHING | TEXTS,
    "written": NOTHING | INSTANTS,
    "source": NOTHING | TEXTS,
    "line": NOTHING | LARGE,
}
PASSINGS = st.builds(r.Passing, at=INSTANTS, **PASSING_FIELDS)

_WHO = {
    "by": NOTHING | TEXTS,
    "written": NOTHING | INSTANTS,
    "source": NOTHING | TEXTS,
    "line": NOTHING | LARGE,
    "at": NOTHING | INSTANTS,
}
_WHOLE = NOTHING | st.integers(0, 500)
_TEXT = NOTHING | TEXTS
_VALUES = NOTHING | TEXTS | st.booleans() | LARGE | SECONDS


def facts() -> st.SearchStrategy[r.Event]:
    """Any event that is no correction."""
    return st.one_of(
        st.builds(
            r.Flag,
            value=st.sampled_from(r.FlagValue),
            car=_TEXT,
            after=NOTHING | INSTANTS,
            sector=_TEXT,
            group=_TEXT,
            inferred=st.booleans(),
            **_WHO,
        ),
        st.builds(
            r.SessionStart,
            name=_TEXT,
            session=_TEXT,
            length=NOTHING | DURATIONS,
            first_crossing_is_lap=NOTHING | st.booleans(),
            resolution=NOTHING | st.integers(1, 10**6),
            zone=_TEXT,
            **_WHO,
        ),
        st.builds(r.SessionEnd, **_WHO),
        st.builds(
            r.Decision,
            penalty=st.sampled_from(r.Penalty),
            car=_TEXT,
            seconds=NOTHING | SECONDS,
            laps=_WHOLE,
            lap=_WHOLE,
            places=_WHOLE,
            served=NOTHING | st.booleans(),
            article=_TEXT,
            reason=_TEXT,
            document=_TEXT,
            **_WHO,
        ),
        st.builds(r.Start, group=TEXTS, **_WHO),
        st.builds(r.Assign, transponder=TEXTS, car=CARS, **_WHO),
        st.builds(r.DriverChange, car=CARS, driver=TEXTS, **_WHO),
        st.builds(r.CarStatus, car=CARS, state=st.sampled_from(r.CarState), reason=_TEXT, **_WHO),
        st.builds(r.PitTime, car=CARS, lap=st.integers(0, 500), duration=DURATIONS, **_WHO),
        st.builds(r.Untimed, car=CARS, lap=st.integers(0, 500), **_WHO),
        st.builds(
            r.StatedLap,
            car=CARS,
            lap=st.integers(0, 500),
            time=NOTHING | DURATIONS,
            s1=NOTHING | DURATIONS,
            s2=NOTHING | DURATIONS,
            s3=NOTHING | DURATIONS,
            driver=_TEXT,
            counts=st.booleans(),
            **_WHO,
        ),
        st.builds(
            r.Result,
            car=CARS,
            position=_WHOLE,
            status=_TEXT,
            laps=_WHOLE,
            time=NOTHING | DURATIONS,
            best_lap=NOTHING | DURATIONS,
            best_lap_number=_WHOLE,
            stops=_WHOLE,
            **_WHO,
        ),
        st.builds(r.Note, text=TEXTS, car=_TEXT, **_WHO),
        st.builds(r.Window, opens=INSTANTS, closes=NOTHING | INSTANTS, decoder=_TEXT, **_WHO),
        st.builds(
            r.Operation, name=TEXTS, key=TEXTS, records=st.integers(0, 99), undoes=_WHOLE, text=_TEXT, **_WHO
        ),
        st.builds(r.FeedState, feed=TEXTS, state=TEXTS, reason=_TEXT, **_WHO),
        st.builds(r.Tap, loop=LOOPS, car=NOTHING | CARS, read=NOTHING | st.integers(1, 30), **_WHO),
        st.builds(r.Message, text=TEXTS, to=_TEXT, duration=NOTHING | DURATIONS, read=st.booleans(), **_WHO),
        st.builds(
            r.Incident,
            incident=TEXTS,
            state=st.sampled_from(r.IncidentState),
            car=_TEXT,
            other=_TEXT,
            lap=_WHOLE,
            decision=_WHOLE,
            text=_TEXT,
            **_WHO,
        ),
        st.builds(
            r.Procedure,
            what=st.sampled_from(r.ProcedureStep),
            duration=NOTHING | DURATIONS,
            car=_TEXT,
            text=_TEXT,
            **_WHO,
        ),
        st.builds(
            r.EntryChange,
            car=CARS,
            class_=_TEXT,
            group=_TEXT,
            team=_TEXT,
            driver=_TEXT,
            transponder=_TEXT,
            **_WHO,
        ),
        st.builds(r.Published, document=TEXTS, status=_TEXT, last=_WHOLE, hash=_TEXT, **_WHO),
    )


def events() -> st.SearchStrategy[r.Event]:
    """Any event, corrections of whatever target among them."""
    return st.one_of(
        facts(),
        st.builds(
            r.ClockStep,
            since=st.integers(1, 30),
            put=st.sampled_from(r.ClockPut),
            step=DURATIONS,
            reason=_TEXT,
            **_WHO,
        ),
        st.builds(
            r.DeviceClock,
            decoder=TEXTS,
            device_at=INSTANTS,
            since=NOTHING | st.integers(1, 20),
            series=NOTHING | st.integers(1, 9),
            reason=_TEXT,
            **(_WHO | {"at": INSTANTS}),
        ),
        st.builds(r.Void, target=st.integers(-2, 30), reason=_TEXT, **_WHO),
        st.builds(
            r.Amend,
            target=st.integers(-2, 30),
            changes=st.dictionaries(
                st.sampled_from(["car", "at", "loop", "zz", "seq"]) | TEXTS, _VALUES, max_size=3
            ),
            reason=_TEXT,
            **_WHO,
        ),
    )


@st.composite
def logs(draw: st.DrawFn, event: st.SearchStrategy[r.Event] | None = None) -> r.Log:
    """A log whose records are numbered in an arbitrary mix of passings and events, now and then with gaps."""
    passings = draw(st.lists(PASSINGS, max_size=12))
    others = draw(st.lists(event if event is not None else events(), max_size=8))
    total = len(passings) + len(others)
    seqs = draw(st.permutations(range(1, total + 1)))
    if draw(st.booleans()):
        seqs = [seq * 3 for seq in seqs]
    return numbered(passings, others, seqs)


def numbered(passings: list[r.Passing], others: list[r.Event], seqs: list[int]) -> r.Log:
    """A log of these records with these sequence numbers, passings first."""
    frame = frame_of(passings)
    frame = frame.with_columns(pl.Series("seq", seqs[: len(passings)], dtype=pl.Int64))
    own = [replace(event, seq) for event, seq in zip(others, seqs[len(passings) :], strict=True)]
    return r.Log.of(frame, own)


def frame_of(passings: list[r.Passing]) -> pl.DataFrame:
    """Single passings as a frame."""
    values = {name: [getattr(passing, name) for passing in passings] for name in r.PASSINGS}
    return pl.DataFrame(values, schema=dict(r.PASSINGS))


def replace(event: r.Event, seq: int) -> r.Event:
    """The event with this sequence number."""

    return msgspec.structs.replace(event, seq=seq)
