"""Problems of the competition's format: what they become, and what is wrong with them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from weekly import EXTENDED, TINY, tiny_week, written

from constraints.registry import SOFT
from constraints.weights import weight
from instances.audit import audit
from instances.ctt import read_ctt
from instances.entities import Resource, TimeOff
from instances.problem_file import read_problem_file
from instances.workbook import WorkbookError


def problems(folder, text: str) -> list[str]:
    with pytest.raises(WorkbookError) as error:
        read_ctt(written(folder, text))
    return [problem.say("en") for problem in error.value.problems]


def changed(old: str, new: str, text: str = TINY) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


def test_courses_curricula_and_rooms(tmp_path):
    instance = tiny_week(tmp_path)
    assert instance.origin == "ctt"
    assert instance.settings.title == "Petite fac"
    alg = instance.course["Alg"]
    assert (alg.minutes, alg.durations, alg.per_day, alg.min_days, alg.size) == (
        180,
        (60,),
        3,
        3,
        30,
    )
    assert (alg.posts, alg.groups, alg.rooms) == ((("ana",),), ("c1", "c2"), (("big", "small"),))
    assert instance.course["Gym"].groups == ()
    assert [teacher.code for teacher in instance.teachers] == ["ana", "bob", "cleo"]
    assert {room.code: room.seats for room in instance.rooms} == {"big": 20, "small": 10}
    assert not instance.left_out


def test_one_week_of_real_dates(tmp_path):
    instance = tiny_week(tmp_path)
    assert instance.dates == tuple(date(2026, 9, 7) + timedelta(days=i) for i in range(3))
    assert [(p.start, p.credited) for p in instance.grid.periods] == [
        (480, 60),
        (540, 60),
        (600, 60),
    ]
    everyday = instance.grid.full
    assert {instance.open_periods(instance.course["Geo"], day) for day in instance.dates} == {
        everyday
    }


@pytest.mark.parametrize("days", [1, 5, 6, 7])
def test_every_day_of_the_week_is_open(tmp_path, days):
    text = changed("Days: 3", f"Days: {days}")
    text = text.replace("Gym 2 2", "Gym 0 2")
    instance = tiny_week(tmp_path, text)
    assert len(instance.dates) == days
    assert all(
        calendar.days[day].open
        for calendar in instance.calendars.values()
        for day in instance.dates
    )


@pytest.mark.parametrize(
    ("periods", "first", "last"), [(3, 480, 660), (16, 480, 1440), (24, 0, 1440)]
)
def test_any_number_of_periods_fits_in_a_day(tmp_path, periods, first, last):
    instance = tiny_week(tmp_path, changed("Periods_per_day: 3", f"Periods_per_day: {periods}"))
    assert len(instance.grid.periods) == periods
    assert (instance.grid.periods[0].start, instance.grid.periods[-1].end) == (first, last)


def test_unavailabilities_are_the_course_s_own(tmp_path):
    instance = tiny_week(tmp_path)
    # Periods that follow each other are one row, and what is said twice is said once.
    assert instance.times_off == (
        TimeOff(who="Alg", kind="course", weekday=0, start=480, end=600),
        TimeOff(who="Gym", kind="course", weekday=2, start=600, end=660),
    )
    monday = instance.dates[0]
    assert instance.available(Resource("course", "Alg"), monday) == 0b100
    assert instance.available(Resource("teacher", "ana"), monday) == 0b111
    assert instance.open_periods(instance.course["Bio"], monday) == 0b111


def test_prices_are_the_competition_s(tmp_path):
    instance = tiny_week(tmp_path)
    assert {rule.id: weight(rule, instance) // 60 for rule in SOFT if weight(rule, instance)} == {
        "seat_everybody": 1,
        "spread_over_days": 5,
        "avoid_isolated_sessions": 2,
        "keep_rooms": 1,
    }


def test_the_audit_speaks_of_contradictions_only(tmp_path):
    assert not audit(tiny_week(tmp_path)).findings
    # Alg has three lectures and two periods left.
    barred = [f"Alg {day} {period}" for day in range(3) for period in range(3)][2:]
    text = changed("Gym 2 2", "\n".join(barred[:-2])).replace("Constraints: 4", "Constraints: 8")
    found = audit(tiny_week(tmp_path, text)).findings
    assert {(f.code, f.severity, f.subject.code) for f in found} >= {
        ("course_time", "impossible", "Alg")
    }


def test_extended_files_are_read_and_what_they_add_is_told(tmp_path):
    path = written(tmp_path, EXTENDED, "etendue.ectt")
    reading = read_problem_file(path)
    instance = reading.instance
    assert (len(instance.dates), len(instance.grid.periods)) == (6, 15)
    assert [off.weekday for off in instance.times_off] == [5]
    said = [text.say("en") for text in instance.left_out]
    assert [line.partition(" beyond")[0] for line in said] == [
        "lectures a day of a curriculum: 1 entry",
        "double lectures: 1 entry",
        "buildings: 2 entries",
        "unsuitable rooms: 2 entries",
    ]
    assert [notice.place.row for notice in reading.notices] == [7, 12, 16, 26]
    assert [notice.what.say("en") for notice in reading.notices] == said


def test_the_suffix_chooses_the_reader(tmp_path):
    assert read_problem_file(written(tmp_path, TINY, "PETITE.CTT")).instance.origin == "ctt"
    with pytest.raises(WorkbookError, match="classeur Excel"):
        read_problem_file(written(tmp_path, TINY, "petite.txt"))


def test_blanks_windows_lines_and_old_letters(tmp_path):
    path = tmp_path / "vieux.ctt"
    text = TINY.replace("\n", "\r\n\r\n").replace("Days:", "Days :").replace("ana", "\tAnaïs")
    path.write_bytes(text.encode("latin-1"))
    instance = read_ctt(path).instance
    assert instance.course["Alg"].posts == (("Anaïs",),)
    assert instance.times_off == tiny_week(tmp_path).times_off


def test_sections_may_come_in_any_order(tmp_path):
    head, courses, rooms, curricula, times, _ = TINY.split("\n\n")
    text = "\n\n".join((head, times, curricula, rooms, courses, "END.", ""))
    assert tiny_week(tmp_path, text) == tiny_week(tmp_path)


def test_no_curriculum_at_all(tmp_path):
    text = changed("Curricula: 2", "Curricula: 0").replace("c1 2 Alg Geo\nc2 2 Alg Bio\n", "")
    instance = tiny_week(tmp_path, text)
    assert not instance.groups
    assert len(instance.dates) == 3


def test_a_course_twice_in_a_curriculum_counts_once(tmp_path):
    reading = read_ctt(written(tmp_path, changed("c1 2 Alg Geo", "c1 3 Alg Geo Geo")))
    assert reading.instance.course["Geo"].groups == ("c1",)
    assert [notice.place.row for notice in reading.notices] == [20]


def test_every_problem_at_once(tmp_path):
    text = (
        TINY.replace("Geo bob 2 2 12", "Geo bob two 2 -1")
        .replace("Gym cleo 1 1 8", "Alg cleo 0 1 8")
        .replace("small 10", "small")
        .replace("c2 2 Alg Bio", "c2 3 Alg Bia")
        .replace("Alg 0 1", "Alg 3 9")
    )
    assert problems(tmp_path, text) == [
        "COURSES, row 11, column lectures: “two” instead of a whole number from 1 to 1000.",
        "COURSES, row 11, column students: “-1” instead of a whole number of at least 0.",
        "COURSES, row 13, column course: “Alg” is already defined on line 10.",
        "COURSES, row 13, column lectures: “0” instead of a whole number from 1 to 1000.",
        "ROOMS, row 17: 1 word instead of 2 (room, capacity).",
        "CURRICULA, row 21, column courses: 3 courses announced, 2 named.",
        "CURRICULA, row 21, column course: “Bia” is the name of no course. Did you mean “Bio”?",
        "CONSTRAINTS, row 25, column day: “3” instead of a whole number from 0 to 2.",
        "CONSTRAINTS, row 25, column period: “9” instead of a whole number from 0 to 2.",
        "CONSTRAINTS, row 26, column course: “Gym” is the name of no course.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Days: 3", "Days: 8", "Days, row 4: “8” instead of a whole number from 1 to 7."),
        ("Days: 3\n", "", "“Days:” is missing in the header."),
        ("Rooms: 2", "Rooms: 3", "Rooms, row 3: 3 lines announced, 2 found under “ROOMS:”. Is"),
        ("Rooms: 2", "Rooms:", "Rooms, row 3: “Rooms:” is missing in the header."),
        (
            "Courses: 4",
            "Courses: 0",
            "Courses, row 2: “0” instead of a whole number of at least 1.",
        ),
        ("Alg ana 3 3", "Alg ana 1000000000 3", "“1000000000” instead of a whole number from 1 to"),
        ("CURRICULA:", "CURICULA:", "row 19: “CURICULA:” is no section. Known names:"),
        ("Days: 3", "Jours: 3", "row 4: “Jours” is not known in the header."),
        ("END.", "END.\nAlg 0 0", "row 30: this line is after “END.”. Move it or delete it."),
    ],
)
def test_what_is_wrong_with_the_file(tmp_path, old, new, said):
    assert any(said in problem for problem in problems(tmp_path, changed(old, new)))


def test_a_file_without_its_end_is_read_and_told(tmp_path):
    reading = read_ctt(written(tmp_path, changed("END.\n", "")))
    assert reading.instance == tiny_week(tmp_path)
    assert [notice.say("en") for notice in reading.notices] == [
        "“END.” is missing at the end. Is the file whole?"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "no .ctt file"), ("Bonjour\n", "no .ctt file"), ("PK\x03\x04 zip", "no .ctt file")],
)
def test_no_such_file_at_all(tmp_path, text, said):
    assert said in problems(tmp_path, text)[0]
    with pytest.raises(WorkbookError, match="n'existe pas"):
        read_ctt(tmp_path / "absent.ctt")
