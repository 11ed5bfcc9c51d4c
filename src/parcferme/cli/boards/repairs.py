"""Repairs on a terminal: each proposal with what it would change, what was taken, and one key for each question."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import typer
from rich.console import Console
from rich.text import Text

from parcferme.classification import Change, Listed, Offer
from parcferme.cli.screen import SEVERITIES, console, show_count
from parcferme.cli.terminal import plain
from parcferme.documents import finding_line, moved_lines, nothing_moves, remedies_of, repair_label
from parcferme.season import Repairing

FILL_IN = "?"


def show_repairs(
    made: Repairing, offers: Sequence[Offer], written: Mapping[str, Any] | None, language: str
) -> None:
    """What was taken with what it changed and where it was written, what is proposed still, and what is found."""
    out, taken = console(), made.repairs.taken
    if taken:
        _title(out, repair_label("chosen", language))
    for one in taken:
        _remedy(out, made, one.key, made.words(one.record), one.changes, language)
    if len(taken) > 1:
        _title(out, repair_label("together", language))
        _moved(out, made, made.repairs.changes, language)
    if written is not None:
        _written(out, made, written, language)
    _left(out, made, offers, language)
    show_count(out, made.findings, language)


def _written(out: Console, made: Repairing, written: Mapping[str, Any], language: str) -> None:
    key = "written-new" if written["new"] else "written"
    out.print()
    said = repair_label(key, language, count=written["repairs"], file=written["file"])
    out.print(_text(said, "bold"), soft_wrap=True)
    if str(made.path) != written["file"]:
        out.print(_text(repair_label("file-known", language, file=made.path)), soft_wrap=True)


def _left(out: Console, made: Repairing, offers: Sequence[Offer], language: str) -> None:
    """What is proposed, or proposed still, and how to take it."""
    taken = bool(made.repairs.taken)
    if not offers:
        key = "none-left" if taken else "none"
        out.print()
        out.print(_text(repair_label(key, language, file=made.path.name)))
        return
    _title(out, repair_label("left" if taken else "proposed", language))
    for offer in offers:
        show_offer(out, made, offer, language)
    rulings = ",".join(_named(offer) for offer in offers if offer.proposal.ruling)
    if rulings:
        out.print()
        out.print(_text(repair_label("rulings", language, keys=rulings)), soft_wrap=True)
    if not taken:
        keys = ",".join(_named(offer) for offer in offers)
        out.print()
        out.print(_text(repair_label("how", language, keys=keys)), soft_wrap=True)


def _named(offer: Offer) -> str:
    """What a proposal is taken by, with the car where one is to be filled in."""
    return f"{offer.number}=7" if FILL_IN in offer.proposal.record.values() else f"{offer.number}"


def show_offer(out: Console, made: Repairing, offer: Offer, language: str) -> None:
    """One proposal: the finding it answers, and each of its remedies with what it alone would change."""
    finding = made.score.placed(offer.proposal.finding)
    out.print(_text(f"  {finding_line(finding, language)}", SEVERITIES[finding.severity]), soft_wrap=True)
    fill_in = FILL_IN in offer.proposal.record.values()
    for turn, (key, words, changes) in enumerate(remedies_of(made, offer)):
        said = f"{repair_label('instead', language)} {words}" if turn else words
        if fill_in:
            said += f"  ← {repair_label('car-needed', language, key=key)}"
            out.print(_text(f"  {key}  {said}", "bold"), soft_wrap=True)
        else:
            _remedy(out, made, key, said, changes, language)


def _remedy(
    out: Console, made: Repairing, key: str, words: str, changes: Iterable[Change], language: str
) -> None:
    out.print(_text(f"  {key}  {words}", "bold"), soft_wrap=True)
    _moved(out, made, changes, language)


def _moved(out: Console, made: Repairing, changes: Iterable[Change], language: str) -> None:
    """What changes, a line for each car; that nothing does is said too."""
    rows = (*made.repairs.before.rows, *made.repairs.now.rows)
    listed = list(moved_lines(changes, rows, language))
    for number, what in listed or [("", nothing_moves(language))]:
        out.print(_text(f"       {f'{number}  ' if number else ''}{what}"), soft_wrap=True)


def ask_each(made: Repairing, language: str) -> Repairing:
    """Every proposal shown and asked about, one key each; what comes to be proposed after a repair is asked about too.

    The session with what was taken. Ctrl-C ends the program with nothing written.
    """
    out, skipped = console(), set[int]()
    while True:
        listed = next((one for one in made.repairs.open if one.number not in skipped), None)
        if listed is None:
            return made
        skipped.add(listed.number)
        out.print()
        show_offer(out, made, made.repairs.offer(listed), language)
        key = _answer(out, listed, language)
        if key == "q":
            return made
        if key in listed.remedies:
            car = None
            if FILL_IN in listed.proposal.record.values():
                car = typer.prompt(
                    repair_label("ask-car", language).rstrip(),
                    default="",
                    show_default=False,
                    prompt_suffix=" ",
                )
            if car != "":
                made = dataclasses.replace(made, repairs=made.repairs.take(key, car))


def _answer(out: Console, listed: Listed, language: str) -> str:
    """The remedy that was chosen by what it is called, `s` for none of them, `q` to end."""
    first, *others = listed.remedies
    letters = {key[-1]: key for key in others}
    asked = repair_label("ask", language, number=first, others=", ".join(letters) or None)
    while True:
        out.print(_text(asked), end="")
        try:
            key = typer.getchar().lower()
        # Nobody answers any more: what was taken by then is written, as where somebody ends it.
        except EOFError:
            key = "q"
        out.print(_text(key if key.isprintable() else ""))
        if key == "a":
            return first
        if key in ("s", "q"):
            return key
        if key in letters:
            return letters[key]


def _title(out: Console, text: str) -> None:
    out.print()
    out.print(_text(text, "bold"))


def _text(text: str, style: str = "") -> Text:
    return Text(plain(text), style=style)
