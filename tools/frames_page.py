"""Writes docs/frames.md: every frame of a result with its columns, their types, units and meanings.

`--check` only says whether the page is up to date.
"""

from __future__ import annotations

import argparse
import inspect
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import polars as pl

from parcferme.classification import Frames
from parcferme.classification.columns import FRAMES, SECTORS, Column

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs" / "frames.md"

HEAD: Final = f"""# Frames and their columns

A scored session is read as frames: `race.laps`, `race.stops` and so on. Every frame, every Parquet file, every JSON
document and every CSV says the same thing by the same name.

- A car is its **`number`**, a text. So frames join as they are, and those of two sessions stand one below the other:

```python
import parcferme
import polars as pl

folder = parcferme.demo_folder()
entries = folder / "entries.csv"
race = parcferme.score(folder / "race-1.log", entries=entries)
qualifying = parcferme.score(folder / "qualifying-1.log", entries=entries)

laps = race.laps.join(race.classification, on="number", suffix="_at_the_end")
both = pl.concat([race.laps, qualifying.laps])
print(both.group_by("number").agg(pl.col("lap_time_us").min() / 1_000_000))
```

- A name that ends in **`_us`** is a whole number of microseconds (`Int64`). JSON has the same key, and beside it the
  time as people read it under the name without `_us`: `lap_time_us` and `lap_time`. CSV has the text alone.
  [Why](design.md#frames).
- `elapsed_us` is session time, `at_us` an instant: since 1 January 1970 on the clock of the log (UTC where its times
  have an offset); of a log that knows no day, since midnight.
- A gap or an interval is a time where both cars have as many laps, else laps (`gap_laps`). Its text is `+1.234` or
  `1 Lap`. The leader has none. Those of a lap are of the moment at which it was completed, in the whole field. Where a
  command shows one class (`--class`), `gap` and `interval` of the classification are those in the class, as `class_gap`
  and `class_interval` always are.
- Laps have a column for each of {SECTORS} sectors, known or not, and further ones (`s{SECTORS + 1}_us` …) where a
  circuit has more: then `pl.concat(frames, how="diagonal")` takes both.
- Every whole number is an `Int64`. What is not known is null.
"""

TAIL: Final = """## Lists that are no frame

`parcferme export` writes two more lists of a session by the same names:

| list | columns |
|---|---|
| `messages` | `elapsed`, `number`, `flag`, `message`: what race control wrote, and flags to single cars |
| `decisions` | `document`, `at`, `number`, `class`, then the [fields of a decision](cli.md#the-decisions-file) |

A record of the log and a decision in a file go on calling the car `car`: that format is kept for decades.

## The engine's own columns

`race.timing` holds what the frames are made from: `laps`, `crossings_frame`, `stops_frame`, `verdicts_frame`, `stints`,
`flags` and `leaders` of the timing. They are the engine's: the car is in the column `car`, a code of this one session
(`Enum`), a driver is what the source calls him, `lap_us` is a lap time, `at` an instant, and the leader's gap is 0.
They neither join with the frames above nor with those of another session, and they change with the engine.
"""


def page() -> str:
    """The page as it should be."""
    parts = [HEAD]
    for name, columns in FRAMES.items():
        parts.append(f"## {name}\n\n`race.{name}`. {_said(name)}\n\n" + "\n".join(_table(columns)) + "\n")
    return "\n".join((*parts, TAIL))


def _said(name: str) -> str:
    """What the frame says of itself."""
    made = inspect.getattr_static(Frames, name)
    return " ".join((made.__doc__ or "").split())


def _table(columns: Mapping[str, Column]) -> Iterator[str]:
    yield "| column | type | unit | what it says |"
    yield "|---|---|---|---|"
    for name, column in columns.items():
        yield f"| `{name}` | {_type(column)} | {'µs' if name.endswith('_us') else ''} | {column.about} |"


def _type(column: Column) -> str:
    return "List(String)" if column.type == pl.List(pl.String) else str(column.type())


def main() -> int:
    """Writes the page, or says that it is old."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where the page is old")
    old = not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != page()
    if parser.parse_args().check:
        print(f"{PAGE.relative_to(ROOT)} is {'old: run tools/frames_page.py' if old else 'up to date'}")
        return int(old)
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
