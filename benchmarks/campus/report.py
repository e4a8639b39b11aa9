"""How large and how tight a campus is.

A tightness is used hours over hours there are: of learners 8 h a CFA day and 35 h a week; of
teachers their weekly limits over the weeks of the term; of labs 8 h a date on which some class is
at the CFA.
"""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.campus import Campus
from benchmarks.campus.school import DAY_HOURS, Klass


@dataclass(frozen=True)
class Size:
    """The figures of a campus; the tightnesses are shares, `fullest` the tightest class's."""

    classes: int
    courses: int
    sessions: int
    teachers: int
    rooms: int
    labs: int
    hours: int
    learners: float
    fullest: float
    staff: float
    lab_use: float
    room_use: float

    def __str__(self) -> str:
        return (
            f"{self.classes} classes, {self.courses} courses, {self.sessions} sessions "
            f"({self.hours} h), {self.teachers} teachers, {self.rooms} rooms of which "
            f"{self.labs} labs; used: learners {self.learners:.0%} (fullest class "
            f"{self.fullest:.0%}), teachers {self.staff:.0%}, labs {self.lab_use:.0%}, all rooms "
            f"{self.room_use:.0%}"
        )


def size_of(campus: Campus) -> Size:
    """Measure a campus."""
    school, writer = campus.school, campus.writer
    used = {klass.code: _hours(campus, klass) for klass in school.classes}
    capacity = {klass.code: klass.capacity for klass in school.classes}
    rooms = list(school.rooms)
    labs = [room for kind, room in rooms if kind in ("net", "dev")]
    dates = len({meeting.cell.day for meeting in writer.meetings})
    staff = list(school.staff)
    due = sum(writer.week_max(teacher) for teacher in staff) * writer.weeks

    def use(hours: int, count: int) -> float:
        return hours / (count * dates * DAY_HOURS) if count else 0.0

    return Size(
        classes=len(school.classes),
        courses=len(campus.instance.courses),
        sessions=len(writer.meetings),
        teachers=len(staff),
        rooms=len(rooms),
        labs=len(labs),
        hours=sum(meeting.hours for meeting in writer.meetings),
        learners=sum(used.values()) / sum(capacity.values()),
        fullest=max(used[code] / capacity[code] for code in used),
        staff=sum(teacher.hours for teacher in staff) / due,
        lab_use=use(sum(room.hours for room in labs), len(labs)),
        room_use=use(sum(room.hours for _, room in rooms), len(rooms)),
    )


def _hours(campus: Campus, klass: Klass) -> int:
    """Hours of a learner of the first half-group; the other has as many."""
    plan = campus.school.plan[klass.code]
    meetings = (meeting for laid in plan for meeting in laid.meetings)
    return sum(meeting.hours for meeting in meetings if meeting.part.half in (None, 0))
