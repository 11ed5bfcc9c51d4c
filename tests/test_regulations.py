"""The typed rulebook: what it refuses and how it says so, and where each value comes from."""

import ast
import enum
import re
import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

import parcferme
from parcferme import rulebooks
from parcferme.findings import BadRulebook
from parcferme.regulations import (
    Cite,
    Rulebook,
    SessionKind,
    SlowLastLap,
    item_type,
    key_of,
    mapped_type,
    parse_rulebook,
    parse_toml,
    plain_type,
    read_rulebook,
    rule_keys,
)
from parcferme.times import Duration


def refused(text: str) -> list[str]:
    """The lines of the refusal."""
    with pytest.raises(BadRulebook) as caught:
        parse_rulebook(text, "les.toml")
    return str(caught.value).splitlines()


# --- what is refused


def test_unknown_key_is_refused_with_its_line_and_the_nearest_key() -> None:
    assert refused('name = "x"\n\n[race]\nlenght = "60 min"\n') == [
        "les.toml:4: race.lenght: unknown key; nearest is 'length'"
    ]


def test_unknown_table_is_refused_with_its_line() -> None:
    assert refused('name = "x"\n[race.compulsory-stopp]\nopens = "28:00"\n') == [
        "les.toml:2: race.compulsory-stopp: unknown key; nearest is 'compulsory-stop'"
    ]


def test_key_like_no_other_is_told_what_there_is() -> None:
    (line,) = refused("[race.flag]\nxyzzy = 1\n")
    assert line.startswith("les.toml:2: race.flag.xyzzy: unknown key; known are tolerance, late, early,")


