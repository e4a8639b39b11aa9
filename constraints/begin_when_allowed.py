"""A course begins only at the times it may.

FET: ConstraintActivityPreferredStartingTimes. XHSTT: PreferTimesConstraint.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.base import Required, Violation, course_subject
from instances.text import Text
from instances.timetable import Timetable
from instances.units import Clock

if TYPE_CHECKING:
    from constraints.base import Posted
    from constraints.variables import Variables


class BeginWhenAllowed(Required):
    """Every session of a course with `starts` begins at one of them."""

    id = "begin_when_allowed"
    name = Text("Débuts permis", "Starts allowed")
    statement = Text(
        "Les séances d'un cours ne commencent qu'aux moments permis, s'il en nomme.",
        "The sessions of a course begin only at the times allowed, where it names some.",
    )
    violation = Text(
        "{subject} : commence le {date} à {start}, ce qui n'est pas permis.",
        "{subject}: begins on {date} at {start}, which is not allowed.",
    )
    source = "FET ConstraintActivityPreferredStartingTimes; XHSTT PreferTimesConstraint"

    def post(self, x: Variables) -> Iterator[Posted]:
        """Nothing at any other start."""
        for course in x.courses:
            for placement in x.of(course) if course.starts else ():
                at = placement.day.weekday, placement.span.start
                if placement.free and at not in course.starts:
                    yield course_subject(course), x.model.add(placement.var == 0)

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """The weekday and the start of each session."""
        for course in timetable.instance.courses:
            for session in timetable.by_course[course.code] if course.starts else ():
                if (session.date.weekday(), session.start) not in course.starts:
                    values = {"date": session.date, "start": Clock(session.start)}
                    yield Violation(self, course_subject(course), 1, values, (session,))
