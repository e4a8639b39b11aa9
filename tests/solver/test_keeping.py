"""What `solve --keep` keeps, gives up and plans; every result is held against the rules' checks."""

from __future__ import annotations

from itertools import combinations

import pytest
from tiny import course, minutes, plan, session, tiny

from constraints.verify import verify
from instances.entities import Pin, TimeOff
from instances.instance import Instance
from instances.timetable import Session, Timetable
from instances.weeks import week_of
from solver.control import Options
from solver.keeping import Keeping, Part, keeping, solve_rest
from solver.solve import Outcome

QUICK = Options(time_limit=4, workers=2, gap=1)
SCHOOL = tiny(
    course("A", hours=4, teachers="T", rooms="R|S", per_day=2),
    course("B", hours=4, teachers="T", rooms="R", groups="H", per_day=2),
    days=2,
    weeks=2,
)
ROWS = [("A", rank, 8, 1) for rank in range(4)] + [("B", rank, 9, 1) for rank in range(4)]


def changed(**fields: object) -> Instance:
    """The school after its workbook was changed."""
    stays = {name: getattr(SCHOOL, name) for name in Instance.model_fields}
    return Instance.model_validate({**stays, **fields})


def stood(sessions: tuple[Session, ...]) -> dict[str, tuple[object, ...]]:
    return {
        s.id: (s.course, s.date, s.start, s.minutes, s.teachers, s.rooms, s.groups)
        for s in sessions
    }


def solved(
    instance: Instance, old: Timetable, part: Part | None = None, complete: bool = True
) -> tuple[Keeping, Outcome]:
    """Solve, and hold what was kept against what was found."""
    what = keeping(instance, old, part)
    outcome = solve_rest(instance, old, what, part, options=QUICK)
    found = outcome.timetable
    assert found.instance == instance
    after = stood(found.sessions)
    assert len(after) == len(found.sessions)
    for identity, where in stood(what.kept).items():
        assert after[identity] == where
    locked = {s.id for s in found.sessions if s.locked}
    assert locked >= {s.id for s in what.kept}
    report = verify(found)
    solution = found.solution
    assert solution is not None
    if complete:
        assert outcome.status in ("optimal", "feasible")
        assert report.violations == ()
        assert solution.objective == report.points
        assert solution.bound is None or solution.bound <= report.points
    else:
        assert outcome.status in ("infeasible", "unfinished")
        assert solution.status == "partial"
        assert solution.unplaced
    return what, outcome


@pytest.mark.parametrize("missing", [(0,), (3, 7), (0, 1, 2, 3), range(8)], ids=str)
def test_what_is_missing_is_planned_and_the_rest_stays(missing) -> None:
    rows = [row for index, row in enumerate(ROWS) if index not in missing]
    old = plan(SCHOOL, *rows)
    what, outcome = solved(SCHOOL, old)
    assert what.kept == old.sessions
    assert not what.lost
    new = [s for s in outcome.timetable.sessions if s.id not in stood(old.sessions)]
    assert len(new) == len(missing)
    assert not any(s.locked for s in new)


def test_only_a_group_is_planned_anew() -> None:
    old = plan(SCHOOL, *ROWS)
    what, _ = solved(SCHOOL, old, Part(groups=("G",)))
    assert {s.course for s in what.kept} == {"B"}
    assert {s.course for s in what.freed} == {"A"}


def test_nothing_is_placed_outside_the_part() -> None:
    old = plan(SCHOOL, *[row for row in ROWS if row != ("B", 0, 9, 1)])
    _, outcome = solved(SCHOOL, old, Part(groups=("G",)), complete=False)
    solution = outcome.timetable.solution
    assert solution is not None
    assert solution.unplaced == {"B": 60}
    assert outcome.status == "infeasible"


def test_only_some_weeks_are_planned_anew() -> None:
    old = plan(SCHOOL, *ROWS[:-1])
    week = week_of(SCHOOL.dates[2])
    what, outcome = solved(SCHOOL, old, Part(first=week, last=week))
    assert {week_of(s.date) for s in what.freed} == {week}
    assert week not in {week_of(s.date) for s in what.kept}
    assert len(outcome.timetable.sessions) == 8


def test_a_part_is_never_worse_than_it_stood() -> None:
    old = plan(SCHOOL, *ROWS)
    _, outcome = solved(SCHOOL, old, Part(groups=("G", "H")))
    assert verify(outcome.timetable).cost <= verify(old).cost


def test_what_no_longer_holds_is_named_and_planned_anew() -> None:
    old = plan(SCHOOL, *ROWS)
    away = TimeOff(who="T", kind="teacher", first=SCHOOL.dates[1], last=SCHOOL.dates[1])
    instance = changed(times_off=(away,))
    what, _ = solved(instance, old)
    assert {s.id for s in what.lost} == {"A 1 8", "B 1 9"}


