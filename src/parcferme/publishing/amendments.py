"""What an amended set changed against the one it takes the place of, and which of its sessions are amended at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from parcferme.findings import WrongCall

if TYPE_CHECKING:
    from parcferme.publishing.papers import Job
    from parcferme.publishing.publication import Publication

AMENDED = "amended"


def state_of(to: Publication, job: Job) -> str:
    """The state in which the result of a session, or a round, is published. Where a whole set is amended, a session
    whose result is as it was published before stays in the state it had.
    """
    if job.place not in to.states:
        to.states[job.place] = _status(to, job)
    return to.states[job.place]


def _status(to: Publication, job: Job) -> str:
    status = to.status or job.masthead.status
    if to.status is None or not status.startswith(AMENDED):
        return status
    if job.matter.scored is None:
        mine = [
            other for session, other in to.jobs if session is not None and other.matter.scored is not None
        ]
        moved = any(state_of(to, other).startswith(AMENDED) for other in mine)
        return status if moved or not mine else job.masthead.status
    old = _before(to, job)
    same = old is not None and not _moved(old, job)
    return str(old["status"]) if same and old is not None and old.get("status") else status


def changed_since(to: Publication, job: Job, status: str) -> dict[str, tuple[str, ...]]:
    """What moved in the result of a job since it was published before, in each language of the set. Where that was the
    same amendment already, what it said then still stands. That it is not known is told.
    """
    from parcferme.documents.amendment import changes

    languages, scored = to.look.languages, job.matter.scored
    if scored is None:
        return {language: tuple(_amended_sessions(to, language)) for language in languages}
    old = _before(to, job)
    if old is None:
        to.told.append(to.say("not-compared", place=job.place, folder=to.before.folder))
        return dict.fromkeys(languages, ())
    found = {}
    for language in languages:
        said = to.before.said(job.place, language) if old.get("status") == status else ()
        lines = changes(old, scored, (language,)) if not said or _moved(old, job) else ()
        found[language] = tuple(dict.fromkeys((*said, *lines)))
    return found


def _amended_sessions(to: Publication, language: str) -> Iterator[str]:
    """Of a round: the sessions whose results are amended, each with its state."""
    from parcferme.documents.scored import publication
    from parcferme.documents.words import say
    from parcferme.publishing.papers import session_called

    for session, other in to.jobs:
        if session is not None and other.matter.scored is not None:
            word, number = publication(state_of(to, other))
            if word == AMENDED:
                state = say("publication", word, language, number=number)
                yield f"{session_called(session, language)} · {state}"


def in_languages(changed: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Lines as a sheet in several languages prints them: each once, or parted by a line feed."""
    return tuple("\n".join(dict.fromkeys(texts)) for texts in zip(*changed.values(), strict=False))


def _before(to: Publication, job: Job) -> Mapping[str, Any] | None:
    """The result of a job as it was published before; None where there is none, or none that can be read."""
    try:
        return None if job.matter.scored is None else to.before.classification(job.place)
    except WrongCall:
        return None


def _moved(old: Mapping[str, Any], job: Job) -> bool:
    """Whether the result is another than it was."""
    from parcferme.documents.amendment import changes
    from parcferme.documents.words import say

    assert job.matter.scored is not None
    return changes(old, job.matter.scored, ("en",)) != (say("amendment", "nothing", "en"),)


def why_replaced(to: Publication, job: Job, was: str, status: str) -> str:
    """Why a sealed result takes the place of the one before, as the bundle says it: the reason given where the result
    is another, else that only its state is.
    """
    old = _before(to, job)
    if old is None or _moved(old, job):
        said = [to.because] if to.because else list(job.masthead.changed)
        if said:
            return "; ".join(said)
    return f"{was} → {status}" if was != status else "published anew"
