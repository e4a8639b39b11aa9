"""A day of a teacher or a learner is worth coming for: it has at least so many hours.

FET: ConstraintStudentsMinHoursDaily, ConstraintTeachersMinHoursDaily.
XHSTT: LimitBusyTimesConstraint.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.base import Required, Violation
from instances.entities import Resource
from instances.instance import Instance
from instances.text import Text
from instances.timetable import Timetable, by_day
from instances.units import Minutes

if TYPE_CHECKING:
    from constraints.base import Posted
    from constraints.variables import Variables


class FillDays(Required):
    """Minutes of each date with a session, or of every date, are at least a minimum."""

    id = "fill_days"
    name = Text("Heures au moins par jour", "Hours a day at the least")
    statement = Text(
        "Une journée d'un apprenant ou d'un enseignant a au moins les heures de son minimum.",
        "A day of a learner or a teacher has at least the hours of the minimum.",
    )
    violation = Text(
        "{subject} : {planned} le {date}, {limit} au moins.",
        "{subject}: {planned} on {date}, {limit} at least.",
    )
    source = "FET ConstraintStudentsMinHoursDaily; XHSTT LimitBusyTimesConstraint"
    # On a typical day, hours may be on few of the dates.
    trame = "absent"

    def post(self, x: Variables) -> Iterator[Posted]:
        """Minutes against presence, or against the minimum itself on every date."""
        present, always = x.instance.bounds("full_days"), x.instance.bounds("busy_days")
        for resource in x.exclusive:
            least, every = present.get(resource, 0), always.get(resource, 0)
            if not (least or every):
                continue
            for day in x.days if every else x.active(resource):
                minutes = x.minutes(resource, day)
                if every and not isinstance(minutes, int):
                    yield resource, x.model.add(minutes >= every)
                elif every and isinstance(minutes, int) and minutes < every:
                    yield resource, x.model.add_bool_or([])  # nothing has a place on this date
                if least > every and not isinstance(minutes, int):
                    yield resource, x.model.add(minutes >= least * x.present(resource, day))

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Add up the sessions of each resource by date."""
        instance = timetable.instance
        present, always = instance.bounds("full_days"), instance.bounds("busy_days")
        awaited = _awaited(instance)
        for resource, sessions in timetable.by_resource.items():
            least, every = present.get(resource, 0), always.get(resource, 0)
            if not (least or every) or resource not in awaited:
                continue
            days = by_day(sessions)
            for day in instance.dates if every else days:
                meetings = days.get(day, ())
                planned = sum(session.minutes for session in meetings)
                limit = max(least, every) if meetings else every
                if planned < limit:
                    values = {"planned": Minutes(planned), "date": day, "limit": Minutes(limit)}
                    yield Violation(self, resource, limit - planned, values, meetings)


def _awaited(instance: Instance) -> set[Resource]:
    """Learners and teachers that some course is for; the others have no days to fill."""
    atoms = {atom.label for learners in instance.learners.values() for atom in learners}
    teachers = {code for teams in instance.teams.values() for team in teams for code in team}
    return {
        *(Resource("group", label) for label in atoms),
        *(Resource("teacher", code) for code in teachers),
    }
