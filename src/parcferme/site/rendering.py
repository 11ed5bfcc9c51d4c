"""Pages from templates. Whatever a name holds is text: every value is escaped."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

import jinja2

from parcferme.documents import say

_BREAKS: Final = "\u200b"
# Control characters and halves of pairs: no page can hold them. A browser breaks long words by itself.
_NEVER: Final = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff{_BREAKS}]")


@cache
def _templates() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("parcferme.site", "templates"),
        autoescape=True,
        # A name misspelt in a template ends the page, where it would print nothing.
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["say"] = say
    return made


def page(template: str, values: dict[str, Any]) -> bytes:
    """A page, as bytes."""
    text = _templates().get_template(template).render(values)
    return _NEVER.sub("", text).encode()
