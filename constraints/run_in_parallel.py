"""Parallel courses (a *barrette*) meet at the same times.

XHSTT: LinkEventsConstraint.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.base import Required, Violation, course_subject
from instances.entities import Course
from instances.instance import Instance
from instances.text import Text
from instances.timetable import Timetable
from instances.units import Clock

if TYPE_CHECKING:
    from constraints.base import Expr, Posted
    from constraints.variables import Variables


class RunInParallel(Required):
    """Courses in parallel have the same dates, starts and durations."""

    id = "run_in_parallel"
    name = Text("Cours en parallèle", "Parallel courses")
    statement = Text(
        "Des cours en parallèle ont les mêmes dates, les mêmes débuts et les mêmes durées.",
        "Parallel courses have the same dates, starts and durations.",
    )
    violation = Text(
        "{subject} : la séance du {date} à {start} n'a pas de parallèle en {other}.",
        "{subject}: the session on {date} at {start} has no parallel one in {other}.",
    )
    source = "XHSTT LinkEventsConstraint"
    # In the trame the dates of a slot are as many for both, not known to be the same.
    trame = "relaxed"

    def post(self, x: Variables) -> Iterator[Posted]:
        """Wherever one of two parallel courses is, the other is too."""
        decided = set(x.courses)
        for first, second in _pairs(x.instance):
            if first not in decided and second not in decided:
                continue
            used: dict[tuple[int, int, int], list[Expr]] = defaultdict(lambda: [0, 0])
            for side, course in enumerate((first, second)):
                for placement in x.of(course):
                    span = placement.span
                    used[placement.day.index, span.start, span.minutes][side] += placement.var
            for mine, theirs in used.values():
                if isinstance(mine, int) and isinstance(theirs, int):
                    continue
                yield course_subject(first), x.model.add(mine == theirs)

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Sessions of either course that the other has no equal of."""
        for pair in _pairs(timetable.instance):
            for course, other in (pair, pair[::-1]):
                equals = Counter(
                    (session.date, session.start, session.minutes)
                    for session in timetable.by_course[other.code]
                )
                for session in timetable.by_course[course.code]:
                    when = session.date, session.start, session.minutes
                    equals[when] -= 1
                    if equals[when] < 0:
                        values = {
                            "other": other.code,
                            "date": session.date,
                            "start": Clock(session.start),
                        }
                        yield Violation(self, course_subject(course), 1, values, (session,))


def _pairs(instance: Instance) -> list[tuple[Course, Course]]:
    """Each two courses of which one says that it is parallel with the other, once."""
    said: dict[frozenset[str], tuple[Course, Course]] = {}
    for course in instance.courses:
        for code in course.parallel_with:
            said.setdefault(frozenset((course.code, code)), (course, instance.course[code]))
    return list(said.values())
