"""Files of FET written from problems of ours: read back, they mean the same."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from fetfile import apart, constraint, read
from referee import HARD, timetables
from tiny import MONDAY, course, day_grid, plan, session, tiny

from constraints.verify import verify
from exports import write_fet
from exports.fet import fet_of
from instances.entities import Group, Limit, Pin, Relation, Room, Teacher, TimeOff
from instances.fet import read_fet
from instances.fet.activities import ids_of
from instances.fet.numbering import FetFormError, pieces
from instances.fet.result import read_result
from instances.instance import Instance
from instances.timetable import Timetable

QUIET = {"end": MONDAY.replace(day=8)}


def bare(instance: Instance) -> Timetable:
    return Timetable(instance=instance, sessions=())


def again(instance: Instance, folder) -> Instance:
    """The instance that our own reader makes of what is written."""
    write_fet(bare(instance), folder / "x.fet")
    reread = read_fet(folder / "x.fet").instance
    assert reread.left_out == ()
    return reread


def meanings(instance: Instance, written: Instance | None = None) -> set[object]:
    """Every complete timetable: the times, teachers and rooms of the courses `written`."""
    called = {str(piece.id): piece.course for piece in pieces(written)} if written else {}
    return {
        frozenset(
            (_called(s.course, called), s.date, s.start, s.minutes, s.teachers, s.rooms)
            for s in t.sessions
        )
        for t in timetables(instance, HARD, complete=True)
    }


def _called(code: str, called: dict[str, str]) -> str:
    return called[str(next(ids_of(code)))] if called else code


FIELDS = {
    "times off": {
        "times_off": (
            TimeOff(who="T", kind="teacher", weekday=0, start=480, end=540),
            TimeOff(who="G", kind="group", weekday=1, start=540, end=660),
            TimeOff(who="R", kind="room", weekday=0, start=600, end=660),
            TimeOff(who="B", kind="course", weekday=1, start=480, end=540),
        )
    },
    "a pin": {"pins": (Pin(course="A", weekday=1, start=480, minutes=60, rooms=("R",)),)},
    "a pin twice": {
        "pins": (
            Pin(course="B", weekday=1, start=480, minutes=60),
            Pin(course="B", date=MONDAY.replace(day=8), start=480, minutes=60),
            Pin(course="B", weekday=0, start=480, minutes=60),
        )
    },
    "days apart": {"relations": (Relation(kind="apart", courses=("B", "C"), days=1),)},
    "the same hour": {"relations": (Relation(kind="same_hour", courses=("B", "C")),)},
    "never at once": {"relations": (Relation(kind="disjoint", courses=("A", "C")),)},
    "no gaps": {"limits": (Limit(kind="day_gaps", of="group", value=0),)},
    "early": {"limits": (Limit(kind="late_starts", of="group", who="H", value=1),)},
    "hours a day": {"teachers": (Teacher(code="T", day_max=120),)},
    "few days": {"teachers": (Teacher(code="T", week_days_max=1),)},
    "seats": {
        "groups": (Group(code="G", size=9, rhythm="R"), Group(code="H", size=5, rhythm="R")),
        "rooms": (Room(code="R", seats=8), Room(code="S", seats=30)),
    },
}


@pytest.mark.parametrize("fields", FIELDS.values(), ids=FIELDS)
def test_read_back_it_means_the_same(tmp_path, fields):
    per_day = 2 if "teachers" in fields else 1
    instance = tiny(
        course("A", 2, teachers="T", rooms="R|S", per_day=per_day),
        course("B", 1, teachers="T", groups="H"),
        course("C", 1, groups="G"),
        settings=QUIET,
        **fields,
    )
    if "seats" in str(fields):
        assert instance.room_sets["A"] == (frozenset("S"),)
    said = meanings(instance)
    assert said
    assert meanings(again(instance, tmp_path), instance) == said


def test_half_groups_and_parallel_courses(tmp_path):
    split = [
        Group(code="G", rhythm="R"),
        *(Group(code=code, parent="G", partition="half") for code in ("G1", "G2")),
        *(Group(code=code, parent="G", partition="option") for code in ("X", "Y")),
    ]
    instance = tiny(
        course("A", 1, groups="G1", parallel_with=("B",)),
        course("B", 1, groups="G2"),
        course("C", 1, groups="X"),
        course("D", 1, groups="Y"),
        course("E", 1, groups="G"),
        groups=tuple(split),
        days=1,
        settings={"end": MONDAY},
        grid=day_grid(8, 12),
    )
    reread = again(instance, tmp_path)
    assert meanings(reread, instance) == meanings(instance)
    assert len(meanings(instance)) > 1


def test_groups_that_gather_others(tmp_path):
    instance = tiny(
        course("A", 1, groups="GH"),
        course("B", 1, groups="H"),
        course("C", 1, groups="K"),
        groups=(
            *(Group(code=code, rhythm="R") for code in ("G", "H", "K")),
            Group(code="GH", gathers=("G", "H")),
        ),
        days=1,
        settings={"end": MONDAY},
    )
    assert meanings(again(instance, tmp_path), instance) == meanings(instance)


def test_sessions_keep_the_usual_length_and_a_shorter_last_one():
    instance = tiny(course("A", 5, (2, 1)), course("B", 3, (3,)), grid=day_grid(8, 14))
    assert [(p.id, p.course, p.minutes) for p in pieces(instance)] == [
        (1, "A", 120),
        (2, "A", 120),
        (3, "A", 60),
        (4, "B", 180),
    ]


def test_a_pause_of_the_grid_is_an_hour_that_nobody_works(tmp_path):
    instance = tiny(course("A", 2, (2,)), grid=day_grid(8, 12, breaks=(10,)), days=1)
    root = ET.fromstring(fet_of(bare(instance)).content)
    hours = [hour.text for hour in root.iterfind("Hours_List/Hour/Name")]
    assert hours == ["08:00", "09:00", "10:00 pause", "10:00", "11:00"]
    starts = {s.start for t in timetables(instance, HARD, complete=True) for s in t.sessions}
    reread = again(instance, tmp_path)
    assert starts == {480, 600}
    spans = {s.start for t in timetables(reread, HARD, complete=True) for s in t.sessions}
    assert spans == {480, 660}  # an hour later, after the pause that is an hour there


def test_several_rooms_at_once_are_a_virtual_room(tmp_path):
    instance = tiny(course("A", 1, rooms="R|S L"), days=1, settings={"end": MONDAY})
    assert again(instance, tmp_path).course["1"].rooms == (("R", "S"), ("L",))


def test_what_fet_cannot_say_is_told():
    instance = tiny(
        course("A", 2, (1,), teachers="T|U", per_day=1),
        course("B", 4, (1,), groups="H", per_day=2),
        course("C", 1, groups="H", pace_of="B"),
        grid=day_grid(8, 18),
        levels={"limit_group_gaps": 2},
        settings={"group_stretch_max": 240},
    )
    said = [text.en for text in fet_of(bare(instance)).left_out]
    assert said[0].startswith("Teachers to choose for 1 course: FET does not choose")
    assert "Few gaps for learners" in said[1]
    assert any(text.endswith("several: B.") for text in said)
    assert any(text.endswith("another: C.") for text in said)
    assert "The lunch break, which the grid does not leave by itself." in said


def test_a_choice_of_teachers_is_that_of_the_plan_else_an_even_one():
    instance = tiny(course("A", 1, teachers="T|U"), course("B", 1, teachers="T|U", groups="H"))
    named = "Activities_List/Activity/Teacher"
    root = ET.fromstring(fet_of(bare(instance)).content)
    assert [teacher.text for teacher in root.iterfind(named)] == ["T", "U"]
    chosen = plan(instance, ("A", 0, 8, 1, "U"), ("B", 0, 8, 1, "T"))
    root = ET.fromstring(fet_of(chosen).content)
    assert [teacher.text for teacher in root.iterfind(named)] == ["U", "T"]


def test_more_than_a_week_and_uneven_periods_are_refused():
    with pytest.raises(FetFormError) as caught:
        fet_of(bare(tiny(course("A"), weeks=2)))
    assert caught.value.text.fr == "FET planifie une semaine : celle-ci a 14 jours."
    uneven = day_grid(8, 11)
    odd = uneven.periods[0].model_copy(update={"credited": 45})
    grid = uneven.model_copy(update={"periods": (odd, *uneven.periods[1:])})
    with pytest.raises(FetFormError, match="equal"):
        fet_of(bare(tiny(course("A"), grid=grid)))
    with pytest.raises(FetFormError, match="cannot be cut"):
        fet_of(bare(tiny(course("A", 3, (2,)))))


def test_a_file_read_is_written_as_it_was(tmp_path):
    instance = read(
        tmp_path,
        ("T", "Y1", 1, 1),
        ("T", "Y1", 1, 1),
        ("U", "Zb", 2),
        ("", "Z", 1),
        times=apart(1, 2, weight="95", joined=True)
        + constraint("StudentsMaxGapsPerWeek", Max_Gaps=1)
        + constraint("TeachersMaxSpanPerDay", Max_Span=3),
    )
    reread = again(instance, tmp_path)
    for same in ("relations", "limits", "courses", "pins", "times_off"):
        assert getattr(reread, same) == getattr(instance, same)
    assert reread.settings.teacher_span_max == 180
    assert {
        tuple(c.code for c in instance.courses if atom in instance.learners[c.code])
        for atom in instance.atoms
    } == {
        tuple(c.code for c in reread.courses if atom in reread.learners[c.code])
        for atom in reread.atoms
    }


# What FET's own program made of the tiny week below: a plan by activity.
RESULT = """<?xml version="1.0" encoding="UTF-8"?>
<Activities_Timetable>
<Activity><Id>1</Id><Day>2026-09-07</Day><Hour>08:00</Hour><Room>S</Room></Activity>
<Activity><Id>2</Id><Day>2026-09-08</Day><Hour>10:00</Hour><Room>R</Room></Activity>
<Activity><Id>3</Id><Day>2026-09-07</Day><Hour>09:00</Hour><Room></Room></Activity>
</Activities_Timetable>
"""


def test_a_plan_of_fet_is_verified_by_our_rules(tmp_path):
    instance = tiny(
        course("A", 2, teachers="T", rooms="R|S"), course("B", 1, teachers="T", groups="H")
    )
    result = tmp_path / "r.xml"
    result.write_text(RESULT, encoding="utf-8")
    found = read_result(result, instance, tmp_path / "x.xlsx")
    assert not verify(found).violations
    first = session(instance, ("A", 0, 8, 1, "T", "S"))
    assert found.sessions[0] == first.model_copy(update={"id": "A.01"})
    result.write_text(RESULT.replace("09:00", "08:00"), encoding="utf-8")
    broken = verify(read_result(result, instance, tmp_path / "x.xlsx"))
    assert {v.rule.id for v in broken.violations} == {"avoid_clashes"}
