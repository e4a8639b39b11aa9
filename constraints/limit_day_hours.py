"""A day of learners and teachers has at most so many credited hours.

Code du travail: L3121-18 (10 h a day), L6222-25 (8 h under 18). Schools set less.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.base import Required, Violation, once
from instances.entities import Resource
from instances.instance import Instance
from instances.text import Text
from instances.timetable import Timetable, by_day
from instances.units import Minutes

if TYPE_CHECKING:
    from constraints.base import Posted
    from constraints.variables import Variables


class LimitDayHours(Required):
    """The minutes of a resource on a date are at most its maximum."""

    id = "limit_day_hours"
    name = Text("Heures par jour", "Hours a day")
    statement = Text(
        "Un apprenant ou un enseignant n'a jamais plus d'heures par jour que son maximum.",
        "A learner or a teacher never has more hours a day than the maximum.",
    )
    violation = Text(
        "{subject} : {planned} le {date}, {limit} au plus.",
        "{subject}: {planned} on {date}, {limit} at most.",
    )
    source = "Code du travail L3121-18, L6222-25"
    trame = "relaxed"

    def post(self, x: Variables) -> Iterator[Posted]:
        """Bound the minutes of each resource on each day, over the day's dates."""
        whole = sum(period.credited for period in x.instance.grid.periods)
        for resource, limit in x.limited(day_limits(x.instance)):
            # No day has more hours than its grid (no clash assumed).
            for day in x.active(resource) if limit < whole else ():
                minutes = x.minutes(resource, day)
                yield resource, x.model.add(minutes <= limit * day.count)

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Add up the sessions of each resource by date."""
        limits = day_limits(timetable.instance)
        for resource, sessions in timetable.by_resource.items():
            limit = limits.get(resource)
            if limit is None:
                continue
            for day, meeting in by_day(sessions).items():
                planned = sum(session.minutes for session in meeting)
                if planned > limit:
                    values = {"planned": Minutes(planned), "date": day, "limit": Minutes(limit)}
                    yield Violation(self, resource, planned - limit, values, meeting)


@once
def day_limits(instance: Instance) -> dict[Resource, int]:
    """The credited minutes a date of every teacher and atom, at the most."""
    settings = instance.settings
    found = {}
    for atom in instance.atoms:
        limit = settings.group_day_max
        if instance.has_minors(atom):
            limit = min(limit, settings.minor_day_max)
        found[Resource("group", atom.label)] = limit
    for teacher in instance.teachers:
        own = teacher.day_max
        found[Resource("teacher", teacher.code)] = settings.teacher_day_max if own is None else own
    for resource, limit in instance.bounds("day_hours").items():
        found[resource] = min(limit, found[resource])
    return found
