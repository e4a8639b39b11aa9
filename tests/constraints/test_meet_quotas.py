"""Quotas: what `check` finds, and that `post` allows exactly what it accepts."""

from referee import agree, timetables
from scopes import agree_beside, relaxed
from tiny import course, plan, tiny

from constraints.meet_quotas import MeetQuotas
from instances.entities import Group, Quota, Resource
from instances.instance import Instance

RULE = MeetQuotas()
GROUPS = (
    Group(code="G", rhythm="R"),
    Group(code="G1", parent="G", partition="TP"),
    Group(code="G2", parent="G", partition="TP"),
)
LESSONS = (
    course("CM", 2, unit="U", type="CM"),
    course("TP1", 1, unit="U", type="TP", groups="G1"),
    course("TP2", 1, unit="U", type="TP", groups="G2"),
)


def _due(hours: int, *, kind: str = "", tolerance: int = 0, group: str = "G") -> Quota:
    row = {"group": group, "unit": "U", "type": kind, "minutes": 60 * hours, "tolerance": tolerance}
    return Quota.model_validate(row)


def _school(*quotas: Quota, days: int | str = 1, weeks: int = 1) -> Instance:
    return tiny(*LESSONS, groups=GROUPS, quotas=quotas, days=days, weeks=weeks)


def test_each_learner_gets_the_hours() -> None:
    instance = _school(_due(2, kind="CM"), _due(1, kind="TP"), days=2)
    rows = ("CM", 0, 8, 1), ("CM", 1, 8, 1), ("TP1", 0, 9, 1)
    assert not list(RULE.check(plan(instance, *rows, ("TP2", 0, 9, 1))))
    (violation,) = RULE.check(plan(instance, *rows))
    assert (violation.subject, violation.amount) == (Resource("group", "G2"), 60)
    assert violation.say("en") == "G2, U TP: 0 h planned of 1 h in the maquette."
    assert violation.say("fr") == "G2, U TP : 0 h planifiées pour 1 h à la maquette."


def test_a_unit_and_a_type_of_one_name_are_said_once() -> None:
    quota = Quota(group="G", unit="AP", type="AP", minutes=60)
    (violation, _) = RULE.check(plan(_school(quota)))
    assert violation.say("fr") == "G1, AP : 0 h planifiées pour 1 h à la maquette."


def test_within_the_tolerance() -> None:
    within = _school(_due(2, kind="CM", tolerance=60))
    assert not list(RULE.check(plan(within, ("CM", 0, 8, 1))))
    assert [v.amount for v in RULE.check(plan(within))] == [120, 120]


def test_post_allows_what_check_accepts() -> None:
    for quotas in ((_due(2, kind="CM"),), (_due(3, tolerance=60),), (_due(1, group="G2"),)):
        instance = _school(*quotas)
        assert 0 < len(agree(instance, [RULE])) < len(timetables(instance))


def test_a_quota_that_no_course_could_meet_makes_the_model_infeasible() -> None:
    instance = _school(_due(1, kind="AP"))
    assert not agree(instance, [RULE])
    assert agree(_school(_due(1, kind="AP", tolerance=60)), [RULE])


def test_post_beside_kept_sessions() -> None:
    assert agree_beside(_school(_due(3)), [RULE], lambda c, _: c.code == "CM")
    assert agree_beside(_school(_due(3)), [RULE], lambda c, _: c.code == "TP1")


def test_the_trame_is_a_relaxation() -> None:
    instance = tiny(LESSONS[0], days="Mon", weeks=2, quotas=(_due(2),))
    assert relaxed(instance, [RULE]) > 1
