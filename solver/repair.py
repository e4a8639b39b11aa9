"""Repair: a timetable that no longer holds, mended with the fewest and least disturbing changes.

One exact model of what is left of the term, rooms decided, hours elastic: an old session that
stays as it was is free, one that leaves its time costs, more the sooner it is. First the weeks
around what is hit, then all that is left, whose bound says how far from the least disturbance the
mended plan may be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Literal

from ortools.sat.python.cp_model import LinearExpr

from constraints.openings import Openings
from constraints.registry import DOMAINS, WISH
from constraints.verify import violations
from instances.absences import with_absences
from instances.assignment import least_cost
from instances.entities import Pin, TimeOff
from instances.instance import Instance
from instances.text import Text
from instances.timetable import Session, Timetable
from solver.control import Control, Job, Options, Report, Stop
from solver.holding import able, hit_sessions, holds, is_there, locked, may_stand, unmet, with_teams
from solver.model import Model, Scope, build, exact_days, hint
from solver.outcome import timetable_of
from solver.plan import HOURS, read_sessions, unplaced

STAGE = Text("Réparation", "Repair")
# What a change costs: a session that leaves its time, one that comes at a new one, another teacher,
# another room. Twice as much within SOON days, and PUBLISHED times where people know it already.
LEAVES, COMES, TEACHER, ROOM = 60, 40, 30, 20
SOON, SOON_FACTOR, PUBLISHED = timedelta(days=14), 2, 3
# Of two repairs that disturb alike, that with fewer new slots of the week.
SCALE, NEW_SLOT = 1000, 1
MISSING = 10_000
# Days around what is hit that are looked at first; the share of the time for each scope.
AROUND = timedelta(days=21)
SHARES = (0.4, 1.0)

Status = Literal["minimal", "repaired", "incomplete", "impossible"]


@dataclass(frozen=True)
class Repair:
    """A mended timetable and how well it was mended.

    status
        `minimal`: complete, and no repair disturbs less, proved; `repaired`: complete;
        `incomplete`: hours could not be caught up in time; `impossible`: no repair catches up
        more, proved.

    disturbance, bound
        What the changes cost, and what any repair costs at the least (None: not known).
    hit
        Old sessions that no longer held.
    stuck
        Of those, the ones before `since`, which stay although they do not hold.
    undone
        Edits made by hand that could not stay, as they were wished for.
    missed
        Pins that nothing stands for, nor can: on a date before `since`, or when somebody is away.
    """

    status: Status
    timetable: Timetable
    disturbance: int
    bound: int | None
    hit: tuple[Session, ...]
    stuck: tuple[Session, ...]
    since: date
    undone: tuple[Session, ...] = ()
    missed: tuple[Pin, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every rule holds and every hour is placed."""
        return self.status in ("minimal", "repaired")


@dataclass(frozen=True)
class Published:
    """From when on sessions may move, and until when people know the plan."""

    since: date
    until: date | None = None

    def factor(self, day: date) -> int:
        """How much more a change on a day disturbs than one far ahead."""
        soon = SOON_FACTOR if day < self.since + SOON else 1
        return soon * (PUBLISHED if self.until is not None and day <= self.until else 1)


