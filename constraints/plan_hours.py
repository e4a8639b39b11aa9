"""Every course gets its hours: exactly, or within the tolerance of its quotas.

XHSTT: the duration of an event. Arrêté du 29 avril 2019 (BTS SIO), annexe: volumes horaires.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.base import Required, Violation, course_subject
from instances.entities import Course
from instances.instance import Instance
from instances.text import Text
from instances.timetable import Timetable
from instances.units import Minutes

if TYPE_CHECKING:
    from constraints.base import Posted
    from constraints.variables import Variables


def slack(instance: Instance, course: Course) -> int:
    """Minutes a course may deviate from its hours: the least tolerance of its quotas."""
    return instance.tolerances[course.code]


def due(instance: Instance, course: Course) -> int:
    """Minutes of a course that are planned at the least."""
    return max(0, course.minutes - slack(instance, course))


class PlanHours(Required):
    """The hours of a course are planned."""

    id = "plan_hours"
    name = Text("Heures des cours", "Hours of courses")
    statement = Text(
        "Chaque cours reçoit exactement ses heures, ou ne s'en écarte que dans la tolérance "
        "de sa maquette.",
        "Every course gets exactly its hours, or deviates only within its quota's tolerance.",
    )
    violation = Text(
        "{subject} : {planned} planifiées pour {due} dues.",
        "{subject}: {planned} planned of {due} due.",
    )
    source = "XHSTT event duration; arrêté du 29 avril 2019"

    def post(self, x: Variables) -> Iterator[Posted]:
        """Planned and unplaced minutes make the course's hours."""
        for course in x.courses:
            minutes = x.planned(course) + x.unplaced(course)
            tolerance = slack(x.instance, course)
            if tolerance == 0:
                yield course_subject(course), x.model.add(minutes == course.minutes)
            else:
                low, high = course.minutes - tolerance, course.minutes + tolerance
                yield course_subject(course), x.model.add_linear_constraint(minutes, low, high)

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Sessions of each course summed against its hours."""
        instance = timetable.instance
        for course in instance.courses:
            planned = timetable.planned(course)
            if planned == course.minutes:
                continue
            allowed = [
                quota.tolerance
                for quota in instance.quotas
                if (quota.unit, quota.type or course.type) == (course.unit, course.type)
                and any(quota.group in atom.groups for atom in instance.learners[course.code])
            ]
            if abs(planned - course.minutes) > min(allowed, default=0):
                values = {"planned": Minutes(planned), "due": Minutes(course.minutes)}
                missing = abs(planned - course.minutes)
                yield Violation(self, course_subject(course), missing, values)
