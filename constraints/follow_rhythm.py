"""Learners are taught on their CFA days, at open times, and at no other.

Order of the calendar's words: see `instances.calendar`. An exam day is presence without courses;
only the periods of a session pinned there are open, to its course.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from constraints.base import Domain, Violation
from instances.entities import Course, Resource
from instances.instance import Instance
from instances.text import Text
from instances.timetable import Timetable
from instances.units import Clock


class FollowRhythm(Domain):
    """Sessions stand on the CFA's open dates of all their learners."""

    id = "follow_rhythm"
    name = Text("Rythme d'alternance et calendrier", "Rhythm and calendar")
    statement = Text(
        "Les séances d'un groupe ont lieu ses jours de CFA, jamais un jour fermé, férié, "
        "d'entreprise, de stage ou d'examen (hors séance imposée).",
        "A group's sessions stand on its CFA days, never on a closed day, a holiday, a day in "
        "company, of placement or of exam (but for a pinned session).",
    )
    violation = Text(
        "{subject} : {course} le {date} à {start}, hors des jours et heures de CFA.",
        "{subject}: {course} on {date} at {start}, outside its CFA days and times.",
    )
    source = "Code du travail L6222-23 s.; rythme fixé par le CFA"

    def allowed(
        self, instance: Instance, course: Course, day: date
    ) -> Iterator[tuple[Resource, int]]:
        """The periods at which each atom of the course is open."""
        for atom in instance.learners[course.code]:
            status = instance.calendars[atom].days[day]
            mask = status.open
            if status.exam:
                mask |= status.exam & _pinned(instance, course, day)
            yield Resource("group", atom.label), mask

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Each atom of each session against its own calendar, period by period."""
        instance = timetable.instance
        pins = [(p, _end(instance, p.start, p.minutes)) for p in instance.pins]
        for atom, sessions in timetable.by_atom.items():
            days = instance.calendars[atom].days
            for session in sessions:
                status = days.get(session.date)
                imposed = [
                    (pin.start, end)
                    for pin, end in pins
                    if (pin.course, pin.date) == (session.course, session.date)
                ]
                for index, period in enumerate(instance.grid.periods):
                    if period.end <= session.start or session.end <= period.start:
                        continue
                    taught = status is not None and status.open >> index & 1
                    examined = status is not None and status.exam >> index & 1
                    pinned = any(
                        start < period.end and period.start < end for start, end in imposed
                    )
                    if not taught and not (examined and pinned):
                        values = {
                            "course": session.course,
                            "date": session.date,
                            "start": Clock(session.start),
                        }
                        subject = Resource("group", atom.label)
                        yield Violation(self, subject, 1, values, (session,))
                        break


def _pinned(instance: Instance, course: Course, day: date) -> int:
    """The periods that pins of the course take on a date."""
    mask = 0
    for pin in instance.pins:
        if pin.course == course.code and pin.date == day:
            mask |= instance.grid.mask(pin.start, _end(instance, pin.start, pin.minutes))
    return mask


def _end(instance: Instance, start: int, minutes: int) -> int:
    span = instance.grid.span(start, minutes)
    return span.end if span else start + minutes
