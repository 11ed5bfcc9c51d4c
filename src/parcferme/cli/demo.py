"""`parcferme demo`: a reconstructed meeting, scored and explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parcferme.cli import options as o
from parcferme.cli.outcome import DONE, reporting

if TYPE_CHECKING:
    from parcferme.season import Score

RULEBOOK = "ligier-european-series-2020"
STAR = "81"
EPILOG = """\b
Le Castellet 2020, qualifying 1 and race 1 of the Ligier European Series,
worked out from what was published: a reconstruction, not a recording.
Every part of what is printed can be had of your own files too.
"""


@reporting
def demo(lang: o.Language = "en", as_json: o.Json = False) -> int:
    """A reconstructed race, scored and explained."""
    from parcferme.cli.writing import print_json
    from parcferme.documents.classification import classification_document

    qualifying, race = _scored("qualifying-1.log"), _scored("race-1.log")
    if as_json:
        print_json([classification_document(one) for one in (qualifying, race)])
    else:
        _show(qualifying, race, lang)
    return DONE


def _scored(name: str) -> Score:
    """One session of the demo, from the files that are shipped."""
    from importlib.resources import as_file, files

    from parcferme.season import score

    with as_file(files("parcferme") / "demo") as folder:
        return score(folder / name, rulebook=RULEBOOK, entries=folder / "entries.csv")


def _show(qualifying: Score, race: Score, language: str) -> None:
    from parcferme.cli.boards import show_score, show_story
    from parcferme.cli.screen import console, show_lines, tell_findings
    from parcferme.documents.explain import explain
    from parcferme.documents.words import label, say

    out = console()
    for made, views in ((qualifying, ("classification",)), (race, ("classification", "leaders", "stops"))):
        show_score(made, views=views, language=language)
        tell_findings(made.findings, language, out=out)
        out.rule(style="dim")
    show_story(race, explain(race, STAR), language=language, laps=False)
    hints = [(f"{number}.", say("demo", f"hint-{number}", language)) for number in range(1, 6)]
    show_lines(out, label("what-next", language), hints)
