"""The command line: load, call, print."""

from __future__ import annotations
import json
from pathlib import Path
from typing import Annotated
import typer

app = typer.Typer(no_args_is_help=True)

@app.command()
def score(file: Path, kind: Annotated[str | None, typer.Option()] = None, rulebook: Annotated[str | None, typer.Option()] = None, length: Annotated[float | None, typer.Option()] = None, entries: Annotated[Path | None, typer.Option()] = None, decisions: Annotated[Path | None, typer.Option()] = None, at: Annotated[str | None, typer.Option()] = None, known: Annotated[int | None, typer.Option()] = None, as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    from parcferme.season import score as run
    from parcferme.documents.classification import classification_document
    s = run(file, kind=kind, rulebook=rulebook, length=length, entries=entries, decisions=decisions or (), at=at, known=known)
    print(json.dumps(classification_document(s.result, s.findings)))

@app.command()
def other() -> None: ...

def main() -> None:
    app()
