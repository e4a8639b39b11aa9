"""Hours missing put in by compiled steps: what they find, may not break, and leave alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pytest
from dated import of, school
from tiny import course, day_grid, tiny

from constraints.openings import Openings
from constraints.registry import DOMAINS
from constraints.verify import verify, violations
from instances.entities import Pin, Relation, Room, Teacher, TimeOff
from instances.instance import Instance
from instances.timetable import Timetable
from solver import forward as forward_steps
from solver import polish
from solver.board import Board
from solver.control import Control, Options, Stop
from solver.ejections import missing
from solver.first import first_plan
from solver.forward import Steps, first_of_all, place_missing
from solver.forward_arrays import Forward
from solver.forward_kernel import DISORDER, GIVES_WAY, HEAD, LEAST, MINUTES, SESSIONS
from solver.plan import HOURS, Plan, unplaced
from solver.solve import solve
from solver.term_kernel import ABSENT

SCHOOL = {"days": 2, "weeks": 4}
FULL_DAY = {"days": 1, "weeks": 1, "grid": day_grid(8, 12)}


def placed(
    instance: Instance, *rows: tuple[object, ...], shorter: Collection[str] = ()
) -> tuple[Plan, Plan]:
    before = of(instance, *rows)
    clock = Control(Options(time_limit=20, workers=1))
    after = place_missing(Openings(instance, DOMAINS), before, clock, shorter)
    timetable = Timetable(instance=instance, sessions=after.sessions)
    assert not violations(timetable, without=HOURS)
    assert after.rank <= before.rank
    return before, after


def test_what_is_missing_goes_where_there_is_room() -> None:
    _, after = placed(tiny(course("A", hours=4), **SCHOOL), ("A", 0, 8, 1))
    assert after.complete


def test_two_that_follow_each_other_on_one_date_are_in_order() -> None:
    """A board knows the order of dates only: it would take the first away again."""
    instance = tiny(course("A", hours=1), course("B", hours=1, after=("A",)), days=1, weeks=1)
    _, after = placed(instance)
    assert after.complete


@pytest.mark.parametrize("seed", [1, 2])
def test_who_is_out_of_step_with_a_course_that_has_no_place(seed: int) -> None:
    """L has no two hours on end: P, which keeps its pace, is out of step and nobody's can go."""
    instance = tiny(
        course("P", 3, (1,), pace_of="L"),
        course("L", 2, (2,), teachers="T"),
        days=3,
        weeks=1,
        grid=day_grid(8, 12),
        times_off=tuple(
            TimeOff(who="T", kind="teacher", start=hour * 60, end=hour * 60 + 60)
            for hour in (9, 11)
        ),
    )
    outcome = solve(instance, Options(time_limit=6, workers=1, seed=seed))
    assert outcome.status == "infeasible"


@pytest.mark.parametrize("hours", [1.75, 2, 4])
def test_nobody_stands_on_a_pinned_session_of_many_periods(hours: float) -> None:
    """Q may begin at 8:00 only, where P is pinned: seven, eight and sixteen quarters are barred."""
    instance = tiny(
        course("P", hours, (hours,)),
        course("Q", hours, (hours,), starts=((0, 480),)),
        days=1,
        weeks=1,
        grid=day_grid(8, 16, 0.25),
    )
    pin = Pin(course="P", date=instance.dates[0], start=480, minutes=int(60 * hours))
    openings = Openings(instance.changed(pins=(pin,)), DOMAINS)
    clock = Control(Options(time_limit=20, workers=1))
    run = forward_steps._run(forward_steps.begun(openings, clock, ()), clock)
    assert run is not None
    assert run.cost == hours * 60


def test_what_stands_in_its_way_goes_elsewhere() -> None:
    """B has its only free time where A is, and A may go anywhere."""
    off = tiny(
        course("A", hours=1),
        course("B", hours=1, starts=((0, 480),)),
        days=2,
        weeks=1,
    )
    before, after = placed(off, ("A", 0, 8, 1))
    assert before.unplaced == {"B": 60}
    assert after.complete


def test_hours_that_are_free_in_pieces_come_together() -> None:
    """Two hours in a row are free once one of the others has moved."""
    instance = tiny(course("A", hours=2, per_day=2), course("L", 2, (2,)), **FULL_DAY)
    before, after = placed(instance, ("A", 0, 8, 1), ("A", 0, 10, 1))
    assert before.unplaced == {"L": 120}
    assert after.complete


