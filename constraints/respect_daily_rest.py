"""Between the last session of a day and the first of the next there is rest.

Code du travail: L3131-1 (11 h), L3164-1 (12 h under 18).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from constraints.base import Required, Violation
from instances.entities import Resource
from instances.grid import Grid
from instances.instance import Instance
from instances.text import Text
from instances.timetable import Timetable, by_day
from instances.units import Minutes

if TYPE_CHECKING:
    from constraints.base import Posted
    from constraints.placements import Day
    from constraints.variables import Variables

DAY = timedelta(days=1)
MIDNIGHT = 1440


class RespectDailyRest(Required):
    """From the last end of a date to the first start of the next, so many minutes at least."""

    id = "respect_daily_rest"
    name = Text("Repos quotidien", "Daily rest")
    statement = Text(
        "Entre la dernière séance d'un jour et la première du lendemain, un apprenant ou un "
        "enseignant a son repos quotidien.",
        "Between the last session of a day and the first of the next, a learner or a teacher "
        "has the daily rest.",
    )
    violation = Text(
        "{subject} : {rest} de repos avant le {date}, {least} au moins.",
        "{subject}: {rest} of rest before {date}, {least} at least.",
    )
    source = "Code du travail L3131-1, L3164-1"
    # In the trame the nights after late and before early sessions are counted, not told apart.
    trame = "relaxed"

    def post(self, x: Variables) -> Iterator[Posted]:
        """Of a late period and an early one of the next date, at most one (no clash assumed)."""
        nights = list(_nights(x.days))
        owed = rests(x.instance)
        near = {least: too_near(x.instance.grid, least) for least in set(owed.values())}
        for resource, least in x.limited(owed):
            if not near[least]:
                continue
            decided = set(x.active(resource))
            for evening, morning, count in nights:
                if evening not in decided and morning not in decided:
                    continue
                for late, early in near[least]:
                    before = x.running(resource, evening, late)
                    after = x.running(resource, morning, early)
                    if before and after:
                        yield resource, x.model.add(sum(before) + sum(after) <= count)

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Last end and next first start, for each pair of consecutive dates."""
        owed = rests(timetable.instance)
        for resource, sessions in timetable.by_resource.items():
            days = by_day(sessions)
            for day, meeting in days.items():
                following = days.get(day + DAY)
                if resource not in owed or not following:
                    continue
                rest = MIDNIGHT - max(s.end for s in meeting) + min(s.start for s in following)
                missing = owed[resource] - rest
                if missing > 0:
                    values = {
                        "rest": Minutes(rest),
                        "date": following[0].date,
                        "least": Minutes(owed[resource]),
                    }
                    yield Violation(self, resource, missing, values, meeting + following)


def _nights(days: tuple[Day, ...]) -> Iterator[tuple[Day, Day, int]]:
    """Days of which some dates follow each other, with how many nights touch either.

    A night touches the evening before and the morning after; in each of them a session is late
    before it or early after it, not both.
    """
    day_of = {when: day for day in days for when in day.dates}
    found = {
        (day, day_of[when + DAY]): None
        for day in days
        for when in day.dates
        if when + DAY in day_of
    }
    for evening, morning in found:
        nights = {*evening.dates, *(when - DAY for when in morning.dates)}
        yield evening, morning, len(nights)


def too_near(grid: Grid, least: int) -> list[tuple[int, int]]:
    """A late period and an early one of the next date with less than the rest between them."""
    periods = list(enumerate(grid.periods))
    return [
        (late, early)
        for late, ending in periods
        for early, starting in periods
        if MIDNIGHT - ending.end + starting.start < least
    ]


def rests(instance: Instance) -> dict[Resource, int]:
    """Minutes of rest that everybody has between two dates."""
    settings = instance.settings
    found = {}
    for atom in instance.atoms:
        rest = settings.group_rest_min
        if instance.has_minors(atom):
            rest = max(rest, settings.minor_rest_min)
        found[Resource("group", atom.label)] = rest
    for teacher in instance.teachers:
        found[Resource("teacher", teacher.code)] = settings.teacher_rest_min
    return found
