"""Floors: never above what the best timetable costs, and as high as they are meant to be."""

from __future__ import annotations

import pytest
from tiny import course, day_grid, tiny

from constraints.openings import Openings
from constraints.registry import DOMAINS, WISH
from constraints.weights import weight
from instances.entities import Quota
from instances.instance import Instance
from solver.control import Control, Options
from solver.floors import course_floor, floors
from solver.monolith import solve_whole
from solver.teacher_floors import Given, circles


def total(instance: Instance, seconds: float = 0.0) -> int:
    """The bound the floors make, with those of several teachers if there is time for them."""
    control = Control(Options(time_limit=60, workers=1)) if seconds else None
    return sum(floor.cost for floor in floors(Openings(instance, DOMAINS), control, seconds))


def teacher_floor(instance: Instance, code: str) -> int:
    return Given.of(Openings(instance, DOMAINS), code).least


@pytest.mark.parametrize(
    "instance",
    [
        tiny(course("A", hours=3, lengths=(2, 1), teachers="T"), weeks=2),
        tiny(course("A", hours=5, lengths=(2, 1), teachers="T"), days=1, weeks=4),
        tiny(
            course("A", hours=4, lengths=(2,), teachers="T"),
            course("B", hours=3, lengths=(1, 2), groups="H", teachers="T|U"),
            days=2,
            weeks=2,
        ),
        tiny(
            course("A", hours=4, lengths=(2, 1), teachers="T"),
            course("B", hours=2, lengths=(1,), groups="H", teachers="T"),
            days=2,
            weeks=2,
            settings={"teacher_day_target": 60, "teacher_day_max": 180},
        ),
        tiny(
            course("A", hours=3, lengths=(1,), teachers="T|U"),
            course("B", hours=2, lengths=(2, 1), groups="H", teachers="U|V"),
            course("C", hours=2, lengths=(1,), groups="H", teachers="T U|V"),
            days=2,
            weeks=2,
            settings={"teacher_day_target": 60, "teacher_day_max": 180},
        ),
    ],
)
def test_floors_are_a_bound_of_the_best_timetable(instance: Instance) -> None:
    status, plan, proven = solve_whole(instance, Options(time_limit=60, workers=2))
    assert status == "OPTIMAL"
    assert plan is not None and plan.cost == proven
    assert 0 < total(instance) <= total(instance, seconds=20) <= plan.cost


def test_odd_hours_need_a_second_slot() -> None:
    odd = tiny(course("A", hours=5, lengths=(2, 1)), days=1, weeks=4)
    even = tiny(course("A", hours=4, lengths=(2, 1)), days=1, weeks=4)
    slot = weight(WISH["keep_weekly_slots"], odd)
    assert course_floor(odd, odd.courses[0], {120: [4], 60: [4]}) == 2 * slot
    assert course_floor(even, even.courses[0], {120: [4], 60: [4]}) == slot


def test_slots_hold_as_many_sessions_as_they_have_dates() -> None:
    instance = tiny(course("A", hours=8, lengths=(2,)), days=2, weeks=4)
    slot = weight(WISH["keep_weekly_slots"], instance)
    assert course_floor(instance, instance.courses[0], {120: [4]}) == slot
    assert course_floor(instance, instance.courses[0], {120: [3, 2]}) == 2 * slot


def test_a_teacher_comes_as_often_as_the_course_that_meets_most() -> None:
    instance = tiny(
        course("A", hours=4, lengths=(1,), teachers="T"),
        course("B", hours=4, lengths=(2,), teachers="T", groups="H"),
        days=5,
    )
    day = weight(WISH["gather_teacher_days"], instance)
    assert teacher_floor(instance, "T") == 4 * day


def test_days_over_the_load_aimed_at_are_weighed_against_more_days() -> None:
    settings = {"teacher_day_target": 120, "teacher_day_max": 240}
    courses = (
        course("A", hours=4, lengths=(2,), teachers="T", per_day=2),
        course("B", hours=4, lengths=(2,), teachers="T", groups="H", per_day=2),
    )
    instance = tiny(*courses, days=5, settings=settings, grid=day_grid(last=14))
    day = weight(WISH["gather_teacher_days"], instance)
    over = weight(WISH["balance_days"], instance)
    full, light = 2 * (day + 120 * over), 4 * day
    assert teacher_floor(instance, "T") == min(full, light)


def test_a_teacher_has_no_more_days_than_there_are() -> None:
    settings = {"teacher_day_target": 60, "teacher_day_max": 240}
    courses = (course("A", hours=6, lengths=(2,), teachers="T", per_day=2),)
    instance = tiny(*courses, days=2, settings=settings, grid=day_grid(last=14))
    day = weight(WISH["gather_teacher_days"], instance)
    over = weight(WISH["balance_days"], instance)
    # Three days of two hours would be over by three hours; two are over by four.
    assert teacher_floor(instance, "T") == 2 * day + 240 * over


def test_hours_that_either_of_two_teachers_gives_are_somebodys() -> None:
    instance = tiny(
        course("A", hours=2, lengths=(1,), teachers="T"),
        course("B", hours=4, lengths=(1,), groups="H", teachers="T|U"),
        days=2,
        weeks=4,
    )
    day = weight(WISH["gather_teacher_days"], instance)
    slots = total(instance) - 2 * day
    # T can give both on three days of two hours; U would come on four more.
    assert total(instance, seconds=20) == slots + 3 * day
    *_, last = floors(Openings(instance, DOMAINS), Control(Options(time_limit=60)), 20)
    assert [subject.code for subject in last.subjects] == ["T", "U"]


def test_only_a_choice_that_is_open_makes_a_circle() -> None:
    instance = tiny(
        course("A", hours=2, lengths=(1,), teachers="T U"),
        course("B", hours=2, lengths=(1,), groups="H", teachers="U|V"),
        course("C", hours=2, lengths=(1,), groups="H", teachers="W V|X"),
        days=2,
        weeks=2,
    )
    assert set(circles(instance)) == {("T",), ("U", "V", "X"), ("W",)}


def test_hours_less_than_their_tolerance_are_none_at_the_least() -> None:
    """As where a small course shares a row of the maquette with a large one."""
    alone = tiny(
        course("A", hours=1, teachers="T"),
        quotas=(Quota(group="G", unit="A", minutes=60, tolerance=180),),
    )
    assert teacher_floor(alone, "T") == 0
    either = tiny(
        course("B", hours=2, lengths=(1,), groups="G", teachers="U"),
        course("C", hours=10, lengths=(2,), groups="H", teachers="U|V"),
        days=5,
        weeks=2,
        quotas=(Quota(group="G", unit="B", minutes=120, tolerance=180),),
    )
    *_, last = floors(Openings(either, DOMAINS), Control(Options(time_limit=60)), 20)
    # Either can give C on five days, and B may be left out.
    assert 0 < last.cost <= 5 * weight(WISH["gather_teacher_days"], either)
