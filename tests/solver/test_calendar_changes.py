"""Changes of a class's calendar: what each gives, and that they are offered where they help."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tiny import MONDAY, course, tiny

from constraints.verify import verify
from instances.calendar import days_between
from instances.entities import CalendarRow
from instances.instance import Instance
from solver.calendar_changes import more_days, most_days, sooner_back
from solver.control import Control, Options
from solver.explain import find_conflict
from solver.relaxations import relaxations

LAST = MONDAY + timedelta(days=25)  # the Friday of the fourth week


def staged(groups: tuple[str, ...] = ("G",), kind: str = "stage") -> Instance:
    """Six weeks of Mondays, the first four in a stage."""
    row = CalendarRow.model_validate(
        {"first": MONDAY, "last": LAST, "kind": kind, "groups": groups, "label": "Stage"}
    )
    courses = course("A", hours=5), course("B", hours=1, groups="H")
    return tiny(*courses, days=1, weeks=6, calendar=(row,))


@pytest.mark.parametrize("kind", ["stage", "company"])
@pytest.mark.parametrize("groups", [("G",), ()])
def test_a_stage_gets_shorter_step_by_step_then_none(groups: tuple[str, ...], kind: str) -> None:
    changes = list(sooner_back(staged(groups, kind), "G"))
    there = [len(change.instance.teachable["A"]) for change in changes]
    assert there == sorted(there) and there[-1] == 6
    costs = [change.cost for change in changes]
    assert costs == sorted(set(costs))
    assert len({change.scale for change in changes}) == 1
    assert "Stage" in changes[0].texts[0].say("fr") and "02/10/2026" in changes[-1].texts[0].en


def test_the_stage_of_another_class_is_left_alone() -> None:
    assert not list(sooner_back(staged(("H",)), "G"))


def test_a_stage_of_another_term_changes_nothing() -> None:
    past = CalendarRow(first=date(2026, 5, 18), last=date(2026, 6, 19), kind="stage", groups=("G",))
    assert not list(sooner_back(staged().changed(calendar=(past,)), "G"))


def test_days_more_are_at_the_cfa_for_good_and_no_days_of_a_stage() -> None:
    instance = staged()
    before = set(instance.teachable["A"])
    stage = set(days_between(MONDAY, LAST))
    for change in more_days(instance, "G"):
        gained = set(change.instance.teachable["A"]) - before
        assert gained and gained.isdisjoint(stage)
        assert change.cost == 420 * len(gained)


def test_most_days_lift_the_stage_and_add_days() -> None:
    assert len(most_days(staged(), "G").teachable["A"]) > 6


def test_a_shorter_stage_is_offered() -> None:
    instance, clock = staged(), Control(Options(time_limit=40, workers=2))
    conflict = find_conflict(instance, clock)
    assert conflict is not None
    found = relaxations(instance, conflict, clock).tried
    assert any("Stage" in text.en for one in found for text in one.relaxation.texts)
    assert all(verify(one.timetable).complete for one in found)


def test_a_day_shorter_than_a_session_gets_its_usual_length() -> None:
    limits = {"group_day_max": 60}
    instance = tiny(course("A", hours=6, lengths=(3,)), days=2, weeks=1, settings=limits)
    clock = Control(Options(time_limit=40, workers=2))
    conflict = find_conflict(instance, clock)
    assert conflict is not None
    found = relaxations(instance, conflict, clock).tried
    longer = [one for one in found if one.relaxation.kind == "hours"]
    assert longer and longer[0].relaxation.instance.settings.group_day_max >= 180