def test_a_long_session_that_goes_nowhere_is_cut_if_that_is_asked() -> None:
    lessons = course("A", hours=2, per_day=2), course("L", 2, (2, 1), per_day=2)
    base = tiny(*lessons, **FULL_DAY)
    pins = tuple(
        Pin(course="A", date=base.dates[0], start=60 * hour, minutes=60) for hour in (9, 11)
    )
    instance = base.model_copy(update={"pins": pins})
    rows = (("A", 0, 9, 1), ("A", 0, 11, 1))
    assert not placed(instance, *rows)[1].complete
    _, after = placed(instance, *rows, shorter={"L"})
    assert after.complete
    assert {session.start for session in after.sessions if session.course == "A"} == {540, 660}


def test_what_a_pin_asks_for_has_one_place_and_the_rest_of_its_course_any() -> None:
    base = tiny(course("A", hours=3), **SCHOOL)
    pin = Pin(course="A", date=base.dates[0], start=540, minutes=60)
    instance = base.model_copy(update={"pins": (pin,)})
    _, after = placed(instance, ("A", 0, 9, 1))
    assert after.complete
    astray = of(instance, ("A", 1, 9, 1))
    clock = Control(Options(time_limit=20, workers=1))
    assert place_missing(Openings(instance, DOMAINS), astray, clock) is astray


def test_a_week_that_is_full_stays_full() -> None:
    busy = tiny(course("A", hours=8), **SCHOOL, settings={"group_week_max": 60})
    before, after = placed(busy, ("A", 0, 8, 1))
    assert len(after.sessions) == 4  # one each week
    assert before.unplaced == {"A": 420} and after.unplaced == {"A": 240}


def test_a_teacher_with_all_his_days_comes_on_no_other() -> None:
    lessons, teachers = (
        course("A", hours=7, per_day=3, teachers="T"),
        (Teacher(code="T", week_days_max=2),),
    )
    instance = tiny(lessons, days=3, weeks=1, teachers=teachers)
    _, after = placed(instance, ("A", 0, 8, 1))
    assert after.unplaced == {"A": 60}


def test_rooms_are_taken_once() -> None:
    rooms = {"rooms": (Room(code="R"), Room(code="S"))}
    lessons = (
        course("A", hours=4, rooms="R", per_day=4),
        course("B", hours=4, rooms="R|S", groups="H", teachers="U", per_day=4),
    )
    _, after = placed(tiny(*lessons, **rooms, **FULL_DAY), ("B", 0, 8, 1, "R"))
    assert after.complete


def test_what_cannot_be_placed_is_given_up() -> None:
    instance = tiny(course("A", hours=5, per_day=4), **FULL_DAY)
    before, after = placed(instance, *(("A", 0, hour, 1) for hour in (8, 9, 10, 11)))
    assert after.unplaced == before.unplaced == {"A": 60}


def test_where_nothing_can_be_done_the_plan_is_the_same() -> None:
    instance = tiny(course("A", hours=4), **SCHOOL)
    whole = of(instance, *(("A", rank, 8, 1) for rank in range(4)))
    openings, clock = Openings(instance, DOMAINS), Control(Options(time_limit=9))
    assert place_missing(openings, whole, clock) is whole
    stop = Stop()
    stop.stop()
    short = of(instance, ("A", 0, 8, 1))
    ended = place_missing(openings, short, Control(Options(time_limit=9), stop=stop))
    assert ended.rank == short.rank


@pytest.fixture(scope="module")
def short() -> tuple[Openings, Plan]:
    """A plan of a school from which every fifth session is gone."""
    openings = Openings(school(), DOMAINS)
    found = first_plan(openings, Control(Options(time_limit=20)))
    assert found is not None and found.complete
    halved = {c.family for c in found.instance.courses} - {None}
    assert not halved
    left = [session for rank, session in enumerate(found.sessions) if rank % 5]
    return openings, Plan.of(found.instance, left, found.teams)


def forward(openings: Openings, plan: Plan) -> Forward:
    board = Board(openings, plan, anywhere=True)
    return Forward(openings, board, list(missing(board, plan, everything=True)))


