"""Idle time between the sessions of a date, lunch apart: posted, and counted without the model.

XHSTT: LimitIdleTimesConstraint.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from instances.entities import Resource
from instances.instance import Instance
from instances.timetable import Session, by_day

if TYPE_CHECKING:
    from constraints.placements import Day
    from constraints.variables import Expr, Variables


def lunch_allowance(instance: Instance) -> int:
    """Free minutes of a lunch window that are a meal and not idle.

    0 when the grid itself pauses that long at lunch: the meal is taken then.
    """
    settings = instance.settings
    pauses = (
        min(after.start, settings.lunch_end) - max(before.end, settings.lunch_start)
        for before, after in pairwise(instance.grid.periods)
    )
    return 0 if max(pauses, default=0) >= settings.lunch_minutes else settings.lunch_minutes


def idle(x: Variables, resource: Resource, day: Day) -> Expr:
    """Minutes a resource idles on a date, lunch apart; the least value is what it idles.

    A period is idle when a session began before it, another is to come and nothing runs.
    """
    held = x.held(resource, day)
    if sum({p.course.code: p.course.per_day for p, _ in held}.values()) < 2:
        return 0
    first = min(p.span.first for p, _ in held)
    last = max(p.span.first + p.span.length - 1 for p, _ in held)
    begun = reached(x, resource, day, range(first, last))
    to_come = reached(x, resource, day, range(last, first, -1))
    periods, settings = x.instance.grid.periods, x.instance.settings
    waited: list[Expr] = []
    lunch: list[Expr] = []
    for p in range(first + 1, last):
        running = x.running(resource, day, p)
        if any(isinstance(term, int) for term in running):
            continue
        gap = x.model.new_bool_var("")
        x.model.add(begun[p - 1] + to_come[p + 1] - 1 - sum(running) <= gap)
        waited.append(periods[p].credited * gap)
        if settings.lunch_start <= periods[p].start and periods[p].end <= settings.lunch_end:
            lunch.append(periods[p].credited * gap)
    allowance = lunch_allowance(x.instance)
    if not lunch or not allowance:
        return sum(waited)
    meal = x.model.new_int_var(0, allowance, "")
    x.model.add(meal <= sum(lunch))
    return sum(waited) - meal


def reached(x: Variables, resource: Resource, day: Day, periods: range) -> dict[int, Expr]:
    """For each period, in the order given, whether something ran at it or before (or more)."""
    found: dict[int, Expr] = {}
    reached: Expr = 0
    for p in periods:
        running = x.running(resource, day, p)
        if any(isinstance(term, int) for term in running):
            reached = 1
        elif running and isinstance(reached, int):
            reached = reached or sum(running)
        elif running:
            before, reached = reached, x.model.new_bool_var("")
            x.model.add(before <= reached)
            x.model.add(sum(running) <= reached)
        found[p] = reached
    return found


def idle_times(
    instance: Instance, sessions: tuple[Session, ...]
) -> Iterator[tuple[date, int, tuple[Session, ...]]]:
    """Each date's idle minutes of somebody who attends `sessions`, by the clock."""
    settings, allowance = instance.settings, lunch_allowance(instance)
    for day, meetings in by_day(sessions).items():
        arrival = min(session.start for session in meetings)
        departure = max(session.end for session in meetings)
        waited = meal = 0
        for period in instance.grid.periods:
            if period.start < arrival or departure < period.end:
                continue
            if any(s.start < period.end and period.start < s.end for s in meetings):
                continue
            waited += period.credited
            if settings.lunch_start <= period.start and period.end <= settings.lunch_end:
                meal += period.credited
        yield day, waited - min(meal, allowance), meetings
