"""How every chart looks: papers, type, sizes, axes of time, and the words above it."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import altair as alt
import msgspec
from babel.dates import format_date

from parcferme.charts.panels import Part, mapped, new_axis
from parcferme.findings import WrongCall
from parcferme.times import is_dated

# The sans of the bulletins, then what any machine has.
FONT: Final = "IBM Plex Sans, Arial, Helvetica, sans-serif"
WIDTH: Final = 720
# So many letters of the line under the title are as wide as a chart, in the widest sans a reader's machine may have.
_LETTERS: Final = 118
_MOST_TICKS: Final = 9
_SPANS: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600)


class Theme(msgspec.Struct, frozen=True):
    """The colours of paper and ink; `shades` those of the neutralisations by flag."""

    paper: str
    ink: str
    quiet: str
    hair: str
    muted: str
    shades: Mapping[str, str]


THEMES: Final[Mapping[str, Theme]] = {
    "light": Theme("#ffffff", "#14181d", "#566070", "#e1e5ea", "#aab2bd", {
        "yellow": "#fdf6dc", "fcy": "#faeec2", "code-60": "#ecdff5", "safety-car": "#f7e6ae", "red": "#f8d3cb"}),
    "dark": Theme("#14181d", "#f2f4f7", "#a5afbd", "#2c333c", "#5d6875", {
        "yellow": "#2b2817", "fcy": "#353019", "code-60": "#33273d", "safety-car": "#433a1c", "red": "#47241f"}),
}  # fmt: skip

_DECIMAL: Final = {
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""]},
    "fr": {"decimal": ",", "thousands": "\u202f", "grouping": [3], "currency": ["", ""]},
}

# English dates as the sport prints them: 18 July 2020.
_LOCALES: Final = {"en": "en_GB", "fr": "fr_FR"}

Values = list[dict[str, Any]]


def theme_of(name: str) -> Theme:
    """A theme by name. Raises `WrongCall` for one there is none of."""
    if name not in THEMES:
        raise WrongCall(f"no theme {name!r} (expected {' or '.join(THEMES)})")
    return THEMES[name]


def finished(
    chart: Part,
    data: Mapping[str, Values],
    *,
    title: str,
    subtitle: Sequence[str],
    alternative: str,
    theme: str,
    language: str,
) -> Part:
    """The specification with its data, words and look; it asks nothing of the network."""
    spec: Part = {"$schema": alt.SCHEMA_URL, **chart}
    look = theme_of(theme)
    spec["title"] = {
        "text": title,
        "subtitle": [line for line in subtitle if line],
        "anchor": "start",
        "frame": "bounds",
        "offset": 12,
    }
    spec["description"] = alternative
    spec["datasets"] = dict(data)
    spec["background"] = look.paper
    spec["padding"] = 14
    spec["config"] = _config(look, language)
    return spec


def _config(look: Theme, language: str) -> dict[str, Any]:
    return {
        "font": FONT,
        "aria": False,  # one sentence describes the whole; thousands of marks would drown it
        "locale": {"number": _DECIMAL[language]},
        "view": {"stroke": None},
        "axis": {
            "labelColor": look.quiet, "titleColor": look.quiet, "labelFontSize": 10, "titleFontSize": 10,
            "titleFontWeight": "normal", "gridColor": look.hair, "domainColor": look.hair, "tickColor": look.hair,
            "labelFont": FONT, "titleFont": FONT, "labelLimit": 220,
        },
        "title": {
            "color": look.ink, "subtitleColor": look.quiet, "fontSize": 16, "subtitleFontSize": 11,
            "subtitlePadding": 5, "font": FONT, "subtitleFont": FONT, "fontWeight": "bold",
        },
        "text": {"font": FONT, "fontSize": 10, "color": look.ink},
        "concat": {"spacing": 14},
    }  # fmt: skip


def named(name: str) -> alt.NamedData:
    """Data that `finished` is given by this name."""
    return alt.NamedData(name)


def painted(field: str, colours: Mapping[str, str]) -> alt.Color:
    """A colour for each value of a field, as given."""
    return alt.Color(f"{field}:N", legend=None, scale=mapped(colours))


def heading(text: str, colour: str, **other: Any) -> Part:
    """The title of one of several panels."""
    return {"text": text, "anchor": "start", "fontSize": 12, "color": colour, "offset": 4, **other}


def ticks(least: float, most: float, many: int = _MOST_TICKS, least_step: int = 1) -> list[int]:
    """Round instants or spans in seconds between two, at most so many, and at least `least_step` apart."""
    wide = (step for step in _SPANS if step >= least_step)
    step = next((step for step in wide if (most - least) / step <= many), _SPANS[-1])
    first = int(-(-least // step)) * step
    return list(range(first, int(most) + 1, step))


def session_axis(until: float, title: str | None) -> Any:
    """An axis of session time (seconds), marked `0:15`, `1:00` in hours and minutes."""
    at = ticks(0, until, 12, least_step=60)
    texts = {second: f"{second // 3600}:{second % 3600 // 60:02d}" for second in at}
    return new_axis(values=at, labelExpr=_looked_up(texts), title=title, grid=False)


def span_axis(least: float, most: float, title: str | None, **other: Any) -> Any:
    """An axis of lap times or gaps in seconds, marked `1:33` or `45`; tenths where they are needed."""
    if most - least < 4:
        step = next(step for step in (5, 10, 20, 50, 100) if (most - least) * 100 / step <= _MOST_TICKS)
        hundredths = range(int(-(-least * 100 // step)) * step, int(most * 100) + 1, step)
        texts: dict[float, str] = {at / 100: span_text(at // 100) + _tail(at, step) for at in hundredths}
    else:
        texts = {at: span_text(at) for at in ticks(least, most)}
    return new_axis(values=list(texts), labelExpr=_looked_up(texts), title=title, **other)


def _tail(hundredths: int, step: int) -> str:
    """The decimals that a step needs."""
    return f".{hundredths % 100:02d}"[: 3 if step < 10 else 2]


def signed_axis(least: float, most: float, title: str | None) -> Any:
    """An axis of gaps on both sides of nought, in seconds: `−1:30`, `+15`."""
    near = max(most, -least)
    at = ticks(0, near)
    at = at if len(at) > 2 else [0, 1]
    texts = {one: f"+{span_text(one)}" if one else "0" for one in at}
    texts |= {-one: f"−{span_text(one)}" for one in at if one}
    return new_axis(values=sorted(texts), labelExpr=_looked_up(texts), title=title)


def span_text(seconds: int) -> str:
    """A span in whole seconds: `45`, `1:33`, `2:05:00`."""
    hours, rest = divmod(seconds, 3600)
    if hours:
        return f"{hours}:{rest // 60:02d}:{rest % 60:02d}"
    return f"{rest // 60}:{rest % 60:02d}" if rest >= 60 else str(rest)


def _looked_up(texts: Mapping[Any, str]) -> str:
    """A Vega expression that marks an axis with these texts."""
    # Vega looks a number up as JavaScript writes it: without an exponent.
    pairs = ",".join(
        f"'{at:g}':'{text}'" if abs(at) < 1e5 else f"'{at}':'{text}'" for at, text in texts.items()
    )
    return f"({{{pairs}}})[datum.value]"


def quoted(text: str) -> str:
    """A text inside a Vega expression, where a quote or a backslash of a name must not end it."""
    plain = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{''.join(char for char in plain if char.isprintable())}'"


def whole_ticks(least: int, most: int, many: int) -> list[int]:
    """Whole numbers to mark an axis of laps or places: the first, then round ones."""
    step = next(
        step for step in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000) if (most - least) / step <= many
    )
    return [least, *(at for at in range(step, most + 1, step) if at > least)]


def date_text(at: int, language: str) -> str | None:
    """The day of an instant in words, None where the log knows no date."""
    if not is_dated(at):
        return None
    day = dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=at)
    return str(format_date(day, "long", locale=_LOCALES[language]))


def seconds(us: int) -> float:
    """Microseconds as a number to draw."""
    return us / 1_000_000


def fitting(texts: Iterable[str], width: float, size: float = 9) -> str:
    """The first of these texts that fits a width in pixels, else none."""
    return next((text for text in texts if _width(text) * size <= width - 4), "")


def _width(text: str) -> float:
    """How wide a text is, in sizes of its type."""
    return sum(0.66 if char.isupper() else 0.52 for char in text)


def beside(texts: Iterable[str | None]) -> str:
    """The same word in several languages, one that reads alike once: Tour / Lap."""
    return " / ".join(dict.fromkeys(text for text in texts if text))


def wrapped(lines: Iterable[str]) -> list[str]:
    """Lines no longer than a chart is wide. None begins with the dot between two parts."""
    found: list[str] = []
    for line in lines:
        held = line.replace(" · ", "\u00a0· ") if len(line) > _LETTERS else line
        found += textwrap.wrap(held, _LETTERS, break_long_words=False, break_on_hyphens=False)
    return found


def cut(text: str, most: int) -> str:
    """A name no longer than so many characters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
