"""Repair against brute force: it holds, disturbs least, keeps ids and what may not move."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from referee import HARD, timetables
from tiny import course, plan, tiny

from constraints.verify import verify
from instances.absences import with_absences
from instances.entities import Pin, TimeOff
from instances.instance import Instance
from instances.timetable import Session, Timetable
from solver.control import Control, Job, Options, Solved
from solver.repair import COMES, LEAVES, ROOM, Published, Repair, renumbered, repair

OPTIONS = Options(time_limit=20, workers=2)


def mend(
    instance: Instance, old: Timetable, *changes: TimeOff, since: date | None = None, **more: object
) -> Repair:
    found = repair(instance, old, changes, since, options=OPTIONS, **more)  # type: ignore[arg-type]
    now = with_absences(instance, found.timetable.changes)
    report = verify(Timetable(instance=now, sessions=found.timetable.sessions))
    assert report.complete == found.complete
    return found


def away(who: str, day: date, kind: str = "teacher") -> TimeOff:
    return TimeOff(who=who, kind=kind, first=day, last=day)  # type: ignore[arg-type]


def disturbance(old: Sequence[Session], new: Sequence[Session], published: Published) -> int:
    """The documented price of a repair, counted from the two plans alone."""
    before = {(s.course, s.date, s.start, s.minutes): s for s in old}
    after = {(s.course, s.date, s.start, s.minutes): s for s in new}
    cost = 0
    for key, session in before.items():
        factor = published.factor(session.date)
        if key not in after:
            cost += LEAVES * factor
        elif set(after[key].rooms) != set(session.rooms):
            cost += ROOM * factor
    return cost + sum(
        COMES * published.factor(s.date) for key, s in after.items() if key not in before
    )


SCHOOLS = {
    "one course": (
        tiny(course("A", hours=2, teachers="T", rooms="R|S"), days=2),
        [("A", 0, 8, 1), ("A", 1, 8, 1)],
    ),
    "two classes, one teacher": (
        tiny(
            course("A", hours=1, teachers="T", rooms="R"),
            course("B", hours=1, groups="H", teachers="T", rooms="R"),
            days=2,
        ),
        [("A", 0, 8, 1), ("B", 0, 9, 1)],
    ),
    "in step": (
        tiny(
            course("X/A", hours=1, groups="A", family="X", teachers="T"),
            course("X/B", hours=1, groups="B", family="X", teachers="U"),
            course("C", hours=1, groups="A", teachers="U"),
            days=2,
        ),
        [("X/A", 0, 8, 1), ("X/B", 0, 8, 1), ("C", 1, 8, 1)],
    ),
}


@pytest.mark.parametrize(
    ("school", "closed"),
    [
        (name, closed)
        for name, (school, _) in SCHOOLS.items()
        for closed in (False, True)
        if school.rooms or not closed
    ],
)
def test_no_repair_disturbs_less(school: str, closed: bool) -> None:
    instance, rows = SCHOOLS[school]
    old = plan(instance, *rows)
    row = away("R", instance.dates[0], "room") if closed else away("T", instance.dates[0])
    found = mend(instance, old, row)
    now = with_absences(instance, [row])
    published = Published(found.since)
    least = min(
        (
            disturbance(old.sessions, one.sessions, published)
            for one in timetables(now, HARD, complete=True)
            if all(s in one.sessions for s in old.sessions if s.date < found.since)
        ),
        default=None,
    )
    if least is None:
        assert found.status == "impossible"
    else:
        assert found.status == "minimal"
        assert found.disturbance == found.bound == least
        assert disturbance(old.sessions, found.timetable.sessions, published) == least


THREE = tiny(course("A", hours=3, teachers="T|U"), days=3, weeks=2)


def test_a_repair_ends_near_the_least_disturbance_once_it_has_its_hours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Before that hours weigh so much that whatever is found would be near enough."""
    jobs: list[Job] = []
    run = Control.run

    def noted(control: Control, job: Job) -> Solved:
        jobs.append(job)
        return run(control, job)

    monkeypatch.setattr(Control, "run", noted)
    instance = tiny(course("A", hours=2, teachers="T"), days=2, weeks=12)
    old = plan(instance, ("A", 0, 8, 1), ("A", 1, 8, 1))
    found = repair(instance, old, [away("T", instance.dates[0])], options=OPTIONS)
    assert found.complete
    assert [job.to_gap for job in jobs] == [False, True]


