"""Teachers and learners have at most so many idle periods a day or a week.

FET: ConstraintTeachersMaxGapsPerWeek, ConstraintStudentsMaxGapsPerDay and the like.
XHSTT: LimitIdleTimesConstraint. Soft gaps, in minutes and lunch apart: `limit_group_gaps`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.base import Required, Violation
from constraints.gaps import reached
from instances.entities import Resource
from instances.text import Text
from instances.timetable import Session, Timetable, by_day
from instances.weeks import week_of

if TYPE_CHECKING:
    from constraints.base import Expr, Posted
    from constraints.placements import Day
    from constraints.variables import Variables

WEEK = Text("la semaine {label}", "week {label}")


class LimitIdlePeriods(Required):
    """Periods between two sessions of a date, less those one is not available at."""

    id = "limit_idle_periods"
    name = Text("Trous par jour et par semaine", "Gaps a day and a week")
    statement = Text(
        "Un apprenant ou un enseignant n'a pas plus de trous, par jour ou par semaine, que permis.",
        "A learner or a teacher has no more gaps, a day or a week, than is allowed.",
    )
    violation = Text(
        "{subject} : {found} {found:trou|trous} ({when}), {limit} au plus.",
        "{subject}: {found} {found:gap|gaps} ({when}), {limit} at most.",
    )
    source = "FET ConstraintStudentsMaxGapsPerWeek; XHSTT LimitIdleTimesConstraint"
    # A typical day cannot tell a date's gaps.
    trame = "absent"

    def post(self, x: Variables) -> Iterator[Posted]:
        """Bound the gaps of each date and the sum over each week."""
        daily, weekly = x.instance.bounds("day_gaps"), x.instance.bounds("week_gaps")
        for resource in x.exclusive:
            a_day, a_week = daily.get(resource), weekly.get(resource)
            if a_day is None and a_week is None:
                continue
            none = 0 in (a_day, a_week)
            active = set(x.active(resource))
            for week in x.weeks:
                if active.isdisjoint(week.days):
                    continue
                total: list[Expr] = []
                for day in week.days:
                    waits = list(_waits(x, resource, day))
                    if none:
                        for wait in waits:
                            if not isinstance(wait, int):
                                yield resource, x.model.add(wait <= 0)
                        continue
                    gaps = [_gap(x, wait) for wait in waits]
                    total += gaps
                    if a_day is not None and len(gaps) > a_day:
                        yield resource, x.model.add(sum(gaps) <= a_day)
                if a_week is not None and len(total) > a_week:
                    yield resource, x.model.add(sum(total) <= a_week)

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Count the free periods between the first and the last session of each date."""
        instance = timetable.instance
        daily, weekly = instance.bounds("day_gaps"), instance.bounds("week_gaps")
        for resource, sessions in timetable.by_resource.items():
            a_day, a_week = daily.get(resource), weekly.get(resource)
            if a_day is None and a_week is None:
                continue
            total: dict[str, int] = defaultdict(int)
            for day, meetings in by_day(sessions).items():
                found = _idle(timetable, resource, meetings)
                total[week_of(day)] += found
                if a_day is not None and found > a_day:
                    values = {"found": found, "when": day, "limit": a_day}
                    yield Violation(self, resource, found - a_day, values, meetings)
            for week, found in total.items():
                if a_week is not None and found > a_week:
                    values = {"found": found, "when": WEEK.fill(label=week), "limit": a_week}
                    yield Violation(self, resource, found - a_week, values)


def _waits(x: Variables, resource: Resource, day: Day) -> Iterator[Expr]:
    """For each period that may be a gap, an expression that is over 0 when it is one."""
    held = x.held(resource, day)
    if len(held) < 2:
        return
    first = min(p.span.first for p, _ in held)
    last = max(p.span.first + p.span.length - 1 for p, _ in held)
    begun = reached(x, resource, day, range(first, last))
    to_come = reached(x, resource, day, range(last, first, -1))
    open_to = x.instance.presence(resource, day.first)
    for p in range(first + 1, last):
        running = x.running(resource, day, p)
        if open_to >> p & 1 and not any(isinstance(term, int) for term in running):
            yield begun[p - 1] + to_come[p + 1] - 1 - sum(running)


def _gap(x: Variables, wait: Expr) -> Expr:
    if isinstance(wait, int):
        return max(0, wait)
    gap = x.model.new_bool_var("")
    x.model.add(wait <= gap)
    return gap


def _idle(timetable: Timetable, resource: Resource, meetings: tuple[Session, ...]) -> int:
    """Periods of a date one could work at and waits at, by the clock."""
    instance = timetable.instance
    open_to = instance.presence(resource, meetings[0].date)
    arrival = min(session.start for session in meetings)
    departure = max(session.end for session in meetings)
    return sum(
        1
        for index, period in enumerate(instance.grid.periods)
        if open_to >> index & 1
        and arrival <= period.start
        and period.end <= departure
        and not any(s.start < period.end and period.start < s.end for s in meetings)
    )
