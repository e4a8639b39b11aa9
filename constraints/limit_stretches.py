"""Nobody is in session for too long without a break.

Code du travail: L3121-16 (6 h, then 20 min), L3162-3 (4 h 30, then 30 min, under 18).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.base import Required, Violation, once
from instances.entities import Resource
from instances.grid import Grid
from instances.instance import Instance
from instances.text import Text
from instances.timetable import Session, Timetable, by_day
from instances.units import Clock, Minutes

if TYPE_CHECKING:
    from constraints.base import Expr, Posted
    from constraints.placements import Day
    from constraints.variables import Variables


class LimitStretches(Required):
    """Clock time from a start to the next break that is long enough is bounded."""

    id = "limit_stretches"
    name = Text("Plage sans pause", "Stretch without a break")
    statement = Text(
        "Un apprenant ou un enseignant n'enchaîne jamais plus que la plage maximale sans une "
        "pause assez longue.",
        "A learner or a teacher never goes on longer than the longest stretch without a break "
        "that is long enough.",
    )
    violation = Text(
        "{subject} : {stretch} sans pause de {pause} min le {date} à partir de {start}, "
        "{limit} au plus.",
        "{subject}: {stretch} without a break of {pause} min on {date} from {start}, "
        "{limit} at most.",
    )
    source = "Code du travail L3121-16, L3162-3"
    # In the trame the dates of each break are counted, not told apart.
    trame = "relaxed"

    def post(self, x: Variables) -> Iterator[Posted]:
        """Whoever is busy at a period has one of the breaks that end its stretch in time."""
        limits = _limits(x.instance)
        ways = {limit: list(_ways(x.instance.grid, *limit)) for limit in set(limits.values())}
        for resource, limit in x.limited(limits):
            for day in x.active(resource):
                for period, breaks in ways[limit]:
                    busy = x.running(resource, day, period)
                    if busy:
                        free = [_free(x, resource, day, periods) for periods in breaks]
                        yield resource, x.model.add(sum(busy) <= sum(free))

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Join the work of each resource and date where no break is long enough."""
        grid, limits = timetable.instance.grid, _limits(timetable.instance)
        for resource, sessions in timetable.by_resource.items():
            longest, pause = limits.get(resource, (0, 0))
            for day, meeting in by_day(sessions).items():
                if resource not in limits:
                    continue
                for start, end in _stretches(meeting, grid, pause):
                    if end - start > longest:
                        values = {
                            "stretch": Minutes(end - start),
                            "pause": pause,
                            "date": day,
                            "start": Clock(start),
                            "limit": Minutes(longest),
                        }
                        amount = end - start - longest
                        yield Violation(self, resource, amount, values, meeting)


def _ways(grid: Grid, longest: int, pause: int) -> Iterator[tuple[int, list[range]]]:
    """For each period, the periods to leave free for each break that ends its stretch in time.

    Periods after which the grid itself has such a break in time are left out.
    """
    for first, opening in enumerate(grid.periods):
        breaks = []
        for last in range(first, len(grid.periods)):
            end = grid.periods[last].end
            if end - opening.start > longest:
                break
            mask = grid.mask(end, end + pause)
            breaks.append(range(last + 1, last + 1 + mask.bit_count()))
        if all(breaks):
            yield first, breaks


def _free(x: Variables, resource: Resource, day: Day, periods: range) -> Expr:
    """On how many of the day's dates a resource is free at all these periods, at the most."""
    busy = [x.running(resource, day, period) for period in periods]
    busy = [terms for terms in busy if terms]
    if len(busy) <= 1:
        return day.count - sum(sum(terms) for terms in busy)
    count = x.model.new_int_var(0, day.count, "")
    for terms in busy:
        x.model.add(count + sum(terms) <= day.count)
    return count


def _stretches(meeting: tuple[Session, ...], grid: Grid, pause: int) -> Iterator[tuple[int, int]]:
    """Clock times of the stretches of one date: work with only shorter breaks in between."""
    work = sorted(part for session in meeting for part in grid.worked(session.start, session.end))
    start, end = work[0]
    for begins, finishes in work[1:]:
        if begins - end >= pause:
            yield start, end
            start = begins
        end = max(end, finishes)
    yield start, end


@once
def _limits(instance: Instance) -> dict[Resource, tuple[int, int]]:
    """The longest stretch of each resource that has one, and the break that ends it."""
    settings = instance.settings
    usual = settings.group_stretch_max, settings.stretch_break
    young = settings.minor_stretch_max, settings.minor_stretch_break
    found = {}
    for atom in instance.atoms:
        minors = instance.has_minors(atom) and young[0] is not None
        found[Resource("group", atom.label)] = young if minors else usual
    for teacher in instance.teachers:
        limit = settings.teacher_stretch_max, settings.stretch_break
        found[Resource("teacher", teacher.code)] = limit
    return {who: (most, pause) for who, (most, pause) in found.items() if most is not None}
