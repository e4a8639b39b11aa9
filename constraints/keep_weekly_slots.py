"""A course keeps the same slots from week to week: the trame has few.

UniTime and EDT plan one weekly pattern; here regularity is wished, dates are real.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from constraints.base import Soft, Violation, course_subject
from constraints.plan_hours import due
from instances.text import Text
from instances.timetable import Timetable

if TYPE_CHECKING:
    from constraints.base import Priced
    from constraints.variables import Variables


class KeepWeeklySlots(Soft):
    """Each slot (weekday, start, duration) a course uses costs; the fewest are wished."""

    id = "keep_weekly_slots"
    name = Text("Mêmes créneaux d'une semaine à l'autre", "Same slots from week to week")
    statement = Text(
        "Un cours garde les mêmes créneaux : moins la trame en compte, mieux c'est.",
        "A course keeps the same slots: the fewer in the trame, the better.",
    )
    violation = Text(
        "{subject} : {amount} {amount:créneau|créneaux}.",
        "{subject}: {amount} {amount:slot|slots}.",
    )
    unit = Text("créneaux de la trame", "slots of the trame")
    minutes = False
    price = 120
    level = 3
    source = "Usage; UniTime date patterns"

    def penalize(self, x: Variables) -> Iterator[Priced]:
        """Count the slots in use; together they must have dates enough for the hours."""
        for course in x.courses:
            used = {slot: x.uses(course, slot) for slot in x.slots(course)}
            if not x.elastic and any(not isinstance(term, int) for term in used.values()):
                holds = {slot: x.capacity(course, slot) for slot in used}
                x.model.add(sum(holds[slot] * used[slot] for slot in used) >= x.planned(course))
                fewest = _fewest(holds.values(), due(x.instance, course))
                x.model.add(sum(used.values()) >= fewest)
            yield course_subject(course), sum(used.values())

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Distinct slots of each course."""
        for course in timetable.instance.courses:
            slots = {session.slot for session in timetable.by_course[course.code]}
            if slots:
                yield Violation(self, course_subject(course), len(slots))


def _fewest(holds: Iterable[int], minutes: int) -> int:
    """How many slots, each holding so many minutes over the term, are needed at the least."""
    count = 0
    for held in sorted(holds, reverse=True):
        if minutes <= 0:
            break
        minutes -= held
        count += 1
    return count
