"""Files of FET: what becomes of people, activities and constraints, and what is wrong in them."""

from __future__ import annotations

from datetime import date

import pytest
from fetfile import apart, constraint, read, text_of, written

from instances.entities import Limit, Pin, Relation, Resource
from instances.fet import read_fet
from instances.fet.activities import code_of, ids_of
from instances.fet.result import read_result
from instances.workbook import WorkbookError

MONDAY = date(2026, 9, 7)
SLOT = "Day Hour"
BEGIN = "Preferred_Starting_Day Preferred_Starting_Hour"
STAY = "Preferred_Day Preferred_Hour"


def test_days_and_hours_are_one_week_without_holidays(tmp_path):
    instance = read(tmp_path, ("T", "Y", 1), days=3, hours=5)
    assert (instance.origin, instance.settings.title) == ("fet", "Petit collège")
    assert instance.dates == (MONDAY, date(2026, 9, 8), date(2026, 9, 9))
    assert {p.credited for p in instance.grid.periods} == {60}
    assert len(instance.grid.periods) == 5
    assert instance.left_out == ()


def test_sets_clash_when_they_share_a_subgroup(tmp_path):
    atoms = read(tmp_path, ("T", "Y", 1)).atoms_of
    shared = {
        (one, other)
        for one in atoms
        for other in atoms
        if one < other and set(atoms[one]) & set(atoms[other])
    }
    assert ("Y1", "Y2") not in shared
    assert {("Y", "Y1"), ("Y", "Y2"), ("Za", "Zb"), ("Z", "Za"), ("Zb", "z2")} <= shared
    assert ("Zb", "z1") not in shared and ("Y", "Z") not in shared


def test_activities_that_nothing_tells_apart_are_one_course(tmp_path):
    instance = read(
        tmp_path,
        ("T", "Y1", 1, 1),
        ("T", "Y1", 1, 1),
        ("T", "Y1", 2, 1),
        ("T", "Y1", 1, 1),
        ("U", "Y2", 1),
        times=apart(1, 2, 3) + constraint("ActivitiesSameStartingTime", Activity_Id=[4, 5]),
    )
    assert list(instance.course) == ["1-2", "3", "4", "5"]
    assert (instance.course["1-2"].minutes, instance.course["1-2"].durations) == (120, (60,))
    assert instance.relations == (Relation(kind="apart", courses=("1-2", "3")),)
    assert instance.course["4"].parallel_with == ("5",)


@pytest.mark.parametrize("ids", [[3], [1, 2, 3], [3, 7, 8, 9, 12]])
def test_a_course_is_called_by_its_activities(ids):
    assert list(ids_of(code_of(ids))) == ids


def test_absences_and_breaks(tmp_path):
    off = {SLOT: "D0 H0; D0 H1; D1 H3"}
    instance = read(
        tmp_path,
        ("T", "Y1", 1),
        ("U", "", 1),
        times=constraint("TeacherNotAvailableTimes", Teacher="T", Not_Available_Time=off)
        + constraint("StudentsSetNotAvailableTimes", Students="Y", Not_Available_Time=off)
        + constraint("BreakTimes", Break_Time={SLOT: "D0 H2; D1 H2"}),
        spaces=constraint("RoomNotAvailableTimes", Room="R", Not_Available_Time=off),
    )
    tuesday = date(2026, 9, 8)
    for who in (Resource("teacher", "T"), Resource("group", "Y"), Resource("room", "R")):
        assert instance.available(who, MONDAY) == 0b1100
        assert instance.available(who, tuesday) == 0b0111
    assert instance.open_periods(instance.course["1"], MONDAY) == 0b1000
    assert instance.open_periods(instance.course["2"], tuesday) == 0b1011


def test_where_activities_begin(tmp_path):
    starts = {BEGIN: "D0 H0; D0 H1; D1 H0"}
    instance = read(
        tmp_path,
        ("T", "Y1", 1),
        ("T", "Y2", 1, 0, "TP"),
        ("U", "Za", 2),
        ("U", "Zb", 2),
        times=constraint(
            "ActivityPreferredStartingTime", Activity_Id=1, Preferred_Day="D1"
        ).replace("<Active>", "<Preferred_Hour>H3</Preferred_Hour><Active>")
        + constraint(
            "ActivitiesPreferredTimeSlots",
            Activity_Tag_Name="TP",
            Preferred_Time_Slot={STAY: "D0 H0; D0 H1; D1 H0"},
        )
        + constraint(
            "ActivityPreferredStartingTimes", Activity_Id=3, Preferred_Starting_Time=starts
        )
        + constraint(
            "ActivityPreferredStartingTimes",
            Activity_Id=4,
            Preferred_Starting_Time={BEGIN: "D0 H0; D0 H2"},
        ),
    )
    tuesday = date(2026, 9, 8)
    assert instance.pins == (Pin(course="1", date=tuesday, start=660, minutes=60),)
    barred = Resource("course", "2")
    assert [instance.available(barred, day) for day in (MONDAY, tuesday)] == [0b11, 0b1]
    # Bars alone say where activity 3 begins, but would let activity 4 begin between.
    assert instance.course["3"].starts == ()
    assert instance.available(Resource("course", "3"), MONDAY) == 0b111
    assert instance.course["4"].starts == ((0, 480), (0, 600))


