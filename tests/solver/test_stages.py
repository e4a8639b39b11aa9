"""The parts of the search, each by itself."""

from __future__ import annotations

import random

import pytest
from tiny import course, day_grid, plan, tiny

from constraints.avoid_isolated_sessions import AvoidIsolatedSessions
from constraints.openings import Openings
from constraints.registry import DOMAINS
from constraints.verify import verify
from constraints.weights import weight as price
from instances.entities import Pin
from instances.timetable import Timetable
from solver import polish
from solver.control import Control, Job, Options
from solver.first import PROOF, prove_dates
from solver.model import Scope, build, build_seconds, exact_days, hint, shake
from solver.neighbourhoods import MISSING, ROOMS, Neighbourhood, Neighbourhoods
from solver.outline import find_outline, typical_days
from solver.parts import parts
from solver.plan import Plan, read_sessions, what
from solver.polish import CHAINS_EVERY, CHAINS_SHARE, Polish
from solver.rooms import choose_rooms
from solver.tiles import tiled
from solver.tries import Found

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
        kept = what(old) == what(new)
        assert (old in after.sessions) == kept
        assert kept or after.with_part([old], [new], {}) is None, "what is freed has to be there"


def test_a_change_says_nothing_of_the_team_of_a_course_without_a_session_in_it() -> None:
    stood = plan(TWO, ("A", 1, 8, 2), ("B", 1, 10, 1))
    base = Plan.of(TWO, stood.sessions, {"A": frozenset("T"), "B": frozenset("U")})
    (second,) = (session for session in base.sessions if session.course == "B")
    moved = plan(TWO, ("B", 2, 9, 1)).sessions
    after = base.with_part([second], moved, {"A": frozenset("V"), "B": frozenset("W")})
    assert after is not None
    assert after.teams == {"A": frozenset("T"), "B": frozenset("W")}


def test_a_change_that_clashes_is_not_taken() -> None:
    teams = {c.code: TWO.teams[c.code][0] for c in TWO.courses}
    rows = [("A", 0, 8, 2), ("B", 1, 8, 1)]
    base = Plan.of(TWO, plan(TWO, *rows).sessions, teams)
    first, second = base.sessions
    meanwhile = base.with_part([first], plan(TWO, ("A", 1, 9, 2)).sessions, {})
    assert meanwhile is not None
    moved = meanwhile.with_part([second], plan(TWO, ("B", 1, 9, 1)).sessions, {})
    right = meanwhile.with_part([second], plan(TWO, ("B", 2, 9, 1)).sessions, {})
    assert moved is not None and not moved.keeps_what(meanwhile, base)
    assert right is not None and right.keeps_what(meanwhile, base)


def test_hours_that_stay_missing_weigh_more_until_others_are_preferred() -> None:
    teams = {c.code: TWO.teams[c.code][0] for c in TWO.courses}
    base = Plan.of(TWO, plan(TWO, ("B", 1, 8, 1)).sessions, teams)
    state = Polish(Openings(TWO, DOMAINS), base, control())
    where = Neighbourhood("missing", (), {"A": (base.sessions[0].date,)}, familiar=False)
    before = state.worth(base)
    for _ in range(3):
        state.take(Found(where, base, (), {}, 1.0))
    assert state.plan.sessions == base.sessions and state.worth(base) > before
    assert set(state.urgency) == {"A"}
    less_of_a = Plan.of(TWO, plan(TWO, ("A", 0, 8, 1)).sessions, teams)
    assert less_of_a.rank == base.rank and state.worth(less_of_a) < state.worth(base)


