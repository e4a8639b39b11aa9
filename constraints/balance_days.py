"""Days are near the load aimed at: neither crammed nor a journey for an hour.

XHSTT: LimitBusyTimesConstraint. ITC 2007: minimum working days.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.base import Soft, Violation
from instances.entities import Resource
from instances.text import Text
from instances.timetable import Timetable, by_day
from instances.units import Minutes

if TYPE_CHECKING:
    from constraints.base import Priced
    from constraints.placements import Day
    from constraints.variables import Expr, Variables


class BalanceDays(Soft):
    """Minutes off a learner's target, past the slack, on days with a session; over a teacher's."""

    id = "balance_days"
    name = Text("Des journées proches de la charge visée", "Days near the load aimed at")
    statement = Text(
        "Les journées de cours d'un apprenant sont proches de la durée visée (à l'écart admis "
        "près), celles d'un enseignant ne la dépassent guère.",
        "A learner's days of courses are near the length aimed at (within the slack), a teacher's "
        "little over it.",
    )
    violation = Text(
        "{subject} : {planned} le {date}, {target} visées.",
        "{subject}: {planned} on {date}, {target} aimed at.",
    )
    unit = Text("heures d'écart", "hours off")
    source = "XHSTT LimitBusyTimesConstraint"
    # Over several dates, what is over on one may make up for what is under on another.
    trame = "relaxed"

    def penalize(self, x: Variables) -> Iterator[Priced]:
        """Deviation of each learner's and teacher's day, over all its dates."""
        settings = x.instance.settings
        for resource in x.exclusive:
            for day in x.active(resource):
                if resource.kind == "group":
                    yield resource, _off(x, resource, day)
                elif resource.kind == "teacher":
                    yield resource, _over(x, resource, day, settings.teacher_day_target)

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Minutes of each learner and teacher by date, against the target."""
        settings = timetable.instance.settings
        for resource, sessions in timetable.by_resource.items():
            if resource.kind == "room":
                continue
            learner = resource.kind == "group"
            target = settings.group_day_target if learner else settings.teacher_day_target
            for day, meetings in by_day(sessions).items():
                planned = sum(session.minutes for session in meetings)
                amount = planned - target
                if learner:
                    amount = abs(amount) - settings.group_day_slack
                if amount > 0:
                    values = {"planned": Minutes(planned), "target": Minutes(target), "date": day}
                    yield Violation(self, resource, amount, values, meetings)


def _off(x: Variables, resource: Resource, day: Day) -> Expr:
    """At least |minutes - target| - slack summed over the dates with a session."""
    target, slack = x.instance.settings.group_day_target, x.instance.settings.group_day_slack
    minutes, present = x.minutes(resource, day), x.present(resource, day)
    off = x.model.new_int_var(0, day.count * max(target, _most(x, resource, day)), "")
    x.model.add(off >= minutes - (target + slack) * present)
    x.model.add(off >= (target - slack) * present - minutes)
    return off


def _over(x: Variables, resource: Resource, day: Day, target: int) -> Expr:
    """At least the minutes over the target, summed over the dates."""
    excess = _most(x, resource, day) - target
    if excess <= 0:
        return 0
    over = x.model.new_int_var(0, day.count * excess, "")
    x.model.add(over >= x.minutes(resource, day) - day.count * target)
    return over


def _most(x: Variables, resource: Resource, day: Day) -> int:
    """Minutes of a date that sessions could cover."""
    mask = 0
    for placement, _ in x.held(resource, day):
        mask |= placement.span.mask
    return x.instance.grid.credited(mask)
