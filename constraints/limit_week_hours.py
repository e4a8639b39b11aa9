"""A week of learners and teachers has at most so many credited hours.

Code du travail: L3121-27 (35 h), L3121-20 (48 h at the very most), L6222-25 (35 h under 18).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.base import Required, Violation, once
from instances.entities import Resource
from instances.instance import Instance
from instances.text import Text
from instances.timetable import Session, Timetable
from instances.units import Minutes
from instances.weeks import week_of

if TYPE_CHECKING:
    from constraints.base import Posted
    from constraints.variables import Variables


class LimitWeekHours(Required):
    """The minutes of a resource in an ISO week are at most its maximum, if it has one."""

    id = "limit_week_hours"
    name = Text("Heures par semaine", "Hours a week")
    statement = Text(
        "Un apprenant ou un enseignant n'a jamais plus d'heures par semaine que son maximum.",
        "A learner or a teacher never has more hours a week than the maximum.",
    )
    violation = Text(
        "{subject} : {planned} en semaine {week}, {limit} au plus.",
        "{subject}: {planned} in week {week}, {limit} at most.",
    )
    source = "Code du travail L3121-20, L3121-27, L6222-25"
    trame = "relaxed"

    def post(self, x: Variables) -> Iterator[Posted]:
        """Bound the minutes of each resource in each week where something is decided."""
        for resource, limit in x.limited(week_limits(x.instance)):
            decided = set(x.active(resource))
            for week in x.weeks:
                if decided.intersection(week.days):
                    minutes = sum(x.minutes(resource, day) for day in week.days)
                    yield resource, x.model.add(minutes <= limit * week.count)

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Add up the sessions of each resource by ISO week."""
        limits = week_limits(timetable.instance)
        for resource, sessions in timetable.by_resource.items():
            limit = limits.get(resource)
            if limit is None:
                continue
            weeks: dict[str, list[Session]] = defaultdict(list)
            for session in sessions:
                weeks[week_of(session.date)].append(session)
            for week, meeting in weeks.items():
                planned = sum(session.minutes for session in meeting)
                if planned > limit:
                    values = {"planned": Minutes(planned), "week": week, "limit": Minutes(limit)}
                    yield Violation(self, resource, planned - limit, values, tuple(meeting))


@once
def week_limits(instance: Instance) -> dict[Resource, int]:
    """The minutes a week that each learner and teacher has at the most, of those with a limit."""
    settings = instance.settings
    found = {Resource("group", atom.label): settings.group_week_max for atom in instance.atoms}
    for teacher in instance.teachers:
        own = teacher.week_max
        limit = settings.teacher_week_max if own is None else own
        found[Resource("teacher", teacher.code)] = limit
    return {resource: limit for resource, limit in found.items() if limit is not None}