def test_two_tries_that_took_the_same_room_are_both_laid_over_the_plan() -> None:
    """B and C are held at once by different learners, and either room suits both."""
    instance = tiny(
        course("B", hours=1, groups="G", rooms="R|S"), course("C", hours=1, groups="H", rooms="R|S")
    )
    openings = Openings(instance, DOMAINS)
    base = Plan.of(instance, (), {code: frozenset[str]() for code in "BC"})
    state = Polish(openings, base, control())
    for code in "BC":
        found = plan(instance, (code, 0, 8, 1, "", "R")).sessions
        where = Neighbourhood("missing", (), {code: instance.dates}, familiar=False)
        state.take(Found(where, base, found, {}, 1.0))
    assert {s.course: s.rooms for s in state.plan.sessions} == {"B": ("R",), "C": ("S",)}
    assert state.closest.complete
    assert not verify(Timetable(instance=instance, sessions=state.plan.sessions)).violations


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


WEEK = tiny(*TWO.courses, days=3, weeks=1)


def whole_week() -> Plan:
    """Every hour of WEEK, D in two rooms."""
    rows = [
        ("A", 0, 8, 2), ("A", 1, 9, 2), ("B", 1, 8, 1), ("B", 2, 10, 1),
        ("C", 0, 8, 1), ("C", 2, 9, 1), ("D", 1, 10, 1, "U", "S"), ("D", 2, 8, 1, "U", "R"),
    ]  # fmt: skip
    teams = {c.code: WEEK.teams[c.code][0] for c in WEEK.courses}
    found = Plan.of(WEEK, plan(WEEK, *rows).sessions, teams)
    assert found.complete
    return found


def test_blame_falls_on_the_courses_whose_sessions_cost() -> None:
    instance = tiny(
        course("A", hours=2), course("B", hours=1), course("C", hours=2, groups="H"),
        days=2, levels={"avoid_isolated_sessions": 1},
    )  # fmt: skip
    rows = [("A", 0, 8, 1), ("B", 0, 9, 1), ("A", 1, 8, 1), ("C", 0, 8, 1), ("C", 1, 9, 1)]
    timetable = plan(instance, *rows)
    blame = Plan.of(instance, timetable.sessions, {}).blame
    alone = price(AvoidIsolatedSessions(), instance)
    others = Plan.of(
        tiny(*instance.courses, days=2, levels={"avoid_isolated_sessions": 0}),
        timetable.sessions, {},
    ).blame  # fmt: skip
    more = {code: blame.get(code, 0) - others.get(code, 0) for code in "ABC"}
    assert more == {"A": alone, "B": 0, "C": 2 * alone}


def test_neighbourhoods_of_a_complete_week_are_of_every_kind_but_missing() -> None:
    base, drawn = whole_week(), Neighbourhoods(WEEK, 1, mending=False)
    seen = set()
    for _ in range(200):
        where = drawn.draw(base)
        seen.add(where.name)
        assert where.sessions and where.at_once == (where.name == ROOMS)
        for session in where.sessions:
            assert session in base.sessions and session.date in where.part[session.course]
        drawn.learn(where, improved=False, effort=1.0)
    assert seen == {*drawn.makers} and seen.isdisjoint(MISSING)
    assert seen > {"costly", "costly day", "costly mix", ROOMS}


def test_a_try_on_rooms_alone_moves_no_session() -> None:
    base = whole_week()
    state = Polish(Openings(WEEK, DOMAINS), base, control())
    tried = 0
    for _ in range(120):
        attempt = state.draw([])
        found = state.tries.make(attempt) if tried < 3 else None
        if found is not None and found.where.at_once:
            tried += 1
            after = base.with_part(found.where.sessions, found.sessions, found.teams)
            assert after is not None and after.cost <= base.cost
            assert {(s.course, s.slot) for s in after.sessions} == {
                (s.course, s.slot) for s in base.sessions
            }
    assert tried == 3


def test_shaken_models_cost_the_same_and_find_other_plans() -> None:
    costs, plans = set(), set()
    for seed in range(6):
        model = build(Openings(WEEK, DOMAINS), exact_days(WEEK.dates), decide_rooms=True)
        if seed:
            shake(model, seed)
        solved = control().run(Job(model.cp, 10, number=1))
        assert solved.status == "OPTIMAL"
        sessions = read_sessions(model.x, solved.value)
        verdict = verify(Timetable(instance=WEEK, sessions=tuple(sessions)))
        assert not verdict.violations
        costs.add(verdict.cost)
        plans.add(frozenset((s.course, s.slot, s.rooms) for s in sessions))
    assert len(costs) == 1 and len(plans) > 1


