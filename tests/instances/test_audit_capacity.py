"""What a rhythm holds, on the figures the school knows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tiny import MONDAY, course, day_grid, tiny

from instances.audit import full_weeks, group_capacity, rhythm_capacity
from instances.entities import CalendarRow, Group, TimeOff
from instances.rhythm import RhythmError


def test_a_group_under_its_own_rhythm_and_under_another():
    instance = tiny(course("C"), days=2, weeks=3, grid=day_grid(8, 16))
    own = group_capacity(instance, "G")
    assert (own.days, own.weeks, own.target, own.cap) == (6, 3, 6 * 420, 6 * 480)
    assert rhythm_capacity(instance, "G", "lun mar") == own
    other = rhythm_capacity(instance, "G", "lun-ven/-")
    assert (other.days, other.weeks) == (10, 2)
    assert other.cap == 2 * 2100  # five days of 8 h are more than 35 h a week
    assert rhythm_capacity(instance, "G", "lun:am").target == 3 * 240


def test_up_to_a_date():
    instance = tiny(course("C"), days=2, weeks=3)
    assert group_capacity(instance, "G", until=MONDAY + timedelta(days=7)).days == 3


def test_closed_days_and_the_group_being_off_do_not_count():
    closed = CalendarRow(first=MONDAY, last=MONDAY, kind="closed")
    off = TimeOff(who="G", kind="group", weekday=1, start=480, end=540)
    instance = tiny(course("C"), calendar=(closed,), times_off=(off,))
    for capacity in (group_capacity(instance, "G"), rhythm_capacity(instance, "G", "mon tue")):
        assert (capacity.days, capacity.cap) == (1, 120)


def test_a_class_counts_the_days_all_its_learners_are_there():
    groups = (
        Group(code="G", rhythm="R"),
        Group(code="G1", parent="G", partition="option"),
        Group(code="G2", parent="G", partition="option"),
    )
    stage = CalendarRow(first=MONDAY, last=MONDAY, kind="stage", groups=("G2",))
    instance = tiny(course("C"), groups=groups, calendar=(stage,))
    assert [group_capacity(instance, code).days for code in ("G", "G1", "G2")] == [1, 2, 1]
    assert rhythm_capacity(instance, "G", "mon-wed").days == 2


def test_full_weeks_of_the_brochure():
    """Year 2: 24 weeks of three days of 8 h hold 576 of its 744 h."""
    assert full_weeks("mar mer jeu", 24, 480) == 576 * 60
    assert full_weeks("lun mar/lun mar mer", 3, 420) == 7 * 420
    assert full_weeks("lun mar:am", 2, 480) == 3 * 480
    assert full_weeks("lun-ven/-", 3, 480) == 10 * 480


def test_a_rhythm_that_is_none():
    instance = tiny(course("C"))
    with pytest.raises(RhythmError):
        rhythm_capacity(instance, "G", "lun someday")
    with pytest.raises(RhythmError):
        full_weeks("", 1, 480)


def test_dates_of_the_term_only():
    instance = tiny(course("C"), days=5, weeks=1, settings={"end": date(2026, 9, 9)})
    assert group_capacity(instance, "G").days == 3
