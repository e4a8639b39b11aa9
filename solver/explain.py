"""Why there is no timetable: a few reasons that cannot hold together, each of them needed.

Every required rule is posted for each subject under a literal of its own; what CP-SAT says it used
to prove that nothing works is confirmed by a solve without guards, then shrunk: a reason without
which nothing works either is no reason. First small parts of the school are looked at, since a
conflict among few courses is one of the whole.

Liffiton and Sakallah, "Algorithms for Computing Minimal Unsatisfiable Subsets", 2008 (deletion).
CP-SAT's cores may be wrong (OR-Tools issue 5141): none is believed without its own solve.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import islice, product
from math import inf
from typing import Literal

from ortools.sat.python import cp_model

from constraints.follow_rhythm import FollowRhythm
from constraints.openings import Openings
from constraints.placements import Day, Placement
from constraints.pools import RoomCount
from constraints.registry import DOMAINS, REQUIRED
from constraints.variables import Variables
from instances.entities import Course, Resource
from instances.instance import Instance
from instances.text import Text
from solver.control import Control, Job
from solver.model import exact_days
from solver.suspects import part_of, suspects

STAGE = Text("Recherche de la raison", "Looking for the reason")
AVAILABILITY, WEEKLY_PINS = "respect_availability", "hold_weekly_pins"
# Seconds for a small part, for a core, and for each test of a reason; shares of what is left.
PART_SECONDS, CORE_SHARE, CORE_SECONDS, TEST_SECONDS = 2.0, 0.4, 10.0, 3.0

# So many reasons are left out one by one, in the order of _ORDER, without asking for a core.
FEW = 40
# Of more courses only hours and days are held against a change.
FEW_COURSES = 6
# Rules that count hours and days, and need no times.
COUNTED = (
    "plan_hours",
    "meet_quotas",
    "limit_day_hours",
    "limit_week_hours",
    "limit_daily_sessions",
    "limit_teacher_days",
    "run_in_parallel",
    AVAILABILITY,
)
# Ways of naming closed rooms that bar one placement; more are left to the count of rooms.
MOST_CLOSED = 16

Verdict = Literal["feasible", "infeasible", "unknown"]


@dataclass(frozen=True, order=True)
class Reason:
    """A required rule for one subject."""

    rule: str
    subject: Resource


@dataclass(frozen=True)
class Conflict:
    """Reasons that cannot hold together on the calendar as it is.

    minimal
        Whether each was proved needed; else the time did not suffice for some.
    courses
        Codes of the courses among which it was found.
    rooms
        Whether it takes rooms one by one, not only their number.
    """

    reasons: tuple[Reason, ...]
    minimal: bool
    courses: tuple[str, ...]
    rooms: bool


def find_conflict(
    instance: Instance,
    control: Control,
    *,
    whole: bool = True,
    within: float = inf,
    near: Collection[str] | None = None,
) -> Conflict | None:
    """An irreducible conflict; None where none was found in the time left.

    That none is found proves nothing. `whole`: also look at all the courses at once. `within`:
    seconds after which no further part is looked at, and twice that until no reason is left out any
    more. `near`: only parts with one of these courses.
    """
    control.enter(STAGE)
    until, enough = control.seconds + within, control.seconds + 2 * within
    openings = _without_times_off(instance)
    for codes in suspects(instance):
        if control.over or control.seconds > until:
            return None
        if near is not None and codes.isdisjoint(near):
            continue
        if (found := conflict_among(instance, codes, control, enough)) is not None:
            return found
    for decide_rooms in (False, True) if whole else ():
        if control.over:
            return None
        model = _Guarded(instance, openings, decide_rooms=decide_rooms)
        reasons = _impossible(model, control, CORE_SHARE * control.remaining)
        if reasons is not None:
            return _shrunk(model, reasons, control, enough)
    return None


def _impossible(model: _Guarded, control: Control, seconds: float) -> tuple[Reason, ...] | None:
    """Reasons of a model that cannot hold together: hours and days alone, if that will do."""
    verdict = model.test(model.reasons, control, seconds)
    if verdict == "feasible":
        return None
    # Too many hours for the days there are is proved, and shrunk, much sooner without clashes.
    counted = _counted(model)
    if len(model.reasons) > FEW and model.test(counted, control, seconds) == "infeasible":
        return counted
    return model.reasons if verdict == "infeasible" else None


def holds_together(
    instance: Instance, conflict: Conflict, control: Control, seconds: float = TEST_SECONDS
) -> Verdict:
    """Whether the reasons of a conflict could hold together in a problem that was changed."""
    codes = set(conflict.courses) & set(instance.course)
    openings = _without_times_off(instance)
    model = _Guarded(part_of(instance, codes), openings, decide_rooms=conflict.rooms)
    return model.test(conflict.reasons, control, seconds)


def part_holds(instance: Instance, conflict: Conflict, control: Control, seconds: float) -> Verdict:
    """Whether the courses of a conflict have a timetable by themselves in a changed problem.

    Of many courses, and of all of those of a teacher, only hours and days are looked at.
    """
    codes = set(conflict.courses) & set(instance.course)
    openings = _without_times_off(instance)
    people = {r.subject.code for r in conflict.reasons if r.subject.kind == "teacher"}
    theirs = {c.code for c in instance.courses if people & instance.certain[c.code]}
    more = part_of(instance, codes | theirs)
    counted = _Guarded(more, openings, decide_rooms=False, rules=COUNTED)
    verdict = counted.test(counted.reasons, control, seconds)
    if verdict == "infeasible" or len(codes) > FEW_COURSES:
        return verdict
    model = _Guarded(part_of(instance, codes), openings, decide_rooms=conflict.rooms)
    return model.test(model.reasons, control, seconds)


def conflict_among(
    instance: Instance, codes: Iterable[str], control: Control, until: float = inf
) -> Conflict | None:
    """A conflict of a problem with only some of its courses, if that has no plan.

    It is irreducible, unless that takes until `until`, in seconds of the search.
    """
    openings = _without_times_off(instance)
    model = _Guarded(part_of(instance, codes), openings, decide_rooms=False)
    reasons = _impossible(model, control, PART_SECONDS)
    return None if reasons is None else _shrunk(model, reasons, control, until)


def _counted(model: _Guarded) -> tuple[Reason, ...]:
    return tuple(reason for reason in model.reasons if reason.rule in COUNTED)


class _Guarded:
    """The exact model in which every reason has a literal."""

    def __init__(
        self,
        instance: Instance,
        openings: Openings,
        *,
        decide_rooms: bool,
        rules: Collection[str] | None = None,
    ) -> None:
        self.instance, self.rooms = instance, decide_rooms
        self.cp = cp_model.CpModel()
        present = openings.instance.times_off
        part = instance.model_copy(update={"times_off": present})
        part.__dict__.pop("_off", None)
        self.x = Variables(
            self.cp,
            openings.of(part),
            exact_days(instance.dates),
            decide_rooms=decide_rooms,
            apart=True,
        )
        self.guards: dict[Reason, cp_model.IntVar] = {}
        # A weekly pin is due only on dates that absences and closures leave: those are counted as
        # they are, else pins would be asked for on days when somebody is away.
        real = copy(self.x)
        real.openings = Openings(instance, DOMAINS)
        for rule in (rule for rule in REQUIRED if rules is None or rule.id in rules):
            for subject, constraint in rule.post(real if rule.id == WEEKLY_PINS else self.x):
                constraint.only_enforce_if(self._guard(Reason(rule.id, subject)))
        self._bar()
        self._close()

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every reason of the model."""
        return tuple(self.guards)

    def _guard(self, reason: Reason) -> cp_model.IntVar:
        if reason not in self.guards:
            self.guards[reason] = self.cp.new_bool_var("")
        return self.guards[reason]

    def _bar(self) -> None:
        """Bar placements at times that are off for somebody, under that somebody's literal."""
        off = {Resource(row.kind, row.who) for row in self.instance.times_off}
        for course in self.x.courses:
            for who, given in self._who(course):
                if who not in off:
                    continue
                for placement in self.x.of(course):
                    if placement.free and self._away(who, placement.day, placement.span.mask):
                        guards = [self._guard(Reason(AVAILABILITY, who)), *given]
                        self.cp.add(placement.var == 0).only_enforce_if(guards)

    def _who(self, course: Course) -> Iterator[tuple[Resource, list[cp_model.IntVar]]]:
        """Who takes part in a course, each with what has to hold for it."""
        for code in {
            code: 0 for atom in self.instance.learners[course.code] for code in atom.groups
        }:
            yield Resource("group", code), []
        yield Resource("course", course.code), []
        sure = self.instance.certain[course.code]
        for code in sorted(self.instance.givers[course.code]):
            given = [] if code in sure else [self.x.teaches(course, code)]
            yield Resource("teacher", code), given  # type: ignore[misc]

    def _away(self, who: Resource, day: Day, mask: int) -> bool:
        return bool(mask & ~self.instance.available(who, day.first))

    def _close(self) -> None:
        """Close rooms, each under its own literal, one by one or as fewer of a pool."""
        off = {Resource(row.kind, row.who) for row in self.instance.times_off if row.kind == "room"}
        if not off:
            return
        if self.rooms:
            for (placement, rooms), term in self.x.in_room.items():
                for who in (Resource("room", code) for code in sorted(rooms)):
                    if who in off and self._away(who, placement.day, placement.span.mask):
                        guard = self._guard(Reason(AVAILABILITY, who))
                        self.cp.add(term == 0).only_enforce_if(guard)
            return
        placements = {course.code: self.x.of(course) for course in self.x.courses}
        for placement in (p for placed in placements.values() for p in placed if p.free):
            self._shut(placement, off)
        closed = Openings(self.instance, ())
        for crowd in RoomCount(closed, placements).crowded():
            away = [
                self._guard(Reason(AVAILABILITY, who))
                for who in (Resource("room", code) for code in sorted(crowd.pool.rooms))
                if who in off and self._away(who, crowd.day, 1 << crowd.period)
            ]
            if away:
                counted = self.cp.add(crowd.taken + sum(away) <= crowd.free + len(away))
                counted.only_enforce_if(self._guard(Reason("avoid_clashes", crowd.pool.subject)))

    def _shut(self, placement: Placement, off: Collection[Resource]) -> None:
        """Bar a placement where a room of each set it may use is closed."""
        closed = [
            [
                self._guard(Reason(AVAILABILITY, who))
                for who in (Resource("room", code) for code in sorted(rooms))
                if who in off and self._away(who, placement.day, placement.span.mask)
            ]
            for rooms in placement.room_sets
        ]
        for guards in islice(product(*closed), MOST_CLOSED):
            self.cp.add(placement.var == 0).only_enforce_if(
                list({g.index: g for g in guards}.values())
            )

    def test(self, reasons: Iterable[Reason], control: Control, seconds: float) -> Verdict:
        """Whether some reasons can hold together, the others left out."""
        model = self.cp.clone()
        chosen = set(reasons)
        for reason, literal in self.guards.items():
            model.add(model.get_bool_var_from_proto_index(literal.index) == (reason in chosen))
        # One thread and a full linear relaxation: half the time of the usual portfolio.
        solved = control.run(Job(model, seconds, near=True))
        if solved.found:
            return "feasible"
        return "infeasible" if solved.status == "INFEASIBLE" else "unknown"

    def core(
        self, reasons: Iterable[Reason], control: Control, seconds: float
    ) -> tuple[Reason, ...] | None:
        """Those of some reasons that CP-SAT used; None where it came to no end."""
        model = self.cp.clone()
        literals = {self.guards[reason].index: reason for reason in reasons}
        model.add_assumptions([model.get_bool_var_from_proto_index(i) for i in literals])
        solved = control.run(Job(model, seconds, near=True))
        if solved.status != "INFEASIBLE":
            return None
        used = solved.solver.sufficient_assumptions_for_infeasibility()
        return tuple(literals[index] for index in used if index in literals)


