"""A checked text as a page: every claim marked where it stands, with what is known of it."""

from __future__ import annotations

import html
import itertools
from typing import Final

from parcferme.press.factcheck.claims import Claim, FactCheck, Verdict

_WORST: Final = (Verdict.CONTRADICTED, Verdict.UNKNOWN, Verdict.CONFIRMED)
_STYLE: Final = """\
body { font: 1.05rem/1.6 Georgia, serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; white-space: pre-wrap; }
mark { padding: 0 .1em; border-radius: .15em; color: inherit; }
mark.contradicted { background: #ffb3b3; border-bottom: .15em solid #b00020; }
mark.unknown { background: #eeeeee; border-bottom: .15em dotted #666666; }
mark.confirmed { background: #d4f0d4; }
"""


def annotated(text: str, found: FactCheck, words: dict[str, str], title: str) -> str:
    """The text as an HTML page, each claim in a `<mark>` of the class of its verdict; where claims overlap the worse
    one colours. `words` are those for the verdicts and for what is known, in the language of the page.
    """
    cuts = sorted({0, len(text), *(at for one in found.claims for at in (one.start, one.end))})
    parts = []
    for start, end in itertools.pairwise(cuts):
        here = [one for one in found.claims if one.start < end and start < one.end]
        piece = html.escape(text[start:end])
        parts.append(_marked(piece, here, words) if here else piece)
    language = found.language or "en"
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{html.escape(title)}</title>\n"
        f"<style>\n{_STYLE}</style>\n</head>\n<body>{''.join(parts)}</body>\n</html>\n"
    )


def _marked(piece: str, claims: list[Claim], words: dict[str, str]) -> str:
    claims = sorted(claims, key=lambda one: _WORST.index(one.verdict))
    told = "; ".join(dict.fromkeys(_told(one, words) for one in claims))
    return f'<mark class="{claims[0].verdict.value}" title="{html.escape(told, quote=True)}">{piece}</mark>'


def _told(one: Claim, words: dict[str, str]) -> str:
    """What is known of a claim in one line: its verdict, the right value where it is another, the source."""
    text = f"{words[one.verdict.value]} ({one.kind})"
    if one.known is not None and one.verdict is not Verdict.CONFIRMED:
        text += f": {one.known}"
    return f"{text} [{one.source}]" if one.source else text
