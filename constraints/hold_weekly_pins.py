"""Sessions imposed every week are held as often as they can be.

They can be on each date of the pin's period that is open to the course, with any of its teams,
until the course's hours run out and beside what is pinned on that date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from math import gcd
from typing import TYPE_CHECKING

from constraints.base import Required, Violation, course_subject
from constraints.hold_pins import in_rooms, kept_by
from constraints.plan_hours import slack
from instances.entities import Course, Pin, Resource
from instances.instance import Instance
from instances.text import WEEKDAYS, Text
from instances.timetable import Timetable
from instances.units import Clock

if TYPE_CHECKING:
    from constraints.base import Expr, Posted
    from constraints.placements import Placement
    from constraints.variables import Variables


class HoldWeeklyPins(Required):
    """The weekly pins of a course, together, hold as many sessions as they can."""

    id = "hold_weekly_pins"
    name = Text("Séances imposées chaque semaine", "Sessions pinned every week")
    statement = Text(
        "Une séance imposée chaque semaine a lieu à toutes les dates possibles de sa période, "
        "tant que les heures du cours le permettent.",
        "A session pinned every week is held on every possible date of its period, as far as "
        "the course's hours allow.",
    )
    violation = Text(
        "{subject}, {weekday} à {start} : {held} sur {due} {due:séance imposée|séances imposées}.",
        "{subject}, {weekday} at {start}: {held} of {due} pinned {due:session|sessions}.",
    )
    source = "XHSTT PreferTimesConstraint"
    # In the trame a day may also stand for dates outside the pin's period.
    trame = "relaxed"

    def post(self, x: Variables) -> Iterator[Posted]:
        """Enough sessions at the pins of each course, given by the teachers they name."""
        for course in x.courses:
            pins = _weekly(x.instance, course)
            for teacher in sorted({code for pin in pins for code in pin.teachers}):
                yield course_subject(course), x.model.add(x.teaches(course, teacher) == 1)
            due = _allowed(x.instance, course, pins, _open(x, course, pins)) if pins else 0
            if due:
                held = sum(_held(placement, pins, x) for placement in x.of(course))
                yield course_subject(course), x.model.add(held >= due)

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Sessions at the pins, against the dates that calendar and absences leave open."""
        instance = timetable.instance
        for course in instance.courses:
            pins = _weekly(instance, course)
            if not pins:
                continue
            sessions = [
                session
                for session in timetable.by_course[course.code]
                if any(p.asks(session.date) and kept_by(session, p) for p in pins)
            ]
            due = _allowed(instance, course, pins, _teachable(instance, course, pins))
            if len(sessions) < due:
                values = {
                    "weekday": WEEKDAYS[pins[0].weekday or 0],
                    "start": Clock(pins[0].start),
                    "held": len(sessions),
                    "due": due,
                }
                missing = due - len(sessions)
                yield Violation(self, course_subject(course), missing, values, tuple(sessions))


def _weekly(instance: Instance, course: Course) -> list[Pin]:
    return [pin for pin in instance.pins if pin.course == course.code and pin.weekday is not None]


