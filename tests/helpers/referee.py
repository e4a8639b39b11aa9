"""Brute force as the referee of every rule: what is posted against what `check` says.

Everything is enumerated, beyond where the rules let a course stand: all spans of an allowed
length, all teams and sets of rooms, all dates of the term when a domain rule is on trial and
the teachable ones otherwise. Instances must be tiny (`tiny`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations, islice, product
from math import comb, prod

from ortools.sat.python import cp_model

from constraints.base import Constraint, Domain, Required, Soft
from constraints.limit_daily_sessions import LimitDailySessions
from constraints.openings import Openings
from constraints.placements import Day
from constraints.plan_hours import PlanHours
from constraints.registry import DOMAINS, REQUIRED, SOFT
from constraints.variables import Variables
from constraints.weights import weight
from instances.calendar import days_between
from instances.entities import Course
from instances.instance import Instance
from instances.timetable import Session, Timetable

MOST = 60_000
TOO_MANY = f"more than {MOST} timetables to enumerate; make the instance tinier"
Meeting = tuple[str, date, int, int, frozenset[str], frozenset[str] | None]
Plan = frozenset[Meeting]
HARD = (*DOMAINS, *REQUIRED)


# --- days --------------------------------------------------------------------------------------


def dated(instance: Instance) -> tuple[Day, ...]:
    """One day a date: the exact model."""
    return tuple(Day(index, (when,)) for index, when in enumerate(instance.dates))


def weekly(instance: Instance) -> tuple[Day, ...]:
    """One day a weekday, standing for all its dates: the trame."""
    found: dict[int, list[date]] = {}
    for when in instance.dates:
        found.setdefault(when.weekday(), []).append(when)
    return tuple(Day(index, tuple(group)) for index, group in enumerate(found.values()))


# --- brute force ---------------------------------------------------------------------------------


def timetables(
    instance: Instance, rules: Iterable[Constraint] = (), *, complete: bool = False
) -> list[Timetable]:
    """Every timetable the rules' checks accept, with at most one session a course and span.

    With `complete`, only those whose courses have exactly their hours are looked at.
    """
    rules = list(rules)
    options = [
        list(islice(_course_plans(instance, course, rules, complete), MOST + 1))
        for course in instance.courses
    ]
    if prod(len(choices) for choices in options) > MOST:
        raise ValueError(TOO_MANY)
    found = []
    for choice in product(*options):
        timetable = _timetable(instance, (session for part in choice for session in part))
        if keeps(timetable, rules):
            found.append(timetable)
    return found


def _course_plans(
    instance: Instance, course: Course, rules: list[Constraint], complete: bool
) -> Iterator[tuple[Session, ...]]:
    """The choices of sessions of one course, of one team and at different spans."""
    if not complete and not _refused_alone(_timetable(instance, ()), course, rules):
        yield ()
    for team in instance.teams[course.code]:
        places = list(_places(instance, course, team, rules))
        sizes = range(1, len(places) + 1)
        if complete:
            sizes = range(1, course.minutes // min(course.durations) + 1)
        if sum(comb(len(places), size) for size in sizes) > 5 * MOST:
            raise ValueError(TOO_MANY)
        for size in sizes:
            for chosen in combinations(places, size):
                if complete and sum(p[0].minutes for p in chosen) != course.minutes:
                    continue
                if _refused_alone(_timetable(instance, (p[0] for p in chosen)), course, rules):
                    continue
                yield from product(*chosen)


def _refused_alone(timetable: Timetable, course: Course, rules: list[Constraint]) -> bool:
    """Whether a rule that judges a course by its own sessions only refuses these."""
    return any(
        violation.subject.code == course.code
        for rule in rules
        if isinstance(rule, PlanHours | LimitDailySessions)
        for violation in rule.check(timetable)
    )


def _places(
    instance: Instance, course: Course, team: frozenset[str], rules: list[Constraint]
) -> Iterator[tuple[Session, ...]]:
    """For each date and span, the sessions there: one a set of rooms.

    What a domain rule's check refuses of a session alone it refuses in any company.
    """
    domains = [rule for rule in rules if isinstance(rule, Domain)]
    term = days_between(instance.settings.start, instance.settings.end)
    for when in term if domains else instance.dates:
        for span in instance.grid.spans:
            if span.minutes not in course.durations:
                continue
            sessions = tuple(
                Session(
                    id=f"{course.code} {when} {span.start}",
                    course=course.code,
                    date=when,
                    start=span.start,
                    end=span.end,
                    minutes=span.minutes,
                    groups=course.groups,
                    teachers=tuple(sorted(team)),
                    rooms=tuple(sorted(rooms)),
                )
                for rooms in instance.room_sets[course.code]
            )
            kept = tuple(s for s in sessions if keeps(_timetable(instance, (s,)), domains))
            if kept:
                yield kept


def _timetable(instance: Instance, sessions: Iterable[Session]) -> Timetable:
    return Timetable(instance=instance, sessions=tuple(sessions))


def keeps(timetable: Timetable, rules: Iterable[Constraint]) -> bool:
    """Whether no rule's check finds anything."""
    return not any(v.amount for rule in rules for v in rule.check(timetable))