def test_relations_limits_and_wished_days(tmp_path):
    instance = read(
        tmp_path,
        ("T", "Y1", 1),
        ("U", "Y2", 2),
        ("T", "Za", 1),
        times=apart(1, 2, days=2, weight="95", joined=True)
        + constraint("ActivitiesSameStartingDay", Activity_Id=[1, 3])
        + constraint("ActivitiesNotOverlapping", Activity_Id=[2, 3])
        + constraint("StudentsMaxGapsPerWeek", Max_Gaps=0)
        + constraint("TeacherMaxHoursDaily", Teacher_Name="T", Maximum_Hours_Daily=3)
        + constraint(
            "StudentsSetMinHoursDaily",
            Students="Za",
            Minimum_Hours_Daily=2,
            Allow_Empty_Days="false",
        )
        + constraint("TeacherMaxDaysPerWeek", Teacher_Name="U", Max_Days_Per_Week=1),
    )
    assert instance.relations == (
        Relation(kind="apart", courses=("1", "2"), days=2, weight=95),
        Relation(kind="together", courses=("1", "2")),
        Relation(kind="same_day", courses=("1", "3")),
        Relation(kind="disjoint", courses=("2", "3")),
    )
    assert instance.limits == (
        Limit(kind="week_gaps", of="group", value=0),
        Limit(kind="day_hours", of="teacher", who="T", value=180),
        Limit(kind="busy_days", of="group", who="Za", value=120),
    )
    assert instance.teacher["U"].week_days_max == 1
    assert instance.left_out == ()


def test_rooms_by_preference_else_home(tmp_path):
    virtual = (
        "<Room><Name>V</Name><Capacity>30000</Capacity><Virtual>true</Virtual>"
        "<Set_of_Real_Rooms><Real_Room>R</Real_Room><Real_Room>S</Real_Room></Set_of_Real_Rooms>"
        "<Set_of_Real_Rooms><Real_Room>L</Real_Room></Set_of_Real_Rooms></Room>"
    )
    instance = read(
        tmp_path,
        ("T", "Y", 1),
        ("T", "Y1", 1, 0, "TP"),
        ("U", "Za", 1),
        ("U", "Za Y2", 1),
        more=virtual,
        spaces=constraint(
            "SubjectPreferredRooms", Subject="Maths", Preferred_Room=["R", "S", "L"]
        ).replace("<Weight_Percentage>100", "<Weight_Percentage>0")
        + constraint("StudentsSetHomeRoom", Students="Y", Room="L")
        + constraint("StudentsSetHomeRooms", Students="Za", Preferred_Room=["R", "S"])
        + constraint("ActivityTagPreferredRooms", Activity_Tag="TP", Preferred_Room=["R", "S"])
        + constraint("ActivityPreferredRooms", Activity_Id=2, Preferred_Room=["S", "L"])
        + constraint("ActivityPreferredRoom", Activity_Id=4, Room="V"),
    )
    needs = {code: course.rooms for code, course in instance.course.items()}
    assert needs == {
        "1": (("L",),),
        "2": (("S",),),
        "3": (("R", "S"),),
        "4": (("R", "S"), ("L",)),
    }
    # Y1 has 12 learners and S 10 seats: FET has no room for it either.
    assert instance.room_sets["2"] == ()


def test_what_the_model_cannot_say_is_left_out_with_its_count(tmp_path):
    path = written(
        tmp_path,
        text_of(
            ("T", "Y", 1),
            times=constraint("TeacherMaxBuildingChangesPerDay", Teacher="T", Max=1) * 2
            + constraint("TeachersMaxHoursDaily", "95", Maximum_Hours_Daily=6),
        ),
    )
    reading = read_fet(path)
    assert [text.en for text in reading.instance.left_out] == [
        "TeacherMaxBuildingChangesPerDay: 2 required constraints of the FET file, not taken into "
        "account.",
        "TeachersMaxHoursDaily: 1 wish of the FET file (a weight under 100%), not taken into "
        "account.",
    ]
    assert [notice.say("fr") for notice in reading.notices] == [
        text.fr for text in reading.instance.left_out
    ]


