"""Which team gives each course: nobody too full, halves that may be held at once, who hands on."""

from __future__ import annotations

import pytest
from tiny import course, tiny

from instances.entities import Group, Pin, Rhythm, Teacher, TimeOff
from solver.teams import TEACHER_FULL, _Choice, choose_teams, handed_on

SCHOOL = {"days": 3, "weeks": 4}


def test_nobody_is_given_more_than_their_weeks_hold() -> None:
    instance = tiny(
        course("A", hours=8, groups="G", teachers="T"),
        course("B", hours=8, groups="H", teachers="T|U"),
        **SCHOOL,
        teachers=(Teacher(code="T", week_max=180), Teacher(code="U", week_max=180)),
    )
    teams = choose_teams(instance, {}).teams
    assert teams == {"A": frozenset("T"), "B": frozenset("U")}
    assert choose_teams(instance, {"B": frozenset("T")}).teams["B"] == frozenset("T")


def test_nobody_is_given_more_than_the_days_of_a_class_hold() -> None:
    """U has more hours, but T has all of his on Tuesdays, when the class of B comes."""
    instance = tiny(
        course("A", hours=8, groups="G", teachers="T"),
        course("B", hours=4, groups="H", teachers="T|U"),
        course("C", hours=10, groups="K", teachers="U"),
        days="Mon Tue",
        weeks=4,
        rhythms=(Rhythm(name="1", spec="Mon"), Rhythm(name="2", spec="Tue")),
        groups=tuple(Group(code=code, rhythm=name) for code, name in ("G2", "H2", "K1")),
    )
    chosen = choose_teams(instance, {})
    assert chosen.teams["B"] == frozenset("U")
    for code, weekday in (("A", 1), ("B", 1), ("C", 0)):
        held = [
            day for day, minutes in zip(instance.dates, chosen.dates[code], strict=True) if minutes
        ]
        assert {day.weekday() for day in held} == {weekday}
        assert chosen.dates[code].sum() == pytest.approx(instance.course[code].minutes)


def test_nobody_is_given_more_than_the_weeks_of_a_rhythm_hold() -> None:
    """T and U both have 20 hours of the term left, but T has two of them in the weeks of B."""
    odd, even = "Mon Tue Wed / -", "- / Mon Tue Wed"
    instance = tiny(
        course("A", hours=16, groups="G", teachers="T"),
        course("B", hours=6, groups="H", teachers="T|U"),
        course("C", hours=16, groups="K", teachers="U"),
        days=3,
        weeks=4,
        rhythms=(Rhythm(name="1", spec=odd), Rhythm(name="2", spec=even)),
        groups=tuple(Group(code=code, rhythm=name) for code, name in ("G1", "H1", "K2")),
    )
    assert choose_teams(instance, {}).teams["B"] == frozenset("U")
    choice = _Choice(instance, {})
    for code, teacher in (("A", "T"), ("B", "T"), ("C", "U")):
        choice.take(instance.course[code], frozenset(teacher))
    weeks = 2 * 540 * TEACHER_FULL
    assert choice.time["T"].beyond() == pytest.approx(22 * 60 - weeks)
    choice.relieve()
    assert choice.chosen["B"] == frozenset("U")
    assert not any(time.beyond() for time in choice.time.values())


def test_a_teacher_who_is_never_there_is_not_given_a_course() -> None:
    instance = tiny(
        course("A", hours=4, teachers="T|U"),
        course("B", hours=8, groups="H", teachers="U"),
        **SCHOOL,
        times_off=(TimeOff(who="T", kind="teacher"),),
    )
    assert choose_teams(instance, {}).teams["A"] == frozenset("U")


def test_halves_of_a_full_class_get_teachers_of_their_own() -> None:
    """It has no time for one half after the other, which nothing but their teacher asks for."""
    halves = (Group(code="C", rhythm="R"), *(Group(code=c, rhythm="R", parent="C") for c in "AB"))
    instance = tiny(
        course("LAB/A", hours=8, groups="A", teachers="T|U", family="LAB"),
        course("LAB/B", hours=8, groups="B", teachers="T|U", family="LAB"),
        course("ALL", hours=14, groups="C", teachers="V"),
        course("OTHER", hours=6, groups="H", teachers="U"),
        groups=(*halves, Group(code="H", rhythm="R")),
        **SCHOOL,
    )
    teams = choose_teams(instance, {}).teams
    assert teams["LAB/A"].isdisjoint(teams["LAB/B"])
    both = {"LAB/A": frozenset("T")}
    alone = instance.changed(
        courses=tuple(c.model_copy(update={"posts": (("T",),)}) for c in instance.courses)
    )
    assert choose_teams(alone, both).teams["LAB/B"] == frozenset("T")


