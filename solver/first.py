"""The first plan: session by session, or class by class where that cannot be.

A few hundred sessions are put in by chains (`solver.insertion`); more, or what finds no place so,
by compiled steps (`solver.forward`), which know most of the rules that bind a week. Class by class,
each is a model of its own beside those already planned, over an outline of the whole school, with
the required rules only and as few minutes outside the slots of the outline as can be found in a
moment. Hours for which nothing finds a place are left for neighbourhoods.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import islice

from constraints.openings import Openings
from constraints.placements import Placement
from constraints.registry import WISH
from instances.entities import Course
from instances.text import Text
from instances.timetable import Session
from instances.weeks import in_one_week
from solver.control import Control, Job, Solved
from solver.holding import without_broken
from solver.insertion import inserted
from solver.model import Model, Scope, build, build_seconds, exact_days, hint
from solver.outline import Outline, find_outline
from solver.parts import parts
from solver.plan import Plan, chosen_teams, read_sessions
from solver.rooms import choose_rooms
from solver.tiles import tiled

STAGE = Text("Premier plan", "First plan")
PROOF = Text("Recherche exacte", "Exact search")
# Seconds for a class, and for it with hours left out, where nothing else found a place for all.
SECONDS, ELASTIC_SECONDS = 1.2, 1.5
# A minute outside the outline costs so much more where a course to come aims at its teacher.
OTHERS = 3
# Plans put in session by session to choose from; seconds after which no other is begun, and in a
# small school while hours are missing.
STARTS, START_SECONDS, MISSING_SECONDS = 12, 1.0, 3.0
# Sessions up to which they are put in by chains before compiled steps, which take a while to load,
# are asked, and the patience of those chains.
FEW, LITTLE = 300, 60
# Of more parts than that the last ones would find their teachers taken.
MANY = 4
# Rooms only have to fit at first: the neighbourhoods choose them again with the times.
ROOMS_SHARE, ROOMS_SECONDS = 0.15, 0.002


class _Draft:
    """Sessions and teams of the classes planned so far, rooms apart."""

    def __init__(
        self, openings: Openings, outline: Outline, control: Control, fixed: Sequence[Session]
    ) -> None:
        self.openings, self.outline, self.control = openings, outline, control
        self.fixed = fixed
        self.days = exact_days(openings.instance.dates)
        self.narrow = tiled(openings.instance)
        self.sessions: dict[str, list[Session]] = {}
        self.teams: dict[str, frozenset[str]] = {}

    def plan(self, courses: Sequence[Course], seconds: float, *, elastic: bool) -> bool:
        """Plan courses beside all others that are planned; whether it could be done."""
        codes = {course.code for course in courses}
        kept = [s for code, some in self.sessions.items() if code not in codes for s in some]
        kept += [s for s in self.fixed if s.course in codes or s.course not in self.sessions]
        instance, outline = self.openings.instance, self.outline
        later = {c.code for c in instance.courses} - codes - self.sessions.keys()
        model = build(
            self.openings,
            self.days,
            Scope(
                kept=kept,
                part={course.code: _dates(self.openings, course) for course in courses},
                later=later,
                narrow=self.narrow,
                teams={c: team for c, team in outline.teams.items() if c in codes},
            ),
            elastic=elastic,
            without=WISH,
        )
        aimed_at = _aimed_at(outline, later)
        outside = [
            placement.span.minutes
            * (1 + OTHERS * _meets(placement, aimed_at, outline))
            * placement.var
            for course in courses
            if course.code in outline.slots
            for placement in model.x.of(course)
            if placement.free and placement.slot not in outline.slots[course.code]
        ]
        if outside:
            model.cp.minimize(model.objective + sum(outside))
        self.control.spend(model.size * 2e-5)
        solved = self.control.run(Job(model.cp, seconds, workers=self.control.workers))
        if not solved.found:
            return False
        planned: dict[str, list[Session]] = {course.code: [] for course in courses}
        for session in read_sessions(model.x, solved.value):
            if session.course in codes:
                planned[session.course].append(session)
        self.sessions |= planned
        self.teams |= chosen_teams(model.x, solved.value)
        return True


def first_plan(openings: Openings, control: Control, fixed: Sequence[Session] = ()) -> Plan | None:
    """A first plan; hours may be missing. None: nothing goes beside what is `fixed`.

    Models of classes over an outline follow where a term of one week has not all its hours session
    by session, or days have too many periods to put them in so.
    """
    one_week = in_one_week(openings.instance.dates)
    classes = [] if one_week else parts(openings)
    many = len(classes) > MANY
    if one_week or many:
        quick = _at_once(openings, control, fixed)
    else:
        quick = _inserted(openings, control, fixed)
    if quick is not None and (quick.complete or not one_week or control.over):
        return quick
    outline = Outline() if many else find_outline(openings, control)
    slow = _by_class(openings, classes or parts(openings), outline, control, fixed)
    found = [plan for plan in (quick, slow) if plan is not None]
    return min(found, key=lambda plan: plan.rank, default=None)


def _at_once(openings: Openings, control: Control, fixed: Sequence[Session]) -> Plan | None:
    """The first plan there is, by chains or by steps; None if `fixed` ones break a rule."""
    quick = None
    if sum(c.minutes / c.durations[0] for c in openings.instance.courses) <= FEW:
        once = next(inserted(openings, control, fixed, LITTLE), None)
        quick = None if once is None else _beside(fixed, once)
        if quick is not None:
            control.note(quick)
    if (quick is not None and quick.complete) or control.over:
        return quick
    # Numba takes a while to load.
    from solver.forward import first_of_all  # noqa: PLC0415

    steps = first_of_all(openings, control, fixed)
    if steps is None:
        return _inserted(openings, control, fixed)
    found = [plan for plan in (quick, _beside(fixed, steps)) if plan is not None]
    best = min(found, key=lambda plan: plan.rank, default=None)
    if best is not None:
        control.note(best)
    return best


def _beside(fixed: Sequence[Session], found: Plan) -> Plan | None:
    """A plan without what breaks a rule in it; None if any of the `fixed` sessions does."""
    plan = without_broken(found)
    stays = {id(session) for session in fixed} <= {id(session) for session in plan.sessions}
    return plan if stays else None


def _inserted(openings: Openings, control: Control, fixed: Sequence[Session]) -> Plan | None:
    """The best of some plans put in session by session; None if `fixed` ones break a rule.

    Of those that have all their hours the cheapest is taken.
    """
    best: Plan | None = None
    begun = control.clock
    for found in islice(inserted(openings, control, fixed), STARTS):
        plan = _beside(fixed, found)
        if plan is None:
            return None
        best = plan if best is None else min(best, plan, key=lambda plan: plan.rank)
        control.note(best)
        enough = START_SECONDS if best.complete else MISSING_SECONDS
        if control.clock > begun + enough or control.over:
            break
    return best


def _by_class(
    openings: Openings,
    classes: Sequence[Sequence[Course]],
    outline: Outline,
    control: Control,
    fixed: Sequence[Session],
) -> Plan | None:
    """Plan a school class by class; hours are missing where no place was found."""
    control.enter(STAGE)
    draft = _Draft(openings, outline, control, fixed)
    for rank, courses in enumerate(classes):
        if control.over:
            break
        share = min(1.0, 0.6 * control.remaining / (len(classes) - rank) / SECONDS)
        if not draft.plan(courses, share * SECONDS, elastic=False) and not control.over:
            draft.plan(courses, share * ELASTIC_SECONDS, elastic=True)
    sessions = [session for some in draft.sessions.values() for session in some]
    sessions += [session for session in fixed if session.course not in draft.sessions]
    teams = {session.course: frozenset(session.teachers) for session in fixed}
    return _seated(openings, sessions, teams | draft.teams, control, fixed)


def _seated(
    openings: Openings,
    sessions: Sequence[Session],
    teams: Mapping[str, frozenset[str]],
    control: Control,
    fixed: Sequence[Session] = (),
) -> Plan | None:
    """The plan of sessions with rooms for them, `fixed` ones as they are; None if there is none."""
    if not sessions:
        return None
    seconds = min(ROOMS_SHARE * control.remaining, 0.3 + ROOMS_SECONDS * len(sessions))
    standing = {id(session) for session in fixed}
    loose = [session for session in sessions if id(session) not in standing]
    seated = (*fixed, *choose_rooms(openings, loose, control, seconds, fixed, fit=True))
    if not seated:
        return None
    everybody = {
        course.code: teams.get(course.code, openings.instance.teams[course.code][0])
        for course in openings.instance.courses
    }
    return Plan.of(openings.instance, seated, everybody)


def _aimed_at(
    outline: Outline, later: Iterable[str]
) -> dict[tuple[str, int], list[tuple[int, int]]]:
    """Start and end of the slots that courses to come aim at, by teacher and weekday."""
    found: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for code in later:
        for weekday, start, minutes in outline.slots.get(code, ()):
            for teacher in outline.teams[code]:
                found[teacher, weekday].append((start, start + minutes))
    return found


def _meets(
    placement: Placement,
    aimed_at: Mapping[tuple[str, int], Sequence[tuple[int, int]]],
    outline: Outline,
) -> bool:
    span, weekday = placement.span, placement.day.weekday
    return any(
        start < span.end and span.start < end
        for teacher in outline.teams[placement.course.code]
        for start, end in aimed_at.get((teacher, weekday), ())
    )


def _dates(openings: Openings, course: Course) -> list[date]:
    return [when for when in openings.instance.dates if openings.at(course, when)]


def prove_dates(
    openings: Openings, near: Plan | None, control: Control, seconds: float
) -> tuple[Plan | None, bool]:
    """Look for any complete plan at all with the exact model, first near an incomplete one.

    Returns
    -------
    plan, infeasible
        A complete plan, or the proof that there is none, or neither: also where there is no time
        left to build the model.
    """
    if build_seconds(openings) > control.remaining:
        return None, False
    control.enter(PROOF)
    for decide_rooms in (False, True):
        model = build(
            openings,
            exact_days(openings.instance.dates),
            decide_rooms=decide_rooms,
            without=WISH,
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
