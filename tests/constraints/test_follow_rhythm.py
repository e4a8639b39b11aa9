"""Rhythm and calendar: what `check` finds, and that a model allows exactly what it accepts."""

from datetime import date

import pytest
from referee import agree, timetables
from tiny import MONDAY, course, minutes, plan, session, tiny

from constraints.follow_rhythm import FollowRhythm
from instances.entities import CalendarRow, Group, Pin, Resource, Rhythm
from instances.timetable import Timetable

RULE = FollowRhythm()
TUESDAY = date(2026, 9, 8)


def row(kind: str, first: date = MONDAY, **fields: object) -> CalendarRow:
    return CalendarRow.model_validate({"first": first, "last": first, "kind": kind, **fields})


def test_a_session_on_a_day_in_company() -> None:
    instance = tiny(course("A", 3), days="Mon")
    (first,) = plan(instance, ("A", 0, 8, 1)).sessions
    away = first.model_copy(update={"date": TUESDAY})
    beyond = first.model_copy(update={"date": date(2027, 9, 6)})
    assert not list(RULE.check(Timetable(instance=instance, sessions=(first,))))
    found = list(RULE.check(Timetable(instance=instance, sessions=(first, away, beyond))))
    assert [(v.subject, v.amount) for v in found] == [(Resource("group", "G"), 1)] * 2
    assert found[0].say("en") == (
        "G: A on Tuesday 8 September 2026 at 08:00, outside its CFA days and times."
    )
    assert "G : A le mardi 8 septembre 2026 à 08:00, hors des jours" in found[0].say("fr")


def test_all_groups_of_a_course_are_there() -> None:
    groups = (Group(code="G", rhythm="R"), Group(code="H", rhythm="S"))
    rhythms = (Rhythm(name="R", spec="Mon Tue"), Rhythm(name="S", spec="Tue"))
    instance = tiny(course("A", groups="G H"), groups=groups, rhythms=rhythms)
    found = list(RULE.check(plan(instance, ("A", 0, 8, 1), ("A", 1, 8, 1))))
    assert [(v.subject.code, v.sessions[0].date) for v in found] == [("H", MONDAY)]


@pytest.mark.parametrize("kind", ["closed", "public", "exam", "stage", "company", "holidays"])
def test_exceptions_of_part_of_a_day(kind: str) -> None:
    instance = tiny(course("A", 3, (1, 2)), days="Mon", calendar=(row(kind, start=540, end=600),))
    accepted = agree(instance, [RULE])
    assert {s.start for t in accepted for s in t.sessions} == {minutes(8), minutes(10)}
    assert list(RULE.check(plan(instance, ("A", 0, 8, 2))))


def test_an_exam_day_is_open_to_a_pinned_session_only() -> None:
    pins = (Pin(course="A", date=MONDAY, start=minutes(9), minutes=60),)
    lessons = course("A", 3), course("B", groups="H")
    instance = tiny(*lessons, days="Mon", calendar=(row("exam"),), pins=pins)
    assert not list(RULE.check(plan(instance, ("A", 0, 9, 1))))
    assert len(list(RULE.check(plan(instance, ("A", 0, 8, 1), ("B", 0, 9, 1))))) == 2
    accepted = agree(instance, [RULE])
    assert {(s.course, s.start) for t in accepted for s in t.sessions} == {("A", minutes(9))}


def test_a_model_stands_on_the_same_dates() -> None:
    rows = row("cfa", TUESDAY, start=0, end=600), row("closed", date(2026, 9, 14))
    instance = tiny(course("A", 2, (1, 2)), days="Mon:am", weeks=2, calendar=rows)
    accepted = agree(instance, [RULE])
    assert len(accepted) > 1
    assert {s.date for t in accepted for s in t.sessions} == {MONDAY, TUESDAY}
    assert len(accepted) < len(timetables(instance))


def test_a_session_off_the_grid_is_another_matter() -> None:
    instance = tiny(course("A"), days="Mon")
    late = session(instance, ("A", 0, 8, 1)).model_copy(update={"start": 1140, "end": 1200})
    assert not list(RULE.check(Timetable(instance=instance, sessions=(late,))))
