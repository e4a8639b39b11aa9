"""Sessions have the course's usual duration; a last one may be shorter.

Usage: odd quotas (7 h, 45 h) meet sessions of 2 h.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.base import Soft, Violation, course_subject
from instances.entities import Course
from instances.text import Text
from instances.timetable import Timetable
from instances.units import Minutes

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import IntVar

    from constraints.base import Priced
    from constraints.variables import Variables


class KeepUsualDurations(Soft):
    """Sessions shorter than the first of a course's durations, but for one on its last date."""

    id = "keep_usual_durations"
    name = Text("Des séances de la durée habituelle", "Sessions of the usual length")
    statement = Text(
        "Un cours a des séances de sa durée habituelle, la première de sa ligne ; une seule "
        "plus courte, à sa dernière date, ne compte pas.",
        "A course has sessions of its usual length, the first of its row; a single shorter one "
        "on its last date does not count.",
    )
    violation = Text(
        "{subject} : séances de moins de {usual} avant la dernière date : {amount}.",
        "{subject}: sessions of less than {usual} before the last date: {amount}.",
    )
    unit = Text("séances plus courtes", "shorter sessions")
    minutes = False
    price = 60
    level = 3
    source = "Usage"
    # A typical week has no last date: any one short session is let off there.
    trame = "relaxed"

    def penalize(self, x: Variables) -> Iterator[Priced]:
        """Short sessions of each course, less the one that may be let off."""
        for course in x.courses:
            short = [p.var for p in x.of(course) if p.span.minutes < course.durations[0]]
            if not short:
                continue
            if x.dated:
                yield course_subject(course), sum(short) - sum(_last_shorts(x, course))
            else:
                counted = x.model.new_int_var(0, sum(day.count for day in x.days) * len(short), "")
                x.model.add(counted >= sum(short) - 1)
                yield course_subject(course), counted

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Short sessions of each course, less one if its last date has one."""
        for course in timetable.instance.courses:
            usual = course.durations[0]
            short = [s for s in timetable.by_course[course.code] if s.minutes < usual]
            last = max((s.date for s in timetable.by_course[course.code]), default=None)
            count = len(short) - any(session.date == last for session in short)
            if count:
                values = {"usual": Minutes(usual)}
                yield Violation(self, course_subject(course), count, values, tuple(short))


def _last_shorts(x: Variables, course: Course) -> Iterator[IntVar]:
    """A literal a day, at most one true: it has a short session and no day after has any."""
    over: IntVar | int = 1  # nothing after the day looked at
    found = []
    for day in reversed(x.days):
        placements = x.on(course, day)
        short = [p.var for p in placements if p.span.minutes < course.durations[0]]
        if short:
            let_off = x.model.new_bool_var("")
            x.model.add(let_off <= sum(short))
            x.model.add(let_off <= over)
            found.append(let_off)
        if any(not p.free for p in placements):
            break
        if placements:
            after, over = over, x.model.new_bool_var("")
            x.model.add(over <= after)
            terms = [p.var for p in placements]
            if course.per_day == 1:
                x.model.add(sum(terms) + over <= 1)
            else:
                for term in terms:
                    x.model.add(term + over <= 1)
    if found:
        x.model.add_at_most_one(found)
    yield from found