def test_same_key_in_two_tables_is_told_where_it_is_wrong() -> None:
    text = '[practice]\nlength = "30 min"\n[qualifying]\nlength = 30\n[race]\nlength = "60 min"\n'
    assert refused(text) == [
        "les.toml:4: qualifying.length: expected a time with its unit, like '85 s' or '28:00.000', found 30 "
        "(a time needs its unit)"
    ]


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("85", "a time needs its unit"),
        ("85.0", "a time needs its unit"),
        ('"85"', "not a duration"),
        ('"85 sec"', "not a unit of time: 'sec'"),
        ('"85 S"', "not a unit of time: 'S'"),
        ('"-85 s"', "not a duration"),
        ('"1:75.000"', "its minutes or seconds pass 59"),
        ("true", "a time needs its unit"),
        ('["85 s"]', "a time needs its unit"),
    ],
)
def test_wrong_unit_is_refused(value: str, why: str) -> None:
    (line,) = refused(f"[race]\nlength = {value}\n")
    assert line.startswith(
        "les.toml:2: race.length: expected a time with its unit, like '85 s' or '28:00.000', found "
    )
    assert why in line


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("race.laps", '"30"', "a whole number from 0 up"),
        ("race.laps", "-1", "a whole number from 0 up"),
        ("race.laps", "2.5", "a whole number from 0 up"),
        ("race.laps", "true", "a whole number from 0 up"),
        ("race.each-car", "1", "true or false"),
        ("race.classified.share", '"most"', "a number or a share, like 12.5, '70 %' or '3/4'"),
        ("race.classified.share", '"7/0"', "a number or a share, like 12.5, '70 %' or '3/4'"),
        ("race.classified.share", "true", "a number or a share, like 12.5, '70 %' or '3/4'"),
        ("race.classified.rounding", '"half"', "one of 'none', 'down', 'up', 'nearest'"),
        ("race.classified.slow-last-lap", "3", "a list"),
        ("race.classified", "3", "a table"),
        ("name", "3", "a text"),
        ("points", "25", "a list"),
        ("standings", '"Drivers"', "a list"),
        ("grid", '[{ from = [["q1"]] }]', "a text or a number"),
        ("season", "2020", "a table"),
        ("carry", '"reprimands"', "a table"),
    ],
)
def test_value_of_the_wrong_kind_is_refused_with_what_was_expected(
    key: str, value: str, expected: str
) -> None:
    (line,) = refused(f"{key} = {value}\n")
    shown = value.strip('"')
    assert line.startswith(f"les.toml:1: {key}")
    assert f": expected {expected}, found " in line
    word = re.search(r"[\w-]+", shown)
    assert word is not None and word[0] in line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            '[race.compulsory-stop]\nopens = "32:00"\ncloses = "28:00"\nminimum = "85 s"\n',
            "3: race.compulsory-stop.closes: the window closes before it opens",
        ),
        (
            '[race]\nlength = "20 min"\n[race.compulsory-stop]\nopens = "28:00"\ncloses = "32:00"\nminimum = "85 s"\n',
            "4: race.compulsory-stop.opens: the window opens after the session is over",
        ),
        ("[race]\nplus-laps = 1\n", "2: race.plus-laps: laps to add need a length to add them to"),
        (
            '[qualifying]\nlength = "30 min"\nplus-laps = 1\n',
            "3: qualifying.plus-laps: with each-car the flag is out at the length: no laps can be added",
        ),
        (
            '[race]\nlength = "60 min"\ntotal = "50 min"\n',
            "3: race.total: the total is shorter than the length it caps",
        ),
        ('[race]\nlength = "0 s"\n', "2: race.length: the session would be over before it starts"),
        ("[race]\nlaps = 0\n", "2: race.laps: the session would be over before it starts"),
        (
            "[race.classified]\nshare = 70\n",
            "2: race.classified.share: a share lies between 0 and 1, not 70",
        ),
        (
            '[race.classified.running]\nat = "3/4"\nshare = "500 %"\n',
            "3: race.classified.running.share: a share lies between 0 and 1, not 5",
        ),
        (
            "[race.red-flag]\nresult-from = 1.5\n",
            "2: race.red-flag.result-from: a share lies between 0 and 1, not 3/2",
        ),
        (
            '[[race.classified.slow-last-lap]]\nover = "7 min"\n[[race.classified.slow-last-lap]]\nover = "6 min"\n',
            "1: race.classified.slow-last-lap: the bands must rise",
        ),
        (
            '[[points]]\nscale = [10]\n[[points]]\nscale = [10, 8, 9]\nrounds = ["1"]\n',
            "4: points[1].scale: the scale rises: place 3 gets 9, place 2 8",
        ),
        (
            "[[points]]\nscale = [10, 8]\ntail = 9\n",
            "3: points[0].tail: the tail 9 is worth more than the last place of the scale",
        ),
        (
            '[[standings]]\nname = "Drivers"\n[[standings]]\nname = "Drivers"\n',
            "4: standings[1].name: two tables are called 'Drivers'",
        ),
        (
            '[[standings]]\nname = "Drivers"\n[standings.best]\ncount = 3\ndrop = 1\n',
            "5: standings[0].best.drop: either so many best results count or so many worst are left out, not both",
        ),
        (
            '[[standings]]\nname = "Drivers"\n[[points]]\ntables = ["Driver"]\n',
            "4: points[0].tables: no table is called 'Driver' (there are ['Drivers'])",
        ),
        (
            '[[grid]]\nrace = "race-1"\n\n[[grid]]\nrace = "race-1"\n',
            "5: grid[1].race: two tables give the grid of the same race",
        ),
        (
            '[[entries.classes]]\nname = "GT3"\ncrew-least = 4\ncrew-most = 2\n',
            "3: entries.classes[0].crew-least: more drivers are asked for than may share a car",
        ),
        (
            '[playoffs]\ntable = "Drivers"\nregular-rounds = 26\nlast-round = 36\nseeds = 16\n'
            "base = 2000\ncuts = [{ round = 29, keep = 12 }, { round = 28, keep = 8 }]\n"
            '[[standings]]\nname = "Drivers"\n',
            "7: playoffs.cuts: each cut has to come after the one before",
        ),
        ('[timing]\nresolution = "0 s"\n', "2: timing.resolution: a resolution is at least a microsecond"),
        (
            "[timing]\nmissed-over = 1\n",
            "2: timing.missed-over: a lap with a missed passing is longer than the usual one: more than 1",
        ),
    ],
)
def test_values_that_contradict_each_other_are_refused(text: str, line: str) -> None:
    assert refused(text) == [f"les.toml:{line}"]


def test_several_problems_are_told_at_once_in_order() -> None:
    text = """\
name = "x"
[race]
length = 60
lenght = "60 min"
[race.classified]
share = "most"
[[race.classified.slow-last-lap]]
over = "6 min"
[[race.classified.slow-last-lap]]
laps = 1
[[race.classified.slow-last-lap]]
over = "7 min"
lapps = 1
[race.clasified]
flag = true
[qualifying.order]
by = "best"
"""
    assert [line.split(":", 3)[1] + line.split(":", 3)[2] for line in refused(text)] == [
        "3 race.length",
        "4 race.lenght",
        "6 race.classified.share",
        "9 race.classified.slow-last-lap[1]",
        "13 race.classified.slow-last-lap[2].lapps",
        "14 race.clasified",
        "17 qualifying.order.by",
    ]


