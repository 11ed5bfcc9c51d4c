"""The sentences in French, one for each kind of fact. A car is feminine: la #81 est classée deuxième."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from parcferme.documents import say as word
from parcferme.press.release.grammar import (
    a,
    about,
    capital,
    clock,
    date,
    days,
    de,
    is_place,
    is_within,
    lap_time,
    lasting,
    listed,
    number_word,
    on_circuit,
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
    "not-classified": "n’est pas classée", "not-started": "n’a pas pris le départ", "disqualified": "est disqualifiée"
}  # fmt: skip


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _when(values: Values) -> str:
    first, last = values["first"] or values["last"], values["last"] or values["first"]
    return days(_day(first), _day(last), "fr") if first else ""


def _where(values: Values) -> str:
    if values["circuit"]:
        return f" {on_circuit(values['circuit'])}"
    return f" {a(values['event'])}" if is_place(values["event"]) else ""


def _of_series(name: str) -> str:
    """`de la Coupe …`, `du championnat …`: what it is says the article, else it is a championship."""
    first = name.split(" ", 1)[0].casefold()
    if first.isdecimal() and int(first) > 1:
        return f"des {name}"
    if first in ("coupe", "série", "ligue"):
        return f"de la {name}"
    return f"du {name}" if first in ("championnat", "trophée", "challenge") else f"du championnat {name}"


def meeting(v: Values, names: Naming) -> str:
    when = f" {_when(v)}" if v["first"] or v["last"] else ""
    final = (
        "dernière manche" if v["number"] == v["rounds"] > 1 else names.round(v["number"]).removeprefix("la ")
    )
    if v.get("cancelled"):
        planned = f", prévue{when}{_where(v)}," if when or _where(v) else ""
        return f"La {final} {_of_series(v['series'])}{planned} est annulée."
    return f"La {final} {_of_series(v['series'])} s’est disputée{when}{_where(v)}."


def entries(v: Values, names: Naming) -> str:
    cars = v["cars"]
    of = listed([f"{count} {name}" for name, count in v["classes"]], "fr")
    verb = "était engagée" if cars < 2 else "étaient engagées"
    return f"{cars} {plural(cars, 'voiture', 'voitures', 'fr')} {verb}" + (
        f" : {of}." if len(v["classes"]) > 1 else "."
    )


def format_(v: Values, names: Naming) -> str:
    races, plus = v["races"], v["plus_laps"]
    if v["length_us"] is not None:
        text = lasting(v["length_us"], "fr")
    else:
        text = f"{v['laps']} {plural(v['laps'], 'tour', 'tours', 'fr')}"
    more = f" plus {number_word(plus, 'fr')} {plural(plus, 'tour', 'tours', 'fr')}" if plus else ""
    one = races == 1
    verb = "figurait" if one else "figuraient"
    count = f"{number_word(races, 'fr', feminine=True)} {plural(races, 'course', 'courses', 'fr')}"
    return f"Au programme {verb} {count} de {text}{more}."


def team(v: Values, names: Naming) -> str:
    cars = v["cars"]
    classes = {car.class_ for car in cars if car.class_}
    there = f" en {classes.pop()}" if len(classes) == 1 else ""
    told = listed(
        [
            f"la #{car.number}" + (f" ({names_of(car.drivers)})" if car.drivers else "")
            if has_number(car)
            else plate(car, "fr")
            for car in cars
        ],
        "fr",
    )
    return f"{v['team']} engageait {told}{there}."


def names_of(drivers: tuple[str, ...]) -> str:
    return listed(drivers, "fr")


def fastest_of_class(v: Values, names: Naming) -> str:
    time = f" en {lap_time(v['lap_us'], 'fr')}" if v["lap_us"] is not None else ""
    of = f" des {v['class']}" if v["class"] else ""
    return f"{names.car(v['car'])} a été la plus rapide{of} {names.at_session(dict(v))}{time}."


def fastest_of_classes(all_: Sequence[Values], names: Naming) -> str:
    """The fastest of each class of one session in one sentence."""
    told: list[str] = []
    for v in all_:
        time = f" en {lap_time(v['lap_us'], 'fr')}" if v["lap_us"] is not None else ""
        verb = "" if told else " a été"
        told.append(f"{names.car(v['car'])}{verb} la plus rapide des {v['class']}{time}")
    where = names.at_session(dict(all_[0]))
    return f"{where[:1].upper()}{where[1:]}, {', '.join(told[:-1])} et {told[-1]}."


def no_time(v: Values, names: Naming) -> str:
    return f"{names.car(v['car'])} n’a été créditée d’aucun temps {names.at_session(dict(v))}."


def _places(v: Values) -> str:
    if v["class"] and v["position"] and v["position"] == v["class_position"]:
        both = "au classement général" + (f" comme en {v['class']}" if v.get("classes", 2) > 1 else "")
        return f"{ordinal(v['position'], 'fr', feminine=True)} {both}"
    parts = [f"{ordinal(v['position'], 'fr', feminine=True)} au classement général"] if v["position"] else []
    if v["class"] and v["class_position"]:
        parts.append(f"{ordinal(v['class_position'], 'fr', feminine=True)} en {v['class']}")
    return listed(parts, "fr")


def qualified(v: Values, names: Naming) -> str:
    time = f" en {lap_time(v['lap_us'], 'fr')}" if v["lap_us"] is not None else ""
    return f"{names.car(v['car'])} s’est classée {_places(v)} {names.at_session(dict(v))}{time}."


def start(v: Values, names: Naming) -> str:
    at = dt.datetime.fromisoformat(v["at"])
    day = date(at.date(), "fr", weekday=True).rpartition(" ")[0]
    return f"Le départ {names.of_session(dict(v))} a été donné le {day} à {clock(at.hour, at.minute, 'fr')}."


def front_row(v: Values, names: Naming) -> str:
    first, second = v["cars"]
    where = "" if v["alone"] else f" des {v['class']}"
    text = (
        f"{names.car(first)} et {names.car(second)} occupaient les deux premières places{where} sur la grille"
    )
    if v["alone"] or not all(v["positions"]):
        return f"{text}."
    places = " et ".join(ordinal(one, "fr", feminine=True) for one in v["positions"])
    return f"{text} ({places} au général)."


def grid_place(v: Values, names: Naming) -> str:
    place_ = ordinal(v["position"], "fr", feminine=True)
    if v["last"]:
        return f"{names.car(v['car'])} s’élançait de la dernière place de la grille, la {place_}."
    return f"{names.car(v['car'])} s’élançait de la {place_} place sur la grille."


def lead(v: Values, names: Naming) -> str:
    runs = v["runs"]
    if len(runs) == 1:
        laps = f"{v['laps']} {plural(v['laps'], 'tour', 'tours', 'fr')}"
        return f"{names.car(runs[0]['car'])} a mené de bout en bout, soit {laps}."
    if v.get("most"):
        most = [f"{names.car(car)} ({laps} {plural(laps, 'tour', 'tours', 'fr')})" for car, laps in v["most"]]
        return (
            f"On a compté {len(runs) - 1} changements de leader ; ont mené le plus longtemps {listed(most, 'fr')}. "
            f"{capital(names.car(runs[-1]['car']))} a pris la tête pour de bon au tour {runs[-1]['from']}."
        )
    told = [f"à {names.car(one['car'])} {_laps(one)}" for one in runs[1:]]
    changes = len(runs) - 1
    made = f"{number_word(changes, 'fr')} {plural(changes, 'changement', 'changements', 'fr')} de leader"
    first = f"{names.car(runs[0]['car'])} a mené {_opening(runs[0]['to'])}"
    return f"{first}, puis la tête est revenue {', puis '.join(_halves(told))}, soit {made}."


def _halves(told: list[str]) -> list[str]:
    """All but the last with commas between, and the last."""
    return [", ".join(told[:-1]), told[-1]] if len(told) > 1 else told


def _opening(laps: int) -> str:
    return "le premier tour" if laps == 1 else f"les {number_word(laps, 'fr')} premiers tours"


def _laps(run: Values) -> str:
    return f"au tour {run['from']}" if run["from"] == run["to"] else f"des tours {run['from']} à {run['to']}"


def weather(v: Values, names: Naming) -> str:
    told = [
        f"{word_} {_range(*v[key])} °{v['unit']}"
        for key, word_ in (("air", "l’air"), ("track", "la piste"))
        if key in v
    ]
    return f"Températures relevées : {listed(told, 'fr')}."


def _range(low: int, high: int) -> str:
    return f"à {low}" if low == high else f"entre {low} et {high}"


def wet(v: Values, names: Naming) -> str:
    return f"{names.session(dict(v))} a été déclarée « piste mouillée »."


def neutralisation(v: Values, names: Naming) -> str:
    flag = word("communique-flag", v["flag"], "fr")
    lasted = f", pendant {about(v['lasted_us'])}" if v["lasted_us"] is not None else ""
    return f"{flag} après {about(v['after_us'])} de course{lasted}."


def neutralisations(v: Values, names: Naming) -> str:
    several = len(v["flags"]) > 1
    told = [
        (f"{number_word(count, 'fr')} fois " if several else "")
        + f"« {word('communique-flag', flag, 'fr')} »"
        for flag, count in v["flags"]
    ]
    times = number_word(sum(count for _, count in v["flags"]), "fr")
    lasted = f", pendant {about(v['lasted_us'])} au total" if v["lasted_us"] is not None else ""
    return f"La course a été neutralisée {times} fois ({listed(told, 'fr')}){lasted}."


def stop_rule(v: Values, names: Naming) -> str:
    window = ""
    if v["opens_us"] is not None and v["closes_us"] is not None:
        window = f" entre la {v['opens_us'] // MINUTE}e et la {v['closes_us'] // MINUTE}e minute,"
    least = lasting(v["minimum_us"], "fr")
    return f"Un arrêt était obligatoire{window or ','} d’au moins {least} dans la voie des stands."


def stop(v: Values, names: Naming) -> str:
    which = "son arrêt" if v["stops"] == 1 else f"son {ordinal_word(v['stop'], 'fr', feminine=False)} arrêt"
    lap = f" au tour {v['lap']}" if v["lap"] is not None else ""
    time = (
        f" ({lap_time(v['duration_us'], 'fr')} dans la voie des stands)"
        if v["duration_us"] is not None
        else ""
    )
    return f"{names.car(v['car'])} a effectué {which}{lap}{time}."


def penalty(v: Values, names: Naming) -> str:
    what = word("communique-penalty", v["penalty"], "fr", **_given(v))
    after = " après la course" if v.get("after") else ""
    why = f" Motif : {names.why(v['reason'])}." if v.get("reason") else ""
    return f"{names.car(v['car'])} a reçu {what}{after}.{why}"


def _given(v: Values) -> dict[str, Any]:
    return {key: v[key] for key in ("seconds", "places", "laps") if v.get(key) is not None}


def note(v: Values, names: Naming) -> str:
    return f"La liste de résultats note pour {names.car(v['car'])} : « {v['note'].rstrip('.')} »."


def climb(v: Values, names: Naming) -> str:
    gained = f"{number_word(v['places'], 'fr', feminine=True)} {plural(v['places'], 'place', 'places', 'fr')}"
    start_, end = ordinal(v["from"], "fr", feminine=True), ordinal(v["to"], "fr", feminine=True)
    text = f"{names.car(v['car'])} a gagné {gained} : partie {start_}, elle finit {end}"
    return f"{text} au classement général."


def winner(v: Values, names: Naming) -> str:
    laps = f" après {v['laps']} {plural(v['laps'], 'tour', 'tours', 'fr')}" if v["laps"] else ""
    time = f" en {lap_time(v['time_us'], 'fr')}" if v["time_us"] else ""
    margin = f", avec {seconds_apart(v['margin_us'], 'fr')} d’avance" if v["margin_us"] else ""
    return f"{names.car(v['car'])} s’est imposée au classement général {names.of_session(dict(v))}{laps}{time}{margin}."


def podium(v: Values, names: Naming) -> str:
    if len(v["cars"]) == 1:
        return f"Seule voiture classée : {names.car(v['cars'][0], article=False)}."
    return f"Le podium du classement général : {names.cars(v['cars'], article=False)}."


def class_podium(v: Values, names: Naming) -> str:
    if len(v["cars"]) == 1:
        return f"Seule voiture classée en {v['class']} : {names.car(v['cars'][0], article=False)}."
    if v.get("same"):
        return f"Le podium des {v['class']} est le même."
    return f"En {v['class']} : {names.cars(v['cars'], article=False)}."


def place(v: Values, names: Naming) -> str:
    if v["status"] != "classified":
        return f"{names.car(v['car'])} {_gone(v, names, ' ' + names.at_session(dict(v)))}."
    if v["position"] == 1:
        both = f" et de la catégorie {v['class']}" if v["class"] and v.get("classes", 1) > 1 else ""
        return (
            f"{names.car(v['car'])} a remporté {names.session(dict(v))}, en tête du classement général{both}."
        )
    if v["class_position"] == 1 and v["class"]:
        place_ = (
            f", {ordinal(v['position'], 'fr', feminine=True)} au classement général" if v["position"] else ""
        )
        return f"{names.car(v['car'])} s’est imposée en {v['class']} {names.at_session(dict(v))}{place_}."
    return f"{names.car(v['car'])} a terminé {names.session(dict(v))} {_at_place(v)}."


def _at_place(v: Values) -> str:
    """`à la 5e place du classement général, la 3e des JS2 R`."""
    overall, mine = (ordinal(v[key] or 0, "fr", feminine=True) for key in ("position", "class_position"))
    if not v["class"] or not v["class_position"] or v.get("classes", 2) < 2:
        return f"à la {overall} place du classement général"
    if v["position"] == v["class_position"]:
        return f"à la {overall} place, au classement général comme en {v['class']}"
    if not v["position"]:
        return f"à la {mine} place des {v['class']}"
    return f"à la {overall} place du classement général, la {mine} des {v['class']}"


def fastest(v: Values, names: Naming) -> str:
    return f"{names.car(v['car'])} a signé le meilleur tour en course en {lap_time(v['lap_us'], 'fr')}."


def out(v: Values, names: Naming) -> str:
    return f"{names.car(v['car'])} {_gone(v, names)}."


def _gone(v: Values, names: Naming, where: str = "") -> str:
    """`n’est pas classée (accident)`; of a car known to have retired `a abandonné (moteur) et n’est pas classée`."""
    why, told = names.reason(v["reason"]), _OUT.get(v["status"], "n’est pas classée")
    return f"a abandonné{why} et {told}{where}" if v.get("retired") else f"{told}{where}{why}"


def out_together(all_: Sequence[Values], names: Naming) -> str:
    return f"Ne sont pas classées : {listed([names.car(v['car'], crew=False) for v in all_], 'fr')}."


def changed(v: Values, names: Naming) -> str:
    rulings = [
        word("communique-penalty", one["penalty"], "fr", **{k: one[k] for k in ("seconds",) if one.get(k)})
        + (f" ({names.said(one['reason'])})" if one.get("reason") else "")
        for one in v["why"]
    ]
    told = f"Après {names.session(dict(v))}, {names.car(v['car'])} a reçu {listed(rulings, 'fr')}"
    return f"{told} : elle {_moved(v)}."


def _moved(v: Values) -> str:
    """`est rétrogradée de la 1re place à la 2e`, `n’est plus classée (elle occupait la 2e place)`."""
    before, after = (v[key] and ordinal(v[key], "fr", feminine=True) for key in ("before", "after"))
    if not after:
        had = f" (elle occupait la {before} place)" if before else ""
        gone = "n’est plus classée" if v["status"] == "not-classified" and before else None
        return f"{gone or _OUT.get(v['status'], 'n’est plus classée')}{had}"
    if not before:
        return f"est classée {after}"
    # A ruling on one car does not push it down where others were ruled on too.
    return f"{'est rétrogradée' if v['after'] > v['before'] else 'passe'} de la {before} place à la {after}"


def changed_winner(v: Values, names: Naming) -> str:
    now, was = names.car(v["car"]), names.car(v["was"])
    return f"La victoire {names.of_session(dict(v))} revient donc à {now}, et non à {was}."


def amended(v: Values, names: Naming) -> str:
    return f"Le résultat {names.of_session(dict(v))} a été modifié après l’arrivée ({v['status']})."


def standings(v: Values, names: Naming) -> str:
    told: list[str] = []
    level: dict[tuple[Any, ...], list[str]] = {}
    for name, position, total, gap in v["rows"]:
        level.setdefault((position, total, gap), []).append(names.holder(dict(v), name))
    for (position, total, gap), who in level.items():
        behind = f", à {points(gap, 'fr')}" if gap else ""
        rank = ordinal(position, "fr", feminine=v["unit"] == "car") + ("s" if len(who) > 1 else "")
        told.append(f"{rank} {listed(who, 'fr')} ({points(total, 'fr')}{behind})")
    return f"Au {names.table(dict(v))} après {names.round(v['after'])} : {' ; '.join(told)}."


def standing(v: Values, names: Naming) -> str:
    several = len(v["names"]) > 1
    place_ = ordinal(v["position"], "fr", feminine=v["unit"] == "car") + ("s" if several else "")
    gap = f", à {points(v['behind'], 'fr')} {_of_leader(v)}" if v["behind"] else ""
    verb, total = "sont" if several else "est", points(v["points"], "fr")
    if v["position"] == 1:
        lead_ = (
            f", {points(v['ahead'][1], 'fr')} devant {names.holder(dict(v), v['ahead'][0])}"
            if v.get("ahead")
            else ""
        )
        lead_verb = "mènent le" if several else "mène le"
        if v.get("final"):
            lead_verb = "terminent en tête du" if several else "termine en tête du"
        return f"{names.holders(dict(v))} {lead_verb} {names.table(dict(v))} avec {total}{lead_}."
    return f"{names.holders(dict(v))} {verb} {place_} au {names.table(dict(v))} avec {total}{gap}."


def _of_leader(v: Values) -> str:
    return f"de la #{v['leader']}" if v["unit"] == "car" else de(v["leader"])


def outlook(v: Values, names: Naming) -> str:
    where = a(v["event"])
    if v["safe"]:
        return f"{capital(where)}, la première place du {names.table(dict(v))} ne peut pas changer de mains."
    if not v["able"]:
        return f"Personne ne peut prendre la tête du {names.table(dict(v))} {a(v['event'])}."
    if len(v["able"]) > 6:
        many = {"driver": "pilotes", "car": "voitures", "team": "équipes", "crew": "équipages"}.get(
            v["unit"], ""
        )
        others = many if v["level"] else f"autres {many}"
        who = f"{len(v['able'])} {others}".strip()
        return f"{who} peuvent encore prendre la tête du {names.table(dict(v))} {where}."
    can = "peut" if len(v["able"]) == 1 else "peuvent"
    return f"{listed(v['able'], 'fr')} {can} prendre la tête du {names.table(dict(v))} {where}."


def hope(v: Values, names: Naming) -> str:
    who, table = names.holders(dict(v)), names.table(dict(v))
    can = "peut" if len(v["names"]) == 1 else "peuvent"
    gain, loss = v["gain"], v["loss"]
    if v["position"] == 1:
        if not loss:
            return f"Quoi qu’il arrive {a(v['event'])}, la tête du {table} n’échappera pas à {who}."
        return f"{who}, en tête du {table}, {can} au pire reculer {_to_place(1 + loss, v)} {a(v['event'])}."
    if v["position"] > 3:
        loss = None  # who fights for no podium of the season counts what can be won
    up = (
        f"gagner au plus {number_word(gain, 'fr', feminine=True)} {plural(gain, 'place', 'places', 'fr')}"
        if gain
        else ""
    )
    down = f"en perdre au plus {number_word(loss, 'fr', feminine=True)}" if loss and gain else ""
    if not gain:
        down = f"ne {can} gagner aucune place au {table} {a(v['event'])}"
        return f"{who} {down}" + (
            f" et {can} en perdre au plus {number_word(loss, 'fr', feminine=True)}." if loss else "."
        )
    both = f"{up} au {table}" + (f" et {down}" if down else "")
    return f"{a(v['event'])[:1].upper()}{a(v['event'])[1:]}, {who} {can} {both}."


def _to_place(number: int, v: Values) -> str:
    return f"à la {ordinal(number, 'fr', feminine=True)} place"


def next_(v: Values, names: Naming) -> str:
    when = f" {_when(v)}" if v["first"] or v["last"] else ""
    final = "La dernière manche" if v["final"] else f"{names.round(v['number']).capitalize()}"
    also = "" if not v["circuit"] or is_within(v["event"], v["circuit"]) else f", {a(v['event'])}"
    return f"{final} aura lieu{when}{_where(v)}{also}."


def season_over(v: Values, names: Naming) -> str:
    return f"C’était la dernière manche {_of_series(v['series'])}."


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
