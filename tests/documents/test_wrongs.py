"""What is wrong with a rulebook is said in the reader's language: every sentence one can be refused with."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from parcferme.documents.words import LANGUAGES, catalogue, wrong_text
from parcferme.findings import BadRulebook
from parcferme.regulations import parse_rulebook

REGULATIONS = Path(__file__).parents[2] / "src" / "parcferme" / "regulations"
KEYS_ALONE = re.compile(
    r"[\w-]+(?:: [\w-]+)?(?: = \"[\w-]+\")?(?:, [\w-]+)?(?: / \"?[\w-]+\"?)*|[\w-]+ = true"
)
"""What a key needs where that is other keys and values: they are written so in every language."""


def sentences(expression: ast.expr) -> Iterator[str]:
    """The texts an expression can be, `4` for each value in them."""
    if isinstance(expression, ast.IfExp):
        yield from sentences(expression.body)
        yield from sentences(expression.orelse)
    elif isinstance(expression, ast.Constant):
        yield str(expression.value)
    elif isinstance(expression, ast.JoinedStr):
        yield "".join(str(one.value) if isinstance(one, ast.Constant) else "4" for one in expression.values)


def emitted() -> Iterator[tuple[str, str]]:
    """Every sentence of the rules that says what is wrong, or what a key needs, with the module that says it."""
    for path in sorted(REGULATIONS.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Yield)
                and isinstance(node.value, ast.Tuple)
                and len(node.value.elts) == 2
            ):
                yield from ((path.name, one) for one in sentences(node.value.elts[1]))
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in (
                "problem", "_wanted",
            ):  # fmt: skip
                yield from ((path.name, one) for one in sentences(node.args[1]))


SENTENCES = sorted(set(emitted()))


def test_there_are_sentences_to_look_at() -> None:
    assert len(SENTENCES) > 90


@pytest.mark.parametrize(("module", "sentence"), SENTENCES)
def test_every_sentence_is_said_in_french(module: str, sentence: str) -> None:
    said = wrong_text(sentence, "fr")
    assert said != sentence or (module == "idle.py" and KEYS_ALONE.fullmatch(sentence)), sentence
    assert wrong_text(sentence, "en") == sentence


def test_the_languages_speak_of_the_same_values() -> None:
    one, other = (
        {key: sorted(re.findall(r"\{(\w+)\}", text)) for key, text in catalogue(language)["wrong"].items()}
        for language in LANGUAGES
    )
    assert one == other


@pytest.mark.parametrize(
    ("rules", "french"),
    [
        ('[race]\nlenght = "60 min"', "race.lenght: clé inconnue ; la plus proche est 'length'"),
        ("[race.flag]\ntolerance = 10", "race.flag.tolerance: attendu un temps avec son unité, comme '85 s' ou "
         "'28:00.000', trouvé 10 (un temps a besoin de son unité)"),
        ('[race]\nlaps = "30"', "race.laps: attendu un nombre entier à partir de 0, trouvé '30'"),
        ("[points]\nscale = [1]", "points: attendu une liste, trouvé { scale = [1] } (chacun est une table à part : "
         "écrire [[points]])"),
        ("[[points]]\nscale = [1, 2]", "points[0].scale: le barème monte : la place 2 reçoit 2, la place 1 1"),
        ('[[standings]]\nname = "A"\nunit = "boat"', "standings[0].unit: attendu l'un de 'driver', 'crew', 'car', "
         "'team', 'manufacturer', 'constructor', trouvé 'boat'"),
        ("[[standings]]\nunit = 'car'", "standings[0]: il manque name"),
    ],
)  # fmt: skip
def test_a_rulebook_that_is_refused_is_refused_in_french(rules: str, french: str) -> None:
    with pytest.raises(BadRulebook) as refused:
        parse_rulebook(rules, "rules.toml")
    first = wrong_text(str(refused.value), "fr").splitlines()[0]
    assert re.sub(r"^rules.toml:\d+: ", "", first) == french