def test_table_that_lacks_what_it_needs_says_what() -> None:
    assert refused('[race.compulsory-stop]\nopens = "28:00"\n') == [
        "les.toml:1: race.compulsory-stop: missing closes, minimum"
    ]


def test_text_that_is_not_toml_is_refused_with_its_line() -> None:
    (line,) = refused("[race]\nlength = 60 min\n")
    assert line.startswith("les.toml: not TOML: ") and "line 2" in line


def test_article_without_quotes_is_refused() -> None:
    """9.10 would be read as the number 9.1."""
    assert refused("[race.classified]\nflag = { value = true, article = 9.10 }\n") == [
        "les.toml:2: race.classified.flag.article: expected a text in quotes, found 9.10"
    ]


def test_misspelt_article_is_refused() -> None:
    (line,) = refused('[race.classified]\nflag = { value = true, articel = "9.3" }\n')
    assert line.startswith(
        "les.toml:2: race.classified.flag: expected true or false, or value with article or source"
    )


@given(st.text(max_size=60))
def test_any_text_is_a_rulebook_or_refused(text: str) -> None:
    refusal = "any.toml"
    try:
        parse_rulebook(text, "any.toml")
    except BadRulebook as problem:
        refusal = str(problem)
    assert all(line.startswith("any.toml") for line in refusal.splitlines()[:1])


# --- what is read


def test_empty_rulebook_is_the_defaults() -> None:
    assert parse_rulebook("", "empty.toml") == Rulebook()


def test_table_changes_only_what_it_names() -> None:
    """Practice and qualifying end for each car at time; a table that says something else keeps that."""
    book = parse_rulebook('[qualifying]\nlength = "20 min"\n[qualifying.order]\nno-time = "last"\n', "x.toml")
    assert book.qualifying.each_car
    assert book.practice.each_car
    assert not book.race.each_car


@pytest.mark.parametrize(
    ("text", "us"),
    [
        ("85 s", 85_000_000),
        ("85s", 85_000_000),
        ("1.5 min", 90_000_000),
        ("28:00.000", 1_680_000_000),
        ("0.1 ms", 100),
    ],
)
def test_times_carry_their_unit_or_are_clocks(text: str, us: int) -> None:
    assert parse_rulebook(f'[race]\nlength = "{text}"\n', "x.toml").race.length == us


@pytest.mark.parametrize("text", ['"70 %"', '"70%"', "0.7", '"0.7"', '"7/10"'])
def test_share_in_every_notation_is_the_same_fraction(text: str) -> None:
    book = parse_rulebook(f"[race.classified]\nshare = {text}\n", "x.toml")
    assert book.race.classified.share == Fraction(7, 10)


def test_rules_by_kind_of_session() -> None:
    book = parse_rulebook('[practice]\nlength = "1 h"\n[race]\nlength = "2 h"\n', "x.toml")
    assert book.session("practice").length == 3_600_000_000
    assert book.session(SessionKind.RACE).length == 7_200_000_000
    with pytest.raises(ValueError, match="heat"):
        book.session("heat")


# --- every value can cite its article


def sample(hint: Any) -> str:
    """A value that fits a key of this type, as TOML."""
    if item_type(hint) is not None:
        return f"[{sample(item_type(hint))}]"
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return f'"{next(iter(hint)).value}"'
    return {Duration: '"90 s"', Fraction: '"1/2"', bool: "true", int: "3"}.get(hint, '"stop-and-go"')


def table(cls: type[msgspec.Struct], keys: list[str], value: str) -> dict[str, str]:
    """A table of this type in which one key has a value; whatever else has to be there is."""
    hints = get_type_hints(cls)
    fields = {key_of(field.name): (field, plain_type(hints[field.name])) for field in structs.fields(cls)}
    made = {key: sample(kind) for key, (field, kind) in fields.items() if field.required}
    first, *deeper = keys
    name = first.removesuffix("[]")
    if not deeper:
        return made | {name: value}
    kind = fields[name][1]
    if mapped_type(kind) is not None:
        return made | {name: f"{{ 2020 = {inline(table(mapped_type(kind), deeper[1:], value))} }}"}
    inner = inline(table(item_type(kind) or kind, deeper, value))
    return made | {name: f"[{inner}]" if item_type(kind) else inner}


def inline(made: dict[str, str]) -> str:
    return "{ " + ", ".join(f"{key} = {value}" for key, value in made.items()) + " }"


