"""Each learner gets the hours of the maquette, by unit and type, within its tolerance.

Arrêté du 29 avril 2019 (BTS SIO), annexe: grille horaire.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.base import Required, Violation
from instances.entities import Resource, taught
from instances.text import Text
from instances.timetable import Timetable
from instances.units import Minutes

if TYPE_CHECKING:
    from constraints.base import Posted
    from constraints.variables import Variables


class MeetQuotas(Required):
    """Planned hours equal the quota, give or take its tolerance, for every learner."""

    id = "meet_quotas"
    name = Text("Maquette", "Quotas")
    statement = Text(
        "Chaque apprenant reçoit les heures de la maquette, par unité et type, à la tolérance "
        "près.",
        "Every learner gets the hours of the maquette, by unit and type, within its tolerance.",
    )
    violation = Text(
        "{subject}, {what} : {planned} planifiées pour {due} à la maquette.",
        "{subject}, {what}: {planned} planned of {due} in the maquette.",
    )
    source = "Arrêté du 29 avril 2019, annexe"

    def post(self, x: Variables) -> Iterator[Posted]:
        """For each quota and atom, a bound on the sum of its courses' minutes."""
        decided = set(x.courses)
        units = {course.unit for course in decided}
        for quota in x.instance.quotas:
            low, high = quota.minutes - quota.tolerance, quota.minutes + quota.tolerance
            if x.elastic and quota.unit not in units:
                continue
            seen = set()
            for atom, courses in x.instance.quota_of[quota]:
                subject = Resource("group", atom.label)
                if not courses and low > 0 and not x.elastic:
                    yield subject, x.model.add(False)  # no course could ever meet it
                if courses in seen or not decided.intersection(courses):
                    continue
                if not all(x.speaks_of(course) for course in courses):
                    continue  # the others' hours are planned later
                seen.add(courses)
                minutes = sum(x.planned(course) + x.unplaced(course) for course in courses)
                yield subject, x.model.add_linear_constraint(minutes, low, high)

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Sum, for each atom of each quota's group, the sessions it attends."""
        instance = timetable.instance
        for quota in instance.quotas:
            for atom, sessions in timetable.by_atom.items():
                if quota.group not in atom.groups:
                    continue
                planned = 0
                for session in sessions:
                    course = instance.course.get(session.course)
                    if course and course.unit == quota.unit:
                        counts = not quota.type or course.type == quota.type
                        planned += session.minutes * counts
                if abs(planned - quota.minutes) > quota.tolerance:
                    values = {
                        "what": taught(quota.unit, quota.type),
                        "planned": Minutes(planned),
                        "due": Minutes(quota.minutes),
                    }
                    amount = abs(planned - quota.minutes)
                    yield Violation(self, Resource("group", atom.label), amount, values)
