"""A session as it is kept: its own records, and of every decoder's reads those inside its windows."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl

from parcferme.codec import encode
from parcferme.records import TEXTS, Amend, DeviceClock, Event, FeedState, Log, Void, Window
from parcferme.store.contract import Store


def composed(store: Store, session: str) -> Log:
    """The log of a session: what was written for it and what its windows hold, in order of number. A session without a
    window is what was written for it.
    """
    own = store.open(session).read()
    if not any(isinstance(event, Window) for event in own.events):
        return own
    return of_window(own, [store.open(name).read() for name in store.decoders()])


def session_text(store: Store, session: str) -> bytes:
    """The lines of a session, byte for byte as they were kept, those of its windows among them."""
    if not store.decoders():
        return store.open(session).text()
    return encode(composed(store, session))


def of_window(own: Log, decoders: Iterable[Log]) -> Log:
    """The same of logs that are at hand: `own` is what was written for the session.

    Whether a read is inside is asked of its instant on the official clock, as the decoder's own records put it; what
    the session's records say of it comes after that.
    """
    windows = [event for event in own.effective()[0].events if isinstance(event, Window)]
    frames, events = [own.passings], list(own.events)
    for log in decoders if windows else ():
        inside = _inside(log.effective()[0].passings, windows)
        frames.append(log.passings.filter(pl.col("seq").is_in(inside.implode())))
        taken = {*inside.to_list()}
        events += [event for event in log.events if _belongs(event, windows, taken)]
    whole = [frame.with_columns(pl.col(TEXTS).cast(pl.String)) for frame in frames if frame.height]
    passings = pl.concat(whole).sort("seq") if whole else own.passings
    return Log(passings, tuple(sorted(events, key=lambda event: event.seq)))


def _inside(reads: pl.DataFrame, windows: Iterable[Window]) -> pl.Series:
    """The numbers of the reads in any of these windows."""
    at = reads["at"].to_numpy()
    found = np.zeros(len(at), dtype=bool)
    for window in windows:
        mine = at >= window.opens
        if window.closes is not None:
            mine &= at <= window.closes
        if window.decoder is not None:
            mine &= (reads["decoder"].cast(pl.String) == window.decoder).fill_null(False).to_numpy()
        found |= mine
    return reads["seq"].filter(pl.Series(found))


def _belongs(event: Event, windows: Iterable[Window], taken: set[int]) -> bool:
    """Whether a record of a decoder's log is one of the session: a word on its clock always, a correction with what it
    corrects, a word on the feed by its instant.
    """
    if isinstance(event, Void | Amend):
        return event.target in taken
    if isinstance(event, FeedState):
        at = event.at or 0
        return any(one.opens <= at and (one.closes is None or at <= one.closes) for one in windows)
    return isinstance(event, DeviceClock)
