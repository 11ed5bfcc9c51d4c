"""The sentences in English, one for each kind of fact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from parcferme.documents import say as word
from parcferme.press.release.grammar import (
    about,
    at,
    capital,
    clock,
    date,
    days,
    is_place,
    is_within,
    lap_time,
    lasting,
    listed,
    number_word,
    ordinal,
    ordinal_word,
    plural,
    points,
    seconds_apart,
)
from parcferme.press.release.naming import Naming, has_number, plate
from parcferme.times import MINUTE

Values = Mapping[str, Any]
_OUT: Final = {
    "not-classified": "was not classified", "not-started": "did not start", "disqualified": "was disqualified"
}  # fmt: skip


def _when(values: Values) -> str:
    first, last = values["first"] or values["last"], values["last"] or values["first"]
    return days(dt.date.fromisoformat(first), dt.date.fromisoformat(last), "en") if first else ""


def _where(values: Values) -> str:
    if values["circuit"]:
        return f" at {values['circuit']}"
    return f" {at(values['event'])}" if is_place(values["event"]) else ""


def _series(name: str) -> str:
    return name if name.casefold().startswith("the ") else f"the {name}"


def meeting(v: Values, names: Naming) -> str:
    when = f" {_when(v)}" if v["first"] or v["last"] else ""
    which = "final round" if v["number"] == v["rounds"] > 1 else names.round(v["number"]).removeprefix("the ")
    if v.get("cancelled"):
        planned = f", planned{when}{_where(v)}," if when or _where(v) else ""
        return f"The {which} of {_series(v['series'])}{planned} was cancelled."
    return f"The {which} of {_series(v['series'])} was held{when}{_where(v)}."


def entries(v: Values, names: Naming) -> str:
    of = listed([f"{count} {name}" for name, count in v["classes"]], "en")
    verb = f"{plural(v['cars'], 'car was', 'cars were', 'en')} entered"
    return f"{v['cars']} {verb}" + (f": {of}." if len(v["classes"]) > 1 else ".")


def format_(v: Values, names: Naming) -> str:
    races, plus = v["races"], v["plus_laps"]
    text = (
        lasting(v["length_us"], "en")
        if v["length_us"] is not None
        else f"{v['laps']} {plural(v['laps'], 'lap', 'laps', 'en')}"
    )
    more = f" plus {number_word(plus, 'en')} {plural(plus, 'lap', 'laps', 'en')}" if plus else ""
    verb = "was" if races == 1 else "were"
    return f"On the programme {verb} {number_word(races, 'en')} {plural(races, 'race', 'races', 'en')} of {text}{more}."


def team(v: Values, names: Naming) -> str:
    classes = {car.class_ for car in v["cars"] if car.class_}
    there = f" in {classes.pop()}" if len(classes) == 1 else ""
    told = [
        plate(car, "en") + (f" ({listed(car.drivers, 'en')})" if car.drivers and has_number(car) else "")
        for car in v["cars"]
    ]
    return f"{v['team']} had entered {listed(told, 'en')}{there}."


def fastest_of_class(v: Values, names: Naming) -> str:
    time = f" in {lap_time(v['lap_us'], 'en')}" if v["lap_us"] is not None else ""
    which = f"the fastest {v['class']}" if v["class"] else "fastest"
    return f"{names.car(v['car'])} was {which} {names.at_session(dict(v))}{time}."


def fastest_of_classes(all_: Sequence[Values], names: Naming) -> str:
    """The fastest of each class of one session in one sentence."""
    told: list[str] = []
    for v in all_:
        time = f" in {lap_time(v['lap_us'], 'en')}" if v["lap_us"] is not None else ""
        verb = "" if told else " was"
        told.append(f"{names.car(v['car'])}{verb} the fastest {v['class']}{time}")
    where = names.at_session(dict(all_[0]))
    return f"{where[:1].upper()}{where[1:]}, {', '.join(told[:-1])} and {told[-1]}."


def no_time(v: Values, names: Naming) -> str:
    return f"{names.car(v['car'])} was credited with no time {names.at_session(dict(v))}."


def _places(v: Values) -> str:
    if v["class"] and v["position"] and v["position"] == v["class_position"]:
        both = f" and in {v['class']}" if v.get("classes", 2) > 1 else ""
        return f"{ordinal(v['position'], 'en')} overall{both}"
    parts = [f"{ordinal(v['position'], 'en')} overall"] if v["position"] else []
    if v["class"] and v["class_position"]:
        parts.append(f"{ordinal(v['class_position'], 'en')} in {v['class']}")
    return listed(parts, "en")


def qualified(v: Values, names: Naming) -> str:
    time = f" in {lap_time(v['lap_us'], 'en')}" if v["lap_us"] is not None else ""
    return f"{names.car(v['car'])} placed {_places(v)} {names.at_session(dict(v))}{time}."


def start(v: Values, names: Naming) -> str:
    begun = dt.datetime.fromisoformat(v["at"])
    day = date(begun.date(), "en", weekday=True).rpartition(" ")[0]
    return f"{names.session(dict(v))} started on {day} at {clock(begun.hour, begun.minute, 'en')}."


def front_row(v: Values, names: Naming) -> str:
    first, second = v["cars"]
    where = "" if v["alone"] else f" of the {v['class']}"
    text = f"{names.car(first)} and {names.car(second)} had the first two places{where} on the grid"
    if v["alone"] or not all(v["positions"]):
        return f"{text}."
    return f"{text} ({' and '.join(ordinal(one, 'en') for one in v['positions'])} overall)."


def grid_place(v: Values, names: Naming) -> str:
    which = f"last place on the grid, {ordinal(v['position'], 'en')}" if v["last"] else None
    return (
        f"{names.car(v['car'])} started from {which or ordinal(v['position'], 'en') + ' place on the grid'}."
    )


def lead(v: Values, names: Naming) -> str:
    runs = v["runs"]
    if len(runs) == 1:
        laps = f"{v['laps']} {plural(v['laps'], 'lap', 'laps', 'en')}"
        return f"{names.car(runs[0]['car'])} led from start to finish, {laps}."
    if v.get("most"):
        most = [f"{names.car(car)} ({laps} {plural(laps, 'lap', 'laps', 'en')})" for car, laps in v["most"]]
        return (
            f"The lead changed {len(runs) - 1} times; those who led most were {listed(most, 'en')}. "
            f"{names.car(runs[-1]['car'])} took the lead for good on lap {runs[-1]['from']}."
        )
    told = [f"to {names.car(one['car'])} {_laps(one)}" for one in runs[1:]]
    changes = len(runs) - 1
    made = f"{number_word(changes, 'en')} {plural(changes, 'change', 'changes', 'en')} of leader"
    count = number_word(runs[0]["to"], "en")
    opening = "lap 1" if runs[0]["to"] == 1 else f"the first {count} laps"
    first = f"{names.car(runs[0]['car'])} led {opening}"
    gone = f"{', '.join(told[:-1])}, then {told[-1]}" if len(told) > 1 else told[0]
    return f"{first}, then the lead went {gone}: {made} in all."


def weather(v: Values, names: Naming) -> str:
    told = [f"{key} {_range(*v[key])} °{v['unit']}" for key in ("air", "track") if key in v]
    return f"Temperatures measured: {listed(told, 'en')}."


def _range(low: int, high: int) -> str:
    return f"{low}" if low == high else f"{low} to {high}"


def wet(v: Values, names: Naming) -> str:
    return f"{names.session(dict(v))} was declared wet."


def _laps(run: Values) -> str:
    return f"on lap {run['from']}" if run["from"] == run["to"] else f"for laps {run['from']} to {run['to']}"


def neutralisation(v: Values, names: Naming) -> str:
    flag = word("communique-flag", v["flag"], "en")
    lasted = f", for {about(v['lasted_us'])}" if v["lasted_us"] is not None else ""
    return f"{flag} after {about(v['after_us'])} of racing{lasted}."


def neutralisations(v: Values, names: Naming) -> str:
    several = len(v["flags"]) > 1
    told = [
        word("communique-flag", flag, "en").casefold()
        + (f" {number_word(count, 'en')} times" if several else "")
        for flag, count in v["flags"]
    ]
    times = number_word(sum(count for _, count in v["flags"]), "en")
    lasted = f", for {about(v['lasted_us'])} in all" if v["lasted_us"] is not None else ""
    return f"The race was neutralised {times} times ({listed(told, 'en')}){lasted}."


def stop_rule(v: Values, names: Naming) -> str:
    window = ""
    if v["opens_us"] is not None and v["closes_us"] is not None:
        opens, closes = (ordinal(v[key] // MINUTE, "en") for key in ("opens_us", "closes_us"))
        window = f" between the {opens} and the {closes} minute"
    return f"A stop was compulsory{window}, of at least {lasting(v['minimum_us'], 'en')} in the pit lane."


def stop(v: Values, names: Naming) -> str:
    which = "its stop" if v["stops"] == 1 else f"its {ordinal_word(v['stop'], 'en')} stop"
    lap = f" on lap {v['lap']}" if v["lap"] is not None else ""
    time = f" ({lap_time(v['duration_us'], 'en')} in the pit lane)" if v["duration_us"] is not None else ""
    return f"{names.car(v['car'])} made {which}{lap}{time}."


def penalty(v: Values, names: Naming) -> str:
    given = {key: v[key] for key in ("seconds", "places", "laps") if v.get(key) is not None}
    what = word("communique-penalty", v["penalty"], "en", **given)
    after = " after the race" if v.get("after") else ""
    why = f" Reason: {names.said(v['reason'])}." if v.get("reason") else ""
    return f"{names.car(v['car'])} was given {what}{after}.{why}"


def note(v: Values, names: Naming) -> str:
    return f"The result list notes of {names.car(v['car'])}: “{v['note'].rstrip('.')}”."


def climb(v: Values, names: Naming) -> str:
    gained = v["places"]
    return (
        f"{names.car(v['car'])} made up {number_word(gained, 'en')} {plural(gained, 'place', 'places', 'en')}: "
        f"from {ordinal(v['from'], 'en')} on the grid to {ordinal(v['to'], 'en')} overall."
    )


def winner(v: Values, names: Naming) -> str:
    laps = f" after {v['laps']} {plural(v['laps'], 'lap', 'laps', 'en')}" if v["laps"] else ""
    time = f" in {lap_time(v['time_us'], 'en')}" if v["time_us"] else ""
    margin = f", by {seconds_apart(v['margin_us'], 'en')}" if v["margin_us"] else ""
    return f"{names.car(v['car'])} won {names.session(dict(v))} overall{laps}{time}{margin}."


def podium(v: Values, names: Naming) -> str:
    if len(v["cars"]) == 1:
        return f"The only car classified: {names.car(v['cars'][0])}."
    return f"The overall podium: {names.cars(v['cars'])}."


def class_podium(v: Values, names: Naming) -> str:
    if len(v["cars"]) == 1:
        return f"The only {v['class']} classified: {names.car(v['cars'][0])}."
    if v.get("same"):
        return f"The {v['class']} podium was the same."
    return f"In {v['class']}: {names.cars(v['cars'])}."


def place(v: Values, names: Naming) -> str:
    if v["status"] != "classified":
        return f"{names.car(v['car'])} {_gone(v, names, ' ' + names.at_session(dict(v)))}."
    if v["position"] == 1:
        both = f" and in {v['class']}" if v["class"] and v.get("classes", 1) > 1 else ""
        return f"{names.car(v['car'])} won {names.session(dict(v))} overall{both}."
    if v["class_position"] == 1 and v["class"]:
        place_ = f", {ordinal(v['position'], 'en')} overall" if v["position"] else ""
        return f"{names.car(v['car'])} won {v['class']} {names.at_session(dict(v))}{place_}."
    return f"{names.car(v['car'])} finished {_places(v)} {names.at_session(dict(v))}."


def fastest(v: Values, names: Naming) -> str:
    return f"{names.car(v['car'])} set the fastest lap of the race, {lap_time(v['lap_us'], 'en')}."


def out(v: Values, names: Naming) -> str:
    return f"{names.car(v['car'])} {_gone(v, names)}."


def _gone(v: Values, names: Naming, where: str = "") -> str:
    """`was not classified (accident)`; of a car known to have retired `retired (engine) and was not classified`."""
    why, told = names.reason(v["reason"]), _OUT.get(v["status"], "was not classified")
    return f"retired{why} and {told}{where}" if v.get("retired") else f"{told}{where}{why}"


def out_together(all_: Sequence[Values], names: Naming) -> str:
    return f"Not classified: {listed([names.car(v['car'], crew=False) for v in all_], 'en')}."


def changed(v: Values, names: Naming) -> str:
    rulings = [
        word("communique-penalty", one["penalty"], "en", **{k: one[k] for k in ("seconds",) if one.get(k)})
        + (f" ({names.said(one['reason'])})" if one.get("reason") else "")
        for one in v["why"]
    ]
    before = f"{ordinal(v['before'], 'en')} place" if v["before"] else "being without a place"
    after = (
        f"it goes from {before} to {ordinal(v['after'], 'en')}"
        if v["after"]
        else f"it {_OUT.get(v['status'], 'is no longer classified')}, from {before}"
    )
    return (
        f"After {names.session(dict(v))}, {names.car(v['car'])} was given {listed(rulings, 'en')}: {after}."
    )


def changed_winner(v: Values, names: Naming) -> str:
    return f"The win of {names.session(dict(v))} therefore goes to {names.car(v['car'])}, not to {names.car(v['was'])}."


def amended(v: Values, names: Naming) -> str:
    return f"The result of {names.session(dict(v))} was changed after the finish ({v['status']})."


def standings(v: Values, names: Naming) -> str:
    told: list[str] = []
    level: dict[tuple[Any, ...], list[str]] = {}
    for name, position, total, gap in v["rows"]:
        level.setdefault((position, total, gap), []).append(names.holder(dict(v), name))
    for (position, total, gap), who in level.items():
        behind = f", {points(gap, 'en')} behind" if gap else ""
        told.append(f"{ordinal(position, 'en')} {listed(who, 'en')} ({points(total, 'en')}{behind})")
    return f"{_the(names.table(dict(v)))} after {names.round(v['after'])}: {'; '.join(told)}."


def _the(text: str) -> str:
    return f"The {text}"


def standing(v: Values, names: Naming) -> str:
    leader = names.holder(dict(v), v["leader"])
    gap = f", {points(v['behind'], 'en')} behind {leader}" if v["behind"] else ""
    place_, who = ordinal(v["position"], "en"), names.holders(dict(v))
    verb, total = "is" if len(v["names"]) == 1 else "are", points(v["points"], "en")
    if v["position"] == 1:
        ahead = v.get("ahead")
        lead_ = f", {points(ahead[1], 'en')} ahead of {names.holder(dict(v), ahead[0])}" if ahead else ""
        lead_verb = "leads" if len(v["names"]) == 1 else "lead"
        lead_verb = "finished first in" if v.get("final") else lead_verb
        return f"{who} {lead_verb} the {names.table(dict(v))} with {total}{lead_}."
    return f"{who} {verb} {place_} in the {names.table(dict(v))} with {total}{gap}."


def outlook(v: Values, names: Naming) -> str:
    table = f"the {names.table(dict(v))}"
    if v["safe"]:
        return f"{capital(at(v['event']))}, first place in {table} cannot change hands."
    if not v["able"]:
        return f"Nobody can take the lead of {table} {at(v['event'])}."
    if len(v["able"]) > 6:
        many = {"driver": "drivers", "car": "cars", "team": "teams", "crew": "crews"}.get(v["unit"], "")
        who = many if v["level"] else f"other {many}"
        return f"{len(v['able'])} {who} can still take the lead of {table} {at(v['event'])}."
    return f"{listed(v['able'], 'en')} can take the lead of {table} {at(v['event'])}."


def hope(v: Values, names: Naming) -> str:
    who, gain, loss = names.holders(dict(v)), v["gain"], v["loss"]
    if v["position"] == 1:
        if not loss:
            return f"Whatever happens {at(v['event'])}, {who} will still lead the {names.table(dict(v))}."
        worst = f"can at worst fall to {ordinal(1 + loss, 'en')}"
        return f"{who}, first in the {names.table(dict(v))}, {worst} {at(v['event'])}."
    if v["position"] > 3:
        loss = None  # who fights for no podium of the season counts what can be won
    up = f"{number_word(gain, 'en')} {plural(gain, 'place', 'places', 'en')}"
    if not gain:
        rest = f" and can lose {number_word(loss, 'en')} at most" if loss else ""
        return f"{capital(at(v['event']))}, {who} cannot gain a place in the {names.table(dict(v))}{rest}."
    rest = f" and lose {number_word(loss, 'en')} at most" if loss else ""
    return f"{capital(at(v['event']))}, {who} can gain at most {up} in the {names.table(dict(v))}{rest}."


def next_(v: Values, names: Naming) -> str:
    when = f" {_when(v)}" if v["first"] or v["last"] else ""
    which = "The final round" if v["final"] else f"The {names.round(v['number']).removeprefix('the ')}"
    also = "" if not v["circuit"] or is_within(v["event"], v["circuit"]) else f" ({v['event']})"
    return f"{which} will be held{when}{_where(v)}{also}."


def season_over(v: Values, names: Naming) -> str:
    return f"This was the final round of {_series(v['series'])}."


TOGETHER: Final = fastest_of_classes
"""What the fastest of several classes of a session make."""
OUT_TOGETHER: Final = out_together
"""What several cars that were not classified make, where nothing says why."""
SENTENCES: Final[Mapping[str, Callable[[Values, Naming], str]]] = {
    "meeting": meeting, "entries": entries, "format": format_, "team": team, "fastest-of-class": fastest_of_class,
    "no-time": no_time, "qualified": qualified, "start": start, "front-row": front_row, "grid-place": grid_place,
    "lead": lead, "neutralisation": neutralisation, "neutralisations": neutralisations,
    "stop-rule": stop_rule, "stop": stop, "penalty": penalty,
    "note": note, "climb": climb, "winner": winner, "podium": podium, "class-podium": class_podium, "place": place,
    "fastest": fastest, "out": out, "changed": changed, "changed-winner": changed_winner, "amended": amended,
    "standings": standings, "standing": standing, "outlook": outlook, "hope": hope, "next": next_,
    "season-over": season_over, "weather": weather, "wet": wet,
}  # fmt: skip