@pytest.mark.parametrize("order", ["CA CB DA DB", "DA DB CA CB", "CA DA CB DB"])
def test_of_two_classes_the_fuller_one_gets_two_teachers(order: str) -> None:
    """U has time for one half only: for one that cannot wait until T has done with the other."""
    classes = (
        Group(code=code, rhythm="R", parent=None if len(code) == 1 else code[0])
        for code in ("C", "CA", "CB", "D", "DA", "DB")
    )
    labs = (
        course(f"{code}-LAB", hours=8, groups=code, teachers="T|U", family=f"{code[0]}-LAB")
        for code in order.split()
    )
    instance = tiny(
        *labs,
        course("C-ALL", hours=20, groups="C", teachers="V"),
        groups=tuple(classes),
        times_off=tuple(TimeOff(who="U", kind="teacher", weekday=day) for day in (1, 2)),
        **SCHOOL,
    )
    teams = choose_teams(instance, {}).teams
    assert teams["CA-LAB"].isdisjoint(teams["CB-LAB"])
    assert teams["DA-LAB"] == teams["DB-LAB"] == frozenset("T")


def test_who_is_too_full_hands_a_course_on_to_somebody_who_hands_on_another() -> None:
    """T has all hours of the term, U nearly; what U could take of T's, U has to give to V first."""
    instance = tiny(
        course("T1", hours=24, teachers="T"),
        course("A", hours=12, groups="H", teachers="T|U"),
        course("U1", hours=20, groups="K", teachers="U"),
        course("B", hours=10, groups="L", teachers="U|V"),
        course("V1", hours=22, groups="M", teachers="V"),
        **SCHOOL,
    )
    choice = _Choice(instance, {})
    for code, teacher in (("T1", "T"), ("A", "T"), ("U1", "U"), ("B", "U"), ("V1", "V")):
        choice.take(instance.course[code], frozenset(teacher))
    assert choice.time["T"].beyond() > 0
    choice.relieve()
    assert choice.chosen["A"] == frozenset("U") and choice.chosen["B"] == frozenset("V")
    assert not any(time.beyond() for time in choice.time.values())
    taken = {code: time.taken.sum() / 60 for code, time in choice.time.items()}
    assert taken == pytest.approx({"T": 24, "U": 32, "V": 32})


def test_of_who_misses_hours_another_course_is_handed_on_each_time() -> None:
    base = tiny(
        course("A", hours=4, teachers="T"),
        course("B", hours=4, groups="H", teachers="T|U"),
        course("C", hours=4, groups="K", teachers="T|V"),
        course("D", hours=4, groups="L", teachers="U|V"),
        course("V1", hours=30, groups="M", teachers="V"),
        **SCHOOL,
    )
    teams = {code: frozenset("T") for code in "ABC"} | {"D": frozenset("U"), "V1": frozenset("V")}
    found = [handed_on(base, teams, {"A"}, number) for number in range(3)]
    assert found == [{"B": frozenset("U")}, {"C": frozenset("V")}, {"B": frozenset("U")}]
    assert handed_on(base, teams, {"V1"}, 0) == {}
    assert handed_on(base, teams, {"A", "D"}, 0) == {"B": frozenset("U"), "D": frozenset("V")}
    pin = Pin(course="B", date=base.dates[0], start=480, minutes=60)
    assert handed_on(base.model_copy(update={"pins": (pin,)}), teams, {"A"}, 0) == found[1]


def test_a_teacher_that_a_pin_names_gives_the_course() -> None:
    base = tiny(course("A", hours=2, teachers="T|U"), course("B", hours=9, teachers="U"), **SCHOOL)
    pin = Pin(course="A", date=base.dates[0], start=480, minutes=60, teachers=("U",))
    instance = base.model_copy(update={"pins": (pin,)})
    assert choose_teams(instance, {}).teams["A"] == frozenset("U")