def test_tries_side_by_side_free_different_sessions() -> None:
    base = whole_week()
    drawn = Neighbourhoods(WEEK, 0, mending=False)
    drawn._size = dict.fromkeys(drawn._size, 2.0)
    apart = 0
    for _ in range(40):
        first = drawn.draw(base)
        second = drawn.draw(base, [first])
        apart += {id(s) for s in first.sessions}.isdisjoint(id(s) for s in second.sessions)
    assert apart >= 30


def test_the_hint_of_an_elastic_model_is_a_whole_solution() -> None:
    sessions = plan(TWO, ("A", 0, 8, 2, "T", "R"), ("B", 1, 8, 1, "T", "R")).sessions
    openings, days = Openings(TWO, DOMAINS), exact_days(TWO.dates)
    part = dict.fromkeys(("B", "C"), TWO.dates)
    model = build(openings, days, Scope(kept=sessions[:1], part=part), elastic=True)
    hint(model, sessions[1:])
    hinted = model.cp.proto.solution_hint
    values = dict(zip(hinted.vars, hinted.values, strict=True))
    left = {code: model.x.unplaced(TWO.course[code]) for code in part}
    assert {code: values[term.index] for code, term in left.items()} == {"B": 60, "C": 120}


def test_sessions_without_a_room_send_others_of_their_date_elsewhere() -> None:
    """A may use R or S and stands in R; B suits R only: A has to change rooms."""
    instance = tiny(course("A", hours=1, rooms="R|S"), course("B", hours=1, groups="H", rooms="R"))
    standing = plan(instance, ("A", 0, 8, 1, "", "R"), ("A", 1, 8, 1, "", "R")).sessions
    (wanted,) = plan(instance, ("B", 0, 8, 1, "", "R")).sessions
    teams = {code: frozenset[str]() for code in "AB"}
    state = Polish(Openings(instance, DOMAINS), Plan.of(instance, standing, teams), control())
    where = Neighbourhood("missing", (), {"B": instance.dates}, familiar=False)
    bare = (wanted.model_copy(update={"rooms": ()}),)
    found = state.tries.seat_again(Found(where, state.plan, bare, {}, 1.0), state.plan, control())
    assert found.where.sessions == standing[:1]
    assert {(s.course, s.date, s.rooms) for s in found.sessions} == {
        ("A", instance.dates[0], ("S",)),
        ("B", instance.dates[0], ("R",)),
    }


def test_chains_leave_most_of_the_time_to_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look takes three seconds of the clock: the next waits until that is a share of it."""
    now, looks = 0.0, list[float]()

    def eject(openings: Openings, plan: Plan, control: Control, *, number: int) -> Plan:
        nonlocal now
        looks.append(now)
        now += 3.0
        return plan

    monkeypatch.setattr(polish, "eject", eject)
    missing = Plan.of(TWO, (), {})
    clock = Control(Options(time_limit=1000), now=lambda: now)
    state = Polish(Openings(TWO, DOMAINS), missing, clock)
    for _ in range(60):
        now += 1.0
        state.drawn += CHAINS_EVERY
        state.chain()
    assert looks[0] == 1.0
    assert len(looks) * 3.0 == pytest.approx(CHAINS_SHARE * now, abs=3.0)


def test_nothing_is_proved_where_the_model_would_not_be_built_in_time() -> None:
    openings = Openings(TWO, DOMAINS)
    late = Control(Options(time_limit=0.5 * build_seconds(openings)))
    assert prove_dates(openings, None, late, 1.0) == (None, False)
    assert late.stage != PROOF
    found, infeasible = prove_dates(openings, None, control(), 10.0)
    assert found is not None and found.complete and not infeasible