def plan_of(timetable: Timetable, *, rooms: bool = True) -> Plan:
    """What a timetable says, to be compared; without its rooms when they are not decided."""
    return frozenset(
        (
            s.course,
            s.date,
            s.start,
            s.minutes,
            frozenset(s.teachers),
            frozenset(s.rooms) if rooms else None,
        )
        for s in timetable.sessions
    )


# --- CP-SAT --------------------------------------------------------------------------------------


def posted(
    instance: Instance,
    rules: Iterable[Constraint] = HARD,
    days: Sequence[Day] | None = None,
    *,
    kept: Iterable[Session] = (),
    free: Callable[[Course, date], bool] | None = None,
    decide_rooms: bool = True,
) -> Variables:
    """A model with the rules posted on it; domain rules not among them bar nothing.

    On days of several dates, rules that are absent in the trame are left out.
    """
    rules = list(rules)
    x = Variables(
        cp_model.CpModel(),
        Openings(instance, [rule for rule in rules if isinstance(rule, Domain)]),
        dated(instance) if days is None else days,
        kept=kept,
        part=None if free is None else _part(instance, free),
        decide_rooms=decide_rooms,
    )
    for rule in rules:
        if isinstance(rule, Required) and (x.dated or rule.trame != "absent"):
            list(rule.post(x))
    return x


def _part(instance: Instance, free: Callable[[Course, date], bool]) -> dict[str, list[date]]:
    found = {c.code: [d for d in instance.dates if free(c, d)] for c in instance.courses}
    return {code: dates for code, dates in found.items() if dates}


