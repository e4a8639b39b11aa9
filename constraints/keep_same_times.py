"""Courses in a relation have the same starts, the same dates or the same clock times.

FET: ConstraintActivitiesSameStartingTime, ConstraintActivitiesSameStartingDay,
ConstraintActivitiesSameStartingHour. XHSTT: LinkEventsConstraint.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from constraints.base import Required, Violation, course_subject
from instances.entities import Relation
from instances.text import Text
from instances.timetable import Timetable
from instances.units import Clock

if TYPE_CHECKING:
    from constraints.base import Expr, Posted
    from constraints.variables import Variables


class KeepSameTimes(Required):
    """Wherever a course of the relation begins, each other one does as often."""

    id = "keep_same_times"
    name = Text("Cours aux mêmes moments", "Courses at the same times")
    statement = Text(
        "Des cours liés ont lieu aux mêmes débuts, aux mêmes dates ou aux mêmes heures.",
        "Courses that are linked have the same starts, the same dates or the same clock times.",
    )
    violation = Text(
        "{subject} : la séance du {date} à {start} n'a pas son égale en {other}.",
        "{subject}: the session on {date} at {start} has no equal in {other}.",
    )
    source = "FET ConstraintActivitiesSameStartingTime; XHSTT LinkEventsConstraint"
    # In the trame the dates of a slot are as many for all, not known to be the same.
    trame = "relaxed"

    def post(self, x: Variables) -> Iterator[Posted]:
        """The first course begins as often as each other one, wherever any begins."""
        decided = set(x.courses)
        for relation in x.instance.relations:
            if not relation.kind.startswith("same_"):
                continue
            first, *others = (x.instance.course[code] for code in relation.courses)
            for other in others:
                if first not in decided and other not in decided:
                    continue
                begun: dict[object, list[Expr]] = defaultdict(lambda: [0, 0])
                for side, course in enumerate((first, other)):
                    for placement in x.of(course):
                        at = {
                            "same_start": (placement.day.index, placement.span.start),
                            "same_day": placement.day.index,
                            "same_hour": placement.span.start,
                        }[relation.kind]
                        begun[at][side] += placement.var
                for mine, theirs in begun.values():
                    if not (isinstance(mine, int) and isinstance(theirs, int)):
                        yield course_subject(first), x.model.add(mine == theirs)

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Sessions of the first course or of another that the other has no equal of."""
        for relation in timetable.instance.relations:
            if not relation.kind.startswith("same_"):
                continue
            for code in relation.courses[1:]:
                for mine, theirs in ((relation.courses[0], code), (code, relation.courses[0])):
                    left = Counter(
                        _at(relation, s.date, s.start) for s in timetable.by_course[theirs]
                    )
                    for session in timetable.by_course[mine]:
                        at = _at(relation, session.date, session.start)
                        left[at] -= 1
                        if left[at] < 0:
                            values = {
                                "other": theirs,
                                "date": session.date,
                                "start": Clock(session.start),
                            }
                            subject = course_subject(timetable.instance.course[mine])
                            yield Violation(self, subject, 1, values, (session,))


def _at(relation: Relation, day: date, start: int) -> object:
    if relation.kind == "same_day":
        return day
    return start if relation.kind == "same_hour" else (day, start)
