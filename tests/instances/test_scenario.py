"""Scenarios: what they change, what follows from it, and what they refuse."""

from __future__ import annotations

import pytest
from tiny import course, day_grid, tiny

from instances.entities import Group, Quota, Rhythm, Room, TimeOff
from instances.instance import Instance
from instances.scenario import MoreRoom, NewHours, Scenario, ScenarioError, under
from instances.scenario_file import read_scenarios
from instances.scenario_words import parse_scenario, possible_rhythms


def school() -> Instance:
    """Two classes, one split in halves, one room."""
    return tiny(
        course("A", 4, (2, 1), groups="K1", teachers="T", rooms="R"),
        course("B", 2, (1,), groups="K1", teachers="T"),
        course("C", 2, (1,), groups="K2", teachers="U"),
        weeks=2,
        rhythms=(Rhythm(name="R1", spec="Mon Tue"), Rhythm(name="R2", spec="Wed")),
        groups=(
            Group(code="K1", rhythm="R1"),
            Group(code="K1a", parent="K1", partition="TP"),
            Group(code="K1b", parent="K1", partition="TP", rhythm="R2"),
            Group(code="K2", rhythm="R2"),
        ),
        rooms=(Room(code="R", kinds=("lab",), seats=10, equipment=("screen",)),),
        times_off=(TimeOff(who="T", kind="teacher", weekday=0),),
    )


def weekdays(instance: Instance, group: str) -> set[int]:
    """The weekdays on which some learner of a group is at the CFA."""
    return {
        day.weekday()
        for atom in instance.atoms_of[group]
        for day, status in instance.calendars[atom].days.items()
        if status.open
    }


def test_a_rhythm_holds_for_the_class_and_its_halves_and_for_nobody_else() -> None:
    before = school()
    assert before.calendars and weekdays(before, "K1b") == {2}
    after = under(before, Scenario(name="x", rhythms={"K1": "jeu ven"}))
    assert weekdays(after, "K1a") == weekdays(after, "K1b") == {3, 4}
    assert weekdays(after, "K2") == {2}
    assert {day.weekday() for day in after.dates} == {2, 3, 4}
    assert weekdays(before, "K1a") == {0, 1}


def test_a_half_may_have_another_rhythm_than_its_class() -> None:
    rhythms = {"K1a": "Fri", "K1": "Mon"}
    after = under(school(), Scenario(name="x", rhythms=rhythms))
    assert (weekdays(after, "K1a"), weekdays(after, "K1b")) == ({4}, {0})


def test_names_make_no_difference_to_the_data() -> None:
    one = under(school(), Scenario(name="x", rhythms={"K2": "Mon Tue"}))
    two = under(school(), Scenario(name="y", rhythms={"K2": "lun, mar"}))
    assert one.digest == two.digest != school().digest
    same = under(school(), Scenario(name="as today", rhythms={"K2": "mer"}))
    assert same.digest == school().digest


def test_a_rhythm_named_like_another_spec_is_not_mistaken_for_it() -> None:
    before = school().model_copy(update={"rhythms": (Rhythm(name="Fri", spec="Mon"),)})
    before = before.model_copy(update={"groups": (Group(code="K1"), Group(code="K2"))})
    after = under(before, Scenario(name="x", rhythms={"K2": "Fri"}))
    assert weekdays(after, "K2") == {4}


def test_one_room_more_takes_what_the_room_like_it_takes() -> None:
    more = MoreRoom(code="S", like="R", seats=20)
    after = under(school(), Scenario(name="x", more_rooms=(more,)))
    assert after.room_sets["A"] == (frozenset("R"), frozenset("S"))
    assert after.room["S"] == Room(code="S", kinds=("lab",), seats=20, equipment=("screen",))
    back = under(after, Scenario(name="y", fewer_rooms=("S",)))
    assert back.digest == school().digest


def test_times_off_are_forgotten_and_added() -> None:
    off = TimeOff(who="T", kind="teacher", weekday=1)
    after = under(school(), Scenario(name="x", freed=("T",), times_off=(off,)))
    assert after.times_off == (off,)


def test_hours_change_in_the_maquette_and_in_the_courses_that_count() -> None:
    quotas = (Quota(group="K1", unit="A", minutes=240), Quota(group="K1", unit="B", minutes=120))
    before = school().model_copy(update={"quotas": quotas})
    after = under(before, Scenario(name="x", hours=(NewHours(group="K1", unit="A", minutes=300),)))
    assert [quota.minutes for quota in after.quotas] == [300, 120]
    assert {c.code: c.minutes for c in after.courses} == {"A": 300, "B": 120, "C": 120}


