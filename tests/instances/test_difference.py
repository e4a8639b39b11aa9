"""What differs between two timetables; the least-cost pairs against all the others."""

from __future__ import annotations

import random
from itertools import permutations

import pytest

from constraints.verify import verify
from instances.assignment import least_cost
from instances.difference import difference
from instances.entities import Resource
from instances.timetable import Timetable
from tests.helpers.tiny import course, plan, tiny

INSTANCE = tiny(
    course("A", 3, groups="G", teachers="T|U", rooms="R|S"),
    course("B", 2, groups="H", teachers="U", rooms="R"),
    days=3,
)
BEFORE = plan(
    INSTANCE,
    ("A", 0, 8, 1, "T", "R"),
    ("A", 1, 8, 1, "T", "R"),
    ("A", 2, 8, 1, "T", "R"),
    ("B", 0, 9, 1, "U", "R"),
    ("B", 1, 9, 1, "U", "R"),
)


def changed(index: int, **update: object) -> Timetable:
    sessions = list(BEFORE.sessions)
    sessions[index] = sessions[index].model_copy(update=update)
    return Timetable(instance=INSTANCE, sessions=tuple(sessions))


def test_costs_are_least() -> None:
    draw = random.Random(5)
    for _ in range(400):
        rows, columns = draw.randint(0, 5), draw.randint(1, 5)
        costs = [[draw.randint(0, 9) for _ in range(columns)] for _ in range(rows)]
        found = least_cost(costs)
        assert len(found) == len({r for r, _ in found}) == len({c for _, c in found})
        assert len(found) == min(rows, columns)
        wide = costs if rows <= columns else [list(row) for row in zip(*costs, strict=True)]
        every = permutations(range(max(rows, columns)), len(wide))
        least = min(sum(wide[i][p] for i, p in enumerate(choice)) for choice in every)
        assert sum(costs[row][column] for row, column in found) == least


def test_a_plan_is_like_itself() -> None:
    assert verify(BEFORE).complete
    found = difference(BEFORE, BEFORE)
    assert (found.changes, found.hours, found.concerned, found.same) == ((), (), (), 5)


@pytest.mark.parametrize(
    ("update", "kinds"),
    [
        ({"date": INSTANCE.dates[2]}, ("moved",)),
        ({"start": 540, "end": 600}, ("moved",)),
        ({"rooms": ("S",)}, ("rooms",)),
        ({"teachers": ("U",), "rooms": ("S",)}, ("rooms", "teachers")),
        ({"groups": ("H",)}, ("groups",)),
        ({"course": "B"}, ("course",)),
        ({"locked": True}, ()),
    ],
)
def test_each_kind_of_change(update: dict[str, object], kinds: tuple[str, ...]) -> None:
    found = difference(BEFORE, changed(1, **update))
    assert [change.kinds for change in found.changes] == ([kinds] if kinds else [])
    assert found.same == 5 - len(found.changes)


def test_hours_and_people() -> None:
    after = changed(0, teachers=("U",), minutes=120, end=600)
    found = difference(BEFORE, after)
    hours = {(h.kind, h.code): h.after - h.before for h in found.hours}
    assert hours == {
        ("course", "A"): 60,
        ("unit", "A"): 60,
        ("group", "G"): 60,
        ("teacher", "T"): -60,
        ("teacher", "U"): 120,
    }
    assert [one.who for one in found.concerned] == [
        Resource("group", "G"),
        Resource("teacher", "T"),
        Resource("teacher", "U"),
    ]


def test_a_session_with_a_new_id_is_the_nearest_one() -> None:
    moved = BEFORE.sessions[2].model_copy(update={"id": "new", "start": 540, "end": 600})
    after = Timetable(instance=INSTANCE, sessions=(*BEFORE.sessions[:2], moved, BEFORE.sessions[4]))
    found = difference(BEFORE, after)
    assert [(c.kinds, c.now.id) for c in found.changes] == [
        (("removed",), BEFORE.sessions[3].id),
        (("moved",), "new"),
    ]
    assert [(c.before and c.before.id) for c in found.of("moved")] == [BEFORE.sessions[2].id]


def test_plans_searched_apart_are_compared_by_place() -> None:
    first, second = BEFORE.sessions[0], BEFORE.sessions[1]
    crossed = (
        first.model_copy(update={"id": second.id}),
        second.model_copy(update={"id": first.id}),
        *BEFORE.sessions[2:],
    )
    after = Timetable(instance=INSTANCE, sessions=crossed)
    assert len(difference(BEFORE, after).of("moved")) == 2
    assert difference(BEFORE, after, ids=False).changes == ()


def test_an_id_that_stands_twice_is_not_trusted_and_no_session_is_lost() -> None:
    twins = (*BEFORE.sessions, BEFORE.sessions[0].model_copy(update={"date": INSTANCE.dates[2]}))
    found = difference(BEFORE, Timetable(instance=INSTANCE, sessions=twins))
    assert [change.kinds for change in found.changes] == [("added",)]
    assert found.same == 5