def repair(
    instance: Instance,
    old: Timetable,
    changes: Sequence[TimeOff] = (),
    since: date | None = None,
    published_until: date | None = None,
    *,
    pinned: Collection[str] = (),
    options: Options | None = None,
    report: Report | None = None,
    stop: Stop | None = None,
) -> Repair:
    """Mend a timetable for a problem as it is now.

    Parameters
    ----------
    changes
        Absences and closures, besides those the old timetable knows of.
    since
        Nothing before it moves; the first day affected by default.
    pinned
        Ids of sessions that must stay as they are: edits made by hand. They are locked; those
        that break a rule by themselves, or with one another, are `undone`.

    Raises
    ------
    RuntimeError
        When a repair the model calls complete breaks a rule by its check: a fault of ours.
    """
    control = Control(options or Options(), report, stop)
    control.enter(STAGE)
    changes = tuple(dict.fromkeys((*old.changes, *changes)))
    now = with_absences(instance, changes)
    openings = Openings(now, DOMAINS)
    wished = [s for s in old.sessions if s.course in now.course and s.id in pinned]
    fixed = able(openings, wished)
    stood = with_teams(now, old.sessions, {session.id for session in fixed})
    hit = hit_sessions(openings, stood)
    known = [s for s in stood if s.course in now.course]
    asked = list(unmet(now, [session for session in known if session not in hit]))
    touched = [*(s.date for s in (*hit, *wished)), *(day for _, day in asked)]
    first = since or _first_affected(now, old.sessions, touched)
    settled = [s for s in known if s.date < first and _on_grid(now, s)]
    missed = tuple(
        pin
        for pin, day in asked
        if pin.date is not None and (day < first or not may_stand(openings, pin, day))
    )
    if missed:
        openings = Openings(now.changed(pins=[p for p in now.pins if p not in missed]), DOMAINS)
    search = _Search(openings, known, Published(first, published_until), control, fixed)
    # What holds together, edits first: the rest gives way to them, and is all that may be lost.
    others = [session for session in search.future if session not in search.fixed]
    standing = able(openings, (*settled, *search.fixed, *others))
    left: Sequence[Session] = (*settled, *(s for s in standing if s not in settled))
    crowded = [session for session in others if session not in standing]
    touched += [session.date for session in (*fixed, *crowded)]
    best, bound = _best(search, settled, search.stays(left), touched, control)
    sessions = locked(renumbered(old.sessions, best.sessions if best else left), fixed)
    checked = violations(Timetable(instance=now, sessions=sessions))
    stuck = tuple(s for s in hit if s.date < first)
    whole = not checked
    if best and not best.missing and checked and not stuck:
        # Rules among old sessions before `since` can no longer be mended; any other is our fault.
        broken = [v for v in checked if all(s.date >= first for s in v.sessions) and v.sessions]
        if broken:
            raise RuntimeError(f"a repair called complete is not: {broken[0].say('en')}")
    found = timetable_of(now, sessions, control, "feasible" if whole else "partial")
    timetable = Timetable(
        instance=instance, sessions=sessions, solution=found.solution, changes=changes
    )
    disturbance = best.disturbance if best else 0
    least = None if best is None or bound is None or best.missing else _least(bound)
    status = _status(best, bound, least, whole=whole, missed=bool(missed))
    undone = tuple(session for session in wished if not is_there(session, sessions))
    return Repair(status, timetable, disturbance, least, hit, stuck, first, undone, missed)


def _best(
    search: _Search,
    settled: Sequence[Session],
    best: _Found | None,
    touched: Sequence[date],
    control: Control,
) -> tuple[_Found | None, int | None]:
    """The least disturbing plan found, and the bound of everything that is left if known.

    `best` is what stands without any change, if it keeps every rule but for hours missing.
    """
    if best is not None and not best.cost:
        return best, 0
    bound: int | None = None
    scopes = list(search.scopes(touched))
    for share, dates in zip(SHARES[-len(scopes) :], scopes, strict=True):
        found, proven = search.solve(settled, dates, best, share * control.remaining)
        if found is not None and (best is None or found.cost < best.cost):
            best = found
        if dates is None:
            bound = proven
        if control.over:
            break
    return best, bound


def _least(bound: int) -> int:
    """The least disturbance that a bound of the objective proves.

    A new slot comes with a session that comes at a new time, so that all of them together are at
    most the disturbance divided by COMES.
    """
    return max(0, ceil(bound / (SCALE + NEW_SLOT / COMES) - 1e-6))


def _status(
    best: _Found | None, bound: int | None, least: int | None, *, whole: bool, missed: bool
) -> Status:
    if best is not None and missed and not best.missing:
        return "impossible"
    if best is not None and whole:
        return "minimal" if least is not None and least >= best.disturbance else "repaired"
    proved = best is not None and bound is not None and bound > best.cost - SCALE
    return "impossible" if proved else "incomplete"