def _allowed(instance: Instance, course: Course, pins: list[Pin], possible: int) -> int:
    """How many of the possible sessions the hours allow; of several durations, the longest.

    Hours pinned on other dates are set aside; what is left over must be a sum of durations.
    """
    left = course.minutes - sum(pin.minutes for pin in _beside(instance, course, pins))
    longest, tolerance = max(pin.minutes for pin in pins), slack(instance, course)
    sums = _sums(course.durations, left + tolerance)
    for count in range(min(possible, (left + tolerance) // longest), 0, -1):
        rest = left - count * longest
        if any(abs(total - rest) <= tolerance for total in sums):
            return count
    return 0


def _beside(instance: Instance, course: Course, pins: list[Pin]) -> list[Pin]:
    """The dated pins of the course that are not at its weekly ones."""
    return [
        pin
        for pin in instance.pins
        if pin.course == course.code
        and pin.date is not None
        and not any(
            p.asks(pin.date) and (p.start, p.minutes) == (pin.start, pin.minutes) for p in pins
        )
    ]


def _most(instance: Instance, course: Course, pins: list[Pin]) -> dict[date, int]:
    """How many sessions a course may have at weekly pins, by date they speak of."""
    beside = Counter(pin.date for pin in _beside(instance, course, pins))
    return {
        day: max(0, course.per_day - beside[day])
        for day in instance.dates
        if any(pin.asks(day) for pin in pins)
    }


def _sums(durations: tuple[int, ...], most: int) -> set[int]:
    """Every sum of durations up to `most`."""
    found, step = {0}, gcd(*durations)
    for total in range(step, most + 1, step):
        if any(total - minutes in found for minutes in durations):
            found.add(total)
    return found


def _held(placement: Placement, pins: list[Pin], x: Variables) -> Expr:
    asking = [
        pin
        for pin in pins
        if (pin.start, pin.minutes) == (placement.span.start, placement.span.minutes)
        and any(pin.asks(day) for day in placement.day.dates)
    ]
    return in_rooms(x, placement, [pin.rooms for pin in asking]) if asking else 0


def _open(x: Variables, course: Course, pins: list[Pin]) -> int:
    """Dates and slots of the pins at which a course can stand, with the team that has fewest."""
    teams = _teams(x.instance, course, pins)
    counts = dict.fromkeys(teams, 0)
    for day, most in _most(x.instance, course, pins).items():
        asking = [pin for pin in pins if pin.asks(day)]
        spans = [
            span
            for span, room_sets in x.openings.at(course, day)
            if any(
                (pin.start, pin.minutes) == (span.start, span.minutes)
                and any(rooms.issuperset(pin.rooms) for rooms in room_sets)
                for pin in asking
            )
        ]
        for team in teams:
            able = sum(all(x.openings.attends(code, day, span) for code in team) for span in spans)
            counts[team] += min(most, able)
    return min(counts.values(), default=0)


def _teachable(instance: Instance, course: Course, pins: list[Pin]) -> int:
    """The same by the calendar and the times off, a slot and a date at a time."""
    slots = {(pin.start, pin.minutes) for pin in pins}
    fewest = []
    for team in _teams(instance, course, pins):
        count = 0
        for day, most in _most(instance, course, pins).items():
            asking = [pin for pin in pins if pin.asks(day)]
            able = 0
            for slot in slots:
                at_slot = [pin for pin in asking if (pin.start, pin.minutes) == slot]
                able += bool(at_slot) and _possible(instance, course, day, at_slot, team)
            count += min(most, able)
        fewest.append(count)
    return min(fewest, default=0)


def _possible(
    instance: Instance, course: Course, day: date, pins: Sequence[Pin], team: frozenset[str]
) -> bool:
    span = instance.grid.span(pins[0].start, pins[0].minutes)
    if span is None or span.minutes not in course.durations:
        return False
    # On an exam day the periods of a dated pin are open too.
    imposed = [p for p in instance.pins if (p.course, p.date) == (course.code, day)]
    opened = instance.open_periods(course, day)
    examined = instance.open_periods(course, day, pinned=True)
    for pin in imposed:
        pinned = instance.grid.span(pin.start, pin.minutes)
        opened |= examined & (pinned.mask if pinned else 0)
    for code in team:
        opened &= instance.available(Resource("teacher", code), day)
    rooms = any(
        chosen.issuperset(pin.rooms)
        and all(
            instance.available(Resource("room", code), day) & span.mask == span.mask
            for code in chosen
        )
        for pin in pins
        for chosen in instance.room_sets[course.code]
    )
    return rooms and opened & span.mask == span.mask


def _teams(instance: Instance, course: Course, pins: list[Pin]) -> list[frozenset[str]]:
    """The teams that have every teacher the pins name."""
    named = {code for pin in pins for code in pin.teachers}
    return [team for team in instance.teams[course.code] if named <= team]
