"""The trame as a bound: how often each course uses each weekly slot, whatever the timetable.

One day stands for all dates of a weekday on which the same can be taught; counts replace
Booleans. What the rules say of such days holds for any dated timetable, so the optimum of this
small model is a valid lower bound of the cost, and its infeasibility proves that there is no
timetable at all.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import chain

from constraints.openings import Openings
from constraints.placements import Day
from constraints.registry import SOFT
from instances.text import Text
from solver.control import Control, Job
from solver.floors import floors
from solver.model import build

STAGE = Text("Borne", "Bound")
MOST_DAYS = 60
# Above this many courses the relaxation takes longer to build than people wait for a plan.
MOST_COURSES = 150
# The share of its time that floors of several teachers may take.
FLOORS_SHARE = 0.5


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


def bound_trame(openings: Openings, control: Control, seconds: float) -> bool:
    """Raise the bound on the cost; whether it was proven that there is no timetable at all.

    The floors are a bound by themselves; the linear relaxation of the trame, with them as cuts,
    a better one. A school too large for that has its floors only.
    """
    control.enter(STAGE)
    instance = openings.instance
    if len(instance.courses) > MOST_COURSES:
        found = list(floors(openings, control, seconds))
        control.raise_bound(
            sum(floor.cost for floor in found), chain.from_iterable(floor.rules for floor in found)
        )
        return False
    ends = control.clock + seconds
    found = list(floors(openings, control, FLOORS_SHARE * seconds))
    model = build(openings, weekly_days(openings), floors=found)
    control.spend(model.size * 1e-5)
    rules = {rule.id for rule in SOFT if rule.trame != "absent"}

    def raised(bound: float) -> None:
        control.raise_bound(bound, rules)

    raised(model.floor)
    # One thread: its linear relaxation with cuts rises higher than those of several, which share
    # the cores with searches that are not asked for here.
    job = Job(model.cp, ends - control.clock, bounding=True, on_bound=raised)
    solved = control.run(job)
    if solved.status == "INFEASIBLE":
        return True
    if solved.bound is not None:
        raised(solved.bound)
    return False
