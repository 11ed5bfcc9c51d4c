"""A set published: decided, made piece after piece, and kept in one folder, whole or not at all."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final, NamedTuple

from parcferme.bulletins import typeset
from parcferme.documents.meeting import Meeting, Meetings, MeetingSession
from parcferme.documents.scored import publication
from parcferme.findings import Finding, WrongCall
from parcferme.notary.sealing import Gathered
from parcferme.papers import UNMOVED, Kind, Look
from parcferme.publishing import data_files, releases
from parcferme.publishing.amendments import amendment_of
from parcferme.publishing.earlier import CONTENTS, SEAL, Earlier
from parcferme.publishing.folders import Keep, whole_folder
from parcferme.publishing.gathering import Asked, gathered
from parcferme.publishing.papers import CHARTS, Place, lacking, look_of, place_of, printed
from parcferme.publishing.pictures import Gallery, charts_of
from parcferme.publishing.publication import NOTHING_SAID, Made, Piece, Publication, Said, time_at, told_as
from parcferme.publishing.sealings import gathered_inputs, key_here, sealed
from parcferme.publishing.sites import SITE, site_of
from parcferme.publishing.targets import Meant, meant
from parcferme.seal import SigningKey

PDF: Final = "pdf"
FORMS: Final = (SEAL, PDF, "csv", "json", "parquet", "al-kamel", CHARTS, releases.COMMUNIQUE)
"""What there is of a place, in the order in which it is listed."""
Steps = Callable[[int], AbstractContextManager[Callable[[str], None]]]
"""Shows how far so many steps have come: a function to call as each begins."""


class Kept(NamedTuple):
    """A file of the set: its path in the folder, its length in bytes and its SHA-256."""

    path: str
    length: int
    sha256: str

    @classmethod
    def of(cls, path: str, data: bytes) -> Kept:
        """A file as it is listed."""
        return cls(path, len(data), hashlib.sha256(data).hexdigest())


@dataclasses.dataclass(frozen=True, eq=False)
class PublishedSet:
    """What came of publishing: the files that are kept, the list of contents, what is missing, what was odd in the
    sessions and besides, and what was in the folder before and is no more.
    """

    kept: tuple[Kept, ...]
    contents: bytes
    missing: tuple[str, ...]
    findings: tuple[Finding, ...]
    odd: tuple[Finding, ...]
    gone: str | None
    look: Look

    def lines(self, out: Path) -> Iterator[str]:
        """How much there is in the folder, what is missing, and what there was before and is no more."""
        yield told_as("files", self.look, out=out, files=len(self.kept))
        for text in self.missing:
            yield told_as("missing", self.look, text=text)
        if self.gone is not None:
            yield told_as("gone", self.look, gone=self.gone)


def forms_of(names: str | None) -> tuple[str, ...]:
    """The forms named, joined by commas; all of them for None. Raises `WrongCall` for one there is none of."""
    if names is None:
        return FORMS
    asked = [name.strip() for name in names.split(",") if name.strip()]
    for name in asked or [names]:
        if name not in FORMS:
            raise WrongCall(f"nothing is published as {name!r} (expected {', '.join(FORMS)})")
    return tuple(form for form in FORMS if form in asked)


def publish(
    target: str,
    folder: Path | None,
    languages: tuple[str, ...],
    paper: str,
    out: Path,
    *,
    steps: Steps,
    only: str | None = None,
    site: bool = False,
    said: Said = NOTHING_SAID,
) -> PublishedSet:
    """Everything of a session, a round or a season in the folder `out`, which is replaced as a whole once all is made.

    Raises `WrongCall` where there is nothing to publish, and where the folder holds what would be lost.
    """
    forms, before = forms_of(only), Earlier(out)
    before.refuse_strangers()
    made = publications(target, folder, languages, paper, before, forms=forms, site=site, said=said)
    gallery = Gallery(made[0].season, made[0].look)
    printed_forms = tuple(form for form in forms if form != SEAL)
    count = sum(len(list(pieces(to, forms, gallery, {}))) for to in made)
    with steps(count + site + 1) as step, whole_folder(out) as keep:
        # Papers and pages carry the hash of the seal, so every result is sealed before any of them is made.
        seals = [
            _done(piece, step, keep)
            for to in made
            for piece in pieces(to, (SEAL,) if SEAL in forms else (), gallery, {})
        ]
        hashes = {one.place: one.made.hash for one in seals if one.made.hash is not None}
        others = [
            _done(piece, step, keep) for to in made for piece in pieces(to, printed_forms, gallery, hashes)
        ]
        done = _listed(made, [*seals, *others])
        if site:  # behind all the others: it links to them
            files = site_of(made, gallery, hashes, forms, [one.path for one in _kept(done)])
            done.append(_done(Piece(SITE, "", lambda: Made(files)), step, keep))
        known = {one.path: one.sha256 for one in _kept(done)}
        done.append(_done(Piece("seals", "", lambda: Made(before.seals_left(known))), step, keep))
        kept = _kept(done)
        if not kept:
            raise WrongCall(f"{target}: there is no {only or 'document'} of it")
        missing = tuple(line for to in made for line in _missing(to, done))
        listed = contents(made, target, (*forms, SITE) if site else forms, kept, missing)
        keep(CONTENTS, listed)
    return PublishedSet(
        kept=kept,
        contents=listed,
        missing=missing,
        findings=tuple(finding for to in made for finding in to.findings),
        odd=tuple(finding for to in made for finding in _odd(to, done)),
        gone=before.gone(one.path for one in kept),
        look=made[0].look,
    )


class _Done(NamedTuple):
    """A piece of the work that was done: of which place, the files kept, and what came of it besides."""

    place: str
    kept: tuple[Kept, ...]
    made: Made


def _done(piece: Piece, step: Callable[[str], None], keep: Keep) -> _Done:
    step(piece.name)
    made, kept = piece.make(), []
    for name, data in made.files:
        keep(name, data)
        kept.append(Kept.of(name, data))
    return _Done(piece.place, tuple(kept), made._replace(files=()))


def _listed(made: Sequence[Publication], done: Iterable[_Done]) -> list[_Done]:
    """What was done, place by place, each with its seal first."""
    order = {name: at for at, name in enumerate(name for to in made for name in to.names)}
    return sorted(done, key=lambda one: order[one.place])


def _kept(done: Iterable[_Done]) -> tuple[Kept, ...]:
    return tuple(kept for one in done for kept in one.kept)


def _missing(to: Publication, done: Sequence[_Done]) -> list[str]:
    """What is missing of a publication: what was known before, what was told, then a line for each place and reason."""
    mine = [one for one in done if one.place in to.names]
    told = list(to.told)
    told += [
        text for text in dict.fromkeys(text for one in mine for text in one.made.told) if text not in told
    ]
    lacking: dict[tuple[str, str], list[str]] = {}
    for place, name, why in (
        *to.lacking,
        *((one.place, name, why) for one in mine for name, why in one.made.lacking),
    ):
        lacking.setdefault((place, why), []).append(name)
    return told + [
        to.say("lacks", place=place, names=", ".join(names), why=why)
        for (place, why), names in lacking.items()
    ]


def _odd(to: Publication, done: Iterable[_Done]) -> list[Finding]:
    """What was odd besides what was odd in the sessions, each once."""
    found: list[Finding] = []
    for finding in (finding for one in done if one.place in to.names for finding in one.made.odd):
        if finding not in found:
            found.append(finding)
    return found


def publications(
    target: str,
    folder: Path | None,
    languages: tuple[str, ...],
    paper: str,
    before: Earlier,
    *,
    forms: Sequence[str] = FORMS,
    site: bool = False,
    said: Said = NOTHING_SAID,
) -> tuple[Publication, ...]:
    """What there is to publish of a session, a round, or every round of a season; from here on the folder it is read
    from is asked nothing more. Raises `WrongCall` where there is nothing.
    """
    if said.status is not None:
        state = publication(said.status)
        said = said._replace(status=" ".join(str(part) for part in state if part is not None))
    what = meant(target, folder, seasons=True)
    season = gathered(what.season, _asked(what, forms))
    look, told = look_of(season, languages, paper)
    drafts: list[tuple[Meeting, list[Place], list[str]]] = []
    for number in (one.number for one in what.rounds):
        meeting = season.meeting(number)
        assert meeting is not None
        places, odd = _places(meeting, look, whole=what.session is None)
        if places:
            drafts.append((meeting, places, [*told, *odd]))
            told = []
        else:
            told += odd
    if not drafts:
        raise WrongCall(f"{target}: nothing to publish yet: it has neither a result nor a starting grid")
    drafts[-1][2].extend(told)
    refuse_unknown([meeting for meeting, _, _ in drafts], said.teams)
    before.refuse_fewer(place.name for _, places, _ in drafts for place in places)
    headed = PDF in forms or site
    return tuple(
        _publication(what, season, look, draft, said, before, forms, headed=headed) for draft in drafts
    )


def _asked(what: Meant, forms: Sequence[str]) -> Asked:
    """What of the folder is published: of a session it alone; a press release speaks of the other rounds too."""
    rounds = frozenset(one.number for one in what.rounds)
    if what.session is not None:
        return Asked(rounds, what.session.name, tables=False)
    return Asked(rounds, others=releases.COMMUNIQUE in forms)


def _places(meeting: Meeting, look: Look, *, whole: bool) -> tuple[list[Place], list[str]]:
    """The places there are of a meeting, none where nothing of it is known yet; and what is missing."""
    places = [place_of(meeting, None)] if whole else []
    told = [told_as("cancelled", look, place=meeting.number)] if meeting.cancelled else []
    for session in meeting.sessions:
        place = _place(meeting, session)
        if session.scored is None:
            told.append(told_as("no-result", look, place=place.name))
        if place.kinds:
            places.append(place)
    return places, [*told, *(_unsaid(meeting, look) if places else ())]


def _place(meeting: Meeting, session: MeetingSession) -> Place:
    """All of a session with a result; of a race before it was run the grid, where a session orders it."""
    if session.scored is not None:
        return place_of(meeting, session)
    ordered = session.grid is not None and session.grid.slots and session.ordered_by
    return place_of(meeting, session, "grid") if ordered else Place(meeting, session, ())


def _unsaid(meeting: Meeting, look: Look) -> Iterator[str]:
    """What the heads of the papers would like to say and the folder does not."""
    if not meeting.officials:
        yield told_as("no-officials", look, place=meeting.number)
    if not meeting.circuit:
        yield told_as("no-circuit", look, place=meeting.number)


def _publication(
    what: Meant,
    season: Meetings,
    look: Look,
    draft: tuple[Meeting, list[Place], list[str]],
    said: Said,
    before: Earlier,
    forms: Sequence[str],
    *,
    headed: bool,
) -> Publication:
    """A meeting with its state, what it changes, and what it is sealed with."""
    meeting, places, told = draft
    amended = amendment_of(places, before, said.status, said.because, look.languages)
    key, inputs, odd = _sealing(what, places, look) if SEAL in forms else (None, {}, [])
    told += odd
    told += [told_as("not-compared", look, place=name, folder=before.folder) for name in amended.unknown]
    made = Publication(
        season=season,
        meeting=meeting,
        look=look,
        places=tuple(places),
        said=said,
        states=amended.states,
        changed=amended.changed,
        told=tuple(told),
        lacking=tuple(_undrawn(places, look)) if CHARTS in forms else (),
        before=before,
        now=time_at(meeting),
        key=key,
        inputs=inputs,
        quotes=releases.quotes_in(what.season.round(meeting.number).folder),
    )
    return dataclasses.replace(made, told=(*made.told, *(made.overdue() if headed else ())))


def _sealing(
    what: Meant, places: Sequence[Place], look: Look
) -> tuple[SigningKey | None, dict[str, Gathered | str], list[str]]:
    """The key and what each result is sealed with; that there is no key is told."""
    results = [place for place in places if place.session is not None and place.session.scored is not None]
    key = key_here() if results else None
    if key is None or isinstance(key, str):
        number = places[0].meeting.number
        return None, {}, [] if key is None else [told_as("no-seal", look, place=number, why=key)]
    one = what.season.round(results[0].meeting.number)
    sessions = {place.name: one.session(place.session.name) for place in results if place.session is not None}
    return (
        key,
        {
            name: gathered_inputs(what.season, session)
            for name, session in sessions.items()
            if session is not None
        },
        [],
    )


def _undrawn(places: Sequence[Place], look: Look) -> Iterator[tuple[str, str, str]]:
    """The sessions of which no chart can be drawn: a list has no laps."""
    for place in places:
        scored = None if place.session is None else place.session.scored
        if scored is not None and not len(scored.result.timing.laps):
            yield place.name, f"{CHARTS} as files", told_as("no-laps", look)


def refuse_unknown(meetings: Sequence[Meeting], teams: Iterable[str]) -> None:
    """Raises `WrongCall` for a team that is asked for and entered at none of the meetings."""
    for team in teams:
        if not any(meeting.cars_of(team) for meeting in meetings):
            entered = sorted({car.team for meeting in meetings for car in meeting.entries.cars if car.team})
            raise WrongCall(f"{team!r} has no car here (entered: {', '.join(entered)})")


def pieces(
    to: Publication, forms: Sequence[str], gallery: Gallery, hashes: Mapping[str, str]
) -> Iterator[Piece]:
    """The work to be done, document after document; `hashes` are those of the sealed results, which papers carry."""
    for place in to.places:
        for form in forms:
            yield from (
                Piece(f"{place.name} {name}", place.name, make)
                for name, make in _makers(to, place, form, gallery, hashes)
            )


def _makers(
    to: Publication, place: Place, form: str, gallery: Gallery, hashes: Mapping[str, str]
) -> Iterator[tuple[str, Callable[[], Made]]]:
    """What makes a form of a place, by its name."""
    scored = None if place.session is None else place.session.scored
    match form:
        case "seal" if place.name in to.inputs and to.key is not None:
            yield SEAL, partial(sealed, to, place, to.key)
        case "pdf":
            for kind in place.kinds:
                yield kind.name, partial(_bulletin, to, place, kind, gallery, hashes)
        case "csv":
            yield form, partial(data_files.lists, to, place, form)
            if place.session is None:
                yield "calendar", partial(data_files.calendar, to, place)
        case "json":
            yield form, partial(data_files.lists, to, place, form)
        case "parquet" if scored is not None and len(scored.result.timing.laps):
            yield form, partial(data_files.parquet, place)
        case "al-kamel" if scored is not None:
            yield form, partial(data_files.alkamel, place)
        case "charts":
            for name in gallery.names(place):
                called = CHARTS if place.session is None else name
                yield called, partial(charts_of, to, place, gallery, name)
        case "communique" if place.session is None:
            for team, language in releases.written_for(to):
                called = f"{releases.COMMUNIQUE} {team or releases.SERIES} {language}"
                yield called, partial(releases.release, to, place, team, language)


def _bulletin(to: Publication, place: Place, kind: Kind, gallery: Gallery, hashes: Mapping[str, str]) -> Made:
    """A bulletin as a PDF; one that could only say that something is missing is left out."""
    made = printed(place, kind, to.look, gallery.heading)
    lacks = lacking(made)
    if lacks is not None:
        return Made(lacking=((kind.name, lacks),))
    head = to.head_of(place, hashes)
    paper = typeset(made, head.unamended() if kind.name in UNMOVED else head, to.look)
    return Made(
        [(f"{place.name}/pdf/{paper.number:02d}-{paper.name}.pdf", paper.pdf)], told=tuple(paper.told)
    )


def contents(
    made: Sequence[Publication],
    target: str,
    forms: Iterable[str],
    kept: Iterable[Kept],
    missing: Iterable[str],
) -> bytes:
    """What the folder holds: every file with its length and SHA-256, and what is missing."""
    series, changed = (
        made[0].season.series,
        {place: said for to in made for place, said in to.changed.items()},
    )
    document = {
        "parcferme": version("parcferme"),
        "series": series.title,
        "season": series.season,
        "rounds": [{"round": to.meeting.number, "event": to.meeting.event} for to in made],
        "target": target,
        "places": [name for to in made for name in to.names],
        "forms": list(forms),
        "languages": list(made[0].look.languages),
        "files": [{"path": one.path, "bytes": one.length, "sha256": one.sha256} for one in kept],
        "missing": list(missing),
        **({"changed": changed} if changed else {}),
    }
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()
