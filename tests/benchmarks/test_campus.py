"""A generated campus has a plan that keeps every rule, is as tight as asked, and hides the plan."""

from __future__ import annotations

from functools import cache

import pytest

from benchmarks.campus import Campus, hidden_plan, make_campus
from benchmarks.campus.report import size_of
from constraints.verify import verify
from instances.audit import audit
from instances.weeks import week_of
from instances.workbook import read_workbook, tables_of, write_workbook

DRAWN = [
    (classes, tightness, seed)
    for classes in (1, 3, 12)
    for tightness in (0.85, 0.95)
    for seed in ((1, 2, 3) if classes < 12 else (1, 2))
]


@cache
def campus(classes: int, tightness: float, seed: int, weekly: bool = False) -> Campus:
    return make_campus(classes, tightness, seed, weekly=weekly)


@pytest.mark.parametrize(("classes", "tightness", "seed"), DRAWN)
def test_the_hidden_plan_keeps_every_rule_and_is_as_tight_as_asked(classes, tightness, seed):
    drawn = campus(classes, tightness, seed)
    assert [violation.say("en") for violation in verify(drawn.plan).violations] == []
    size = size_of(drawn)
    assert size.learners == pytest.approx(tightness, abs=0.015)
    assert size.fullest <= tightness + 0.015
    found = audit(drawn.instance)
    assert not found.impossible
    assert not found.erroneous


@pytest.mark.parametrize(("classes", "tightness"), [(1, 0.85), (3, 0.95), (12, 0.85), (12, 0.95)])
def test_a_weekly_campus_is_one_week_without_choices(classes, tightness):
    drawn = campus(classes, tightness, 1, weekly=True)
    assert verify(drawn.plan).violations == ()
    instance = drawn.instance
    assert len({week_of(day) for day in instance.dates}) == 1
    assert all(len(post) == 1 for course in instance.courses for post in course.posts)
    assert not any(c.family or c.pace_of or c.after for c in instance.courses)
    assert not any("/" in rhythm.spec for rhythm in instance.rhythms)
    # Sessions are whole hours, and one lecture more or less is 6 % of a class of 32 h.
    assert size_of(drawn).learners == pytest.approx(tightness, abs=0.06)


def test_a_campus_has_what_makes_a_school_hard():
    instance = campus(12, 0.85, 1).instance
    specs = {rhythm.spec for rhythm in instance.rhythms}
    assert any("/" in spec and "-" not in spec for spec in specs), "2 and 3 days in turn"
    assert any("/-" in spec or "-/" in spec for spec in specs), "one week in two"
    courses = instance.courses
    assert any(len(course.posts) == 2 and len(course.posts[0]) > 1 for course in courses)
    assert any(course.family for course in courses)
    assert any(course.parallel_with for course in courses)
    assert any(course.pace_of for course in courses)
    assert {teacher.status for teacher in instance.teachers} == {"permanent", "vacataire"}
    assert all((teacher.week_max or 0) <= 18 * 60 for teacher in instance.teachers)
    shared = {course.groups[0][:7] for course in courses if ("CGE-01",) in course.posts}
    assert len(shared) > 1, "a teacher of several classes"
    assert {row.kind for row in instance.calendar} >= {"closed", "exam", "holidays", "public"}
    assert any(row.level == "impossible" and row.first for row in instance.times_off)


def test_the_workbook_does_not_tell_the_plan():
    drawn = campus(12, 0.85, 1)
    assert 0 < len(drawn.instance.pins) <= 12
    teams = drawn.instance.teams
    assert sum(len(found) > 1 for found in teams.values()) > len(teams) / 6


def test_the_same_seed_draws_the_same_campus_and_another_one_another():
    again = make_campus(3, 0.85, 1)
    assert again.tables == campus(3, 0.85, 1).tables
    assert again.plan.sessions == campus(3, 0.85, 1).plan.sessions
    assert campus(3, 0.85, 2).tables != again.tables
    assert hidden_plan(1, 0.85, 1).sessions == campus(1, 0.85, 1).plan.sessions


def test_a_campus_is_read_back_from_its_workbook(tmp_path):
    drawn = campus(3, 0.95, 1)
    path = tmp_path / "campus.xlsx"
    write_workbook(drawn.tables, path, "fr")
    assert read_workbook(path).instance == drawn.instance
    write_workbook(tables_of(drawn.instance), path, "fr")
    assert read_workbook(path).instance == drawn.instance


@pytest.mark.parametrize(("classes", "tightness"), [(0, 0.85), (1, 0.2), (1, 1.0)])
def test_what_cannot_be_drawn_is_said(classes, tightness):
    with pytest.raises(ValueError, match=r"class|tightness"):
        make_campus(classes, tightness)