def _first_affected(instance: Instance, old: Sequence[Session], touched: Sequence[date]) -> date:
    """The first date on which something no longer holds; else the first of the term."""
    if touched:
        return min(touched)
    dates = instance.dates
    return dates[0] if dates else min(session.date for session in old)


def _on_grid(instance: Instance, session: Session) -> bool:
    return instance.grid.span(session.start, session.minutes) is not None


@dataclass(frozen=True)
class _Found:
    """A plan of a model: minutes missing, what the changes cost, and its objective."""

    sessions: tuple[Session, ...]
    missing: int
    disturbance: int
    cost: int


class _Search:
    """The models of one repair."""

    def __init__(
        self,
        openings: Openings,
        old: Sequence[Session],
        published: Published,
        control: Control,
        fixed: Collection[Session],
    ) -> None:
        self.openings, self.instance = openings, openings.instance
        self.published, self.control = published, control
        self.future = [s for s in old if s.date >= published.since]
        self.fixed = {s for s in self.future if s in fixed}
        self.days = exact_days(self.instance.dates)
        self.slots = {(s.course, s.slot) for s in old}

    def stays(self, sessions: Sequence[Session]) -> _Found | None:
        """What is left if nothing moves; None if that breaks a rule even with hours missing."""
        if violations(Timetable(instance=self.instance, sessions=tuple(sessions)), without=HOURS):
            return None
        gone = [session for session in self.future if session not in sessions]
        disturbance = sum(LEAVES * self.published.factor(session.date) for session in gone)
        missing = sum(unplaced(self.instance, sessions).values())
        cost = SCALE * (MISSING * missing + disturbance)
        return _Found(tuple(sessions), missing, disturbance, cost)

    def scopes(self, touched: Sequence[date]) -> Iterator[frozenset[date] | None]:
        """Dates to look at: around those touched, then everything that is left (None)."""
        dates = {day for day in touched if day >= self.published.since}
        near = frozenset(
            day
            for day in self.instance.dates
            if day >= self.published.since and any(abs(day - d) <= AROUND for d in dates)
        )
        if near and len(near) < sum(d >= self.published.since for d in self.instance.dates):
            yield near
        yield None

    def solve(
        self,
        settled: Sequence[Session],
        dates: Collection[date] | None,
        start: _Found | None,
        seconds: float,
    ) -> tuple[_Found | None, int | None]:
        """The least disturbing plan of some dates, and a bound when they are all that is left."""
        since = self.published.since
        window = [d for d in self.instance.dates if d >= since and (dates is None or d in dates)]
        inside = set(window)
        holding = [s for s in self.future if holds(self.openings, s)]
        kept = [*settled, *(s for s in holding if s.date not in inside)]
        model = build(
            self.openings,
            self.days,
            Scope(kept=kept, part={c.code: window for c in self.instance.courses}),
            decide_rooms=True,
            elastic=True,
            without=WISH,
        )
        price = list(self._price(model, [s for s in self.future if s.date in inside]))
        missing = sum(model.x.unplaced(course) for course in model.x.courses)
        model.cp.minimize(SCALE * (MISSING * missing + sum(price)) + sum(self._new_slots(model)))
        hint(model, start.sessions if start else holding)
        # Where hours may be missing they weigh so much that any disturbance would be near enough.
        whole = start is not None and not start.missing
        job = Job(model.cp, seconds, workers=self.control.workers, to_gap=whole)
        solved = self.control.run(job)
        # What stood on dates that are no more has to leave, whatever is done.
        lost = [s for s in self.future if s.date not in inside and s not in holding]
        leaving = SCALE * sum(LEAVES * self.published.factor(s.date) for s in lost)
        bound = None if solved.bound is None else round(solved.bound) + leaving
        if not solved.found:
            return None, bound
        standing = {id(session) for session in kept}
        planned = [s for s in read_sessions(model.x, solved.value) if id(s) not in standing]
        missing = sum(solved.value(model.x.unplaced(course)) for course in model.x.courses)
        cost = round(solved.objective or 0) + leaving
        disturbance = cost // SCALE - MISSING * missing
        return _Found((*kept, *planned), missing, disturbance, cost), bound

    def _price(self, model: Model, old: Sequence[Session]) -> Iterator[LinearExpr | int]:
        """What the changes cost, session by session."""
        factor = self.published.factor
        stood = {(s.course, s.date, s.start, s.minutes): s for s in old}
        of_course: dict[str, list[Session]] = defaultdict(list)
        for session in old:
            of_course[session.course].append(session)
        for course in model.x.courses:
            for placement in model.x.of(course):
                if not placement.free:
                    continue
                span, when = placement.span, placement.day.first
                before = stood.pop((course.code, when, span.start, span.minutes), None)
                if before is None:
                    yield COMES * factor(when) * placement.var
                    continue
                yield LEAVES * factor(when) * (1 - placement.var)
                rooms = frozenset(before.rooms)
                same = model.x.in_room.get((placement, rooms), 0)
                yield ROOM * factor(when) * (placement.var - same)
                if before in self.fixed:
                    model.cp.add(placement.var == 1)
                    model.cp.add(same == 1)
                    # The team is the same all term: the other sessions of the course follow.
                    for code in before.teachers:
                        model.cp.add(model.x.teaches(course, code) == 1)
            for session in of_course[course.code]:
                stays = sum(model.x.teaches(course, code) for code in session.teachers)
                yield TEACHER * factor(session.date) * (len(session.teachers) - stays)
        # What stood where nothing can stand any more has to leave, whatever is done.
        for session in stood.values():
            yield LEAVES * factor(session.date)

    def _new_slots(self, model: Model) -> Iterator[LinearExpr | int]:
        for course in model.x.courses:
            for placement in model.x.of(course):
                if placement.free and (course.code, placement.slot) not in self.slots:
                    yield NEW_SLOT * placement.var


