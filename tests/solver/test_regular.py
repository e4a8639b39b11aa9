"""Slots used seldom are given up: never a dearer plan, never a broken rule, pins where they are."""

from __future__ import annotations

from itertools import islice

import pytest
from tiny import course, plan, tiny

from constraints.openings import Openings
from constraints.registry import DOMAINS
from constraints.verify import verify
from instances.entities import Pin
from instances.instance import Instance
from instances.timetable import Timetable
from solver.control import Control, Options
from solver.insertion import inserted
from solver.plan import Plan
from solver.regular import more_regular

SCHOOL = {"days": 2, "weeks": 4}
ONE_ASTRAY = (("A", 0, 8, 1), ("A", 2, 8, 1), ("A", 4, 8, 1), ("A", 7, 10, 1))


def control() -> Control:
    return Control(Options(time_limit=30, workers=1))


def made_regular(instance: Instance, *rows: tuple[object, ...]) -> tuple[Plan, Plan]:
    teams = {c.code: instance.teams[c.code][0] for c in instance.courses}
    before = Plan.of(instance, plan(instance, *rows).sessions, teams)
    return before, more_regular(Openings(instance, DOMAINS), before, control())


def test_a_session_astray_goes_where_its_course_is() -> None:
    before, after = made_regular(tiny(course("A", hours=4), **SCHOOL), *ONE_ASTRAY)
    assert len({s.slot for s in after.sessions}) == 1
    assert after.complete and after.cost < before.cost


def test_what_is_in_its_way_goes_to_slots_of_its_own() -> None:
    """B holds the hour on the last Monday, and is at home on Tuesdays."""
    instance = tiny(course("A", hours=4), course("B", hours=3), **SCHOOL)
    rows = (("B", 1, 9, 1), ("B", 3, 9, 1), ("B", 6, 8, 1))
    before, after = made_regular(instance, *ONE_ASTRAY, *rows)
    assert len({(s.course, s.slot) for s in after.sessions}) == 2
    assert after.complete and after.cost < before.cost


def test_a_pin_keeps_its_slot_and_others_come_to_it() -> None:
    base = tiny(course("A", hours=4), **SCHOOL)
    pin = Pin(course="A", date=base.dates[7], start=600, minutes=60)
    before, after = made_regular(base.model_copy(update={"pins": (pin,)}), *ONE_ASTRAY)
    assert {s.slot for s in after.sessions} == {(base.dates[7].weekday(), 600, 60)}
    assert after.complete and after.cost < before.cost


def test_where_slots_cost_nothing_all_stays() -> None:
    instance = tiny(course("A", hours=4), levels={"keep_weekly_slots": 0}, **SCHOOL)
    before, after = made_regular(instance, *ONE_ASTRAY)
    assert after is before


@pytest.mark.parametrize("number", range(3))
def test_no_rule_is_broken_and_nothing_costs_more(number: int) -> None:
    """Labs that may not be ahead of their lecture nor of each other, all with one teacher."""
    labs = [course(f"LAB/{half}", 5, groups=half, teachers="T", family="LAB") for half in "AB"]
    instance = tiny(
        course("LECTURE", hours=5, groups="G", teachers="T"),
        *(lab.model_copy(update={"pace_of": "LECTURE"}) for lab in labs),
        course("REST", hours=6, lengths=(2, 1), groups="G", teachers="U"),
        days=3,
        weeks=4,
    )
    openings = Openings(instance, DOMAINS)
    before = next(islice(inserted(openings, control()), number, None))
    assert before.complete
    after = more_regular(openings, before, control())
    assert after.complete and after.cost <= before.cost
    assert not verify(Timetable(instance=instance, sessions=after.sessions)).violations
