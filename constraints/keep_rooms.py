"""A course stays in the same room.

ITC 2007: room stability.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.base import Soft, Violation, course_subject
from instances.text import Text
from instances.timetable import Timetable

if TYPE_CHECKING:
    from constraints.base import Priced
    from constraints.placements import Term
    from constraints.variables import Variables


class KeepRooms(Soft):
    """Distinct rooms a course uses over the term, beyond those it needs at once."""

    id = "keep_rooms"
    name = Text("La même salle pour un cours", "The same room for a course")
    statement = Text(
        "Un cours garde sa salle, ou ses salles s'il en faut plusieurs à la fois.",
        "A course keeps its room, or its rooms when it needs several at once.",
    )
    violation = Text("{subject} : {rooms}.", "{subject}: {rooms}.")
    unit = Text("salles de plus", "extra rooms")
    minutes = False
    price = 60
    source = "ITC 2007 RoomStability"
    trame = "absent"

    def penalize(self, x: Variables) -> Iterator[Priced]:
        """Count the rooms each course uses; nothing where rooms are not decided."""
        if not x.decide_rooms:
            return
        for course in x.courses:
            terms: dict[str, list[Term]] = defaultdict(list)
            for placement in x.of(course):
                for rooms in placement.room_sets:
                    for code in sorted(rooms):
                        terms[code].append(x.in_room[placement, rooms])
            most = len(terms) - len(course.rooms)
            if most > 0:
                extra = x.model.new_int_var(0, most, "")
                used = sum(_used(x, found) for found in terms.values())
                x.model.add(extra >= used - len(course.rooms))
                yield course_subject(course), extra

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Distinct rooms of each course's sessions."""
        for course in timetable.instance.courses:
            rooms = {code for s in timetable.by_course[course.code] for code in s.rooms}
            extra = len(rooms) - len(course.rooms)
            if extra > 0:
                values = {"rooms": ", ".join(sorted(rooms))}
                yield Violation(self, course_subject(course), extra, values)


def _used(x: Variables, terms: list[Term]) -> Term:
    """A literal: one of the terms is true, at the least."""
    if any(isinstance(term, int) for term in terms):
        return 1
    literal = x.model.new_bool_var("")
    for term in terms:
        x.model.add(term <= literal)
    return literal
