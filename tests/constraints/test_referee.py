"""The referee itself: it must see a rule that is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from referee import agree, bounded, priced, priced_beside, timetables
from tiny import course, plan, tiny

from constraints.avoid_clashes import AvoidClashes
from constraints.base import Violation
from constraints.keep_weekly_slots import KeepWeeklySlots
from constraints.plan_hours import PlanHours
from instances.timetable import Timetable

if TYPE_CHECKING:
    from constraints.base import Posted, Priced
    from constraints.variables import Variables

TWO = tiny(course("A", teachers="T"), course("B", teachers="T|U", groups="H", rooms="R|S"), days=1)


def test_enumerates_every_choice_of_date_span_team_and_room() -> None:
    instance = tiny(course("A", hours=1, teachers="T|U", rooms="R|S"), days=2)
    # 2 dates × 3 spans: a session there in one of two rooms, or none; one team for all.
    assert len(timetables(instance)) == 2 * (3**6 - 1) + 1
    assert len(timetables(instance, complete=True)) == 2 * 2 * 6


def test_refuses_what_is_too_large_to_enumerate() -> None:
    with pytest.raises(ValueError, match="tinier"):
        timetables(tiny(course("A", rooms="R|S"), days=5))


def test_post_and_check_of_a_right_rule_agree() -> None:
    accepted = agree(TWO, [AvoidClashes(), PlanHours()])
    assert 0 < len(accepted) < len(timetables(TWO, complete=True))


def test_a_post_that_allows_too_much_is_seen() -> None:
    class Lax(PlanHours):
        def post(self, x: Variables) -> Iterator[Posted]:
            yield from ()

    with pytest.raises(AssertionError, match="posted but refused"):
        agree(tiny(course("A"), days=1), [AvoidClashes(), Lax()])


def test_a_post_that_forbids_too_much_is_seen() -> None:
    class Strict(PlanHours):
        def check(self, timetable: Timetable) -> Iterator[Violation]:
            yield from ()

    with pytest.raises(AssertionError, match="accepted by check"):
        agree(tiny(course("A"), days=1), [AvoidClashes(), Strict()])


class Double(KeepWeeklySlots):
    def penalize(self, x: Variables) -> Iterator[Priced]:
        for subject, expr in super().penalize(x):
            yield subject, 2 * expr


def test_a_wrong_price_is_seen() -> None:
    instance = tiny(course("A"), days=2)
    assert set(priced(instance, KeepWeeklySlots())) == {2}
    with pytest.raises(AssertionError, match="penalty 4, check 2"):
        priced(instance, Double())
    with pytest.raises(AssertionError, match="drift"):
        priced_beside(tiny(course("A", hours=3), days="Mon", weeks=3), Double(), free=_second)


def test_a_bound_that_is_too_high_is_seen() -> None:
    instance = tiny(course("A"), days="Mon", weeks=2)
    assert bounded(instance, [KeepWeeklySlots()]) == (480, 480)

    class Triple(KeepWeeklySlots):
        def penalize(self, x: Variables) -> Iterator[Priced]:
            for subject, expr in super().penalize(x):
                yield subject, expr if x.dated else 3 * expr

    with pytest.raises(AssertionError):
        bounded(instance, [Triple()])


def _second(_: object, when: object) -> bool:
    return str(when) > "2026-09-10"


def test_plan_writes_sessions_in_one_line() -> None:
    timetable = plan(TWO, ("A", 0, 8, 1), ("B", 0, 9, 1, "U", "S"))
    first, second = timetable.sessions
    assert (first.start, first.end, first.teachers) == (480, 540, ("T",))
    assert (second.teachers, second.rooms, second.groups) == (("U",), ("S",), ("H",))
