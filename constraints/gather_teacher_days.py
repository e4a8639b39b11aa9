"""A teacher comes on few dates: hours are gathered rather than scattered.

XHSTT: ClusterBusyTimesConstraint.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.base import Soft, Violation
from constraints.plan_hours import due
from instances.entities import Resource
from instances.instance import Instance
from instances.text import Text
from instances.timetable import Timetable

if TYPE_CHECKING:
    from constraints.base import Priced
    from constraints.variables import Variables


class GatherTeacherDays(Soft):
    """The dates on which each teacher has a session."""

    id = "gather_teacher_days"
    name = Text("Peu de jours de venue des enseignants", "Few days that teachers come")
    statement = Text(
        "Un enseignant vient peu de jours : ses heures y sont regroupées.",
        "A teacher comes on few days: his hours are gathered on them.",
    )
    violation = Text("Jours de venue de {subject} : {amount}.", "Days {subject} comes: {amount}.")
    unit = Text("jours de venue", "days of coming")
    minutes = False
    price = 60
    source = "XHSTT ClusterBusyTimesConstraint"
    # On a typical day, sessions at different times may be on the same dates.
    trame = "relaxed"

    def penalize(self, x: Variables) -> Iterator[Priced]:
        """Presence by teacher and day, which holds no more than a day's most hours."""
        for resource in x.exclusive:
            if resource.kind != "teacher":
                continue
            own = x.instance.teacher[resource.code].day_max
            most = x.instance.settings.teacher_day_max if own is None else own
            for day in x.active(resource):
                present = x.present(resource, day)
                # Implied by `limit_day_hours`; it gives the bound its strength.
                x.model.add(x.minutes(resource, day) <= most * present)
                yield resource, present
            days = sum(x.present(resource, day) for day in x.days)
            if not x.elastic and not isinstance(days, int):
                x.model.add(days >= _fewest(x.instance, resource.code, most))

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Distinct dates of each teacher's sessions."""
        for code, sessions in timetable.by_teacher.items():
            days = {session.date for session in sessions}
            if days:
                yield Violation(self, Resource("teacher", code), len(days))


def _fewest(instance: Instance, teacher: str, most: int) -> int:
    """Days that the hours a teacher gives whatever the teams need at the least."""
    minutes = sum(
        due(instance, course)
        for course in instance.courses
        if teacher in instance.certain[course.code]
    )
    return -(-minutes // max(most, 1))
