"""Sessions that stand alone, against brute force and by hand."""

from __future__ import annotations

from referee import bounded, priced, priced_beside
from tiny import MONDAY, course, day_grid, plan, tiny

from constraints.avoid_clashes import AvoidClashes
from constraints.avoid_isolated_sessions import AvoidIsolatedSessions
from constraints.limit_daily_sessions import LimitDailySessions
from constraints.plan_hours import PlanHours

RULE = AvoidIsolatedSessions()
GIVEN = (AvoidClashes(), PlanHours(), LimitDailySessions())
INSTANCE = tiny(
    course("A", hours=2, groups="G"),
    course("B", hours=2, groups="G H"),
    course("C", hours=1, groups="H"),
)
LONG = tiny(
    course("A", hours=3, lengths=(1, 2)),
    course("B", hours=2, lengths=(1, 2)),
    grid=day_grid(last=12, breaks=(10,)),
)


def test_posted_as_checked() -> None:
    assert set(priced(INSTANCE, RULE, GIVEN)) == {1, 3, 5, 7}


def test_longer_sessions_are_posted_as_checked() -> None:
    assert set(priced(LONG, RULE, GIVEN)) >= {0, 1, 2}


def test_beside_kept_sessions() -> None:
    assert priced_beside(INSTANCE, RULE, lambda c, _: c.code == "B", GIVEN)
    assert priced_beside(INSTANCE, RULE, lambda c, d: d > MONDAY or c.code == "A", GIVEN)


def test_the_trame_bounds_it() -> None:
    # Nothing can stand beside the day's only period; beside one of two, another Monday's may.
    short, longer = (
        tiny(
            course("A", hours=2),
            days="Mon",
            weeks=2,
            grid=day_grid(8, last),
            levels={RULE.id: 1},
        )
        for last in (9, 10)
    )
    assert bounded(short, [RULE], GIVEN) == (120, 120)
    assert bounded(longer, [RULE], GIVEN) == (0, 120)


def test_of_one_course_too_and_not_over_a_date() -> None:
    instance = tiny(course("A", hours=4, per_day=3), course("B", groups="H"), days=2)
    together = plan(instance, ("A", 0, 9, 1), ("A", 0, 10, 1))
    assert not list(RULE.check(together))
    apart = plan(instance, ("A", 0, 8, 1), ("B", 0, 9, 1), ("A", 0, 10, 1), ("A", 1, 8, 1))
    found = [(v.subject.code, v.sessions[0].start) for v in RULE.check(apart)]
    assert found == [("G", 480), ("G", 600), ("G", 480), ("H", 540)]
    assert next(iter(RULE.check(apart))).say("en") == (
        "G: A stands alone on Monday 7 September 2026 at 08:00."
    )


def test_two_sessions_at_once_both_stand_alone() -> None:
    instance = tiny(course("A"), course("B"))
    clash = plan(instance, ("A", 0, 8, 1), ("B", 0, 8, 1))
    assert sum(v.amount for v in RULE.check(clash)) == 2


def test_a_pause_keeps_neighbours_together() -> None:
    periods = (*day_grid(8, 10).periods, *day_grid(13, 15).periods)
    grid = day_grid().model_copy(update={"periods": periods})
    instance = tiny(course("A"), course("B"), grid=grid)
    assert not list(RULE.check(plan(instance, ("A", 0, 9, 1), ("B", 0, 13, 1))))
    assert len(list(RULE.check(plan(instance, ("A", 0, 8, 1), ("B", 0, 13, 1))))) == 2
