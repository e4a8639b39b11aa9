"""A course never gets ahead of the one that sets its pace: practice follows the lectures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from math import gcd
from typing import TYPE_CHECKING

from constraints.base import Required, Violation, course_subject
from instances.entities import Course
from instances.text import Text
from instances.timetable import Timetable
from instances.units import Minutes

if TYPE_CHECKING:
    from constraints.base import Expr, Posted
    from constraints.variables import Variables


class KeepPace(Required):
    """At the end of each date, the share of the hours done is at most the other course's."""

    id = "keep_pace"
    name = Text("Au rythme d'un autre cours", "At the pace of another course")
    statement = Text(
        "À la fin de chaque jour, la part faite des heures d'un cours ne dépasse pas celle du "
        "cours qui lui donne le rythme.",
        "At the end of each day, the share of a course's hours done is at most that of the "
        "course that sets its pace.",
    )
    violation = Text(
        "{subject} : {done} sur {hours} faites le {date}, en avance sur {other} : {other_done} "
        "sur {other_hours}.",
        "{subject}: {done} of {hours} done on {date}, ahead of {other}: {other_done} of "
        "{other_hours}.",
    )
    source = "Usage : le TP suit le cours"
    trame = "absent"

    def post(self, x: Variables) -> Iterator[Posted]:
        """Follow the other's lead from date to date; it is never negative."""
        decided = set(x.courses)
        for course in x.instance.courses:
            if course.pace_of is None:
                continue
            other = x.instance.course[course.pace_of]
            if course in decided or other in decided:
                yield from _post(x, course, other)

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Compare the shares done at the end of each date."""
        instance = timetable.instance
        for course in instance.courses:
            if course.pace_of is None:
                continue
            other = instance.course[course.pace_of]
            done, other_done = 0, 0
            minutes: dict[date, list[int]] = defaultdict(lambda: [0, 0])
            for side, lesson in enumerate((course, other)):
                for session in timetable.by_course[lesson.code]:
                    minutes[session.date][side] += session.minutes
            for day in sorted(minutes):
                done += minutes[day][0]
                other_done += minutes[day][1]
                # Minutes of this course too many, rounded up.
                ahead = -((other_done * course.minutes - done * other.minutes) // other.minutes)
                if ahead > 0:
                    values = {
                        "done": Minutes(done),
                        "hours": Minutes(course.minutes),
                        "date": day,
                        "other": other.code,
                        "other_done": Minutes(other_done),
                        "other_hours": Minutes(other.minutes),
                    }
                    yield Violation(self, course_subject(course), ahead, values)


def _post(x: Variables, course: Course, other: Course) -> Iterator[Posted]:
    # Shares are compared as whole numbers: other done * hours - done * other hours >= 0, both
    # in steps of the lengths in use. What earlier weeks left is carried as one variable: sums
    # over all dates grow too long, one variable a date propagates too slowly (measured).
    step = gcd(*(placement.span.minutes for c in (course, other) for placement in x.of(c)))
    unit = gcd(course.minutes, other.minutes)
    hours, other_hours = course.minutes // unit, other.minutes // unit
    most = sum(
        factor * (placement.span.minutes // step)
        for factor, lesson in ((hours, other), (other_hours, course))
        for placement in x.of(lesson)
    )
    lead: Expr = 0
    for week in x.weeks:
        for day in week.days:
            lead += sum(hours * (p.span.minutes // step) * p.var for p in x.on(other, day))
            mine = x.on(course, day)
            lead -= sum(other_hours * (p.span.minutes // step) * p.var for p in mine)
            if mine and not isinstance(lead, int):
                yield course_subject(course), x.model.add(lead >= 0)
        if not isinstance(lead, int):
            carried = x.model.new_int_var(-most, most, "")
            x.model.add(carried == lead)
            lead = carried
