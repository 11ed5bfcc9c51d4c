"""What an amended set changed against the one it takes the place of: a line for each, for papers and the list of
contents.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from parcferme.findings import WrongCall

if TYPE_CHECKING:
    from parcferme.cli.papers import Job

CONTENTS: Final = "published.json"


def changed_since(
    before: Path, job: Job, status: str, languages: tuple[str, ...], told: list[str]
) -> dict[str, tuple[str, ...]]:
    """What moved in the result of a job since it was published in `before`, in each language. Where that was the same
    amendment already, what it said then still stands. What keeps it from being known is told.
    """
    from parcferme.documents.amendment import changes, classification_before

    file, scored = before / job.place / "json" / "classification.json", job.matter.scored
    if scored is None or not file.is_file():
        return dict.fromkeys(languages, ())
    try:
        old = classification_before(file.read_bytes(), str(file))
    except WrongCall as problem:
        told.extend(text for text in (str(problem),) if text not in told)
        return dict.fromkeys(languages, ())
    found = {}
    for language in languages:
        lines = changes(old, scored, (language,))
        said = _said(before, job.place, language) if old.get("status") == status else ()
        if said:
            unmoved = changes(_now(job), scored, (language,))
            lines = (*said, *(line for line in lines if line not in unmoved))
        found[language] = tuple(dict.fromkeys(lines))
    return found


def in_languages(changed: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Lines as a sheet in several languages prints them: each once, or one language behind the other."""
    return tuple(" / ".join(dict.fromkeys(texts)) for texts in zip(*changed.values(), strict=False))


def _now(job: Job) -> dict[str, Any]:
    """The result as it is now, as if it had been published before."""
    from parcferme.documents.classification import classification_document

    assert job.matter.scored is not None
    return classification_document(job.matter.scored, status="amended 1")


def _said(before: Path, place: str, language: str) -> tuple[str, ...]:
    """What the set published before said that it changed."""
    try:
        said = json.loads((before / CONTENTS).read_bytes())["changed"][place][language]
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    return tuple(str(line) for line in said)
