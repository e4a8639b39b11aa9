"""Floors: what each course, and teachers alone or together, cost at the least, by counting.

Two rules often pull against each other, and a bound that looks at each alone misses it: odd hours
need a second slot or many short sessions; few days of coming mean days over the load aimed at. A
floor is the least of such a sum over all ways to cut hours into sessions or to fill days, whatever
else is planned. Floors add up to a bound at once and, as cuts, they lift that of the trame.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from constraints.openings import Openings
from constraints.plan_hours import slack
from constraints.registry import WISH
from constraints.variables import Variables
from constraints.weights import weight
from instances.entities import Course, Resource
from instances.instance import Instance
from solver.control import Control
from solver.teacher_floors import TEACHER_RULES, Given, circles, shared_floor

if TYPE_CHECKING:
    from constraints.base import Expr

# Ways to cut a course's hours that are looked at; a course with more of them gets no floor.
MOST_CUTS = 200_000
COURSE_RULES = ("keep_weekly_slots", "keep_usual_durations")


@dataclass(frozen=True)
class Floor:
    """The least that some rules cost for some subjects together, in whole units."""

    subjects: tuple[Resource, ...]
    rules: tuple[str, ...]
    cost: int


def floors(
    openings: Openings, control: Control | None = None, seconds: float = 0.0
) -> Iterator[Floor]:
    """Every floor above nothing: of courses, then of teachers.

    Teachers who may give the same course have a floor together if a `control` is given to find
    it with, in so many seconds in all; else each has one for the hours he gives whatever the
    teams.
    """
    instance = openings.instance
    for course in instance.courses:
        found = course_floor(instance, course, _capacities(openings, course))
        if found > 0:
            yield Floor((Resource("course", course.code),), COURSE_RULES, found)
    given = {code: Given.of(openings, code) for code in instance.teacher}
    ends = 0.0 if control is None else control.clock + seconds
    # Small ones are solved to the end in no time; a large one may take what is left.
    for circle in sorted(circles(instance), key=len):
        alone = {code: given[code].least for code in circle}
        together = 0
        if control is not None and len(circle) > 1:
            left = ends - control.clock
            if left > 0:
                together = shared_floor([given[code] for code in circle], control, left)
        if together > sum(alone.values()):
            yield Floor(tuple(Resource("teacher", c) for c in circle), TEACHER_RULES, together)
        else:
            for code, found in alone.items():
                if found > 0:
                    yield Floor((Resource("teacher", code),), TEACHER_RULES, found)


def lift(
    x: Variables,
    priced: Mapping[tuple[str, Resource], Sequence[Expr]],
    known: Iterable[Floor],
) -> int:
    """Add floors to a model as cuts.

    Parameters
    ----------
    priced
        Amounts the model counts, by rule and subject.

    Returns
    -------
    int
        The sum of the floors in whole units: a bound by itself.
    """
    total = 0
    counted = {rule for rule, _ in priced}
    for floor in known:
        # A floor says nothing of a model that leaves one of its rules out.
        paid = {rule for rule in floor.rules if weight(WISH[rule], x.instance)}
        if not counted >= paid:
            continue
        terms = [
            weight(WISH[rule], x.instance) * amount
            for rule in floor.rules
            for subject in floor.subjects
            for amount in priced.get((rule, subject), ())
        ]
        if any(not isinstance(term, int) for term in terms):
            x.model.add(sum(terms) >= floor.cost)
            total += floor.cost
    return total


def course_floor(
    instance: Instance, course: Course, capacities: Mapping[int, Sequence[int]]
) -> int:
    """The least cost of a course's slots and short sessions, over all ways to cut its hours.

    Parameters
    ----------
    capacities
        By duration in minutes, the dates of each slot of that duration.
    """
    slot, short = (weight(WISH[rule], instance) for rule in COURSE_RULES)
    tolerance = slack(instance, course)
    lengths = sorted(capacities, reverse=True)
    ways = 1.0
    for minutes in lengths[:-1]:
        ways *= course.minutes / minutes + 1
    if not lengths or ways > MOST_CUTS:
        return 0
    slots = {minutes: _slots_needed(capacities[minutes]) for minutes in lengths}
    best = inf

    def cut(index: int, left: int, cost: int, shorts: int) -> None:
        nonlocal best
        if cost + short * max(0, shorts - 1) >= best:
            return
        if index == len(lengths):
            if -tolerance <= left <= tolerance:
                best = cost + short * max(0, shorts - 1)
            return
        minutes = lengths[index]
        needed = slots[minutes]
        for count in range(min((left + tolerance) // minutes, len(needed) - 1), -1, -1):
            late = count if minutes < course.durations[0] else 0
            cut(index + 1, left - count * minutes, cost + slot * needed[count], shorts + late)

    cut(0, course.minutes, 0, 0)
    return 0 if best == inf else int(best)


def _capacities(openings: Openings, course: Course) -> dict[int, list[int]]:
    dates: Counter[tuple[int, int, int]] = Counter()
    for when in openings.instance.dates:
        for span, _ in openings.at(course, when):
            dates[when.weekday(), span.start, span.minutes] += 1
    found: dict[int, list[int]] = defaultdict(list)
    for (_, _, minutes), count in dates.items():
        found[minutes].append(count)
    return found


def _slots_needed(capacities: Iterable[int]) -> list[int]:
    """By number of sessions, from none to as many as can be: the fewest slots that hold them."""
    needed = [0]
    for rank, dates in enumerate(sorted(capacities, reverse=True), start=1):
        needed += [rank] * dates
    return needed
