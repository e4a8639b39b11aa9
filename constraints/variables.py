"""The words rules are written in: where sessions can stand, who they occupy, what they use.

A model speaks of *days*. In the dates model a day is one date and a placement is a Boolean;
in the trame a day stands for several dates of one weekday and a placement counts on how many of
them it is used, so that the same rules give a relaxation whose bound is valid.

Sessions that are kept (a neighbourhood fixes most of a timetable) are placements whose variable
is the constant 1; what they make impossible gets no variable at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import pairwise, product
from typing import TYPE_CHECKING, TypeVar, cast

from constraints.openings import Openings
from constraints.placements import Day, Placement, Slot, Week, grouped, same
from constraints.pools import RoomCount
from instances.entities import Course, Resource
from instances.grid import Span
from instances.timetable import Session
from instances.weeks import week_of

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import Constraint, CpModel, IntVar, LinearExpr

    from constraints.placements import Term

    Expr = LinearExpr | int

Limit = TypeVar("Limit")


class Variables:
    """The placements of a model and the words that speak of them.

    Parameters
    ----------
    model
        The CP-SAT model that variables are made in.
    openings
        Where each course can stand (its instance is the model's).
    days
        Days of the model, in date order.
    kept
        Sessions that stay as they are; only with days of one date.
    part
        The dates on which each course is planned anew; every course and date by default.
    later
        Codes of courses that another model will plan: nothing is said of their hours.
    beside
        Sessions that stay and share nobody with what is planned: they only take their rooms.
    narrow
        Whether a course may use a span of a date; every open one by default.
    rooms
        The sets of rooms that each course may use, where they are fewer than all that suit.
    teams
        Teachers already chosen, by course; courses left out may be given any of their teams.
    decide_rooms
        Whether each placement chooses its rooms; else rooms are counted by pools.
    elastic
        Whether hours may stay unplaced (`unplaced`), for a partial plan.
    apart
        Whether the constraints of two subjects are never one, so that each can be switched off.
    """

    def __init__(
        self,
        model: CpModel,
        openings: Openings,
        days: Sequence[Day],
        *,
        kept: Iterable[Session] = (),
        part: Mapping[str, Collection[date]] | None = None,
        later: Collection[str] = (),
        beside: Iterable[Session] = (),
        narrow: Callable[[Course, date, Span], bool] | None = None,
        rooms: Mapping[str, Collection[frozenset[str]]] | None = None,
        teams: Mapping[str, frozenset[str]] | None = None,
        decide_rooms: bool = False,
        elastic: bool = False,
        apart: bool = False,
    ) -> None:
        self.model, self.openings, self.instance = model, openings, openings.instance
        self.days = tuple(days)
        if any(later.first <= day.first for day, later in pairwise(self.days)):
            raise ValueError("days are not in date order")
        self.decide_rooms, self.elastic, self._apart = decide_rooms, elastic, apart
        self._teams, self._rooms = dict(teams or {}), rooms or {}
        self._part, self._later, self._narrow = part, later, narrow
        self.kept, self.beside = tuple(kept), tuple(beside)
        self._placements: dict[str, list[Placement]] = defaultdict(list)
        self._held: dict[tuple[Resource, int], list[tuple[Placement, Term]]] = defaultdict(list)
        self._running: dict[tuple[Resource, int], dict[int, list[Term]]] = defaultdict(dict)
        self._active: dict[Resource, dict[int, None]] = defaultdict(dict)
        self._cache: dict[object, Term] = {}
        self._once: dict[tuple[object, ...], Constraint] = {}
        self._blocked: dict[tuple[Resource, int], int] = defaultdict(int)
        self._people: dict[str, tuple[Resource, ...]] = {}
        self._slots: dict[str, dict[Slot, list[Placement]]] = {}
        self._by_day: dict[str, dict[int, list[Placement]]] = {}
        self.in_room: dict[tuple[Placement, frozenset[str]], Term] = {}
        self._keep()
        for course, day in self._planned_anew():
            self._open(course, day)

    # --- making placements -----------------------------------------------------------------

    def _planned_anew(self) -> Iterator[tuple[Course, Day]]:
        """Each course with each day that has a date on which it is planned."""
        for course in self.courses:
            days: Iterable[Day] = self.days
            if self._part is not None:
                indices = {self._day_of[when].index for when in self._part[course.code]}
                days = (self.days[index] for index in sorted(indices))
            yield from product((course,), days)

    @cached_property
    def _day_of(self) -> dict[date, Day]:
        return {when: day for day in self.days for when in day.dates}

    def _keep(self) -> None:
        for session in self.kept:
            self._teams.setdefault(session.course, frozenset(session.teachers))
        for session in self.kept:
            course, day = self.instance.course[session.course], self._day_of[session.date]
            span = self.instance.grid.span(session.start, session.minutes)
            if span is None:
                raise ValueError(f"session {session.id} stands off the grid")
            rooms = (frozenset(session.rooms),)
            placement = Placement(course, day, span, 1, rooms)
            self._placements[course.code].append(placement)
            people = [who for who in self._attending(course) if who in self._concerned]
            for resource in people:
                self._hold(resource, placement, 1)
                self._blocked[resource, day.index] |= span.mask
            if self.decide_rooms:
                self._seat(placement)
                for code in session.rooms:
                    self._blocked[Resource("room", code), day.index] |= span.mask
        for session in self.beside if self.decide_rooms else ():
            span = self.instance.grid.span(session.start, session.minutes)
            assert span is not None  # sessions of a plan lie on the grid
            for code in session.rooms:
                room = Resource("room", code), self._day_of[session.date].index
                self._blocked[room] |= span.mask

    @cached_property
    def _concerned(self) -> frozenset[Resource]:
        """Who may take part in what is planned; of others a model has nothing to say."""
        teams = {team for course in self.courses for team in self.instance.teams[course.code]}
        teachers = {Resource("teacher", code) for team in teams for code in team}
        return frozenset(teachers).union(*(self._attending(course) for course in self.courses))

    def _attending(self, course: Course) -> tuple[Resource, ...]:
        """The atoms of a course and the teachers every team it may still have has."""
        if course.code not in self._people:
            atoms = self.instance.learners[course.code]
            teachers = sorted(self._certain_teachers(course))
            self._people[course.code] = (
                *(Resource("group", atom.label) for atom in atoms),
                *(Resource("teacher", code) for code in teachers),
            )
        return self._people[course.code]

    def _open(self, course: Course, day: Day) -> None:
        barred = 0
        for resource in self._attending(course):
            barred |= self._blocked.get((resource, day.index), 0)
        open_to: dict[Span, list[tuple[frozenset[str], ...]]] = {}
        for when in day.dates:
            if day.count > 1 and self._part is not None and when not in self._part[course.code]:
                continue
            for span, room_sets in self.openings.at(course, when):
                if not span.mask & barred and self._may_use(course, when, span):
                    open_to.setdefault(span, []).append(room_sets)
        for span, by_date in open_to.items():
            choices = by_date[0]
            if len(by_date) > 1:
                choices = tuple(dict.fromkeys(rooms for some in by_date for rooms in some))
            if self.decide_rooms and not (choices := self._seats(choices, course, day, span)):
                continue
            self._place(Placement(course, day, span, self._count_var(day, len(by_date)), choices))

    def _may_use(self, course: Course, when: date, span: Span) -> bool:
        """Whether nothing the model was told beforehand keeps a course from a span of a date."""
        if self._narrow is not None and not self._narrow(course, when, span):
            return False
        team = self._teams.get(course.code, ())
        return all(self.openings.attends(code, when, span) for code in team)

    def _seats(
        self, choices: tuple[frozenset[str], ...], course: Course, day: Day, span: Span
    ) -> tuple[frozenset[str], ...]:
        """Of sets of rooms those a course may use and no kept session is in."""
        wanted = self._rooms.get(course.code, choices)
        return tuple(
            chosen
            for chosen in choices
            if chosen in wanted
            and not any(
                span.mask & self._blocked[Resource("room", code), day.index] for code in chosen
            )
        )

    def _place(self, placement: Placement) -> None:
        self._placements[placement.course.code].append(placement)
        for resource in self._attending(placement.course):
            self._hold(resource, placement, placement.var)
        if placement.course.code not in self._teams:
            self._staff(placement)
        if self.decide_rooms:
            self._seat(placement)

    def _hold(self, resource: Resource, placement: Placement, term: Term) -> None:
        index = placement.day.index
        self._held[resource, index].append((placement, term))
        running = self._running[resource, index]
        for period in placement.span.periods:
            running.setdefault(period, []).append(term)
        if not isinstance(term, int):
            self._active[resource][index] = None

    def _certain_teachers(self, course: Course) -> frozenset[str]:
        """Teachers every possible team of a course has."""
        if course.code in self._teams:
            return self._teams[course.code]
        return self.instance.certain[course.code]

    def _staff(self, placement: Placement) -> None:
        """Say who gives a placement where the team is still to choose."""
        course = placement.course
        certain = self._certain_teachers(course)
        possible = sorted(self.instance.givers[course.code] - certain)
        present: list[Term] = []
        for code in possible:
            # The teacher gives this session when he is on the team and the session is held.
            able = sum(self.openings.attends(code, d, placement.span) for d in placement.day.dates)
            if not able:
                continue
            term = self._count_var(placement.day)
            self.model.add(term <= placement.var)
            self.model.add(term <= able * self.teaches(course, code))
            self._hold(Resource("teacher", code), placement, term)
            present.append(term)
        if possible:
            missing = len(course.posts) - len(certain)
            self.model.add(sum(present) == missing * placement.var)

    def _seat(self, placement: Placement) -> None:
        if len(placement.room_sets) == 1:
            chosen = [(placement.room_sets[0], placement.var)]
        else:
            chosen = [(rooms, self._count_var(placement.day)) for rooms in placement.room_sets]
            self.model.add(sum(term for _, term in chosen) == placement.var)
        for rooms, term in chosen:
            self.in_room[placement, rooms] = term
            for code in sorted(rooms):
                self._hold(Resource("room", code), placement, term)

    def _count_var(self, day: Day, most: int | None = None) -> IntVar:
        if day.count == 1:
            return self.model.new_bool_var("")
        return self.model.new_int_var(0, day.count if most is None else most, "")

    # --- what there is ---------------------------------------------------------------------

    @cached_property
    def dated(self) -> bool:
        """Whether every day is one date: the exact model, not the trame."""
        return all(day.count == 1 for day in self.days)

    @cached_property
    def courses(self) -> tuple[Course, ...]:
        """The courses that are planned: all of them, or those of the part."""
        if self._part is None:
            return self.instance.courses
        return tuple(course for course in self.instance.courses if course.code in self._part)

    def speaks_of(self, course: Course) -> bool:
        """Whether the model plans a course or keeps what there is of it."""
        return course.code not in self._later

    @cached_property
    def exclusive(self) -> tuple[Resource, ...]:
        """Atoms, teachers and (when they are decided) rooms that have something to decide."""
        return tuple(self._active)

    def active(self, resource: Resource) -> tuple[Day, ...]:
        """Days on which something is to be decided for a resource, in order."""
        return tuple(self.days[index] for index in sorted(self._active.get(resource, ())))

    def limited(self, limits: Mapping[Resource, Limit]) -> Iterator[tuple[Resource, Limit]]:
        """Those of some resources that have something to decide, each with its limit."""
        return ((who, limit) for who, limit in limits.items() if who in self._active)

    @cached_property
    def weeks(self) -> tuple[Week, ...]:
        """The ISO weeks of the days; in the trame, all days as one week that counts for many."""
        if not self.dated:
            count = len({week_of(d) for day in self.days for d in day.dates})
            return (Week("", self.days, count),)
        found: dict[str, list[Day]] = defaultdict(list)
        for day in self.days:
            found[week_of(day.first)].append(day)
        return tuple(Week(label, tuple(days), 1) for label, days in found.items())

    def of(self, course: Course) -> Sequence[Placement]:
        """Every placement of a course, kept ones first, then by day and span."""
        return self._placements.get(course.code, ())

    def on(self, course: Course, day: Day) -> Sequence[Placement]:
        """Placements of a course on a day."""
        return self.by_day(course).get(day.index, ())

    def by_day(self, course: Course) -> Mapping[int, Sequence[Placement]]:
        """Placements of a course by index of the day, for days that have some."""
        if course.code not in self._by_day:
            self._by_day[course.code] = grouped(self.of(course), lambda p: p.day.index)
        return self._by_day[course.code]

    def held(self, resource: Resource, day: Day) -> Sequence[tuple[Placement, Term]]:
        """Placements that may occupy a resource on a day, each with how often it does."""
        return self._held.get((resource, day.index), ())

    # --- words of rules --------------------------------------------------------------------

    def running(self, resource: Resource, day: Day, period: int) -> Sequence[Term]:
        """Terms whose sum counts the day's dates on which a resource is busy at a period."""
        return self._running.get((resource, day.index), {}).get(period, ())

    def minutes(self, resource: Resource, day: Day) -> Expr:
        """Credited minutes of a resource on a day, over all its dates."""
        return sum(p.span.minutes * term for p, term in self.held(resource, day))

    def planned(self, course: Course) -> Expr:
        """Credited minutes planned of a course over the term."""
        return sum(p.span.minutes * p.var for p in self.of(course))

    def at_most(self, limit: int, terms: Iterable[Expr], day: Day) -> Constraint:
        """At most `limit` of the terms on each of the day's dates; once for learners alike."""
        terms = list(terms)
        decided = [term for term in terms if not isinstance(term, int)]
        constant = sum(term for term in terms if isinstance(term, int))
        if limit == 1 and day.count == 1 and not constant:
            key = same(cast("list[IntVar]", decided))
            if key not in self._once or self._apart:
                self._once[key] = self.model.add_at_most_one(decided)  # type: ignore[arg-type]
            return self._once[key]
        return self.model.add(sum(decided) <= limit * day.count - constant)

    def busy(self, resource: Resource, day: Day, period: int) -> Term:
        """A literal: a resource is busy at a period of a date (no clash assumed)."""
        terms = self.running(resource, day, period)
        if any(isinstance(term, int) for term in terms):
            return 1
        if len(terms) <= 1:
            return terms[0] if terms else 0
        key = "busy", resource, day.index, period
        if key not in self._cache:
            literal = self.model.new_bool_var("")
            self.model.add(sum(terms) == literal)
            self._cache[key] = literal
        return self._cache[key]

    def present(self, resource: Resource, day: Day) -> Term:
        """On how many of the day's dates a resource has a session, at the least."""
        held = self.held(resource, day)
        if not held or (day.count == 1 and any(isinstance(term, int) for _, term in held)):
            return 1 if held else 0
        key = "present", resource, day.index
        if key not in self._cache:
            count = self._count_var(day)
            for period in range(len(self.instance.grid.periods)):
                terms = self.running(resource, day, period)
                if terms:
                    self.model.add(sum(terms) <= count)
            self._cache[key] = count
        return self._cache[key]

    def uses(self, course: Course, slot: Slot) -> Term:
        """A literal: a course uses a slot on some date, at the least."""
        key = "uses", course.code, slot
        if key not in self._cache:
            placements = self.slots(course)[slot]
            if any(not p.free for p in placements):
                self._cache[key] = 1
            else:
                literal = self.model.new_bool_var("")
                for placement in placements:
                    self.model.add(placement.var <= placement.day.count * literal)
                self._cache[key] = literal
        return self._cache[key]

    def slots(self, course: Course) -> Mapping[Slot, Sequence[Placement]]:
        """Placements of a course by slot."""
        if course.code not in self._slots:
            self._slots[course.code] = grouped(self.of(course), lambda p: p.slot)
        return self._slots[course.code]

    def capacity(self, course: Course, slot: Slot) -> int:
        """Minutes a course could have at a slot over the term."""
        return slot[2] * sum(p.day.count for p in self.slots(course)[slot])

    def teaches(self, course: Course, teacher: str) -> Term:
        """A literal: a teacher is on the team of a course, chosen once for the term."""
        teams = self.instance.teams[course.code]
        if course.code in self._teams:
            return int(teacher in self._teams[course.code])
        certain = self.instance.certain[course.code]
        if teacher in certain:
            return 1
        givers = self.instance.givers[course.code]
        if teacher not in givers:
            return 0
        key = "team", course.code
        if key not in self._cache:
            self._cache[key] = 1
            chosen = [self.model.new_bool_var("") for _ in teams]
            self.model.add_exactly_one(chosen)
            for code in sorted(givers - certain):
                literal = self.model.new_bool_var("")
                members = [c for c, team in zip(chosen, teams, strict=True) if code in team]
                self.model.add(sum(members) == literal)
                self._cache["teaches", course.code, code] = literal
        return self._cache["teaches", course.code, teacher]

    def unplaced(self, course: Course) -> Term:
        """Minutes of a course left unplaced; 0 unless the model is elastic."""
        if not self.elastic:
            return 0
        key = "unplaced", course.code
        if key not in self._cache:
            self._cache[key] = self.model.new_int_var(0, course.minutes, "")
        return self._cache[key]

    @cached_property
    def rooms_counted(self) -> RoomCount | None:
        """How rooms are counted, when they are not decided."""
        if self.decide_rooms:
            return None
        return RoomCount(self.openings, self._placements, self.beside)
