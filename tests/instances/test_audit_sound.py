"""`impossible` is only ever a proof: brute force finds no timetable where the audit says so."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from referee import HARD, timetables
from tiny import MONDAY, course, day_grid, tiny

from instances.audit import audit
from instances.entities import Course, Group, Pin, Teacher, TimeOff
from instances.instance import Instance
from instances.timetable import Timetable, by_day

CAPS = st.sampled_from([60, 120, 480, 480])
POSTS = st.sampled_from(["", "X", "Y", "X|Y", "X Y", "X|Y X|Y"])
ROOMS = st.sampled_from(["", "L", "L|M", "L M", "L|M L|M"])


@st.composite
def courses(draw: st.DrawFn, code: str, groups: str) -> Course:
    return course(
        code,
        draw(st.sampled_from([1, 1, 2, 3])),
        draw(st.sampled_from([(1,), (1,), (2, 1), (2,)])),
        groups=groups,
        teachers=draw(POSTS),
        rooms=draw(ROOMS),
        per_day=draw(st.sampled_from([1, 2, 2])),
    )


@st.composite
def instances(draw: st.DrawFn) -> Instance:
    whos = st.sampled_from([("X", "teacher"), ("Y", "teacher"), ("L", "room"), ("G1", "group")])
    times_off = [
        TimeOff.model_validate(
            {"who": who, "kind": kind, "weekday": weekday, "start": 480, "end": end, "level": level}
        )
        for (who, kind), weekday, end, level in draw(
            st.lists(
                st.tuples(
                    whos,
                    st.integers(0, 1),
                    st.sampled_from([540, 600]),
                    st.sampled_from(["impossible", "only"]),
                ),
                max_size=2,
            )
        )
    ]
    pins = [
        Pin.model_validate({"course": code, "date": MONDAY, "start": start, "minutes": 60})
        for code, start in draw(
            st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from([480, 540])), max_size=1)
        )
    ]
    teachers = [
        Teacher(code=code, day_max=draw(CAPS), week_days_max=draw(st.sampled_from([1, 5, 5])))
        for code in "XY"
    ]
    second = draw(st.sampled_from(["G", "G1", "G2"]))
    return tiny(
        draw(courses("A", draw(st.sampled_from(["G", "G1"])))),
        draw(courses("B", second)),
        grid=day_grid(8, 10, breaks=draw(st.sampled_from([(), (9,)]))),
        settings={
            "group_day_max": draw(CAPS),
            "group_week_max": draw(st.sampled_from([120, 2100, 2100])),
        },
        groups=(
            Group(code="G", rhythm="R"),
            Group(code="G1", parent="G", partition="TP"),
            Group(code="G2", parent="G", partition="TP"),
        ),
        teachers=tuple(teachers),
        rooms=({"code": "L"}, {"code": "M"}),
        times_off=tuple(times_off),
        pins=tuple(pins),
    )


def within_limits(timetable: Timetable) -> bool:
    """Hours a day and a week, days a week, pins: said again, apart from the rules' own words."""
    instance = timetable.instance
    limits = instance.settings
    for sessions in timetable.by_atom.values():
        days = by_day(sessions)
        if any(sum(s.minutes for s in day) > limits.group_day_max for day in days.values()):
            return False
        if sum(s.minutes for s in sessions) > (limits.group_week_max or 10**6):
            return False
    for code, sessions in timetable.by_teacher.items():
        teacher = instance.teacher[code]
        days = by_day(sessions)
        if any(sum(s.minutes for s in day) > (teacher.day_max or 0) for day in days.values()):
            return False
        if len(days) > (teacher.week_days_max or 7):
            return False
    placed = {(s.course, s.date, s.start, s.minutes) for s in timetable.sessions}
    return all((p.course, p.date, p.start, p.minutes) in placed for p in instance.pins)


def feasible(instance: Instance) -> bool:
    """Whether some complete timetable keeps every rule, by enumerating them all."""
    return any(within_limits(t) for t in timetables(instance, HARD, complete=True))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(instances())
def test_impossible_is_a_proof(instance):
    found = audit(instance)
    if found.impossible or found.erroneous:
        assert not feasible(instance), [f.text.en for f in found.findings]


def test_the_referee_can_find_timetables():
    """The test above would mean nothing if nothing were ever feasible, or ever impossible."""
    easy = tiny(course("A", 1, teachers="X"), teachers=(Teacher(code="X", day_max=60),))
    assert not audit(easy).impossible
    assert feasible(easy)
    hard = tiny(course("A", 2, teachers="X"), teachers=(Teacher(code="X", week_days_max=1),))
    assert audit(hard).impossible
