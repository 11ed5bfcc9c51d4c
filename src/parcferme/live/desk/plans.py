"""What an operation comes to: the records it would write, by the stream they go into."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from parcferme.findings import WrongCall
from parcferme.live.desk.situation import Situation
from parcferme.records import FINISH_LINE, FINISH_LINE_IN_PIT, BadField, Record, record_of

LINE: Final = (FINISH_LINE, FINISH_LINE_IN_PIT)
"""The finish line, on the track and across the pit lane."""
Given = Mapping[str, Any]
Plan = dict[str, list[Record]]
"""The records of an operation, by the stream they go into."""


def plan_of(situation: Situation, *records: Record) -> Plan:
    return {situation.session: list(records)}


def record_from(kind: type[Record], raw: Given, at: int | None) -> Record:
    try:
        made = record_of(kind, dict(raw))
    except BadField as bad:
        raise WrongCall(f"{kind.__struct_config__.tag}: {bad}") from None
    return made if made.at is not None or at is None else msgspec.structs.replace(made, at=at)
