"""A course begins only when those before it have ended.

XHSTT: OrderEventsConstraint.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.base import Required, Violation, course_subject
from instances.entities import Course
from instances.text import Text
from instances.timetable import Timetable
from instances.units import Clock

if TYPE_CHECKING:
    from constraints.base import Posted
    from constraints.placements import Day, Term
    from constraints.variables import Variables


class FollowOrder(Required):
    """No session of a course before the end of the last one of each course it comes after."""

    id = "follow_order"
    name = Text("Ordre des cours", "Order of courses")
    statement = Text(
        "Un cours ne commence qu'après la dernière séance de chaque cours qu'il suit.",
        "A course begins only after the last session of each course it comes after.",
    )
    violation = Text(
        "{subject} : la séance du {date} à {start} a lieu avant la fin de {other}.",
        "{subject}: the session on {date} at {start} is held before the end of {other}.",
    )
    source = "XHSTT OrderEventsConstraint"
    trame = "absent"

    def post(self, x: Variables) -> Iterator[Posted]:
        """Once a session of the course has begun, none of the other ends any more."""
        decided = set(x.courses)
        for course in x.instance.courses:
            for code in course.after:
                other = x.instance.course[code]
                if course not in decided and other not in decided:
                    continue
                begun: Term | None = None
                for day in x.days:
                    for ends, starts in _moments(x, other, course, day):
                        for term in ends:
                            if begun is not None:
                                yield course_subject(course), x.model.add(begun + term <= 1)
                        if starts:
                            begun = _once(x, begun, starts)

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Each session against the last end of the course before it."""
        for course in timetable.instance.courses:
            for code in course.after:
                last = max(((s.date, s.end) for s in timetable.by_course[code]), default=None)
                for session in timetable.by_course[course.code]:
                    if last is not None and (session.date, session.start) < last:
                        values = {
                            "date": session.date,
                            "start": Clock(session.start),
                            "other": code,
                        }
                        yield Violation(self, course_subject(course), 1, values, (session,))


def _moments(
    x: Variables, before: Course, after: Course, day: Day
) -> list[tuple[list[Term], list[Term]]]:
    """The clock times of a day, in order: what ends there of one course, starts of the other."""
    found: dict[int, tuple[list[Term], list[Term]]] = defaultdict(lambda: ([], []))
    for placement in x.on(before, day):
        found[placement.span.end][0].append(placement.var)
    for placement in x.on(after, day):
        found[placement.span.start][1].append(placement.var)
    return [found[time] for time in sorted(found)]


def _once(x: Variables, begun: Term | None, starts: list[Term]) -> Term:
    """A literal: begun already, or begun now by one of the starts."""
    terms = starts if begun is None else [begun, *starts]
    if any(isinstance(term, int) for term in terms):
        return 1
    literal = x.model.new_bool_var("")
    for term in terms:
        x.model.add(term <= literal)
    return literal
