"""A plausible semester, placed by a few greedy lines: no search is needed to test files.

Two classes of a BTS SIO, zone C, first semester of 2026-27. Every name is invented.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

import pytest

from instances.entities import (
    CalendarRow,
    Course,
    Group,
    Quota,
    Resource,
    Rhythm,
    Room,
    Settings,
    Teacher,
    TimeOff,
)
from instances.grid import Grid, Period, Span
from instances.instance import Instance
from instances.timetable import Session, Solution, Timetable
from instances.weeks import week_of

HOURS = [*range(8, 12), *range(13, 18)]
GRID = Grid(
    periods=tuple(
        Period(start=h * 60, end=h * 60 + 60, credited=60, break_after=h == 11) for h in HOURS
    )
)
HOLIDAYS = (
    CalendarRow(
        first=date(2026, 10, 17),
        last=date(2026, 11, 1),
        kind="holidays",
        label="Vacances de la Toussaint",
    ),
    CalendarRow(
        first=date(2026, 12, 19), last=date(2027, 1, 3), kind="holidays", label="Vacances de Noël"
    ),
    CalendarRow(
        first=date(2026, 11, 11), last=date(2026, 11, 11), kind="public", label="Armistice 1918"
    ),
    CalendarRow(
        first=date(2027, 1, 26),
        last=date(2027, 1, 28),
        kind="exam",
        groups=("SIO2",),
        label="Examen blanc",
    ),
    CalendarRow(
        first=date(2026, 12, 14),
        last=date(2026, 12, 14),
        start=780,
        kind="closed",
        label="Conseil de classe",
    ),
)
TEACHERS = (
    ("LAV", "Mme Lavergne", "certifiée", 90, 1.25),
    ("BRO", "M. Brochant", "certifié", 90, 1.25),
    ("QUE", "Mme Quesnel", "certifiée", 90, 1.25),
    ("TAL", "M. Tallandier", "certifié", 90, 1.25),
    ("ORV", "Mme Orvault", "formatrice", None, 1.0),
    ("DEM", "M. Demarquay", "formateur", 120, 1.0),
    ("FAU", "Mme Fauconnier", "vacataire", 90, 1.0),
    ("GRI", "M. Grisolle", "vacataire", None, 1.0),
    ("HUB", "Mme Hubertin", "vacataire", None, 1.0),
    ("ZEL", "M. Zellig", "intervenant", None, 1.0),
)
ROOMS = (
    ("B12", "Salle B12", ("salle", "salle commune"), 30),
    ("B14", "Salle B14", ("salle", "salle commune"), 30),
    ("A03", "Salle A03", ("salle",), 26),
    ("Labo 1", "Laboratoire réseaux", ("labo",), 14),
    ("Labo 2", "Laboratoire développement", ("labo",), 14),
)
CLASSROOMS, COMMON, LABS = ("B12", "B14", "A03"), ("B12", "B14"), ("Labo 1", "Labo 2")
# code, unit, type, groups, hours, usual length, posts, rooms
COURSES: tuple[
    tuple[str, str, str, tuple[str, ...], int, int, tuple[str, ...], tuple[tuple[str, ...], ...]],
    ...,
] = (
    ("S1-AP", "AP", "AP", ("SIO1",), 28, 4, ("DEM", "ZEL"), (LABS, COMMON)),
    ("S1-B1-TP/A", "Bloc 1", "TP", ("SIO1-A",), 32, 4, ("TAL",), (("Labo 1",),)),
    ("S1-B1-TP/B", "Bloc 1", "TP", ("SIO1-B",), 32, 4, ("ORV",), (("Labo 2",),)),
    ("S1-CEJM", "CEJM", "CM", ("SIO1",), 28, 2, ("QUE",), (CLASSROOMS,)),
    ("S1-B1-CM", "Bloc 1", "CM", ("SIO1",), 30, 2, ("TAL",), (CLASSROOMS,)),
    ("S1-B3-CM", "Bloc 3", "CM", ("SIO1",), 14, 2, ("ORV",), (CLASSROOMS,)),
    ("S1-CGE-CM", "CGE", "CM", ("SIO1",), 15, 2, ("LAV",), (CLASSROOMS,)),
    ("S1-ANG-CM", "Anglais", "CM", ("SIO1",), 15, 2, ("BRO",), (CLASSROOMS,)),
    ("S1-MAT-CM", "Maths", "CM", ("SIO1",), 15, 2, ("FAU",), (CLASSROOMS,)),
    ("S1-CGE-TP/A", "CGE", "TP", ("SIO1-A",), 8, 2, ("LAV",), (CLASSROOMS,)),
    ("S1-CGE-TP/B", "CGE", "TP", ("SIO1-B",), 8, 2, ("LAV",), (CLASSROOMS,)),
    ("S1-ANG-TP/A", "Anglais", "TP", ("SIO1-A",), 8, 2, ("BRO",), (CLASSROOMS,)),
    ("S1-ANG-TP/B", "Anglais", "TP", ("SIO1-B",), 8, 2, ("BRO",), (CLASSROOMS,)),
    ("S1-LAB", "Bloc 1", "autonomie", ("SIO1-A",), 6, 2, (), (LABS,)),
    ("S2-B2-SISR", "Bloc 2", "TP", ("SISR",), 72, 4, ("TAL",), (("Labo 1",),)),
    ("S2-B2-SLAM", "Bloc 2", "TP", ("SLAM",), 72, 4, ("DEM",), (("Labo 2",),)),
    ("S2-AP-SISR", "AP", "AP", ("SISR",), 32, 4, ("ORV", "GRI"), (("Labo 1",), COMMON)),
    ("S2-AP-SLAM", "AP", "AP", ("SLAM",), 32, 4, ("DEM", "HUB"), (("Labo 2",), CLASSROOMS)),
    ("S2-CEJM", "CEJM", "CM", ("SIO2",), 48, 2, ("QUE",), (CLASSROOMS,)),
    ("S2-B3-CM", "Bloc 3", "CM", ("SIO2",), 24, 2, ("GRI",), (CLASSROOMS,)),
    ("S2-MAT", "Maths", "CM", ("SIO2",), 24, 2, ("FAU",), (CLASSROOMS,)),
    ("S2-ANG", "Anglais", "CM", ("SIO2",), 24, 2, ("BRO",), (CLASSROOMS,)),
    ("S2-CGE", "CGE", "CM", ("SIO2",), 24, 2, ("LAV",), (CLASSROOMS,)),
    ("S2-CEJMA", "CEJMA", "TD", ("SIO2",), 11, 1, ("QUE",), (CLASSROOMS,)),
)
LABELS = {
    "CGE": "Culture générale et expression",
    "CEJM": "Culture économique, juridique et managériale",
    "Bloc 1": "Support et mise à disposition de services informatiques",
    "Bloc 2": "Bloc de l’option",
    "Bloc 3": "Cybersécurité des services informatiques",
    "AP": "Ateliers de professionnalisation",
    "Anglais": "Expression et communication en anglais",
    "Maths": "Mathématiques pour l’informatique",
    "CEJMA": "CEJM appliquée",
}


def make_instance(
    end: date = date(2027, 1, 31), hours: float = 1.0, only: tuple[str, ...] = ("S",)
) -> Instance:
    courses = tuple(
        Course(
            code=code,
            unit=unit,
            type=kind,
            groups=groups,
            family=code.partition("/")[0] if "/" in code else None,
            posts=tuple((who,) for who in posts),
            minutes=max(1, round(due * hours)) * 60,
            durations=(length * 60, 60),
            rooms=rooms,
        )
        for code, unit, kind, groups, due, length, posts, rooms in COURSES
        if code.startswith(only)
    )
    quotas = Counter(
        {(c.groups[0].partition("-")[0], c.unit, c.type): c.minutes for c in reversed(courses)}
    )
    return Instance(
        settings=Settings(
            school="CFA du Val d’Orge",
            title="BTS SIO, semestre 1, 2026-27",
            start=date(2026, 9, 1),
            end=end,
            zone="C",
        ),
        grid=GRID,
        calendar=HOLIDAYS,
        rhythms=(
            Rhythm(name="deux jours", spec="Mon Tue"),
            Rhythm(name="trois jours", spec="Tue Wed Thu"),
        ),
        groups=(
            Group(code="SIO1", name="BTS SIO 1re année", size=24, rhythm="deux jours"),
            Group(code="SIO1-A", parent="SIO1", partition="TP", size=12),
            Group(code="SIO1-B", parent="SIO1", partition="TP", size=12),
            Group(code="SIO2", name="BTS SIO 2e année", size=24, rhythm="trois jours"),
            Group(code="SISR", parent="SIO2", partition="option", size=12),
            Group(code="SLAM", parent="SIO2", partition="option", size=12),
        ),
        teachers=tuple(
            Teacher(
                code=code,
                name=name,
                status=status,
                service=None if service is None else service * 60,
                hour_weight=weight,
            )
            for code, name, status, service, weight in TEACHERS
            if any(code in post for course in courses for post in course.posts)
        ),
        times_off=(
            TimeOff(who="GRI", kind="teacher", weekday=1, level="impossible"),
            TimeOff(who="ZEL", kind="teacher", weekday=0, start=480, end=1080, level="only"),
        ),
        rooms=tuple(
            Room(code=code, name=name, kinds=kinds, seats=seats)
            for code, name, kinds, seats in ROOMS
        ),
        quotas=tuple(
            Quota(group=group, unit=unit, label=LABELS[unit], type=kind, minutes=minutes)
            for (group, unit, kind), minutes in sorted(quotas.items())
            if (group, kind) != ("SIO1", "autonomie")
        ),
        courses=courses,
        levels={"keep_slots": 4, "avoid_idle_times": 3, "avoid_late_hours": 1},
    )


class Placer:
    """Places each session where it is cheapest, and never twice anybody at once."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.busy: Counter[tuple[str, date]] = Counter()
        self.sessions: list[Session] = []

    def free(self, who: str, day: date, mask: int) -> bool:
        return not self.busy[who, day] & mask

    def rooms(self, course: Course, day: date, mask: int) -> tuple[str, ...] | None:
        for choice in self.instance.room_sets[course.code]:
            if all(self.free(room, day, mask) for room in choice):
                return tuple(sorted(choice, key=[r.code for r in self.instance.rooms].index))
        return None

    def suits(self, course: Course, day: date, span: Span) -> bool:
        people = [post[0] for post in course.posts]
        atoms = [atom.label for atom in self.instance.learners[course.code]]
        return all(self.free(who, day, span.mask) for who in [*people, *atoms]) and all(
            span.mask & ~self.instance.available(Resource("teacher", who), day) == 0
            for who in people
        )

    def place(self, course: Course, minutes: int, used: Counter[object]) -> bool:
        best: tuple[tuple[int, ...], date, Span, tuple[str, ...]] | None = None
        for day in self.instance.dates:
            opened = self.instance.open_periods(course, day)
            if not opened or used[day]:
                continue
            for span in self.instance.grid.lasting(minutes):
                if span.mask & ~opened or not self.suits(course, day, span):
                    continue
                rooms = self.rooms(course, day, span.mask)
                slot = (day.weekday(), span.start)
                late = int(span.end > 17 * 60)
                cost = (used[week_of(day)], late, -used[slot], day.toordinal(), span.start)
                if rooms is not None and (best is None or cost < best[0]):
                    best = (cost, day, span, rooms)
        if best is None:
            return False
        _, day, span, rooms = best
        people = tuple(post[0] for post in course.posts)
        for who in [*people, *rooms, *(a.label for a in self.instance.learners[course.code])]:
            self.busy[who, day] |= span.mask
        used.update([day, week_of(day), (day.weekday(), span.start)])
        self.sessions.append(
            Session(
                id="",
                course=course.code,
                date=day,
                start=span.start,
                end=span.end,
                minutes=minutes,
                groups=course.groups,
                teachers=people,
                rooms=rooms,
            )
        )
        return True


