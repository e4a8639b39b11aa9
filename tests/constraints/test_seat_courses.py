"""Rooms of courses: what `check` finds, and that a model gives only what it accepts."""

from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st
from referee import agree
from tiny import course, plan, tiny

from constraints.avoid_clashes import AvoidClashes
from constraints.seat_courses import SeatCourses
from instances.entities import Group, Resource, Room

RULE = SeatCourses()
CODES = "RSLU"
ROOMS = (
    Room(code="R", seats=10, equipment=("screen",)),
    Room(code="S", seats=20),
    Room(code="L", seats=5, equipment=("rack", "screen")),
    Room(code="U"),
)


def test_as_many_rooms_as_asked_for_and_the_right_ones() -> None:
    instance = tiny(course("A", rooms="R|S L"), course("B"), rooms=ROOMS)
    kept = plan(instance, ("A", 0, 8, 1, "", "L S"), ("B", 0, 9, 1))
    assert not list(RULE.check(kept))
    for rooms in ("", "R", "R S", "L L", "R S L"):
        (violation,) = RULE.check(plan(instance, ("A", 0, 8, 1, "", rooms), ("B", 0, 9, 1)))
        assert (violation.subject, violation.amount) == (Resource("course", "A"), 1)
    (violation,) = RULE.check(plan(instance, ("A", 0, 8, 1, "", "")))
    assert violation.say("en") == (
        "A: no room on Monday 7 September 2026 at 08:00, not the rooms asked for."
    )
    assert violation.say("fr").startswith("A : aucune salle le lundi 7 septembre 2026 à 08:00")


def test_seats_and_equipment_of_all_rooms_together() -> None:
    groups = (Group(code="G", size=15, rhythm="R"), Group(code="H", size=10, rhythm="R"))
    lessons = (
        course("A", rooms="R|S|U", equipment=("screen",)),
        course("B", rooms="R|S L", equipment=("screen", "rack")),
        course("C", rooms="S|U", groups="G H"),
    )
    instance = tiny(*lessons, groups=groups, rooms=ROOMS)

    def reasons(*row: object) -> list[str]:
        return [v.values["reason"].en for v in RULE.check(plan(instance, row))]  # type: ignore[attr-defined]

    assert reasons("A", 0, 8, 1, "", "R") == ["there are not enough seats"]
    assert reasons("A", 0, 8, 1, "", "S") == ["some equipment is missing there"]
    assert reasons("B", 0, 8, 1, "", "R L") == []
    assert reasons("C", 0, 8, 1, "", "S") == ["there are not enough seats"]
    assert reasons("C", 0, 8, 1, "", "U") == []


needs = st.lists(
    st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True), min_size=1, max_size=3
)
wanted = st.lists(st.sampled_from(["screen", "rack"]), unique=True).map(tuple)


@given(needs, wanted, st.integers(0, 36))
def test_check_accepts_the_room_sets_of_the_course_and_no_others(
    lists: list[list[str]], equipment: tuple[str, ...], size: int
) -> None:
    lesson = course("A", 1, rooms=" ".join("|".join(n) for n in lists), equipment=equipment)
    group = Group(code="G", size=size, rhythm="R")
    instance = tiny(lesson, days=1, groups=(group,), rooms=ROOMS)
    subsets = chain.from_iterable(combinations(CODES, count) for count in range(5))
    accepted = {
        frozenset(rooms)
        for rooms in subsets
        if not list(RULE.check(plan(instance, ("A", 0, 8, 1, "", " ".join(rooms)))))
    }
    assert accepted == set(instance.room_sets["A"])


def test_a_model_gives_only_what_check_accepts() -> None:
    instance = tiny(
        course("A", 2, rooms="R|S L"), course("B", 1, groups="H", rooms="R|L"), days=1, rooms=ROOMS
    )
    assert len(agree(instance, [AvoidClashes(), RULE])) > 1
