"""Courses in a relation stand on days that are far enough apart.

FET: ConstraintMinDaysBetweenActivities, at a weight of 100 %. XHSTT: SpreadEventsConstraint.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from constraints.base import Required, Violation, course_subject
from instances.text import Text
from instances.timetable import Timetable

if TYPE_CHECKING:
    from constraints.base import Posted
    from constraints.variables import Variables


class KeepDaysApart(Required):
    """Two sessions of the courses of a relation `apart` are at least its days apart."""

    id = "keep_days_apart"
    name = Text("Jours entre les séances", "Days between sessions")
    statement = Text(
        "Les séances de cours à espacer sont séparées d'autant de jours qu'il le faut.",
        "Sessions of courses to be kept apart are as many days apart as they must be.",
    )
    violation = Text(
        "{subject} : {found} {found:jour|jours} entre le {first} et le {second}, {days} au moins.",
        "{subject}: {found} {found:day|days} from {first} to {second}, {days} at least.",
    )
    source = "FET ConstraintMinDaysBetweenActivities"
    # A typical day does not know which of its dates follow which.
    trame = "absent"

    def post(self, x: Variables) -> Iterator[Posted]:
        """At most one session in as many days in a row as must lie between two."""
        decided = set(x.courses)
        for relation in x.instance.relations:
            courses = [x.instance.course[code] for code in relation.courses]
            if relation.kind != "apart" or relation.weight or decided.isdisjoint(courses):
                continue
            for day in x.days:
                last = day.first + timedelta(days=relation.days - 1)
                window = [d for d in x.days if day.first <= d.first <= last]
                terms = [p.var for d in window for course in courses for p in x.on(course, d)]
                if len(terms) > 1 and any(not isinstance(term, int) for term in terms):
                    yield course_subject(courses[0]), x.at_most(1, terms, day)

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Neighbours in date order."""
        for relation in timetable.instance.relations:
            if relation.kind != "apart" or relation.weight:
                continue
            sessions = sorted(
                (session for code in relation.courses for session in timetable.by_course[code]),
                key=lambda session: (session.date, session.start),
            )
            for before, after in pairwise(sessions):
                found = (after.date - before.date).days
                if found < relation.days:
                    values = {
                        "found": found,
                        "days": relation.days,
                        "first": before.date,
                        "second": after.date,
                    }
                    subject = course_subject(timetable.instance.course[before.course])
                    yield Violation(self, subject, relation.days - found, values, (before, after))
