"""Time constraints of FET: one function a kind, and which function is whose.

A function takes a constraint of a weight of 100 %; `SOFT` has the one that takes any weight.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from instances.entities import Limit, LimitKind, RelationKind
from instances.fet.activities import Activity
from instances.fet.asked import Asked, weight_of
from instances.fet.frame import Slot
from instances.fet.source import Node
from instances.open_week import HOUR

Take = Callable[[Asked, Node], None]


def nothing(asked: Asked, node: Node) -> None:
    """What our model asks for anyway."""


# --- when somebody is not there -----------------------------------------------------------------


def _breaks(asked: Asked, node: Node) -> None:
    asked.closed |= asked.slots(node, "Break_Time", "Day", "Hour")


def _teacher_off(asked: Asked, node: Node) -> None:
    if name := asked.teacher(node):
        asked.off["teacher", name] |= asked.slots(node, "Not_Available_Time", "Day", "Hour")


def _students_off(asked: Asked, node: Node) -> None:
    if name := asked.students(node):
        asked.off["group", name] |= asked.slots(node, "Not_Available_Time", "Day", "Hour")


# --- when activities begin ---------------------------------------------------------------------


def _one_start(asked: Asked, node: Node) -> None:
    day, hour = node.said("Preferred_Day", "Day"), node.said("Preferred_Hour", "Hour")
    days = range(len(asked.frame.days))
    hours = range(len(asked.frame.hours))
    if day or hour:
        named = asked.frame.slot(
            node, day or asked.frame.days[0], hour or asked.frame.hours[0], asked.findings
        )
        if named is None:
            return
        days = range(named[0], named[0] + 1) if day else days
        hours = range(named[1], named[1] + 1) if hour else hours
    for activity in asked.named(node, "Activity_Id"):
        activity.starts &= {(d, h) for d in days for h in hours}


def _named_starts(asked: Asked, node: Node) -> None:
    _begin(asked, node, asked.named(node, "Activity_Id"))


def _filtered_starts(asked: Asked, node: Node) -> None:
    _begin(asked, node, asked.filtered(node))


def _begin(asked: Asked, node: Node, activities: list[Activity]) -> None:
    starts = asked.slots(
        node, "Preferred_Starting_Time", "Preferred_Starting_Day", "Preferred_Starting_Hour"
    )
    for activity in activities:
        activity.starts &= starts


def _named_slots(asked: Asked, node: Node) -> None:
    _stay(asked, node, asked.named(node, "Activity_Id"))


def _filtered_slots(asked: Asked, node: Node) -> None:
    _stay(asked, node, asked.filtered(node))


def _stay(asked: Asked, node: Node, activities: list[Activity]) -> None:
    slots = asked.slots(node, "Preferred_Time_Slot", "Preferred_Day", "Preferred_Hour")
    for activity in activities:
        activity.starts = frozenset(
            start for start in activity.starts if covered(start, activity.duration) <= slots
        )


def covered(start: Slot, duration: int) -> set[Slot]:
    """The slots that an activity takes from a start on."""
    return {(start[0], start[1] + hour) for hour in range(duration)}


# --- activities to each other ------------------------------------------------------------------


def _days_apart(asked: Asked, node: Node) -> None:
    """The days themselves; and the next hour on one day, which FET asks for at any weight."""
    weight = weight_of(node)
    activities = asked.named(node, "Activity_Id")
    days = asked.whole(node, "MinDays", "Min_Days") or 0
    if days:
        counted = None if weight >= 100 else max(1, round(weight))
        asked.tie("apart", activities, days=days, weight=counted)
    if weight < 100 and node.said("Consecutive_If_Same_Day").lower() == "true":
        asked.tie("together", activities)


def _same(kind: RelationKind) -> Take:
    def take(asked: Asked, node: Node) -> None:
        asked.tie(kind, asked.named(node, "Activity_Id"), singly=True)

    return take


def _disjoint(asked: Asked, node: Node) -> None:
    asked.tie("disjoint", asked.named(node, "Activity_Id"))


# --- days of teachers and students -------------------------------------------------------------


def _limit(kind: LimitKind, of: str, *tags: str, unit: int = 1) -> Take:
    def take(asked: Asked, node: Node) -> None:
        who: str | None = ""
        if node.tag.startswith(("ConstraintTeacherM", "ConstraintStudentsSet")):
            who = asked.teacher(node) if of == "teacher" else asked.students(node)
        value = asked.whole(node, *tags)
        if who is None or value is None:
            return
        chosen = kind
        if kind == "full_days" and node.said("Allow_Empty_Days").lower() == "false":
            chosen = "busy_days"
        fields = {"kind": chosen, "of": of, "who": who, "value": value * unit}
        asked.limits.append(Limit.model_validate(fields))

    return take


def _week_days(asked: Asked, node: Node) -> None:
    named = asked.teacher(node) if node.tag == "ConstraintTeacherMaxDaysPerWeek" else ""
    most = asked.whole(node, "Max_Days_Per_Week")
    if named is None or most is None:
        return
    for name in [named] if named else sorted(asked.teachers):
        asked.week_days[name] = max(1, min(most, asked.week_days.get(name, 7)))
        if not most:
            asked.off["teacher", name] |= set(asked.frame.slots)


def _setting(name: str, tag: str) -> Take:
    def take(asked: Asked, node: Node) -> None:
        if node.said("Allow_One_Day_Exception_of_Plus_One").lower() == "true":
            asked.leave(node)
            return
        value = asked.whole(node, tag)
        if value is not None:
            asked.settings[name] = min(value * HOUR, asked.settings.get(name, value * HOUR))

    return take


_DAY = ("Maximum_Hours_Daily", "Max_Hours_Daily")
_LEAST = ("Minimum_Hours_Daily", "Min_Hours_Daily")
_SECOND = "Max_Beginnings_At_Second_Hour"

HARD: Mapping[str, Take] = {
    "BasicCompulsoryTime": nothing,
    "BreakTimes": _breaks,
    "TeacherNotAvailableTimes": _teacher_off,
    "StudentsSetNotAvailableTimes": _students_off,
    "ActivityPreferredStartingTime": _one_start,
    "ActivityPreferredStartingTimes": _named_starts,
    "ActivitiesPreferredStartingTimes": _filtered_starts,
    "SubactivitiesPreferredStartingTimes": _filtered_starts,
    "ActivityPreferredTimeSlots": _named_slots,
    "ActivitiesPreferredTimeSlots": _filtered_slots,
    "SubactivitiesPreferredTimeSlots": _filtered_slots,
    "MinDaysBetweenActivities": _days_apart,
    "ActivitiesSameStartingTime": _same("same_start"),
    "ActivitiesSameStartingDay": _same("same_day"),
    "ActivitiesSameStartingHour": _same("same_hour"),
    "ActivitiesNotOverlapping": _disjoint,
    "TeachersMaxHoursDaily": _limit("day_hours", "teacher", *_DAY, unit=HOUR),
    "TeacherMaxHoursDaily": _limit("day_hours", "teacher", *_DAY, unit=HOUR),
    "StudentsMaxHoursDaily": _limit("day_hours", "group", *_DAY, unit=HOUR),
    "StudentsSetMaxHoursDaily": _limit("day_hours", "group", *_DAY, unit=HOUR),
    "TeachersMinHoursDaily": _limit("full_days", "teacher", *_LEAST, unit=HOUR),
    "TeacherMinHoursDaily": _limit("full_days", "teacher", *_LEAST, unit=HOUR),
    "StudentsMinHoursDaily": _limit("full_days", "group", *_LEAST, unit=HOUR),
    "StudentsSetMinHoursDaily": _limit("full_days", "group", *_LEAST, unit=HOUR),
    "TeachersMaxGapsPerDay": _limit("day_gaps", "teacher", "Max_Gaps"),
    "TeacherMaxGapsPerDay": _limit("day_gaps", "teacher", "Max_Gaps"),
    "StudentsMaxGapsPerDay": _limit("day_gaps", "group", "Max_Gaps"),
    "StudentsSetMaxGapsPerDay": _limit("day_gaps", "group", "Max_Gaps"),
    "TeachersMaxGapsPerWeek": _limit("week_gaps", "teacher", "Max_Gaps"),
    "TeacherMaxGapsPerWeek": _limit("week_gaps", "teacher", "Max_Gaps"),
    "StudentsMaxGapsPerWeek": _limit("week_gaps", "group", "Max_Gaps"),
    "StudentsSetMaxGapsPerWeek": _limit("week_gaps", "group", "Max_Gaps"),
    "StudentsEarlyMaxBeginningsAtSecondHour": _limit("late_starts", "group", _SECOND),
    "StudentsSetEarlyMaxBeginningsAtSecondHour": _limit("late_starts", "group", _SECOND),
    "TeacherMaxDaysPerWeek": _week_days,
    "TeachersMaxDaysPerWeek": _week_days,
    "TeachersMaxHoursContinuously": _setting("teacher_stretch_max", "Maximum_Hours_Continuously"),
    "StudentsMaxHoursContinuously": _setting("group_stretch_max", "Maximum_Hours_Continuously"),
    "TeachersMaxSpanPerDay": _setting("teacher_span_max", "Max_Span"),
    "StudentsMaxSpanPerDay": _setting("group_span_max", "Max_Span"),
}
SOFT: Mapping[str, Take] = {"MinDaysBetweenActivities": _days_apart}