def _shrunk(model: _Guarded, found: Sequence[Reason], control: Control, until: float) -> Conflict:
    """Reasons that cannot hold together, with those left out that are not needed."""

    def late() -> bool:
        return control.over or control.seconds > until

    reasons = list(found)
    if len(reasons) > FEW:
        core = model.core(found, control, min(CORE_SECONDS, CORE_SHARE * control.remaining))
        if core is not None and model.test(core, control, TEST_SECONDS) == "infeasible":
            reasons = list(core)
        else:
            reasons = _halved(model, reasons, control, late)
    minimal = True
    for reason in sorted(reasons, key=_dispensable):
        rest = [other for other in reasons if other != reason]
        verdict = "unknown" if late() else model.test(rest, control, TEST_SECONDS)
        if verdict == "infeasible":
            reasons = rest
        elif verdict == "unknown":
            minimal = False
    codes = tuple(course.code for course in model.x.courses)
    return Conflict(tuple(reasons), minimal, codes, model.rooms)


def _halved(
    model: _Guarded, reasons: Sequence[Reason], control: Control, late: Callable[[], bool]
) -> list[Reason]:
    """Leave out as many reasons at once as can be: half of them, then smaller shares."""
    left, size = list(reasons), len(reasons) // 2
    while size >= 1 and not late():
        start, shrunk = 0, False
        while start < len(left) and not late():
            rest = left[:start] + left[start + size :]
            if rest and model.test(rest, control, TEST_SECONDS) == "infeasible":
                left, shrunk = rest, True
            else:
                start += size
        size = size if shrunk and size == 1 else size // 2
        if size <= len(left) // 16:
            break
    return left


# What a school can least do without is kept where either would do: it is tried last.
_ORDER = (
    "respect_daily_rest",
    "limit_stretches",
    "limit_day_span",
    "take_lunch",
    "keep_siblings_in_step",
    "keep_pace",
    "limit_daily_sessions",
    "limit_week_hours",
    "limit_day_hours",
    "limit_teacher_days",
    "run_in_parallel",
    "follow_order",
    AVAILABILITY,
    WEEKLY_PINS,
    "hold_pins",
    "meet_quotas",
    "avoid_clashes",
    "plan_hours",
)


def _dispensable(reason: Reason) -> tuple[int, Reason]:
    rank = _ORDER.index(reason.rule) if reason.rule in _ORDER else -1
    return rank, reason


def _without_times_off(instance: Instance) -> Openings:
    """Openings with nobody away and every room open; the calendar stays."""
    present = instance.changed(times_off=())
    return Openings(present, (FollowRhythm(),))
