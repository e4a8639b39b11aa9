"""The whole search on small instances: what it claims must be so."""

from __future__ import annotations

import threading

import pytest
from tiny import course, day_grid, tiny

from constraints.verify import verify
from instances.entities import CalendarRow, Room
from instances.instance import Instance
from instances.timetable_file import to_record
from solver.control import Event, Options, Stop
from solver.monolith import solve_whole
from solver.solve import Outcome, solve

QUICK = Options(time_limit=4, workers=2)


def solved(instance: Instance, options: Options = QUICK) -> Outcome:
    """Solve, and hold the result against the rules' checks."""
    outcome = solve(instance, options)
    report = verify(outcome.timetable)
    solution = outcome.timetable.solution
    assert solution is not None
    if outcome.status in ("optimal", "feasible"):
        assert report.violations == ()
        assert solution.objective == report.points
        assert solution.bound is None or solution.bound <= report.points
        assert solution.status == outcome.status
        assert solution.first_complete is not None
        assert 0 <= solution.first_complete <= solution.seconds
    else:
        assert solution.status == "partial"
        assert solution.objective is None
        assert solution.first_complete is None
    return outcome


CLASS = tiny(
    course("A", hours=6, lengths=(2, 1), teachers="T", rooms="R|S"),
    course("B", hours=4, lengths=(2,), teachers="T|U", rooms="R"),
    course("C", hours=3, lengths=(1,), groups="H", teachers="U", rooms="S|R"),
    days=2,
    weeks=3,
)


def test_a_plan_is_complete_right_and_as_good_as_the_plain_model() -> None:
    instance = tiny(
        course("A", hours=4, lengths=(2, 1), teachers="T", rooms="R|S"),
        course("B", hours=2, lengths=(2,), teachers="T|U", rooms="R"),
        days=2,
        weeks=2,
    )
    outcome = solved(instance)
    status, plan, proven = solve_whole(instance, Options(time_limit=60, workers=2))
    assert status == "OPTIMAL"
    assert plan is not None
    assert plan.cost == proven  # the model's objective is what the checks count
    solution = outcome.timetable.solution
    assert solution is not None
    assert solution.objective == pytest.approx(plan.cost / 60, abs=0.01)
    assert solution.bound is not None
    assert solution.bound <= plan.cost / 60 + 0.01


def test_every_session_has_an_id_of_its_own() -> None:
    sessions = solved(CLASS).timetable.sessions
    assert len({session.id for session in sessions}) == len(sessions)
    assert all(session.id.startswith(session.course + ".") for session in sessions)


def test_too_many_hours_are_proved_infeasible_and_what_fits_is_kept() -> None:
    instance = tiny(course("A", hours=4, lengths=(1,), per_day=3), days=1)
    outcome = solved(instance)
    assert outcome.status == "infeasible"
    solution = outcome.timetable.solution
    assert solution is not None
    assert solution.unplaced == {"A": 60}
    assert len(outcome.timetable.sessions) == 3


def test_of_what_is_impossible_the_plan_with_most_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    lessons = [course(code, hours, (1,), teachers="T") for code, hours in (("A", 2), ("B", 3))]
    monkeypatch.setattr("solver.solve.place_most", lambda *_: ())
    outcome = solve(tiny(*lessons, days=2), Options(time_limit=9, workers=1))
    assert outcome.status == "infeasible"
    assert outcome.timetable.solution is not None
    assert outcome.timetable.solution.unplaced == {"B": 60}


def test_rooms_that_can_be_counted_but_not_seated() -> None:
    """Two of the sessions last two periods: counting per period passes, seating does not."""
    instance = tiny(
        course("S", hours=1, lengths=(1,), groups="G1", rooms="R"),
        course("J", hours=2, lengths=(2,), groups="G2", rooms="R|Q"),
        course("K", hours=2, lengths=(2,), groups="G3", rooms="R|Q"),
        course("Z", hours=1, lengths=(1,), groups="G1", rooms="R"),
        days=1,
        grid=day_grid(8, 11),
    )
    # S, Z in R at 8 and 10 would need J and K in Q at 8-10 and 9-11: they overlap at 9.
    outcome = solved(instance)
    assert outcome.status in ("infeasible", "optimal", "feasible")
    status, _, _ = solve_whole(instance, QUICK)
    assert (outcome.status == "infeasible") == (status == "INFEASIBLE")


def test_no_room_of_the_kind_is_infeasible_not_a_crash() -> None:
    instance = tiny(course("A", hours=1, rooms="R")).model_copy(
        update={"rooms": (Room(code="R", seats=0),)}
    )
    big = instance.model_copy(
        update={"groups": (instance.groups[0].model_copy(update={"size": 5}),)}
    )
    assert solved(big).status == "infeasible"


def test_a_term_without_any_date_is_infeasible_not_a_crash() -> None:
    base = tiny(course("A", hours=1, teachers="T"))
    closed = CalendarRow(first=base.settings.start, last=base.settings.end, kind="closed")
    outcome = solved(base.changed(calendar=(closed,)))
    assert outcome.status == "infeasible" and not outcome.timetable.sessions
    assert outcome.timetable.solution is not None
    assert outcome.timetable.solution.unplaced == {"A": 60}


def test_days_of_more_periods_than_a_number_has_bits_are_planned() -> None:
    lessons = [course(code, 2, (1,), teachers="T", rooms="R") for code in "AB"]
    outcome = solve(
        tiny(*lessons, weeks=2, grid=day_grid(8, 15, step=0.1)),
        Options(time_limit=20, workers=1, gap=1.0),
    )
    assert outcome.status in {"optimal", "feasible"}
    assert verify(outcome.timetable).complete


def test_the_same_seed_gives_the_same_timetable() -> None:
    # Little deterministic work in much wall time, so that no busy machine cuts it.
    options = Options(time_limit=100, workers=2, seed=7, share=0.01)
    first, second = (solved(CLASS, options).timetable for _ in range(2))
    assert first.solution is not None
    assert first.solution.stopped == "time_limit"
    assert to_record(first).sessions == to_record(second).sessions


def test_stopped_at_once_it_says_unfinished_and_is_partial() -> None:
    stop = Stop()
    stop.stop()
    outcome = solve(CLASS, QUICK, None, stop)
    assert outcome.status == "unfinished"
    assert outcome.timetable.solution is not None
    assert outcome.timetable.solution.status == "partial"


def test_a_stop_keeps_the_best_plan() -> None:
    stop = Stop()
    events: list[Event] = []

    def report(event: Event) -> None:
        events.append(event)
        if event.objective is not None:
            stop.stop()

    # Two classes that share a teacher: too much to prove within the moment it is given.
    instance = tiny(
        *(
            course(f"{g}{i}", hours=5, lengths=(2, 1), groups=g, teachers="T|U|V")
            for g in "GH"
            for i in range(3)
        ),
        days=3,
        weeks=4,
    )
    outcome = solve(instance, Options(time_limit=30, workers=2), report, stop)
    assert outcome.status in ("feasible", "optimal")
    assert verify(outcome.timetable).violations == ()


def test_progress_tells_stages_in_order() -> None:
    events: list[Event] = []
    lock = threading.Lock()

    def report(event: Event) -> None:
        with lock:
            events.append(event)

    solve(CLASS, QUICK, report)
    stages = list(dict.fromkeys(event.stage.en for event in events))
    assert stages[:3] == ["First plan, session by session", "Bound", "Exchanging blocks of time"]
    assert stages[-1] == "Done"
    costs = [event.objective for event in events if event.objective is not None]
    assert costs == sorted(costs, reverse=True)
