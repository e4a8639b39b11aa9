"""Every session has its rooms: as many as it needs, of the right kind, large and equipped enough.

ITC 2007: RoomCapacity. XHSTT: AssignResourceConstraint, PreferResourcesConstraint.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.base import Required, Violation, course_subject
from constraints.matching import fills
from instances.entities import Course, Room
from instances.instance import Instance
from instances.text import Text
from instances.timetable import Session, Timetable
from instances.units import Clock

if TYPE_CHECKING:
    from constraints.base import Posted
    from constraints.variables import Variables

WRONG = Text("ce ne sont pas les salles demandées", "not the rooms asked for")
SMALL = Text("il n'y a pas assez de places", "there are not enough seats")
BARE = Text("il y manque un équipement", "some equipment is missing there")
NOWHERE = Text("aucune salle", "no room")


class SeatCourses(Required):
    """Distinct rooms, one per need, whose seats together hold the learners, with equipment."""

    id = "seat_courses"
    name = Text("Salles des cours", "Rooms of courses")
    statement = Text(
        "Chaque séance a les salles demandées, en même temps, assez grandes à elles toutes et "
        "avec l'équipement du cours.",
        "Every session has the rooms asked for, at the same time, together large enough and "
        "with the course's equipment.",
    )
    violation = Text(
        "{subject} : {rooms} le {date} à {start}, {reason}.",
        "{subject}: {rooms} on {date} at {start}, {reason}.",
    )
    source = "ITC 2007 RoomCapacity; XHSTT PreferResourcesConstraint"

    def post(self, x: Variables) -> Iterator[Posted]:
        """Nothing: a placement uses one of the sets of rooms that suit, see `Variables`."""
        yield from ()

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Match the rooms of each session to its needs, then count seats and equipment."""
        instance = timetable.instance
        for course in instance.courses:
            # A room that nobody asked for is only occupied: that is for `avoid_clashes` to say.
            for session in timetable.by_course[course.code] if course.rooms else ():
                reason = _fault(instance, course, session)
                if reason:
                    values = {
                        "rooms": ", ".join(session.rooms) or NOWHERE,
                        "date": session.date,
                        "start": Clock(session.start),
                        "reason": reason,
                    }
                    yield Violation(self, course_subject(course), 1, values, (session,))


def _fault(instance: Instance, course: Course, session: Session) -> Text | None:
    if not fills(session.rooms, course.rooms):
        return WRONG
    rooms: list[Room] = [instance.room[code] for code in session.rooms]
    seats = [room.seats for room in rooms if room.seats is not None]
    learners = course.size
    if learners is None:
        learners = sum(instance.group[code].size for code in course.groups)
    too_few = len(seats) == len(rooms) and sum(seats) < learners
    if too_few and instance.settings.seats_required:
        return SMALL
    if not set(course.equipment).issubset(item for room in rooms for item in room.equipment):
        return BARE
    return None
