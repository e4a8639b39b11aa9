"""Levels 0 to 5 as units of the objective, and units as points."""

from __future__ import annotations

from tiny import course, tiny

from constraints.gather_teacher_days import GatherTeacherDays
from constraints.limit_group_gaps import LimitGroupGaps
from constraints.registry import SOFT
from constraints.weights import FACTORS, POINT, level, points, weight

INSTANCE = tiny(course("A"))


def test_the_level_is_the_workbook_s_else_the_rule_s() -> None:
    assert level(LimitGroupGaps(), INSTANCE) == 4
    assert level(LimitGroupGaps(), tiny(course("A"), levels={"limit_group_gaps": 0})) == 0


def test_each_level_weighs_twice_the_one_below() -> None:
    weights = [
        weight(LimitGroupGaps(), tiny(course("A"), levels={"limit_group_gaps": level}))
        for level in range(6)
    ]
    assert weights == [0, 1, 2, 4, 8, 16] == list(FACTORS)


def test_an_hour_or_a_priced_unit_is_a_point_at_level_1() -> None:
    for rule in (LimitGroupGaps(), GatherTeacherDays()):
        instance = tiny(course("A"), levels={rule.id: 1})
        amount = 60 if rule.minutes else 1
        assert points(weight(rule, instance) * amount) == 1.0


def test_points_are_told_to_the_hundredth() -> None:
    assert points(POINT) == 1.0
    assert points(50) == 0.83
    assert points(0) == 0.0


def test_a_rule_that_is_off_weighs_nothing() -> None:
    off = tiny(course("A"), levels={rule.id: 0 for rule in SOFT})
    assert not any(weight(rule, off) for rule in SOFT)
