"""All required rules at once: what a model finds, `verify` has nothing against."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model
from referee import least, posted, weekly
from scopes import in_trame
from tiny import MONDAY, course, day_grid, tiny

from constraints.variables import Variables
from constraints.verify import verify
from instances.entities import CalendarRow, Course, Group, Pin, Quota, Teacher, TimeOff
from instances.grid import Grid, Period
from instances.instance import Instance
from instances.timetable import Session, Timetable

SECOND = MONDAY + timedelta(days=7)
GRIDS = (
    day_grid(8, 16, breaks=(12,)),
    day_grid(10, 16),
    day_grid(11, 15, 0.5),
    Grid(
        periods=tuple(
            Period(start=start, end=start + 55, credited=60, break_after=start == 660)
            for start in (480, 540, 605, 660, 780, 840)
        )
    ),
)
GROUPS = (
    Group(code="G", rhythm="R", size=20, minors=True),
    Group(code="G1", parent="G", partition="TP", size=10),
    Group(code="G2", parent="G", partition="TP", size=10),
    Group(code="H", rhythm="R", size=10),
)
GROUPS_OF = {"CM": "G", "TP1": "G1", "TP2": "G2", "X": "H", "Y": "G H"}


@st.composite
def instances(draw: st.DrawFn) -> Instance:
    """Schools of two classes and five courses, with some of every kind of requirement."""
    grid = draw(st.sampled_from(GRIDS))
    courses = [draw(_courses(code, groups)) for code, groups in GROUPS_OF.items()]
    weeks = draw(st.integers(1, 2))
    limits = {
        "group_day_max": draw(st.sampled_from([180, 240, 480])),
        "group_week_max": draw(st.sampled_from([None, 300, 480])),
        "group_span_max": draw(st.sampled_from([None, 240, 360])),
        "group_stretch_max": draw(st.sampled_from([None, 120, 180])),
        "minor_stretch_max": draw(st.sampled_from([None, 60, 120])),
        "minor_stretch_break": draw(st.sampled_from([5, 30])),
        "teacher_day_max": draw(st.sampled_from([120, 480])),
        "teacher_week_max": draw(st.sampled_from([None, 240])),
        "teacher_stretch_max": draw(st.sampled_from([None, 120])),
        "group_rest_min": draw(st.sampled_from([660, 1200])),
        "lunch_start": 720,
        "lunch_end": 840,
    }
    return tiny(
        *courses,
        days=draw(st.sampled_from(["Mon Tue", "Mon Tue Wed:am", "Mon Wed/Tue"])),
        weeks=weeks,
        grid=grid,
        settings=limits,
        groups=GROUPS,
        teachers=tuple(
            Teacher(code=code, week_days_max=draw(st.sampled_from([None, 1, 2]))) for code in "TUV"
        ),
        times_off=tuple(draw(st.lists(_times_off(), max_size=2))),
        calendar=tuple(draw(st.lists(_exceptions(), max_size=1))),
        pins=tuple(draw(st.lists(_pins(grid), max_size=2))),
        quotas=tuple(draw(st.lists(_quotas(courses), max_size=1))),
    )


@st.composite
def _courses(draw: st.DrawFn, code: str, groups: str) -> Course:
    teachers = draw(st.sampled_from(["", "T", "T|U", "U|V", "T|U|V T|U|V"]))
    rooms = draw(st.sampled_from(["", "R", "R|S", "R|S S|L"]))
    fields: dict[str, object] = {"per_day": draw(st.integers(1, 2))}
    if code.startswith("TP"):
        fields["family"] = "TP"
        fields["pace_of"] = draw(st.sampled_from([None, "CM"]))
    if code == "Y":
        fields["after"] = draw(st.sampled_from([(), ("X",)]))
    if code == "X":
        fields["parallel_with"] = draw(st.sampled_from([(), (), ("CM",)]))
    hours = draw(st.integers(1, 3))
    lengths = draw(st.sampled_from([(1,), (1, 2), (2, 1)]))
    return course(code, hours, lengths, groups=groups, teachers=teachers, rooms=rooms, **fields)


def _times_off() -> st.SearchStrategy[TimeOff]:
    who = st.sampled_from([("T", "teacher"), ("U", "teacher"), ("R", "room"), ("G1", "group")])
    start = st.sampled_from([0, 600, 780])
    return st.builds(
        lambda w, day, first, begin, level: TimeOff.model_validate(
            {
                "who": w[0],
                "kind": w[1],
                "weekday": day,
                "first": first,
                "start": begin,
                "end": 900,
                "level": level,
            }
        ),
        who,
        st.sampled_from([None, 0, 1]),
        st.sampled_from([None, SECOND]),
        start,
        st.sampled_from(["impossible", "only"]),
    )


def _exceptions() -> st.SearchStrategy[CalendarRow]:
    return st.builds(
        lambda day, kind, groups, end: CalendarRow(
            first=day, last=day, kind=kind, groups=groups, end=end
        ),
        st.sampled_from([MONDAY, MONDAY + timedelta(days=1), SECOND]),
        st.sampled_from(["closed", "exam", "company"]),
        st.sampled_from([(), ("G1",), ("H",)]),
        st.sampled_from([720, 1440]),
    )


def _pins(grid: Grid) -> st.SearchStrategy[Pin]:
    when: st.SearchStrategy[tuple[date | None, int | None]] = st.sampled_from(
        [(MONDAY, None), (SECOND, None), (None, 0), (None, 1)]
    )
    return st.builds(
        lambda code, day, period, who: Pin(
            course=code,
            date=day[0],
            weekday=day[1],
            start=period.start,
            minutes=60,
            teachers=who,
        ),
        st.sampled_from(["CM", "X", "Y"]),
        when,
        st.sampled_from(grid.periods[:3]),
        st.sampled_from([(), (), ("T",)]),
    )


def _quotas(courses: list[Course]) -> st.SearchStrategy[Quota]:
    return st.builds(
        lambda lesson, tolerance: Quota(
            group=lesson.groups[0],
            unit=lesson.unit,
            minutes=lesson.minutes,
            tolerance=tolerance,
        ),
        st.sampled_from(courses),
        st.sampled_from([0, 60]),
    )


def solved(instance: Instance) -> tuple[int, Timetable | None]:
    x = posted(instance)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = 2
    status = solver.solve(x.model)
    assert status != cp_model.MODEL_INVALID, x.model.validate()
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return status, None
    return status, Timetable(instance=instance, sessions=tuple(_sessions(x, solver)))


def _sessions(x: Variables, solver: cp_model.CpSolver) -> list[Session]:
    found = []
    for lesson in x.instance.courses:
        team = {
            code
            for possible in x.instance.teams[lesson.code]
            for code in possible
            if solver.value(x.teaches(lesson, code))
        }
        for place in x.of(lesson):
            if solver.value(place.var):
                rooms = next(r for r in place.room_sets if solver.value(x.in_room[place, r]))
                found.append(
                    Session(
                        id=str(place),
                        course=lesson.code,
                        date=place.day.first,
                        start=place.span.start,
                        end=place.span.end,
                        minutes=place.span.minutes,
                        groups=lesson.groups,
                        teachers=tuple(sorted(team)),
                        rooms=tuple(sorted(rooms)),
                    )
                )
    return found


def test_what_a_model_finds_breaks_nothing() -> None:
    seen: Counter[int] = Counter()

    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(instances())
    def keep_every_rule(instance: Instance) -> None:
        status, timetable = solved(instance)
        seen[status] += 1
        if timetable is not None:
            assert [v.say("en") for v in verify(timetable).violations] == []
            trame = posted(instance, days=weekly(instance), decide_rooms=False)
            assert in_trame(trame, timetable)
            late = [s for s in timetable.sessions if s.date > MONDAY]
            beside = posted(instance, kept=late, free=lambda _, day: day == MONDAY)
            assert least(beside, 0, timetable) is not None

    keep_every_rule()
    assert seen[cp_model.OPTIMAL] > 10
    assert seen[cp_model.INFEASIBLE] > 10
