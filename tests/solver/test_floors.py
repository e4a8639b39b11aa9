"""Floors: never above what the best timetable costs, and as high as they are meant to be."""

from __future__ import annotations

import pytest
from tiny import course, day_grid, tiny

from constraints.openings import Openings
from constraints.registry import DOMAINS, WISH
from constraints.weights import weight
from instances.instance import Instance
from solver.control import Options
from solver.floors import course_floor, floors, teacher_floor
from solver.monolith import solve_whole


def total(instance: Instance) -> int:
    return sum(floor for _, _, floor in floors(Openings(instance, DOMAINS)))


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
    ],
)
def test_floors_are_a_bound_of_the_best_timetable(instance: Instance) -> None:
    status, plan, proven = solve_whole(instance, Options(time_limit=60, workers=2))
    assert status == "OPTIMAL"
    assert plan is not None and plan.cost == proven
    assert 0 < total(instance) <= plan.cost


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
    assert teacher_floor(instance, "T", instance.courses) == 4 * day


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
    assert teacher_floor(instance, "T", instance.courses) == min(full, light)
