"""What the audit says, one kind of finding at a time."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from tiny import MONDAY, course, day_grid, tiny

from instances.audit import Audit, Finding, as_data, audit
from instances.audit.findings import WeekLoad, find
from instances.audit.groups import weeks_named
from instances.entities import CalendarRow, Group, Pin, Quota, Resource, Room, Teacher, TimeOff
from instances.instance import Instance
from instances.text import Text


def only(found: Audit, code: str) -> Finding:
    """The one finding of a kind."""
    (finding,) = [finding for finding in found.findings if finding.code == code]
    return finding


def codes(instance: Instance, severity: str = "impossible") -> list[str]:
    return [f.code for f in audit(instance).findings if f.severity == severity]


def off(who: str, kind: str = "teacher", **fields: object) -> TimeOff:
    return TimeOff.model_validate({"who": who, "kind": kind, **fields})


# --- groups ------------------------------------------------------------------------------------


def test_hours_that_fit_are_not_impossible():
    instance = tiny(course("C", 6, per_day=3))  # 2 days of 3 hours
    assert codes(instance) == []


def test_one_hour_too_many_for_the_days_of_a_group():
    instance = tiny(course("C", 4, per_day=3), course("D", 3, per_day=3))
    finding = only(audit(instance), "group_capacity")
    assert finding.severity == "impossible"
    assert finding.subject == Resource("group", "G")
    assert finding.figures["missing"] == 60
    assert "1 h" in finding.text.fr
    assert "1 h" in finding.text.en


def test_the_day_and_the_week_limit_what_a_group_holds():
    five = course("C", 5, per_day=3)
    assert codes(tiny(five)) == []
    assert "group_capacity" in codes(tiny(five, settings={"group_day_max": 120}))
    assert "group_capacity" in codes(tiny(five, settings={"group_week_max": 240}))
    minors = (Group(code="G", rhythm="R", minors=True),)
    short = {"minor_day_max": 120}
    assert "group_capacity" in codes(tiny(five, settings=short, groups=minors))
    assert codes(tiny(five, settings=short)) == []


def test_a_demand_that_half_its_days_cannot_hold():
    """Each course fits, and so do all hours; but two courses share one possible day."""
    instance = tiny(
        course("A", 2, teachers="X", per_day=3),
        course("B", 2, teachers="Y", per_day=3),
        course("C", 1),
        times_off=(off("X", weekday=0), off("Y", weekday=0)),
    )
    finding = only(audit(instance), "group_days")
    assert finding.figures["courses"] == ("A", "B")
    assert (finding.figures["demand"], finding.figures["capacity"]) == (240, 180)


def test_learners_told_apart_are_counted_apart():
    """Half-groups have three hours each, the class three: six for each learner."""
    groups = (
        Group(code="G", rhythm="R"),
        Group(code="G1", parent="G", partition="TP"),
        Group(code="G2", parent="G", partition="TP"),
    )
    halves = [course(c, 3, groups=g, per_day=3) for c, g in (("A", "G1"), ("B", "G2"))]
    fits = tiny(*halves, course("C", 3, per_day=3), groups=groups)
    assert codes(fits) == []
    assert [load.demand for load in audit(fits).groups] == [360, 360]
    fuller = tiny(*halves, course("C", 4, per_day=3), groups=groups)
    assert only(audit(fuller), "group_capacity").subject.code == "G"
    uneven = tiny(*halves, course("C", 3, per_day=3), course("D", 1, groups="G2"), groups=groups)
    assert only(audit(uneven), "group_capacity").subject.code == "G2"


def test_a_shortage_against_the_target_is_no_shortage_against_the_limit():
    instance = tiny(course("C", 5, per_day=3), settings={"group_day_target": 120})
    found = audit(instance)
    assert not found.impossible
    finding = only(found, "group_target")
    assert finding.severity == "warning"
    assert finding.figures["per_day"] == 150
    assert finding.figures["target"] == 240
    assert finding.figures["cap"] == 360
    assert finding.figures["closes"] == MONDAY + timedelta(days=1)
    relaxed = only(audit(tiny(course("C", 4, per_day=3))), "group_target")
    assert relaxed.severity == "info"


def test_the_day_on_which_the_hours_close():
    instance = tiny(course("C", 4), days=1, weeks=4, settings={"group_day_target": 60})
    (load,) = audit(instance).groups
    assert load.closes_cap == MONDAY + timedelta(days=7)
    assert load.closes_target == MONDAY + timedelta(days=21)
    longer = tiny(course("C", 5), days=1, weeks=4, settings={"group_day_target": 60})
    assert audit(longer).groups[0].closes_target is None


def test_weeks_that_cannot_take_an_even_share():
    closed = CalendarRow(first=MONDAY, last=MONDAY, kind="closed")
    instance = tiny(course("C", 9, per_day=3), weeks=2, calendar=(closed,))
    finding = only(audit(instance), "group_weeks")
    assert finding.severity == "info"
    assert finding.figures["weeks"] == ("2026-W37",)
    assert "ne tient pas dans la semaine 37 ;" in finding.text.fr
    assert "does not fit in week 37;" in finding.text.en
    assert finding.figures["even"] == 270


def test_weeks_are_named_by_their_numbers_unless_the_term_has_one_twice():
    one, two = (WeekLoad(week, 1, 1, 1, 1) for week in ("2026-W36", "2026-W46"))
    again = WeekLoad("2027-W36", 1, 1, 1, 1)
    weeks = ("2026-W36", "2026-W46")
    assert weeks_named(weeks, (one, two)) == ("les semaines 36, 46", "weeks 36, 46")
    assert weeks_named(weeks[:1], (one, two, again)) == ("la semaine 36 (2026)", "week 36 (2026)")


def test_full_weeks_are_counted_without_holidays():
    finding = only(audit(tiny(course("C", 6), weeks=9)), "group_full_weeks")
    # two days of 8 h, or 7 h, a week: the rhythm alone, whatever the grid holds
    assert (finding.figures["at_cap"], finding.figures["at_target"]) == (1, 1)


def test_an_exam_day_holds_what_is_pinned_on_it():
    exam = CalendarRow(first=MONDAY, last=MONDAY, kind="exam")
    tuesday = course("C", 4, per_day=3)
    assert "group_capacity" in codes(tiny(tuesday, calendar=(exam,)))
    pin = Pin(course="C", date=MONDAY, start=480, minutes=60)
    assert codes(tiny(tuesday, calendar=(exam,), pins=(pin,))) == []


def test_a_tolerance_is_not_demanded():
    seven = course("C", 7, per_day=3)
    quota = Quota(group="G", unit="C", minutes=420, tolerance=60)
    assert "group_capacity" in codes(tiny(seven))
    assert codes(tiny(seven, quotas=(quota,))) == []


# --- teachers ----------------------------------------------------------------------------------


def classes(who: str, hours: float = 2, count: int = 2, **fields: object) -> Instance:
    """As many classes, each with a course of so many hours by the same teachers."""
    return tiny(
        *(course(f"C{g}", hours, groups=g, teachers=who, per_day=3) for g in "GHI"[:count]),
        **fields,  # type: ignore[arg-type]
    )


def test_a_teacher_of_two_classes_has_one_week():
    assert codes(classes("X", 3)) == []
    finding = only(audit(classes("X", 4)), "teacher_capacity")
    assert finding.subject == Resource("teacher", "X")
    assert finding.figures["missing"] == 120


def test_a_teachers_limits():
    assert codes(classes("X")) == []
    for limits in ({"day_max": 60}, {"week_max": 120}, {"week_days_max": 1}):
        teacher = Teacher.model_validate({"code": "X", **limits})
        assert codes(classes("X", teachers=(teacher,))) == ["teacher_capacity"], limits
    assert codes(classes("X", settings={"teacher_day_max": 60})) == ["teacher_capacity"]


def test_a_teacher_who_may_be_replaced_is_not_certain():
    assert codes(classes("X|Y", 4, 3)) == []
    found = audit(classes("X|Y", 4, 3, settings={"teacher_week_max": 300}))
    finding = only(found, "teachers_capacity")
    assert finding.figures["teachers"] == ("X", "Y")
    assert (finding.figures["demand"], finding.figures["capacity"]) == (720, 600)


def test_two_teachers_of_a_workshop_are_both_busy():
    # 12 hours of two of three teachers who are there 6 hours each
    assert codes(classes("X|Y|Z X|Y|Z", 3, 3)) == []
    finding = only(audit(classes("X|Y|Z X|Y|Z", 4, 3)), "teachers_capacity")
    assert finding.figures["missing"] == (24 - 18) * 60


@pytest.mark.parametrize(
    ("service", "code"), [(180, "service_over"), (300, "service_under"), (240, None)]
)
def test_the_service_due_is_weighted(service, code):
    teacher = Teacher(code="X", service=service, hour_weight=2)
    found = audit(tiny(course("C", 2, teachers="X"), teachers=(teacher,)))
    assert [f.code for f in found.of("warning")] == ([code] if code else [])
    assert not found.impossible


# --- rooms -------------------------------------------------------------------------------------


def test_two_classes_in_one_lab():
    labs = [course(c, 4, groups=g, rooms="L", per_day=3) for c, g in (("A", "G"), ("B", "H"))]
    finding = only(audit(tiny(*labs)), "room_capacity")
    assert finding.figures["rooms"] == ("L",)
    assert (finding.figures["demand"], finding.figures["capacity"]) == (480, 360)


def test_a_set_of_rooms_is_short_where_no_room_is():
    labs = [
        course(c, 5, groups=g, rooms="L|M", per_day=3)
        for c, g in (("A", "G"), ("B", "H"), ("C", "I"))
    ]
    assert only(audit(tiny(*labs)), "room_capacity").figures["rooms"] == ("L", "M")
    assert codes(tiny(*labs[:2])) == []


def test_two_rooms_at_once_are_both_needed():
    both = [course(c, 4, groups=g, rooms="L|M S", per_day=3) for c, g in (("A", "G"), ("B", "H"))]
    assert only(audit(tiny(*both)), "room_capacity").figures["rooms"] == ("S",)


def test_a_room_is_closed_at_times():
    one = course("A", 4, rooms="L|M", per_day=3)
    assert codes(tiny(one, times_off=(off("L", "room", weekday=0),))) == []
    shut = (off("L", "room", weekday=0), off("M", "room", weekday=0))
    assert "course_time" in codes(tiny(one, times_off=shut))


def test_the_table_of_rooms_by_kind():
    rooms = (Room(code="L", kinds=("lab",)), Room(code="M", kinds=("lab", "class")), Room(code="S"))
    instance = tiny(course("A", 4, rooms="L|M"), course("B", 2, rooms="M"), rooms=rooms)
    table = {load.kind: load for load in audit(instance).rooms}
    assert set(table) == {"lab", "class", "S"}
    assert (table["lab"].demand, table["class"].demand) == (360, 120)
    assert (table["class"].possible, table["S"].possible) == (360, 0)
    assert table["lab"].capacity == 2 * 2 * 180
    assert table["lab"].half_days == 4  # the grid ends before lunch: two rooms, two mornings


# --- courses -----------------------------------------------------------------------------------


def test_sessions_a_day_limit_a_course():
    assert only(audit(tiny(course("C", 3))), "course_time").figures["capacity"] == 120
    said = only(audit(tiny(course("C", 3))), "course_time").text
    assert "que 2 jours, qui tiennent 2 h à 1 séance par jour" in said.fr
    assert "on 2 days only, which hold 2 h at 1 session a day" in said.en
    assert codes(tiny(course("C", 3, (2, 1)))) == []
    assert codes(tiny(course("C", 3, per_day=2))) == []


def test_a_course_needs_everybody_at_once():
    """Teacher on Mondays, room on Tuesdays: each is free enough, never together."""
    lesson = course("C", 1, teachers="X", rooms="L")
    apart = (off("X", weekday=0), off("L", "room", weekday=1))
    assert only(audit(tiny(lesson, times_off=apart)), "course_time").figures["days"] == 0


def test_a_session_straddles_no_break():
    grid = day_grid(8, 11, breaks=(9,))
    assert codes(tiny(course("C", 4, (2,), per_day=2), grid=grid)) == []
    assert "course_time" in codes(tiny(course("C", 6, (2,), per_day=2), grid=grid))


def test_teachers_rooms_and_lengths_that_cannot_be():
    assert codes(tiny(course("C", 2, teachers="X X"))) == ["course_team"]
    small = (Room(code="L", seats=10),)
    crowd = (Group(code="G", rhythm="R", size=12),)
    assert codes(tiny(course("C", 2, rooms="L"), rooms=small, groups=crowd)) == ["course_room"]
    assert codes(tiny(course("C", 3, (2,)))) == ["course_durations"]
    slack = (Quota(group="G", unit="C", minutes=180, tolerance=60),)
    assert codes(tiny(course("C", 3, (2,)), quotas=slack)) == []


def test_parallel_courses():
    def pair(**second: object) -> Instance:
        fields = {"hours": 2, "lengths": (1,), "groups": "H", **second}
        return tiny(
            course("A", 2, teachers="X", rooms="L", parallel_with=("B",)),
            course("B", **fields),  # type: ignore[arg-type]
        )

    assert codes(pair()) == []
    assert codes(pair(hours=1), "error") == ["parallel_hours"]
    assert codes(pair(groups="G")) == ["parallel_clash"]
    assert codes(pair(teachers="X")) == ["parallel_clash"]
    assert codes(pair(teachers="X|Y")) == []
    assert codes(pair(rooms="L")) == ["parallel_clash"]
    assert codes(pair(lengths=(2,))) == ["parallel_clash"]


# --- what people and scripts read --------------------------------------------------------------


def test_findings_stand_gravest_first():
    found = audit(tiny(course("C", 7, per_day=3), course("D", 3, (2,), groups="H")))
    order = ["impossible", "error", "warning", "info"]
    ranks = [order.index(finding.severity) for finding in found.findings]
    assert ranks == sorted(ranks)
    assert found.impossible
    assert not found.erroneous


def test_the_data_of_an_audit_is_json_in_hours():
    found = audit(tiny(course("C", 4, teachers="X", rooms="L", per_day=3)))
    data = json.loads(json.dumps(as_data(found, "fr")))
    assert data["impossible"] is False
    assert data["groups"][0]["demand"] == 4
    assert data["groups"][0]["closes_cap"] == "2026-09-08"
    assert data["groups"][0]["per_day"] == 2
    assert data["groups"][0]["weeks"][0]["cap"] == 6
    assert data["groups"][0]["weeks"][0]["short"] is False
    assert data["teachers"][0]["certain"] == 4
    assert data["teachers"][0]["service"] is None
    assert data["rooms"][0]["capacity"] == 6
    figures = next(f["figures"] for f in data["findings"] if f["code"] == "group_target")
    assert figures["demand"] == 4
    french, english = (as_data(found, lang)["findings"][0]["text"] for lang in ("fr", "en"))
    assert french != english


def test_a_word_agrees_with_its_number():
    text = Text("{n} {n:jour|jours} sur {all}", "{n} {n:day|days} of {all}")
    assert [text.say("fr", n=n, all="C") for n in (0, 1, 2)] == [
        "0 jour sur C",
        "1 jour sur C",
        "2 jours sur C",
    ]
    assert [text.fill(n=n, all="C").en for n in (0, 1, 2)] == [
        "0 days of C",
        "1 day of C",
        "2 days of C",
    ]


def test_a_finding_speaks_both_languages():
    sentence = Text("{subject} : le {day}, {names}", "{subject}: on {day}, {names}")
    finding = find(
        "x", "info", Resource("group", "G"), sentence, day=date(2026, 9, 1), names=("A", "B")
    )
    assert finding.text.fr == "G : le mardi 1er septembre 2026, A, B"
    assert finding.text.en == "G: on Tuesday 1 September 2026, A, B"
