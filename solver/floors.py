"""Floors: what each course and each teacher costs at the least, found by counting.

Two rules often pull against each other, and a bound that looks at each alone misses it: odd hours
need a second slot or many short sessions; few days of coming mean days over the load aimed at. A
floor is the least of such a sum over all ways to cut hours into sessions or to fill days, whatever
else is planned. Floors add up to a bound at once and, as cuts, they lift that of the trame.

The days of a teacher are patterns that cover his hours: the cutting stock of Gilmore and Gomory,
"A Linear Programming Approach to the Cutting-Stock Problem", 1961, here by dynamic programming.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import gcd, inf
from typing import TYPE_CHECKING

import numpy as np

from constraints.openings import Openings
from constraints.plan_hours import slack
from constraints.registry import WISH
from constraints.variables import Variables
from constraints.weights import weight
from instances.entities import Course, Resource
from instances.instance import Instance

if TYPE_CHECKING:
    from constraints.base import Expr

# Ways to cut a course's hours that are looked at; a course with more of them gets no floor.
MOST_CUTS = 200_000
COURSE_RULES = ("keep_weekly_slots", "keep_usual_durations")
TEACHER_RULES = ("gather_teacher_days", "balance_days")


def lift(x: Variables, priced: Mapping[tuple[str, Resource], Sequence[Expr]]) -> int:
    """Add every floor to a model as a cut.

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
    for subject, rules, floor in floors(x.openings):
        # A floor says nothing of a model that leaves one of its rules out.
        paid = {rule for rule in rules if weight(WISH[rule], x.instance)}
        if floor <= 0 or not counted >= paid:
            continue
        terms = [
            weight(WISH[rule], x.instance) * amount
            for rule in rules
            for amount in priced.get((rule, subject), ())
        ]
        if any(not isinstance(term, int) for term in terms):
            x.model.add(sum(terms) >= floor)
            total += floor
    return total


def floors(openings: Openings) -> Iterator[tuple[Resource, tuple[str, ...], int]]:
    """Each subject with the rules its floor is about and the floor, in whole units."""
    instance = openings.instance
    for course in instance.courses:
        found = course_floor(instance, course, _capacities(openings, course))
        yield Resource("course", course.code), COURSE_RULES, found
    by_teacher: dict[str, list[Course]] = defaultdict(list)
    for course in instance.courses:
        for code in sorted(instance.certain[course.code]):
            by_teacher[code].append(course)
    for code, courses in by_teacher.items():
        found = teacher_floor(instance, code, courses)
        yield Resource("teacher", code), TEACHER_RULES, found


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


def teacher_floor(instance: Instance, teacher: str, courses: Sequence[Course]) -> int:
    """The least cost of a teacher's days and of what is over the load aimed at on them.

    `courses` are given by him whatever the teams. A day holds sessions of different courses, as
    many of one as it meets a day; he comes at least as often as his most frequent course meets.
    """
    coming, over = (weight(WISH[rule], instance) for rule in TEACHER_RULES)
    own = instance.teacher[teacher].day_max
    most = instance.settings.teacher_day_max if own is None else own
    target = instance.settings.teacher_day_target
    due = {course.code: course.minutes - slack(instance, course) for course in courses}
    loads = _loads(courses, most)
    if not loads or not coming or sum(due.values()) <= 0:
        return 0
    step = gcd(*loads, *due.values())
    hours = sum(due.values()) // step
    cost = {load // step: coming + over * max(0, load - target) for load in loads}
    fewest = max(-(-due[c.code] // (max(c.durations) * c.per_day)) for c in courses)
    reached = np.full(hours + 1, inf)
    reached[0] = 0
    best, days = inf, 0
    while days * coming < best and days <= hours:
        days += 1
        after = np.full(hours + 1, inf)
        for load, price in cost.items():
            if load <= hours:
                after[load:] = np.minimum(after[load:], reached[: hours + 1 - load] + price)
            # A day may hold more than what is left to cover.
            after[hours] = min(after[hours], reached[max(0, hours - load) :].min() + price)
        reached = after
        if days >= fewest:
            best = min(best, float(reached[hours]))
    return 0 if best == inf else int(best)


def _loads(courses: Iterable[Course], most: int) -> list[int]:
    """Minutes a day of sessions of these courses can have, up to `most`."""
    found = {0}
    for course in courses:
        for _ in range(min(course.per_day, most // min(course.durations))):
            found |= {
                load + minutes
                for load in found
                for minutes in course.durations
                if load + minutes <= most
            }
    return sorted(found - {0})


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