def test_two_courses_of_one_quota_share_its_hours_as_before() -> None:
    courses = (
        course("L", 4, (1,), unit="U", groups="G"),
        course("M", 2, (1,), unit="U", groups="G"),
    )
    before = tiny(*courses, quotas=(Quota(group="G", unit="U", minutes=360),))
    after = under(before, Scenario(name="x", hours=(NewHours(group="G", unit="U", minutes=600),)))
    assert {c.code: c.minutes for c in after.courses} == {"L": 420, "M": 180}


@pytest.mark.parametrize(
    ("text", "rhythms"),
    [
        ("2 jours=Thu Fri", {"K1": "Thu Fri"}),
        ("Thu Fri", {"K1": "Thu Fri"}),
        ("x=Mon Wed:am", {"K1": "Mon Wed:am"}),
        ("x = K1: Mon Wed:am ; K2:Fri", {"K1": "Mon Wed:am", "K2": "Fri"}),
        ("x=K1:Mon-Fri/-;K1a:lun", {"K1": "Mon-Fri/-", "K1a": "lun"}),
        ("x=K1:Mon; Tue", {"K1": "Mon Tue"}),
    ],
)
def test_scenarios_as_they_are_typed(text: str, rhythms: dict[str, str]) -> None:
    assert parse_scenario(text, school(), ("K1",)).rhythms == rhythms


def test_whom_a_rhythm_changes_must_be_said_when_several_classes_have_one() -> None:
    with pytest.raises(ScenarioError, match="K1, K2"):
        parse_scenario("x=Mon", school())
    assert parse_scenario("x=Mon", tiny(course("A"))).rhythms == {"G": "Mon"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x=Lunday", "Lunday"),
        ("x=-", "no day at the CFA"),
        ("=Mon", "a name is missing"),
        ("x=", "cannot be read"),
        ("x=K3:Mon", "no group “K3”"),
        ("x=K1:Mon; K3:Tue", "no group “K3”"),
        ("x=K1:Mon; K1:Tue", "two rhythms"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, says: str) -> None:
    with pytest.raises(ScenarioError, match=says):
        parse_scenario(text, school(), ("K1",))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"rhythms": {"K3": "Mon"}}, "no group “K3”"),
        ({"more_rooms": (MoreRoom(code="R", like="R"),)}, "exists already"),
        ({"more_rooms": (MoreRoom(code="S", like="Q"),)}, "no room “Q”"),
        ({"fewer_rooms": ("Q",)}, "no room “Q”"),
        ({"fewer_rooms": ("R",)}, "A has no other"),
        ({"freed": ("Z",)}, "“Z” is no teacher"),
        ({"times_off": (TimeOff(who="Z", kind="teacher", weekday=1),)}, "“Z” is no teacher"),
        ({"hours": (NewHours(group="K1", unit="A", minutes=60),)}, "no “K1 A”"),
    ],
)
def test_what_does_not_fit_the_problem_is_said(change: dict[str, object], says: str) -> None:
    with pytest.raises(ScenarioError, match=says):
        under(school(), Scenario(name="x", **change))


def test_what_a_class_might_take_is_no_part_of_the_data() -> None:
    plain = school()
    first, *others = plain.groups
    chooser = plain.changed(
        groups=(first.model_copy(update={"possible_rhythms": ("R2", "R1")}), *others)
    )
    assert chooser.digest == plain.digest
    assert Instance.model_validate_json(chooser.model_dump_json()) == chooser != plain
    assert [one.rhythms for one in possible_rhythms(chooser)] == [{"K1": "Wed"}, {"K1": "Mon Tue"}]
    with pytest.raises(ScenarioError, match="no “Possible rhythms”"):
        possible_rhythms(chooser, ["K2"])
    with pytest.raises(ScenarioError, match="no group"):
        possible_rhythms(chooser, ["nobody"])


def test_half_a_day_off_where_there_is_no_afternoon(tmp_path):
    """The lunch break comes after the last period: all of the day is morning."""
    path = tmp_path / "plans.toml"
    path.write_text(
        '[[scenario]]\nname = "x"\ntimes_off = [{ who = "T", days = "mar:matin" }]\n',
        encoding="utf-8",
    )
    instance = tiny(course("C", teachers="T"), grid=day_grid(8, 11))
    (found,) = read_scenarios(path, instance)
    assert [(off.weekday, off.start, off.end) for off in found.times_off] == [(1, 0, 660)]
