"""Names, dates and weeks of a command line: whom and when they mean, or what is wrong."""

from __future__ import annotations

from datetime import date

import pytest
from tiny import course, tiny

from instances.entities import Teacher
from semainier.failures import CommandError, Exit
from semainier.named import find_code, parse_weeks

TEACHERS = (
    Teacher(code="EGL", name="Mme Églantine"),
    Teacher(code="DUP1", name="M. Dupont"),
    Teacher(code="DUP2", name="M. Dupont"),
    Teacher(code="Iris", name="M. Houx"),
    Teacher(code="IRI", name="Iris"),
)


@pytest.fixture(scope="module")
def instance():
    return tiny(course("C", 1, (1,)), weeks=3, teachers=TEACHERS)


@pytest.mark.parametrize(
    ("text", "code"),
    [("EGL", "EGL"), (" egl ", "EGL"), ("mme  eglantine", "EGL"), ("iris", "Iris")],
)
def test_by_code_or_name_whatever_the_accents(instance, text, code):
    assert find_code("teacher", text, instance) == code


def test_a_name_of_two_is_no_answer(instance):
    with pytest.raises(CommandError, match="DUP1, DUP2"):
        find_code("teacher", "M. Dupont", instance)


def test_nobody_and_nothing_to_choose_from(instance):
    with pytest.raises(CommandError) as caught:
        find_code("room", "B12", instance)
    assert caught.value.issues[0].text.fr == ("« B12 » n'est pas une salle ; les salles sont –")


def test_two_that_are_as_near_are_both_offered(instance):
    with pytest.raises(CommandError) as caught:
        find_code("teacher", "DUP3", instance)
    said = caught.value.issues[0].text
    assert "(vouliez-vous dire « DUP1 » ou « DUP2 » ?)" in said.fr
    assert '(did you mean "DUP1" or "DUP2"?)' in said.en


@pytest.mark.parametrize(
    ("text", "mondays"),
    [
        ("2026-W37", [7]),
        ("2026-w37 .. 2026-w38", [7, 14]),
        ("2026-W30..2026-W37", [7]),
        ("2026-W38..2027-W02", [14, 21]),
        ("2026-09-13", [7]),
        ("14/09/2026", [14]),
    ],
)
def test_weeks_of_the_term(instance, text, mondays):
    assert parse_weeks(text, instance) == [date(2026, 9, day) for day in mondays]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-W53..", Exit.USAGE),
        ("2027-W53", Exit.USAGE),
        ("38", Exit.USAGE),
        ("2026-W38..2026-W37", Exit.USAGE),
        ("2026-W30", Exit.BAD_INPUT),
        ("2026-10-01", Exit.BAD_INPUT),
    ],
)
def test_weeks_that_are_none(instance, text, code):
    with pytest.raises(CommandError) as caught:
        parse_weeks(text, instance)
    assert caught.value.code == code