@pytest.mark.parametrize("seed", range(4))
def test_what_steps_note_is_what_their_sessions_say(
    short: tuple[Openings, Plan], seed: int
) -> None:
    openings, begun = short
    arrays = forward(openings, begun)
    run = Steps(arrays, (seed,))
    for _ in range(seed + 1):
        run.step(0.0, 40)
        run.settle()
        state = run.state
        ring, waiting = np.roll(state.lost, -state.missing[HEAD]), state.missing[SESSIONS]
        assert sorted(ring[:waiting]) == sorted(np.flatnonzero(state.day == ABSENT))
        state.best_day[:], state.best_first[:] = state.day, state.first
        state.best_room[:] = state.room
        now = Plan.of(openings.instance, arrays.sessions(state), begun.teams)
        assert sum(unplaced(now.instance, now.sessions).values()) == state.missing[MINUTES]
        timetable = Timetable(instance=now.instance, sessions=now.sessions)
        ordered = {"keep_siblings_in_step", "keep_pace", "follow_order"}
        broken = {found.rule.id for found in violations(timetable, without=HOURS)}
        assert broken <= (ordered if state.missing[DISORDER] else set())
        anew = forward(openings, now).state()
        for name in ("mask", "on_day", "done", "held", "week_minutes", "times_used", "of_unit"):
            assert (getattr(state, name) == getattr(anew, name)).all(), name
        for name in ("at", "inside"):
            assert ((getattr(state, name) >= 0) == (getattr(anew, name) >= 0)).all(), name
        assert state.missing[DISORDER] == anew.of_unit.sum()
        state.missing[LEAST] = state.missing[MINUTES]


def test_another_run_knows_half_of_what_failed(short: tuple[Openings, Plan]) -> None:
    openings, begun = short
    run = Steps(forward(openings, begun), (1,))
    for _ in range(9):
        run.step(0.0, 40)
        run.settle()
    units, counted = run.arrays.board.units, run.weights
    failed = {unit for unit in units if run.state.weight[unit.number] > GIVES_WAY}
    assert counted.keys() == {unit.courses[0].code for unit in failed}
    assert failed and len(failed) < len(units)
    after = Steps(forward(openings, run.plan()), (2,), counted)
    for unit in after.arrays.board.units:
        more = run.state.weight[run.arrays.board.unit[unit.courses[0].code].number] - GIVES_WAY
        assert after.state.weight[unit.number] == GIVES_WAY + more // 2


def test_a_school_gets_its_hours_back(short: tuple[Openings, Plan]) -> None:
    openings, begun = short
    found = place_missing(openings, begun, Control(Options(time_limit=20, workers=2)))
    assert sum(begun.unplaced.values()) > 600
    assert found.complete
    assert verify(Timetable(instance=found.instance, sessions=found.sessions)).complete


def test_what_its_teacher_has_no_time_for_goes_to_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """T has six hours and seven to give; one of them is the last resort, and U has time."""
    monkeypatch.setattr(polish, "MANY", 1)
    instance = tiny(
        course("A", hours=3, per_day=3, teachers="T"),
        course("B", hours=4, groups="H", per_day=3, teachers="T|U", parallel_with=("P",)),
        course("P", hours=4, groups="K", per_day=3, teachers="W"),
        course("C", hours=1, groups="L", teachers="U"),
    )
    rows = (("A", 0, 8, 1), ("A", 0, 9, 1), ("A", 0, 10, 1), ("C", 0, 8, 1))
    both = [(code, 1, hour, 1) for code in "BP" for hour in (8, 9, 10)]
    begun = of(instance, *rows, *both)
    assert begun.teams["B"] == frozenset("T") and begun.unplaced == {"B": 60, "P": 60}
    state = polish.Polish(
        Openings(instance, DOMAINS), begun, Control(Options(time_limit=30, workers=1))
    )
    after = state._stepped(begun)
    assert after.complete and after.teams["B"] == frozenset("U")
    assert verify(Timetable(instance=instance, sessions=after.sessions)).complete


def test_a_seed_repeats_the_plan(short: tuple[Openings, Plan]) -> None:
    clocks = [Control(Options(time_limit=30, seed=3)) for _ in range(2)]
    one, other = (place_missing(*short, clock) for clock in clocks)
    assert one == other
    assert clocks[0].clock == clocks[1].clock > 0


def all_of(instance: Instance) -> Plan:
    """A first plan by steps, with nothing in it that breaks a rule."""
    openings = Openings(instance, DOMAINS)
    found = first_of_all(openings, Control(Options(time_limit=20, workers=2)))
    assert found is not None
    timetable = Timetable(instance=instance, sessions=found.sessions)
    assert not violations(timetable, without=HOURS)
    return found


@pytest.mark.parametrize("tied", [False, True])
def test_a_week_without_a_free_hour_is_filled(tied: bool) -> None:
    """Each of eight teachers gives each of eight classes one hour, and there are eight hours."""
    courses = [
        course(f"{group}{teacher}", hours=1, groups=group, teachers=teacher)
        for group in ("G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8")
        for teacher in ("T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8")
    ]
    grid = {"days": 2, "weeks": 1, "grid": day_grid(8, 12)}
    relations = (
        Relation(kind="disjoint", courses=("G1T1", "G2T2", "G3T3")),
        Relation(kind="apart", courses=("G1T2", "G2T3")),
        Relation(kind="together", courses=("G4T1", "G4T2", "G4T3")),
    )
    instance = tiny(*courses, **grid)
    if tied:
        instance = instance.model_copy(update={"relations": relations})
    assert all_of(instance).complete


