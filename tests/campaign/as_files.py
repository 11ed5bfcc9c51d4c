"""A session of the reference's rows as the files people write: a plain log, a rulebook, an entry list, decisions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from reference.bad_days import Day

SECOND = 1_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MORE = ("transponder", "decoder", "strength", "hits", "class")


def clock(at: int | None, dated: bool) -> str:
    if at is None:
        return ""
    if dated:
        return (EPOCH + timedelta(microseconds=at)).strftime("%Y-%m-%dT%H:%M:%S.%f")
    whole, micro = divmod(at, SECOND)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{micro:06}"


def log_text(rows: Sequence[Mapping[str, Any]], dated: bool) -> str:
    more = [name for name in MORE if any(name in row for row in rows)]
    lines = [",".join(["time", "kind", "car", "loop", "value", *more])]
    for row in rows:
        cells = [clock(row["at"], dated), row["kind"], row["car"], row["loop"], row["value"]]
        lines.append(",".join([*cells, *(str(row.get(name, "")) for name in more)]))
    return "\n".join(lines) + "\n"


def entries_text(day: Day) -> str:
    lines = ["number,class,team,driver,transponder"]
    for place, (car, class_) in enumerate(day.classes.items()):
        lines.append(
            f"{car.split(' (')[0]},{class_},Team {place + 1},Driver {place + 1},{day.transponders.get(car, '')}"
        )
    return "\n".join(lines) + "\n"


def seconds(us: int) -> str:
    return f'"{us} us"'


def rules_text(rules: Mapping[str, Any]) -> str:
    kind, end, red, asked = rules["kind"], rules["end"] or {}, rules["red"], rules["classified"]
    lines = ['name = "bad-day"', "[timing]", f"resolution = {seconds(rules['resolution'])}"]
    lines.append(f"double-read = {seconds(rules['double_read'])}")
    if rules["minimum_lap"] is not None:
        lines.append(f"minimum-lap = {seconds(rules['minimum_lap'])}")
    if rules.get("decoders"):
        lines.append(f"decoders = {json.dumps(rules['decoders'])}")
    lines.append(f"[{kind}]")
    if "length" in end:
        lines.append(f"length = {seconds(end['length'])}")
    if end.get("kind") == "distance":
        lines.append(f"laps = {end['laps']}")
    if rules["starts"]:
        groups = ", ".join(f'{{ group = "{g}", after = {seconds(us)} }}' for g, us in rules["starts"].items())
        lines.append(f"start-groups = [{groups}]")
    lines += [f"[{kind}.flag]", f"tolerance = {seconds(rules['tolerance'])}"]
    if kind == "race":
        lines += [f"[{kind}.classified]", f"flag = {json.dumps(asked['flag'])}", f'of = "{asked["of"]}"']
        lines.append(f'rounding = "{asked["rounding"]}"')
        if asked["share"]:
            lines.append('share = "{}/{}"'.format(*asked["share"]))
    lines.append(f"[{kind}.fastest-lap]")
    lines.append(f"first-lap = {json.dumps(rules['first_lap_fastest'] or kind != 'race')}")
    lines += [f"{name} = {json.dumps(on)}" for name, on in rules["fastest"].items()]
    if kind == "race":
        lines += [f"[{kind}.red-flag]", f"crossings-count = {json.dumps(red['crossings_count'])}"]
        lines.append(f'result = "{red["result"]}"')
    else:
        lines += [f"[{kind}.red-flag]", f"crossings-count = {json.dumps(red['crossings_count'])}"]
    return "\n".join(lines) + "\n"


def decisions_text(decisions: Sequence[Mapping[str, Any]]) -> str:
    lines = []
    for number, one in enumerate(decisions, 1):
        lines.append("[[decision]]")
        lines += [f"{key} = {json.dumps(value)}" for key, value in one.items()]
        lines.append(f'document = "{number}"')
    return "\n".join(lines) + "\n"


def write(day: Day, folder: Path) -> str:
    """The files of a day in a folder, and the command that scores them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "race.csv").write_text(log_text(day.rows, day.dated))
    (folder / "truth.csv").write_text(log_text(day.truth, day.dated))
    (folder / "rules.toml").write_text(rules_text(day.rules))
    (folder / "entries.csv").write_text(entries_text(day))
    options = "--rulebook rules.toml --entries entries.csv"
    if day.decisions:
        (folder / "decisions.toml").write_text(decisions_text(day.decisions))
        options += " --decisions decisions.toml"
    return f"cd {folder} && parcferme score race.csv --kind {day.kind} {options}"
