"""The first plan session by session: every rule holds, pins stand, and chains make room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from itertools import islice

import numpy as np
import pytest
from tiny import course, day_grid, plan, tiny

from constraints.openings import Openings
from constraints.registry import DOMAINS
from constraints.verify import verify
from instances.entities import Pin, Relation, Teacher
from instances.instance import Instance
from instances.timetable import Session, Timetable
from solver import first
from solver.board import Board
from solver.control import Control, Options
from solver.ejections import Due, Ejections, cut
from solver.first import first_plan
from solver.holding import without_broken
from solver.insertion import eject, inserted
from solver.plan import Plan, unplaced
from solver.solve import solve

HOURS = {"plan_hours", "meet_quotas"}
SCHOOL = {"days": 3, "weeks": 4}
MONDAY_AT_8 = ((0, 480),)


def control() -> Control:
    return Control(Options(time_limit=30, workers=1))


def planned(instance: Instance) -> Sequence[Session]:
    return next(inserted(Openings(instance, DOMAINS), control())).sessions


def broken(instance: Instance, sessions: Sequence[Session]) -> set[str]:
    violations = verify(Timetable(instance=instance, sessions=tuple(sessions))).violations
    return {violation.rule.id for violation in violations} - HOURS


def test_a_school_with_room_for_all_gets_all_its_hours() -> None:
    instance = tiny(
        course("A", hours=8, lengths=(2,), groups="G", teachers="T"),
        course("B", hours=8, lengths=(2,), groups="H", teachers="T"),
        course("C", hours=4, groups="G", teachers="U"),
        **SCHOOL,
    )
    sessions = planned(instance)
    assert not unplaced(instance, sessions) and not broken(instance, sessions)


def test_what_holds_for_the_whole_term_holds_from_the_first_session() -> None:
    instance = tiny(
        course("LECTURE", hours=6, groups="G"),
        course("LAB/A", hours=4, groups="A", family="LAB", pace_of="LECTURE"),
        course("LAB/B", hours=4, groups="B", family="LAB", pace_of="LECTURE"),
        course("FIRST", hours=3, groups="G"),
        course("THEN", hours=3, groups="G", after=("FIRST",)),
        **SCHOOL,
    )
    sessions = planned(instance)
    assert not unplaced(instance, sessions) and not broken(instance, sessions)


def test_parallel_courses_meet_as_one() -> None:
    instance = tiny(
        course("A", hours=6, lengths=(2,), groups="A", teachers="T", rooms="R|S"),
        course(
            "B", hours=6, lengths=(2,), groups="B", teachers="U", rooms="R|S", parallel_with=("A",)
        ),
        course("C", hours=12, groups="G", teachers="T"),
        **SCHOOL,
    )
    sessions = planned(instance)
    assert not unplaced(instance, sessions) and not broken(instance, sessions)


@pytest.mark.parametrize("weekly", [False, True])
def test_hours_are_set_aside_for_pins(weekly: bool) -> None:
    base = tiny(course("A", hours=3), course("B", hours=12), **SCHOOL)
    last = base.dates[-1]
    pin = (
        Pin(course="A", weekday=last.weekday(), start=600, minutes=60, first=last - timedelta(14))
        if weekly
        else Pin(course="A", date=last, start=600, minutes=60)
    )
    instance = base.model_copy(update={"pins": (pin,)})
    sessions = planned(instance)
    assert not broken(instance, sessions) and not unplaced(instance, sessions)
    assert sum(pin.speaks_of(s.course, s.date, s.start, s.minutes) for s in sessions) >= 1


def test_a_pin_late_in_the_week_finds_its_teacher_with_hours_left() -> None:
    base = tiny(
        course("A", hours=2, teachers="T", groups="G"),
        course("B", hours=9, teachers="T", groups="H"),
        **SCHOOL,
        teachers=(Teacher(code="T", week_max=180),),
    )
    pin = Pin(course="A", date=base.dates[2], start=480, minutes=60)
    instance = base.model_copy(update={"pins": (pin,)})
    sessions = planned(instance)
    assert not broken(instance, sessions)
    assert any(pin.speaks_of(s.course, s.date, s.start, s.minutes) for s in sessions)


def test_limits_on_days_and_weeks_hold() -> None:
    instance = tiny(
        *(course(code, hours=8, groups=f"G{code}", teachers="T") for code in "ABC"),
        days=5,
        weeks=4,
        teachers=(Teacher(code="T", week_max=360, day_max=180, week_days_max=2),),
    )
    sessions = planned(instance)
    assert not broken(instance, sessions)
    assert sum(s.minutes for s in sessions) == 4 * 360  # all that the teacher may give


def test_sessions_that_stay_are_found_where_they_were() -> None:
    instance = tiny(course("A", hours=4, teachers="T"), course("B", hours=4, groups="H"), **SCHOOL)
    kept = plan(instance, ("A", 2, 9, 1)).sessions
    found = next(inserted(Openings(instance, DOMAINS), control(), kept))
    assert set(map(id, kept)) <= set(map(id, found.sessions))
    assert not found.unplaced and not broken(instance, found.sessions)


def test_few_classes_are_put_in_session_by_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first, "_by_class", None)
    instance = tiny(course("A", hours=6), course("B", hours=6, groups="H"), **SCHOOL)
    clock = control()
    found = first_plan(Openings(instance, DOMAINS), clock)
    assert found is not None and found.complete
    assert clock.first_complete is not None


def test_days_too_long_for_a_board_are_planned_class_by_class() -> None:
    mornings = {"lengths": (2,), "starts": tuple((day, 420) for day in range(3))}
    lessons = course("A", 4, **mornings), course("B", 4, groups="H", **mornings)
    instance = tiny(*lessons, **SCHOOL, grid=day_grid(7, 23, step=0.25))
    found = first_plan(Openings(instance, DOMAINS), control())
    assert found is not None and found.complete
    assert not broken(found.instance, found.sessions)


def test_many_classes_are_put_in_session_by_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first, "MANY", 0)
    monkeypatch.setattr(first, "_by_class", None)
    instance = tiny(
        course("A", hours=8, lengths=(2,), groups="G", teachers="T", rooms="R|S"),
        course("B", hours=8, lengths=(2,), groups="H", teachers="T", rooms="R"),
        **SCHOOL,
    )
    outcome = solve(instance, Options(time_limit=4, workers=1))
    assert outcome.status in ("optimal", "feasible")
    assert not verify(outcome.timetable).violations


def test_a_course_that_breaks_a_rule_is_planned_anew() -> None:
    base = tiny(course("A", hours=1, teachers="T"), course("B", hours=1, groups="H"), days=2)
    pin = Pin(course="A", date=base.dates[1], start=480, minutes=60)
    instance = base.model_copy(update={"pins": (pin,)})
    astray = plan(instance, ("A", 0, 8, 1), ("B", 0, 8, 1)).sessions
    teams = {code: instance.teams[code][0] for code in ("A", "B")}
    found = without_broken(Plan.of(instance, astray, teams))
    assert found.unplaced == {"A": 60} and {s.course for s in found.sessions} == {"B"}
    kept = Plan.of(instance, plan(instance, ("A", 1, 8, 1), ("B", 0, 8, 1)).sessions, teams)
    assert without_broken(kept) is kept


# --- chains -----------------------------------------------------------------------------------


def test_a_missing_session_moves_others_out_of_its_way() -> None:
    """A can stand at 8 only, where B is, which can go to 9, where C is, which can go to 10."""
    instance = tiny(
        course("A", hours=1, groups="G", starts=MONDAY_AT_8),
        course("B", hours=1, groups="G", starts=((0, 480), (0, 540))),
        course("C", hours=1, groups="G", starts=((0, 540), (0, 600))),
        days=1,
    )
    standing = plan(instance, ("B", 0, 8, 1), ("C", 0, 9, 1)).sessions
    teams = {code: frozenset[str]() for code in "ABC"}
    openings = Openings(instance, DOMAINS)
    found = eject(openings, Plan.of(instance, standing, teams), control())
    assert {(s.course, s.start) for s in found.sessions} == {("A", 480), ("B", 540), ("C", 600)}
    assert not found.unplaced


def test_a_session_takes_the_rooms_with_least_in_them() -> None:
    """B leaves R to A, of its class, and nobody has to leave S; R stays one course's at a time."""
    instance = tiny(
        course("A", hours=1, rooms="S|R", starts=MONDAY_AT_8),
        course("B", hours=1, rooms="R", starts=((0, 480), (0, 540))),
        course("C", hours=1, groups="H", rooms="S", starts=((0, 480), (0, 540))),
        days=1,
    )
    standing = plan(instance, ("B", 0, 8, 1, "", "R"), ("C", 0, 8, 1, "", "S")).sessions
    teams = {code: frozenset[str]() for code in "ABC"}
    board = Board(Openings(instance, DOMAINS), Plan.of(instance, standing, teams))
    chains = Ejections(board, control())
    assert chains.place(Due(board.unit["A"], 60))
    found = {(s.course, s.start // 60, *s.rooms) for s in board.plan().sessions}
    assert found == {("A", 8, "R"), ("B", 9, "R"), ("C", 8, "S")}


def test_what_finds_no_place_leaves_as_many_hours_missing() -> None:
    instance = tiny(
        course("A", hours=1, groups="G", starts=MONDAY_AT_8),
        course("B", hours=1, groups="G", starts=MONDAY_AT_8),
        days=1,
    )
    before = Plan.of(
        instance, plan(instance, ("B", 0, 8, 1)).sessions, {c: frozenset[str]() for c in "AB"}
    )
    found = eject(Openings(instance, DOMAINS), before, control())
    assert {s.course for s in found.sessions} ^ found.unplaced.keys() == {"A", "B"}
    assert sum(found.unplaced.values()) == 60 and not broken(instance, found.sessions)


def test_long_sessions_are_cut_where_weeks_have_no_room_for_them() -> None:
    """Three hours a week, in sessions of two: four of twelve hours need sessions of one."""
    instance = tiny(
        course("A", hours=12, lengths=(2, 1), teachers="T"),
        **SCHOOL,
        teachers=(Teacher(code="T", week_max=180),),
    )
    found = next(inserted(Openings(instance, DOMAINS), control()))
    assert not found.unplaced and not broken(instance, found.sessions)
    assert Counter(s.minutes for s in found.sessions) == {120: 4, 60: 4}


def test_the_hours_missing_may_become_those_of_others() -> None:
    """A can stand on Monday at 8 only, where B has to give way, though it stays missing longer."""
    instance = tiny(
        course("A", hours=1, groups="G", starts=MONDAY_AT_8),
        course("B", hours=1, groups="G", starts=MONDAY_AT_8),
        days=1,
    )
    teams = {code: frozenset[str]() for code in "AB"}
    before = Plan.of(instance, plan(instance, ("B", 0, 8, 1)).sessions, teams)
    board = Board(Openings(instance, DOMAINS), before)
    chains = Ejections(board, control())
    missing = [Due(board.unit["A"], 60)]
    seen = set[str]()
    for _ in range(20):
        missing = chains.step(missing)
        seen |= {due.unit.courses[0].code for due in missing}
    assert seen == {"A", "B"} and len(board.all) == 1


def test_labs_in_step_stay_so_whatever_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """A teacher with every hour taken: chains fail, and others are pushed out."""
    pushed = Counter[bool]()

    def push_out(chains: Ejections, due: Due) -> list[Due] | None:
        out = plain(chains, due)
        pushed[out is not None] += 1
        return out

    plain = Ejections._push_out
    monkeypatch.setattr(Ejections, "_push_out", push_out)
    instance = tiny(
        course("LECTURE", hours=10, groups="G", teachers="T"),
        *(
            course(f"LAB/{half}", 10, (2,), groups=half, teachers="T", family="LAB").model_copy(
                update={"pace_of": "LECTURE"}
            )
            for half in "AB"
        ),
        course("REST", hours=6, groups="H", teachers="T"),
        **SCHOOL,
    )
    for found in islice(inserted(Openings(instance, DOMAINS), control()), 2):
        assert not broken(instance, found.sessions)
    assert pushed[True]


@pytest.mark.parametrize("imposed", [True, False])
def test_only_a_session_that_is_imposed_is_not_moved(*, imposed: bool) -> None:
    base = tiny(
        course("A", hours=1, groups="G", starts=MONDAY_AT_8),
        course("B", hours=1, groups="G"),
        days=1,
    )
    pin = Pin(course="B", date=base.dates[0], start=480, minutes=60)
    instance = base.model_copy(update={"pins": (pin,) * imposed})
    before = Plan.of(
        instance, plan(instance, ("B", 0, 8, 1)).sessions, {c: frozenset[str]() for c in "AB"}
    )
    found = eject(Openings(instance, DOMAINS), before, control())
    assert found.unplaced == ({"A": 60} if imposed else {})


@pytest.mark.parametrize(("days", "holds"), [(1, True), (2, False)])
def test_sessions_kept_days_apart_make_room_for_each_other(*, days: int, holds: bool) -> None:
    """A has Monday only; B and C, of other people, are kept apart from it and move."""
    instance = tiny(
        course("A", hours=1, groups="G", starts=MONDAY_AT_8),
        course("B", hours=1, groups="H"),
        course("C", hours=1, groups="K"),
        days=3,
        relations=(Relation(kind="apart", courses=("A", "B", "C"), days=days),),
    )
    teams = {code: frozenset[str]() for code in "ABC"}
    stood = plan(instance, ("B", 0, 8, 1), ("C", 1, 8, 1)).sessions
    found = eject(Openings(instance, DOMAINS), Plan.of(instance, stood, teams), control())
    assert not broken(instance, found.sessions)
    assert found.complete == holds


def test_the_board_counts_as_the_rules_do() -> None:
    """Taken away again, everything is as it was; a day is kept if the rules' checks say so."""
    settings = {"group_stretch_max": 120, "stretch_break": 20}
    instance = tiny(course("A", hours=4, rooms="R"), days=2, weeks=2, settings=settings)
    sessions = plan(instance, ("A", 0, 8, 1, "", "R"), ("A", 1, 9, 1, "", "R")).sessions
    teams = {"A": frozenset[str]()}
    board = Board(Openings(instance, DOMAINS), Plan.of(instance, sessions, teams))
    before = [each.copy() for each in (board.busy, board.count, board.week_minutes, board.filled)]
    assert board.filled[board.room["R"], :2].tolist() == [0b01, 0b10]
    for piece in list(board.all):
        board.remove(piece)
        board.add(piece)
    after = board.busy, board.count, board.week_minutes, board.filled
    assert all(map(np.array_equal, before, after))
    assert board.day_kept(0, 0b0011) and not board.day_kept(0, 0b0111)


@pytest.mark.parametrize(
    ("minutes", "durations", "lengths"),
    [
        (420, (240, 180), [240, 180]),
        (360, (240, 180), [180, 180]),
        (300, (240, 180), [240]),
        (60, (120,), []),
        (0, (120,), []),
    ],
)
def test_hours_are_cut_into_few_sessions(
    minutes: int, durations: tuple[int, ...], lengths: list[int]
) -> None:
    assert cut(minutes, durations) == lengths


@pytest.mark.parametrize(
    ("minutes", "durations", "lengths"),
    [
        (180, (240, 180, 120), [180]),
        (360, (240, 180, 120), [120, 120, 120]),
        (420, (240, 180, 120), [180, 120, 120]),
        (300, (240, 180), [240]),
    ],
)
def test_hours_are_cut_into_many_sessions_none_of_them_lost(
    minutes: int, durations: tuple[int, ...], lengths: list[int]
) -> None:
    assert cut(minutes, durations, many=True) == lengths


# --- teams ------------------------------------------------------------------------------------
