"""The first plan of a large school: date by date, some classes at once.

Each course expects an even share of its hours on each of its dates. A date places as many hours as
it can, those of the courses most behind first, at times their course has used before if that is
possible. So classes that share teachers are weighed against each other on each date, and no class
comes last; what one date could not hold, the next ones do. Rules about the whole term are looked
after by what the dates before have left.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from ortools.sat.python.cp_model import LinearExpr

from constraints.openings import Openings
from constraints.placements import Placement, Slot
from constraints.registry import WISH
from instances.entities import Course
from instances.instance import Instance
from instances.text import Text
from instances.timetable import Session
from instances.weeks import week_of, weeks_of
from solver.control import Control, Job
from solver.model import Model, Scope, build, exact_days
from solver.plan import read_sessions, session_at
from solver.tiles import tiled

STAGE = Text("Premier plan, date par date", "First plan, date by date")
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
# Seconds for a model: whatever its size, and for each course.
SECONDS, COURSE_SECONDS = 0.1, 0.0005
# Courses of one model; a larger school is planned some classes at a time.
BLOCK = 72
# Share of the time left that all models may take.
SHARE = 0.6
# What a minute is worth: of a course just on time, more for each session it is behind (up to
# MOST_BEHIND), and what it costs at a time of the week that is new for its course.
ON_TIME, BEHIND, MOST_BEHIND, NEW_SLOT = 100, 100, 3, 20
PINNED = 100_000
# Share of a session that a course may be ahead of its time before another one is held: hours that a
# date has room for leave room on the last ones.
AHEAD = 0.5


class _Term:
    """The sessions of the dates planned so far."""

    def __init__(self, openings: Openings) -> None:
        self.openings, self.instance = openings, openings.instance
        self.teams = _teams(openings.instance)
        self.dates = {c.code: _dates(openings, c) for c in openings.instance.courses}
        self.narrow = tiled(openings.instance)
        self.siblings = openings.instance.siblings
        self.sessions: list[Session] = []
        self.minutes: Counter[str] = Counter()
        self.held: Counter[str] = Counter()
        self.placed: set[tuple[str, date]] = set()
        self.slots: dict[str, set[Slot]] = defaultdict(set)
        self.expected: dict[str, float] = defaultdict(float)
        self.weeks = weeks_of(self.instance.dates)
        self.week: list[date] = []
        self.this_week: list[Session] = []

    def enter(self, when: date) -> None:
        """Go on to the next date."""
        if when not in self.week:
            self.week, self.this_week = self.weeks[week_of(when)], []
        for course in self.instance.courses:
            dates = self.dates[course.code]
            if when in dates:
                self.expected[course.code] += course.minutes / len(dates)

    def left(self, course: Course) -> int:
        """Minutes of a course that no session covers yet."""
        return course.minutes - self.minutes[course.code]

    def blocks(self, when: date) -> list[dict[str, tuple[date]]]:
        """The courses that may be held on a date, so many classes at once, the latest first."""
        by_class: dict[str, list[Course]] = defaultdict(list)
        late: dict[str, float] = defaultdict(float)
        for course in self.instance.courses:
            if (
                self.left(course) > 0
                and all(self.left(self.instance.course[code]) <= 0 for code in course.after)
                and when in self.dates[course.code]
            ):
                learners = self.instance.learners[course.code]
                own = learners[0].groups[0] if learners else ""
                by_class[own].append(course)
                late[own] += self.expected[course.code] - self.minutes[course.code]
        found: list[dict[str, tuple[date]]] = []
        for own in sorted(by_class, key=lambda code: (-late[code], code)):
            if not found or len(found[-1]) + len(by_class[own]) > BLOCK:
                found.append({})
            found[-1] |= {course.code: (when,) for course in by_class[own]}
        return found

    def pinned_ahead(self, when: date, part: Collection[str]) -> list[Session]:
        """What pins ask for on later dates of the week, and today of courses of other blocks.

        They take their share of what people have in a week before anything else does.
        """
        found: dict[tuple[str, date], Session] = {}
        for pin in self.instance.pins:
            course = self.instance.course[pin.course]
            for day in self.week if self.left(course) >= pin.minutes else ():
                ahead = day > when or (day == when and pin.course not in part)
                if (
                    ahead
                    and pin.asks(day)
                    and day in self.dates[pin.course]
                    and (pin.course, day) not in self.placed
                ):
                    span = self.instance.grid.span(pin.start, pin.minutes)
                    if span is not None:
                        found[pin.course, day] = session_at(
                            course, day, span, self.teams[course.code]
                        )
        return list(found.values())

    def build(self, when: date, part: dict[str, tuple[date]], ahead: Sequence[Session]) -> Model:
        """A model of a date and of some of the courses that may be held on it."""
        kept = [*self.this_week, *ahead]
        teams = {code: self.teams[code] for code in part}
        model = build(
            self.openings,
            exact_days(self.week),
            Scope(kept=kept, part=part, narrow=self.narrow, teams=teams),
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
            elif self.slots[course.code] and placement.slot not in self.slots[course.code]:
                yield -NEW_SLOT * span.minutes * placement.var
        behind = (self.expected[course.code] - self.minutes[course.code]) / usual
        most = min(left, max(int(behind + 1 + AHEAD), len(pins)) * usual)
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
            if day > when and day in self.dates[course.code]
        )

    def _keep_step(self, model: Model, planned: dict[str, list[Placement]]) -> None:
        for first, second in self.siblings:
            if first.code not in planned and second.code not in planned:
                continue
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
            self.this_week.append(session)
            self.minutes[session.course] += session.minutes
            self.held[session.course] += 1
            self.placed.add((session.course, session.date))
            self.slots[session.course].add(session.slot)


def plan_dates(
    openings: Openings, control: Control
) -> tuple[list[Session], dict[str, frozenset[str]]]:
    """Sessions on all dates, rooms apart, and the team of each course; hours may be missing."""
    control.enter(STAGE)
    term = _Term(openings)
    dates = openings.instance.dates
    for rank, when in enumerate(dates):
        term.enter(when)
        blocks = term.blocks(when)
        for block in blocks:
            if control.over:
                return term.sessions, term.teams
            share = SHARE * control.remaining / (len(dates) - rank) / len(blocks)
            seconds = min(SECONDS + COURSE_SECONDS * len(block), share)
            ahead = term.pinned_ahead(when, block)
            for pinned in (ahead, []) if ahead else ([],):
                model = term.build(when, block, pinned)
                control.spend(model.size * 2e-5)
                solved = control.run(Job(model.cp, seconds, near=True, by_work=True))
                if solved.found:
                    old = {id(session) for session in (*model.x.kept, *model.x.beside)}
                    found = read_sessions(model.x, solved.value)
                    term.take(session for session in found if id(session) not in old)
                    break
    return term.sessions, term.teams


def _dates(openings: Openings, course: Course) -> frozenset[date]:
    return frozenset(when for when in openings.instance.dates if openings.at(course, when))


def _teams(instance: Instance) -> dict[str, frozenset[str]]:
    """A team for each course: where there is a choice, of those that have least to do."""
    load: Counter[str] = Counter()
    found: dict[str, frozenset[str]] = {}
    for course in sorted(instance.courses, key=lambda c: len(instance.teams[c.code])):
        teams = instance.teams[course.code]
        found[course.code] = min(teams, key=lambda team: max((load[t] for t in team), default=0))
        for teacher in found[course.code]:
            load[teacher] += course.minutes
    return found