def solutions(
    instance: Instance, rules: Iterable[Constraint], *, decide_rooms: bool = True
) -> set[Plan]:
    """Every timetable of the model with the rules posted."""
    x = posted(instance, rules, decide_rooms=decide_rooms)
    teaching = {
        (course.code, code): x.teaches(course, code)
        for course in instance.courses
        for code in frozenset[str]().union(*instance.teams[course.code])
    }
    placements = [p for course in instance.courses for p in x.of(course)]
    found: set[Plan] = set()

    class Collector(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            plan = set()
            for p in placements:
                if self.value(p.var):
                    team = frozenset(
                        code
                        for (course, code), term in teaching.items()
                        if course == p.course.code and self.value(term)
                    )
                    rooms = None
                    if decide_rooms:
                        rooms = next(r for r in p.room_sets if self.value(x.in_room[p, r]))
                    plan.add(
                        (p.course.code, p.day.first, p.span.start, p.span.minutes, team, rooms)
                    )
            found.add(frozenset(plan))

    solver = _solver()
    solver.parameters.enumerate_all_solutions = True
    status = solver.solve(x.model, Collector())
    if status not in (cp_model.OPTIMAL, cp_model.INFEASIBLE):
        raise RuntimeError(solver.status_name(status))
    return found


def least(x: Variables, objective: cp_model.LinearExprT, timetable: Timetable) -> int | None:
    """The least value of an expression when the model's placements are those of a timetable.

    None when the model does not allow the timetable.
    """
    wanted = {
        (s.course, s.date, s.start, s.minutes): (frozenset(s.teachers), frozenset(s.rooms))
        for s in timetable.sessions
    }
    fixed = x.model.clone()
    for course in x.instance.courses:
        for p in x.of(course):
            seat = wanted.get((course.code, p.day.first, p.span.start, p.span.minutes))
            if not p.free and seat is None:
                return None
            if p.free:
                fixed.add(p.var == (seat is not None))
            if seat and x.decide_rooms:
                rooms = seat[1]
                if (p, rooms) not in x.in_room:
                    return None
                fixed.add(x.in_room[p, rooms] == 1)
        placed = {(p.day.first, p.span.start, p.span.minutes) for p in x.of(course)}
        if any(key[0] == course.code and key[1:] not in placed for key in wanted):
            return None
        teams = {team for key, (team, _) in wanted.items() if key[0] == course.code}
        for team in teams:
            for code in frozenset[str]().union(*x.instance.teams[course.code]):
                term = x.teaches(course, code)
                if isinstance(term, int):
                    if term != (code in team):
                        return None
                else:
                    fixed.add(term == (code in team))
    return minimum(fixed, objective)


def minimum(model: cp_model.CpModel, objective: cp_model.LinearExprT) -> int | None:
    """The proven least value of an expression, None when the model is infeasible."""
    model.minimize(objective)
    solver = _solver()
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return None
    if status != cp_model.OPTIMAL:
        raise RuntimeError(f"{solver.status_name(status)}: {model.validate()}")
    return round(solver.objective_value)


def _solver() -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = 60
    return solver


# --- verdicts ------------------------------------------------------------------------------------


def agree(
    instance: Instance, rules: Iterable[Constraint], *, decide_rooms: bool = True
) -> list[Timetable]:
    """Assert that the solutions of the rules' posts are the timetables their checks accept.

    Return these; a test should see that some but not all timetables are among them.
    """
    rules = list(rules)
    accepted = timetables(instance, rules)
    said = {plan_of(timetable, rooms=decide_rooms) for timetable in accepted}
    solved = solutions(instance, rules, decide_rooms=decide_rooms)
    assert not solved - said, f"posted but refused by check: {min(solved - said, key=len)}"
    assert not said - solved, f"accepted by check but not posted: {min(said - solved, key=len)}"
    return accepted


def priced(
    instance: Instance,
    rule: Soft,
    given: Iterable[Constraint] = HARD,
    *,
    complete: bool = True,
    most: int = 250,
) -> list[int]:
    """Assert that what `penalize` counts at the least is what `check` finds, by timetable.

    Only timetables that keep the `given` rules are looked at, `most` of them evenly chosen.
    Return the amounts; a test should see that several kinds occur.
    """
    given = list(given)
    x = posted(instance, given)
    penalty = sum(expr for _, expr in rule.penalize(x))
    amounts = []
    for timetable in _evenly(timetables(instance, given, complete=complete), most):
        amount = sum(v.amount for v in rule.check(timetable))
        found = least(x, penalty, timetable)
        assert found == amount, f"penalty {found}, check {amount}: {_shown(timetable)}"
        amounts.append(amount)
    return amounts


def priced_beside(
    instance: Instance,
    rule: Soft,
    free: Callable[[Course, date], bool],
    given: Iterable[Constraint] = HARD,
    *,
    complete: bool = True,
    most: int = 16,
) -> int:
    """Assert that in a neighbourhood penalty and amount differ by a constant.

    The timetables are grouped by the sessions that are not `free`, which the model keeps; the
    rest of each must cost what it costs. Return how many groups had timetables that differ.
    """
    given = list(given)
    groups: dict[Plan, list[Timetable]] = {}
    for timetable in timetables(instance, given, complete=complete):
        groups.setdefault(plan_of(_kept(timetable, free)), []).append(timetable)
    varied = 0
    for group in _evenly([g for g in groups.values() if len(g) > 1], most):
        kept = _kept(group[0], free).sessions
        x = posted(instance, given, kept=kept, free=free)
        penalty = sum(expr for _, expr in rule.penalize(x))
        amounts, shifts = set(), set()
        for timetable in _evenly(group, most):
            amount = sum(v.amount for v in rule.check(timetable))
            found = least(x, penalty, timetable)
            assert found is not None, f"not in the neighbourhood: {_shown(timetable)}"
            amounts.add(amount)
            shifts.add(amount - found)
        assert len(shifts) == 1, f"penalty and amount drift apart beside {_shown(group[0])}"
        assert min(shifts) >= 0
        varied += len(amounts) > 1
    return varied


def bounded(
    instance: Instance, soft: Iterable[Soft] = SOFT, hard: Iterable[Constraint] = HARD
) -> tuple[int, int]:
    """Assert that the trame's bound is not above the optimum of the dates; return both."""
    soft, hard = list(soft), list(hard)
    least_cost = _optimum(posted(instance, hard), soft)
    bound = _optimum(posted(instance, hard, weekly(instance), decide_rooms=False), soft)
    assert least_cost is not None, "the instance has no timetable"
    assert bound is not None, "the trame has no solution though the dates have"
    assert bound <= least_cost
    return bound, least_cost


def _optimum(x: Variables, soft: list[Soft]) -> int | None:
    cost = sum(
        weight(rule, x.instance) * expr
        for rule in soft
        if weight(rule, x.instance) and (x.dated or rule.trame != "absent")
        for _, expr in rule.penalize(x)
    )
    return minimum(x.model, cost)


def _kept(timetable: Timetable, free: Callable[[Course, date], bool]) -> Timetable:
    course = timetable.instance.course
    kept = (s for s in timetable.sessions if not free(course[s.course], s.date))
    return _timetable(timetable.instance, kept)


def _evenly(items: Sequence[Timetable] | Sequence[list[Timetable]], most: int) -> list:  # type: ignore[type-arg]
    step = max(1, len(items) // most)
    return list(items[::step])


def _shown(timetable: Timetable) -> str:
    return "; ".join(
        f"{s.course} {s.date:%a %d} {s.start}+{s.minutes} {','.join(s.teachers + s.rooms)}"
        for s in timetable.sessions
    )
