"""Problem workbooks of schools of any size, drawn from a seed, that are known to have a plan.

A campus is planned first (`build`), and the problem is what that plan needs (`workbook`): so
every instance can be planned, at any tightness, and how tight it is can be said (`report`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from benchmarks.campus.build import Meeting, School, build_school
from benchmarks.campus.school import HOURS
from benchmarks.campus.workbook import Writer, course_code, half_of
from instances.instance import Instance
from instances.timetable import Session, Timetable
from instances.workbook import Tables, read_tables

SIZES = (1, 3, 12, 40, 100)


@dataclass(frozen=True)
class Campus:
    """A generated school: the tables of its workbook, and the plan they hide."""

    school: School
    seed: int

    @cached_property
    def writer(self) -> Writer:
        """Who wrote the tables."""
        return Writer(self.school, self.seed)

    @cached_property
    def tables(self) -> Tables:
        """The workbook's sheets, as `instances.workbook.write_workbook` takes them."""
        return self.writer.tables()

    @cached_property
    def instance(self) -> Instance:
        """The problem as read from its tables."""
        return read_tables(self.tables, "campus").instance

    @cached_property
    def plan(self) -> Timetable:
        """The plan the problem was made from: it keeps every required rule."""
        classes = {klass.code: klass for klass in self.school.classes}
        meetings = sorted(self.writer.meetings, key=lambda m: (m.cell.day, m.start, m.klass))
        sessions = []
        for number, meeting in enumerate(meetings, start=1):
            klass, half = classes[meeting.klass], meeting.part.half
            sessions.append(
                self._session(
                    number,
                    meeting,
                    course_code(klass, meeting.part, weekly=self.school.weekly),
                    klass.code if half is None else half_of(klass, half),
                )
            )
        return Timetable(instance=self.instance, sessions=tuple(sessions))

    def _session(self, number: int, meeting: Meeting, course: str, group: str) -> Session:
        start = HOURS[meeting.start] * 60
        return Session(
            id=f"S{number:05d}",
            course=course,
            date=self.school.term.dates[meeting.cell.day],
            start=start,
            end=start + 60 * meeting.hours,
            minutes=60 * meeting.hours,
            groups=(group,),
            teachers=meeting.teachers,
            rooms=meeting.rooms,
        )


def make_campus(
    classes: int, tightness: float = 0.85, seed: int = 0, *, weekly: bool = False
) -> Campus:
    """Draw a campus.

    Parameters
    ----------
    tightness
        Share of the hours a class can be taught (8 h a CFA day, 35 h a week) that it is taught.
    weekly
        A term of one week without holidays, choices, pace or cycles, for tools that plan a week.

    Raises
    ------
    ValueError
        For no class, or a tightness out of 0.3 to 0.97.
    """
    return Campus(build_school(classes, tightness, seed, weekly=weekly), seed)


def hidden_plan(
    classes: int, tightness: float = 0.85, seed: int = 0, *, weekly: bool = False
) -> Timetable:
    """The plan that the campus of these numbers was made from."""
    return make_campus(classes, tightness, seed, weekly=weekly).plan
