"""A learner, a teacher or a room is in at most one session at a time.

XHSTT: AvoidClashesConstraint. ITC 2007: Conflicts and RoomOccupancy.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from constraints.base import Required, Violation
from instances.text import Text
from instances.timetable import Timetable, by_day

if TYPE_CHECKING:
    from constraints.base import Posted
    from constraints.variables import Variables


class AvoidClashes(Required):
    """A resource is used by at most one session at a time."""

    id = "avoid_clashes"
    name = Text("Pas de chevauchement", "No clashes")
    statement = Text(
        "Un apprenant, un enseignant ou une salle a au plus une séance à la fois.",
        "A learner, a teacher or a room has at most one session at a time.",
    )
    violation = Text(
        "{subject} : {first} et {second} se chevauchent le {date}.",
        "{subject}: {first} and {second} overlap on {date}.",
    )
    source = "XHSTT AvoidClashesConstraint; ITC 2007 Conflicts, RoomOccupancy"
    # In the trame each date is counted; that one room or teacher is the same all along is not.
    trame = "relaxed"

    def post(self, x: Variables) -> Iterator[Posted]:
        """At most one running session a period; of a pool of rooms, as many as are free."""
        periods = range(len(x.instance.grid.periods))
        for resource in x.exclusive:
            for day in x.active(resource):
                for period in periods:
                    terms = x.running(resource, day, period)
                    if len(terms) > 1:
                        yield resource, x.at_most(1, terms, day)
        if x.rooms_counted is not None:
            for crowd in x.rooms_counted.crowded():
                yield crowd.pool.subject, x.model.add(crowd.taken <= crowd.free)

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Every pair of sessions of one resource that overlap; neighbours are not enough."""
        for resource, sessions in timetable.by_resource.items():
            for day, meeting in by_day(sessions).items():
                for first, second in combinations(meeting, 2):
                    if first.overlaps(second):
                        values = {"first": first.course, "second": second.course, "date": day}
                        yield Violation(self, resource, 1, values, (first, second))