def test_nothing_moves_where_everything_holds() -> None:
    old = plan(THREE, ("A", 0, 8, 1), ("A", 1, 8, 1), ("A", 3, 8, 1))
    found = mend(THREE, old)
    assert (found.status, found.disturbance, found.hit) == ("minimal", 0, ())
    assert found.timetable.sessions == old.sessions


def test_a_plan_that_holds_takes_no_time_and_stays() -> None:
    old = plan(THREE, ("A", 0, 8, 1), ("A", 1, 8, 1), ("A", 3, 8, 1))
    for day in (THREE.dates[2], date(2026, 9, 12)):
        found = repair(THREE, old, (away("T", day),), options=Options(time_limit=0.01))
        assert (found.status, found.bound, found.timetable.sessions) == ("minimal", 0, old.sessions)


def test_what_cannot_be_mended_in_time_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    old = plan(THREE, ("A", 0, 8, 1), ("A", 1, 8, 1), ("A", 3, 8, 1))
    monkeypatch.setattr("solver.repair._Search.solve", lambda *_: (None, None))
    found = repair(THREE, old, (away("T", THREE.dates[1]),), options=OPTIONS)
    assert found.status == "incomplete"
    assert [s.id for s in found.timetable.sessions] == [old.sessions[0].id, old.sessions[2].id]


PINNED = THREE.changed(
    pins=(Pin(course="A", date=THREE.dates[2], start=540, minutes=60),),
    courses=(course("A", hours=3, teachers="T"),),
)


def test_a_new_pin_is_met_beside_an_absence_that_comes_later() -> None:
    old = plan(PINNED, ("A", 0, 8, 1), ("A", 1, 8, 1), ("A", 3, 8, 1))
    found = mend(PINNED, old, away("T", PINNED.dates[3]))
    assert found.status == "minimal" and found.since == PINNED.dates[2]
    assert (PINNED.dates[2], 540) in {(s.date, s.start) for s in found.timetable.sessions}


def test_a_pin_before_since_is_named_and_the_rest_is_mended() -> None:
    old = plan(PINNED, ("A", 0, 8, 1), ("A", 1, 8, 1), ("A", 3, 8, 1))
    found = mend(PINNED, old, away("T", PINNED.dates[3]), since=PINNED.dates[3])
    assert not found.complete and found.missed == PINNED.pins
    assert found.timetable.solution is not None and not found.timetable.solution.unplaced


def test_a_pin_that_an_absence_bars_is_named_and_its_hours_are_placed() -> None:
    old = plan(PINNED, ("A", 0, 8, 1), ("A", 2, 9, 1), ("A", 3, 8, 1))
    found = mend(PINNED, old, away("T", PINNED.dates[2]))
    assert found.status == "impossible" and found.missed == PINNED.pins
    assert found.timetable.solution is not None and not found.timetable.solution.unplaced
    assert len(found.timetable.sessions) == 3


def test_nothing_before_since_moves_and_ids_stay() -> None:
    old = plan(THREE, ("A", 0, 8, 1), ("A", 1, 8, 1), ("A", 3, 8, 1))
    found = mend(THREE, old, away("T", THREE.dates[1]))
    before, after = old.sessions, found.timetable.sessions
    assert found.since == THREE.dates[1] and before[0] in after and before[2] in after
    assert {s.id for s in after} == {s.id for s in before}
    assert found.timetable.changes == (away("T", THREE.dates[1]),)


def test_what_stands_before_since_is_said_not_hidden() -> None:
    old = plan(THREE, ("A", 0, 8, 1), ("A", 1, 8, 1), ("A", 3, 8, 1))
    found = mend(THREE, old, away("T", THREE.dates[1]), since=THREE.dates[2])
    assert not found.complete and [s.date for s in found.stuck] == [THREE.dates[1]]


def test_hours_that_cannot_be_caught_up_are_counted() -> None:
    instance = tiny(course("A", hours=6, teachers="T", per_day=3), days=2)
    old = plan(instance, *(("A", day, hour, 1) for day in (0, 1) for hour in (8, 9, 10)))
    found = mend(instance, old, away("T", instance.dates[1]))
    assert found.status == "impossible" and found.timetable.solution is not None
    assert found.timetable.solution.status == "partial"
    assert found.timetable.solution.unplaced == {"A": 180}


