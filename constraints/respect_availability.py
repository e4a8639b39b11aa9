"""Teachers, rooms and groups work only when they can, courses stand only where they may.

XHSTT: AvoidUnavailableTimesConstraint. ITC 2007: Availability.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from constraints.base import Domain, Violation, course_subject
from instances.entities import Course, Resource, TimeOff
from instances.instance import Instance
from instances.text import Text
from instances.timetable import Session, Timetable
from instances.units import Clock


class RespectAvailability(Domain):
    """No session at a time its teachers, its rooms, its groups or its course are off."""

    id = "respect_availability"
    name = Text("Disponibilités", "Availability")
    statement = Text(
        "Aucune séance pendant une indisponibilité d'un enseignant, d'une salle, d'un groupe ou "
        "du cours lui-même.",
        "No session while one of its teachers, rooms or groups, or the course itself, is off.",
    )
    violation = Text(
        "{subject} n'est pas disponible pour {course} le {date} à {start}.",
        "{subject} is not available for {course} on {date} at {start}.",
    )
    source = "XHSTT AvoidUnavailableTimesConstraint; ITC 2007 Availability"

    def allowed(
        self, instance: Instance, course: Course, day: date
    ) -> Iterator[tuple[Resource, int]]:
        """What the course, each group, and each teacher every possible team has, leave free.

        A teacher who may be chosen bars nothing here unless all teams are barred with him;
        rooms are left to `Openings`, which knows which set of rooms is free at which span.
        """
        itself = course_subject(course)
        if instance.wishes(itself):
            yield itself, instance.available(itself, day)
        for atom in instance.learners[course.code]:
            for code in atom.groups:
                group = Resource("group", code)
                if instance.wishes(group):
                    yield group, instance.available(group, day)
        for code in sorted(instance.certain[course.code]):
            teacher = Resource("teacher", code)
            if instance.wishes(teacher):
                yield teacher, instance.available(teacher, day)

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Each session against the rows of everybody in it, by clock times."""
        for session in timetable.sessions:
            for resource in _involved(timetable, session):
                rows = timetable.instance.wishes(resource)
                if rows and not _free(rows, session):
                    values = {
                        "course": session.course,
                        "date": session.date,
                        "start": Clock(session.start),
                    }
                    yield Violation(self, resource, 1, values, (session,))


def _involved(timetable: Timetable, session: Session) -> Iterator[Resource]:
    yield Resource("course", session.course)
    groups = {code for atom in timetable.attending(session) for code in atom.groups}
    yield from (Resource("group", code) for code in sorted(groups))
    yield from (Resource("teacher", code) for code in session.teachers)
    yield from (Resource("room", code) for code in session.rooms)


def _free(rows: tuple[TimeOff, ...], session: Session) -> bool:
    day = session.date
    limits = []
    for row in rows:
        in_dates = (row.first is None or row.first <= day) and (row.last is None or day <= row.last)
        on_day = in_dates and row.weekday in (None, day.weekday())
        meets = row.start < session.end and session.start < row.end
        if row.level == "impossible" and on_day and meets:
            return False
        if row.level == "only" and in_dates:
            limits.append((row.start, row.end) if on_day else (0, 0))
    return not limits or _covered(session.start, session.end, sorted(limits))


def _covered(start: int, end: int, windows: list[tuple[int, int]]) -> bool:
    """Whether [start, end) lies in the union of windows, given in order of their start."""
    for begin, finish in windows:
        if begin <= start < finish:
            start = finish
    return start >= end
