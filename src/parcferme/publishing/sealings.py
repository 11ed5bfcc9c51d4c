"""The sealed results of a published set: each session's bundle, and the hash its papers carry."""

from __future__ import annotations

from parcferme.documents import classification_bytes
from parcferme.findings import ParcFermeError
from parcferme.notary import keys_folder, seal_shown, signing_key, today
from parcferme.publishing.amendments import why_replaced
from parcferme.publishing.earlier import SEAL
from parcferme.publishing.papers import Place
from parcferme.publishing.publication import Made, Publication
from parcferme.seal import ABOUT, LINES, Bundle, Inspection, Replaced, SigningKey


def key_here() -> SigningKey | str:
    """The key that signs here; why there is none, or why it cannot be used."""
    try:
        return signing_key(keys_folder(), today())
    except ParcFermeError as problem:
        return str(problem)


def sealed(to: Publication, place: Place, key: SigningKey) -> Made:
    """The bundle of a session. The one published before stays where it is of the same result and made from the same
    files; else the new one names it as the one it takes the place of.
    """
    inputs, status = to.inputs[place.name], to.states[place.name]
    if isinstance(inputs, str):
        return Made(lacking=((SEAL, inputs),))
    assert place.session is not None and place.session.scored is not None
    given = (inputs, place.session.scored.result.rows, key, classification_bytes)
    old = to.before.bundle(place.name)
    try:
        made = seal_shown(*given, status=status).bundle
        data, hash_ = made.data, made.hash
        if old is not None and old.about is not None and old.hash is not None:
            if _is_same(old, made, key):
                data, hash_ = to.before.bundle_path(place.name).read_bytes(), old.hash
            elif old.about.inputs.session == made.about.inputs.session:
                why = why_replaced(place, to.before, to.said.because, old.about.status, status)
                made = seal_shown(*given, status=status, replaces=Replaced(old.hash, why)).bundle
                data, hash_ = made.data, made.hash
    except ParcFermeError as problem:
        return Made(lacking=((SEAL, str(problem)),))
    return Made([(f"{place.name}/{SEAL}/{place.name}.zip", data)], hash=hash_)


def _is_same(old: Inspection, made: Bundle, key: SigningKey) -> bool:
    """Whether two bundles seal the same result in the same state, whatever they replace."""
    if old.about is None or old.manifest is None or old.public != key.public:
        return False
    inside = [
        # What a bundle replaces stands in about.json, and the digests of that part in lines.txt.
        {name: part for name, part in parts.items() if name not in (ABOUT, LINES)}
        for parts in (old.manifest.parts, made.parts)
    ]
    return old.about.status == made.about.status and inside[0] == inside[1]
