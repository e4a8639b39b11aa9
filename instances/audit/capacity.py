"""What a rhythm holds: CFA days, and hours at the target and at the hard limit of a day.

It needs the calendar only, so that many rhythms are compared in no time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, cycle, islice

from instances.calendar import LearnerCalendar
from instances.entities import Resource, Rhythm
from instances.groups import Atom
from instances.instance import Instance
from instances.rhythm import parse_rhythm
from instances.weeks import week_of


@dataclass(frozen=True)
class Capacity:
    """CFA days of a group and what they hold, in minutes, a day being full or at its target.

    `cap` counts no day above the hard limit, no week above the week's.
    """

    days: int
    weeks: int
    target: int
    cap: int


def group_capacity(instance: Instance, group: str, until: date | None = None) -> Capacity:
    """What the dates hold on which all learners of a group are at the CFA, up to `until`."""
    calendars = {atom: instance.calendars[atom] for atom in instance.atoms_of[group]}
    return _capacity(instance, group, calendars, until)


def rhythm_capacity(
    instance: Instance, group: str, spec: str, until: date | None = None
) -> Capacity:
    """What the same group would have under another rhythm, all its learners following it.

    Raises
    ------
    RhythmError
        When `spec` is no SPEC.
    """
    parse_rhythm(spec)
    rhythm = (Rhythm(name="", spec=spec),)
    shared: dict[object, LearnerCalendar] = {}
    calendars = {}
    for atom in instance.atoms_of[group]:
        rows = instance.calendar_rows(atom)
        if rows not in shared:
            shared[rows] = LearnerCalendar(instance.settings, instance.grid, rows, rhythm)
        calendars[atom] = shared[rows]
    return _capacity(instance, group, calendars, until)


def full_weeks(spec: str, weeks: int, day_minutes: int) -> int:
    """Minutes that so many weeks of a rhythm hold without any holiday, half-days counted half.

    Raises
    ------
    RhythmError
        When `spec` is no SPEC.
    """
    return next(islice(_growing(spec, day_minutes), weeks, None))


def weeks_needed(spec: str, demand: int, day_minutes: int) -> int:
    """How many weeks of a rhythm without any holiday hold so many minutes.

    `spec` has a day at the CFA.

    Raises
    ------
    RhythmError
        When `spec` is no SPEC.
    """
    return next(w for w, held in enumerate(_growing(spec, day_minutes)) if held >= demand)


def _growing(spec: str, day_minutes: int) -> Iterator[int]:
    """Minutes that no week, one week, two weeks … of a rhythm hold."""
    weeks = [[2 if half == "day" else 1 for half in week.values()] for week in parse_rhythm(spec)]
    halves = accumulate(map(sum, cycle(weeks)), initial=0)
    return (count * day_minutes // 2 for count in halves)


def _capacity(
    instance: Instance,
    group: str,
    calendars: dict[Atom, LearnerCalendar],
    until: date | None,
) -> Capacity:
    settings = instance.settings
    minors = any(instance.has_minors(atom) for atom in calendars)
    day_max = min(settings.group_day_max, settings.minor_day_max if minors else 1440)
    target_day = min(settings.group_day_target, day_max)
    named = {code for atom in calendars for code in atom.groups}
    off = [Resource("group", code) for code in sorted(named)]
    off = [resource for resource in off if instance.wishes(resource)]
    first, *others = dict.fromkeys(calendars.values())
    days = 0
    at_target: dict[str, int] = {}
    at_cap: dict[str, int] = {}
    for day, status in first.days.items():
        if until is not None and day > until:
            break
        mask = status.open
        for calendar in others:
            mask &= calendar.days[day].open
        for resource in off:
            mask &= instance.available(resource, day)
        if mask:
            days += 1
            week, minutes = week_of(day), instance.grid.credited(mask)
            at_target[week] = at_target.get(week, 0) + min(minutes, target_day)
            at_cap[week] = at_cap.get(week, 0) + min(minutes, day_max)
    week_max = settings.group_week_max
    return Capacity(days, len(at_cap), _held(at_target, week_max), _held(at_cap, week_max))


def _held(weeks: dict[str, int], week_max: int | None) -> int:
    return sum(
        minutes if week_max is None else min(minutes, week_max) for minutes in weeks.values()
    )
