"""Substitutes: free in the plan as it stood and in the mended one, under their hours in both."""

from __future__ import annotations

import pytest
from tiny import MONDAY, course, plan, tiny

from exports.substitutes import substitutes
from instances.absences import with_absences
from instances.entities import Teacher, TimeOff

ROWS = (("C", 0, 8, 1), ("D", 0, 8, 1))


def lesson(code: str, group: str, teacher: str):
    return course(code, 1, groups=group, teachers=teacher)


@pytest.fixture
def instance():
    """A gives C, B gives D, at one hour; B, F and G could give C instead of A."""
    teachers = [Teacher(code=code, units=("C",)) for code in "ABF"]
    teachers += [Teacher(code="G", units=("C",), day_max=30), Teacher(code="H", units=("D",))]
    return tiny(lesson("C", "G1", "A"), lesson("D", "G2", "B"), teachers=tuple(teachers))


def found(instance, stood, mended):
    away = TimeOff(who="A", kind="teacher", first=MONDAY, last=MONDAY, level="impossible")
    (one,) = substitutes(with_absences(instance, (away,)), (stood.sessions[0],), stood, mended)
    assert one.away == ("A",)
    return one.able


def test_who_taught_then_before_the_repair_is_no_substitute(instance):
    stood = plan(instance, *ROWS)
    mended = plan(instance, ("C", 1, 8, 1), ("D", 1, 9, 1))
    assert found(instance, stood, mended) == ("F",)


def test_who_teaches_then_after_the_repair_is_no_substitute(instance):
    stood = plan(instance, ROWS[0], ("D", 1, 9, 1))
    mended = plan(instance, ("C", 1, 8, 1), ROWS[1])
    assert found(instance, stood, mended) == ("F",)


def test_who_teaches_then_in_neither_is_one(instance):
    stood = plan(instance, ROWS[0], ("D", 0, 10, 1))
    mended = plan(instance, ("C", 1, 8, 1), ("D", 0, 10, 1))
    assert found(instance, stood, mended) == ("B", "F")
