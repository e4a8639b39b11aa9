"""From the first start to the last end, a day is not too long: its *amplitude*.

Code du travail: 13 h follow from the daily rest of L3131-1. Schools set less.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.base import Required, Violation, once
from instances.entities import Resource
from instances.grid import Grid
from instances.instance import Instance
from instances.text import Text
from instances.timetable import Timetable, by_day
from instances.units import Minutes

if TYPE_CHECKING:
    from constraints.base import Posted
    from constraints.variables import Variables


class LimitDaySpan(Required):
    """The clock time between a resource's first start and last end of a date is bounded."""

    id = "limit_day_span"
    name = Text("Amplitude de la journée", "Span of the day")
    statement = Text(
        "Entre le début de la première séance du jour et la fin de la dernière, un apprenant ou "
        "un enseignant n'a jamais plus que l'amplitude maximale.",
        "From the start of the day's first session to the end of the last, a learner or a "
        "teacher never has more than the longest span.",
    )
    violation = Text(
        "{subject} : une amplitude de {span} le {date}, {limit} au plus.",
        "{subject}: a span of {span} on {date}, {limit} at most.",
    )
    source = "Code du travail L3131-1"
    # In the trame the dates of an early and of a late session are counted, not told apart.
    trame = "relaxed"

    def post(self, x: Variables) -> Iterator[Posted]:
        """Of two periods too far apart, at most one is used (no clash assumed)."""
        limits = _limits(x.instance)
        far = {limit: _apart(x.instance.grid, limit) for limit in set(limits.values())}
        for resource, limit in x.limited(limits):
            for day in x.active(resource):
                for first, last in far[limit]:
                    early_terms = x.running(resource, day, first)
                    late_terms = x.running(resource, day, last)
                    if early_terms and late_terms:
                        yield resource, x.at_most(1, [*early_terms, *late_terms], day)

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """First start and last end of each resource, by date."""
        limits = _limits(timetable.instance)
        for resource, sessions in timetable.by_resource.items():
            limit = limits.get(resource)
            if limit is None:
                continue
            for day, meeting in by_day(sessions).items():
                span = max(s.end for s in meeting) - min(s.start for s in meeting)
                if span > limit:
                    values = {"span": Minutes(span), "date": day, "limit": Minutes(limit)}
                    yield Violation(self, resource, span - limit, values, meeting)


def _apart(grid: Grid, limit: int) -> list[tuple[int, int]]:
    """Periods of a day of which the later ends too long after the earlier begins."""
    periods = list(enumerate(grid.periods))
    return [
        (first, last)
        for first, early in periods
        for last, late in periods
        if late.end - early.start > limit
    ]


@once
def _limits(instance: Instance) -> dict[Resource, int]:
    settings = instance.settings
    found = {
        **{Resource("group", atom.label): settings.group_span_max for atom in instance.atoms},
        **{Resource("teacher", t.code): settings.teacher_span_max for t in instance.teachers},
    }
    return {resource: limit for resource, limit in found.items() if limit is not None}
