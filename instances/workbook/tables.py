"""An instance as the tables of a workbook: the inverse of the reader.

`read_tables(tables_of(instance)).instance == instance` for every instance the reader made.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from instances.entities import (
    CalendarRow,
    Course,
    Group,
    Pin,
    Quota,
    Rhythm,
    Room,
    Settings,
    Teacher,
    TimeOff,
)
from instances.grid import Period
from instances.instance import Instance
from instances.text import WEEKDAYS
from instances.units import as_hours
from instances.workbook.build_settings import NO_LIMIT
from instances.workbook.build_teaching import sharing
from instances.workbook.layout import Tables
from instances.workbook.parameters import PARAMETERS
from instances.workbook.wording import clock

Record = dict[str, object]


def tables_of(instance: Instance) -> Tables:
    """The tables that say an instance. Empty cells are left out."""
    tables = {
        "settings": _settings(instance.settings),
        "grid": [_period(period) for period in instance.grid.periods],
        "calendar": [_calendar(row) for row in instance.calendar],
        "rhythms": [_rhythm(rhythm) for rhythm in instance.rhythms],
        "groups": [_group(group) for group in instance.groups],
        "teachers": [_teacher(teacher) for teacher in instance.teachers],
        "times_off": [_time_off(row) for row in instance.times_off],
        "rooms": [_room(room) for room in instance.rooms],
        "quotas": [_quota(quota) for quota in instance.quotas],
        "courses": _courses(instance),
        "pins": [_pin(pin) for pin in instance.pins],
        "preferences": [{"rule": r, "level": level} for r, level in instance.levels.items()],
    }
    return {
        key: [{k: v for k, v in record.items() if v not in (None, "")} for record in records]
        for key, records in tables.items()
        if records
    }


def _settings(settings: Settings) -> list[Record]:
    """The settings that are not as usual."""
    records: list[Record] = []
    for parameter in PARAMETERS:
        value: object = getattr(settings, parameter.key)
        if not parameter.required and value == Settings.model_fields[parameter.key].default:
            continue
        if value is None:
            value = NO_LIMIT.fr
        elif isinstance(value, int) and parameter.kind == "hours":
            value = as_hours(value)
        elif isinstance(value, int) and parameter.kind == "clock":
            value = clock(value)
        records.append({"setting": parameter.key, "value": value})
    return records


def _hours(minutes: int | None) -> int | float | None:
    return None if minutes is None else as_hours(minutes)


def _times(start: int, end: int) -> tuple[str | time | None, str | time | None]:
    return (clock(start) if start else None, clock(end) if end < 1440 else None)


def _names(names: Sequence[str]) -> str:
    return "; ".join(names)


def _period(period: Period) -> Record:
    return {
        "start": clock(period.start),
        "end": clock(period.end),
        "credited": as_hours(period.credited),
        "break_after": period.break_after or None,
    }


def _calendar(row: CalendarRow) -> Record:
    start, end = _times(row.start, row.end)
    return {
        "first": row.first,
        "last": row.last if row.last != row.first else None,
        "start": start,
        "end": end,
        "kind": row.kind,
        "groups": _names(row.groups),
        "label": row.label,
    }


def _rhythm(rhythm: Rhythm) -> Record:
    return {"name": rhythm.name, "spec": rhythm.spec, "since": rhythm.since}


def _group(group: Group) -> Record:
    return {
        "code": group.code,
        "name": group.name,
        "parent": group.parent,
        "partition": group.partition,
        "size": group.size,
        "rhythm": group.rhythm,
        "possible_rhythms": _names(group.possible_rhythms),
        "minors": group.minors,
    }


def _teacher(teacher: Teacher) -> Record:
    return {
        "code": teacher.code,
        "name": teacher.name,
        "status": teacher.status,
        "units": _names(teacher.units),
        "service": _hours(teacher.service),
        "day_max": _hours(teacher.day_max),
        "week_max": _hours(teacher.week_max),
        "week_days_max": teacher.week_days_max,
        "hour_weight": teacher.hour_weight if teacher.hour_weight != 1 else None,
    }


def _time_off(row: TimeOff) -> Record:
    start, end = _times(row.start, row.end)
    return {
        "who": row.who,
        "day": None if row.weekday is None else WEEKDAYS[row.weekday].fr,
        "first": row.first,
        "last": row.last,
        "start": start,
        "end": end,
        "level": row.level,
    }


def _room(room: Room) -> Record:
    return {
        "code": room.code,
        "name": room.name,
        "kinds": _names(room.kinds),
        "seats": room.seats,
        "equipment": _names(room.equipment),
    }


def _quota(quota: Quota) -> Record:
    return {
        "group": quota.group,
        "unit": quota.unit,
        "label": quota.label,
        "type": quota.type,
        "hours": as_hours(quota.minutes),
        "tolerance": as_hours(quota.tolerance) or None,
    }


def _pin(pin: Pin) -> Record:
    return {
        "course": pin.course,
        "date": pin.date,
        "day": None if pin.weekday is None else WEEKDAYS[pin.weekday].fr,
        "first": pin.first,
        "last": pin.last,
        "start": clock(pin.start),
        "duration": as_hours(pin.minutes),
        "rooms": _names(pin.rooms),
        "teachers": _names(pin.teachers),
    }


def _courses(instance: Instance) -> list[Record]:
    """One row per course, one per family of siblings."""
    families: dict[str, list[Course]] = {}
    for course in instance.courses:
        families.setdefault(course.family or course.code, []).append(course)
    return [_course(code, members, instance, families) for code, members in families.items()]


def _course(
    code: str, members: list[Course], instance: Instance, families: dict[str, list[Course]]
) -> Record:
    first = members[0]
    parts = [instance.group[group] for group in first.groups] if first.family else []
    groups = (
        dict.fromkeys(instance.group[m.groups[0]].parent or "" for m in members)
        if parts
        else first.groups
    )
    return {
        "code": code,
        "unit": first.unit,
        "type": first.type,
        "label": first.label,
        "groups": _names(tuple(groups)),
        "split": parts[0].partition if parts else None,
        "teachers": _posts(first),
        "teacher_count": len(first.posts),
        "hours": as_hours(first.minutes),
        "durations": "; ".join(f"{m // 60}h{m % 60:02d}" for m in first.durations),
        "rooms": " + ".join(" | ".join(need) for need in first.rooms),
        "equipment": _names(first.equipment),
        "per_day": first.per_day,
        "min_days": first.min_days or None,
        "after": _references(members, [m.after for m in members], instance, families),
        "pace_of": _references(
            members, [(m.pace_of,) if m.pace_of else () for m in members], instance, families
        ),
        "parallel_with": _references(
            members, [m.parallel_with for m in members], instance, families, apart=True
        ),
    }


def _references(
    members: Sequence[Course],
    meant: Sequence[Sequence[str]],
    instance: Instance,
    families: dict[str, list[Course]],
    *,
    apart: bool = False,
) -> str:
    """The fewest names that mean these courses: a family's where it means just them."""
    names: dict[str, None] = {}
    for codes in meant:
        for code in codes:
            family = instance.course[code].family
            stands = family is not None and all(
                set(_sharing(instance, member, families[family], apart=apart)) <= set(others)
                for member, others in zip(members, meant, strict=True)
            )
            names[family if stands and family is not None else code] = None
    return _names(tuple(names))


def _sharing(
    instance: Instance, course: Course, members: Sequence[Course], *, apart: bool
) -> list[str]:
    return sharing(lambda other: instance.learners[other.code], course, members, apart=apart)


def _posts(course: Course) -> str:
    """`A; B | C`; equal posts are said once, the number of teachers says how many."""
    posts = [" | ".join(post) for post in course.posts]
    return _names(posts[:1] if len(set(posts)) == 1 else posts)
