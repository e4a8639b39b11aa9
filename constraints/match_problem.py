"""Every session is one of the problem's: its course, its groups, its teachers and rooms exist.

A timetable edited by hand, or checked against a problem that has changed since, may name others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.base import Required, Violation
from instances.entities import Resource
from instances.instance import Instance
from instances.text import Text
from instances.timetable import Session, Timetable

if TYPE_CHECKING:
    from constraints.base import Posted
    from constraints.variables import Variables


class MatchProblem(Required):
    """Sessions speak of the problem's courses, with their groups, and of nobody else."""

    id = "match_problem"
    name = Text("Séances du problème", "Sessions of the problem")
    statement = Text(
        "Chaque séance est celle d'un cours du classeur, avec ses groupes, des enseignants et "
        "des salles du classeur, et un identifiant à elle.",
        "Every session is of a course of the workbook, with its groups, teachers and rooms of "
        "the workbook, and an id of its own.",
    )
    violation = Text(
        "{subject}, le {date} : {reason} ({found}).", "{subject}, on {date}: {reason} ({found})."
    )
    source = "XHSTT"

    def post(self, x: Variables) -> Iterator[Posted]:
        """Nothing: placements are made from the problem."""
        yield from ()

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Look each name up."""
        ids = Counter(session.id for session in timetable.sessions)
        for session in timetable.sessions:
            subject = Resource("course", session.course)
            for reason, found in _strange(timetable.instance, session):
                values = {"date": session.date, "reason": reason, "found": found}
                yield Violation(self, subject, 1, values, (session,))
            if session.id and ids[session.id] > 1:
                values = {
                    "date": session.date,
                    "reason": Text("identifiant en double", "id used twice"),
                    "found": session.id,
                }
                yield Violation(self, subject, 1, values, (session,))


def _strange(instance: Instance, session: Session) -> Iterator[tuple[Text, str]]:
    course = instance.course.get(session.course)
    if course is None:
        yield Text("cours inconnu", "unknown course"), session.course
    elif set(session.groups) != set(course.groups):
        found = ", ".join(session.groups) or "-"
        yield Text("ce ne sont pas les groupes du cours", "not the groups of the course"), found
    for code in session.teachers:
        if code not in instance.teacher:
            yield Text("enseignant inconnu", "unknown teacher"), code
    for code in session.rooms:
        if code not in instance.room:
            yield Text("salle inconnue", "unknown room"), code
