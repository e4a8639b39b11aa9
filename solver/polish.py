"""Polish: plan parts of a timetable anew, again and again, keeping what is better.

Each part is an exact model of its own, with rooms decided and the rest of the timetable fixed.
As many parts as there are threads are tried side by side from the same plan; gains that do not
touch each other are kept together. A plan with hours missing is mended in the same way, looking at
nothing but the minutes missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from constraints.openings import Openings
from constraints.placements import Day
from constraints.registry import SOFT
from constraints.verify import verify
from instances.entities import Course
from instances.grid import Span
from instances.instance import Instance
from instances.text import Text
from instances.timetable import Session, Timetable
from solver.control import Control, Job, Solved
from solver.model import Model, Scope, build, exact_days, hint
from solver.neighbourhoods import Neighbourhood, Neighbourhoods, Part
from solver.plan import Plan, chosen_teams, read_sessions
from solver.trame import Trame

MENDING = Text("Placement des heures manquantes", "Placing missing hours")
STAGE = Text("Amélioration", "Improving")
SECONDS, MENDING_SECONDS = 2.0, 1.0
# While hours are missing, of all wishes only the one that is hard to win back is looked at.
NOT_MENDING = tuple(rule.id for rule in SOFT if rule.id != "keep_weekly_slots")


@dataclass(frozen=True)
class _Try:
    where: Neighbourhood
    model: Model


def polish(
    openings: Openings,
    plan: Plan,
    trame: Trame,
    control: Control,
    *,
    until: Callable[[Plan], bool] | None = None,
) -> Plan:
    """Improve a plan until the time is over, it is proven close enough, or `until` holds."""
    control.enter(MENDING if plan.unplaced else STAGE)
    _note(plan, control)
    neighbourhoods = Neighbourhoods(
        openings.instance, control.options.seed or 0, mending=bool(plan.unplaced)
    )
    days = exact_days(openings.instance.dates)
    while not control.over and not (until and until(plan)):
        tries = [_free(openings, days, plan, trame, neighbourhoods) for _ in range(control.workers)]
        for attempt in tries:
            control.spend(0.02 + attempt.model.size * 2e-5)
        seconds = MENDING_SECONDS if plan.unplaced else SECONDS
        solved = control.run_all([Job(attempt.model.cp, seconds) for attempt in tries])
        found = []
        for attempt, result in zip(tries, solved, strict=True):
            better = _read(plan, attempt, result)
            neighbourhoods.learn(
                attempt.where,
                improved=better is not None and better.rank < plan.rank,
                effort=min(1.0, result.work / seconds) if result.status == "OPTIMAL" else 1.0,
            )
            if better is not None and better.rank <= plan.rank:
                found.append((better, attempt.where.part))
        before = plan
        plan = _together(plan, found)
        if plan.rank < before.rank:
            if before.unplaced and plan.complete:
                control.enter(STAGE)
                neighbourhoods = Neighbourhoods(
                    openings.instance, control.options.seed or 0, mending=False
                )
            _note(plan, control)
    return plan


def _note(plan: Plan, control: Control) -> None:
    control.unplaced = sum(plan.unplaced.values())
    control.objective = plan.cost if plan.complete else None
    control.tell()


def _free(
    openings: Openings,
    days: tuple[Day, ...],
    plan: Plan,
    trame: Trame,
    neighbourhoods: Neighbourhoods,
) -> _Try:
    where = neighbourhoods.draw(plan)
    part = where.part
    kept = [s for s in plan.sessions if (s.course, s.date) not in part]
    partly = {session.course for session in kept}
    teams = {code: team for code, team in plan.teams.items() if code in partly}
    used = {(s.course, s.slot) for s in plan.sessions}
    used |= {(code, slot) for code, slots in (trame.slots or {}).items() for slot in slots}

    def familiar(course: Course, when: date, span: Span) -> bool:
        return (course.code, (when.weekday(), span.start, span.minutes)) in used

    freed: dict[str, list[date]] = {}
    for code, when in sorted(part):
        freed.setdefault(code, []).append(when)
    scope = Scope(kept=kept, part=freed, narrow=familiar if where.familiar else None, teams=teams)
    mending = bool(plan.unplaced)
    model = build(
        openings,
        days,
        scope,
        decide_rooms=True,
        elastic=mending,
        without=NOT_MENDING if mending else (),
    )
    hint(model, [s for s in plan.sessions if (s.course, s.date) in part])
    return _Try(where, model)


def _read(plan: Plan, attempt: _Try, solved: Solved) -> Plan | None:
    if not solved.found:
        return None
    sessions = read_sessions(attempt.model.x, solved.value)
    teams = plan.teams | chosen_teams(attempt.model.x, solved.value)
    return Plan.of(plan.instance, sessions, teams)


def _together(plan: Plan, found: list[tuple[Plan, Part]]) -> Plan:
    """The best of the plans found, with the others' gains where all rules allow."""
    if not found:
        return plan
    found.sort(key=lambda pair: pair[0].rank)
    best, parts = found[0]
    for other, part in found[1:]:
        if parts & part or other.cost == plan.cost or plan.unplaced:
            continue
        sessions = [s for s in best.sessions if (s.course, s.date) not in part]
        sessions += [s for s in other.sessions if (s.course, s.date) in part]
        moved = {code for code, _ in part}
        teams = {code: (other if code in moved else best).teams[code] for code in best.teams}
        merged = Plan.of(plan.instance, sessions, teams)
        if merged.cost < best.cost and _right(merged.instance, merged.sessions):
            best, parts = merged, parts | part
    return best


def _right(instance: Instance, sessions: tuple[Session, ...]) -> bool:
    return verify(Timetable(instance=instance, sessions=sessions)).complete
