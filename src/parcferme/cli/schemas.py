"""`parcferme schema`: what an editor needs to complete and check TOML files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from parcferme.cli import options as o
from parcferme.cli.outcome import DONE, UNUSABLE, reporting, tell
from parcferme.cli.writing import print_json, write_all, write_stdout
from parcferme.season import schema_names, schema_text, shipped_schema

EPILOG = """\b
Examples:
  parcferme schema                             which there are
  parcferme schema rulebook > rulebook.schema.json
  parcferme schema --write schemas             all of them into a folder

\b
In the first line of a TOML file, for editors that know Taplo:
  #:schema schemas/rulebook.schema.json
"""

Name = Annotated[
    str | None, typer.Argument(metavar="[NAME]", help="The schema to print; all are listed without.")
]
Write = Annotated[
    Path | None,
    typer.Option("--write", metavar="FOLDER", help="Write every schema as a file of this folder."),
]


@reporting
def schema(name: Name = None, write: Write = None, as_json: o.Json = False) -> int:
    """Print the JSON Schema of a TOML file, for editors."""
    if write is not None:
        return _write(write, as_json)
    if name is None:
        print_json({"schemas": list(schema_names())}) if as_json else write_stdout(
            "\n".join(schema_names()) + "\n"
        )
        return DONE
    if name not in schema_names():
        tell(f"no schema {name!r} (there are {', '.join(schema_names())})")
        return UNUSABLE
    write_stdout(shipped_schema(name))
    return DONE


def _write(folder: Path, as_json: bool) -> int:
    """Every schema as a file of a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {folder / f"{name}.schema.json": schema_text(name) for name in schema_names()}
    write_all(files)
    written = [str(path) for path in files]
    print_json({"written": written}) if as_json else write_stdout("\n".join(written) + "\n")
    return DONE
