"""Durations and grid: what `check` finds, and that a model makes only what it accepts."""

from itertools import product

import pytest
from referee import agree
from tiny import course, day_grid, plan, session, tiny

from constraints.base import Violation
from constraints.use_allowed_durations import UseAllowedDurations
from instances.entities import Resource
from instances.grid import Grid, Period
from instances.instance import Instance
from instances.timetable import Timetable

RULE = UseAllowedDurations()
LUNCH = Grid(periods=tuple(p for p in day_grid(10, 15, breaks=(12,)).periods if p.start != 720))


def moved(instance: Instance, start: int, end: int, credited: int) -> list[Violation]:
    first = session(instance, ("A", 0, 10, 1))
    other = first.model_copy(update={"start": start, "end": end, "minutes": credited})
    return list(RULE.check(Timetable(instance=instance, sessions=(other,))))


def test_a_length_the_course_does_not_have() -> None:
    instance = tiny(course("A", 3, (1, 2)), course("B", 3, (1, 3)), grid=LUNCH)
    kept = plan(instance, ("A", 0, 10, 2), ("B", 0, 13, 1), ("A", 1, 11, 1))
    broken = plan(instance, ("A", 0, 10, 2), ("B", 0, 10, 2))
    assert not list(RULE.check(kept))
    (violation,) = RULE.check(broken)
    assert (violation.subject, violation.amount) == (Resource("course", "B"), 1)
    assert violation.say("en") == (
        "B: session of 2 h on Monday 7 September 2026 at 10:00, a length the course does not have."
    )
    assert "séance de 2 h le lundi 7 septembre 2026 à 10:00, durée non prévue" in violation.say(
        "fr"
    )


@pytest.mark.parametrize(
    ("start", "end", "credited", "reason"),
    [
        (600, 660, 60, None),
        (630, 690, 60, "off the grid"),
        (600, 650, 60, "off the grid"),
        (420, 480, 60, "off the grid"),
        (720, 780, 60, "off the grid"),
        (660, 840, 120, "across a break"),
        (600, 720, 60, "credited otherwise than the periods of the grid"),
    ],
)
def test_on_whole_periods_without_a_break(
    start: int, end: int, credited: int, reason: str | None
) -> None:
    found = moved(tiny(course("A", 4, (1, 2)), grid=LUNCH), start, end, credited)
    assert [str(v.values["reason"].en) for v in found] == ([reason] if reason else [])  # type: ignore[attr-defined]


GRIDS = (
    LUNCH,
    Grid(periods=tuple(Period(start=s, end=s + 55, credited=60) for s in (480, 540, 600))),
    Grid(periods=tuple(Period(start=s, end=s + 30, credited=30) for s in (480, 510, 550))),
)


@pytest.mark.parametrize("grid", GRIDS)
def test_check_accepts_the_spans_of_the_grid_and_no_others(grid: Grid) -> None:
    lengths = (30, 60, 90, 120)
    lesson = course("A", 4).model_copy(update={"durations": lengths})
    instance = tiny(lesson, grid=grid)
    first = session(instance, ("A", 0, 8, 1))
    clocks = sorted({c for p in grid.periods for c in (p.start, p.start + 15, p.end)})
    accepted = set()
    for start, end, credited in product(clocks, clocks, lengths):
        other = first.model_copy(update={"start": start, "end": end, "minutes": credited})
        if start < end and not list(RULE.check(Timetable(instance=instance, sessions=(other,)))):
            accepted.add((start, end, credited))
    assert accepted == {(s.start, s.end, s.minutes) for s in grid.spans if s.minutes in lengths}


def test_a_model_makes_only_what_check_accepts() -> None:
    assert len(agree(tiny(course("A", 2, (1, 2)), days=1, grid=LUNCH), [RULE])) == 2**6
