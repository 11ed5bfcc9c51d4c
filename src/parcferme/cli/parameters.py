"""Values on the command line that are plainly what they should be, taken without pydantic.

Typer 0.29 asks pydantic about every value, also about a text where a text is due, and loading pydantic takes 80 ms of
each start. What is plainly right is taken here as typer would take it; anything else goes to typer, whose messages stay
its own. Should a later typer keep its types elsewhere, all goes to it again: slower, and as right.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Final, Literal, get_args, get_origin

from typer.core import TyperArgument, TyperCommand, TyperOption

from parcferme.cli.terminal import plain_lines

UNSURE: Final = object()
"""No plain answer: typer decides."""
_HELD_AGAINST = (
    "exists",
    "resolve_path",
    "writable",
    "allow_dash",
    "parser",
    "click_type",
    "path_type",
    "clamp",
)
"""What typer may be told to hold a value against: where it is, it does."""


def plainly(annotation: Any, value: Any) -> Any:
    """The value as one of this type, or `UNSURE` where that takes more than looking at it."""
    if get_origin(annotation) is list and isinstance(value, list | tuple):
        found = [plainly(get_args(annotation)[0], one) for one in value]
        return UNSURE if any(one is UNSURE for one in found) else found
    if annotation is Path and isinstance(value, str | Path):
        # A file that may not be read is told by typer.
        return Path(value) if not os.path.exists(value) or os.access(value, os.R_OK) else UNSURE
    if not isinstance(value, str):
        return UNSURE
    if annotation is str or (get_origin(annotation) is Literal and value in get_args(annotation)):
        return value
    # Plainly written alone: blanks, signs and `1_000` are numbers to Python too, and for typer to judge.
    if annotation is int and re.fullmatch("0|[1-9][0-9]{0,8}", value):
        return int(value)
    if annotation is float and re.fullmatch(r"(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?", value):
        return float(value)
    return UNSURE


def _looked_at(param: Any, value: Any) -> Any:
    """What a parameter makes of a value, or `UNSURE`."""
    told = getattr(param, "type_descriptor", None)
    info = getattr(told, "parameter_info", None)
    if info is None or any(getattr(info, name, None) for name in _HELD_AGAINST):
        return UNSURE
    if value is None:
        several = getattr(param, "multiple", False) or param.nargs == -1
        return UNSURE if param.required else () if several else None
    found = plainly(getattr(told, "annotation", None), value)
    if isinstance(found, int | float) and not (info.min or 0) <= found <= (info.max or found):
        return UNSURE
    return UNSURE if found == [] and param.required else found


class Option(TyperOption):
    """An option that looks at its value first."""

    def process_value(self, ctx: Any, value: Any) -> Any:
        """What the command is given. Raises as typer does."""
        found = _looked_at(self, value)
        if found is UNSURE:
            return super().process_value(ctx, value)
        return found if self.callback is None else self.callback(ctx, self, found)


class Argument(TyperArgument):
    """An argument that looks at its value first."""

    def process_value(self, ctx: Any, value: Any) -> Any:
        """What the command is given. Raises as typer does."""
        found = _looked_at(self, value)
        if found is UNSURE:
            return super().process_value(ctx, value)
        return found if self.callback is None else self.callback(ctx, self, found)


def looking_first(params: list[Any]) -> list[Any]:
    """The parameters typer built, each as one that looks at its value first."""
    # Typer builds classes of its own and cannot be told which.
    for param in params:
        if type(param) is TyperOption:
            param.__class__ = Option
        elif type(param) is TyperArgument:
            param.__class__ = Argument
    return params


class Command(TyperCommand):
    """A command whose parameters look at their values first, and that quotes what it was given without steering the
    terminal: a name may come from a folder that somebody else filled.
    """

    def make_context(self, *given: Any, **more: Any) -> Any:
        """Its arguments, parsed. Raises as typer does."""
        try:
            return super().make_context(*given, **more)
        except Exception as problem:
            said = getattr(problem, "message", None)
            if isinstance(said, str):
                problem.message = plain_lines(said)  # type: ignore[attr-defined]
            raise

    def get_params(self, ctx: Any) -> list[Any]:
        """Its parameters, `--help` among them."""
        return looking_first(super().get_params(ctx))
