"""Campaigns: very many sessions made at random, and what the engine makes of them held against what is right.

`tools/run_campaign.py` plays them (`make campaign`), `make test` plays the first few thousand. A part of the campaign
is one value:

    Part("standings", play, about="tables and ties against reference.standings")

`play(seed)` makes the input of that number, always the same, and returns what is wrong with it: a list of
sentences, empty where all is well. A sentence that begins with `~` is no failure: it is counted (`~miss`, `~miss
not told`), and `judge`, where a part has one, says of the counts after many seeds what is wrong with them. One
that begins with `known` is a fault that is known (`campaign.known`) and counted as that. `show(seed)`, where a
part has it, prints what a person needs to look at one seed (files and a command).

To add a part: write `tests/campaign/NAME.py` with its `play`, and name it in `PARTS` below, in a function that
imports it (so that one part can be played without the others).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    name: str
    play: Callable[[int], Sequence[str]]
    about: str
    judge: Callable[[Mapping[str, int]], Sequence[str]] = lambda counts: ()
    show: Callable[[int], str] = lambda seed: f"seed {seed}"
    most: int | None = None  # seeds worth playing, where one takes seconds


def _races() -> Part:
    from campaign import races

    return Part(
        "races",
        races.play,
        "every value of every row of a session whose reads are what they seem",
        show=races.show,
    )


def _bad_days() -> Part:
    from campaign import bad_days

    return Part(
        "bad-days",
        bad_days.play,
        "red flags, safety cars, start groups, equal numbers, clocks put, and reads too many and too few",
        judge=bad_days.judge,
        show=bad_days.show,
    )


def _stated() -> Part:
    from campaign import stated

    return Part("stated", stated.play, "a penalty on one car of a bare list", show=stated.show)


def _standings() -> Part:
    from campaign import standings

    return Part("standings", standings.play, "made-up seasons against the slow scorer", show=standings.show)


def _chances() -> Part:
    from campaign import chances

    return Part("chances", chances.play, "who can still win, against every outcome there is")


def _every_rule() -> Part:
    from campaign import every_rule

    return Part(
        "every-rule", every_rule.play, "who can still win under every rule of a table, against every end"
    )


def _over_wires() -> Part:
    from campaign import over_wires

    return Part(
        "over-wires",
        over_wires.play,
        "published races sent by decoders with every fault, and recorded",
        judge=over_wires.judge,
        show=over_wires.show,
        most=4 * len(over_wires.races()),
    )


def _noise() -> Part:
    from campaign import noise

    return Part(
        "noise", noise.play, "bytes nobody meant, fed to every wire", judge=noise.judge, most=noise.MOST
    )


PARTS: Mapping[str, Callable[[], Part]] = {
    "races": _races,
    "bad-days": _bad_days,
    "stated": _stated,
    "standings": _standings,
    "chances": _chances,
    "every-rule": _every_rule,
    "over-wires": _over_wires,
    "noise": _noise,
}
