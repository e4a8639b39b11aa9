"""Sessions have an allowed length and lie on the grid, across no break."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.base import Required, Violation, course_subject
from instances.grid import Grid
from instances.text import Text
from instances.timetable import Session, Timetable
from instances.units import Clock, Minutes

if TYPE_CHECKING:
    from constraints.base import Posted
    from constraints.variables import Variables

LENGTH = Text("durée non prévue pour ce cours", "a length the course does not have")
OFF_GRID = Text("hors de la grille", "off the grid")
ACROSS = Text("à cheval sur une pause", "across a break")
UNCREDITED = Text(
    "durée créditée différente de celle des pas de la grille",
    "credited otherwise than the periods of the grid",
)


class UseAllowedDurations(Required):
    """A session has a duration of its course, on whole periods of one stretch of the grid."""

    id = "use_allowed_durations"
    name = Text("Durées et grille", "Durations and grid")
    statement = Text(
        "Une séance a l'une des durées de son cours, commence et finit sur la grille et ne "
        "chevauche aucune pause.",
        "A session has one of its course's durations, starts and ends on the grid and straddles "
        "no break.",
    )
    violation = Text(
        "{subject} : séance de {length} le {date} à {start}, {reason}.",
        "{subject}: session of {length} on {date} at {start}, {reason}.",
    )
    source = "XHSTT SplitEventsConstraint"

    def post(self, x: Variables) -> Iterator[Posted]:
        """Nothing: placements are made so, see `Openings`."""
        yield from ()

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Walk the periods under each session."""
        for course in timetable.instance.courses:
            for session in timetable.by_course[course.code]:
                reason = _fault(session, timetable.instance.grid)
                if session.minutes not in course.durations:
                    reason = LENGTH
                if reason:
                    values = {
                        "length": Minutes(session.minutes),
                        "date": session.date,
                        "start": Clock(session.start),
                        "reason": reason,
                    }
                    yield Violation(self, course_subject(course), 1, values, (session,))


def _fault(session: Session, grid: Grid) -> Text | None:
    inside = [p for p in grid.periods if session.start < p.end and p.start < session.end]
    if not inside or (inside[0].start, inside[-1].end) != (session.start, session.end):
        return OFF_GRID
    if any(period.break_after for period in inside[:-1]):
        return ACROSS
    if sum(period.credited for period in inside) != session.minutes:
        return UNCREDITED
    return None
