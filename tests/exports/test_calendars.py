"""The calendars, read back by the library that others use: what, when, whom, and what moves."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from tiny import course as make_course
from tiny import plan, tiny

from exports import Selection, write_ics
from exports.calendars import Stamp
from exports.selection import file_names, slug
from instances.calendar import days_between
from instances.entities import CalendarRow, Resource, Settings, Teacher
from instances.timetable import Solution, Timetable

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture(scope="module")
def written(timetable, tmp_path_factory):
    folder = tmp_path_factory.mktemp("ics")
    return folder, write_ics(timetable, folder)


def read(path) -> Calendar:
    return Calendar.from_ical(path.read_bytes())


def sessions(calendar: Calendar):
    return [e for e in calendar.walk("VEVENT") if e["TRANSP"] == "OPAQUE"]


def away(calendar: Calendar):
    return [e for e in calendar.walk("VEVENT") if e["TRANSP"] == "TRANSPARENT"]


def test_a_file_for_each_group_teacher_and_room(written, timetable):
    _, files = written
    instance = timetable.instance
    assert len(files) == len(instance.groups) + len(instance.teachers) + len(instance.rooms)
    below = {
        kind: sorted(p.stem for p in files if p.parent.name == kind)
        for kind in ("classes", "enseignants", "salles")
    }
    assert below["classes"] == sorted(group.code for group in instance.groups)
    assert below["enseignants"] == sorted(teacher.code for teacher in instance.teachers)
    assert "Labo-1" in below["salles"]


def test_every_session_stands_in_each_calendar_it_belongs_to(written, timetable):
    folder, _ = written
    school = Stamp.of(timetable).school
    for kind, codes, of in (
        ("classes", [g.code for g in timetable.instance.groups], timetable.of_group),
        ("enseignants", list(timetable.by_teacher), timetable.by_teacher.get),
        ("salles", list(timetable.by_room), timetable.by_room.get),
    ):
        for code, name in file_names(codes).items():
            found = {}
            for event in sessions(read(folder / "ics" / kind / f"{name}.ics")):
                start, end = event.decoded("DTSTART"), event.decoded("DTEND")
                assert start.tzinfo is not None
                found[str(event["UID"])] = (
                    start.date(),
                    start.hour * 60 + start.minute,
                    end.hour * 60 + end.minute,
                )
            assert found == {
                f"{s.id}@{school}.semainier": (s.date, s.start, s.end) for s in of(code)
            }


def test_what_an_event_says(written, timetable):
    folder, _ = written
    session = next(s for s in timetable.of_group("SIO2") if s.teachers and s.rooms)
    calendar = read(folder / "ics" / "classes" / "SIO2.ics")
    event = next(e for e in sessions(calendar) if str(e["UID"]).startswith(f"{session.id}@"))
    course = timetable.instance.course[session.course]
    assert course.unit in event["SUMMARY"]
    assert session.rooms[0] in event["LOCATION"]
    assert timetable.instance.teacher[session.teachers[0]].name in event["DESCRIPTION"]
    assert course.unit in [str(word) for word in event["CATEGORIES"].cats]
    assert "ATTENDEE" not in event and "ORGANIZER" not in event
    assert str(calendar["METHOD"]) == "PUBLISH"
    assert "SIO2" in calendar["X-WR-CALNAME"]


def test_english(timetable, tmp_path):
    part = Selection((Resource("group", "SIO2"),))
    (path,) = write_ics(timetable, tmp_path, "en", part)
    assert path == tmp_path / "ics" / "classes" / "SIO2.ics"
    text = str(sessions(read(path))[0]["DESCRIPTION"])
    assert "Teachers: " in text and "Groups: " in text
    assert {str(e["SUMMARY"]).split(" · ")[0] for e in away(read(path))} == {"Company", "Exam"}


def test_the_same_clock_on_both_sides_of_the_change_of_clocks(tmp_path):
    # 08:00 on each Monday from September to April: +02:00 in summer time, +01:00 else.
    instance = tiny(
        make_course("C", 30, (1,), teachers="T", rooms="R"),
        days=1,
        weeks=31,
        settings={"school": "Essai"},
    )
    timetable = plan(instance, *(("C", rank, 8, 1) for rank in range(31)))
    write_ics(timetable, tmp_path)
    calendar = read(tmp_path / "ics" / "classes" / "G.ics")
    starts = [event.decoded("DTSTART") for event in sessions(calendar)]
    assert {(s.hour, s.minute) for s in starts} == {(8, 0)}
    # By the definition in the file itself, not by the tables of this machine.
    (zone,) = calendar.walk("VTIMEZONE")
    own = zone.to_tz(lookup_tzid=False)
    for start in starts:
        naive = start.replace(tzinfo=None)
        expected = naive.replace(tzinfo=PARIS).utcoffset()
        assert naive.replace(tzinfo=own).utcoffset() == expected
    offsets = {s.date(): s.utcoffset() for s in starts}
    assert offsets[date(2026, 10, 19)] == timedelta(hours=2)
    assert offsets[date(2026, 10, 26)] == timedelta(hours=1)
    assert offsets[date(2027, 3, 22)] == timedelta(hours=1)
    assert offsets[date(2027, 3, 29)] == timedelta(hours=2)


def later(timetable: Timetable, minutes: int, **fields: object) -> Timetable:
    solution = timetable.solution or Solution(status="feasible")
    created = datetime(2026, 9, 1, 12, tzinfo=UTC) + timedelta(minutes=minutes)
    solution = solution.model_copy(update={"created": created})
    return Timetable(
        instance=timetable.instance,
        sessions=fields.get("sessions", timetable.sessions),
        solution=solution,
    )


def test_a_later_plan_moves_events_and_doubles_none(timetable, tmp_path):
    part = Selection((Resource("group", "SIO1"),))
    first, *rest = timetable.sessions
    moved = first.model_copy(update={"date": first.date + timedelta(days=1)})
    before, after = later(timetable, 0), later(timetable, 90, sessions=(moved, *rest))
    (old,) = write_ics(before, tmp_path / "a", selection=part)
    (new,) = write_ics(after, tmp_path / "b", selection=part)
    one = {str(e["UID"]): e for e in read(old).walk("VEVENT")}
    two = {str(e["UID"]): e for e in read(new).walk("VEVENT")}
    assert one.keys() == two.keys()
    for uid, event in two.items():
        assert int(event["SEQUENCE"]) == int(one[uid]["SEQUENCE"]) + 90
        assert event.decoded("DTSTAMP") == one[uid].decoded("DTSTAMP") + timedelta(minutes=90)
    differ = [u for u in one if one[u].decoded("DTSTART") != two[u].decoded("DTSTART")]
    assert len(differ) == 1 and differ[0].startswith(f"{first.id}@")


def test_a_plan_gives_the_same_bytes_and_no_uid_twice(timetable, tmp_path):
    plan_ = later(timetable, 0)
    one = write_ics(plan_, tmp_path / "a")
    two = write_ics(plan_, tmp_path / "b")
    assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]
    for path in one:
        content = path.read_bytes()
        counted = Counter(re.findall(rb"^UID:(.*)$", content, re.M))
        assert max(counted.values()) == 1
        assert all(len(line) <= 75 for line in content.split(b"\r\n"))
        assert content.count(b"\n") == content.count(b"\r\n")


@pytest.mark.parametrize(
    "fields",
    [{"school": "Autre"}, {"title": "Autre"}, {"start": date(2027, 2, 1)}],
    ids=lambda fields: next(iter(fields)),
)
def test_another_school_has_other_uids(timetable, fields):
    settings = timetable.instance.settings
    other = timetable.instance.changed(
        settings=Settings.model_validate({**dict(settings), **fields})
    )
    assert Stamp.of(Timetable(instance=other, sessions=())).school != Stamp.of(timetable).school


def test_days_in_company_leave_the_day_free(written, timetable):
    folder, _ = written
    events = away(read(folder / "ics" / "classes" / "SIO2.ics"))
    instance = timetable.instance
    days = instance.calendars[instance.atoms_of["SIO2"][0]].days
    expected = {day for day, status in days.items() if status.kind in ("company", "exam")}
    told = []
    for event in events:
        first, after = event.decoded("DTSTART"), event.decoded("DTEND")
        assert type(first) is date
        told += days_between(first, after - timedelta(days=1))
    assert sorted(told) == sorted(expected)
    exam = next(e for e in events if "Examen" in e["SUMMARY"])
    assert exam["SUMMARY"] == "Examen · Examen blanc"
    assert (exam.decoded("DTSTART"), exam.decoded("DTEND")) == (
        date(2027, 1, 26),
        date(2027, 1, 29),
    )
    for kind in ("enseignants", "salles"):
        for path in (folder / "ics" / kind).iterdir():
            assert not away(read(path))


def test_days_that_differ_within_a_class_are_told_to_its_groups_only(tmp_path):
    instance = tiny(
        make_course("C", 1, (1,), groups="A"),
        make_course("D", 1, (1,), groups="B"),
        days=5,
        groups=(
            {"code": "G", "rhythm": "R"},
            {"code": "A", "parent": "G", "partition": "p"},
            {"code": "B", "parent": "G", "partition": "p"},
        ),
        calendar=(
            CalendarRow(
                first=date(2026, 9, 8),
                last=date(2026, 9, 9),
                kind="stage",
                groups=("A",),
                label="Stage court",
            ),
        ),
    )
    write_ics(plan(instance), tmp_path)
    told = {
        path.stem: [str(e["SUMMARY"]) for e in away(read(path))]
        for path in (tmp_path / "ics" / "classes").iterdir()
    }
    assert told == {"G": [], "A": ["Stage · Stage court"], "B": []}


def test_a_partial_plan_says_so(timetable, tmp_path):
    solution = Solution(status="partial", unplaced={timetable.instance.courses[0].code: 120})
    partial = Timetable(instance=timetable.instance, sessions=timetable.sessions, solution=solution)
    (path,) = write_ics(partial, tmp_path, selection=Selection((Resource("group", "SIO1"),)))
    calendar = read(path)
    assert str(calendar["X-WR-CALNAME"]).startswith("PARTIEL")
    assert "2 h non placées" in calendar["X-WR-CALDESC"]
    assert {str(e["STATUS"]) for e in sessions(calendar)} == {"TENTATIVE"}


def test_the_end_of_a_day_is_the_next_midnight(tmp_path):
    instance = tiny(make_course("C", 1, (1,)))
    late = plan(instance, ("C", 0, 8, 1))
    session = late.sessions[0].model_copy(update={"start": 1380, "end": 1440})
    write_ics(Timetable(instance=instance, sessions=(session,)), tmp_path)
    (event,) = sessions(read(tmp_path / "ics" / "classes" / "G.ics"))
    assert event.decoded("DTEND") == datetime(2026, 9, 8, tzinfo=PARIS)


def test_names_of_people_are_texts_whatever_they_hold(tmp_path):
    instance = tiny(
        make_course("C", 1, (1,), teachers="T"),
        teachers=(Teacher(code="T", name="Mme É; Ô, « x »\\n"),),
    )
    write_ics(plan(instance, ("C", 0, 8, 1)), tmp_path)
    (event,) = sessions(read(tmp_path / "ics" / "classes" / "G.ics"))
    assert "Mme É; Ô, « x »\\n" in event["DESCRIPTION"]


def test_names_of_files():
    assert slug("Labo Réseaux n° 2") == "Labo-Reseaux-n-2"
    assert slug("aux") == "aux-" and slug("…") != ""
    names = file_names(["Labo 1", "labo-1", "B12"])
    assert len({name.lower() for name in names.values()}) == 3
