"""A course stands on enough different days.

ITC 2007: MinimumWorkingDays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.base import Soft, Violation, course_subject
from instances.text import Text
from instances.timetable import Timetable

if TYPE_CHECKING:
    from constraints.base import Expr, Priced
    from constraints.placements import Day
    from constraints.variables import Variables
    from instances.entities import Course


class SpreadOverDays(Soft):
    """Distinct dates that a course falls short of its `min_days`."""

    id = "spread_over_days"
    name = Text("Un cours sur assez de jours", "A course on enough days")
    statement = Text(
        "Les séances d'un cours se répartissent sur autant de jours que sa ligne le souhaite.",
        "The sessions of a course are spread over as many days as its row wishes.",
    )
    violation = Text(
        "{subject} : {days} {days:jour|jours}, {wished} souhaités au moins.",
        "{subject}: {days} {days:day|days}, {wished} wished at least.",
    )
    unit = Text("jours en moins", "days missing")
    minutes = False
    price = 60
    level = 0
    source = "ITC 2007 MinimumWorkingDays"
    # On a typical day, sessions at different times may be on the same dates.
    trame = "relaxed"

    def penalize(self, x: Variables) -> Iterator[Priced]:
        """Days wished beyond those on which the course has a session."""
        for course in x.courses:
            if course.min_days:
                days = sum(_used(x, course, day) for day in x.days)
                missing = x.model.new_int_var(0, course.min_days, "")
                x.model.add(missing + days >= course.min_days)
                yield course_subject(course), missing

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Distinct dates of each course's sessions."""
        for course in timetable.instance.courses:
            days = len({session.date for session in timetable.by_course[course.code]})
            missing = course.min_days - days
            if missing > 0:
                values = {"days": days, "wished": course.min_days}
                yield Violation(self, course_subject(course), missing, values)


def _used(x: Variables, course: Course, day: Day) -> Expr:
    """On how many of the day's dates a course has a session, at the most."""
    terms = [placement.var for placement in x.on(course, day)]
    if not terms or (day.count == 1 and any(isinstance(term, int) for term in terms)):
        return min(len(terms), 1)
    used = x.model.new_int_var(0, day.count, "")
    x.model.add(used <= sum(terms))
    return used