def test_inactive_activities_are_told(tmp_path):
    text = text_of(("T", "Y", 1), ("T", "Y1", 1), times=apart(1, 2))
    at = text.rindex("<Active>true</Active><Comments></Comments></Activity>")
    text = text[:at] + text[at:].replace("true", "false", 1)
    reading = read_fet(written(tmp_path, text))
    assert list(reading.instance.course) == ["1"]
    assert reading.instance.relations == () and reading.instance.left_out == ()
    assert "1 inactive activity is left out." in reading.notices[0].say("en")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<Teacher>T</Teacher>", "<Teacher>X</Teacher>", "Teacher, row 20: “X” is not in the list"),
        ("<Students>Y</Students>", "<Students>W</Students>", "“W” is not in the list"),
        ("<Duration>1<", "<Duration>one<", "“one” instead of a whole number"),
        ("<Id>1<", "<Id>2<", "activity 2 is there twice"),
        ("<Activity_Id>1<", "<Activity_Id>9<", "no activity has the id “9”"),
        ("<Room>R</Room>", "<Room>RR</Room>", "“RR” is not in the list (room)"),
        ("<Day>D0</Day>", "<Day>Dimanche</Day>", "“Dimanche” is the name of no day"),
        ("</Activities_List>", "", "XML, row"),
        ("<fet version", "<xml version", "XML, row"),
        ('"UTF-8"?>', '"UTF-8"?><!DOCTYPE fet [<!ENTITY a "b">]>', "declares XML entities"),
    ],
)
def test_errors_say_where(tmp_path, old, new, said):
    text = text_of(
        ("T", "Y", 1),
        ("T", "Y1", 1),
        times=apart(1, 2) + constraint("BreakTimes", Break_Time={SLOT: "D0 H2"}),
        spaces=constraint("ActivityPreferredRoom", Activity_Id=1, Room="R"),
    )
    assert old in text
    with pytest.raises(WorkbookError) as caught:
        read_fet(written(tmp_path, text.replace(old, new, 1)))
    assert said in caught.value.say("en")


def test_more_than_a_week_is_refused(tmp_path):
    with pytest.raises(WorkbookError, match="8 jours : il en faut de 1 à 7"):
        read(tmp_path, ("T", "Y", 1), days=8)


def test_other_xml_is_refused(tmp_path):
    path = written(tmp_path, "<html></html>")
    with pytest.raises(WorkbookError, match="sa racine n'est pas « fet »"):
        read_fet(path)


RESULT = """<?xml version="1.0" encoding="UTF-8"?>
<Activities_Timetable>
<Activity><Id>1</Id><Day>D0</Day><Hour>H2</Hour><Room>R</Room></Activity>
<Activity><Id>2</Id><Day></Day><Hour></Hour><Room></Room></Activity>
</Activities_Timetable>
"""


def test_a_result_is_read_by_the_names_of_its_problem(tmp_path):
    rows = ("T", "Y", 2), ("T", "Y1", 1)
    path = written(tmp_path, text_of(*rows))
    instance = read_fet(path).instance
    (session,) = read_result(written(tmp_path, RESULT, "r.xml"), instance, path).sessions
    assert (session.course, session.date, session.start, session.end) == ("1", MONDAY, 600, 720)
    assert (session.teachers, session.rooms) == (("T",), ("R",))
    locked = constraint("ActivityPreferredStartingTime", Activity_Id=1, Preferred_Day="D0")
    locked = locked.replace("<Active>", "<Preferred_Hour>H2</Preferred_Hour><Active>")
    room = constraint("ActivityPreferredRoom", Activity_Id=1, Room="R")
    other = written(tmp_path, text_of(*rows, times=locked, spaces=room), "r.fet")
    assert read_result(other, instance, path).sessions == (session,)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<Id>1<", "<Id>7<", "activity “7” is none of the problem's."),
        ("D0", "lundi", "“lundi”, “H2” is no time of the problem."),
        ("Activities_Timetable", "Teachers_Timetable", "it is no result of FET"),
    ],
)
def test_a_strange_result_is_refused(tmp_path, old, new, said):
    path = written(tmp_path, text_of(("T", "Y", 2), ("T", "Y1", 1)))
    result = written(tmp_path, RESULT.replace(old, new), "r.xml")
    with pytest.raises(WorkbookError) as caught:
        read_result(result, read_fet(path).instance, path)
    assert said in caught.value.say("en")


def test_a_problem_is_no_result(tmp_path):
    path = written(tmp_path, text_of(("T", "Y", 2)))
    with pytest.raises(WorkbookError, match="sans aucune séance"):
        read_result(path, read_fet(path).instance, path)


@pytest.mark.parametrize("name", ["utf8", "latin-1", "windows-1252"])
def test_any_encoding_a_file_declares_is_read(tmp_path, name):
    path = written(tmp_path, text_of(("T", "Y", 1)))
    text = path.read_text(encoding="utf-8").replace("UTF-8", name, 1)
    assert name in text and "Petit collège" in text
    path.write_bytes(text.encode(name))
    assert read_fet(path).instance.settings.title == "Petit collège"


@pytest.mark.parametrize("name", ["foo-8", "ascii"])
def test_an_encoding_that_cannot_be_is_told(tmp_path, name):
    path = written(tmp_path, text_of(("T", "Y", 1)))
    text = path.read_text(encoding="utf-8").replace("UTF-8", name, 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WorkbookError, match=name):
        read_fet(path)