def renumbered(old: Sequence[Session], new: Iterable[Session]) -> tuple[Session, ...]:
    """New sessions with the ids of the old ones they stand for; further ones get new numbers.

    Sessions of a course at their old time keep their id; the others are matched so that they move
    as little as can be.
    """
    by_course: dict[str, list[Session]] = defaultdict(list)
    for session in old:
        by_course[session.course].append(session)
    fresh: dict[str, list[Session]] = defaultdict(list)
    for session in new:
        fresh[session.course].append(session)
    found: list[Session] = []
    for code, sessions in fresh.items():
        stood = {(s.date, s.start, s.minutes): s for s in by_course[code]}
        moved: list[Session] = []
        for session in sessions:
            same = stood.pop((session.date, session.start, session.minutes), None)
            if same is None:
                moved.append(session)
            else:
                found.append(session.model_copy(update={"id": same.id, "locked": same.locked}))
        found += _matched(code, by_course[code], list(stood.values()), moved)
    return tuple(sorted(found, key=lambda s: (s.date, s.start, s.course, s.end)))


def _matched(
    code: str, every: Sequence[Session], waiting: Sequence[Session], moved: Sequence[Session]
) -> Iterator[Session]:
    costs = [[_apart(before, after) for before in waiting] for after in moved]
    pairs = dict(least_cost(costs)) if waiting else {}
    number = max((_number(session.id) for session in every), default=0)
    for index, session in enumerate(moved):
        if index in pairs:
            identity = waiting[pairs[index]].id
        else:
            number += 1
            identity = f"{code}.{number:02d}"
        yield session.model_copy(update={"id": identity, "locked": False})


def _apart(before: Session, after: Session) -> int:
    """Minutes between two sessions; another length weighs as much as a term."""
    days = abs((before.date - after.date).days)
    other = 1_000_000 * (before.minutes != after.minutes)
    return 1440 * days + abs(before.start - after.start) + other


def _number(identity: str) -> int:
    tail = identity.rpartition(".")[2]
    return int(tail) if tail.isdigit() else 0
