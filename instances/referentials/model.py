"""What a référentiel is made of: the hours of a diploma, unit by unit, and what is said of them.

Units: minutes for every volume (files write hours), weeks and days as numbers. Semesters are
numbered over the whole course of study: 3 is the first of year 2.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from instances.grid import Entity
from instances.text import Text
from instances.units import parse_hours

Confidence = Literal["H", "M", "L"]
Status = Literal["student", "apprentice"]
MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


def _minutes(value: object) -> object:
    return parse_hours(str(value)) if isinstance(value, int | float | str) else value


def _both_languages(value: object) -> object:
    return {"fr": value, "en": value} if isinstance(value, str) else value


Hours = Annotated[int, BeforeValidator(_minutes), Field(ge=0)]
"""Minutes, written as hours: `45`, `22.5`, `"22h30"`."""

Words = Annotated[Text, BeforeValidator(_both_languages)]
"""A text in both languages; one plain string stands for both."""


class Source(Entity):
    """Where a figure comes from."""

    key: str
    label: Words


class Option(Entity):
    """An option of the diploma; `lab` is the kind of room that is its laboratory."""

    code: str
    label: Words
    lab: str = ""


class Semester(Entity):
    """A semester: its weeks in the official grid, its first and last day as month-day."""

    number: int = Field(ge=1)
    weeks: int = Field(gt=0)
    start: MonthDay
    end: MonthDay

    @property
    def year(self) -> int:
        """Year of study it belongs to: two semesters a year."""
        return (self.number + 1) // 2


class Year(Entity):
    """A year of study as a class: its code, size, rhythm and work placement.

    courses_end
        Last day with courses when it comes before the semester's end (exams).
    stage_end
        Last day of the work placement of `stage_weeks` weeks, counted back without holidays.
    """

    year: int = Field(ge=1)
    code: str
    name: Words
    size: int = Field(default=24, gt=0)
    rhythm: str = "lun-ven"
    courses_end: MonthDay | None = None
    stage_weeks: int = Field(default=0, ge=0)
    stage_end: MonthDay | None = None


class CourseType(Entity):
    """A type of course: how it is usually given.

    halved
        Taught to half-groups: an hour of the learner is two of teacher and room.
    practical
        Counted among the practical hours of the official grid.
    rooms
        Kinds of room, written with `+` and `|` as in the sheet Cours.
    """

    code: str
    label: Words
    halved: bool = False
    practical: bool = False
    teachers: int = Field(default=1, ge=0)
    durations: tuple[Hours, ...] = (120, 60)
    rooms: str = ""


class Kind(Entity):
    """A kind of room."""

    key: str
    label: Words


class RoomExample(Entity):
    """A room that a new workbook lists, to be replaced by the school's own."""

    code: Words
    kinds: tuple[str, ...]
    seats: int | None = None


class Post(Entity):
    """A discipline; a new workbook lists one teacher of it per `service` minutes a semester."""

    key: str
    code: str
    label: Words
    service: Annotated[Hours, Field(gt=0)] = 12_000


class Teaching(Entity):
    """How a unit gives one type of course, where that differs from the type's own habits."""

    type: str
    rooms: str | None = None
    durations: tuple[Hours, ...] | None = None


class Volume(Entity):
    """Hours of a unit, in each of some semesters or over a whole year, and how types share them.

    parts
        Shares of the types: `{ CM = 2, TP = 1 }`.
    weekly
        Hours a week of the official grid, where it states them.
    confidence
        H: read in a sure source; M: a partial source and arithmetic; L: assumption.
    parts_confidence
        The same for the shares; that of the volume when absent.
    """

    semesters: tuple[int, ...] = ()
    year: int | None = None
    hours: Hours
    weekly: Hours | None = None
    parts: dict[str, Annotated[float, Field(gt=0)]]
    confidence: Confidence = "L"
    parts_confidence: Confidence | None = None
    source: str = ""

    @field_validator("parts")
    @classmethod
    def _not_empty(cls, parts: dict[str, float]) -> dict[str, float]:
        if not parts:
            raise ValueError("parts")
        return parts

    @model_validator(mode="after")
    def _one_term(self) -> Self:
        if bool(self.semesters) == (self.year is not None):
            raise ValueError("semesters | year")
        return self


