"""`--preview`: what decisions and records that nobody has written would change; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from parcferme.cli.boards.previews import show_preview
from parcferme.cli.outcome import UNUSABLE, status_of
from parcferme.cli.screen import tell_findings
from parcferme.cli.writing import print_json
from parcferme.documents import preview_document
from parcferme.findings import WrongCall
from parcferme.season import Previewed, Score, what_if

if TYPE_CHECKING:
    from parcferme.season import Season, Session


def preview(
    score: Score,
    texts: Sequence[str],
    language: str,
    *,
    as_json: bool,
    csv: str | None = None,
    place: tuple[Season, Session] | None = None,
) -> int:
    """What these would change, printed; the exit status: 2 where one of them cannot be read, 1 where it would make
    something odd that makes the result doubtful.
    """
    if csv is not None:
        raise WrongCall("--csv writes a classification, --preview writes nothing: say one of the two")
    asked = what_if(score, texts, place)
    if _unread(asked):
        tell_findings(asked.findings, language)
        return UNUSABLE
    if as_json:
        print_json(preview_document(asked))
    else:
        show_preview(asked, language)
    tell_findings(asked.new, language)
    return status_of(asked.new)


def _unread(asked: Previewed) -> bool:
    """Whether what is asked about could not be read as a whole, so that nothing was asked."""
    return asked.preview.after is asked.preview.before
