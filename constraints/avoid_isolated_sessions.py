"""Learners do not come for a session that stands alone.

ITC 2007: CurriculumCompactness, also called IsolatedLectures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache, partial
from typing import TYPE_CHECKING

from constraints.base import Soft, Violation
from constraints.placements import same
from instances.entities import Resource
from instances.grid import Grid
from instances.text import Text
from instances.timetable import Timetable, by_day
from instances.units import Clock

if TYPE_CHECKING:
    from constraints.base import Priced
    from constraints.placements import Term
    from constraints.variables import Variables
    from instances.grid import Span


class AvoidIsolatedSessions(Soft):
    """A learner's sessions without another in the period before or after, on the same date.

    Periods are next to each other in the grid, whatever pause is between them.
    """

    id = "avoid_isolated_sessions"
    name = Text("Pas de séance isolée", "No isolated session")
    statement = Text(
        "Un apprenant a une autre séance juste avant ou juste après chacune des siennes.",
        "A learner has another session just before or just after each one.",
    )
    violation = Text(
        "{subject} : {course} est isolé le {date} à {start}.",
        "{subject}: {course} stands alone on {date} at {start}.",
    )
    unit = Text("séances isolées", "isolated sessions")
    minutes = False
    price = 60
    level = 0
    source = "ITC 2007 CurriculumCompactness"
    # On a typical day, the neighbours of some dates may make up for the lack on others.
    trame = "relaxed"

    def penalize(self, x: Variables) -> Iterator[Priced]:
        """What runs at a span and is next to nothing, by learner and day (no clash assumed)."""
        shared: dict[object, Term] = {}
        for resource in x.exclusive:
            if resource.kind != "group":
                continue
            for day in x.active(resource):
                standing: dict[Span, list[Term]] = defaultdict(list)
                for placement, term in x.held(resource, day):
                    standing[placement.span].append(term)
                for span, terms in standing.items():
                    beside = [
                        *x.running(resource, day, span.first - 1),
                        *x.running(resource, day, span.first + span.length),
                    ]
                    if day.count == 1 and any(isinstance(term, int) for term in beside):
                        continue
                    # Learners with the same sessions here, as those of many curricula have in a
                    # part of a school, share the variable.
                    key = day.index, same(terms), same(beside)
                    if key not in shared:
                        shared[key] = x.model.new_int_var(0, day.count, "")
                        x.model.add(sum(terms) <= sum(beside) + shared[key])
                    yield resource, shared[key]

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Each session of each learner against the periods the others of the date cover."""
        around = cache(partial(_around, timetable.instance.grid))
        for atom, sessions in timetable.by_atom.items():
            for day, meetings in by_day(sessions).items():
                for session in meetings:
                    near = around(session.start, session.end)
                    if not any(
                        o.start < end and start < o.end for o in meetings for start, end in near
                    ):
                        values = {
                            "course": session.course,
                            "date": day,
                            "start": Clock(session.start),
                        }
                        subject = Resource("group", atom.label)
                        yield Violation(self, subject, 1, values, (session,))


def _around(grid: Grid, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Clock times of the period before those times and of the one after them, if there are."""
    before = [(p.start, p.end) for p in grid.periods if p.end <= start][-1:]
    after = [(p.start, p.end) for p in grid.periods if p.start >= end][:1]
    return (*before, *after)
