"""Hours missing placed by compiled steps: what they find, may not break, and leave alone."""

from __future__ import annotations

from collections.abc import Collection
from inspect import signature

import numpy as np
import pytest
from dated import of, school
from tiny import course, day_grid, tiny

from constraints.openings import Openings
from constraints.registry import DOMAINS
from constraints.verify import verify, violations
from instances.entities import Pin, Room, Teacher
from instances.instance import Instance
from instances.timetable import Timetable
from solver import placing, polish
from solver.control import Control, Options, Stop
from solver.exchange_arrays import TermArrays
from solver.exchange_state import Standing, Term
from solver.first import first_plan
from solver.placing import place_missing
from solver.placing_kernel import FEWEST, MINUTES, SESSIONS, place
from solver.plan import HOURS, Plan, unplaced
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
    found, _ = first_plan(openings, Control(Options(time_limit=20)), (), any_complete=True)
    assert found is not None and found.complete
    halved = {c.family for c in found.instance.courses} - {None}
    assert not halved
    left = [session for rank, session in enumerate(found.sessions) if rank % 5]
    return openings, Plan.of(found.instance, left, found.teams)


@pytest.mark.parametrize("seed", range(4))
def test_what_steps_note_is_what_their_sessions_say(
    short: tuple[Openings, Plan], seed: int
) -> None:
    openings, begun = short
    arrays = TermArrays(openings, begun)
    run = placing.begin(arrays, (seed,))
    assert isinstance(run, placing._Run)
    for _ in range(seed + 1):
        run.step(0.0, 400)
        run.settle()
        standing, lost = run.standing, run.lost[: run.missing[SESSIONS]]
        assert sorted(lost) == sorted(np.flatnonzero(standing.day == ABSENT))
        assert (run.term.fixed[lost]).all()
        standing.best_day[:], standing.best_first[:] = standing.day, standing.first
        standing.best_room[:] = standing.room
        now = arrays.plan(standing)
        assert sum(unplaced(now.instance, now.sessions).values()) == run.missing[MINUTES]
        assert run.missing[FEWEST] <= run.missing[MINUTES]
        timetable = Timetable(instance=now.instance, sessions=now.sessions)
        assert not violations(timetable, without=HOURS)
        anew = TermArrays(openings, now).standing()
        for name in ("mask", "on_day", "done", "held", "week_minutes", "week_done", "filled"):
            assert (getattr(standing, name) == getattr(anew, name)).all(), name
        assert ((standing.at >= 0) == (anew.at >= 0)).all()


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
        Openings(instance, DOMAINS), begun, {}, Control(Options(time_limit=30, workers=1))
    )
    assert not state._stepped(begun).complete
    assert not state._stepped(begun).complete
    after = state._stepped(begun)
    assert after.complete and after.teams["B"] == frozenset("U")
    assert verify(Timetable(instance=instance, sessions=after.sessions)).complete


def test_a_seed_repeats_the_plan(short: tuple[Openings, Plan]) -> None:
    clocks = [Control(Options(time_limit=30, seed=3)) for _ in range(2)]
    one, other = (place_missing(*short, clock) for clock in clocks)
    assert one == other
    assert clocks[0].clock == clocks[1].clock > 0


def test_steps_take_the_arrays_in_the_order_in_which_they_are_handed_over() -> None:
    fields = [*Term._fields, *Standing._fields]
    assert list(signature(place.py_func).parameters)[: len(fields)] == fields
