"""Few sessions late in the day.

XHSTT: AvoidUnavailableTimesConstraint, with a weight.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.base import Soft, Violation, course_subject
from instances.text import Text
from instances.timetable import Timetable
from instances.units import Clock

if TYPE_CHECKING:
    from constraints.base import Priced
    from constraints.variables import Variables


class AvoidLateHours(Soft):
    """Credited minutes of each session in periods that start at the late hour or later."""

    id = "avoid_late_hours"
    name = Text("Éviter les heures tardives", "Avoid late hours")
    statement = Text(
        "Peu de séances après l'heure tardive des paramètres.",
        "Few sessions after the late hour of the settings.",
    )
    violation = Text(
        "{subject} : {amount} après {late}.",
        "{subject}: {amount} after {late}.",
    )
    unit = Text("heures tardives", "late hours")
    source = "XHSTT AvoidUnavailableTimesConstraint"

    def penalize(self, x: Variables) -> Iterator[Priced]:
        """Late minutes of each placement."""
        grid = x.instance.grid
        late = grid.full & ~grid.mask(0, x.instance.settings.late_after)
        for course in x.courses:
            terms = [
                grid.credited(p.span.mask & late) * p.var
                for p in x.of(course)
                if p.span.mask & late
            ]
            if terms:
                yield course_subject(course), sum(terms)

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Late periods of each course's sessions."""
        late = timetable.instance.settings.late_after
        periods = [p for p in timetable.instance.grid.periods if p.start >= late]
        for course in timetable.instance.courses:
            sessions = tuple(s for s in timetable.by_course[course.code] if s.end > late)
            minutes = sum(
                period.credited
                for session in sessions
                for period in periods
                if session.start < period.end and period.start < session.end
            )
            if minutes:
                values = {"late": Clock(late)}
                yield Violation(self, course_subject(course), minutes, values, sessions)
