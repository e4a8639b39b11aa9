"""Imposed sessions are held on their dates.

XHSTT: PreferTimesConstraint, required. EDT: *cours verrouillés*.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from constraints.base import Required, Violation, course_subject
from instances.entities import Pin
from instances.text import Text
from instances.timetable import Session, Timetable
from instances.units import Clock

if TYPE_CHECKING:
    from constraints.base import Expr, Posted
    from constraints.placements import Day, Placement
    from constraints.variables import Variables


class HoldPins(Required):
    """A session pinned on a date is held, in the rooms and by the teachers the pin names."""

    id = "hold_pins"
    name = Text("Séances imposées à une date", "Sessions pinned on a date")
    statement = Text(
        "Une séance imposée a lieu à sa date et à son heure, avec ses salles et ses enseignants.",
        "A pinned session is held on its date and at its time, with its rooms and teachers.",
    )
    violation = Text(
        "{subject} : la séance imposée le {date} à {start} n'a pas lieu ainsi.",
        "{subject}: the session pinned on {date} at {start} is not held so.",
    )
    source = "XHSTT PreferTimesConstraint"
    # In the trame the dates of a slot are counted, not told apart.
    trame = "relaxed"

    def post(self, x: Variables) -> Iterator[Posted]:
        """As many of each pinned slot on a day as it has pinned dates."""
        decided = set(x.courses)
        day_of = {when: day for day in x.days for when in day.dates}
        pins = [pin for pin in x.instance.pins if pin.date is not None]
        # Sessions kept from an older timetable are pins: there may be thousands.
        alike = Counter(_alike(pin, day_of.get(pin.date)) for pin in pins if pin.date)
        for pin in pins:
            course = x.instance.course[pin.course]
            if course not in decided:
                continue
            day = day_of.get(pin.date) if pin.date else None
            held = sum(
                in_rooms(x, placement, [pin.rooms])
                for placement in (x.on(course, day) if day else ())
                if (placement.span.start, placement.span.minutes) == (pin.start, pin.minutes)
            )
            yield (
                course_subject(course),
                x.model.add(held >= (alike[_alike(pin, day)] if day else 1)),
            )
            for teacher in pin.teachers:
                yield course_subject(course), x.model.add(x.teaches(course, teacher) == 1)

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Look for a session of the course just as each pin says."""
        for pin in timetable.instance.pins:
            if pin.date is None:
                continue
            sessions = [s for s in timetable.by_course[pin.course] if s.date == pin.date]
            if not any(kept_by(session, pin) for session in sessions):
                course = timetable.instance.course[pin.course]
                values = {"date": pin.date, "start": Clock(pin.start)}
                yield Violation(self, course_subject(course), 1, values, tuple(sessions))


def _alike(pin: Pin, day: Day | None) -> tuple[object, ...]:
    return pin.course, pin.start, pin.minutes, None if day is None else day.index


def in_rooms(x: Variables, placement: Placement, wanted: Collection[tuple[str, ...]]) -> Expr:
    """How often a placement is used with all the rooms of one of the `wanted` sets.

    However often it is used, when the model only counts rooms.
    """
    if not x.decide_rooms or not all(wanted):
        return placement.var
    return sum(
        x.in_room[placement, rooms]
        for rooms in placement.room_sets
        if any(rooms.issuperset(names) for names in wanted)
    )


def kept_by(session: Session, pin: Pin) -> bool:
    """Whether a session has the start, the duration, the rooms and the teachers of a pin."""
    return (
        (session.start, session.minutes) == (pin.start, pin.minutes)
        and set(pin.rooms) <= set(session.rooms)
        and set(pin.teachers) <= set(session.teachers)
    )
