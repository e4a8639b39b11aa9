"""The bundled example is the school it claims to be, and its arithmetic closes."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from instances.audit import audit, full_weeks, group_capacity, rhythm_capacity
from instances.examples import EXAMPLES, example_tables
from instances.instance import Instance
from instances.workbook import read_tables, read_workbook, write_workbook

# Hours of CM + TP (AP: of workshops) by unit: half the official volumes for year 1 (the reading
# of the brochure that closes), the official grid for semester 3, 7/12 of it for semester 4.
YEAR1 = {
    "s1": {
        "CGE": (15, 8), "Anglais": (15, 7), "Maths": (15, 8), "CEJM": (30, 0), "CEJMA": (0, 7),
        "Bloc 1": (30, 45), "Bloc 3": (15, 15), "AP": (30,),
    },
    "s2": {
        "CGE": (15, 7), "Anglais": (15, 8), "Maths": (15, 7), "CEJM": (30, 0), "CEJMA": (0, 8),
        "Bloc 1": (15, 15), "Bloc 2": (15, 30), "Bloc 3": (15, 15), "AP": (30,),
    },
}  # fmt: skip
YEAR2 = {
    "s1": {
        "CGE": (12, 12), "Anglais": (12, 12), "Maths": (24, 12), "CEJM": (48, 0),
        "CEJMA": (0, 12), "Bloc 1": (24, 0), "Bloc 2": (72, 36), "Bloc 3": (24, 24), "AP": (48,),
    },
    "s2": {
        "CGE": (7, 7), "Anglais": (7, 7), "Maths": (14, 7), "CEJM": (28, 0), "CEJMA": (0, 7),
        "Bloc 1": (14, 0), "Bloc 2": (42, 21), "Bloc 3": (14, 14), "AP": (28,),
    },
}  # fmt: skip


@cache
def example(name: str) -> Instance:
    reading = read_tables(example_tables(name))
    assert reading.notices == ()
    return reading.instance


def due(instance: Instance, label: str) -> dict[str, tuple[int, ...]]:
    """Hours of the courses a learner attends: CM and TP by unit, of AP alone."""
    (atom,) = [atom for atom in instance.atoms if atom.label == label]
    hours: Counter[tuple[str, str]] = Counter()
    for course in instance.courses:
        if atom in instance.learners[course.code]:
            hours[course.unit.removesuffix(" SISR").removesuffix(" SLAM"), course.type] += (
                course.minutes // 60
            )
    units = dict.fromkeys(unit for unit, _ in hours)
    types = {unit: ("AP",) if unit == "AP" else ("CM", "TP") for unit in units}
    return {unit: tuple(hours[unit, type_] for type_ in types[unit]) for unit in units}


@pytest.mark.parametrize("name", ["s1", "s2"])
def test_each_learner_is_due_the_hours_of_the_referential(name):
    instance = example(name)
    for atom in instance.atoms:
        expected = (YEAR1 if "SIO1" in atom.groups else YEAR2)[name]
        assert due(instance, atom.label) == expected, atom.label
    totals = {load.label.partition("-")[0]: load.demand // 60 for load in audit(instance).groups}
    assert totals == {"SIO1": 240, "SIO2": 372 if name == "s1" else 217}


def test_the_year_is_both_semesters_of_year_1_and_the_official_year_2():
    instance = example("year")
    for atom in instance.atoms:
        if "SIO1" in atom.groups:
            one, two = YEAR1["s1"], YEAR1["s2"]
        else:
            one = two = YEAR2["s1"]
        expected = {
            unit: tuple(
                a + b for a, b in zip(one.get(unit, (0, 0)), two.get(unit, (0, 0)), strict=True)
            )
            for unit in {**one, **two}
        }
        assert due(instance, atom.label) == expected, atom.label
    assert [load.demand // 60 for load in audit(instance).groups] == [480, 480, 744, 744]


@pytest.mark.parametrize("name", EXAMPLES)
def test_arithmetic_finds_nothing_wrong(name):
    found = audit(example(name))
    assert found.of("impossible") == ()
    assert found.of("error") == ()
    assert {finding.code for finding in found.of("warning")} <= {"group_target", "legal_week"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_services_due_can_be_met(name):
    for load in audit(example(name)).teachers:
        assert load.service is not None
        assert load.certain <= load.service <= load.possible, load.code


@pytest.mark.parametrize("name", EXAMPLES)
def test_workshops_and_parallel_courses_are_what_the_school_asks(name):
    instance = example(name)
    for course in instance.courses:
        if course.type == "AP":
            assert all(len(team) == 2 for team in instance.teams[course.code])
            for rooms in instance.room_sets[course.code]:
                kinds = [set(instance.room[code].kinds) for code in rooms]
                assert any("labo" in found for found in kinds)
                assert any("salle commune" in found for found in kinds)
        if course.unit.startswith("Bloc 2") or (course.type == "AP" and len(course.code) > 7):
            (other,) = course.parallel_with
            assert instance.course[other].parallel_with == (course.code,)
    halves = [course for course in instance.courses if course.type == "TP" and course.family]
    assert {size for c in halves if (size := instance.seats_needed(c))} == {12}


def test_the_first_semester_is_tight_for_year_2():
    capacity = group_capacity(example("s1"), "SIO2")
    assert (capacity.days, capacity.cap) == (50, 400 * 60)
    assert pytest.approx(0.93) == 372 / 400
    calendars = example("s1").calendars
    (exam,) = [atom for atom in example("s1").atoms if atom.label == "SIO2-SISR"]
    days = [day for day, status in calendars[exam].days.items() if status.kind == "exam"]
    assert days == [date(2026, 12, 8), date(2026, 12, 9), date(2026, 12, 10)]
    assert group_capacity(example("s1"), "SIO1").days == 35


def test_the_second_semester_stops_on_14_may_for_year_2():
    instance = example("s2")
    (atom,) = [atom for atom in instance.atoms if atom.label == "SIO2-SISR"]
    open_days = [day for day, status in instance.calendars[atom].days.items() if status.open]
    assert max(open_days) == date(2027, 5, 13)
    assert group_capacity(instance, "SIO2").cap == 256 * 60


def test_what_the_audit_of_the_year_must_say():
    """Year 2's 744 h: not in 24 weeks, not by mid-May, but over the year; year 1's 480 h are."""
    instance = example("year")
    second = group_capacity(instance, "SIO2")
    assert full_weeks("mar mer jeu", 24, 480) == 576 * 60
    assert group_capacity(instance, "SIO2", until=date(2027, 5, 14)).cap == 680 * 60
    assert second.days * 7.2 > 744 > second.days * 7
    first = group_capacity(instance, "SIO1")
    assert (first.days, first.target) == (69, 483 * 60)
    loads = {load.label: load for load in audit(instance).groups}
    assert loads["SIO2-SISR"].closes_cap == date(2027, 6, 2)
    assert loads["SIO2-SISR"].closes_target is None
    assert loads["SIO1-SLAM"].closes_target == date(2027, 6, 29)


def test_rhythms_hold_what_the_domain_says():
    """The table of rhythms on the real calendar of 2026-27, zone C, 7 h a day."""
    days = {
        "lun mar": (35, 34),
        "jeu ven": (36, 34),
        "lun mar mer": (52, 52),
        "lun mar mer/lun mar": (43, 43),
        "lun-ven/-": (43, 44),
        "lun-ven/lun-ven/-/-": (48, 48),
        "lun-ven/-/-/-": (23, 25),
    }
    for spec, expected in days.items():
        found = tuple(rhythm_capacity(example(name), "SIO1", spec).days for name in ("s1", "s2"))
        assert found == expected, spec


def test_a_third_of_the_teachers_come_on_fixed_days_only():
    instance = example("s1")
    outside = {teacher.code for teacher in instance.teachers if teacher.status == "vacataire"}
    assert len(outside) / len(instance.teachers) == pytest.approx(1 / 3, abs=0.05)
    assert outside == {row.who for row in instance.times_off if row.level == "only"}


def test_one_weekly_pin_and_one_dated():
    weekly, dated = example("s1").pins
    assert (weekly.weekday, weekly.date) == (1, None)
    assert dated.date == date(2026, 10, 15)


def test_an_unknown_example():
    with pytest.raises(KeyError):
        example_tables("s3")


def test_the_workbook_says_the_same_as_the_tables(tmp_path: Path):
    path = tmp_path / "s1.xlsx"
    write_workbook(example_tables("s1"), path, "fr")
    assert read_workbook(path).instance == example("s1")
