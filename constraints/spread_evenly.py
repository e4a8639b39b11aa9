"""A course keeps pace: its hours are spread evenly over the weeks it can be taught.

XHSTT: SpreadEventsConstraint.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from constraints.base import Soft, Violation, course_subject
from instances.entities import Course
from instances.instance import Instance
from instances.rhythm import monday
from instances.text import Text
from instances.timetable import Timetable
from instances.units import Minutes
from instances.weeks import week_of

if TYPE_CHECKING:
    from constraints.base import Expr, Priced
    from constraints.variables import Variables


class SpreadEvenly(Soft):
    """How far a course is from its even pace at the end of each week, past one session.

    The pace by the end of an ISO week: the whole minutes of hours × dates so far / dates, of
    the dates on which all its learners can be taught. One longest session off is no deviation.
    """

    id = "spread_evenly"
    name = Text("Un rythme régulier au fil des semaines", "An even pace over the weeks")
    statement = Text(
        "Un cours avance au fil des semaines en proportion des dates où il peut avoir lieu, à "
        "une séance près.",
        "A course advances over the weeks as the dates on which it can be taught do, give or "
        "take a session.",
    )
    violation = Text(
        "{subject} : {done} faites à la fin de {week}, {due} au rythme régulier.",
        "{subject}: {done} done by the end of {week}, {due} at an even pace.",
    )
    unit = Text("heures d'écart", "hours off")
    level = 1
    source = "XHSTT SpreadEventsConstraint"
    # A typical week has no weeks to spread over.
    trame = "absent"

    def penalize(self, x: Variables) -> Iterator[Priced]:
        """Running totals by week, and how far each is out of its band."""
        for course in x.courses:
            most = course.minutes + max((q.tolerance for q in x.instance.quotas), default=0)
            placements = sorted(x.of(course), key=lambda p: p.day.first, reverse=True)
            done: Expr = 0
            off: Expr = 0
            for sunday, due in pace(x.instance, course):
                step: Expr = 0
                while placements and placements[-1].day.first <= sunday:
                    placement = placements.pop()
                    step += placement.span.minutes * placement.var
                if not isinstance(step, int) or step:
                    done = _named(x, done + step, most)
                off += _outside(x, done, due, max(course.durations), most)
            yield course_subject(course), off

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Minutes done by the end of each week with a teachable date, against the pace."""
        instance = timetable.instance
        for course in instance.courses:
            dates = instance.teachable[course.code]
            sessions = timetable.by_course[course.code]
            minutes: Counter[str] = Counter()
            for session in sessions:
                minutes[week_of(session.date)] += session.minutes
            sofar = done = 0
            teachable = Counter(week_of(day) for day in dates)
            for week in sorted(teachable | minutes):
                sofar += teachable[week]
                done += minutes[week]
                if week not in teachable:
                    continue
                due = course.minutes * sofar // len(dates)
                off = abs(done - due) - max(course.durations)
                if off > 0:
                    values = {"done": Minutes(done), "due": Minutes(due), "week": week}
                    yield Violation(self, course_subject(course), off, values)


def pace(instance: Instance, course: Course) -> list[tuple[date, int]]:
    """The Sunday of each week with teachable dates, and the minutes due by then."""
    dates = instance.teachable[course.code]
    found = {}
    for rank, day in enumerate(dates, start=1):
        found[monday(day) + timedelta(days=6)] = course.minutes * rank // len(dates)
    return list(found.items())


def _named(x: Variables, total: Expr, most: int) -> Expr:
    """A running total as a variable of its own, so that the next one is short."""
    if isinstance(total, int):
        return total
    named = x.model.new_int_var(0, most, "")
    x.model.add(named == total)
    return named


def _outside(x: Variables, done: Expr, due: int, band: int, most: int) -> Expr:
    """Minutes by which `done` is further than `band` from `due`."""
    if isinstance(done, int):
        return max(0, abs(done - due) - band)
    if due <= band and most <= due + band:
        return 0
    off = x.model.new_int_var(0, most, "")
    x.model.add(off >= done - due - band)
    x.model.add(off >= due - band - done)
    return off
