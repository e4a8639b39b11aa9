"""The records of a problem: what a coordinator writes in the sheets of her workbook.

Units: minutes for durations and clock times, dates inclusive at both ends. Every record is
frozen and serialises to JSON as it stands. Text is as the coordinator wrote it.
"""

from __future__ import annotations

import datetime
from datetime import date
from typing import Literal, NamedTuple

from pydantic import Field

from instances.grid import Entity
from instances.text import Lang

DayKind = Literal["closed", "public", "exam", "stage", "company", "cfa", "holidays"]
Wish = Literal["impossible", "only", "avoid", "wish"]
RelationKind = Literal["apart", "together", "same_start", "same_day", "same_hour", "disjoint"]
LimitKind = Literal["day_hours", "full_days", "busy_days", "day_gaps", "week_gaps", "late_starts"]


class Resource(NamedTuple):
    """A teacher, a group, a room or a course as the subject of a rule: what a secretary names."""

    kind: Literal["group", "teacher", "room", "course", "school"]
    code: str


class Settings(Entity):
    """The parameters of the school and of the law, each with its usual value.

    `None` means: no such limit, or not known (the audit then says "not verifiable").
    `seats_required`: rooms always hold the learners; else each learner too many has a price.
    """

    school: str = ""
    title: str = ""
    start: date
    end: date
    lang: Lang = "fr"
    zone: str = ""
    public_region: str = ""
    teach_in_holidays: bool = False
    lunch_start: int = 720
    lunch_end: int = 840
    lunch_minutes: int = 60
    group_day_max: int = 480
    group_day_target: int = 420
    group_day_slack: int = 60
    group_week_max: int | None = 2100
    group_span_max: int | None = 600
    group_stretch_max: int | None = 360
    stretch_break: int = 20
    group_rest_min: int = 660
    minor_day_max: int = 480
    minor_stretch_max: int | None = 270
    minor_stretch_break: int = 30
    minor_rest_min: int = 720
    teacher_day_max: int = 480
    teacher_day_target: int = 360
    teacher_week_max: int | None = None
    teacher_span_max: int | None = 600
    teacher_stretch_max: int | None = 360
    teacher_rest_min: int = 660
    company_day_minutes: int | None = None
    other_semesters_minutes: int | None = None
    floor_minutes: int = 81_000
    late_after: int = 1020
    seats_required: bool = True


class CalendarRow(Entity):
    """An exception to the calendar, on whole days or between two clock times of each day.

    `groups` empty: everybody. Which row wins on a date is said in `instances.calendar`.
    """

    first: date
    last: date
    start: int = 0
    end: int = 1440
    kind: DayKind
    groups: tuple[str, ...] = ()
    label: str = ""


class Rhythm(Entity):
    """A named rhythm; several rows of one name follow each other by `since`."""

    name: str
    spec: str
    since: date | None = None


class Group(Entity):
    """Learners taught together. `partition` names the split of the parent it belongs to.

    `gathers` names the groups whose learners this one unites, where it is no split of a parent;
    groups that share such a part share its learners. `possible_rhythms`: names of those it might
    take, for a choice of rhythms; what is planned does not depend on them.
    """

    code: str
    name: str = ""
    parent: str | None = None
    partition: str = ""
    gathers: tuple[str, ...] = ()
    size: int = Field(default=0, ge=0)
    rhythm: str | None = None
    possible_rhythms: tuple[str, ...] = ()
    minors: bool | None = None


class Teacher(Entity):
    """A teacher. Limits left `None` are the settings'."""

    code: str
    name: str = ""
    status: str = ""
    units: tuple[str, ...] = ()
    service: int | None = None
    day_max: int | None = None
    week_max: int | None = None
    week_days_max: int | None = Field(default=None, ge=1, le=7)
    hour_weight: float = Field(default=1.0, gt=0)


class TimeOff(Entity):
    """Times a teacher, a room, a group or a course cannot, can only, should not or would like.

    `weekday` (0-6) every week, or every day when None; both within [first, last].
    """

    who: str
    kind: Literal["teacher", "room", "group", "course"]
    weekday: int | None = Field(default=None, ge=0, le=6)
    first: date | None = None
    last: date | None = None
    start: int = 0
    end: int = 1440
    level: Wish = "impossible"

    def covers_all(self, other: TimeOff) -> bool:
        """Whether the row says of all the times of another one what it says of its own."""
        return (
            self.weekday in (None, other.weekday)
            and self.start <= other.start
            and other.end <= self.end
            and (self.first, self.last) == (other.first, other.last)
        )

    def covers(self, day: date) -> bool:
        """Whether the row speaks of this date."""
        return (
            (self.weekday is None or self.weekday == day.weekday())
            and (self.first is None or self.first <= day)
            and (self.last is None or day <= self.last)
        )


