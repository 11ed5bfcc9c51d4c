"""The headline: a name, a verb, and what a journalist would lead with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from parcferme.press.release.facts import Car, Fact
from parcferme.press.release.grammar import capital, is_place, listed, number_word, ordinal, ordinal_word
from parcferme.press.release.naming import with_team
from parcferme.press.release.nouns import Noun, together
from parcferme.press.release.phrases import Teller
from parcferme.press.release.places import at_event

SWEEPS: Final = {"fr": {2: "doublé", 3: "triplé", 4: "quadruplé"}}
"""What it is called to win every race of a meeting."""
PODIUM: Final = 3


class Headline:
    """The headline of one release, and the facts it rests on."""

    def __init__(self, facts: Sequence[Fact], language: str, team: str | None) -> None:
        self.facts, self.language, self.team = facts, language, team
        self.teller = Teller(language)
        meeting = self.of("meeting")[0]
        self.meeting = meeting
        event = str(meeting.values["event"])
        nth = ordinal_word(meeting.values["number"], language, feminine=False)
        called = f"au {nth} rendez-vous" if language == "fr" else f"in the {nth} round"
        self.at: dict[str, Any] = {
            "at_event": at_event(event, language) if is_place(event) else called, "event": meeting.values["event"],
            "series": meeting.values["series"],
        }  # fmt: skip

    def of(self, kind: str) -> list[Fact]:
        return [one for one in self.facts if one.kind == kind]

    def made(self) -> tuple[str, list[Fact]]:
        """The best headline there is; where nothing happened that makes one, whose release of which meeting it is."""
        if self.meeting.values.get("cancelled"):
            about = {"about": self.team or self.meeting.values["series"]}
            text = self.teller.say("title-cancelled", {**self.at, **about})
            if text is not None:
                return capital(text.replace("'", "’")), [self.meeting]
        for kind, values, rests in self._team_news() if self.team is not None else self._news():
            text = self.teller.say(kind, {**self.at, **values})
            if text is not None:
                return capital(text.replace("'", "’")), [self.meeting, *rests]
        raise AssertionError("a release without a headline")

    def _people(self, car: Car) -> Noun:
        """Who won, in a headline: up to two names, else the team or the number."""
        if car.drivers and len(car.drivers) <= 2:
            return Noun(listed(car.drivers, self.language), plural=len(car.drivers) > 1)
        return Noun(self._numbered(car))

    @staticmethod
    def _numbered(car: Car) -> str:
        return f"{car.team} (#{car.number})" if car.team else f"#{car.number}"

    def _class(self, name: str | None) -> dict[str, Any]:
        return (
            {}
            if not name
            else {"class_": name, "in_class": f"en {name}" if self.language == "fr" else f"in {name}"}
        )

    def _news(self) -> Iterator[tuple[str, dict[str, Any], list[Fact]]]:
        titles = [one for one in self.of("champion") if one.values["unit"] in ("driver", "crew")]
        if titles:
            one = titles[0]
            holders = together([Noun(name) for name in one.values["names"]], self.language)
            yield "title-champion", {**self._class(one.values["class"]), "holders": holders}, [one]
        won = self.of("winner")
        races = {one.values["session"] for one in self.facts if one.kind in ("winner", "class-podium")}
        if not won:  # a list of each class by itself
            won = self.of("class-podium")
            yield from self._shared([(one.values["cars"][0], one) for one in won])
        cars = {one.values["car"].number: one.values["car"] for one in won if "car" in one.values}
        if len(cars) == 1 and len(won) > 1 and len(won) == len(races):
            (car,) = cars.values()
            if not car.unnamed:
                yield "title-sweep", {**self.sweep(len(won)), "who": self._people(car)}, won
        yield from self._shared([(one.values["car"], one) for one in won if "car" in one.values])
        yield "title-held", {}, []

    def sweep(self, races: int) -> dict[str, Any]:
        """What winning every race is called."""
        words = SWEEPS.get(self.language, {})
        every = "both races" if races == 2 else f"all {number_word(races, 'en')} races"
        return {"races": races, "nth": words.get(races, "sans-faute") if self.language == "fr" else every}

    def _shared(self, won: Sequence[tuple[Car, Fact]]) -> Iterator[tuple[str, dict[str, Any], list[Fact]]]:
        """Who won, one after the other, each once."""
        named = {car.number: car for car, _ in won if not car.unnamed}
        alone = all(len(car.drivers) == 1 for car in named.values())
        teams = {car.team for car in named.values()}
        if len(named) == 1:
            yield "title-win", {"who": self._people(next(iter(named.values())))}, [one for _, one in won]
        if 1 < len(named) < 5:
            by_team = not alone and None not in teams and len(teams) == len(named)
            by_number = not alone and not by_team
            names = [
                str(car.team) if by_team else with_team(car) if by_number else self._people(car).full
                for car in named.values()
            ]
            if by_team:
                yield "title-shared", {"list": listed(names, self.language)}, [one for _, one in won]
                return
            # Two drivers side by side would read as one crew.
            then = " puis " if self.language == "fr" else ", then "
            yield (
                "title-in-turn",
                {"list": f"{', '.join(names[:-1])}{then}{names[-1]}"},
                [one for _, one in won],
            )

    # --- a team

    def _team_news(self) -> Iterator[tuple[str, dict[str, Any], list[Fact]]]:
        team = Noun(str(self.team))
        for kind, values, rests in self._of_team():
            yield kind, {**values, "team": team}, rests

    def _of_team(self) -> Iterator[tuple[str, dict[str, Any], list[Fact]]]:
        for one in self.of("champion"):
            yield "title-team-champion", self._class(one.values["class"]), [one]
        places = [one for one in self.of("place") if one.values["status"] == "classified"]
        races = {one.values["session"] for one in self.of("place")}
        # A win before a podium, overall before class; else in the class of its best car.
        overall = min((one.values["position"] or 99 for one in places), default=99)
        in_class = min((one.values["class_position"] or 99 for one in places), default=99)
        key = "position" if overall == 1 or (overall <= PODIUM and in_class > 1) else "class_position"
        best = min(places, key=lambda one: one.values[key] or 99, default=None)
        if best is None or not (best.values[key] or best.values["class_position"]):
            yield from (
                (("title-team-out", {}, self.of("place")),) if self.of("place") and not places else ()
            )
            yield "title-team-held", {}, []
            return
        class_ = self._class(best.values["class"]) if key == "class_position" else {}
        alike = [one for one in places if key == "position" or one.values["class"] == best.values["class"]]
        wins = [one for one in alike if one.values[key] == 1]
        alone = len({one.values["car"].number for one in self.of("place")}) == 1
        if len({one.values["session"] for one in wins}) == len(races) > 1 and alone:
            yield "title-team-sweep", {**class_, **self.sweep(len(races))}, wins
        if wins:
            yield "title-team-win", class_, wins
        podiums = [one for one in alike if (one.values[key] or 99) <= PODIUM and self._counts(one, key)]
        back = [one for one in self.of("climb") if one.values["last"]]
        if podiums and any(self._same(one, climb) for one in podiums for climb in back):
            yield "title-team-back", class_, podiums + back
        if len(podiums) > 1 and len({one.values["class"] for one in places}) == 1:
            count = number_word(len(podiums), self.language)
            yield (
                "title-team-podiums",
                {**class_, "times": len(podiums), "podiums": f"{count} podiums"},
                podiums,
            )
        if podiums:
            yield "title-team-podium", class_, podiums
        number = best.values[key] or best.values["class_position"]
        yield "title-team-place", {**class_, "place": ordinal(number, self.language, feminine=True)}, [best]

    @staticmethod
    def _counts(one: Fact, key: str) -> bool:
        """Whether a place is a podium: in a class of three cars everybody would have one."""
        return key == "position" or bool(one.values.get("field", 4) > PODIUM)

    @staticmethod
    def _same(one: Fact, other: Fact) -> bool:
        return all(one.values[key] == other.values[key] for key in ("session", "car"))