def test_what_was_published_is_moved_last() -> None:
    instance = tiny(
        course("A", hours=1, teachers="T"),
        course("B", hours=1, groups="H", teachers="T"),
        days=1,
        weeks=8,
    )
    first, far = instance.dates[4], instance.dates[5]
    old = plan(instance, ("A", 4, 8, 1), ("B", 5, 8, 1))
    price = Published(first, far)
    assert price.factor(first) == 6 and price.factor(instance.dates[7]) == 1
    found = mend(instance, old, away("T", first), published_until=far)
    (moved,) = [s for s in found.timetable.sessions if s.course == "A"]
    assert moved.date > far, "it is given to a date that nobody has yet"


def test_an_edit_made_by_hand_is_kept_and_the_rest_mended() -> None:
    instance = tiny(
        course("A", hours=1, teachers="T"), course("B", hours=1, groups="H", teachers="T"), days=2
    )
    edited = plan(instance, ("A", 0, 8, 1), ("B", 0, 8, 1))
    found = mend(instance, edited, pinned={edited.sessions[1].id})
    kept = {s.course: s for s in found.timetable.sessions}
    stays = edited.sessions[1].model_copy(update={"locked": True})
    assert found.complete and kept["B"] == stays and kept["A"] != edited.sessions[0]
    assert not kept["A"].locked and not found.undone


def test_an_edited_teacher_takes_the_whole_course() -> None:
    instance = tiny(course("A", hours=2, teachers="T|U"), days=2)
    edited = plan(instance, ("A", 0, 8, 1), ("A", 1, 8, 1))
    first = edited.sessions[0].model_copy(update={"teachers": ("U",)})
    then = edited.model_copy(update={"sessions": (first, *edited.sessions[1:])})
    found = mend(instance, then, pinned={first.id})
    assert found.complete and not found.undone
    assert [s.teachers for s in found.timetable.sessions] == [("U",), ("U",)]
    assert [s.locked for s in found.timetable.sessions] == [True, False]


def test_an_edit_that_no_rule_allows_is_named() -> None:
    instance = tiny(
        course("A", hours=1, teachers="T"), course("B", hours=1, groups="H", teachers="T"), days=2
    )
    edited = plan(instance, ("A", 0, 8, 1), ("B", 0, 8, 1))
    both = mend(instance, edited, pinned={session.id for session in edited.sessions})
    assert both.complete and [session.course for session in both.undone] == ["B"]
    stranger = edited.sessions[1].model_copy(update={"teachers": ("V",)})
    then = edited.model_copy(update={"sessions": (edited.sessions[0], stranger)})
    found = mend(instance, then, pinned={stranger.id})
    assert found.complete and [session.course for session in found.undone] == ["B"]


def test_a_course_replaced_in_the_workbook_gets_its_new_teacher_in_place() -> None:
    old = plan(tiny(course("A", hours=2, teachers="T"), days=2), ("A", 0, 8, 1), ("A", 1, 9, 1))
    now = tiny(course("A", hours=2, teachers="U"), days=2)
    found = mend(now, old)
    assert found.complete
    assert [(s.date, s.start) for s in found.timetable.sessions] == [
        (s.date, s.start) for s in old.sessions
    ]
    assert {s.teachers for s in found.timetable.sessions} == {("U",)}


def test_new_sessions_get_numbers_never_used() -> None:
    instance = tiny(course("A", hours=3), days=3)
    one, two, three = (
        s.model_copy(update={"id": f"A.{n:02d}"})
        for n, s in enumerate(
            plan(instance, ("A", 0, 8, 1), ("A", 1, 8, 1), ("A", 2, 8, 1)).sessions, start=1
        )
    )
    later = two.model_copy(update={"date": two.date + timedelta(days=1), "start": 540, "end": 600})
    assert [s.id for s in renumbered([one, three], [one, two, three])] == ["A.01", "A.04", "A.03"]
    assert [s.id for s in renumbered([one, two], [one, later])] == ["A.01", "A.02"]
