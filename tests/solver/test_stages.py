"""The parts of the search, each by itself."""

from __future__ import annotations

import random

from tiny import course, day_grid, plan, tiny

from constraints.openings import Openings
from constraints.registry import DOMAINS
from instances.entities import Pin
from solver.control import Control, Options
from solver.model import Scope
from solver.neighbourhoods import Neighbourhoods
from solver.outline import find_outline, typical_days
from solver.parts import parts
from solver.plan import Plan
from solver.rooms import choose_rooms
from solver.tiles import tiled

TWO = tiny(
    course("A", hours=4, lengths=(2, 1), teachers="T", rooms="R|S"),
    course("B", hours=2, lengths=(1,), teachers="T", rooms="R"),
    course("C", hours=2, lengths=(1,), groups="H", teachers="U", rooms="S"),
    course("D", hours=2, lengths=(1,), groups="H", teachers="U|T", rooms="S|R"),
    days=3,
    weeks=2,
)


def control() -> Control:
    return Control(Options(time_limit=20, workers=2))


def test_tiles_start_whole_usual_lengths_after_a_break() -> None:
    grid = day_grid(first=8, last=15, breaks=(12,))
    instance = tiny(course("A", hours=3, lengths=(2, 1)), grid=grid)
    narrow, lesson = tiled(instance), instance.courses[0]
    starts = [
        (span.start // 60, span.minutes // 60)
        for span in grid.spans
        if span.minutes in lesson.durations and narrow(lesson, instance.dates[0], span)
    ]
    assert starts == [(8, 1), (8, 2), (10, 1), (10, 2), (12, 1), (12, 2), (14, 1)]


def test_pinned_times_are_left_to_the_pin() -> None:
    pin = Pin(course="A", weekday=0, start=9 * 60, minutes=60)
    instance = tiny(
        course("A", hours=2, teachers="T"),
        course("B", hours=2, groups="H", teachers="T"),
        course("C", hours=2, groups="K"),
        pins=(pin,),
    )
    narrow = tiled(instance)
    (nine,) = (s for s in instance.grid.spans if (s.start, s.minutes) == (540, 60))
    monday, tuesday = instance.dates[:2]
    a, b, c = instance.courses
    assert narrow(a, monday, nine) and narrow(c, monday, nine) and narrow(b, tuesday, nine)
    assert not narrow(b, monday, nine), "its teacher is to be with A"


def test_parts_are_classes_with_every_course_once() -> None:
    openings = Openings(TWO, DOMAINS)
    codes = [{c.code for c in part} for part in parts(openings, places=0)]
    assert sorted(map(sorted, codes)) == [["A", "B"], ["C", "D"]]
    (together,) = parts(openings, places=10_000)
    assert len(together) == 4


def test_an_outline_tells_classes_that_alternate_apart() -> None:
    days = typical_days(TWO)
    assert [day.count for day in days] == [2, 2, 2]
    outline = find_outline(Openings(TWO, DOMAINS), control())
    assert set(outline.slots) == {"A", "B", "C", "D"} and all(outline.slots.values())


def test_sessions_that_share_nobody_only_take_rooms() -> None:
    sessions = plan(TWO, ("C", 0, 8, 1), ("D", 1, 8, 1), ("B", 0, 8, 1)).sessions
    near, beside = Scope(kept=sessions, part={"A": TWO.dates}).near(TWO)
    assert [s.course for s in near] == ["D", "B"], "D may be given by T, who gives A"
    assert [s.course for s in beside] == ["C"]


def test_a_session_without_a_room_is_left_out_and_a_course_keeps_its_room() -> None:
    kept = plan(TWO, ("A", 1, 8, 1, "T", "S")).sessions
    wanted = plan(TWO, ("A", 0, 8, 1), ("B", 0, 8, 1), ("D", 0, 8, 1)).sessions
    seated = choose_rooms(Openings(TWO, DOMAINS), wanted, control(), 5, kept)
    assert len(seated) == 2, "three sessions, two rooms"
    rooms = {s.course: s.rooms for s in seated}
    assert len(set(rooms.values())) == 2
    alone = plan(TWO, ("A", 0, 8, 1)).sessions
    (session,) = choose_rooms(Openings(TWO, DOMAINS), alone, control(), 5, kept)
    assert session.rooms == ("S",), "the room it uses already"


def test_what_a_change_costs_is_what_the_whole_costs() -> None:
    rows = [
        ("A", 0, 8, 2), ("A", 4, 9, 2), ("B", 1, 8, 1), ("B", 2, 10, 1),
        ("C", 0, 8, 1), ("C", 3, 9, 1), ("D", 1, 10, 1, "U", "S"), ("D", 5, 8, 1, "U", "R"),
    ]  # fmt: skip
    teams = {c.code: TWO.teams[c.code][0] for c in TWO.courses}
    base = Plan.of(TWO, plan(TWO, *rows).sessions, teams)
    assert base.complete
    draw = random.Random(1)
    for _ in range(40):
        old = draw.choice(base.sessions)
        hours = old.minutes // 60
        row = (old.course, draw.randrange(6), draw.choice((8, 9)), hours)
        new = plan(TWO, row).sessions[0]
        after = base.with_part([old], [new], {})
        assert after is not None
        again = Plan.of(TWO, after.sessions, teams)
        assert (after.cost, after.unplaced) == (again.cost, again.unplaced)
        assert after.with_part([old], [new], {}) is None, "what is freed has to be there"


def test_a_change_that_clashes_is_not_taken() -> None:
    teams = {c.code: TWO.teams[c.code][0] for c in TWO.courses}
    rows = [("A", 0, 8, 2), ("B", 1, 8, 1)]
    base = Plan.of(TWO, plan(TWO, *rows).sessions, teams)
    moved = base.with_part([base.sessions[1]], plan(TWO, ("B", 0, 9, 1)).sessions, {})
    right = base.with_part([base.sessions[1]], plan(TWO, ("B", 2, 9, 1)).sessions, {})
    assert moved is not None and not moved.keeps_what(base)
    assert right is not None and right.keeps_what(base)


def test_neighbourhoods_free_what_they_say() -> None:
    week = tiny(*TWO.courses, days=3, weeks=1)
    for instance in (TWO, week):
        rows = [("A", 0, 8, 2), ("B", 1, 8, 1), ("C", 0, 8, 1), ("D", 1, 10, 1, "U", "S")]
        teams = {c.code: instance.teams[c.code][0] for c in instance.courses}
        base = Plan.of(instance, plan(instance, *rows).sessions, teams)
        drawn = Neighbourhoods(instance, 1, mending=True)
        for _ in range(60):
            where = drawn.draw(base)
            assert where.part
            for session in where.sessions:
                assert session in base.sessions
                assert session.date in where.part[session.course]
            drawn.learn(where, improved=False, effort=1.0)
