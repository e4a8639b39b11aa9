"""The first plan of a term: date by date, each date one small model of the whole school.

The outline says how many minutes each course may expect on each date. A date places as many as it
can, those of the courses most behind first, where the outline wants them if that is possible; so
classes that share teachers are weighed against each other on each date, and no class comes last.
Rules about the whole term are looked after by what the dates before have left.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from ortools.sat.python.cp_model import LinearExpr

from constraints.openings import Openings
from constraints.placements import Placement
from constraints.registry import WISH
from instances.entities import Course
from instances.instance import week_of
from instances.timetable import Session
from solver.control import Control, Job
from solver.model import Model, Scope, build, exact_days
from solver.outline import Outline
from solver.plan import read_sessions
from solver.tiles import tiled

# Rules about more than a week: what they ask of a date is posted here.
TERM = (
    "plan_hours",
    "meet_quotas",
    "follow_order",
    "keep_pace",
    "keep_siblings_in_step",
    "hold_pins",
    "hold_weekly_pins",
)
# Seconds for a date: whatever the school, and for each course.
SECONDS, COURSE_SECONDS = 0.05, 0.0003
# Courses are wanted a little ahead of the outline, so that the last dates are not the fullest.
LEAD = 1.05
# What a minute is worth: of a course just on time, more for each session it is behind (up to
# MOST_BEHIND), and what it costs outside the outline.
ON_TIME, BEHIND, MOST_BEHIND, OUTSIDE = 100, 100, 3, 20
PINNED = 100_000


class _Term:
    """The sessions of the dates planned so far."""

    def __init__(self, openings: Openings, outline: Outline) -> None:
        self.openings, self.instance, self.outline = openings, openings.instance, outline
        self.narrow = tiled(openings.instance)
        self.sessions: list[Session] = []
        self.minutes: Counter[str] = Counter()
        self.held: Counter[str] = Counter()
        self.expected: dict[str, float] = defaultdict(float)
        self.week: tuple[date, ...] = ()

    def enter(self, when: date) -> None:
        """Go on to the next date."""
        same = self.week and week_of(self.week[0]) == week_of(when)
        self.week = (*self.week, when) if same else (when,)
        for course in self.instance.courses:
            self.expected[course.code] += self.outline.minutes[course.code].get(when, 0)

    def left(self, course: Course) -> int:
        """Minutes of a course that no session covers yet."""
        return course.minutes - self.minutes[course.code]

    def build(self, when: date) -> Model | None:
        """A model of the date; None when nothing is left for it."""
        part = {
            course.code: (when,)
            for course in self.instance.courses
            if self.left(course) > 0
            and all(self.left(self.instance.course[code]) <= 0 for code in course.after)
            and self.openings.at(course, when)
        }
        if not part:
            return None
        kept = [s for s in self.sessions if s.date in self.week]
        teams = {code: self.outline.teams[code] for code in part}
        model = build(
            self.openings,
            exact_days(self.week),
            Scope(kept=kept, part=part, narrow=self.narrow, teams=teams),
            elastic=True,
            without=(*WISH, *TERM),
        )
        planned = {
            course.code: [p for p in model.x.of(course) if p.free] for course in model.x.courses
        }
        terms = [
            term
            for course in model.x.courses
            for term in self._worth(model, course, planned[course.code], when)
        ]
        self._keep_step(model, planned)
        self._keep_pace(model, planned)
        model.cp.maximize(sum(terms))
        return model

    def _worth(
        self, model: Model, course: Course, free: Sequence[Placement], when: date
    ) -> Iterable[LinearExpr | int]:
        """What the sessions of a course are worth on a date; none far ahead of its time."""
        left, usual = self.left(course), course.durations[0]
        pins = [p for p in self.instance.pins if p.course == course.code and p.asks(when)]
        beside = left - self._pinned_later(course, when)
        for placement in free:
            span = placement.span
            pinned = any(p.speaks_of(course.code, when, span.start, span.minutes) for p in pins)
            if span.minutes > (left if pinned else beside):
                model.cp.add(placement.var == 0)
            elif pinned:
                yield PINNED * placement.var
            elif placement.slot not in self.outline.slots[course.code]:
                yield -OUTSIDE * span.minutes * placement.var
        wanted = min(float(course.minutes), LEAD * self.expected[course.code])
        behind = (wanted - self.minutes[course.code]) / usual
        most = min(left, max(int(behind + 1), len(pins)) * usual)
        minutes = sum(placement.span.minutes * placement.var for placement in free)
        model.cp.add(minutes <= most)
        parts = []
        for index in range(-(-most // usual)):
            late = max(-1.0, min(MOST_BEHIND, behind - index))
            part = model.cp.new_int_var(0, usual, "")
            parts.append(part)
            yield max(1, round(ON_TIME + BEHIND * late)) * part
        if parts:
            model.cp.add(sum(parts) <= minutes)

    def _pinned_later(self, course: Course, when: date) -> int:
        """Minutes of a course that pins ask for on later dates."""
        pins = [pin for pin in self.instance.pins if pin.course == course.code]
        return sum(
            max((pin.minutes for pin in pins if pin.asks(day)), default=0)
            for day in (self.instance.dates if pins else ())
            if day > when and self.openings.at(course, day)
        )

    def _keep_step(self, model: Model, planned: dict[str, list[Placement]]) -> None:
        for first, second in self.instance.siblings:
            lead: LinearExpr | int = self.held[first.code] - self.held[second.code]
            lead += sum(p.var for p in planned.get(first.code, ()))
            lead -= sum(p.var for p in planned.get(second.code, ()))
            if not isinstance(lead, int):
                model.cp.add_linear_constraint(lead, -1, 1)

    def _keep_pace(self, model: Model, planned: dict[str, list[Placement]]) -> None:
        for course in model.x.courses:
            if course.pace_of is None:
                continue
            other = self.instance.course[course.pace_of]
            done, other_done = (
                self.minutes[c.code] + sum(p.span.minutes * p.var for p in planned.get(c.code, ()))
                for c in (course, other)
            )
            model.cp.add(other_done * course.minutes >= done * other.minutes)

    def take(self, sessions: Iterable[Session]) -> None:
        """Add the sessions of a date."""
        for session in sessions:
            self.sessions.append(session)
            self.minutes[session.course] += session.minutes
            self.held[session.course] += 1


def plan_dates(openings: Openings, outline: Outline, control: Control) -> list[Session]:
    """Sessions on all dates, rooms apart; hours may be missing."""
    term = _Term(openings, outline)
    dates = openings.instance.dates
    seconds = SECONDS + COURSE_SECONDS * len(openings.instance.courses)
    for rank, when in enumerate(dates):
        if control.over:
            break
        term.enter(when)
        model = term.build(when)
        if model is None:
            continue
        control.spend(model.size * 2e-5)
        share = min(seconds, 0.6 * control.remaining / (len(dates) - rank))
        solved = control.run(Job(model.cp, share, near=True))
        if solved.found:
            old = {id(session) for session in term.sessions}
            found = read_sessions(model.x, solved.value)
            term.take(session for session in found if id(session) not in old)
    return term.sessions
