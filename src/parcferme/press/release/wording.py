"""What the templates of a release ask for, worked out of each fact: names as nouns, times and places in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from parcferme.documents import points_text
from parcferme.documents import say as word
from parcferme.press.release import places
from parcferme.press.release.facts import Car
from parcferme.press.release.grammar import (
    about,
    capital,
    clock,
    decimal,
    lap_time,
    lasting,
    listed,
    number_word,
    ordinal,
    ordinal_word,
    points,
    seconds_apart,
)
from parcferme.press.release.naming import Naming
from parcferme.press.release.nouns import FEMININE, Noun, together
from parcferme.times import MINUTE

Values = Mapping[str, Any]
Told = tuple[str, dict[str, Any]]
"""The kind of template, and what fills it."""
SPELLS: Final = 4
"""So many spells in the lead are told lap by lap; of more it is told how many, and who led most."""
_NOT_SANCTIONS: Final = ("no-further-action", "race-time", "allowed-to-start")


def _plural(number: int) -> Noun:
    """What only agrees with a number."""
    return Noun("", FEMININE, plural=number > 1)


class Wording:
    """The values of each kind of fact in one language. Each method is called like the kind it tells."""

    def __init__(self, names: Naming) -> None:
        self.names, self.language = names, names.language
        self.french = names.language == "fr"
        self._both = 0

    def of(self, kind: str, v: Values) -> Told:
        """The template of a fact, and what fills it."""
        made = getattr(self, "_" + kind.replace("-", "_"))(v)
        return made if isinstance(made, tuple) else (kind, made)

    # --- small things said everywhere

    def session(self, v: Values) -> dict[str, Any]:
        """A session in every place of a sentence."""
        inside = self.names.at_session(dict(v))
        return {
            "session": self.names.race(dict(v)), "in_session": inside, "in_session_first": capital(inside),
            "of_session": self.names.of_session(dict(v)),
        }  # fmt: skip

    def class_(self, name: str | None) -> dict[str, Any]:
        """A class: `en JS2 R`, `des JS2 R`."""
        if not name:
            return {}
        inside = f"en {name}" if self.french else f"in {name}"
        return {"class_": name, "in_class": inside, "in_class_first": capital(inside),
                "of_class": f"des {name}" if self.french else f"of the {name}"}  # fmt: skip

    def table(self, v: Values) -> dict[str, Any]:
        """A table: `le classement des pilotes JS P4`, and of it; the title is that of the same people."""
        name = self.names.table(dict(v))
        if self.french:
            return {"table": Noun(name, "m", article="le "), "of_table": f"du {name}", "in_table": name,
                    "in_table_first": f"Au {name}", "in_the_table": f"au {name}"}  # fmt: skip
        return {"table": Noun(name, article="the "), "of_table": f"of the {name}", "in_table": f"in the {name}",
                "in_table_first": f"In the {name}", "in_the_table": f"in the {name}"}  # fmt: skip

    def title(self, v: Values) -> str:
        """Of which title: `des pilotes JS P4`; `of the drivers in JS P4`."""
        name = word("communique-title", str(v["unit"]), self.language)
        class_ = v.get("class")
        return f"{name} {class_}" if class_ and self.french else f"{name} in {class_}" if class_ else name

    def gap(self, us: int | None) -> str | None:
        """A margin, None where it was not timed."""
        return seconds_apart(us, self.language) if us else None

    def time(self, us: int | None) -> str | None:
        return None if us is None else lap_time(us, self.language)

    def place(self, number: int) -> str:
        """A car's place in figures: `2e`, `2nd`."""
        return ordinal(number, self.language, feminine=True)

    def at_next(self, v: Values) -> dict[str, Any]:
        inside = places.at_event(v["event"], self.language)
        return {"at_next": inside, "at_next_first": capital(inside), "next_event": v["event"]}

    def amount(self, value: Any) -> Any:
        """Points as they are counted: a whole number, else as text."""
        return value if isinstance(value, int) else points_text(value, self.language)

    def ahead_of(self, v: Values, second: Sequence[Any] | None) -> str | None:
        """`10 points devant Ann Onym`."""
        if not second or not second[1]:
            return None
        who = self.names.holder(dict(v), second[0]).full
        return f"{points(second[1], self.language)} {'devant' if self.french else 'ahead of'} {who}"

    # --- the meeting

    def _meeting(self, v: Values) -> Told:
        nth = ordinal_word(v["number"], self.language)
        final = bool(v["rounds"]) and v["number"] == v["rounds"] > 1
        days, where = places.on_days(v, self.language, known=v["series"]), places.where(v, self.language)
        told = {
            "round": places.round_name(nth, final=final, language=self.language),
            "of_series": places.of_series(v["series"], self.language), "on_days": days, "where": where,
        }  # fmt: skip
        if not v.get("cancelled"):
            return "meeting", told
        planned = " ".join(part for part in (days, where) if part)
        return "meeting-cancelled", {**told, "planned": planned or None}

    def _entries(self, v: Values) -> dict[str, Any]:
        inside = " en " if self.french else " "
        told = [
            f"{count if self.french else number_word(count, 'en')}{inside}{name}"
            for name, count in v["classes"]
        ]
        return {"entered": v["cars"], "plural": _plural(v["cars"]),
                "classes": listed(told, self.language) if len(told) > 1 else None}  # fmt: skip

    def _format(self, v: Values) -> dict[str, Any]:
        laps, plus = v["laps"], v["plus_laps"]
        unit = ("tour", "tours") if self.french else ("lap", "laps")

        def count(number: int, *, words: bool = False) -> str:
            shown = number_word(number, self.language) if words else str(number)
            return f"{shown} {unit[0] if number < 2 else unit[1]}"

        length = lasting(v["length_us"], self.language) if v["length_us"] is not None else count(laps)
        length += f" plus {count(plus, words=True)}" if plus else ""
        return {"races": v["races"], "plural": _plural(v["races"]), "length": length}

    def _team(self, v: Values) -> dict[str, Any]:
        classes = {car.class_ for car in v["cars"] if car.class_}
        cars = [self.names.car(car, crew=True) for car in v["cars"]]
        bare = [
            Noun(one.text.replace(f" {v['team']}", "", 1), one.gender, one.plural, one.article)
            for one in cars
        ]
        inside = self.class_(classes.pop() if len(classes) == 1 else None).get("in_class")
        return {"team": Noun(v["team"]), "cars": together(bare, self.language), "in_class": inside}

    def _late_entry(self, v: Values) -> dict[str, Any]:
        return {"team": Noun(v["team"]), "days": v["days"]}

    def _home(self, v: Values) -> dict[str, Any]:
        return {"team": Noun(v["team"])}

    def _returned(self, v: Values) -> dict[str, Any]:
        days, when = v["days"], None
        if days:
            count = number_word(days, self.language)
            when = f"{count} jours avant le meeting" if self.french else f"{count} days before the meeting"
        if days == 1:
            when = "la veille du meeting" if self.french else "the day before the meeting"
        return {"who": Noun(v["driver"]), "hurt": when}

    # --- what was won

    def _winner(self, v: Values) -> dict[str, Any]:
        margin = self.gap(v["margin_us"])
        who = self.names.who(v["car"])
        return {
            **self.session(v), "who": who, "laps": v["laps"] or None, "time": self.time(v["time_us"]), "gap": margin,
            "over": self.names.crew(v["over"]) if v["over"] is not None and margin else None,
        }  # fmt: skip

    def _wins(self, v: Values) -> Told:
        who, inside = self.names.crew(v["car"]), self.class_(v["class"]).get("in_class")
        kind = "first-win" if v["first"] else "streak" if v["streak"] else "wins"
        nth = ordinal_word(v["wins"], self.language)
        return kind, {
            "who": who,
            "in_class": inside,
            "nth": nth if kind != "streak" else ordinal_word(v["streak"], self.language),
            "wins": v["wins"],
        }

    def _champion(self, v: Values) -> dict[str, Any]:
        return {"holders": self.names.holders(dict(v)), "of_table": self.title(v),
                "points": self.amount(v["points"]), "ahead": self.ahead_of(v, v["second"])}  # fmt: skip

    def _new_leader(self, v: Values) -> dict[str, Any]:
        return {**self.table(v), "holders": self.names.holders(dict(v)),
                "points": self.amount(v["points"]), "ahead": self.ahead_of(v, v["second"])}  # fmt: skip

    def _place(self, v: Values) -> Told:
        if v["status"] != "classified":
            kind, filled = self.gone([v])
            return kind, {**self.session(v), **filled}
        filled = {**self.session(v), **self.class_(v["class"]), "who": self.names.who(v["car"])}
        several = v["class"] and v.get("classes", 1) > 1
        if v["position"] == 1:
            verdict = None
            if several:
                verdict = (
                    f"au classement général comme en {v['class']}"
                    if self.french
                    else f"overall and in {v['class']}"
                )
            return "place-won", {**filled, "verdict": verdict}
        if v["class_position"] == 1 and v["class"]:
            over = self.place(v["position"]) if v["position"] else None
            verdict = over and (f"{over} au classement général" if self.french else f"{over} overall")
            return "place-class-won", {**filled, "verdict": verdict}
        return "place", {**filled, "verdict": self.at_place(v)}

    def at_place(self, v: Values) -> str:
        """`à la 5e place du classement général, la 3e des JS2 R`; `5th overall and 3rd in JS2 R`."""
        overall, mine = (self.place(v[key] or 0) for key in ("position", "class_position"))
        alone = not v["class"] or not v["class_position"] or v.get("classes", 2) < 2
        if self.french:
            if alone:
                return f"à la {overall} place du classement général"
            if v["position"] == v["class_position"]:
                return f"à la {overall} place, {self.both(v['class'])}"
            if not v["position"]:
                return f"à la {mine} place des {v['class']}"
            return f"à la {overall} place du classement général, la {mine} des {v['class']}"
        if alone:
            return f"{overall} overall"
        if v["position"] == v["class_position"]:
            return f"{overall} {self.both(v['class'])}"
        return (
            f"{mine} in {v['class']}"
            if not v["position"]
            else f"{overall} overall and {mine} in {v['class']}"
        )

    def both(self, class_: str) -> str:
        """Of a place that is the same overall and in class; told in other words the second time."""
        self._both += 1
        if self.french:
            return (
                f"au classement général comme en {class_}"
                if self._both % 2
                else "dans un classement comme dans l’autre"
            )
        return f"overall and in {class_}" if self._both % 2 else "both overall and in class"

    # --- practice and qualifying

    def _fastest_of_class(self, v: Values) -> dict[str, Any]:
        return self.quickest([v])

    def quickest(self, all_: Sequence[Values]) -> dict[str, Any]:
        """The fastest of each class of one session: the first as the subject, the others in a list."""
        one, *others = all_
        who = self.names.crew(one["car"], one.get("driver"))
        told: list[str] = []
        for v in others:
            time, name = self.time(v["lap_us"]), self.names.crew(v["car"], v.get("driver")).full
            verb = " est revenu" if not told else ""
            of = (
                f"celui des {v['class']}{verb} à {name}"
                if self.french
                else f"among the {v['class']} it was {name}"
            )
            told.append(of + (f" ({time})" if time else ""))
        listed_ = listed(told, self.language) or None
        of_class = f"des {one['class']}" if self.french else f"of the {one['class']}"
        return {**self.session(one), "who": who, "time": self.time(one["lap_us"]),
                "of_class": of_class if one["class"] else None, "list": listed_}  # fmt: skip

    def _cuts(self, v: Values) -> dict[str, Any]:
        return {**self.session(v), "car": self.names.car(v["car"]), "times": v["times"],
                "reason": self.names.said(v["reason"])}  # fmt: skip

    def _no_time(self, v: Values) -> dict[str, Any]:
        return {**self.session(v), "car": self.names.car(v["car"])}

    def _qualified(self, v: Values) -> dict[str, Any]:
        filled = {**self.session(v), "car": self.names.car(v["car"]), "time": self.time(v["lap_us"])}
        if not self.french:
            return {**filled, "verdict": self.at_place(v)}
        overall = v["position"] or v["class_position"]
        return {**filled, "place": ordinal(overall, "fr"), "verdict": self._time_in_class(v)}

    def _time_in_class(self, v: Values) -> str | None:
        """What a time was in its class, in French: `le 6e des JS2 R`."""
        if not v["class"] or not v["class_position"] or v.get("classes", 2) < 2:
            return None
        if not v["position"]:
            return f"en {v['class']}"
        same = v["position"] == v["class_position"]
        return self.both(v["class"]) if same else f"le {ordinal(v['class_position'], 'fr')} des {v['class']}"

    def qualified_several(self, all_: Sequence[Values]) -> Told:
        """What the cars of a team did in one session."""
        told: list[str] = []
        for v in sorted(all_, key=lambda one: one["position"] or one["class_position"] or 999):
            car, place = self.names.car(v["car"]), v["position"] or v["class_position"]
            if self.french:
                verb = " a signé le " if not told else " le "
                told.append(f"{car.full}{verb}{ordinal(place, 'fr')}{' temps' if not told else ''}")
            else:
                told.append(f"{car.full}{' was' if not told else ''} {self.place(place)}")
        return "qualified-several", {**self.session(all_[0]), "list": listed(told, self.language)}

    def grid_several(self, all_: Sequence[Values]) -> Told:
        """From where the cars of a team started."""
        told: list[str] = []
        for v in sorted(all_, key=lambda one: one["position"]):
            verb = (
                (" s’élançait de la " if not told else " de la ")
                if self.french
                else (" stood " if not told else " ")
            )
            noun = " place sur la grille" if self.french and not told else ""
            told.append(f"{self.names.car(v['car']).full}{verb}{self.place(v['position'])}{noun}")
        return "grid-several", {"list": listed(told, self.language)}

    # --- a race

    def _start(self, v: Values) -> dict[str, Any]:
        at = dt.datetime.fromisoformat(v["at"])
        pole = v.get("pole")
        return {**self.session(v), "day": places.on_day(at.date(), self.language),
                "clock": clock(at.hour, at.minute, self.language),
                "car": self.names.car(pole) if pole is not None else None}  # fmt: skip

    def _pole(self, v: Values) -> dict[str, Any]:
        return {**self.session(v), "car": self.names.car(v["car"])}

    def _grid_place(self, v: Values) -> Told:
        kind = "grid-last" if v["last"] else "grid-pole" if v["position"] == 1 else "grid-place"
        return kind, {"car": self.names.car(v["car"]), "grid": self.place(v["position"])}

    def _lead(self, v: Values) -> Told:
        runs = v["runs"]
        if len(runs) == 1:
            return "lead-all", {"car": self.names.car(runs[0]["car"]), "laps": v["laps"]}
        if len(runs) > SPELLS:
            last = runs[-1]
            return "lead-many", {
                "times": len(runs) - 1,
                "lap": last["from"],
                "car": self.names.car(last["car"]),
            }
        to = "to {}" if not self.french else None
        told: list[str] = []
        for one in runs[1:]:
            car, until = self.names.car(one["car"]), self._laps(one)
            told.append(f"{to.format(car.full) if to else car.case('à')} {until}")
        joined = listed(told, self.language)
        return "lead-spells", {
            "car": self.names.car(runs[0]["car"]),
            "from_": self._opening(runs[0]["to"]),
            "spells": joined,
        }

    def _opening(self, laps: int) -> str:
        count = number_word(laps, self.language)
        if self.french:
            return "le premier tour" if laps == 1 else f"les {count} premiers tours"
        return "the first lap" if laps == 1 else f"the first {count} laps"

    def _laps(self, run: Values) -> str:
        if self.french:
            return (
                f"au tour {run['from']}"
                if run["from"] == run["to"]
                else f"(tours {run['from']} à {run['to']})"
            )
        return f"on lap {run['from']}" if run["from"] == run["to"] else f"(laps {run['from']} to {run['to']})"

    def led(self, v: Values) -> Told | None:
        """Who led how many laps of how many."""
        if len(v["runs"]) < 2:
            return None
        (car, most), *others = v["led"]
        told = [f"{self.names.car(one).full} {number_word(laps, self.language)}" for one, laps in others[:3]]
        return "led", {
            "car": self.names.car(car),
            "led": most,
            "total": number_word(v["laps"], self.language),
            "list": listed(told, self.language) or None,
        }

    def last_lap(self, v: Values) -> Told:
        return "last-lap", {"car": self.names.car(v["runs"][-1]["car"])}

    def _weather(self, v: Values) -> dict[str, Any]:
        parts = [self._degrees(v, key) for key in ("air", "track") if key in v]
        return {"degrees": listed(parts, self.language)}

    def _degrees(self, v: Values, key: str) -> str:
        low, high = v[key]
        if self.french:  # in °C, whatever the station writes
            if v["unit"] == "F":
                low, high = (round((one - 32) * 5 / 9) for one in (low, high))
            told = f"{low} °C" if low == high else f"entre {low} et {high} °C"
            return f"{told} {'dans l’air' if key == 'air' else 'sur la piste'}"
        other = "F" if v["unit"] == "C" else "C"
        both = [(one * 9 / 5 + 32) if other == "F" else (one - 32) * 5 / 9 for one in (low, high)]
        first, second = f"{low}", f"{round(both[0])}"
        if low != high:
            first, second = f"{low} to {high}", f"{round(both[0])} to {round(both[1])}"
        return f"{'air' if key == 'air' else 'track'} {first} °{v['unit']} ({second} °{other})"

    def _wet(self, v: Values) -> dict[str, Any]:
        return self.session(v)

    def _neutralised(self, v: Values) -> dict[str, Any]:
        return {
            "flag": self.flag(v["flag"]),
            "after": about(v["after_us"], self.language),
            "lasted": self.lasted(v),
        }

    def flag(self, name: str) -> str:
        told = word("communique-flag", name, self.language)
        return told if name in ("fcy", "code-60") else told[:1].lower() + told[1:]

    def lasted(self, v: Values) -> str | None:
        return None if v["lasted_us"] is None else about(v["lasted_us"], self.language)

    def _neutralised_often(self, v: Values) -> dict[str, Any]:
        several = len(v["flags"]) > 1
        times = "fois" if self.french else "times"
        told = [
            self.flag(flag)
            + (f" {number_word(count, self.language)} {times}" if several and count > 1 else "")
            for flag, count in v["flags"]
        ]
        return {
            "times": sum(count for _, count in v["flags"]), "list": listed(told, self.language),
            "lasted": self.lasted(v),
        }  # fmt: skip

    def _red(self, v: Values) -> dict[str, Any]:
        return {"after": about(v["after_us"], self.language), "lasted": self.lasted(v)}

    def _stop_rule(self, v: Values) -> dict[str, Any]:
        window = None
        if v["opens_us"] is not None and v["closes_us"] is not None:
            first, last = v["opens_us"] // MINUTE, v["closes_us"] // MINUTE
            window = f"entre la {first}e et la {last}e minute"
            if not self.french:
                window = f"between the {ordinal(first, 'en')} and the {ordinal(last, 'en')} minute"
        return {"minimum": lasting(v["minimum_us"], self.language), "window": window}

    def _stop(self, v: Values) -> dict[str, Any]:
        nth = "son" if self.french else "its"
        if v["stops"] > 1:
            nth += f" {ordinal_word(v['stop'], self.language, feminine=False)}"
        nth = nth if self.french else f"{nth} stop"
        return {
            "car": self.names.car(v["car"]),
            "nth": nth,
            "lap": v["lap"],
            "stop_time": self.time(v["duration_us"]),
        }

    def penalties(self, all_: Sequence[Values]) -> Told:
        """Every penalty of a race in one sentence: cars that were given the same for the same reason together."""
        same: dict[tuple[str, ...], list[Car]] = {}
        for v in all_:
            given = {key: v[key] for key in ("seconds", "places", "laps") if v.get(key) is not None}
            what = word("communique-penalty", v["penalty"], self.language, **given)
            after = (" après la course" if self.french else " after the race") if v.get("after") else ""
            why = self.names.why(v["reason"]) if v.get("reason") else ""
            soft = "soft" if v["penalty"] in _NOT_SANCTIONS else ""
            same.setdefault((what, after, why, soft), []).append(v["car"])
        told: list[str] = []
        for (what, after, why, soft), cars in same.items():
            noun = together([self.names.car(car) for car in dict.fromkeys(cars)], self.language)
            told.append(f"{noun.full} {self._ruled(what, noun, soft)}{after}" + (f" ({why})" if why else ""))
        return "penalties", {"rulings": " ; ".join(told) if self.french else "; ".join(told)}

    def _ruled(self, what: str, noun: Noun, soft: str) -> str:
        if not self.french:
            return f"{'were' if noun.plural else 'was'} given {what}"
        have = "ont" if noun.plural else "a"
        if what.startswith(("un ", "une ")) and not soft:
            return f"{have} écopé d’{what}"
        return f"{have} reçu {what}"

    def _note(self, v: Values) -> dict[str, Any]:
        return {"car": self.names.car(v["car"]), "reason": v["note"].rstrip(".")}

    def _climb(self, v: Values) -> Told:
        return "climb-last" if v["last"] else "climb", {
            **self.class_(v["class"]), "car": self.names.car(v["car"]),
            "from_": ordinal(v["from"], self.language), "to_": ordinal(v["to"], self.language),
        }  # fmt: skip

    def _podium(self, v: Values) -> Told:
        if len(v["cars"]) == 1:
            return "podium-alone", {"car": self.names.car(v["cars"][0])}
        others = self.names.crews(v["cars"][1:])
        return "podium", {**self.session(v), "rivals": others, "list": others.full}

    def _class_podium(self, v: Values) -> Told:
        filled = {**self.session(v), **self.class_(v["class"])}
        cars = v["cars"]
        if len(cars) == 1:
            only = v.get("field", 1) == 1
            return ("class-alone" if only else "class-win"), {
                **filled,
                "car": self.names.car(cars[0]),
                "who": self.names.crew(cars[0]),
            }
        who = self.names.crew(cars[0])
        gap = (
            None if v["position"] == 1 else self.gap(v.get("margin_us"))
        )  # else the winner's margin was told
        return "class-podium-by" if gap else "class-podium", {
            **filled,
            "who": who,
            "rivals": self.names.crews(cars[1:]),
            "gap": gap,
        }

    def _fastest(self, v: Values) -> dict[str, Any]:
        kmh = v.get("kmh")
        speed = decimal(kmh, self.language) if kmh else None
        if kmh and not self.french:
            speed = f"{speed} km/h ({decimal(kmh / 1.609344, 'en')} mph)"
        return {
            "who": self.names.crew(v["car"], v.get("driver")),
            "time": self.time(v["lap_us"]),
            "lap": v.get("lap"),
            "speed": speed,
        }

    def _out(self, v: Values) -> Told:
        return self.gone([v])

    def gone(self, all_: Sequence[Values]) -> Told:
        """Cars that came to nothing for the same kind of reason, each with why where a source says it."""
        cars = []
        for v in all_:
            noun = self.names.car(v["car"], crew=False)
            if len(all_) == 1:
                cars.append(noun)
                continue
            cars.append(
                Noun(noun.text + self.names.reason(v["reason"]), noun.gender, noun.plural, noun.article)
            )
        first = all_[0]
        kind = {"not-started": "not-started", "disqualified": "disqualified"}.get(first["status"], "out")
        kind = "retired" if first.get("retired") else kind
        why = self.names.why(first["reason"]) if len(all_) == 1 else None
        return kind, {"cars": together(cars, self.language), "reason": why}

    # --- what changed after it

    def _changed(self, v: Values) -> Told:
        car = self.names.car(v["car"])
        if v["status"] == "disqualified":
            place = v["before"] and self.place(v["before"])
            had = f"alors qu’elle occupait la {place} place" if self.french else f"losing its {place} place"
            why = next((one["reason"] for one in v["why"] if one["penalty"] == "disqualified"), None)
            told = {"car": car, "reason": self.names.why(why), "before": had if place else None}
            return "changed-out", {**self.session(v), **told}
        rulings = [
            word(
                "communique-penalty",
                one["penalty"],
                self.language,
                **{k: one[k] for k in ("seconds", "laps", "places") if one.get(k)},
            )
            + self.names.reason(one.get("reason"))
            for one in v["why"]
        ]
        return "changed", {
            **self.session(v), "car": car, "rulings": listed(rulings, self.language), "verdict": self._moved(v),
        }  # fmt: skip

    def _moved(self, v: Values) -> str:
        """`elle est rétrogradée de la 1re place à la 2e`, `elle n’est plus classée (elle occupait la 2e place)`."""
        before, after = (v[key] and self.place(v[key]) for key in ("before", "after"))
        gone = {"not-started": ("elle n’a pas pris le départ", "it did not start"),
                "disqualified": ("elle est disqualifiée", "it is disqualified")}  # fmt: skip
        if not after:
            had = (
                (f" (elle occupait la {before} place)" if self.french else f", losing its {before} place")
                if before
                else ""
            )
            return (
                gone.get(v["status"], ("elle n’est plus classée", "it is no longer classified"))[
                    0 if self.french else 1
                ]
                + had
            )
        if not before:
            return f"elle est classée {after}" if self.french else f"it is classified {after}"
        if not self.french:
            return f"it goes from {before} place to {after}"
        return f"elle {'est rétrogradée' if v['after'] > v['before'] else 'passe'} de la {before} place à la {after}"

    def _changed_winner(self, v: Values) -> dict[str, Any]:
        return {**self.session(v), "car": self.names.car(v["car"]), "other": self.names.car(v["was"])}

    def _amended(self, v: Values) -> dict[str, Any]:
        return self.session(v)

    # --- tables

    def _standings(self, v: Values) -> Told:
        level: dict[tuple[Any, ...], list[str]] = {}
        for name, position, total, gap in v["rows"]:
            level.setdefault((position, total, gap), []).append(name)
        (first, names), *others = level.items()
        told: list[str] = []
        for (_, total, _gap), who in others:
            told.append(f"{self.names.holders(dict(v), who).full} ({points_text(total, self.language)})")
        kind = "standings-final" if v.get("final") else "standings"
        return kind, {**self.table(v), "holders": self.names.holders(dict(v), names), "points": self.amount(first[1]),
                      "list": listed(told, self.language) or None}  # fmt: skip

    def _standing(self, v: Values) -> Told:
        several = len(v["names"]) > 1
        filled = {**self.table(v), "holders": self.names.holders(dict(v)), "points": self.amount(v["points"])}
        if v["position"] == 1:
            return ("standing-final" if v.get("final") else "standing-first"), {
                **filled,
                "ahead": self.ahead_of(v, v.get("ahead")),
            }
        rank = ordinal(v["position"], self.language, feminine=v["unit"] == "car")
        behind = None
        if v["behind"]:
            leader, gap = self.names.holder(dict(v), v["leader"]), points(v["behind"], self.language)
            behind = f"à {gap} {leader.case('de')}" if self.french else f"{gap} behind {leader.full}"
        return "standing", {**filled, "behind": behind, "place": rank + ("s" if several and self.french else ""),
                            "place_of": self.place(v["position"])}  # fmt: skip

    def _outlook(self, v: Values) -> Told:
        filled = {**self.table(v), **self.at_next(v)}
        if v["safe"]:
            return "outlook-safe", filled
        if not v["able"]:
            return "outlook-nobody", filled
        if len(v["able"]) > 6 and v["unit"] == "driver":
            return "outlook-many", {**filled, "leaders": len(v["able"]), "plural": _plural(len(v["able"]))}
        return "outlook", {**filled, "able": self.names.holders(dict(v), v["able"])}

    def _hope(self, v: Values) -> Told:
        filled = {**self.table(v), **self.at_next(v), "holders": self.names.holders(dict(v))}
        if v["position"] == 1:
            if not v["loss"]:
                return "hope-safe", filled
            return "hope-lead", {**filled, "worst": self.place(1 + v["loss"])}
        return ("hope", {**filled, "gain": v["gain"]}) if v["gain"] else ("hope-none", filled)

    def _next(self, v: Values) -> dict[str, Any]:
        nth = ordinal_word(v["number"], self.language)
        return {
            "next_round": places.round_name(nth, final=v["final"], language=self.language),
            "on_days": places.on_days(v, self.language), "where": places.where(v, self.language),
            "team": Noun(v["team"]) if v.get("home") else None,
        }  # fmt: skip

    def _season_over(self, v: Values) -> dict[str, Any]:
        return {"of_series": places.of_series(v["series"], self.language)}