def make_timetable(instance: Instance) -> Timetable:
    placer = Placer(instance)
    unplaced: dict[str, int] = {}
    for course in instance.courses:
        used: Counter[object] = Counter()
        left = course.minutes
        while left:
            minutes = min(left, course.durations[0])
            if not placer.place(course, minutes, used):
                unplaced[course.code] = left
                break
            left -= minutes
    ordered = sorted(placer.sessions, key=lambda s: (s.date, s.start, s.course))
    count: Counter[str] = Counter()
    sessions = []
    for session in ordered:
        count[session.course] += 1
        sessions.append(
            session.model_copy(update={"id": f"{session.course}#{count[session.course]}"})
        )
    sessions[0] = sessions[0].model_copy(update={"locked": True})
    solution = Solution(
        status="partial" if unplaced else "feasible",
        objective=412.0,
        bound=371.0,
        costs={"keep_slots": 288.0, "avoid_idle_times": 96.0, "avoid_late_hours": 28.0},
        amounts={"keep_slots": 72, "avoid_idle_times": 32, "avoid_late_hours": 28},
        unplaced=unplaced,
        stopped="time_limit",
        seconds=118.4,
        seed=1,
        created=datetime(2026, 11, 23, 18, 30),
    )
    return Timetable(instance=instance, sessions=tuple(sessions), solution=solution)


@pytest.fixture(scope="session")
def instance() -> Instance:
    return make_instance()


@pytest.fixture(scope="session")
def timetable(instance: Instance) -> Timetable:
    return make_timetable(instance)
