"""The trame: how often each course uses each weekly slot, and a bound for every timetable.

One day stands for all dates of a weekday on which the same can be taught; counts replace
Booleans. What the rules say of such days holds for any dated timetable, so the optimum of this
small model is a valid lower bound of the cost, and its infeasibility proves that there is no
timetable at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from math import inf

from constraints.openings import Openings
from constraints.placements import Day, Slot
from instances.entities import Course
from instances.grid import Span
from instances.instance import Instance
from instances.text import Text
from solver.control import Control, Job
from solver.model import Model, Scope, build
from solver.plan import Value, chosen_teams

STAGE = Text("Trame", "Weekly pattern")
MOST_DAYS = 60
# With few threads CP-SAT runs one LP worker and neighbourhoods, and the bound of the trame hardly
# moves; these, sharing the cores, raise it at once (docs/decisions).
BOUNDING = ("default_lp", "max_lp")
BOUNDING_SHARE = 0.35


@dataclass(frozen=True)
class Trame:
    """What the trame found.

    infeasible
        Proven: no timetable exists.
    slots
        Slots each course uses, None when no trame was found in time.
    teams
        The team of each course whose teachers were to be chosen.
    """

    infeasible: bool
    slots: dict[str, frozenset[Slot]] | None = None
    teams: dict[str, frozenset[str]] | None = None


def weekly_days(openings: Openings) -> tuple[Day, ...]:
    """One day for all dates of a weekday with the same openings; past `MOST_DAYS`, a weekday.

    Dates that open alike are interchangeable for most rules, so little is lost; a date with a
    holiday for one class or a teacher away stands alone and is counted exactly.
    """
    courses, dates = openings.instance.courses, openings.instance.dates
    alike: dict[object, list[date]] = defaultdict(list)
    by_weekday: dict[int, list[date]] = defaultdict(list)
    for when in dates:
        signature = tuple(openings.at(course, when) for course in courses)
        alike[when.weekday(), signature].append(when)
        by_weekday[when.weekday()].append(when)
    found = list(alike.values())
    if len(found) > MOST_DAYS:
        found = list(by_weekday.values())
    found.sort(key=lambda group: group[0])  # in date order, should each stand for one date
    return tuple(Day(index, tuple(group)) for index, group in enumerate(found))


def find_trame(openings: Openings, control: Control, share: float) -> Trame:
    """Bound the cost, then look for a good trame, within a share of the time left.

    The bound is that of the whole model. The trame itself is looked for among aligned slots,
    which tile a half-day: there are far fewer, and people like them better.
    """
    control.enter(STAGE)
    seconds = control.remaining * share
    days = weekly_days(openings)
    model = build(openings, days)
    few = 1 < control.workers < 8
    solved = control.run(
        Job(
            model.cp,
            seconds * BOUNDING_SHARE,
            workers=max(control.workers, len(BOUNDING) + 1) if few else control.workers,
            subsolvers=BOUNDING if few else (),
            on_bound=control.raise_bound,
        )
    )
    if solved.status == "INFEASIBLE":
        return Trame(infeasible=True)
    if solved.bound is not None:
        control.raise_bound(solved.bound)
    if solved.status != "OPTIMAL" and not control.over:
        tiled = build(openings, days, Scope(narrow=_aligned(openings.instance)))
        better = control.run(Job(tiled.cp, seconds * (1 - BOUNDING_SHARE), workers=control.workers))
        if better.objective is not None and better.objective < (solved.objective or inf):
            model, solved = tiled, better
    if not solved.found:
        return Trame(infeasible=False)
    return Trame(False, *_read(model, solved.value))


def _aligned(instance: Instance) -> Callable[[Course, date, Span], bool]:
    """Whether a span starts a whole number of its own lengths after the last break of the day."""
    opening = [0]
    for index, period in enumerate(instance.grid.periods[:-1], start=1):
        opening.append(index if period.break_after else opening[-1])

    def aligned(course: Course, when: date, span: Span) -> bool:
        return (span.first - opening[span.first]) % span.length == 0 or any(
            pin.speaks_of(course.code, when, span.start, span.minutes) for pin in instance.pins
        )

    return aligned


def _read(
    model: Model, value: Value
) -> tuple[dict[str, frozenset[Slot]], dict[str, frozenset[str]]]:
    slots = {
        course.code: frozenset(p.slot for p in model.x.of(course) if value(p.var))
        for course in model.x.instance.courses
    }
    return slots, chosen_teams(model.x, value)
