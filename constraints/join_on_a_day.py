"""Courses in a relation that meet on one date follow each other directly.

FET: "consecutive if same day" of ConstraintMinDaysBetweenActivities.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, product
from typing import TYPE_CHECKING

from constraints.base import Required, Violation, course_subject
from instances.grid import Grid
from instances.text import Text
from instances.timetable import Session, Timetable, by_day
from instances.units import Clock

if TYPE_CHECKING:
    from constraints.base import Posted
    from constraints.placements import Term
    from constraints.variables import Variables
    from instances.grid import Span


class JoinOnADay(Required):
    """Each two sessions on one date of a relation `together` are in periods next to each other."""

    id = "join_on_a_day"
    name = Text("Séances d'un même jour accolées", "Sessions of one day joined")
    statement = Text(
        "Deux séances de cours à accoler se suivent directement si elles ont lieu le même jour.",
        "Two sessions of courses to be joined follow each other directly when on one date.",
    )
    violation = Text(
        "{subject} : les séances du {date} à {first} et à {second} ne se suivent pas.",
        "{subject}: the sessions on {date} at {first} and {second} do not follow each other.",
    )
    source = "FET ConstraintMinDaysBetweenActivities"
    # On a typical day, sessions that are apart may be on different dates.
    trame = "absent"

    def post(self, x: Variables) -> Iterator[Posted]:
        """No two at the same span, nor at spans that do not touch."""
        decided = set(x.courses)
        for relation in x.instance.relations:
            courses = [x.instance.course[code] for code in relation.courses]
            if relation.kind != "together" or decided.isdisjoint(courses):
                continue
            subject = course_subject(courses[0])
            for day in x.days:
                at: dict[Span, list[Term]] = defaultdict(list)
                for course in courses:
                    for placement in x.on(course, day):
                        at[placement.span].append(placement.var)
                for terms in at.values():
                    if len(terms) > 1 and not all(isinstance(term, int) for term in terms):
                        yield subject, x.at_most(1, terms, day)
                for one, other in combinations(at, 2):
                    if _touch(one, other):
                        continue
                    for pair in product(at[one], at[other]):
                        if not all(isinstance(term, int) for term in pair):
                            yield subject, x.at_most(1, pair, day)

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Each two sessions of a date against the periods between them."""
        instance = timetable.instance
        for relation in instance.relations:
            if relation.kind != "together":
                continue
            sessions = tuple(s for code in relation.courses for s in timetable.by_course[code])
            for day, meetings in by_day(sessions).items():
                for pair in combinations(meetings, 2):
                    if not _follows(instance.grid, *pair):
                        first, second = (Clock(session.start) for session in pair)
                        values = {"date": day, "first": first, "second": second}
                        subject = course_subject(instance.course[pair[0].course])
                        yield Violation(self, subject, 1, values, pair)


def _touch(one: Span, other: Span) -> bool:
    return other.first == one.first + one.length or one.first == other.first + other.length


def _follows(grid: Grid, before: Session, after: Session) -> bool:
    """Whether `after` begins once `before`, which begins no later, has ended: no period between."""
    return before.end <= after.start and not any(
        before.end <= period.start and period.end <= after.start for period in grid.periods
    )
