"""Learners wait little between two sessions of a day.

XHSTT: LimitIdleTimesConstraint. See `constraints.gaps` for what is idle.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.base import Soft, Violation
from constraints.gaps import idle, idle_times
from instances.entities import Resource
from instances.text import Text
from instances.timetable import Timetable

if TYPE_CHECKING:
    from constraints.base import Priced
    from constraints.variables import Variables


class LimitGroupGaps(Soft):
    """Idle minutes of each learner between two sessions of a date."""

    id = "limit_group_gaps"
    name = Text("Peu de trous pour les apprenants", "Few gaps for learners")
    statement = Text(
        "Peu d'heures sans séance entre la première et la dernière d'un apprenant dans une "
        "journée, le déjeuner mis à part.",
        "Few hours without a session between a learner's first and last of a day, lunch apart.",
    )
    violation = Text(
        "{subject} : {amount} d'attente le {date}.",
        "{subject}: {amount} idle on {date}.",
    )
    unit = Text("heures d'attente", "idle hours")
    level = 4
    source = "XHSTT LimitIdleTimesConstraint"
    # A typical day cannot tell a date's gaps.
    trame = "absent"

    def penalize(self, x: Variables) -> Iterator[Priced]:
        """Idle minutes by learner and date."""
        for resource in x.exclusive:
            if resource.kind == "group":
                for day in x.active(resource):
                    yield resource, idle(x, resource, day)

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Free periods between the first and the last session of each learner and date."""
        for atom, sessions in timetable.by_atom.items():
            for day, waited, meetings in idle_times(timetable.instance, sessions):
                if waited:
                    subject = Resource("group", atom.label)
                    yield Violation(self, subject, waited, {"date": day}, meetings)
