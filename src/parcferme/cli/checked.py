"""What `parcferme communique --check` tells of a text: first what is contradicted, then what is in doubt."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Final

from rich.text import Text

from parcferme.cli.outcome import FOUND_ERRORS, status_of
from parcferme.cli.screen import console, tell_findings
from parcferme.cli.terminal import plain
from parcferme.cli.writing import print_json, write
from parcferme.documents import Meetings, say
from parcferme.findings import WrongCall
from parcferme.press import Claim, FactCheck, Verdict, annotated, check_text, factcheck_document

# French sets a blank before a colon.
COLON: Final = {"en": ":", "fr": " :"}
_NAMES: Final = frozenset(
    ("team", "driver", "class", "car-number", "car-team", "car-driver", "car-class", "crew", "circuit")
)
_COLOURS: Final = {Verdict.CONTRADICTED: "bold red", Verdict.UNKNOWN: "dim", Verdict.CONFIRMED: "green"}


def day_of(text: str | None) -> dt.date | None:
    """The day an option names. Raises `WrongCall` for what is none."""
    try:
        return None if text is None else dt.date.fromisoformat(text)
    except ValueError:
        raise WrongCall(f"--before {text}: no day (write it like 2020-08-08)") from None


def tell(
    text: str, told: Meetings, number: int | None, name: str, lang: str,
    *, before: dt.date | None, page: Path | None, as_json: bool,
) -> int:  # fmt: skip
    """Checks a text, prints what was found, and gives the exit status: 1 where anything is contradicted."""
    found = check_text(text, told, number, before)
    if page is not None:
        words = {one.value: say("communique", one.value, lang) for one in Verdict}
        write(page, annotated(text, found, words, _title(found, told, name, lang)))
    if as_json:
        print_json(factcheck_document(found))
    else:
        _show(found, text, told, name, lang)
    tell_findings(found.findings, lang)
    return FOUND_ERRORS if found.count(Verdict.CONTRADICTED) else status_of(found.findings)


def _title(found: FactCheck, told: Meetings, name: str, lang: str) -> str:
    weekend = told.meeting(found.round) if found.round is not None else None
    about = ""
    if weekend is not None:
        about = ", " + say("communique", "about-round", lang, number=weekend.number, event=weekend.event)
    return f"{say('communique', 'fact-checked', lang)} – {name}{about}"


def _show(found: FactCheck, text: str, told: Meetings, name: str, lang: str) -> None:
    """Each claim with its line and verdict: the contradicted, then the doubts, then what holds; names that hold are
    counted.
    """
    out = console()
    out.print(Text(plain(_title(found, told, name, lang)), style="bold"))
    named = [one for one in found.claims if one.verdict is Verdict.CONFIRMED and one.kind in _NAMES]
    order = list(_COLOURS)
    for one in sorted(
        (one for one in found.claims if one not in named), key=lambda one: order.index(one.verdict)
    ):
        out.print(_line(one, text, lang))
    if named:
        kinds = Counter(one.kind for one in named)
        each = ", ".join(
            f"{say('communique', f'kind-{kind}', lang)} {count}" for kind, count in kinds.items()
        )
        out.print(
            Text(say("communique", "names-confirmed", lang, count=len(named), each=each), style="green")
        )
    counts = {verdict.value: found.count(verdict) for verdict in Verdict}
    out.print(Text(say("communique", "counts", lang, **counts), style="bold"))


def _line(one: Claim, text: str, lang: str) -> Text:
    at = say("communique", "line", lang, number=text.count("\n", 0, one.start) + 1)
    line = Text(f"{at}  ", style="dim")
    line.append(f"{say('communique', one.verdict.value, lang)}{COLON[lang]} ", style=_COLOURS[one.verdict])
    line.append(f"“{plain(one.text)}”")
    if one.known is not None and one.verdict is not Verdict.CONFIRMED:
        line.append(f" – {say('communique', 'known-as', lang, known=plain(str(one.known)))}")
    if one.source:
        line.append(f" [{plain(one.source)}]", style="dim")
    return line
