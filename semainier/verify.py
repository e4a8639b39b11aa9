"""`semainier verify`: any timetable against every rule, without the solver."""

from __future__ import annotations

from pathlib import Path

from constraints.base import Violation
from constraints.registry import RULES
from constraints.verify import Report, verify
from constraints.weights import points
from instances.absences import with_absences
from instances.instance import Instance
from instances.text import Text
from instances.timetable import Session, Timetable
from instances.units import as_hours, format_clock, format_hours, number
from semainier.console import Answer, Console
from semainier.edits import Blame, cells_data, edits_data, show_edits
from semainier.failures import Exit
from semainier.inputs import read_edits, read_problem
from semainier.wording import RuleCost, costs_data, rule_costs, show_costs

_OTHER = Text(
    "{timetable} a été fait pour un autre état du problème ; il est vérifié contre {file} tel "
    "qu'il est.",
    "{timetable} was made for another state of the problem; it is checked against {file} as it "
    "stands.",
)
_OTHER_COST = Text(
    "{timetable} annonce {said} points ; le calcul en donne {found}.",
    "{timetable} announces {said} points; they come to {found}.",
)
_KEPT = Text(
    "Aucune entorse : les {rules} règles obligatoires sont respectées ({sessions} "
    "{sessions:séance|séances}, {hours}), et toutes les maquettes sont tenues.",
    "No violation: the {rules} required rules are kept ({sessions} "
    "{sessions:session|sessions}, {hours}), and every quota is met.",
)
_ONE_BROKEN = Text("Une entorse aux règles obligatoires.", "One violation of a required rule.")
_BROKEN = Text("{count} entorses aux règles obligatoires.", "{count} violations of required rules.")
_RULE = Text("{name} : {count}", "{name}: {count}")
_COSTS = Text("Ce que coûtent les souhaits", "What the wishes cost")
_DEVIATIONS = Text("Chaque écart, {name}", "Each deviation, {name}")


def run(console: Console, file: Path, timetable: Path) -> Answer:
    """Verify a timetable against a workbook."""
    instance = read_problem(file, console).instance
    edited = read_edits(timetable, instance, file)
    plan = edited.timetable
    other = (edited.planned or plan.instance.digest) != instance.digest
    if other:
        console.note(_OTHER.fill(timetable=timetable.name, file=file.name))
    report = verify(_against(instance, plan))
    _compare(console, timetable, plan, report, other=other)
    costs = rule_costs(
        instance,
        report.amounts,
        {rule: points(units) for rule, units in report.costs.items()},
    )
    blame = Blame(instance, edited)
    if not console.manner.as_json:
        show_edits(console, edited)
        if edited.edits:
            console.say()
        _show(console, plan, report, costs, blame)
    code = Exit.DONE if report.complete else Exit.BAD_INPUT
    return Answer(
        code,
        {
            "complete": report.complete,
            "same_workbook": not other,
            "sessions": len(plan.sessions),
            "objective": report.points,
            "edits": edits_data(edited, console.lang),
            "violations": [_data(violation, blame, console) for violation in report.violations],
            "deviations": [_data(violation, blame, console) for violation in report.deviations],
            "costs": costs_data(costs, console.lang),
        },
    )


def _against(instance: Instance, plan: Timetable) -> Timetable:
    """The sessions as a plan of this very instance, with the absences it knows of."""
    return Timetable(
        instance=with_absences(instance, plan.changes),
        sessions=plan.sessions,
        solution=plan.solution,
        changes=plan.changes,
    )


def _compare(console: Console, path: Path, plan: Timetable, report: Report, *, other: bool) -> None:
    """Say when a file announces a cost that its sessions do not have."""
    said = plan.solution.objective if plan.solution else None
    if not other and said is not None and abs(said - report.points) > 0.01:
        lang = console.lang
        words = {"said": number(said, lang), "found": number(report.points, lang)}
        console.note(_OTHER_COST.fill(timetable=path.name, **words))


def _show(
    console: Console, plan: Timetable, report: Report, costs: tuple[RuleCost, ...], blame: Blame
) -> None:
    if report.complete:
        required = len(RULES) - len(costs)
        hours = format_hours(sum(session.minutes for session in plan.sessions))
        console.say(_KEPT.fill(rules=required, sessions=len(plan.sessions), hours=hours), "good")
    else:
        count = len(report.violations)
        console.say(_ONE_BROKEN if count == 1 else _BROKEN.fill(count=count), "error")
    for rule in RULES:
        broken = [violation for violation in report.violations if violation.rule is rule]
        if broken:
            console.title(_RULE.fill(name=rule.name, count=len(broken)))
            for violation in broken:
                console.item(blame.say(violation, console.lang), "error")
    console.title(_COSTS)
    show_costs(console, costs)
    if console.manner.verbose:
        for cost in costs:
            found = [deviation for deviation in report.deviations if deviation.rule is cost.rule]
            if found and cost.price:
                console.title(_DEVIATIONS.fill(name=cost.rule.name))
                for deviation in found:
                    console.item(deviation.say(console.lang))


def _data(violation: Violation, blame: Blame, console: Console) -> dict[str, object]:
    return {
        "rule": violation.rule.id,
        "subject": violation.subject._asdict(),
        "amount": violation.amount,
        "text": violation.say(console.lang),
        "sessions": [_session(session) for session in violation.sessions],
        "cells": cells_data(blame.cells(violation)),
    }


def _session(session: Session) -> dict[str, object]:
    return {
        "id": session.id,
        "course": session.course,
        "date": session.date.isoformat(),
        "start": format_clock(session.start),
        "duration": as_hours(session.minutes),
    }
