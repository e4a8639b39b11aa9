"""Every session has its teachers, the same ones all term.

XHSTT: AssignResourceConstraint, AvoidSplitAssignmentsConstraint. Arrêté du 29 avril 2019: an
atelier de professionnalisation is given by two teachers, both present for all of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.base import Required, Violation, course_subject
from constraints.matching import fills
from instances.text import Text
from instances.timetable import Timetable

if TYPE_CHECKING:
    from constraints.base import Posted
    from constraints.variables import Variables

WRONG = Text("ce ne sont pas les enseignants demandés", "not the teachers asked for")
OTHERS = Text("d'autres séances en ont d'autres", "other sessions have others")
NOBODY = Text("personne", "nobody")


class StaffCourses(Required):
    """One distinct teacher per post, from its list, for every session; one team per course."""

    id = "staff_courses"
    name = Text("Enseignants des cours", "Teachers of courses")
    statement = Text(
        "Toutes les séances d'un cours ont les mêmes enseignants : autant que demandé, "
        "différents, pris dans leurs listes ; en co-animation, tous sont là toute la séance.",
        "All sessions of a course have the same teachers: as many as asked for, distinct, from "
        "their lists; when they teach together, all are there for all of the session.",
    )
    violation = Text(
        "{subject} : {teachers} le {date}, {reason}.",
        "{subject}: {teachers} on {date}, {reason}.",
    )
    source = "XHSTT AssignResourceConstraint; arrêté du 29 avril 2019"

    def post(self, x: Variables) -> Iterator[Posted]:
        """Nothing: a placement occupies a team chosen once, see `Variables`."""
        yield from ()

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Match the teachers of each session to posts, then to the most usual team."""
        for course in timetable.instance.courses:
            sessions = timetable.by_course[course.code]
            teams = Counter(frozenset(session.teachers) for session in sessions)
            usual = max(teams, key=lambda team: teams[team], default=frozenset())
            for session in sessions:
                reason = OTHERS if frozenset(session.teachers) != usual else None
                if not fills(session.teachers, course.posts):
                    reason = WRONG
                if reason:
                    values = {
                        "teachers": ", ".join(session.teachers) or NOBODY,
                        "date": session.date,
                        "reason": reason,
                    }
                    yield Violation(self, course_subject(course), 1, values, (session,))
