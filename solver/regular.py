"""Regularity: lay each class over a trame of its own, beside what the others have.

The trame says which weekly slots a class would use, given how the others use their teachers and
rooms; its dates are then planned anew with as few minutes outside those slots as can be. What
comes out is kept when it costs less.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from constraints.openings import Openings
from constraints.placements import Day, Slot
from instances.entities import Course
from instances.text import Text
from instances.timetable import Session
from solver.control import Control, Job
from solver.first import WISHES
from solver.model import Scope, build, exact_days, hint
from solver.parts import parts
from solver.plan import Plan, chosen_teams, read_sessions
from solver.rooms import choose_rooms
from solver.tiles import tiled

STAGE = Text("Trame des classes", "Weekly pattern of the classes")
TRAME_SECONDS, DATES_SECONDS, ROOMS_SECONDS = 6.0, 3.0, 0.7

Slots = dict[str, frozenset[Slot]]


def weekly_days(dates: Sequence[date]) -> tuple[Day, ...]:
    """One day for all dates of a weekday."""
    by_weekday: dict[int, list[date]] = defaultdict(list)
    for when in dates:
        by_weekday[when.weekday()].append(when)
    groups = sorted(by_weekday.values(), key=lambda some: some[0])
    return tuple(Day(index, tuple(some)) for index, some in enumerate(groups))


def regularise(
    openings: Openings, plan: Plan, control: Control, until: float
) -> tuple[Plan, Slots]:
    """Plan each class anew over its trame, in turn, until so many seconds are left.

    Returns
    -------
    plan, slots
        The plan, and the slots of every trame that was found.
    """
    control.enter(STAGE)
    found: Slots = {}
    classes = parts(openings, places=0)
    for rank, courses in enumerate(classes):
        left = control.remaining - until
        if control.over or left <= 0:
            break
        share = min(1.0, left / (len(classes) - rank) / (TRAME_SECONDS + DATES_SECONDS))
        slots, teams = _trame(openings, plan, courses, control, share * TRAME_SECONDS)
        found |= slots
        if slots:
            plan = _lay_out(openings, plan, slots, teams, control, share * DATES_SECONDS)
    return plan, found


def _others(plan: Plan, courses: Sequence[Course]) -> list[Session]:
    codes = {course.code for course in courses}
    return [session for session in plan.sessions if session.course not in codes]


def _trame(
    openings: Openings, plan: Plan, courses: Sequence[Course], control: Control, seconds: float
) -> tuple[Slots, dict[str, frozenset[str]]]:
    model = build(
        openings,
        weekly_days(openings.instance.dates),
        Scope(
            kept=_others(plan, courses),
            part={course.code: openings.instance.teachable[course.code] for course in courses},
            narrow=tiled(openings.instance),
        ),
    )
    control.spend(model.size * 2e-5)
    solved = control.run(Job(model.cp, seconds, workers=control.workers))
    if not solved.found:
        return {}, {}
    slots = {
        course.code: frozenset(p.slot for p in model.x.of(course) if solved.value(p.var))
        for course in courses
    }
    return slots, chosen_teams(model.x, solved.value)


def _lay_out(
    openings: Openings,
    plan: Plan,
    slots: Slots,
    teams: dict[str, frozenset[str]],
    control: Control,
    seconds: float,
) -> Plan:
    instance = openings.instance
    courses = [course for course in instance.courses if course.code in slots]
    others = _others(plan, courses)
    own = [session for session in plan.sessions if session.course in slots]
    stands = {(s.course, s.date, s.start, s.minutes) for s in own}
    tiles = tiled(instance)
    dates = {
        course.code: [when for when in instance.dates if openings.at(course, when)]
        for course in courses
    }
    model = build(
        openings,
        exact_days(instance.dates),
        Scope(
            kept=others,
            part=dates,
            narrow=lambda course, when, span: (
                tiles(course, when, span) or (course.code, when, span.start, span.minutes) in stands
            ),
            teams=teams,
        ),
        elastic=not plan.complete,
        without=WISHES,
    )
    outside = sum(
        placement.span.minutes * placement.var
        for course in courses
        for placement in model.x.of(course)
        if placement.slot not in slots[course.code]
    )
    model.cp.minimize(model.objective + outside)
    hint(model, own)
    control.spend(model.size * 2e-5)
    solved = control.run(Job(model.cp, seconds, workers=control.workers))
    if not solved.found:
        return plan
    planned = [s for s in read_sessions(model.x, solved.value) if s.course in slots]
    seated = choose_rooms(openings, planned, control, ROOMS_SECONDS, others)
    better = Plan.of(instance, [*others, *seated], plan.teams | chosen_teams(model.x, solved.value))
    return better if better.rank < plan.rank else plan
