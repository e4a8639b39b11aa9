"""The first complete plan: the school part by part, on tiles, then its rooms.

Each part (a class) is an exact model of its own beside those already planned, with nothing but
the required rules. A part for which there is no place left is planned anew together with those
it shares most with; what even that does not place is left for neighbourhoods to place.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from constraints.openings import Openings
from constraints.registry import SOFT
from instances.entities import Course
from instances.text import Text
from instances.timetable import Session
from solver.control import Control, Job, Solved
from solver.model import Model, Scope, build, exact_days, hint
from solver.parts import parts
from solver.plan import Plan, chosen_teams, read_sessions
from solver.rooms import choose_rooms
from solver.tiles import Narrow, tiled

STAGE = Text("Premier plan", "First plan")
PROOF = Text("Recherche exacte", "Exact search")
WISHES = tuple(rule.id for rule in SOFT)
# Seconds for one part, and how many others are planned anew with one that finds no place.
SECONDS, MOST_TOGETHER = 6.0, 3
ROOMS_SHARE = 0.15


class _Draft:
    """Sessions and teams of the parts planned so far, rooms apart."""

    def __init__(self, openings: Openings, control: Control) -> None:
        self.openings, self.control = openings, control
        self.days = exact_days(openings.instance.dates)
        self.sessions: dict[str, list[Session]] = {}
        self.teams: dict[str, frozenset[str]] = {}

    def plan(
        self, courses: Sequence[Course], narrow: Narrow | None, seconds: float, *, elastic: bool
    ) -> bool:
        """Plan courses (again) beside all others that are planned; whether it could be done."""
        codes = {course.code for course in courses}
        kept = [s for code, some in self.sessions.items() if code not in codes for s in some]
        instance = self.openings.instance
        later = {c.code for c in instance.courses} - codes - self.sessions.keys()
        dates: dict[str, Sequence[date]] = {c.code: _dates(self.openings, c) for c in courses}
        model = build(
            self.openings,
            self.days,
            Scope(kept=kept, part=dates, later=later, narrow=narrow),
            elastic=elastic,
            without=WISHES,
        )
        self.control.spend(model.size * 2e-5)
        job = Job(model.cp, seconds, workers=self.control.workers)
        solved = self.control.run(job)
        if not solved.found:
            return False
        planned: dict[str, list[Session]] = {course.code: [] for course in courses}
        for session in read_sessions(model.x, solved.value):
            if session.course in codes:
                planned[session.course].append(session)
        self.sessions |= planned
        self.teams |= chosen_teams(model.x, solved.value)
        return True


def first_plan(openings: Openings, control: Control) -> Plan | None:
    """Plan a school part by part; hours may be missing where no place was found."""
    control.enter(STAGE)
    draft = _Draft(openings, control)
    narrow = tiled(openings.instance)
    planned: list[tuple[Course, ...]] = []
    for part in parts(openings):
        if control.over:
            break
        seconds = min(SECONDS, 0.3 * control.remaining)
        done = draft.plan(part, narrow, seconds, elastic=False)
        others = _closest(openings, part, planned)
        for count in range(1, MOST_TOGETHER + 1):
            if done or count > len(others) or control.over:
                break
            together = [course for some in (*others[:count], part) for course in some]
            done = draft.plan(
                together, narrow, min(SECONDS, 0.2 * control.remaining), elastic=False
            )
        if not done and not control.over:
            draft.plan(part, narrow, min(SECONDS, 0.2 * control.remaining), elastic=True)
        planned.append(part)
    sessions = [session for some in draft.sessions.values() for session in some]
    if not sessions:
        return None
    seated = choose_rooms(openings, sessions, control, ROOMS_SHARE * control.remaining)
    teams = {
        course.code: draft.teams.get(course.code, openings.instance.teams[course.code][0])
        for course in openings.instance.courses
    }
    return Plan.of(openings.instance, seated, teams)


def _dates(openings: Openings, course: Course) -> list[date]:
    return [when for when in openings.instance.dates if openings.at(course, when)]


def _closest(
    openings: Openings, part: Sequence[Course], planned: Sequence[tuple[Course, ...]]
) -> list[tuple[Course, ...]]:
    """Parts already planned, those first whose courses share most with this one's."""
    kin = openings.instance.kin

    def shared(other: Sequence[Course]) -> int:
        return sum(theirs.code in kin[mine.code] for mine in part for theirs in other)

    return sorted(planned, key=shared, reverse=True)


def prove_dates(
    openings: Openings, near: Plan | None, control: Control, seconds: float
) -> tuple[Plan | None, bool]:
    """Look for any complete plan at all with the exact model, first near an incomplete one.

    Returns
    -------
    plan, infeasible
        A complete plan, or the proof that there is none, or neither.
    """
    control.enter(PROOF)
    for decide_rooms in (False, True):
        model = build(
            openings,
            exact_days(openings.instance.dates),
            decide_rooms=decide_rooms,
            without=WISHES,
        )
        if near is not None:
            hint(model, near.sessions)
        control.spend(model.size * 1e-5)
        solved = control.run(Job(model.cp, seconds, workers=control.workers))
        if solved.status == "INFEASIBLE":
            return None, True
        if not solved.found:
            return None, False
        plan = _read(openings, model, solved, control)
        if plan.complete:
            return plan, False
    return None, False


def _read(openings: Openings, model: Model, solved: Solved, control: Control) -> Plan:
    sessions = tuple(read_sessions(model.x, solved.value))
    if not model.x.decide_rooms:
        sessions = choose_rooms(openings, sessions, control, min(3.0, 0.1 * control.remaining))
    return Plan.of(openings.instance, sessions, chosen_teams(model.x, solved.value))
