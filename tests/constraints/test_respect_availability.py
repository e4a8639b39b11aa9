"""Availability: what `check` finds, and that a model allows exactly what it accepts."""

import pytest
from ortools.sat.python import cp_model
from referee import agree, dated, timetables
from scopes import agree_beside
from tiny import MONDAY, course, minutes, plan, tiny

from constraints.openings import Openings
from constraints.respect_availability import RespectAvailability
from constraints.variables import Variables
from instances.entities import Resource, TimeOff

RULE = RespectAvailability()


def off(who: str, kind: str = "teacher", first: float = 9, last: float = 10, **fields: object):  # type: ignore[no-untyped-def]
    row = {"who": who, "kind": kind, "start": minutes(first), "end": minutes(last), **fields}
    return TimeOff.model_validate(row)


@pytest.mark.parametrize("who", [("teacher", "T"), ("room", "R"), ("group", "G"), ("course", "A")])
def test_a_session_while_someone_is_off(who: tuple[str, str]) -> None:
    kind, code = who
    lesson = course("A", 3, (1, 2), teachers="T", rooms="R")
    instance = tiny(lesson, times_off=(off(code, kind, weekday=0),))
    kept = plan(instance, ("A", 0, 8, 1), ("A", 1, 8, 2))
    broken = plan(instance, ("A", 0, 8, 2), ("A", 1, 8, 1))
    assert not list(RULE.check(kept))
    (violation,) = RULE.check(broken)
    assert (violation.subject, violation.amount) == (Resource(kind, code), 1)  # type: ignore[arg-type]
    assert violation.say("en") == (
        f"{code} is not available for A on Monday 7 September 2026 at 08:00."
    )
    assert "n'est pas disponible pour A le lundi 7 septembre 2026" in violation.say("fr")


def test_available_only_then() -> None:
    only = off("T", level="only", weekday=1), off("T", first=10, last=11, level="only", weekday=1)
    instance = tiny(course("A", 3, (1, 2), teachers="T"), times_off=only)
    assert not list(RULE.check(plan(instance, ("A", 1, 9, 2))))
    assert len(list(RULE.check(plan(instance, ("A", 0, 9, 1), ("A", 1, 8, 2))))) == 2


def test_wishes_bar_nothing() -> None:
    instance = tiny(course("A", teachers="T"), times_off=(off("T", level="avoid"),))
    assert not list(RULE.check(plan(instance, ("A", 0, 9, 1))))


@pytest.mark.parametrize("kind", ["teacher", "room", "group", "course"])
def test_a_model_allows_what_check_accepts(kind: str) -> None:
    who = {"teacher": "T", "room": "R", "group": "G", "course": "A"}[kind]
    rows = off(who, kind, weekday=0), off(who, kind, first=8, level="only", weekday=0)
    instance = tiny(course("A", 2, (1, 2), teachers="T", rooms="R"), times_off=rows)
    accepted = agree(instance, [RULE])
    assert 1 < len(accepted) < len(timetables(instance))


def test_of_a_team_to_choose_everybody_is_available() -> None:
    instance = tiny(
        course("A", 2, (1, 2), teachers="T|U"),
        days=1,
        times_off=(off("T"), off("U", last=11)),
        settings={"end": MONDAY},
    )
    accepted = agree(instance, [RULE])
    assert 1 < len(accepted) < len(timetables(instance))
    two = tiny(course("A", 2, (1,), teachers="T|U"), times_off=(off("T"),))
    assert agree_beside(two, [RULE], lambda _, day: day == two.dates[0])


def test_a_team_chosen_before_is_available() -> None:
    instance = tiny(course("A", 2, (1,), teachers="T|U"), days=1, times_off=(off("T"),))
    starts = {p.span.start for p in _fixed(instance, "T")}
    assert starts == {minutes(8), minutes(10)}
    assert len(_fixed(instance, "U")) == 3


def _fixed(instance, teacher):  # type: ignore[no-untyped-def]
    openings = Openings(instance, [RULE])
    teams = {"A": frozenset({teacher})}
    return Variables(cp_model.CpModel(), openings, dated(instance), teams=teams).of(
        instance.courses[0]
    )


def test_a_course_without_groups_stands_on_any_date() -> None:
    lesson = course("A", 1, groups="", teachers="T")
    instance = tiny(lesson, settings={"end": MONDAY}, times_off=(off("A", "course", first=8),))
    assert instance.dates == (MONDAY,)
    assert len(agree(instance, [RULE])) == 2
