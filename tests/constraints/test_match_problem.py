"""Names a timetable uses and its problem does not know."""

from __future__ import annotations

from referee import agree
from tiny import course, plan, tiny

from constraints.avoid_clashes import AvoidClashes
from constraints.match_problem import MatchProblem
from constraints.verify import verify
from instances.timetable import Timetable

RULE = MatchProblem()
INSTANCE = tiny(course("A", teachers="T", rooms="R"), course("B", groups="H"))


def changed(**fields: object) -> Timetable:
    timetable = plan(INSTANCE, ("A", 0, 8, 1), ("B", 0, 8, 1))
    first, second = timetable.sessions
    return Timetable(instance=INSTANCE, sessions=(first.model_copy(update=fields), second))


def test_what_the_problem_knows_is_accepted() -> None:
    assert not list(RULE.check(changed()))
    assert agree(tiny(course("A", hours=1), days=1), [AvoidClashes(), RULE])


def test_each_strange_name_is_told_and_crashes_no_other_rule() -> None:
    for fields, said in (
        ({"course": "Z"}, "cours inconnu (Z)"),
        ({"groups": ("H",)}, "groupes du cours (H)"),
        ({"teachers": ("X",)}, "enseignant inconnu (X)"),
        ({"rooms": ("Q",)}, "salle inconnue (Q)"),
        ({"id": "B 0 8"}, "identifiant en double (B 0 8)"),
    ):
        timetable = changed(**fields)
        assert said in " ".join(violation.say("fr") for violation in RULE.check(timetable))
        assert any(v.rule is not None and v.amount for v in verify(timetable).violations)
        assert all(violation.say("en") for violation in verify(timetable).violations)
