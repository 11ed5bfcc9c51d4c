"""What an amended set changed against the one it takes the place of, and which of its sessions are amended at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final, NamedTuple

from parcferme.documents import Scored, changes, publication, say
from parcferme.findings import WrongCall
from parcferme.publishing.earlier import Earlier
from parcferme.publishing.papers import Place

AMENDED: Final = "amended"
Changed = Mapping[str, tuple[str, ...]]
"""What an amendment changed, in each language."""


class Amendment(NamedTuple):
    """In which state each place of a set is published, what an amendment changed in it, and the places of which that is
    not known.
    """

    states: Mapping[str, str]
    changed: Mapping[str, Changed]
    unknown: tuple[str, ...]


def amendment_of(
    places: Sequence[Place],
    before: Earlier,
    status: str | None,
    because: str | None,
    languages: Sequence[str],
) -> Amendment:
    """What is published anew against the set `before`; `status` is that of the whole set, else each has its own."""
    states = _states(places, before, status)
    changed, unknown = dict[str, Changed](), list[str]()
    for place in places:
        state = states[place.name]
        if not state.startswith(AMENDED):
            continue
        moved = _changed_since(place, before, states, places, languages)
        if moved is None:
            unknown.append(place.name)
        why = (*_said(place), *([because] if because else []))
        changed[place.name] = {
            language: tuple(dict.fromkeys((*why, *(() if moved is None else moved[language]))))
            for language in languages
        }
    return Amendment(states, changed, tuple(unknown))


def _said(place: Place) -> tuple[str, ...]:
    """What the folder says an amendment changed."""
    return () if place.session is None else place.session.changed


def _own_state(place: Place) -> str:
    return "provisional" if place.session is None else place.session.status


def _scored(place: Place) -> Scored | None:
    return None if place.session is None else place.session.scored


def _states(places: Sequence[Place], before: Earlier, status: str | None) -> dict[str, str]:
    """The state of every place. Where a whole set is amended, a session whose result is as it was published before
    stays in the state it had.
    """
    if status is None or not status.startswith(AMENDED):
        return {place.name: status or _own_state(place) for place in places}
    found = {place.name: _state(place, before, status) for place in places if _scored(place) is not None}
    moved = any(state.startswith(AMENDED) for state in found.values()) or not found
    return {
        place.name: found[place.name] if place.name in found else status if moved else _own_state(place)
        for place in places
    }


def _state(place: Place, before: Earlier, status: str) -> str:
    scored, old = _scored(place), before_of(place, before)
    same = old is not None and scored is not None and not _moved(old, scored)
    return str(old["status"]) if same and old is not None and old.get("status") else status


def _changed_since(
    place: Place,
    before: Earlier,
    states: Mapping[str, str],
    places: Sequence[Place],
    languages: Sequence[str],
) -> Changed | None:
    """What moved in a result since it was published before; None where that is not known. Where that was the same
    amendment already, what it said then still stands.
    """
    scored = _scored(place)
    if scored is None:
        return {language: tuple(_amended_sessions(places, states, language)) for language in languages}
    old = before_of(place, before)
    if old is None:
        return None
    found = {}
    for language in languages:
        said = before.said(place.name, language) if old.get("status") == states[place.name] else ()
        lines = changes(old, scored, (language,)) if not said or _moved(old, scored) else ()
        found[language] = tuple(dict.fromkeys((*said, *lines)))
    return found


def _amended_sessions(places: Sequence[Place], states: Mapping[str, str], language: str) -> Iterator[str]:
    """Of a round: the sessions whose results are amended, each with its state."""
    for place in places:
        if place.session is not None and place.session.scored is not None:
            word, number = publication(states[place.name])
            if word == AMENDED:
                state = say("publication", word, language, number=number)
                yield f"{place.session.called(language)} · {state}"


def in_languages(changed: Changed) -> tuple[str, ...]:
    """Lines as a sheet in several languages prints them: each once, or parted by a line feed. A line that one language
    alone has stands by itself: of a set that was published in one language before, more is known in that.
    """
    return tuple(
        "\n".join(dict.fromkeys(text for text in texts if text)) for texts in zip_longest(*changed.values())
    )


def before_of(place: Place, before: Earlier) -> Mapping[str, Any] | None:
    """The result of a session as it was published before; None where there is none, or none that can be read."""
    try:
        return None if _scored(place) is None else before.classification(place.name)
    except WrongCall:
        return None


def _moved(old: Mapping[str, Any], scored: Scored) -> bool:
    """Whether the result is another than it was."""
    return changes(old, scored, ("en",)) != (say("amendment", "nothing", "en"),)


def why_replaced(place: Place, before: Earlier, because: str | None, was: str, status: str) -> str:
    """Why a sealed result takes the place of the one before, as the bundle says it: the reason given where the result
    is another, else that only its state is.
    """
    scored, old = _scored(place), before_of(place, before)
    if old is None or scored is None or _moved(old, scored):
        said = [because] if because else list(_said(place))
        if said:
            return "; ".join(said)
    return f"{was} → {status}" if was != status else "published anew"
