"""Wishes, against brute force and by hand."""

from __future__ import annotations

from datetime import timedelta

from referee import bounded, priced, priced_beside
from tiny import MONDAY, course, day_grid, plan, tiny

from constraints.avoid_clashes import AvoidClashes
from constraints.limit_daily_sessions import LimitDailySessions
from constraints.plan_hours import PlanHours
from constraints.respect_wishes import RespectWishes
from instances.entities import Group, TimeOff

RULE = RespectWishes()
GIVEN = (AvoidClashes(), PlanHours(), LimitDailySessions())
OFF = (
    TimeOff(who="T", kind="teacher", level="avoid", weekday=0, start=540, end=600),
    TimeOff(who="U", kind="teacher", level="wish", weekday=1, start=480, end=600),
    TimeOff(who="P", kind="group", level="avoid", weekday=1, start=0, end=545),
    TimeOff(who="P", kind="group", level="wish", start=500, end=660, first=MONDAY, last=MONDAY),
    TimeOff(who="R", kind="room", level="avoid", weekday=1),
    TimeOff(who="B", kind="course", level="avoid", weekday=0, start=600, end=660),
)
GROUPS = (
    Group(code="P", rhythm="R"),
    Group(code="P1", parent="P", partition="half"),
    Group(code="P2", parent="P", partition="half"),
)
INSTANCE = tiny(
    course("A", hours=3, lengths=(1, 2), groups="P", teachers="T", rooms="R|S"),
    course("B", hours=1, groups="P1", teachers="T|U"),
    days=2,
    groups=GROUPS,
    times_off=OFF,
)


def test_posted_as_checked() -> None:
    assert len(set(priced(INSTANCE, RULE, GIVEN))) > 3


def test_beside_kept_sessions() -> None:
    assert priced_beside(INSTANCE, RULE, lambda c, _: c.code == "A", GIVEN)
    assert priced_beside(INSTANCE, RULE, lambda c, d: d > MONDAY or c.code == "B", GIVEN)


def test_the_trame_counts_the_best_of_its_dates() -> None:
    off = TimeOff(who="T", kind="teacher", level="avoid", last=MONDAY)
    always = TimeOff(who="G", kind="group", level="avoid", start=480, end=540)
    weeks = tiny(
        course("A", hours=2, teachers="T"),
        days="Mon",
        weeks=2,
        grid=day_grid(8, 9),
        times_off=(off, always),
        levels={RULE.id: 1},
    )
    # Both Mondays are needed: two hours against the group's wish, one against the teacher's.
    assert bounded(weeks, [RULE], GIVEN) == (120, 180)


def _against(*rows: tuple[object, ...], off: tuple[TimeOff, ...]) -> list[int]:
    instance = tiny(
        course("A", lengths=(1, 2), teachers="T", per_day=2), weeks=2, days=2, times_off=off
    )
    return [v.amount for v in RULE.check(plan(instance, *rows))]


def test_wishes_by_hand() -> None:
    tuesday_morning = TimeOff(who="T", kind="teacher", level="wish", weekday=1, start=480, end=590)
    rows = (("A", 0, 8, 1), ("A", 1, 8, 2), ("A", 3, 8, 1))
    # Monday is outside the wish; on Tuesday the period from 9 to 10 is not wholly within it.
    assert _against(*rows, off=(tuesday_morning,)) == [60, 60]
    # Not a word on dates after the wish.
    first_week = tuesday_morning.model_copy(update={"last": MONDAY + timedelta(days=1)})
    assert _against(("A", 2, 8, 1), ("A", 3, 10, 1), off=(first_week,)) == []
    # Two wishes on one date: either will do.
    late = tuesday_morning.model_copy(update={"start": 540, "end": 660})
    assert _against(("A", 1, 8, 2), off=(tuesday_morning, late)) == []
    # Against two rows counts once.
    avoid = TimeOff(who="T", kind="teacher", level="avoid", start=480, end=490)
    assert _against(("A", 0, 8, 1), off=(tuesday_morning, avoid)) == [60]
    assert _against(("A", 0, 8, 1), off=(avoid.model_copy(update={"level": "impossible"}),)) == []
    # A course may be better elsewhere whoever gives it.
    course_off = TimeOff(who="A", kind="course", level="avoid", weekday=0)
    assert _against(*rows, off=(course_off,)) == [60]


def test_the_sentence() -> None:
    off = TimeOff(who="T", kind="teacher", level="avoid")
    instance = tiny(course("A", teachers="T"), times_off=(off,))
    violation = next(iter(RULE.check(plan(instance, ("A", 0, 8, 1)))))
    assert violation.say("fr") == "T : A le lundi 7 septembre 2026 à 08:00, 1 h contre un souhait."
