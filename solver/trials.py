"""Plans of problems that differ by a change: each new one is laid over the nearest that is known.

A plan of a problem, laid under a change of it, loses what no longer holds; neighbourhoods that look
at nothing but missing hours place it anew. That takes a fraction of a plan from nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from constraints.openings import Openings
from constraints.registry import DOMAINS
from constraints.verify import violations
from instances.instance import Instance
from instances.timetable import Session, Timetable
from solver.control import Control, Options
from solver.first import first_plan
from solver.holding import hit_sessions, without_broken
from solver.outcome import timetable_of
from solver.plan import Plan, numbered, unplaced
from solver.polish import polish

# A plan that misses more than this share of the hours is not near; a plan from nothing then takes
# so many times as long as the last one without mending.
NEAR, BEYOND = 0.06, 1.5

# Less than this share missing is worth going on, so many times as long.
CLOSE, LONGER = 0.01, 3
# Plans, the last ones, of which the nearest is looked for.
MOST_PLANS = 6
# Seconds without a gain after which mending ends: whatever the size, and for each course.
STILL, STILL_COURSE = 3.0, 0.02


class Trials:
    """Plans found so far, and searches that begin with them."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._plans: list[Plan] = []
        self._fresh = 0.0

    def afresh(self, instance: Instance, seconds: float) -> Plan | None:
        """A plan from nothing, mended for so many seconds in all; hours may be missing."""
        control = self._clock(seconds)
        openings = Openings(instance, DOMAINS)
        plan = first_plan(openings, control)
        self._fresh = control.seconds
        return None if plan is None else self._mended(openings, plan, control)

    def near(self, instance: Instance, seconds: float) -> Plan | None:
        """A plan from the nearest that is known, if it is near; mended for so many seconds."""
        openings = Openings(instance, DOMAINS)
        nearest = self._nearest(openings)
        if nearest is None or nearest.rank[0] > NEAR * _total(instance):
            return self.afresh(instance, max(seconds, BEYOND * self._fresh))
        plan = self._mended(openings, nearest, self._clock(seconds))
        if plan.complete or not close(plan):
            return plan
        return self._mended(openings, plan, self._clock(LONGER * seconds))

    def missing(self, instance: Instance) -> float:
        """About how many minutes the last plan misses under a change: it is laid only roughly."""
        if not self._plans:
            return inf
        _, sessions = _standing(Openings(instance, DOMAINS), self._plans[-1])
        out = _last_broken(instance, sessions)
        return sum(unplaced(instance, (s for s in sessions if id(s) not in out)).values())

    def _nearest(self, openings: Openings) -> Plan | None:
        laid = [laid_under(openings, plan) for plan in self._plans[-MOST_PLANS:]]
        return min(laid, key=lambda plan: plan.rank, default=None)

    def timetable(self, plan: Plan) -> Timetable | None:
        """The timetable of a plan, if `verify` finds it complete."""
        sessions = numbered(plan.instance, plan.sessions)
        if violations(Timetable(instance=plan.instance, sessions=sessions)):
            return None
        return timetable_of(plan.instance, sessions, self._control, "feasible")

    def _clock(self, seconds: float) -> Control:
        control = self._control
        limit = max(0.0, min(seconds, control.remaining))
        clock = Control(Options(limit, control.options.workers), stop=control.stop)
        clock.patient = True
        return clock

    def _mended(self, openings: Openings, plan: Plan, control: Control) -> Plan:
        progress = _Progress(plan, control)
        if not plan.complete:
            plan = polish(openings, plan, control, until=progress.ended)
        self._plans.append(plan)
        return plan


class _Progress:
    """Tells when to end mending: nothing is missing, or less was for too long."""

    def __init__(self, plan: Plan, control: Control) -> None:
        self._control, self._best, self._since = control, plan.rank, control.seconds
        self._patience = STILL + STILL_COURSE * len(plan.instance.courses)

    def ended(self, plan: Plan) -> bool:
        """Whether a plan is complete, or no plan was better for a while."""
        if plan.rank < self._best:
            self._best, self._since = plan.rank, self._control.seconds
        return plan.complete or self._control.seconds > self._since + self._patience


def close(plan: Plan) -> bool:
    """Whether so little is missing that it is likely to be placed with more time."""
    return plan.rank[0] <= CLOSE * _total(plan.instance)


def _total(instance: Instance) -> int:
    return sum(course.minutes for course in instance.courses)


def laid_under(openings: Openings, plan: Plan) -> Plan:
    """A plan under another problem: what no longer holds there is missing.

    Courses that have other teachers now keep their times where those are free.
    """
    teams, sessions = _standing(openings, plan)
    left = _apart(openings.instance, sessions)
    return without_broken(Plan.of(openings.instance, left, teams))


def _standing(
    openings: Openings, plan: Plan
) -> tuple[dict[str, frozenset[str]], Sequence[Session]]:
    """The teams of a plan under another problem, and its sessions that hold there by themselves."""
    instance = openings.instance
    teams = {}
    for course in instance.courses:
        team = plan.teams.get(course.code)
        able = instance.teams[course.code]
        teams[course.code] = team if team is not None and team in able else able[0]
    sessions = [
        session.model_copy(update={"teachers": tuple(sorted(teams[session.course]))})
        for session in plan.sessions
        if session.course in instance.course
    ]
    lost = {id(session) for session in hit_sessions(openings, sessions)}
    return teams, [session for session in sessions if id(session) not in lost]


def _apart(instance: Instance, sessions: Sequence[Session]) -> Sequence[Session]:
    """Sessions less those that break a rule with another one: the later of two, or both."""
    while out := _last_broken(instance, sessions):
        sessions = [session for session in sessions if id(session) not in out]
    return sessions


def _last_broken(instance: Instance, sessions: Sequence[Session]) -> set[int]:
    """Of the sessions that break a rule together the last, by identity.

    It alone mends a clash; what misses its parallel is alone anyway.
    """
    broken = violations(Timetable(instance=instance, sessions=tuple(sessions)))
    return {id(session) for violation in broken for session in violation.sessions[-1:]}