class Room(Entity):
    """A room, the kinds of teaching it suits, its seats and equipment."""

    code: str
    name: str = ""
    kinds: tuple[str, ...] = ()
    seats: int | None = Field(default=None, ge=0)
    equipment: tuple[str, ...] = ()


def taught(unit: str, kind: str, between: str = " ") -> str:
    """Unit and type as people read them, `Bloc 1 TP`; once where they are the same, `AP`."""
    return between.join(dict.fromkeys(word for word in (unit, kind) if word))


class Quota(Entity):
    """Hours of a unit and type that each learner of a group is due over the term."""

    group: str
    unit: str
    label: str = ""
    type: str = ""
    minutes: int = Field(ge=0)
    tolerance: int = Field(default=0, ge=0)


class Course(Entity):
    """What is taught to one or several groups together.

    posts
        One tuple of alternatives per teacher needed; the solver picks distinct teachers, one
        per post, once for the term. Empty: autonomy, nobody teaches.
    rooms
        One tuple of alternatives (room codes) per room needed at the same time.
    durations
        Allowed session lengths; the first is the usual one.
    family
        Code of the `Dédoublé` row this course is a sibling of; siblings keep step.
    size
        Learners who attend, where it is not the sum of the groups' sizes.
    min_days
        Dates over the term that its sessions should be spread over at the least.
    starts
        Weekday (0-6) and clock time of the only starts a session may have; empty: any.
    """

    code: str
    unit: str
    type: str = ""
    label: str = ""
    groups: tuple[str, ...]
    family: str | None = None
    posts: tuple[tuple[str, ...], ...] = ()
    minutes: int = Field(gt=0)
    durations: tuple[int, ...]
    rooms: tuple[tuple[str, ...], ...] = ()
    equipment: tuple[str, ...] = ()
    per_day: int = Field(default=1, ge=1)
    after: tuple[str, ...] = ()
    pace_of: str | None = None
    parallel_with: tuple[str, ...] = ()
    size: int | None = Field(default=None, ge=0)
    min_days: int = Field(default=0, ge=0)
    starts: tuple[tuple[int, int], ...] = ()


class Pin(Entity):
    """A session that must stand: on one date, or weekly within [first, last].

    A weekly pin holds on as many of its teachable dates as the course's hours allow.
    """

    course: str
    date: datetime.date | None = None
    weekday: int | None = Field(default=None, ge=0, le=6)
    first: datetime.date | None = None
    last: datetime.date | None = None
    start: int
    minutes: int
    rooms: tuple[str, ...] = ()
    teachers: tuple[str, ...] = ()

    def speaks_of(self, course: str, day: datetime.date, start: int, minutes: int) -> bool:
        """Whether a session of a course on a date, at a start and of a length, is the pin's."""
        return (self.course, self.start, self.minutes) == (course, start, minutes) and self.asks(
            day
        )

    def asks(self, day: datetime.date) -> bool:
        """Whether it asks for a session on a date."""
        if self.date is not None:
            return self.date == day
        return (
            self.weekday == day.weekday()
            and (self.first is None or self.first <= day)
            and (self.last is None or day <= self.last)
        )


class Relation(Entity):
    """How the sessions of several courses stand to each other in time.

    kind
        `apart`: two of them are at least `days` days apart. `together`: two on one date follow
        each other directly. `same_start`, `same_day`, `same_hour`: the courses have the same
        dates and starts, the same dates, the same clock times. `disjoint`: no two at once.
    weight
        None: required. Else what each day too near counts for (`apart` only).
    """

    kind: RelationKind
    courses: tuple[str, ...]
    days: int = Field(default=1, ge=1)
    weight: int | None = Field(default=None, ge=1)


class Limit(Entity):
    """A required limit on the days of teachers or learners.

    kind
        `day_hours`: minutes a date at most; `full_days`: minutes of a date with a session at the
        least; `busy_days`: minutes of every date at the least. `day_gaps`, `week_gaps`: idle
        periods a date, a week at most. `late_starts`: dates a week that begin at the second
        period one is available at; none begins later.
    who
        A teacher's or a group's code; empty: all of them.
    """

    kind: LimitKind
    of: Literal["teacher", "group"]
    who: str = ""
    value: int = Field(ge=0)
