"""Teachers of courses: what `check` finds, and that a model gives only what it accepts."""

from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st
from referee import agree
from tiny import course, plan, tiny

from constraints.avoid_clashes import AvoidClashes
from constraints.staff_courses import StaffCourses
from instances.entities import Resource, Teacher

RULE = StaffCourses()
NAMES = "TUVW"


def test_a_workshop_needs_its_two_teachers() -> None:
    workshop = course("AP", teachers="T|U|V T|U|V")
    instance = tiny(workshop, course("A", teachers="T"), course("B"))
    kept = plan(
        instance, ("AP", 0, 8, 1, "V T"), ("AP", 1, 8, 1, "T V"), ("A", 0, 9, 1), ("B", 0, 10, 1)
    )
    broken = plan(instance, ("AP", 0, 8, 1, "T"), ("A", 0, 9, 1, "U"), ("B", 0, 10, 1, "W"))
    assert not list(RULE.check(kept))
    found = list(RULE.check(broken))
    assert [(v.subject, v.amount) for v in found] == [
        (Resource("course", code), 1) for code in ("AP", "A", "B")
    ]
    assert found[0].say("en") == "AP: T on Monday 7 September 2026, not the teachers asked for."
    assert "B : W le lundi 7 septembre 2026, ce ne sont pas" in found[2].say("fr")


def test_nobody_is_said_in_words() -> None:
    instance = tiny(course("A", teachers="T"))
    (violation,) = RULE.check(plan(instance, ("A", 0, 8, 1, "")))
    assert violation.say("fr").startswith("A : personne le lundi")
    assert violation.say("en").startswith("A: nobody on Monday")


def test_the_same_team_all_term() -> None:
    instance = tiny(course("A", 3, teachers="T|U"))
    rows = ("A", 0, 8, 1, "U"), ("A", 0, 9, 1, "T"), ("A", 1, 8, 1, "T")
    (violation,) = RULE.check(plan(instance, *rows))
    assert violation.sessions[0].teachers == ("U",)
    assert "other sessions have others" in violation.say("en")


def test_the_same_teacher_twice_is_one() -> None:
    instance = tiny(course("A", teachers="T|U T|U"))
    assert len(list(RULE.check(plan(instance, ("A", 0, 8, 1, "T T"))))) == 1


posts = st.lists(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True), min_size=0, max_size=3
)


@given(posts)
def test_check_accepts_the_teams_of_the_course_and_no_others(lists: list[list[str]]) -> None:
    lesson = course("A", 1, teachers=" ".join("|".join(post) for post in lists))
    instance = tiny(lesson, days=1, teachers=tuple(Teacher(code=code) for code in NAMES))
    subsets = chain.from_iterable(combinations(NAMES, size) for size in range(5))
    accepted = {
        frozenset(team)
        for team in subsets
        if not list(RULE.check(plan(instance, ("A", 0, 8, 1, " ".join(team), ""))))
    }
    assert accepted == set(instance.teams["A"])


def test_a_model_gives_only_what_check_accepts() -> None:
    workshop, lesson = course("A", 2, teachers="T|U|V T|U|V"), course("B", 1, teachers="T")
    assert len(agree(tiny(workshop, lesson, days=1), [AvoidClashes(), RULE])) > 1
