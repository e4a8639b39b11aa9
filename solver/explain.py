"""Why there is no timetable: a few reasons that cannot hold together, each of them needed.

Every required rule is posted for each subject under a literal of its own; what CP-SAT says it used
to prove that nothing works is confirmed by a solve without guards, then shrunk: a reason without
which nothing works either is no reason. First small parts of the school are looked at, since a
conflict among few courses is one of the whole.

Liffiton and Sakallah, "Algorithms for Computing Minimal Unsatisfiable Subsets", 2008 (deletion).
CP-SAT's cores may be wrong (OR-Tools issue 5141): none is believed without its own solve.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ortools.sat.python import cp_model

from constraints.follow_rhythm import FollowRhythm
from constraints.openings import Openings
from constraints.registry import REQUIRED
from constraints.variables import Variables
from instances.entities import Course, Resource
from instances.instance import Instance
from instances.text import Text
from solver.control import Control, Job
from solver.model import exact_days

STAGE = Text("Recherche de la raison", "Looking for the reason")
AVAILABILITY = "respect_availability"
# Seconds for a small part, for a core, and for each test of a reason; shares of what is left.
PART_SECONDS, CORE_SHARE, TEST_SECONDS = 2.0, 0.4, 3.0

# So many reasons are left out one by one, in the order of _ORDER, without asking for a core.
FEW = 40

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


def find_conflict(instance: Instance, control: Control, *, whole: bool = True) -> Conflict | None:
    """An irreducible conflict; None where none was found in the time left.

    That none is found proves nothing. `whole`: also look at all the courses at once.
    """
    control.enter(STAGE)
    openings = _without_times_off(instance)
    for codes in _parts(instance):
        if control.over:
            return None
        model = _Guarded(part_of(instance, codes), openings, decide_rooms=False)
        if model.test(model.reasons, control, PART_SECONDS) == "infeasible":
            return _shrunk(model, control)
    for decide_rooms in (False, True) if whole else ():
        if control.over:
            return None
        model = _Guarded(instance, openings, decide_rooms=decide_rooms)
        if model.test(model.reasons, control, CORE_SHARE * control.remaining) == "infeasible":
            return _shrunk(model, control)
    return None


def holds_together(
    instance: Instance, conflict: Conflict, control: Control, seconds: float = TEST_SECONDS
) -> Verdict:
    """Whether the reasons of a conflict could hold together in a problem that was changed."""
    codes = set(conflict.courses) & set(instance.course)
    openings = _without_times_off(instance)
    model = _Guarded(part_of(instance, codes), openings, decide_rooms=conflict.rooms)
    return model.test(conflict.reasons, control, seconds)


def part_of(instance: Instance, codes: Iterable[str]) -> Instance:
    """The problem with some of its courses, those they are tied to, and what speaks of them alone.

    What has no timetable has none with more courses either.
    """
    chosen, pending = set[str](), list(codes)
    while pending:
        code = pending.pop()
        if code in chosen:
            continue
        chosen.add(code)
        course = instance.course[code]
        pending += [*course.after, *course.parallel_with, *filter(None, (course.pace_of,))]
    if len(chosen) == len(instance.courses):
        return instance
    quotas = tuple(
        quota
        for quota in instance.quotas
        if all(c.code in chosen for _, some in instance.quota_of(quota) for c in some)
        and any(some for _, some in instance.quota_of(quota))
    )
    return instance.model_copy(
        update={
            "courses": tuple(c for c in instance.courses if c.code in chosen),
            "quotas": quotas,
            "pins": tuple(pin for pin in instance.pins if pin.course in chosen),
            "relations": tuple(r for r in instance.relations if chosen.issuperset(r.courses)),
        }
    )


def _parts(instance: Instance) -> Iterator[frozenset[str]]:
    """Courses alone, of a teacher, of a half-group, of a class, of rooms: the smallest first."""
    found: dict[frozenset[str], None] = {}
    for course in instance.courses:
        found[frozenset((course.code,))] = None
    by_subject: dict[object, set[str]] = {}
    for course in instance.courses:
        subjects: list[object] = [*instance.learners[course.code]]
        subjects += [("teacher", code) for code in _certain(instance, course)]
        subjects += [("class", atom.groups[0]) for atom in instance.learners[course.code]]
        subjects += [("rooms", need) for need in course.rooms]
        for subject in subjects:
            by_subject.setdefault(subject, set()).add(course.code)
    for codes in by_subject.values():
        found[frozenset(codes)] = None
    for some in sorted(found, key=lambda codes: (len(codes), sorted(codes))):
        if len(some) < len(instance.courses):
            yield some


def _certain(instance: Instance, course: Course) -> frozenset[str]:
    return frozenset.intersection(*instance.teams[course.code])


class _Guarded:
    """The exact model in which every reason has a literal."""

    def __init__(self, instance: Instance, openings: Openings, *, decide_rooms: bool) -> None:
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
        for rule in REQUIRED:
            for subject, constraint in rule.post(self.x):
                constraint.only_enforce_if(self._guard(Reason(rule.id, subject)))
        self._bar()

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
            people = [
                Resource("group", code)
                for code in dict.fromkeys(
                    code for atom in self.instance.learners[course.code] for code in atom.groups
                )
            ]
            people.append(Resource("course", course.code))
            sure = _certain(self.instance, course)
            teachers = sorted(frozenset[str]().union(*self.instance.teams[course.code]))
            people += [Resource("teacher", code) for code in teachers]
            for who in [one for one in people if one in off]:
                maybe = who.kind == "teacher" and who.code not in sure
                for placement in self.x.of(course):
                    free = self.instance.available(who, placement.day.first)
                    if placement.free and placement.span.mask & ~free:
                        guard = [self._guard(Reason(AVAILABILITY, who))]
                        if maybe:
                            guard.append(self.x.teaches(course, who.code))  # type: ignore[arg-type]
                        self.cp.add(placement.var == 0).only_enforce_if(guard)

    def test(self, reasons: Iterable[Reason], control: Control, seconds: float) -> Verdict:
        """Whether some reasons can hold together, the others left out."""
        model = self.cp.clone()
        chosen = set(reasons)
        for reason, literal in self.guards.items():
            model.add(model.get_bool_var_from_proto_index(literal.index) == (reason in chosen))
        solved = control.run(Job(model, seconds, workers=control.workers))
        if solved.found:
            return "feasible"
        return "infeasible" if solved.status == "INFEASIBLE" else "unknown"

    def core(self, control: Control, seconds: float) -> tuple[Reason, ...] | None:
        """The reasons that CP-SAT used; None where it came to no end."""
        model = self.cp.clone()
        literals = {literal.index: reason for reason, literal in self.guards.items()}
        model.add_assumptions([model.get_bool_var_from_proto_index(i) for i in literals])
        solved = control.run(Job(model, seconds, workers=1))
        if solved.status != "INFEASIBLE":
            return None
        used = solved.solver.sufficient_assumptions_for_infeasibility()
        return tuple(literals[index] for index in used if index in literals)


def _shrunk(model: _Guarded, control: Control) -> Conflict:
    """The reasons of an infeasible model, with those left out that are not needed."""
    reasons = list(model.reasons)
    if len(reasons) > FEW:
        core = model.core(control, CORE_SHARE * control.remaining)
        if core is not None and model.test(core, control, TEST_SECONDS) == "infeasible":
            reasons = list(core)
        else:
            reasons = _halved(model, reasons, control)
    minimal = True
    for reason in sorted(reasons, key=_dispensable):
        rest = [other for other in reasons if other != reason]
        verdict = model.test(rest, control, TEST_SECONDS) if not control.over else "unknown"
        if verdict == "infeasible":
            reasons = rest
        elif verdict == "unknown":
            minimal = False
    codes = tuple(course.code for course in model.x.courses)
    return Conflict(tuple(reasons), minimal, codes, model.rooms)


def _halved(model: _Guarded, reasons: Sequence[Reason], control: Control) -> list[Reason]:
    """Leave out as many reasons at once as can be: half of them, then smaller shares."""
    left, size = list(reasons), len(reasons) // 2
    while size >= 1 and not control.over:
        start, shrunk = 0, False
        while start < len(left) and not control.over:
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
    "hold_weekly_pins",
    "hold_pins",
    "meet_quotas",
    "avoid_clashes",
    "plan_hours",
)


def _dispensable(reason: Reason) -> tuple[int, Reason]:
    rank = _ORDER.index(reason.rule) if reason.rule in _ORDER else -1
    return rank, reason


def _without_times_off(instance: Instance) -> Openings:
    """Openings with nobody away: rooms keep their closures, which are no question of people."""
    kept = tuple(row for row in instance.times_off if row.kind == "room")
    present = Instance.model_construct(**{**dict(instance), "times_off": kept})
    return Openings(present, (FollowRhythm(),))
