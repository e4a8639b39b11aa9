"""Stretches: what `check` finds, and that `post` allows exactly what it accepts."""

import pytest
from referee import agree, timetables
from scopes import agree_beside, relaxed
from tiny import course, day_grid, plan, session, tiny

from constraints.avoid_clashes import AvoidClashes
from constraints.limit_stretches import LimitStretches
from instances.entities import Group, Resource
from instances.grid import Grid, Period
from instances.timetable import Timetable

RULE = LimitStretches()
TWO = {"group_stretch_max": 120, "stretch_break": 20, "teacher_stretch_max": None}


def clocks(*starts: int, length: int = 60, breaks: tuple[int, ...] = ()) -> Grid:
    """Periods of one length at these minutes after 8:00."""
    return Grid(
        periods=tuple(
            Period(
                start=480 + start,
                end=480 + start + length,
                credited=length,
                break_after=start in breaks,
            )
            for start in starts
        )
    )


def test_three_hours_in_a_row() -> None:
    instance = tiny(course("A", 4), days=1, grid=day_grid(8, 13), settings=TWO)
    kept = plan(instance, ("A", 0, 8, 1), ("A", 0, 9, 1), ("A", 0, 11, 1), ("A", 0, 12, 1))
    broken = plan(instance, ("A", 0, 8, 1), ("A", 0, 10, 1), ("A", 0, 11, 1), ("A", 0, 12, 1))
    assert not list(RULE.check(kept))
    (violation,) = RULE.check(broken)
    assert (violation.subject, violation.amount) == (Resource("group", "G"), 60)
    assert violation.say("en") == (
        "G: 3 h without a break of 20 min on Monday 7 September 2026 from 10:00, 2 h at most."
    )
    assert "3 h sans pause de 20 min le lundi 7 septembre 2026" in violation.say("fr")


@pytest.mark.parametrize(("gap", "amount"), [(5, 65), (20, 0)])
def test_only_a_long_pause_of_the_grid_is_a_break(gap: int, amount: int) -> None:
    grid = clocks(0, 60, 120 + gap)
    lessons = course("A", 3), course("B", 3, (3,))
    instance = tiny(*lessons, days=1, grid=grid, settings=TWO)
    start = 10 + gap / 60
    rows = plan(instance, ("A", 0, 8, 1), ("A", 0, 9, 1), ("A", 0, start, 1))
    assert sum(v.amount for v in RULE.check(rows)) == amount
    # A session over the pause is work but for the pause.
    assert sum(v.amount for v in RULE.check(plan(instance, ("B", 0, 8, 3)))) == amount


def test_a_session_over_a_break_of_the_grid_is_work_all_along() -> None:
    instance = tiny(
        course("A", 3, (3,)), days=1, grid=clocks(0, 60, 180, breaks=(60,)), settings=TWO
    )
    straddling = session(instance, ("A", 0, 8, 4)).model_copy(update={"minutes": 180})
    (violation,) = RULE.check(Timetable(instance=instance, sessions=(straddling,)))
    assert violation.amount == 120


def test_learners_under_18_and_teachers_have_their_own() -> None:
    settings = {
        "group_stretch_max": None,
        "minor_stretch_max": 60,
        "minor_stretch_break": 60,
        "teacher_stretch_max": 90,
    }
    groups = (Group(code="G", rhythm="R", minors=True), Group(code="H", rhythm="R"))
    instance = tiny(
        course("A", teachers="T"),
        course("B", teachers="U", groups="H"),
        days=1,
        groups=groups,
        settings=settings,
    )
    rows = ("A", 0, 8, 1), ("A", 0, 9, 1), ("B", 0, 8, 1), ("B", 0, 10, 1)
    found = {(v.subject.code, v.amount) for v in RULE.check(plan(instance, *rows))}
    assert found == {("G", 60), ("T", 30)}


@pytest.mark.parametrize(
    ("grid", "pause", "most"),
    [
        (day_grid(8, 13), 20, 144),
        (clocks(0, 60, 125, 185, 260), 20, 144),
        (clocks(0, 60, 125, 185, 260), 5, 119),
        (clocks(0, 60, 120, 200, 260, breaks=(120,)), 20, 144),
        (day_grid(8, 9.5, 0.25), 30, 36),
    ],
    ids=["hours", "small pauses", "short breaks", "lunch", "quarters"],
)
def test_post_allows_what_check_accepts(grid: Grid, pause: int, most: int) -> None:
    unit = grid.periods[0].credited / 60
    instance = tiny(
        course("A", 2, (unit, 3 * unit)),
        course("B", 1, (2 * unit,)),
        days=1,
        grid=grid,
        settings={"group_stretch_max": most, "stretch_break": pause},
    )
    rules = [AvoidClashes(), RULE]
    accepted = agree(instance, rules)
    assert 1 < len(accepted) < len(timetables(instance, rules[:1]))


def test_post_beside_kept_sessions() -> None:
    instance = tiny(
        course("A", 2, (1, 3)), course("B", 1, (1,)), days=1, grid=day_grid(8, 13), settings=TWO
    )
    assert agree_beside(instance, [RULE], lambda c, _: c.code == "A")


def test_the_trame_is_a_relaxation() -> None:
    instance = tiny(course("A", 2, (1,)), days="Mon", weeks=2, grid=day_grid(8, 12), settings=TWO)
    assert relaxed(instance, [AvoidClashes(), RULE]) > 1
