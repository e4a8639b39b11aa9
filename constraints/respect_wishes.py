"""Teachers, groups and rooms work when they wish to, where it can be had.

XHSTT: AvoidUnavailableTimesConstraint, with a weight.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from constraints.base import Soft, Violation
from instances.entities import Resource
from instances.grid import Period
from instances.instance import Instance
from instances.text import Text
from instances.timetable import Session, Timetable
from instances.units import Clock

if TYPE_CHECKING:
    from constraints.base import Priced
    from constraints.placements import Placement, Term
    from constraints.variables import Variables


class RespectWishes(Soft):
    """Credited minutes of a resource's sessions in periods it would rather not work.

    `avoid` is a soft `impossible`: the periods it touches. `wish` is a soft `only`: within the
    dates of a wish, the periods that no wish holds wholly. A period against both counts once,
    a session once for each of its teachers, groups and rooms that say so.
    """

    id = "respect_wishes"
    name = Text("Respecter les souhaits", "Respect wishes")
    statement = Text(
        "Les séances évitent les moments « à éviter » et se tiennent dans les moments "
        "« souhaités » de leurs enseignants, groupes et salles.",
        "Sessions keep out of the times their teachers, groups and rooms would avoid and within "
        "those they wish for.",
    )
    violation = Text(
        "{subject} : {course} le {date} à {start}, {amount} contre un souhait.",
        "{subject}: {course} on {date} at {start}, {amount} against a wish.",
    )
    unit = Text("heures contre un souhait", "hours against a wish")
    level = 3
    source = "XHSTT AvoidUnavailableTimesConstraint"
    # Of a day of several dates the one with the least against it is counted.
    trame = "relaxed"

    def penalize(self, x: Variables) -> Iterator[Priced]:
        """Each placement's minutes against a wish; of rooms only when they are decided."""
        for resource in _wishing(x.instance):
            terms = [
                (least, term)
                for placement, term in _holding(x, resource)
                if (least := _least(x.instance, resource, placement))
            ]
            if terms:
                yield resource, sum(least * term for least, term in terms)

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Each session's periods against the rows of everybody in it, by the clock."""
        for session in timetable.sessions:
            groups = {code for atom in timetable.attending(session) for code in atom.groups}
            for resource in (
                Resource("course", session.course),
                *(Resource("group", code) for code in sorted(groups)),
                *(Resource("teacher", code) for code in session.teachers),
                *(Resource("room", code) for code in session.rooms),
            ):
                amount = sum(
                    period.credited
                    for period in timetable.instance.grid.periods
                    if period.start < session.end
                    and session.start < period.end
                    and _unwished(timetable.instance, resource, session, period)
                )
                if amount:
                    values = {
                        "course": session.course,
                        "date": session.date,
                        "start": Clock(session.start),
                    }
                    yield Violation(self, resource, amount, values, (session,))


def _wishing(instance: Instance) -> dict[Resource, None]:
    """Resources with a wish."""
    return {
        Resource(row.kind, row.who): None
        for row in instance.times_off
        if row.level in ("avoid", "wish")
    }


def _holding(x: Variables, resource: Resource) -> Iterator[tuple[Placement, Term]]:
    """Placements that may occupy a resource; a group's are those of all who have learners in it."""
    if resource.kind == "course":
        course = x.instance.course[resource.code]
        if course in x.courses:
            yield from ((placement, placement.var) for placement in x.of(course))
        return
    if resource.kind != "group":
        for day in x.active(resource):
            yield from x.held(resource, day)
        return
    atoms = set(x.instance.atoms_of[resource.code])
    for course in x.courses:
        if atoms.intersection(x.instance.learners[course.code]):
            yield from ((placement, placement.var) for placement in x.of(course))


def _least(instance: Instance, resource: Resource, placement: Placement) -> int:
    """Minutes of a placement against the wishes of a resource, on its best date."""
    return min(
        instance.grid.credited(placement.span.mask & against(instance, resource, day))
        for day in placement.day.dates
    )


def against(instance: Instance, resource: Resource, day: date) -> int:
    """Bit mask of the periods of a date that a resource would rather not work."""
    grid, avoided, wished, limited = instance.grid, 0, 0, False
    for row in instance.wishes(resource):
        if row.level == "avoid" and row.covers(day):
            avoided |= grid.mask(row.start, row.end)
        if row.level == "wish" and (row.first or day) <= day <= (row.last or day):
            limited = True
            if row.covers(day):
                wished |= grid.full & ~grid.mask(0, row.start) & ~grid.mask(row.end, 1440)
    return avoided | (grid.full & ~wished if limited else 0)


def _unwished(instance: Instance, resource: Resource, session: Session, period: Period) -> bool:
    day = session.date
    limits = []
    for row in instance.wishes(resource):
        in_dates = (row.first is None or row.first <= day) and (row.last is None or day <= row.last)
        on_day = in_dates and row.weekday in (None, day.weekday())
        if row.level == "avoid" and on_day and row.start < period.end and period.start < row.end:
            return True
        if row.level == "wish" and in_dates:
            holds = row.start <= period.start and period.end <= row.end
            limits.append(on_day and holds)
    return bool(limits) and not any(limits)
