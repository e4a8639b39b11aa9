"""One-line instances and timetables, small enough to be enumerated.

Hours are written as hours (`8`, `8.5`), dates as their rank among the teachable ones; the term
starts on Monday 7 September 2026. What a course names (groups, teachers, rooms) need not be listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from instances.entities import Course, Group, Rhythm, Room, Settings, Teacher
from instances.grid import Grid, Period
from instances.instance import Instance
from instances.timetable import Session, Timetable

MONDAY = date(2026, 9, 7)


def minutes(hours: float) -> int:
    """`1.5` as 90."""
    return round(hours * 60)


def day_grid(
    first: float = 8, last: float = 11, step: float = 1, breaks: Iterable[float] = ()
) -> Grid:
    """Periods of `step` hours from `first` to `last`, with a break at each clock time given."""
    starts = [minutes(first) + i * minutes(step) for i in range(round((last - first) / step))]
    ends = {minutes(hour) for hour in breaks}
    return Grid(
        periods=tuple(
            Period(
                start=start,
                end=start + minutes(step),
                credited=minutes(step),
                break_after=start + minutes(step) in ends,
            )
            for start in starts
        )
    )


def course(
    code: str,
    hours: float = 2,
    lengths: Sequence[float] = (1,),
    *,
    groups: str = "G",
    teachers: str = "",
    rooms: str = "",
    **fields: object,
) -> Course:
    """A course; teachers as `A B|C` (two posts, the second of two), rooms as `R|S T`."""
    return Course.model_validate(
        {
            "code": code,
            "unit": code,
            "groups": tuple(groups.split()),
            "minutes": minutes(hours),
            "durations": tuple(minutes(length) for length in lengths),
            "posts": tuple(tuple(post.split("|")) for post in teachers.split()),
            "rooms": tuple(tuple(need.split("|")) for need in rooms.split()),
            **fields,
        }
    )


def tiny(
    *courses: Course,
    days: int | str = 2,
    weeks: int = 1,
    grid: Grid | None = None,
    settings: dict[str, object] | None = None,
    **fields: object,
) -> Instance:
    """An instance of `weeks` weeks of `days` days (or a rhythm's SPEC) and a three-hour grid.

    `fields` are those of `Instance`; groups, teachers and rooms left out follow the courses.
    """
    spec = days if isinstance(days, str) else " ".join(["Mon", "Tue", "Wed", "Thu", "Fri"][:days])
    codes = dict.fromkeys(code for c in courses for code in c.groups)
    posts = dict.fromkeys(code for c in courses for post in c.posts for code in post)
    rooms = dict.fromkeys(code for c in courses for need in c.rooms for code in need)
    return Instance.model_validate(
        {
            "settings": Settings.model_validate(
                {
                    "start": MONDAY,
                    "end": MONDAY + timedelta(days=7 * weeks - 1),
                    "lang": "en",
                    **(settings or {}),
                }
            ),
            "grid": grid or day_grid(),
            "rhythms": (Rhythm(name="R", spec=spec),),
            "groups": tuple(Group(code=code, rhythm="R") for code in codes),
            "teachers": tuple(Teacher(code=code) for code in posts),
            "rooms": tuple(Room(code=code) for code in rooms),
            "courses": courses,
            **fields,
        }
    )


def session(instance: Instance, row: tuple[Any, ...]) -> Session:
    """A session from (course, rank of its date, start, hours[, teachers[, rooms]]).

    Its teachers and rooms are the first possible ones unless they are said.
    """
    code, rank, start, hours, *who = row
    lesson = instance.course[code]
    teachers = who[0].split() if who else sorted(instance.teams[code][0])
    rooms = who[1].split() if len(who) > 1 else sorted(instance.room_sets[code][0])
    span = instance.grid.span(minutes(start), minutes(hours))
    return Session(
        id=f"{code} {rank} {start}",
        course=code,
        date=instance.dates[rank],
        start=minutes(start),
        end=span.end if span else minutes(start + hours),
        minutes=minutes(hours),
        groups=lesson.groups,
        teachers=tuple(teachers),
        rooms=tuple(rooms),
    )


def plan(instance: Instance, *rows: tuple[Any, ...]) -> Timetable:
    """A timetable of one `session` a row."""
    sessions = tuple(session(instance, row) for row in rows)
    return Timetable(instance=instance, sessions=sessions)
