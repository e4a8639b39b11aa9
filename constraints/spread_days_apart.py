"""Courses in a relation had better stand on days that are far enough apart.

FET: ConstraintMinDaysBetweenActivities, at a weight under 100 %.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from constraints.base import Soft, Violation, course_subject
from instances.calendar import days_between
from instances.text import Text
from instances.timetable import Timetable

if TYPE_CHECKING:
    from constraints.base import Expr, Priced
    from constraints.variables import Variables


class SpreadDaysApart(Soft):
    """Sessions too near to another of their relation, times its weight.

    In each stretch of as many days in a row as two sessions should be apart, those beyond the
    first count: two sessions cost as much as days are missing between them.
    """

    id = "spread_days_apart"
    name = Text("Des séances espacées", "Sessions on days apart")
    statement = Text(
        "Les séances de cours à espacer si possible sont séparées d'autant de jours que souhaité.",
        "Sessions of courses to be kept apart if possible are as many days apart as is wished.",
    )
    violation = Text(
        "{subject} : {found} séances du {first} au {last}, une seule souhaitée.",
        "{subject}: {found} sessions from {first} to {last}, one only is wished.",
    )
    unit = Text("jours manquants, par poids", "missing days, by weight")
    minutes = False
    price = 60
    level = 0
    source = "FET ConstraintMinDaysBetweenActivities"
    # A typical day does not know which of its dates follow which.
    trame = "absent"

    def penalize(self, x: Variables) -> Iterator[Priced]:
        """Sessions beyond the first of each stretch of days."""
        decided = set(x.courses)
        for relation in x.instance.relations:
            courses = [x.instance.course[code] for code in relation.courses]
            if relation.kind != "apart" or not relation.weight or decided.isdisjoint(courses):
                continue
            on = {
                day.first: [p.var for course in courses for p in x.on(course, day)]
                for day in x.days
            }
            beyond: Expr = 0
            reach = timedelta(days=relation.days - 1)
            for begin in days_between(x.days[0].first - reach, x.days[-1].first):
                terms = [t for day in days_between(begin, begin + reach) for t in on.get(day, ())]
                if len(terms) > 1:
                    more = x.model.new_int_var(0, len(terms), "")
                    x.model.add(more >= sum(terms) - 1)
                    beyond += more
            yield course_subject(courses[0]), relation.weight * beyond

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Slide a stretch over the dates of each relation's sessions."""
        for relation in timetable.instance.relations:
            if relation.kind != "apart" or not relation.weight:
                continue
            dates = [s.date for code in relation.courses for s in timetable.by_course[code]]
            reach = timedelta(days=relation.days - 1)
            begins = {day - timedelta(days=n) for day in dates for n in range(relation.days)}
            for begin in sorted(begins):
                found = sum(begin <= day <= begin + reach for day in dates)
                if found > 1:
                    values = {"found": found, "first": begin, "last": begin + reach}
                    subject = course_subject(timetable.instance.course[relation.courses[0]])
                    yield Violation(self, subject, relation.weight * (found - 1), values)
