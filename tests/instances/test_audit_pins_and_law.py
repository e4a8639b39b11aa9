"""What the audit says of imposed sessions, of the maquette and of the law."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tiny import MONDAY, course, day_grid, tiny

from instances.audit import Audit, Finding, audit
from instances.entities import Group, Pin, Quota, Teacher, TimeOff
from instances.instance import Instance


def only(found: Audit, code: str) -> Finding:
    """The one finding of a kind."""
    (finding,) = [finding for finding in found.findings if finding.code == code]
    return finding


def codes(instance: Instance, severity: str = "impossible") -> list[str]:
    return [f.code for f in audit(instance).findings if f.severity == severity]


def off(who: str, kind: str = "teacher", **fields: object) -> TimeOff:
    return TimeOff.model_validate({"who": who, "kind": kind, **fields})


# --- pins --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pin", "severity", "code"),
    [
        ({"date": MONDAY}, "impossible", None),
        ({"date": MONDAY - timedelta(days=7)}, "error", "pin_outside"),
        ({"date": MONDAY, "start": 500}, "error", "pin_grid"),
        ({"date": MONDAY, "minutes": 120}, "error", "pin_length"),
        ({"date": MONDAY, "teachers": ("Z",)}, "error", "pin_names"),
        ({"date": MONDAY, "rooms": ("Z",)}, "error", "pin_names"),
        ({"date": MONDAY + timedelta(days=3)}, "impossible", "pin_learners"),
        ({"date": MONDAY + timedelta(days=1)}, "impossible", "pin_teachers"),
        ({"date": MONDAY, "start": 540}, "impossible", "pin_rooms"),
        ({"weekday": 0}, "warning", None),
        ({"weekday": 3}, "warning", "pin_weekly"),
    ],
)
def test_a_pin_that_cannot_stand(pin, severity, code):
    imposed = Pin.model_validate({"course": "C", "start": 480, "minutes": 60, **pin})
    instance = tiny(
        course("C", 1, teachers="X", rooms="L"),
        times_off=(
            off("X", weekday=1),
            off("L", "room", weekday=0, start=540, end=600),
        ),
        pins=(imposed,),
    )
    assert codes(instance, severity) == ([code] if code else [])


def test_a_pin_names_who_is_missing():
    instance = tiny(
        course("C", 1, teachers="X|Y", rooms="L"),
        teachers=(Teacher(code="X", name="Mme Xi"), Teacher(code="Y"), Teacher(code="Z")),
        times_off=(
            *(off(who, weekday=1) for who in "XYZ"),
            off("L", "room", weekday=1),
        ),
        pins=(Pin(course="C", date=MONDAY + timedelta(days=1), start=480, minutes=60),),
    )
    found = audit(instance)
    assert only(found, "pin_teachers").text.fr == (
        "C : séance imposée le mardi 8 septembre 2026 à 08:00, quand Mme Xi (X), Y ne sont pas "
        "libres."
    )
    assert only(found, "pin_rooms").text.fr.endswith("quand aucune de ses salles n'est libre (L).")


def test_pins_against_each_other():
    def pinned(*pins: tuple[str, int], **fields: object) -> list[str]:
        instance = tiny(
            course("A", 1, groups="G", teachers="X"),
            course("B", 1, groups="H", teachers="X|Y"),
            course("C", 1, groups="H", teachers="X"),
            pins=tuple(Pin(course=c, date=MONDAY, start=s, minutes=60) for c, s in pins),
            **fields,
        )
        return codes(instance)

    assert pinned(("A", 480), ("B", 480)) == []
    assert pinned(("A", 480), ("C", 480)) == ["pin_clash"]  # one teacher
    assert pinned(("B", 480), ("C", 480)) == ["pin_clash"]  # one class
    assert pinned(("A", 480), ("C", 540)) == []
    assert pinned(("A", 480), ("A", 540)) == ["pin_hours"]


def test_what_is_imposed_every_week_against_others():
    """C is imposed on Tuesdays at 8; on the first one of two B is, by its date."""
    tuesday = MONDAY + timedelta(days=1)

    def found(*pins: Pin) -> Audit:
        return audit(
            tiny(
                course("A", 2, groups="G", teachers="X"),
                course("B", 2, groups="H", teachers="Y"),
                course("C", 2, groups="H", teachers="X|Z"),
                weeks=2,
                pins=(Pin(course="C", weekday=1, start=480, minutes=60), *pins),
            )
        )

    weekly = found(Pin(course="B", weekday=1, start=480, minutes=60))
    assert only(weekly, "pin_clash").severity == "warning"
    assert only(weekly, "pin_clash").text.fr == (
        "C et B sont imposés en même temps à 2 dates, dès le mardi 8 septembre 2026 : H ne peut "
        "être aux deux. Il leur faut assez d'autres dates pour toutes leurs heures."
    )
    dated = found(Pin(course="B", date=tuesday, start=480, minutes=60))
    assert "à 1 date, dès le mardi 8" in only(dated, "pin_clash").text.fr
    for other in (
        Pin(course="A", weekday=1, start=480, minutes=60),  # its teacher need not be the same
        Pin(course="B", weekday=1, start=540, minutes=60),
        Pin(course="B", weekday=2, start=480, minutes=60),
        Pin(course="B", date=tuesday + timedelta(days=1), start=480, minutes=60),
    ):
        assert "pin_clash" not in {finding.code for finding in found(other).findings}


# --- the maquette and the law ------------------------------------------------------------------


def test_quotas_are_summed_for_every_learner():
    groups = (
        Group(code="G", rhythm="R"),
        Group(code="G1", parent="G", partition="TP"),
        Group(code="G2", parent="G", partition="TP"),
    )
    quota = Quota(group="G", unit="M", type="TP", minutes=120)
    one, two = (course(c, 2, groups=g, unit="M", type="TP") for c, g in (("A", "G1"), ("B", "G2")))
    assert codes(tiny(one, two, groups=groups, quotas=(quota,)), "error") == []
    found = audit(tiny(one, groups=groups, quotas=(quota,)))
    assert only(found, "quota").subject.code == "G2"
    assert not found.impossible
    more = quota.model_copy(update={"minutes": 180})
    more = quota.model_copy(update={"minutes": 180})
    short = audit(tiny(one, two, groups=groups, quotas=(more,)))
    assert only(short, "quota").subject.code == "G"
    near = quota.model_copy(update={"minutes": 180, "tolerance": 60})
    assert codes(tiny(one, two, groups=groups, quotas=(near,)), "error") == []


def test_a_unit_and_a_type_of_one_name_are_said_once():
    quota = Quota(group="G", unit="AP", type="AP", minutes=120)
    found = audit(tiny(course("M"), course("N", unit="AP", type="AP"), quotas=(quota,)))
    assert only(found, "course_not_due").text.fr.startswith("M (M) : ")
    missed = only(audit(tiny(course("M"), quotas=(quota,))), "quota").text
    assert missed.fr == "G, AP : aucun cours pour 2 h à la maquette. Ajouter un cours."
    assert missed.en == "G, AP: no course for 2 h in the maquette. Add a course."


def test_a_course_outside_the_maquette_is_shown():
    quota = Quota(group="G", unit="M", minutes=120)
    found = audit(tiny(course("M"), course("N"), quotas=(quota,)))
    assert only(found, "course_not_due").subject.code == "N"


def test_the_week_with_the_hours_in_company():
    grid = day_grid(8, 16)

    def week(hours: float, **settings: object) -> list[Finding]:
        lesson = course("C", hours, (2,), per_day=4)
        instance = tiny(lesson, days=3, grid=grid, settings=settings)
        return [f for f in audit(instance).findings if f.code == "legal_week"]

    (unknown,) = week(22)
    assert unknown.severity == "info"
    assert "non vérifiable" in unknown.text.fr
    # 3 days at the CFA, 2 in company of 7 h: 35 h leave 21
    (over,) = week(22, company_day_minutes=420)
    assert over.severity == "warning"
    assert (over.figures["room"], over.figures["over"]) == (21 * 60, 60)
    assert week(20, company_day_minutes=420) == []


def test_the_floor_of_hours():
    def floor(**settings: object) -> Finding | None:
        found = audit(tiny(course("C", 2), settings=settings)).findings
        return next((f for f in found if f.code == "legal_floor"), None)

    unknown = floor()
    assert unknown is not None
    assert unknown.severity == "info"
    short = floor(other_semesters_minutes=1300 * 60)
    assert short is not None
    assert short.severity == "warning"
    assert short.figures["missing"] == 48 * 60
    assert floor(other_semesters_minutes=1348 * 60) is None


def test_days_beyond_the_law():
    def long_days(minors: bool, **settings: object) -> list[object]:
        groups = (Group(code="G", rhythm="R", minors=minors),)
        found = audit(tiny(course("C"), groups=groups, settings=settings)).findings
        return [f.figures["legal"] for f in found if f.code == "legal_day"]

    assert long_days(True) == []
    assert long_days(True, group_day_max=540) == []  # the minors' own limit still holds
    assert long_days(True, group_day_max=540, minor_day_max=540) == [480]
    assert long_days(False, group_day_max=540) == []
    assert long_days(False, group_day_max=660) == [600]
