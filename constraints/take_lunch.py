"""Everybody has time for lunch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.base import Required, Violation
from instances.entities import Resource, Settings
from instances.grid import Grid
from instances.text import Text
from instances.timetable import Session, Timetable, by_day
from instances.units import Clock

if TYPE_CHECKING:
    from constraints.base import Posted
    from constraints.placements import Day, Term
    from constraints.variables import Variables


class TakeLunch(Required):
    """Within the lunch window of a date, so many minutes in a row are free."""

    id = "take_lunch"
    name = Text("Pause méridienne", "Lunch break")
    statement = Text(
        "Un apprenant ou un enseignant a chaque jour une pause déjeuner assez longue dans la "
        "plage prévue.",
        "A learner or a teacher has a lunch break that is long enough every day, within its "
        "window.",
    )
    violation = Text(
        "{subject} : {free} min libres de suite le {date} entre {start} et {end}, {least} au "
        "moins.",
        "{subject}: {free} min free in a row on {date} from {start} to {end}, {least} at least.",
    )
    source = "Usage ; Code du travail L3121-16"
    # In the trame the dates of each lunch hour are counted, not told apart.
    trame = "relaxed"

    def post(self, x: Variables) -> Iterator[Posted]:
        """On each date one of the breaks that fit the window is taken."""
        lunches = _lunches(x.instance.settings, x.instance.grid)
        if 0 in lunches:  # the grid itself leaves a break
            return
        for resource in x.exclusive:
            for day in x.active(resource) if resource.kind != "room" else ():
                busy = _busy(x, resource, day)
                if any(not any(mask & lunch for mask, _ in busy) for lunch in lunches):
                    continue
                taken = [x.model.new_int_var(0, day.count, "") for _ in lunches]
                for mask, terms in busy:
                    barred = [n for n, lunch in zip(taken, lunches, strict=True) if mask & lunch]
                    if barred:
                        x.model.add(sum(terms) + sum(barred) <= day.count)
                yield resource, x.model.add(sum(taken) == day.count)

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """The longest time free in the window, for each resource and date."""
        settings = timetable.instance.settings
        window, least = (settings.lunch_start, settings.lunch_end), settings.lunch_minutes
        for resource, sessions in timetable.by_resource.items():
            if resource.kind == "room":
                continue
            for day, meeting in by_day(sessions).items():
                free = _longest_free(meeting, timetable.instance.grid, *window)
                if free < least:
                    values = {
                        "free": free,
                        "start": Clock(window[0]),
                        "end": Clock(window[1]),
                        "date": day,
                        "least": least,
                    }
                    yield Violation(self, resource, least - free, values, meeting)


def _lunches(settings: Settings, grid: Grid) -> list[int]:
    """The masks of periods that a lunch break needs free, for each time it may begin."""
    begins = {settings.lunch_start, *(period.end for period in grid.periods)}
    latest = settings.lunch_end - settings.lunch_minutes
    masks = {
        grid.mask(begin, begin + settings.lunch_minutes)
        for begin in begins
        if settings.lunch_start <= begin <= latest
    }
    return sorted(masks)


def _busy(x: Variables, resource: Resource, day: Day) -> list[tuple[int, list[Term]]]:
    """Periods with what may be held at them.

    On one date a session at a time, so that sessions that clash have nothing to say of lunch;
    in the trame a period at a time, for a better count.
    """
    if day.count == 1:
        return [(placement.span.mask, [term]) for placement, term in x.held(resource, day)]
    periods = range(len(x.instance.grid.periods))
    busy = [(1 << period, list(x.running(resource, day, period))) for period in periods]
    return [(mask, terms) for mask, terms in busy if terms]


def _longest_free(meeting: tuple[Session, ...], grid: Grid, start: int, end: int) -> int:
    longest = 0
    work = sorted(part for session in meeting for part in grid.worked(session.start, session.end))
    for begins, finishes in work:
        longest = max(longest, min(begins, end) - start)
        start = max(start, finishes)
    return max(longest, end - start)
