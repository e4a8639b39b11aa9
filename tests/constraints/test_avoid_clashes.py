"""Clashes: what `check` finds, and that `post` allows exactly what it accepts."""

import pytest
from referee import agree, posted, timetables
from scopes import agree_beside, relaxed
from tiny import course, day_grid, plan, tiny

from constraints.avoid_clashes import AvoidClashes
from instances.entities import Course, Group, Resource, Room
from instances.instance import Instance

RULE = AvoidClashes()


def test_two_sessions_of_one_teacher() -> None:
    instance = tiny(course("A", 3, (1, 2), teachers="T"), course("B", groups="H", teachers="T"))
    kept = plan(instance, ("A", 0, 8, 2), ("B", 0, 10, 1), ("B", 1, 8, 1))
    broken = plan(instance, ("A", 0, 8, 2), ("B", 0, 9, 1), ("B", 1, 9, 1))
    assert not list(RULE.check(kept))
    (violation,) = RULE.check(broken)
    assert (violation.subject, violation.amount) == (Resource("teacher", "T"), 1)
    assert violation.say("en") == "T: A and B overlap on Monday 7 September 2026."
    assert violation.say("fr") == "T : A et B se chevauchent le lundi 7 septembre 2026."


def test_a_long_session_clashes_with_all_it_covers() -> None:
    instance = tiny(course("A", 3, (3,), rooms="R"), course("B", 2, groups="H", rooms="R"))
    timetable = plan(instance, ("A", 0, 8, 3), ("B", 0, 8, 1), ("B", 0, 10, 1))
    assert [v.subject for v in RULE.check(timetable)] == [Resource("room", "R")] * 2


def _class(first: str, second: str) -> Instance:
    groups = (
        Group(code="G", rhythm="R"),
        *(Group(code=code, parent="G", partition="TP") for code in ("A1", "A2")),
        *(Group(code=code, parent="G", partition="LV") for code in ("L1", "L2")),
    )
    lessons: tuple[Course, ...] = course("A", groups=first), course("B", groups=second)
    return tiny(*lessons, groups=groups, days=1)


@pytest.mark.parametrize(
    ("first", "second", "atoms"),
    [("A1", "A2", 0), ("A1", "L1", 1), ("G", "A1", 2), ("A1 A2", "L1", 2), ("G", "G", 4)],
)
def test_groups_clash_where_they_share_learners(first: str, second: str, atoms: int) -> None:
    instance = _class(first, second)
    timetable = plan(instance, ("A", 0, 8, 1), ("B", 0, 8, 1))
    assert len(list(RULE.check(timetable))) == atoms
    accepted = agree(instance, [RULE])
    assert (len(accepted) == len(timetables(instance))) == (atoms == 0)


def test_post_allows_what_check_accepts() -> None:
    instance = tiny(
        course("A", 2, (1, 2), teachers="T|U", rooms="R|S"),
        course("B", 1, groups="H", teachers="T|V", rooms="S|R"),
        days=1,
    )
    accepted = agree(instance, [RULE])
    assert 1 < len(accepted) < len(timetables(instance))


def test_rooms_that_are_counted_are_never_too_few() -> None:
    lessons = [course(code, 1, groups=code, rooms="R|S") for code in "ABC"]
    instance = tiny(*lessons, days=1, rooms=(Room(code="R"), Room(code="S")))
    accepted = agree(instance, [RULE], decide_rooms=False)
    assert 1 < len(accepted) < len(timetables(instance))


def test_post_beside_kept_sessions() -> None:
    instance = tiny(
        course("A", 2, (1, 2), teachers="T|U", rooms="R|S"),
        course("B", 1, groups="H", teachers="T", rooms="S"),
        days=1,
    )
    assert agree_beside(instance, [RULE], lambda c, _: c.code == "A", given=())
    assert agree_beside(instance, [RULE], lambda c, _: c.code == "B", given=())


def test_the_trame_is_a_relaxation() -> None:
    grid = day_grid(8, 10)
    lessons = course("A", rooms="R|S"), course("B", groups="H", rooms="R")
    assert relaxed(tiny(*lessons, days="Mon", weeks=2, grid=grid), [RULE]) > 1
    lessons = course("A", groups="G", teachers="T"), course("B", groups="H", teachers="T")
    x = posted(tiny(*lessons, days="Mon", weeks=2), [])
    assert len(list(RULE.post(x))) == 2 * 3
