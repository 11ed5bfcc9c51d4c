"""Part `bad-days`: what the written rules promise on a bad day, held against what the engine makes of it.

Each promise with the page that gives it. The truth is known: `reference.bad_days` made it, `reference.scorer`
scored it.

- *Undamaged* (rows twice, in any order, a second read within `double-read`, two decoders, a clock put and said):
  the result is the truth, to the microsecond; nobody is accused of anything (design: What a lap is; A proposal is tried
  before it is made).
- *Asked*: what is odd is told as the error findings.md names; its ready records, taken, give the truth.
- *Damage*: cars without damage keep laps, times and best laps. A damaged car that differs from the truth has a
  finding that names it, unless both halves of a lap cut in two can be laps of its class, or the missed crossing
  lies in a lap that was odd anyway: these are counted, and their share is held against the one that docs/design.md
  gives. A best lap quicker than any driven has a finding. Taking all proposals loses no driven lap, restores the
  truth or has named the doubt, and leaves nothing to complain of.
- *A class that started later and nothing said so* is named (`start-group-suspected`).

A car on lap 0 that has crossed once (`first-crossing-open`) is right only while fewer than two whole laps of its
class, without red, are known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median
from tempfile import gettempdir
from typing import Any

from campaign import as_files
from campaign.engine import Scored, as_reference, names
from campaign.known import explained
from campaign.reduce import smaller
from parcferme.classification import Classification
from parcferme.findings import Finding
from parcferme.timing import proposals_of
from reference import scorer
from reference.bad_days import Damage, Day, day

OWN = ("status", "laps", "time", "took_flag", "best_lap", "best_lap_number")
ORDER = ("position", "class_position", "gap", "interval")
Rows = Mapping[str, Mapping[str, Any]]
ACCUSING = (
    "lap-under-minimum", "missed-passing", "two-places", "two-transponders", "ghost-transponder",
    "lap-one-short", "clock-stepped", "finish-far-behind",
)  # fmt: skip
ASKING = ("clock-put", "flag-outside-session", "passing-outside-session", "time-jump", "start-after-passings")


def play(seed: int) -> list[str]:
    one = day(seed)
    return explained("bad-days", one, play_day(one))


def show(seed: int) -> str:
    """The files of a day, and those of the smallest part of it that still complains of the same."""
    one = day(seed)
    folder = Path(gettempdir(), "campaign", f"bad-days-{seed}")
    said = [
        as_files.write(one, folder),
        f"sort: {one.sort}, facts: {sorted(one.facts)}, damage: {one.damage}",
    ]
    if any(not complaint.startswith("~") for complaint in play_day(one)):
        less = smaller(one, play_day)
        said += [as_files.write(less, folder / "smaller"), *play_day(less)]
        said.append((folder / "smaller" / "race.csv").read_text())
    return "\n".join(said)


# docs/design.md: one miss in fifteen is not found; 14 ghosts of 7,184, one in 500, leave a best lap quicker than any
# driven. Judged of races without a minimum lap, where nothing but the read was odd, and once there is so much of it.
MISSES, GHOSTS, FEWEST = 15, 500, 200


def judge(counts: Mapping[str, int]) -> list[str]:
    """What is wrong with the shares of what nobody is told."""
    found = []
    missed, silent = counts.get("plain miss", 0), counts.get("plain miss not told", 0)
    if missed >= FEWEST and silent * MISSES > missed:
        found.append(f"{silent} of {missed} plain misses are not told; docs/design.md says one in {MISSES}")
    ghosts = counts.get("plain ghost", 0)
    quicker = counts.get("plain ghost leaves a best lap quicker than any driven", 0)
    if ghosts >= FEWEST and quicker * GHOSTS > ghosts + 2 * GHOSTS:  # two more than that may be chance
        found.append(
            f"{quicker} of {ghosts} ghosts leave a best lap quicker than any driven; one in {GHOSTS} may"
        )
    return found


def play_day(one: Day) -> list[str]:
    truth = {row["number"]: row for row in scorer.score(one.truth, one.rules, one.decisions, one.classes)}
    scored = Scored(one)
    checks = {"harmless": harmless, "asked": asked, "damage": damaged, "group not said": group_not_said}
    return list(checks[one.sort](one, truth, scored))


def differences(
    one: Day, truth: Rows, ours: Rows, fields: Sequence[str], cars: Sequence[str]
) -> Iterator[str]:
    for car in cars:
        for name in fields:
            if name == "time" and one.kind != "race":
                continue  # a race time is for races
            if name == "took_flag" and "stopped" in one.facts:
                continue  # whether a race counted back to an earlier lap has a flag, no rule says
            if ours[car][name] != truth[car][name]:
                yield f"#{car} {name}: reference {truth[car][name]}, engine {ours[car][name]}"


def by_car(scored: Scored) -> Rows:
    return {row["number"]: row for row in as_reference(scored.result)}


def told(findings: Sequence[Finding], car: str, *codes: str) -> bool:
    return any(names(one, car) for one in findings if not codes or one.code in codes)


# --- undamaged --------------------------------------------------------------------------------------------


def harmless(one: Day, truth: Rows, scored: Scored) -> Iterator[str]:
    ours = by_car(scored)
    if set(ours) != set(truth):
        yield f"cars: reference {sorted(truth)}, engine {sorted(ours)}"
        return
    open_ = [car for car in truth if told(scored.findings, car, "first-crossing-open")]
    clear = [car for car in sorted(truth) if car not in open_]
    fields = OWN if open_ else OWN + ORDER
    yield from differences(one, truth, ours, fields, clear)
    for car in open_:
        if whole_laps(one, one.classes[car]) >= 2:
            yield f"#{car} is open, though {whole_laps(one, one.classes[car])} whole laps of its class are known"
        elif truth[car]["laps"] - ours[car]["laps"] not in (0, 1):
            yield f"#{car} is open: reference {truth[car]['laps']} laps, engine {ours[car]['laps']}"
    yield from accused(one, scored)
    yield from stops(one, scored)


def crossings(one: Day, car: str) -> list[int]:
    """The laps of a car as driven: the instants at which they ended, before any flag."""
    return sorted(
        row["at"]
        for row in one.truth
        if row["kind"] == "passing"
        and row["car"] == car
        and row["loop"] in ("FL", "FL_PIT")
        and not row.get("opening")
        and row["at"] >= (scorer.session_start(one.truth) or 0)
    )


def whole_laps(one: Day, class_: str) -> int:
    """Laps of a class from crossing to crossing, without those that red was shown in."""
    red = [(at, until or scorer.NEVER) for at, until, value in scorer.periods(one.truth) if value == "red"]
    found = 0
    for car in one.classes:
        if one.classes[car] == class_:
            ends = crossings(one, car)
            for began, ended in pairwise(ends):
                found += not any(began < until and ended >= at for at, until in red)
    return found


def accused(one: Day, scored: Scored) -> Iterator[str]:
    """Findings that say of an undamaged car that it was not read as it drove."""
    for finding in scored.findings:
        if finding.code == "missed-passing":
            if neutralised(one, finding):
                yield f"#{finding.where.car} lap {finding.where.lap}: missed-passing in a lap under a flag"
            else:
                yield "~missed-passing of a lap that was only slow"
        elif finding.code in ACCUSING:
            yield f"#{finding.where.car} lap {finding.where.lap}: {finding.code}, and nothing was wrong"
        elif finding.code == "start-group-suspected" and "groups" not in one.facts:
            yield f"{finding.values}: start-group-suspected, and all started together"


def neutralised(one: Day, finding: Finding) -> bool:
    ends = crossings(one, finding.where.car or "")
    lap = finding.where.lap or 1
    if lap > len(ends):
        return False
    began = ends[lap - 2] if lap > 1 else scorer.session_start(one.truth) or 0
    return any(
        value != "green" and began < (until or scorer.NEVER) and ends[lap - 1] >= at
        for at, until, value in scorer.periods(one.truth)
    )


def stops(one: Day, scored: Scored) -> Iterator[str]:
    for row in scored.result.rows:
        want = one.stops.get(row.number)
        if "led" in one.facts and len(lane_under_safety_car(one)) < 2:
            continue  # a single car driven through the lane is no field
        if want is not None and row.stops != want:
            yield f"#{row.number} stops: reference {want}, engine {row.stops}"


def lane_under_safety_car(one: Day) -> set[str]:
    """The cars that came into the lane while the safety car was out."""
    out = [
        (at, until or scorer.NEVER) for at, until, value in scorer.periods(one.truth) if value == "safety-car"
    ]
    return {
        row["car"]
        for row in one.truth
        if row.get("loop") == "PIT_IN" and any(at <= row["at"] < until for at, until in out)
    }


# --- asked ------------------------------------------------------------------------------------------------


def asked(one: Day, truth: Rows, scored: Scored) -> Iterator[str]:
    if not one.asked:  # too short a day for the slip
        yield from harmless(one, truth, scored)
        return
    want = one.asked[0]["code"]
    codes = {finding.code for finding in scored.findings}
    if want not in codes:
        if want == "clock-put" and hour_of_red(one):
            yield "~a clock put forward under red not told"
        elif want == "clock-put" and half_in_the_lane(one):
            yield "~a clock put forward while half of a practice stood in the lane not told"
        else:
            yield f"{want} is not told"
        return
    if want == "flag-outside-session" and "flag-unknown" in codes:
        yield "the file has a chequered flag, and flag-unknown says it has none"
    records = scored.records((want,))
    if not records:
        yield f"{want}: nothing is proposed"
        return
    for said in after(truth, one, scored, records):
        yield f"{want} taken: {said}"
    every = scored.records(ASKING)
    if len(every) > len(records) and any(after(truth, one, scored, every)):
        other = sorted({finding.code for finding in scored.findings if finding.code in ASKING} - {want})
        yield f"{want} and {other}: two remedies for one slip, and both taken are wrong"


def hour_of_red(one: Day) -> bool:
    """Whether the clock was put forward while red was shown: a stoppage of an hour looks the same."""
    slip = one.asked[0]
    return slip["way"] == "forward" and any(
        value == "red" and at <= slip["at"] < (until or scorer.NEVER)
        for at, until, value in scorer.periods(one.truth)
    )


def half_in_the_lane(one: Day) -> bool:
    """Whether in a practice half of the cars were last seen in the lane when the clock was put forward: they may have
    stood there for an hour (findings: clock-put).
    """
    slip = one.asked[0]
    before: dict[str, str] = {}
    for row in sorted((row for row in one.truth if row["kind"] == "passing"), key=lambda row: int(row["at"])):
        if row["at"] < slip["at"]:
            before[row["car"]] = row["loop"]
    inside = [loop for loop in before.values() if loop in ("FL_PIT", "PIT_IN")]
    return one.kind != "race" and slip["way"] == "forward" and 2 * len(inside) >= len(before)


def after(truth: Rows, one: Day, scored: Scored, records: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    taken = scored.taking(records)
    ours = {row["number"]: row for row in as_reference(taken)}
    if set(ours) != set(truth):
        yield f"cars: reference {sorted(truth)}, engine {sorted(ours)}"
    elif not any(told(taken.findings, car, "first-crossing-open") for car in truth):
        yield from differences(one, truth, ours, OWN + ORDER, sorted(truth))
    for finding in taken.findings:
        if finding.code == "lap-under-minimum":
            yield f"#{finding.where.car} lap {finding.where.lap}: lap-under-minimum, and nothing was wrong"


# --- a class that started later, and nobody said so ----------------------------------------------------------


def group_not_said(one: Day, truth: Rows, scored: Scored) -> Iterator[str]:
    """Asked only beside two cars at least that started in time, and where no flag was out before."""
    suspected = [finding for finding in scored.findings if finding.code == "start-group-suspected"]
    start, late_classes = scorer.session_start(one.truth) or 0, {want["class"] for want in one.asked}
    in_time = [
        car for car, class_ in one.classes.items() if class_ not in late_classes and crossings(one, car)
    ]
    for want in one.asked:
        if any(want["class"] in str(finding.values) for finding in suspected):
            continue
        yield "~a later start not suspected"
        cars = [car for car, class_ in one.classes.items() if class_ == want["class"] and crossings(one, car)]
        usual = [gap for car in cars for gap in usual_laps(one, car)]
        late = want["at"] - start
        if len(cars) < 2 or len(in_time) < 2 or len(usual) < 7 or late < 0.75 * median(usual):
            continue
        first = max(crossings(one, car)[0] for car in cars)
        if not any(value != "green" and at <= first for at, _, value in scorer.periods(one.truth)):
            yield f"class {want['class']} started {late / 1e6:.0f} s later, and no start-group-suspected says so"


def usual_laps(one: Day, car: str) -> list[int]:
    ends = crossings(one, car)
    return [ended - began for began, ended in pairwise(ends)]


# --- damage -----------------------------------------------------------------------------------------------


def damaged(one: Day, truth: Rows, scored: Scored) -> Iterator[str]:
    ours = by_car(scored)
    if set(ours) != set(truth):
        yield f"cars: reference {sorted(truth)}, engine {sorted(ours)}"
        return
    hurt = {damage.car: damage for damage in one.damage}
    whole = [car for car in sorted(truth) if car not in hurt]
    if flag_moved(one, scored.result):
        if not any(told(scored.findings, car) or unknowable(one, damage) for car, damage in hurt.items()):
            yield f"the flag fell elsewhere, and no finding names any of {sorted(hurt)}"
        return
    open_ = [car for car in truth if told(scored.findings, car, "first-crossing-open")]
    own = OWN if one.rules["classified"]["share"] is None else OWN[1:]  # the winner's laps may be too many
    yield from differences(one, truth, ours, own, [car for car in whole if car not in open_])
    for finding in scored.findings:
        if finding.code == "lap-under-minimum" and finding.where.car in whole:
            yield f"#{finding.where.car} lap {finding.where.lap}: lap-under-minimum, and nothing was wrong"
    for car, damage in hurt.items():
        yield from one_car(one, truth[car], ours[car], damage, scored)
    yield from taking_all(one, truth, ours, hurt, scored)


def flag_moved(one: Day, result: Classification) -> bool:
    start = scorer.session_start(one.truth)
    end = scorer.session_end(one.truth, start)
    cars = scorer.the_cars(one.truth, one.classes)
    for car in cars:
        car.start = scorer.group_start(one.truth, car.klass, start, one.rules)
        scorer.read_laps(one.truth, car, end, one.rules)
    return result.timing.flag.at != scorer.flag_instant(one.truth, cars, start, one.rules)


def unknowable(one: Day, damage: Damage) -> bool:
    """Whether by the written rules nothing in the log tells of the damage."""
    if damage.kind in ("ghost", "double"):
        first, second = damage.halves
        return min(first, second) >= least_lap(one, damage.car) or second < one.rules["double_read"]
    return not findable(one, damage)


def least_lap(one: Day, car: str) -> float:
    """What nobody can drive: the minimum lap, else three quarters of the quick end of the class (design: What a
    lap is).

    The quick end from the laps as they were read. Where no lap has three like it, the page says nothing: nobody
    can know.
    """
    if one.rules["minimum_lap"] is not None:
        return float(one.rules["minimum_lap"])
    laps: list[int] = []
    for other in one.classes:
        if one.classes[other] == one.classes[car]:
            reads = reads_of(one, other)
            laps += [ended - began for began, ended in pairwise(reads)]
    near = max(3, -(-len(laps) // 8))
    for lap in sorted(laps):
        if sum(lap <= other <= lap * 1.15 for other in laps) > near:
            return 0.75 * lap
    return 0.0


def reads_of(one: Day, car: str) -> list[int]:
    """The instants at which a car was read at the line, as written (without doubles)."""
    found: list[int] = []
    for at in sorted(
        row["at"]
        for row in one.rows
        if row["kind"] == "passing"
        and row["loop"] in ("FL", "FL_PIT")
        and (row["car"] == car or row.get("transponder") == one.transponders.get(car, "-"))
    ):
        if not found or at - found[-1] >= one.rules["double_read"]:
            found.append(at)
    return found


def findable(one: Day, damage: Damage) -> bool:
    """A lap near twice (three times) the car's usual one, and nothing else odd about it; in practice and qualifying
    only where the way into the pits is read (findings: missed-passing).
    """
    if one.kind != "race" and not any(row.get("loop") in ("PIT_IN", "FL_PIT") for row in one.rows):
        return False
    if not damage.plain or damage.kind not in ("miss", "two-missed") or others_slow(one, damage):
        return False
    times = 2 if damage.kind == "miss" else 3
    reads = sorted(
        row["at"] for row in one.truth if row["car"] == damage.car and row["loop"] in ("FL", "FL_PIT")
    )
    laps = [ended - began for began, ended in pairwise(reads)]
    laps = [*laps[: damage.lap], *laps[damage.lap + times - 1 :], damage.halves[0]]  # as they were read
    usual = median(laps)
    steady = sum(abs(lap - usual) < 0.05 * usual for lap in laps)
    return len(laps) > 5 and steady > len(laps) / 2 and abs(damage.halves[0] / usual - times) < 0.05 * times


def others_slow(one: Day, damage: Damage) -> bool:
    """Whether another car has a long lap, as read, at the same time: that looks as if the field had been slow."""
    begin, end = damage.span
    for car in one.classes:
        reads = reads_of(one, car)
        laps = [later - at for at, later in pairwise(reads)]
        if car == damage.car or not laps:
            continue
        usual = median(laps)
        for at, later in pairwise(reads):
            if at < end and later > begin and later - at > 1.3 * usual:
                return True
    return False


def one_car(
    one: Day, truth: Mapping[str, Any], ours: Mapping[str, Any], damage: Damage, scored: Scored
) -> Iterator[str]:
    car, silent = damage.car, not told(scored.findings, damage.car)
    differs = [name for name in OWN if name in ("laps", "best_lap") and ours[name] != truth[name]]
    quicker = ours["best_lap"] is not None and (
        truth["best_lap"] is None or ours["best_lap"] < truth["best_lap"]
    )
    yield f"~{damage.kind}"
    plain = damage.plain and one.kind == "race" and one.rules["minimum_lap"] is None
    if plain and damage.kind == "miss":
        yield "~plain miss"
        if silent:
            yield "~plain miss not told"
    if plain and damage.kind == "ghost":
        yield "~plain ghost"
        if silent and quicker:
            yield "~plain ghost leaves a best lap quicker than any driven"
    if not silent:
        return
    if damage.kind == "double" and damage.halves[0] < one.rules["double_read"]:
        yield f"#{car}: a double read of lap {damage.lap} is not told"
    if not differs:
        return
    if not unknowable(one, damage):
        yield f"#{car}: {damage.kind} at lap {damage.lap} changes {differs}, and no finding names the car"
    yield f"~{damage.kind} not told"
    if quicker:
        yield f"~{damage.kind} leaves a best lap quicker than any driven"


def taking_all(
    one: Day, truth: Rows, ours: Rows, hurt: Mapping[str, Damage], scored: Scored
) -> Iterator[str]:
    records = scored.records(("lap-under-minimum", "missed-passing", "double-read", "two-places"))
    if not records:
        return
    taken = scored.taking(records)
    after = {row["number"]: row for row in as_reference(taken)}
    if any(unknowable(one, damage) for damage in hurt.values()) and flag_moved(one, taken):
        yield "~a read nobody can tell of is in the leader's laps, and the flag hangs on it"
        return
    for car in truth:
        damage = hurt.get(car)
        if after[car]["laps"] < min(truth[car]["laps"], ours[car]["laps"]):
            yield f"taken: #{car} loses a driven lap: {truth[car]['laps']} driven, {after[car]['laps']} left"
        elif damage is None and after[car]["laps"] != truth[car]["laps"]:
            yield f"taken: #{car} was read as it drove and has {after[car]['laps']} laps for {truth[car]['laps']}"
        elif damage is not None and after[car]["laps"] != truth[car]["laps"] and not unknowable(one, damage):
            if not doubt_named(scored, car):
                yield f"taken: #{car} ({damage.kind}) has {after[car]['laps']} laps for {truth[car]['laps']}"
            else:
                yield f"~{damage.kind} in doubt"
        elif counted_back(one):
            continue  # the read beside the ghost may lie beyond the lap the race counts to
        elif damage is not None and damage.kind in ("ghost", "double") and not unknowable(one, damage):
            yield from best_after(truth[car], after[car], damage, scored)
    if all(
        after[car]["laps"] == truth[car]["laps"] and after[car]["time"] == truth[car]["time"] for car in truth
    ):
        yield from (
            f"taken: {said}"
            for said in differences(one, truth, after, ("position", "class_position"), sorted(truth))
        )
    before = {(finding.code, finding.where.car) for finding in scored.findings}
    for finding in taken.findings:
        if finding.code in ("lap-under-minimum", "missed-passing"):
            again = "still" if (finding.code, finding.where.car) in before else "new"
            if not (again == "still" and doubt_named(scored, finding.where.car or "")):
                yield f"taken: {again} to complain of: {finding.code} #{finding.where.car} lap {finding.where.lap}"


def counted_back(one: Day) -> bool:
    return scorer.red_for_good(one.truth, one.rules) is not None


def best_after(
    truth: Mapping[str, Any], after: Mapping[str, Any], damage: Damage, scored: Scored
) -> Iterator[str]:
    if after["best_lap"] is None or truth["best_lap"] is None or after["best_lap"] >= truth["best_lap"]:
        return
    if doubt_named(scored, damage.car):
        yield f"~{damage.kind} in doubt"
    else:
        yield f"taken: #{damage.car} best lap {after['best_lap']}, quicker than any driven ({truth['best_lap']})"


def doubt_named(scored: Scored, car: str) -> bool:
    """Whether the engine said that two explanations are as good, or that no repair helps."""
    mine = [
        one
        for one in scored.findings
        if one.code in ("lap-under-minimum", "missed-passing") and names(one, car)
    ]
    offered = proposals_of(mine)
    return any(one.proposal is None for one in mine) or any(one.instead for one in offered)
