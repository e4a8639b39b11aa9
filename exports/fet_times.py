"""When things are, as time constraints of FET: closed hours, absences, starts, relations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import product

from exports.fet_pen import Pen, Slots
from instances.entities import Course, Relation, Resource

_RELATIONS = {
    "same_start": "ActivitiesSameStartingTime",
    "same_day": "ActivitiesSameStartingDay",
    "same_hour": "ActivitiesSameStartingHour",
    "disjoint": "ActivitiesNotOverlapping",
}


def write_times(pen: Pen) -> None:
    """Everything about when activities are."""
    pen.time("BasicCompulsoryTime")
    _closed(pen)
    _people_off(pen)
    for piece in pen.numbered:
        if piece.pin is not None and piece.pin.date is not None:
            pen.time(
                "ActivityPreferredStartingTime",
                ("Activity_Id", piece.id),
                ("Preferred_Day", piece.pin.date.isoformat()),
                ("Preferred_Hour", pen.hour_at(piece.pin.start)),
                ("Permanently_Locked", "true"),
            )
    for course in pen.instance.courses:
        _starts(pen, course)
        _to_others(pen, course)
    _relations(pen)


def _closed(pen: Pen) -> None:
    """Closed periods and the pauses of the grid."""
    slots = [slot for day, mask in pen.shut.items() for slot in pen.slots(day, mask)]
    slots += [
        (day.isoformat(), name)
        for day in pen.dates
        for name, rank in pen.hours.items()
        if rank is None
    ]
    if slots:
        pen.time("BreakTimes", ("Number_of_Break_Times", len(slots)), ("Break_Time", slots))


def _people_off(pen: Pen) -> None:
    """When teachers, learners and rooms are not there."""
    instance, full = pen.instance, pen.instance.grid.full

    def away(resource: Resource) -> Slots:
        return _beyond(pen, {d: full & ~instance.available(resource, d) for d in pen.dates})

    def off(name: str, tag: str, who: str, slots: Slots) -> None:
        if slots:
            write = pen.space if tag == "Room" else pen.time
            count = ("Number_of_Not_Available_Times", len(slots))
            write(name, (tag, who), count, ("Not_Available_Time", slots))

    for teacher in instance.teachers:
        slots = away(Resource("teacher", teacher.code))
        off("TeacherNotAvailableTimes", "Teacher", teacher.code, slots)
    for root in instance.roots:
        own = {
            pen.sets.named[atom]: _beyond(
                pen,
                {
                    day: full & ~instance.presence(Resource("group", atom.label), day)
                    for day in pen.dates
                },
            )
            for atom in instance.atoms_of[root.code]
        }
        alike = list(own.values())
        if alike and all(slots == alike[0] for slots in alike):
            own = {root.code: alike[0]}
        for name, slots in own.items():
            off("StudentsSetNotAvailableTimes", "Students", name, slots)
    for room in instance.rooms:
        off("RoomNotAvailableTimes", "Room", room.code, away(Resource("room", room.code)))


def _beyond(pen: Pen, masks: dict[date, int]) -> Slots:
    """The names of periods that are not shut to everybody anyway."""
    return [s for day, mask in masks.items() for s in pen.slots(day, mask & ~pen.shut[day])]


def _starts(pen: Pen, course: Course) -> None:
    """Starts allowed, and times barred to a course."""
    starts = [
        (day.isoformat(), pen.hour_at(start))
        for day in pen.dates
        for weekday, start in course.starts
        if weekday == day.weekday()
    ]
    open_to = {
        day: pen.instance.available(Resource("course", course.code), day) for day in pen.dates
    }
    barred = any(mask != pen.instance.grid.full for mask in open_to.values())
    slots = [slot for day, mask in open_to.items() for slot in pen.slots(day, mask)]
    for each in pen.ids[course.code]:
        if starts:
            count = ("Number_of_Preferred_Starting_Times", len(starts))
            listed = ("Preferred_Starting_Time", starts)
            pen.time("ActivityPreferredStartingTimes", ("Activity_Id", each), count, listed)
        if barred:
            count = ("Number_of_Preferred_Time_Slots", len(slots))
            kept = ("Preferred_Time_Slot", slots)
            pen.time("ActivityPreferredTimeSlots", ("Activity_Id", each), count, kept)


def _to_others(pen: Pen, course: Course) -> None:
    """Sessions a day of a course, courses in parallel with it, courses it comes after."""
    ids = pen.ids[course.code]
    if course.per_day == 1 and len(ids) > 1:
        _min_days(pen, ids, 1, None, joined=False)
    elif len(ids) > course.per_day:
        pen.left["per_day"].append(course.code)
    for other in course.parallel_with:
        for pair in zip(ids, pen.ids[other], strict=False):
            pen.time("ActivitiesSameStartingTime", *pen.about(pair))
    for before in course.after:
        for first, second in product(pen.ids[before], ids):
            named = (("First_Activity_Id", first), ("Second_Activity_Id", second))
            pen.time("TwoActivitiesOrdered", *named)


def _relations(pen: Pen) -> None:
    relations = pen.instance.relations
    joined = [relation.courses for relation in relations if relation.kind == "together"]
    weighed = [relation.courses for relation in relations if relation.weight is not None]
    pen.left["joined"] += [" + ".join(courses) for courses in joined if courses not in weighed]
    for relation in relations:
        if relation.kind == "apart":
            near = relation.weight is not None and relation.courses in joined
            _min_days(pen, _all(pen, relation), relation.days, relation.weight, joined=near)
        elif relation.kind in _RELATIONS:
            pen.time(_RELATIONS[relation.kind], *pen.about(_all(pen, relation)))


def _all(pen: Pen, relation: Relation) -> list[int]:
    return [each for code in relation.courses for each in pen.ids[code]]


def _min_days(pen: Pen, ids: Sequence[int], days: int, weight: int | None, *, joined: bool) -> None:
    """Days apart; the weight of a wish stays under FET's 100 % of what is required."""
    pen.time(
        "MinDaysBetweenActivities",
        ("Consecutive_If_Same_Day", str(joined).lower()),
        *pen.about(ids),
        ("MinDays", days),
        weight=100 if weight is None else min(weight, 99.99),
    )
