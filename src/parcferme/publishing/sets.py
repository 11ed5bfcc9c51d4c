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
from typing import NamedTuple

from parcferme.bulletins import typeset
from parcferme.findings import Finding, WrongCall
from parcferme.papers import UNMOVED, Kind, Look
from parcferme.publishing import data_files, release_files
from parcferme.publishing.chart_files import charts_of
from parcferme.publishing.earlier import CONTENTS, SEAL, Earlier
from parcferme.publishing.folders import Keep, whole_folder
from parcferme.publishing.papers import CHARTS, Place, lacking, printed
from parcferme.publishing.pictures import Gallery
from parcferme.publishing.planning import forms_of, publications
from parcferme.publishing.publication import NOTHING_SAID, Made, Piece, Publication, Said, told_as
from parcferme.publishing.sealings import sealed
from parcferme.publishing.sites import SITE, site_of

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


def publish_set(
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
        # A bundle that was replaced still counts: whoever was given it finds it here.
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
            for team, language in release_files.written_for(to):
                called = f"{release_files.COMMUNIQUE} {team or release_files.SERIES} {language}"
                yield called, partial(release_files.release, to, place, team, language)


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