class Unit(Entity):
    """A unit: a stable key, the diploma's code of the day, its names, its volumes.

    option
        The option it belongs to; absent: every learner's.
    by_option
        Taught option by option from the semester where options begin.
    taught_by
        Keys of the posts whose teachers may give it.
    """

    key: str
    code: str = ""
    short: Words
    label: Words
    option: str | None = None
    by_option: bool = False
    taught_by: tuple[str, ...] = ()
    teaching: tuple[Teaching, ...] = ()
    hours: tuple[Volume, ...] = ()


class Statement(Entity):
    """What a document says of the course of study, as it says it: nothing is mended here.

    unit, year
        What it speaks of; absent: every unit together, every year.
    weekly, weekly_tp
        Hours a week, and how many of them are practical.
    weekly_extra_tp
        Practical hours a week that the document adds to `weekly`.
    days_a_week, stage_weeks
        The least and the most.
    approximate
        The document says "about".
    """

    where: Words
    quote: str = ""
    unit: str | None = None
    year: int | None = None
    weekly: Hours | None = None
    weekly_tp: Hours | None = None
    weekly_extra_tp: Hours | None = None
    semester_hours: Hours | None = None
    year_hours: Hours | None = None
    programme_hours: Hours | None = None
    weeks: int | None = Field(default=None, gt=0)
    days_a_week: tuple[int, int] | None = None
    stage_weeks: tuple[int, int] | None = None
    ects: int | None = None
    approximate: bool = False
    note: Words | None = None


class Referential(Entity):
    """A référentiel: what a diploma asks for, and what a document says of it.

    diploma
        What timetables print; else the title, which may also say where the hours are from.
    base
        Name of the référentiel it completes, which is also the grid it is compared with.
    options_from
        Number of the first semester with options.
    """

    name: str
    title: Words
    diploma: Words | None = None
    base: str | None = None
    status: Status = "student"
    ects: int | None = None
    floor_hours: Hours | None = None
    day_hours_max: Hours = 480
    stage_weeks: int | None = None
    options_from: int = 1
    sources: tuple[Source, ...] = ()
    options: tuple[Option, ...] = ()
    semesters: tuple[Semester, ...]
    years: tuple[Year, ...]
    types: tuple[CourseType, ...]
    kinds: tuple[Kind, ...] = ()
    rooms: tuple[RoomExample, ...] = ()
    posts: tuple[Post, ...] = ()
    units: tuple[Unit, ...]
    statements: tuple[Statement, ...] = ()

    def unit(self, key: str) -> Unit:
        """The unit of a key."""
        return next(unit for unit in self.units if unit.key == key)

    def type(self, code: str) -> CourseType:
        """The type of a code."""
        return next(kind for kind in self.types if kind.code == code)

    def semesters_of(self, year: int) -> tuple[Semester, ...]:
        """The semesters of a year of study, in order."""
        return tuple(semester for semester in self.semesters if semester.year == year)

    def paths(self) -> tuple[str | None, ...]:
        """The ways through the diploma: one per option, or None where there is none."""
        return tuple(option.code for option in self.options) or (None,)

    def units_of(self, path: str | None) -> tuple[Unit, ...]:
        """The units of a learner of an option."""
        return tuple(unit for unit in self.units if unit.option in (None, path))

    def semester_minutes(self, unit: Unit, number: int) -> int | None:
        """Minutes of a unit in a semester; None when its volume is given for the year."""
        year = (number + 1) // 2
        if any(volume.year == year for volume in unit.hours):
            return None
        return sum(volume.hours for volume in unit.hours if number in volume.semesters)

    def year_minutes(self, unit: Unit, year: int) -> int:
        """Minutes of a unit over a year."""
        numbers = [semester.number for semester in self.semesters_of(year)]
        return sum(
            volume.hours * sum(number in numbers for number in volume.semesters)
            if volume.semesters
            else volume.hours * (volume.year == year)
            for volume in unit.hours
        )

    def total_minutes(self, year: int, path: str | None) -> int:
        """Minutes of a year for a learner of an option."""
        return sum(self.year_minutes(unit, year) for unit in self.units_of(path))


def on(civil_year: int, day: str) -> datetime.date:
    """The date of a month-day within the school year that begins in `civil_year`.

    A school year runs from August to July.
    """
    month = int(day[:2])
    return datetime.date.fromisoformat(f"{civil_year + (month < 8)}-{day}")


def room_words(rooms: str) -> tuple[str, ...]:
    """The kinds of room named in an expression such as `classroom | lab + common`."""
    return tuple(word for part in rooms.split("+") for w in part.split("|") if (word := w.strip()))
