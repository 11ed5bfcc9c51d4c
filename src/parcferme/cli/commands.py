"""Which commands there are. A command is imported and built when it is called, so that `--help` stays quick."""

from __future__ import annotations

import gc
from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import Any, Final, NamedTuple

import typer
from typer.core import TyperGroup
from typer.main import get_command_from_info

from parcferme.cli.parameters import Command, looking_first


class Place(NamedTuple):
    """Where a command is, and the sentence the list of commands has for it: the first of its own help."""

    module: str
    function: str
    sentence: str


# The sentences stand here too: to read one from its command would import it (docs/design.md, A start that is
# quick).
COMMANDS: Final = {
    "score": Place("score", "score", "Classify one session: who finished where, and why."),
    "classify": Place("classify", "classify", "Classify a session of a championship folder."),
    "explain": Place("explain", "explain", "Why a car is where it is, with the record behind each fact."),
    "check": Place("check", "check", "Everything odd in a championship folder, or in single files."),
    "repair": Place("repair", "repair", "Each remedy with what it would change; take it, by number."),
    "init": Place("init", "init", "Write a championship folder to start from."),
    "season": Place("season", "season", "What a championship folder holds, and who leads."),
    "grid": Place("grid", "grid", "The starting grid of a race, and why each car stands there."),
    "standings": Place("standings", "standings", "The championship tables after any round, and why."),
    "chances": Place("chances", "chances", "Who can still win, and what is enough whatever others do."),
    "communique": Place(
        "communique", "communique", "The press release of a meeting; --check tests a written one."
    ),
    "chart": Place("chart", "chart", "Draw a chart as SVG, PNG, a page or a Vega-Lite specification."),
    "entries": Place("entries", "entries", "Who is entered, and what the rules have against it."),
    "timetable": Place("timetable", "timetable", "When every session is, overlaps and short breaks told."),
    "bulletin": Place("bulletin", "bulletin", "The papers of a session or round, as PDF, for the board."),
    "publish": Place("publish", "publish", "Everything of a session, weekend or season in one folder."),
    "import": Place("importing", "import_", "Turn any timing file into a log."),
    "doctor": Place("doctor", "doctor", "Is everything ready: feeds, decoders, clocks, disk, transponders."),
    "record": Place("record", "record", "Record what decoders send into a log."),
    "serve": Place("serve", "serve", "The desk of a meeting: it alone writes, others speak to it."),
    "desk": Place("desk", "desk", "Speak to the running desk: flags, taps, corrections, undo."),
    "replay": Place("replay", "replay", "Send a recorded session as decoders would."),
    "watch": Place("watch", "watch", "Watch a session: the board, while the log grows."),
    "export": Place("exporting", "export", "A log as JSON lines; laps, results, documents in other forms."),
    "seal": Place("seal", "seal", "Seal a result and all it came from in one signed file."),
    "verify": Place("verify", "verify", "Verify a sealed result: bytes, signature, and the result."),
    "keys": Place("keys", "keys", "Keys that seal results, and the list of trusted ones."),
    "demo": Place("demo", "demo", "A reconstructed season: grid, results, tables, title."),
    "rulebooks": Place("rulebooks", "rulebooks", "List the shipped rulebooks, or show one."),
    "schema": Place("schemas", "schema", "Print the JSON Schema of a TOML file, for editors."),
}


def built(name: str) -> Any:
    """A command, imported and built."""
    place = COMMANDS[name]
    module = import_module(f"parcferme.cli.{place.module}")
    # The program's own start (`main`): what was imported stays to its end, and need not be looked at.
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
    one = typer.Typer(add_completion=False)
    one.command(name, cls=Command, epilog=module.EPILOG)(getattr(module, place.function))
    return get_command_from_info(
        one.registered_commands[0], pretty_exceptions_short=False, rich_markup_mode=None
    )


class _Lazy(MutableMapping[str, Any]):
    """The commands by name, each built when it is asked for."""

    def __init__(self) -> None:
        self._built: dict[str, Any] = dict.fromkeys(COMMANDS)

    def __getitem__(self, name: str) -> Any:
        if self._built[name] is None:
            self._built[name] = built(name)
        return self._built[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._built[name] = command

    def __delitem__(self, name: str) -> None:
        del self._built[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._built)

    def __len__(self) -> int:
        return len(self._built)


class Commands(TyperGroup):
    """The list of commands, without building one."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = _Lazy()

    def get_params(self, ctx: Any) -> list[Any]:
        """The options before a command, `--help` among them."""
        return looking_first(super().get_params(ctx))

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 as Click calls it
        """The names, in the order of the work."""
        return list(COMMANDS)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 as Click calls it
        """The list of commands with a sentence for each."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.sentence) for name, place in COMMANDS.items()])
