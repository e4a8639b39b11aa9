"""The sessions of an instance as numbered activities of FET, and the names of its days and hours.

The writer and the reader of results share them: the same instance gives the same numbers.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import NamedTuple

from instances.calendar import days_between
from instances.entities import Course, Pin
from instances.fet.activities import ids_of
from instances.instance import Instance
from instances.open_week import MOST_DAYS
from instances.text import Text
from instances.timetable import Timetable
from instances.units import format_clock

_LONG = Text(
    "FET planifie une semaine : celle-ci a {days} jours.",
    "FET plans one week: this one has {days} days.",
)
_UNEVEN = Text(
    "Les heures de FET sont toutes égales : les pas de la grille ne le sont pas.",
    "FET's hours are all equal: the periods of the grid are not.",
)
_UNFIT = Text(
    "{course} : {minutes} min ne se découpent pas en séances de ses durées permises.",
    "{course}: {minutes} min cannot be cut into sessions of its allowed lengths.",
)


class FetFormError(ValueError):
    """What a file of FET cannot hold; `text` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Piece(NamedTuple):
    """One session to be: the id of its activity, its course, its credited minutes, its pin."""

    id: int
    course: str
    minutes: int
    pin: Pin | None = None


def dates_of(instance: Instance) -> tuple[date, ...]:
    """The days of the file: every date of the term.

    Raises
    ------
    FetFormError
        When the term is longer than a week.
    """
    dates = tuple(days_between(instance.settings.start, instance.settings.end))
    if len(dates) > MOST_DAYS:
        raise FetFormError(_LONG.fill(days=len(dates)))
    return dates


def unit_of(instance: Instance) -> int:
    """Credited minutes of a period.

    Raises
    ------
    FetFormError
        When the periods are not all equal.
    """
    units = {period.credited for period in instance.grid.periods}
    if len(units) != 1:
        raise FetFormError(_UNEVEN)
    return units.pop()


def hours_of(instance: Instance) -> dict[str, int | None]:
    """The hours of the file by name, each with the rank of its period.

    A break that no session straddles is an hour of its own, without a period.
    """
    found: dict[str, int | None] = {}
    for index, period in enumerate(instance.grid.periods):
        found[format_clock(period.start)] = index
        if period.break_after and index + 1 < len(instance.grid.periods):
            found[f"{format_clock(period.end)} pause"] = None
    return found


def pieces(instance: Instance) -> tuple[Piece, ...]:
    """Every session to be, in the order of the courses.

    Raises
    ------
    FetFormError
        When the hours of a course cannot be cut into its allowed lengths.
    """
    found: list[Piece] = []
    for course in instance.courses:
        pins = pins_of(instance, course)
        if instance.origin == "fet":
            lengths = [course.durations[0]] * (course.minutes // course.durations[0])
            ids = list(ids_of(course.code))
        else:
            lengths = [pin.minutes for pin in pins]
            lengths += _cut(course, course.minutes - sum(lengths))
            ids = list(range(len(found) + 1, len(found) + 1 + len(lengths)))
        for rank, (number, minutes) in enumerate(zip(ids, lengths, strict=True)):
            pin = pins[rank] if rank < len(pins) else None
            found.append(Piece(number, course.code, minutes, pin))
    return tuple(found)


def pins_of(instance: Instance, course: Course) -> list[Pin]:
    """The imposed sessions of a course, each on its date: dated ones, then weekly ones.

    A weekly one is held on dates that are open to the course, as far as its hours go.
    """
    own = sorted(
        (p for p in instance.pins if p.course == course.code), key=lambda p: p.date is None
    )
    found: list[Pin] = []
    for pin, day in ((pin, day) for pin in own for day in dates_of(instance)):
        if not pin.speaks_of(course.code, day, pin.start, pin.minutes):
            continue
        held = pin.model_copy(update={"date": day, "weekday": None, "first": None, "last": None})
        if pin.date is None:
            span = instance.grid.span(pin.start, pin.minutes)
            shut = span is None or span.mask & ~instance.open_periods(course, day, pinned=True)
            left = course.minutes - sum(other.minutes for other in found)
            if shut or pin.minutes > left or any(_same(held, other) for other in found):
                continue
        found.append(held)
    return found


def _same(one: Pin, other: Pin) -> bool:
    return (one.date, one.start, one.minutes) == (other.date, other.start, other.minutes)


def _cut(course: Course, minutes: int) -> list[int]:
    """Lengths that make up the minutes: as many usual ones as can be, few others."""

    @cache
    def best(left: int) -> tuple[int, ...] | None:
        if left <= 0:
            return () if left == 0 else None
        found = [
            (length, *rest)
            for length in course.durations
            if (rest := best(left - length)) is not None
        ]
        usual = course.durations[0]
        return max(found, key=lambda cut: (cut.count(usual), -len(cut)), default=None)

    lengths = best(minutes)
    if lengths is None:
        raise FetFormError(_UNFIT.fill(course=course.code, minutes=minutes))
    return sorted(lengths, key=lambda length: length != course.durations[0])


def teams_of(timetable: Timetable) -> dict[str, tuple[str, ...]]:
    """One team a course: that of its sessions, or of all the one that has least to do so far."""
    instance = timetable.instance
    load = dict.fromkeys(instance.teacher, 0)
    found: dict[str, tuple[str, ...]] = {}
    for course in sorted(instance.courses, key=lambda c: len(instance.teams[c.code])):
        sessions = timetable.by_course[course.code]
        pinned = {code for pin in pins_of(instance, course) for code in pin.teachers}
        teams = instance.teams[course.code]
        choices = [tuple(sorted(t)) for t in teams if pinned <= t] or [
            tuple(sorted(team)) for team in teams
        ]
        given = tuple(sorted(sessions[0].teachers)) if sessions else ()
        chosen = (
            given if given in choices else min(choices, key=lambda team: sum(load[t] for t in team))
        )
        for teacher in chosen:
            load[teacher] += course.minutes
        found[course.code] = chosen
    return found
