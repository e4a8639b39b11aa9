"""Hours of courses: what `check` finds, and that `post` allows exactly what it accepts."""

import pytest
from referee import agree, timetables
from scopes import agree_beside, relaxed
from tiny import MONDAY, course, plan, tiny

from constraints.follow_rhythm import FollowRhythm
from constraints.plan_hours import PlanHours
from instances.entities import CalendarRow, Group, Quota, Resource

RULE = PlanHours()


@pytest.mark.parametrize(
    ("rows", "amount"),
    [
        ([("A", 0, 8, 2), ("A", 1, 8, 1)], 0),
        ([("A", 0, 8, 2)], 60),
        ([("A", 0, 8, 2), ("A", 1, 8, 2)], 60),
    ],
)
def test_hours_that_are_missing_or_too_many(rows: list[tuple[object, ...]], amount: int) -> None:
    instance = tiny(course("A", 3, (1, 2)), course("B", 1))
    found = list(RULE.check(plan(instance, ("B", 0, 10, 1), *rows)))
    assert [(v.subject, v.amount) for v in found] == [(Resource("course", "A"), 60)] * bool(amount)
    if rows == [("A", 0, 8, 2)]:
        assert found[0].say("en") == "A: 2 h planned of 3 h due."
        assert found[0].say("fr") == "A : 2 h planifiées pour 3 h dues."


def _quota(group: str, tolerance: int, kind: str = "") -> Quota:
    return Quota(group=group, unit="A", type=kind, minutes=180, tolerance=tolerance)


@pytest.mark.parametrize(
    ("quotas", "hours"),
    [
        ([], {3}),
        ([_quota("G", 60)], {2, 3, 4}),
        ([_quota("G", 60), _quota("A1", 0)], {3}),
        ([_quota("G", 60, "TP")], {3}),
        ([_quota("G", 60, "CM")], {2, 3, 4}),
        ([_quota("H", 60)], {3}),
    ],
    ids=["none", "one", "the least", "another type", "its type", "another group"],
)
def test_within_the_least_tolerance_of_its_quotas(quotas: list[Quota], hours: set[int]) -> None:
    groups = (
        Group(code="G", rhythm="R"),
        Group(code="A1", parent="G", partition="TP"),
        Group(code="A2", parent="G", partition="TP"),
        Group(code="H", rhythm="R"),
    )
    instance = tiny(course("A", 3, type="CM"), groups=groups, quotas=tuple(quotas))
    accepted = agree(instance, [RULE])
    assert {t.planned(instance.courses[0]) // 60 for t in accepted} == hours


def test_post_allows_what_check_accepts() -> None:
    instance = tiny(course("A", 3, (1, 2)), course("B", 2, (2,), groups="H"), days=1)
    assert 0 < len(agree(instance, [RULE])) < len(timetables(instance))


def test_post_beside_kept_sessions() -> None:
    instance = tiny(course("A", 3), course("B", 2, (2,)), days="Mon", weeks=2)
    first = instance.dates[0]
    assert agree_beside(instance, [RULE], lambda c, day: c.code == "A" and day == first)


def test_the_trame_is_a_relaxation() -> None:
    assert relaxed(tiny(course("A", 3, (1, 2)), days="Mon", weeks=2), [RULE]) > 1


def test_a_course_that_can_stand_nowhere_makes_the_model_infeasible() -> None:
    closed = (CalendarRow(first=MONDAY, last=MONDAY, kind="closed", groups=("H",)),)
    lessons = course("A", 1), course("B", 1, groups="H")
    instance = tiny(*lessons, days=1, calendar=closed, settings={"end": MONDAY})
    assert not agree(instance, [FollowRhythm(), RULE])
