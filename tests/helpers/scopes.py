"""Required rules beyond the whole term by dates: in neighbourhoods and in the trame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from referee import keeps, least, minimum, plan_of, posted, timetables, weekly

from constraints.avoid_clashes import AvoidClashes
from constraints.base import Constraint
from constraints.variables import Variables
from instances.entities import Course
from instances.instance import Instance
from instances.timetable import Timetable

GROUPS = 20
MEMBERS = 20
T = TypeVar("T")


def agree_beside(
    instance: Instance,
    rules: Iterable[Constraint],
    free: Callable[[Course, date], bool],
    given: Iterable[Constraint] = (AvoidClashes(),),
) -> int:
    """Assert that beside kept sessions a model allows what the rules' checks accept.

    A model has no place for what clashes with a kept session, hence the usual `given`. The
    timetables that keep these rules are grouped by the sessions that are not `free`;
    what is kept is always part of a timetable that is accepted. Of many groups and timetables
    some are taken, evenly. Return how many groups had timetables that are not accepted.
    """
    rules, given = list(rules), list(given)
    groups: dict[object, list[Timetable]] = {}
    for timetable in timetables(instance, given):
        groups.setdefault(plan_of(_kept(timetable, free)), []).append(timetable)
    mixed = 0
    for group in (_evenly(group, MEMBERS) for group in _evenly(list(groups.values()), GROUPS)):
        verdict = [keeps(timetable, rules) for timetable in group]
        if not any(verdict):
            continue
        kept = _kept(group[0], free).sessions
        x = posted(instance, [*given, *rules], kept=kept, free=free)
        for timetable, accepted in zip(group, verdict, strict=True):
            allowed = least(x, 0, timetable) is not None
            assert allowed == accepted, f"post {allowed}, check {accepted}: {plan_of(timetable)}"
        mixed += not all(verdict)
    return mixed


def relaxed(instance: Instance, rules: Iterable[Constraint]) -> int:
    """Assert that the trame allows every timetable the rules' checks accept; return how many.

    Of many, some are taken, evenly.
    """
    rules = list(rules)
    accepted = timetables(instance, rules)
    x = posted(instance, rules, weekly(instance), decide_rooms=False)
    for timetable in _evenly(accepted, GROUPS * MEMBERS):
        assert in_trame(x, timetable), f"not in the trame: {plan_of(timetable)}"
    return len(accepted)


def in_trame(x: Variables, timetable: Timetable) -> bool:
    """Whether a model of the trame allows as many of each slot as a timetable has."""
    counts = Counter((s.course, *s.slot) for s in timetable.sessions)
    fixed = x.model.clone()
    for course in x.instance.courses:
        for placement in x.of(course):
            fixed.add(placement.var == counts[course.code, *placement.slot])
    return minimum(fixed, 0) is not None


def _evenly(items: list[T], most: int) -> list[T]:
    return items[:: max(1, len(items) // most)]


def _kept(timetable: Timetable, free: Callable[[Course, date], bool]) -> Timetable:
    course = timetable.instance.course
    sessions = tuple(s for s in timetable.sessions if not free(course[s.course], s.date))
    return Timetable(instance=timetable.instance, sessions=sessions)
