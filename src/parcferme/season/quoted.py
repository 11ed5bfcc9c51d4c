"""Who is quoted in the quotes.toml of a round, held against who is there."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any, Final

from parcferme.findings import Finding, Where, warning
from parcferme.names import fold, nearest
from parcferme.season.championship import Season
from parcferme.season.folder import text_in
from parcferme.season.meetings import Round

QUOTES: Final = "quotes.toml"


def asked_of_quotes(season: Season) -> Iterator[Finding]:
    """Quotes of a round that fit nobody in it: another round, a team nobody enters, a driver who is not entered."""
    for one in season.rounds:
        text = None if one.folder is None else text_in(one.folder, QUOTES)
        if one.folder is None or text is None:
            continue
        try:
            listed = tomllib.loads(text).get("quote", [])
        except (tomllib.TOMLDecodeError, RecursionError):
            continue  # told where the release is written
        where = Where(file=f"{one.folder.name}/{QUOTES}")
        for at, quote in enumerate(listed if isinstance(listed, list) else [listed]):
            if isinstance(quote, dict):
                yield from _of_quote(season, one, at, quote, where)


def _of_quote(season: Season, one: Round, at: int, quote: dict[str, Any], where: Where) -> Iterator[Finding]:
    cars = season.plain_entries_of(one.number).cars
    number, team, who = quote.get("round"), quote.get("team"), str(quote.get("who", ""))
    key = f"quote[{at}]"
    if isinstance(number, int) and number != one.number:
        values = {"key": f"{key}.round", "what": "round", "name": number, "nearest": one.number}
        yield warning("rule-fits-nothing", where, **values)
        return
    teams = list(dict.fromkeys(car.team for car in cars if car.team))
    if isinstance(team, str) and teams and fold(team) not in set(map(fold, teams)):
        values = {"key": f"{key}.team", "what": "team", "name": team, "nearest": nearest(team, teams)}
        yield warning("rule-fits-nothing", where, **values)
    drivers = list(dict.fromkeys(driver.name for car in cars for driver in car.drivers))
    near = nearest(who, drivers)
    called = season.championship.names.get(who, who)
    if drivers and called not in drivers and (quote.get("role") is None or near is not None):
        yield warning("quote-not-entered", where, who=who, **({"nearest": near} if near else {}))