def test_halves_keep_in_step_and_courses_in_order() -> None:
    instance = tiny(
        course("LECTURE", hours=6, groups="G"),
        course("LAB/A", hours=6, groups="A", family="LAB", pace_of="LECTURE", teachers="U"),
        course("LAB/B", hours=6, groups="B", family="LAB", pace_of="LECTURE", teachers="U"),
        course("FIRST", hours=4, groups="G", teachers="V"),
        course("THEN", hours=4, groups="G", after=("FIRST",), teachers="V"),
        days=3,
        weeks=4,
    )
    assert all_of(instance).complete


def test_sessions_that_keep_others_from_being_in_step_are_left_out() -> None:
    """B has time in the last week only, so that A waits for it: one session more, at the most."""
    instance = tiny(
        course("LAB/A", hours=4, groups="A", family="LAB", teachers="T"),
        course("LAB/B", hours=4, groups="B", family="LAB", teachers="U", starts=((0, 480),)),
        days=1,
        weeks=3,
    )
    found = all_of(instance)
    assert found.unplaced and found.sessions


def test_parallel_courses_that_suit_the_same_rooms_have_one_each() -> None:
    rooms = {"rooms": (Room(code="R"), Room(code="S"))}
    instance = tiny(
        course("A", hours=4, groups="A", teachers="T", rooms="R|S", per_day=4),
        course("B", 4, groups="B", teachers="U", rooms="R|S", parallel_with=("A",), per_day=4),
        **rooms,
        **FULL_DAY,
    )
    assert all_of(instance).complete


def test_what_is_imposed_stands_and_the_rest_is_put_in_around_it() -> None:
    base = tiny(course("A", hours=4), course("B", hours=4), **SCHOOL)
    pin = Pin(course="B", date=base.dates[0], start=480, minutes=60)
    found = all_of(base.model_copy(update={"pins": (pin,)}))
    assert found.complete


def test_what_no_step_can_place_is_missing() -> None:
    """The same clock times are nothing that steps know, and a day of five hours has four."""
    base = tiny(course("A"), course("B"), course("C", hours=5, per_day=5), **FULL_DAY)
    same = Relation(kind="same_hour", courses=("A", "B"))
    found = all_of(base.model_copy(update={"relations": (same,)}))
    assert found.unplaced.keys() == {"A", "B", "C"} and found.unplaced["C"] == 60


def test_days_too_long_for_a_board_are_left_to_models() -> None:
    instance = tiny(course("A"), days=1, weeks=1, grid=day_grid(0, 21, step=0.25))
    openings, clock = Openings(instance, DOMAINS), Control(Options(time_limit=5))
    assert first_of_all(openings, clock) is None


def test_long_sessions_that_leave_no_room_for_others_are_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """T has three hours a day; lessons of two leave one a day that only one of these can use."""
    known: list[Mapping[str, int] | None] = []
    made = forward_steps._runs

    def noted(
        arrays: Forward, control: Control, number: int, weights: Mapping[str, int] | None = None
    ) -> list[Steps]:
        known.append(weights)
        return made(arrays, control, number, weights)

    monkeypatch.setattr(forward_steps, "_runs", noted)
    instance = tiny(
        course("A", hours=6, lengths=(2, 1), groups="G", teachers="T", per_day=3),
        course("B", hours=3, lengths=(3,), groups="H", teachers="T"),
        days=3,
        weeks=1,
    )
    assert all_of(instance).complete
    # The round after the cut knows whom the first one found no place for.
    assert known[0] is None and known[1]


def test_sessions_are_as_long_as_days_and_weeks_of_people_allow() -> None:
    """Two hours go into no week of T, and three into no day of U."""
    instance = tiny(
        course("A", hours=4, lengths=(2, 1), groups="G", teachers="T"),
        course("B", hours=4, lengths=(3, 2), groups="H", teachers="U"),
        **SCHOOL,
    )
    teachers = (
        Teacher(code="T", status="vacataire", week_max=60),
        Teacher(code="U", status="vacataire", day_max=120),
    )
    others = tuple(t for t in instance.teachers if t.code not in {"T", "U"})
    found = all_of(instance.model_copy(update={"teachers": (*others, *teachers)}))
    assert found.complete
    assert sorted(session.minutes for session in found.sessions) == [60] * 4 + [120] * 2
