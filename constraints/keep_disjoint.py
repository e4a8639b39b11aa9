"""Courses in a relation are never at once.

FET: ConstraintActivitiesNotOverlapping.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from constraints.base import Required, Violation, course_subject
from instances.text import Text
from instances.timetable import Timetable
from instances.units import Clock

if TYPE_CHECKING:
    from constraints.base import Posted
    from constraints.placements import Day, Term
    from constraints.variables import Variables


class KeepDisjoint(Required):
    """No two sessions of a relation `disjoint` overlap."""

    id = "keep_disjoint"
    name = Text("Cours jamais en même temps", "Courses never at once")
    statement = Text(
        "Des cours à séparer n'ont jamais lieu en même temps, même sans personne en commun.",
        "Courses to be kept off each other are never at once, even with nobody in common.",
    )
    violation = Text(
        "{subject} : chevauche {other} le {date} à {start}.",
        "{subject}: overlaps {other} on {date} at {start}.",
    )
    source = "FET ConstraintActivitiesNotOverlapping"

    def post(self, x: Variables) -> Iterator[Posted]:
        """At most one of the courses at each period."""
        decided = set(x.courses)
        for relation in x.instance.relations:
            courses = [x.instance.course[code] for code in relation.courses]
            if relation.kind != "disjoint" or decided.isdisjoint(courses):
                continue
            at: dict[tuple[Day, int], list[Term]] = defaultdict(list)
            for course in courses:
                for placement in x.of(course):
                    for period in placement.span.periods:
                        at[placement.day, period].append(placement.var)
            for (day, _), terms in at.items():
                if len(terms) > 1 and not all(isinstance(term, int) for term in terms):
                    yield course_subject(courses[0]), x.at_most(1, terms, day)

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Each two sessions of the courses."""
        for relation in timetable.instance.relations:
            if relation.kind != "disjoint":
                continue
            sessions = [s for code in relation.courses for s in timetable.by_course[code]]
            for one, other in combinations(sessions, 2):
                if one.overlaps(other):
                    values = {
                        "other": other.course,
                        "date": one.date,
                        "start": Clock(max(one.start, other.start)),
                    }
                    subject = course_subject(timetable.instance.course[one.course])
                    yield Violation(self, subject, 1, values, (one, other))