def test_absences_of_the_timetable_hold() -> None:
    away = TimeOff(who="T", kind="teacher", first=SCHOOL.dates[1], last=SCHOOL.dates[1])
    old = plan(SCHOOL, *ROWS).model_copy(update={"changes": (away,)})
    what, outcome = solved(SCHOOL, old)
    assert {s.id for s in what.lost} == {"A 1 8", "B 1 9"}
    assert outcome.timetable.changes == (away,)
    assert SCHOOL.dates[1] not in {s.date for s in outcome.timetable.sessions}


def test_of_sessions_that_clash_the_latest_goes() -> None:
    old = plan(SCHOOL, *ROWS[:-1], ("B", 3, 8, 1))
    what, _ = solved(SCHOOL, old)
    assert [s.id for s in what.lost] == ["B 3 8"]


def test_hours_taken_off_a_course_give_up_its_last_sessions() -> None:
    old = plan(SCHOOL, *ROWS)
    fewer = SCHOOL.course["A"].model_copy(update={"minutes": 120})
    instance = changed(courses=(fewer, SCHOOL.course["B"]))
    what, outcome = solved(instance, old)
    assert [s.id for s in what.lost] == ["A 2 8", "A 3 8"]
    assert len(outcome.timetable.sessions) == 6


def test_a_course_that_is_gone_is_given_up() -> None:
    old = plan(SCHOOL, *ROWS)
    instance = changed(courses=(SCHOOL.course["B"],))
    what, _ = solved(instance, old)
    assert {s.course for s in what.lost} == {"A"}


@pytest.mark.parametrize("rooms", [(), ("R",), ("S",)])
def test_a_new_pin_goes_before_what_is_kept(rooms) -> None:
    """The pin is kept by the session that stands there, or that one and its rivals give way."""
    old = plan(SCHOOL, *ROWS)
    pin = Pin(course="A", date=SCHOOL.dates[1], start=minutes(8), minutes=60, rooms=rooms)
    instance = changed(pins=(pin,))
    what, _ = solved(instance, old)
    assert [s.id for s in what.lost] == ([] if rooms in ((), ("R",)) else ["A 1 8"])
    rival = pin.model_copy(update={"start": minutes(9)})
    what, _ = solved(changed(pins=(rival,)), old)
    # What stood nearest to the new pin makes way for it: the hours are the same.
    assert {s.id for s in what.lost} == {"A 1 8", "B 1 9"}


def test_kept_sessions_that_leave_no_room_are_proved_impossible() -> None:
    instance = tiny(course("A", hours=2, lengths=(2,)), course("B", hours=1), days=1)
    old = plan(instance, ("B", 0, 9, 1))
    _, outcome = solved(instance, old, complete=False)
    assert outcome.status == "infeasible"


def test_every_half_of_a_plan_is_completed_when_it_can_be() -> None:
    """Brute force: whichever two sessions are kept, a plan is found just when there is one."""
    instance = tiny(
        course("A", hours=2, teachers="T"), course("B", hours=2, lengths=(2,), teachers="T"), days=2
    )
    rows = [("A", d, h, 1) for d in range(2) for h in (8, 9, 10)]
    rows += [("B", d, h, 2) for d in range(2) for h in (8, 9)]
    every = [session(instance, row) for row in rows]
    whole = [
        {s.id for s in some}
        for some in combinations(every, 3)
        if not verify(Timetable(instance=instance, sessions=some)).violations
    ]
    assert whole
    for pair in list(combinations(every, 2))[::3]:
        old = Timetable(instance=instance, sessions=pair)
        what = keeping(instance, old)
        possible = any({s.id for s in what.kept} <= some for some in whole)
        solved(instance, old, complete=possible)


def test_an_edit_stays_and_what_it_clashes_with_goes() -> None:
    old = plan(SCHOOL, ("A", 0, 8, 1), ("B", 1, 9, 1), ("A", 2, 10, 1))
    # B comes where the second session of A is: by dates alone it would be B that goes.
    early, moved, late = old.sessions
    moved = moved.model_copy(update={"date": late.date, "start": late.start, "end": late.end})
    edited = old.model_copy(update={"sessions": (early, late, moved)})
    assert keeping(SCHOOL, edited).lost == (moved,)
    assert keeping(SCHOOL, edited, edited={moved.id}).lost == (late,)


def test_an_edited_teacher_takes_the_whole_course() -> None:
    school = tiny(course("A", hours=2, teachers="T|U"), days=2)
    old = plan(school, ("A", 0, 8, 1), ("A", 1, 8, 1))
    first = old.sessions[0].model_copy(update={"teachers": ("U",)})
    edited = old.model_copy(update={"sessions": (first, *old.sessions[1:])})
    what = keeping(school, edited, edited={first.id})
    assert [session.teachers for session in what.kept] == [("U",), ("U",)] and not what.lost
