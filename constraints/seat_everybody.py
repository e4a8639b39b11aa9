"""Learners have a seat, where rooms need not hold them all.

ITC 2007: RoomCapacity.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from constraints.base import Soft, Violation, course_subject
from instances.entities import Resource
from instances.text import Text
from instances.timetable import Timetable
from instances.units import Clock

if TYPE_CHECKING:
    from constraints.base import Expr, Priced
    from constraints.placements import Day, Placement
    from constraints.variables import Variables
    from instances.entities import Course

Rooms = frozenset[str]


class SeatEverybody(Soft):
    """Learners of each session beyond the seats of its rooms, when `seats_required` is off."""

    id = "seat_everybody"
    name = Text("Une place pour chacun", "A seat for everybody")
    statement = Text(
        "Chaque apprenant a une place dans les salles de sa séance, même si les salles peuvent "
        "être trop petites.",
        "Every learner has a seat in the rooms of the session, even where rooms may be too small.",
    )
    violation = Text(
        "{subject} : {amount} sans place le {date} à {start} ({rooms}).",
        "{subject}: {amount} without a seat on {date} at {start} ({rooms}).",
    )
    unit = Text("apprenants sans place", "learners without a seat")
    minutes = False
    price = 60
    level = 3
    source = "ITC 2007 RoomCapacity"
    # Counted rooms are matched in the best way, each period alone; chosen ones are exact.
    trame = "relaxed"

    def penalize(self, x: Variables) -> Iterator[Priced]:
        """Learners without a seat in the rooms chosen, or the fewest of all ways to choose."""
        if x.instance.settings.seats_required:
            return
        if x.decide_rooms:
            for course in x.courses:
                yield (
                    course_subject(course),
                    sum(
                        _short(x, course, rooms) * x.in_room[placement, rooms]
                        for placement in x.of(course)
                        for rooms in placement.room_sets
                    ),
                )
            return
        for rooms, courses in _alike(x).items():
            for day in x.days:
                starting: dict[int, list[Placement]] = defaultdict(list)
                for course in courses:
                    for placement in x.on(course, day):
                        starting[placement.span.first].append(placement)
                for period, placements in starting.items():
                    if any(placement.free for placement in placements):
                        yield _pool(rooms), _fewest(x, rooms, day, period, placements)

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Learners of each session less the seats of its rooms."""
        instance = timetable.instance
        if instance.settings.seats_required:
            return
        for course in instance.courses:
            learners = course.size
            if learners is None:
                learners = sum(instance.group[code].size for code in course.groups)
            for session in timetable.by_course[course.code]:
                known = [instance.room[code] for code in session.rooms if code in instance.room]
                seats = [room.seats for room in known if room.seats is not None]
                without = learners - sum(seats)
                if known and len(seats) == len(known) and without > 0:
                    values = {
                        "date": session.date,
                        "start": Clock(session.start),
                        "rooms": ", ".join(session.rooms),
                    }
                    yield Violation(self, course_subject(course), without, values, (session,))


def _seats(x: Variables, rooms: Iterable[str]) -> int | None:
    """Seats of some rooms together; None when one of them holds any number."""
    seats = [x.instance.room[code].seats for code in rooms]
    known = [count for count in seats if count is not None]
    return sum(known) if len(known) == len(seats) else None


def _short(x: Variables, course: Course, rooms: Rooms) -> int:
    """Learners of a course without a seat in some rooms; none where no room is needed."""
    seats = _seats(x, rooms)
    if not rooms or seats is None:
        return 0
    return max(0, x.instance.seats_needed(course) - seats)


def _alike(x: Variables) -> dict[Rooms, list[Course]]:
    """Courses that need one room each, by the rooms that suit them.

    Others are left out of the count, which is then a relaxation.
    """
    found: dict[Rooms, list[Course]] = defaultdict(list)
    for course in x.instance.courses:
        if len(course.rooms) == 1:
            found[frozenset[str]().union(*x.instance.room_sets[course.code])].append(course)
    return found


def _pool(rooms: Rooms) -> Resource:
    return Resource("room", " | ".join(sorted(rooms)))


def _fewest(x: Variables, rooms: Rooms, day: Day, period: int, placements: list[Placement]) -> Expr:
    """Learners without a seat when the sessions that start at a period are seated best.

    Largest sessions in largest rooms is best: then, for each number of seats, as many sessions
    lack a room of more seats as there are more such sessions than such rooms. That is summed
    over all numbers of seats; between two that a course or a room has, nothing changes. A
    session is counted where it starts, so that a long one is counted once.
    """
    needed = {p.course.code: x.instance.seats_needed(p.course) for p in placements}
    seats = {code: _seats(x, (code,)) for code in rooms}
    steps = {0, *needed.values(), *(count for count in seats.values() if count is not None)}
    lacking: list[Expr] = []
    for below, step in pairwise(sorted(steps)):
        larger = [p for p in placements if needed[p.course.code] >= step]
        enough = frozenset(code for code, count in seats.items() if count is None or count >= step)
        free = sum(x.openings.rooms_free(enough, when, period) for when in day.dates)
        if sum(p.day.count for p in larger) <= free:
            continue
        asked = sum(p.var for p in larger)
        if not free:
            lacking.append((step - below) * asked)
            continue
        without = x.model.new_int_var(0, sum(p.day.count for p in larger), "")
        x.model.add(without >= asked - free)
        lacking.append((step - below) * without)
    return sum(lacking)