@pytest.mark.parametrize(("key", "hint"), list(rule_keys()), ids=[key for key, _ in rule_keys()])
def test_every_value_can_carry_its_article(key: str, hint: Any) -> None:
    """Whether it contradicts another is not asked here: a sample says nothing of the rest."""
    cited = f'{{ value = {sample(hint)}, article = "12.3", source = "appendix 4" }}'
    made = table(Rulebook, key.split("."), cited)
    read, cites = parse_toml(Rulebook, "".join(f"{name} = {said}\n" for name, said in made.items()), "x.toml")
    book = structs.replace(read, cites=cites)
    year = key.replace("*", "2020")
    assert book.cite(year.replace("[]", "")) == Cite("12.3", "appendix 4")
    assert book.cite(year.replace("[]", "[0]")) == Cite("12.3", "appendix 4")
    assert Rulebook().cite(year) == Cite()


def test_ruling_beside_the_results_has_an_article_of_its_own() -> None:
    """In the value, not only among the cites: a table quotes it."""
    text = (
        '[[season.2020.adjustment]]\nkind = "deduction"\nnames = ["Racing Point"]\npoints = 15\n'
        'article = "22.3.2"\nsource = "stewards, document 46"\n'
    )
    (one,) = parse_rulebook(text, "x.toml").season["2020"].adjustment
    assert (one.article, one.source) == ("22.3.2", "stewards, document 46")


def test_value_without_an_article_has_that_of_the_table_above_it() -> None:
    book = parse_rulebook(
        'source = "team press release"\n[race.classified]\narticle = "10.15.2"\nflag = true\n'
        'share = { value = "70 %", article = "10.15.3" }\n[race.flag]\ntolerance = "5 s"\n',
        "x.toml",
    )
    assert book.cite("race.classified.flag") == Cite("10.15.2")
    assert book.cite("race.classified.share") == Cite("10.15.3")
    assert book.cite("race.flag.tolerance") == Cite(source="team press release")
    assert Rulebook().cite("race.flag.tolerance") == Cite()


def test_bands_of_slow_last_laps_as_tables_or_in_one_line() -> None:
    tables = (
        '[[race.classified.slow-last-lap]]\nover = "6 min"\nlaps = 1\n'
        '[[race.classified.slow-last-lap]]\nover = "15 min"\nexcluded = true\n'
    )
    line = '[race.classified]\nslow-last-lap = [{ over = "6 min", laps = 1 }, { over = "15 min", excluded = true }]\n'
    want = (SlowLastLap(Duration(360_000_000), 1), SlowLastLap(Duration(900_000_000), excluded=True))
    for text in (tables, line):
        assert parse_rulebook(text, "x.toml").race.classified.slow_last_lap == want


def test_keys_are_walked_without_missing_one() -> None:
    """Every dotted key that the shipped rulebooks use is among the keys that are documented and tested."""
    keys = {key.replace("[]", "") for key, _ in rule_keys()}
    assert len(keys) > 200
    tables = {".".join(key.split(".")[:end]) for key in keys for end in range(key.count(".") + 1)}
    for name in rulebooks.shipped():
        book = parse_rulebook(rulebooks.text(name), name)
        used = {re.sub(r"^season\.[^.]+", "season.*", re.sub(r"\[\d+\]", "", key)) for key in book.cites}
        assert used <= keys | tables, name


# --- no rule that does nothing

# Rules a rulebook may state and nothing reads yet. A name that is read by now has to leave this list.
NOT_READ: set[str] = set()


def fields_of(cls: type[msgspec.Struct], seen: dict[type, set[str]]) -> dict[type, set[str]]:
    """The fields of a table and of all tables in it."""
    if cls in seen:
        return seen
    seen[cls] = {name for name in cls.__struct_fields__ if name not in ("cites", *SESSION_KINDS)}
    hints = get_type_hints(cls)
    for name in cls.__struct_fields__:
        kind = plain_type(hints[name])
        for inner in (kind, item_type(kind), mapped_type(kind)):
            if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
                fields_of(inner, seen)
    return seen


SESSION_KINDS = [kind.value for kind in SessionKind]  # read by name: Rulebook.session


def test_every_rule_is_read_by_something() -> None:
    package = Path(parcferme.__file__).parent
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in package.rglob("*.py")]
    read = {node.attr for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    stated = set().union(*fields_of(Rulebook, {}).values())
    assert len(stated) > 100
    assert stated - read == NOT_READ


def test_brackets_nested_too_deep_are_no_toml() -> None:
    with pytest.raises(tomllib.TOMLDecodeError, match="nested too deep"):
        read_rulebook("points = " + "[" * 20_000)
    with pytest.raises(BadRulebook, match=r"my-series\.toml: not TOML: brackets nested too deep"):
        parse_rulebook("points = " + "[" * 20_000, "my-series.toml")
