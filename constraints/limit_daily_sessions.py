"""A course meets at most so many times a day.

XHSTT: SpreadEventsConstraint over days.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.base import Required, Violation, course_subject
from instances.text import Text
from instances.timetable import Timetable

if TYPE_CHECKING:
    from constraints.base import Posted
    from constraints.variables import Variables


class LimitDailySessions(Required):
    """At most `per_day` sessions of a course on a date."""

    id = "limit_daily_sessions"
    name = Text("Séances par jour", "Sessions a day")
    statement = Text(
        "Un cours a au plus le nombre de séances par jour que dit sa ligne (1 sinon).",
        "A course meets at most as often a day as its row says (else once).",
    )
    violation = Text(
        "{subject} : {count} séances le {date}, {limit} au plus.",
        "{subject}: {count} sessions on {date}, {limit} at most.",
    )
    source = "XHSTT SpreadEventsConstraint"
    trame = "relaxed"

    def post(self, x: Variables) -> Iterator[Posted]:
        """Bound the sessions of each course on each day."""
        for course in x.courses:
            for index, placements in sorted(x.by_day(course).items()):
                if len(placements) > course.per_day:
                    terms = [placement.var for placement in placements]
                    yield course_subject(course), x.at_most(course.per_day, terms, x.days[index])

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Count the sessions of each course by date."""
        for course in timetable.instance.courses:
            sessions = timetable.by_course[course.code]
            for day, count in Counter(session.date for session in sessions).items():
                if count > course.per_day:
                    values = {"count": count, "date": day, "limit": course.per_day}
                    extra = count - course.per_day
                    yield Violation(self, course_subject(course), extra, values)
