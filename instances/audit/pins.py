"""Imposed sessions that cannot stand where they are imposed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from instances.audit.findings import Figure, Finding, Severity, find
from instances.audit.masks import Masks
from instances.entities import Course, Pin, Resource
from instances.grid import Span
from instances.text import Text
from instances.units import Minutes, format_clock

OUTSIDE = Text(
    "{subject} : séance imposée le {day}, hors de la période planifiée.",
    "{subject}: session imposed on {day}, outside the planned term.",
)
OFF_GRID = Text(
    "{subject} : séance imposée à {start} pour {length} : elle ne suit pas la grille (heure de "
    "début, pause à cheval).",
    "{subject}: session imposed at {start} for {length}: it does not follow the grid (start, or a "
    "break straddled).",
)
ODD_LENGTH = Text(
    "{subject} : séance imposée de {length}, qui n'est pas une durée permise du cours.",
    "{subject}: imposed session of {length}, which is no allowed duration of the course.",
)
NOT_THEIRS = Text(
    "{subject} : séance imposée avec {names}, qui ne sont pas de ceux que le cours permet.",
    "{subject}: session imposed with {names}, which the course does not allow.",
)
NO_LEARNERS = Text(
    "{subject} : séance imposée le {day} à {start}, quand {names} {count:n'est pas|ne sont pas} "
    "au CFA.",
    "{subject}: session imposed on {day} at {start}, when {names} {count:is|are} not at the CFA.",
)
NO_TEACHERS = Text(
    "{subject} : séance imposée le {day} à {start}, quand {names} "
    "{count:n'est pas libre|ne sont pas libres}.",
    "{subject}: session imposed on {day} at {start}, when {names} {count:is|are} not free.",
)
NO_ROOMS = Text(
    "{subject} : séance imposée le {day} à {start}, quand aucune de ses salles n'est libre "
    "({names}).",
    "{subject}: session imposed on {day} at {start}, when none of its rooms is free ({names}).",
)
TOO_MANY = Text(
    "{subject} : {pinned} de séances imposées pour {hours} de cours.",
    "{subject}: {pinned} of imposed sessions for a course of {hours}.",
)
CLASH = Text(
    "{subject} et {other} sont imposés en même temps le {day} : {names} ne peut être aux deux.",
    "{subject} and {other} are imposed at the same time on {day}: {names} cannot be at both.",
)
WEEKLY_CLASH = Text(
    "{subject} et {other} sont imposés en même temps à {dates} {dates:date|dates}, dès le {day} : "
    "{names} ne peut être aux deux. Il leur faut assez d'autres dates pour toutes leurs heures.",
    "{subject} and {other} are imposed at the same time on {dates} {dates:date|dates}, from {day} "
    "on: {names} cannot be at both. They need enough other dates for all their hours.",
)
NO_DATE = Text(
    "{subject} : séance imposée chaque semaine à {start}, mais aucune date ne le permet.",
    "{subject}: session imposed weekly at {start}, but no date allows it.",
)


def pin_findings(masks: Masks) -> Iterator[Finding]:
    """Pins off the grid, outside the term, at a time somebody is missing, or against each other."""
    standing: list[tuple[Pin, Span, frozenset[date]]] = []
    for pin in masks.instance.pins:
        course = masks.instance.course[pin.course]
        span = masks.instance.grid.span(pin.start, pin.minutes)
        yield from _form(masks, pin, course)
        if span is None:
            continue
        if pin.date is None:
            open_to = [i for i in _weekly_dates(masks, pin) if _fits(masks, course, i, span)]
            standing.append((pin, span, frozenset(masks.dates[index] for index in open_to)))
            if not open_to:
                yield _find("pin_weekly", "warning", pin, NO_DATE, start=format_clock(pin.start))
        elif masks.instance.settings.start <= pin.date <= masks.instance.settings.end:
            standing.append((pin, span, frozenset((pin.date,))))
            yield from _dated(masks, pin, pin.date, course, span)
    yield from _sums(masks, [pin for pin, _, _ in standing if pin.date is not None])
    for (first, here, days), (second, there, others) in combinations(standing, 2):
        if here.mask & there.mask and (both := days & others):
            yield from _clash(masks, first, second, both)


def _form(masks: Masks, pin: Pin, course: Course) -> Iterator[Finding]:
    settings = masks.instance.settings
    length, start = Minutes(pin.minutes), format_clock(pin.start)
    if masks.instance.grid.span(pin.start, pin.minutes) is None:
        yield _find("pin_grid", "error", pin, OFF_GRID, start=start, length=length)
    elif pin.minutes not in course.durations:
        yield _find("pin_length", "error", pin, ODD_LENGTH, length=length)
    if pin.date and not settings.start <= pin.date <= settings.end:
        yield _find("pin_outside", "error", pin, OUTSIDE, day=pin.date)
    for wanted, choices in (
        (pin.teachers, masks.instance.teams[course.code]),
        (pin.rooms, masks.instance.room_sets[course.code]),
    ):
        if wanted and not any(set(wanted) <= choice for choice in choices):
            yield _find("pin_names", "error", pin, NOT_THEIRS, names=wanted)


def _weekly_dates(masks: Masks, pin: Pin) -> Iterator[int]:
    for index, day in enumerate(masks.dates):
        begun = pin.first is None or pin.first <= day
        if begun and (pin.last is None or day <= pin.last) and day.weekday() == pin.weekday:
            yield index


def _fits(masks: Masks, course: Course, index: int, span: Span) -> bool:
    return not span.mask & ~masks.courses[course.code][index]


def _dated(masks: Masks, pin: Pin, day: date, course: Course, span: Span) -> Iterator[Finding]:
    at: dict[str, Figure] = {"day": day, "start": format_clock(pin.start)}
    away: dict[str, Figure] = {"names": course.groups, "count": len(course.groups)}
    if day not in masks.dates:
        yield _find("pin_learners", "impossible", pin, NO_LEARNERS, **at, **away)
        return
    index = masks.dates.index(day)
    teams = [t for t in masks.instance.teams[course.code] if set(pin.teachers) <= t]
    rooms = [r for r in masks.instance.room_sets[course.code] if set(pin.rooms) <= r]
    if span.mask & ~masks.learners[course.code][index]:
        yield _find("pin_learners", "impossible", pin, NO_LEARNERS, **at, **away)
    if busy := _none_free(masks.teachers, teams, index, span):
        names = tuple(_called(code, masks.instance.teacher[code].name) for code in busy)
        yield _find(
            "pin_teachers", "impossible", pin, NO_TEACHERS, **at, names=names, count=len(names)
        )
    if busy := _none_free(masks.rooms, rooms, index, span):
        yield _find("pin_rooms", "impossible", pin, NO_ROOMS, **at, names=busy)


def _none_free(
    opened: dict[str, tuple[int, ...]], choices: list[frozenset[str]], index: int, span: Span
) -> tuple[str, ...]:
    """Who of `choices` is not free for the span on a date; nobody when one choice is all free."""
    busy = [{code for code in one if span.mask & ~opened[code][index]} for one in choices]
    return tuple(sorted(set().union(*busy))) if all(busy) else ()


def _called(code: str, name: str) -> str:
    return f"{name} ({code})" if name else code


def _sums(masks: Masks, pins: list[Pin]) -> Iterator[Finding]:
    for course in masks.instance.courses:
        pinned = {(pin.date, pin.start, pin.minutes) for pin in pins if pin.course == course.code}
        minutes = sum(length for _, _, length in pinned)
        if minutes > course.minutes + masks.slack(course):
            yield find(
                "pin_hours", "impossible", Resource("course", course.code), TOO_MANY,
                pinned=Minutes(minutes), hours=Minutes(course.minutes),
            )  # fmt: skip


def _clash(masks: Masks, first: Pin, second: Pin, days: frozenset[date]) -> Iterator[Finding]:
    """Two pins at one time: they may share nobody, and no room that both must have."""
    instance = masks.instance
    if (first.course, first.start, first.minutes) == (second.course, second.start, second.minutes):
        return
    here, there = instance.course[first.course], instance.course[second.course]
    shared = tuple(
        atom.label for atom in instance.learners[here.code] if atom in instance.learners[there.code]
    )
    if not shared:
        shared = tuple(sorted(_certain(masks, first, here) & _certain(masks, second, there)))
    if not shared:
        return
    both: dict[str, Figure] = {"other": second.course, "day": min(days), "names": shared}
    if first.date is not None and second.date is not None:
        yield _find("pin_clash", "impossible", first, CLASH, **both)
    else:
        # What is imposed every week is held as often as its hours allow: maybe not then.
        yield _find("pin_clash", "warning", first, WEEKLY_CLASH, **both, dates=len(days))


def _certain(masks: Masks, pin: Pin, course: Course) -> frozenset[str]:
    """Teachers and rooms that the pinned session has in every plan."""
    found = frozenset((*pin.teachers, *pin.rooms))
    for choices in (masks.instance.teams[course.code], masks.instance.room_sets[course.code]):
        if choices:
            found |= frozenset.intersection(*choices)
    return found


def _find(code: str, severity: Severity, pin: Pin, sentence: Text, **figures: Figure) -> Finding:
    return find(code, severity, Resource("course", pin.course), sentence, **figures)
