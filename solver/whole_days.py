"""A bound for weeks of short sessions: how many of each course a day has, then at which periods.

What such weeks cost follows from whole days more than from times: a curriculum with one session on
a day has it isolated, whenever that is, and a course is on as many days as there are with one of
its sessions. So a model of counts by course and day says most, and is solved to the end in a
second or two by core-guided search (Fu and Malik, "On Solving the Partial MAX-SAT Problem",
2006): the objective is raised by one set of wishes after another that cannot all come true. Only
where that succeeds are the counts given periods, so that what runs beside what counts as well.

Rooms are counted, and what seats cost is a floor of its own: both models leave it out, so that the
two may be added. Each rule is left out or relaxed, never tightened: a timetable gives a solution of
the models that costs no more.

The cost divided among rules, each part bounded by itself, and periods patterned by day are ideas
of Cacchiani, Caprara, Roberti and Toth, "A new lower bound for curriculum-based course
timetabling", 2013, and of Burke, Mareček, Parkes and Rudová, "Penalising patterns in timetables",
2008; the models are our own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from itertools import pairwise
from math import inf

from ortools.sat.python import cp_model

from constraints.openings import Openings
from constraints.plan_hours import due, slack
from constraints.registry import SOFT, WISH
from constraints.weights import weight
from instances.entities import Course
from instances.instance import Instance
from instances.weeks import in_one_week
from solver.board import goes_on_a_board
from solver.control import Control, Guide, Job, Solved
from solver.trame import STAGE

# Of the time for the bound, the share that counts by day have before more threads try.
COUNTS_SHARE = 0.3
# Above so many entries (a course of a crowd on a date, at a period in the finer model) a model
# takes longer to build than people wait for a plan.
MOST_COUNTS, MOST_TIMES = 60_000, 120_000
RULES = ("avoid_isolated_sessions", "spread_over_days")
# The wishes that steps from session to session know.
WISHES = (*RULES, "keep_rooms", "seat_everybody")


def single_periods(instance: Instance) -> bool:
    """Whether it is one week, and every session lasts one period."""
    return in_one_week(instance.dates) and all(
        span.length == 1
        for course in instance.courses
        for minutes in course.durations
        for span in instance.grid.lasting(minutes)
    )


def anneals(instance: Instance) -> bool:
    """Whether it is such a week with single rooms in which nothing else counts.

    No pins, ties, limits or choices of teachers, and no wishes but `WISHES`.
    """
    priced = {rule.id for rule in SOFT if weight(rule, instance)}
    return (
        bool(priced)
        and priced.issubset(WISHES)
        and single_periods(instance)
        and goes_on_a_board(instance)
        and not instance.pins
        and not instance.relations
        and not instance.limits
        and all(len(course.rooms) == 1 for course in instance.courses)
        and not any(_is_bound(instance, course) for course in instance.courses)
        and all(len(teams) == 1 for teams in instance.teams.values())
    )


def _is_bound(instance: Instance, course: Course) -> bool:
    """Whether more binds a course than learners, teachers, rooms and the times open to it."""
    tied = course.after or course.pace_of or course.parallel_with or course.family or course.starts
    most = min(course.minutes // min(course.durations), len(instance.grid.periods))
    return bool(tied) or course.per_day < most


def speaks_of(instance: Instance) -> bool:
    """Whether days are worth counting: such a week, in which something they say has a price."""
    return single_periods(instance) and any(weight(WISH[rule], instance) for rule in RULES)


def bound_week(openings: Openings, control: Control, seconds: float) -> bool:
    """Raise the bound on the cost; whether it was proven that there is no timetable at all.

    Takes `seconds` at the most, of as many as two threads.
    """
    control.enter(STAGE)
    until = control.clock + seconds
    floor = seats_floor(openings)
    control.raise_bound(floor, ("seat_everybody",))
    counts = Counts(openings)
    if counts.entries > MOST_COUNTS:
        return False

    def run(model: cp_model.CpModel, share: float, *settings: Guide) -> list[Solved]:
        control.spend(len(model.proto.variables) * 1e-5)
        left = max(0.0, until - control.clock) * share
        raised = partial(_raise, control, floor)
        jobs = [
            Job(model.clone(), left, guided=how, on_bound=raised)
            for how in settings[: control.workers]
        ]
        solved = [] if control.over else control.run_all(jobs)
        for one in solved:
            if one.bound is not None:
                raised(one.bound)
        return solved

    found = run(counts.model, COUNTS_SHARE, "flat")
    if not any(one.closed for one in found):
        found = run(counts.model, 1.0, "tree", "flat")
    elif counts.entries * len(openings.instance.grid.periods) <= MOST_TIMES:
        found += run(Times(openings).model, 1.0, "flat", "strata")
    return any(one.status == "INFEASIBLE" for one in found)


def _raise(control: Control, floor: int, bound: float) -> None:
    control.raise_bound(floor + bound, (*RULES, "seat_everybody"))


class Counts:
    """Sessions of each course on each date; `model` minimizes what the counts cost at the least.

    `entries`: how many courses of crowds on dates there are, a measure of the size.
    """

    def __init__(self, openings: Openings) -> None:
        self.openings, self.instance = openings, openings.instance
        self.model = cp_model.CpModel()
        self._costs: list[cp_model.LinearExprT] = []
        # By course and date: the periods open to it, its sessions, and whether it has one.
        self._open: dict[tuple[str, date], int] = {}
        self._count: dict[tuple[str, date], cp_model.IntVar] = {}
        self._used: dict[tuple[str, date], cp_model.IntVar] = {}
        groups = crowds(self.instance)
        dates = self.instance.dates
        self.entries = sum(map(len, groups)) * len(dates)
        if self.entries > MOST_COUNTS:
            return
        for course in self.instance.courses:
            self._plan(course)
        for codes, learners in groups.items():
            for when in dates:
                here = [code for code in codes if (code, when) in self._count]
                if here:
                    self._gather(here, when, learners)
        self._rooms()
        if self._costs:
            self.model.minimize(sum(self._costs))

    def _plan(self, course: Course) -> None:
        """The sessions of a course over the week, and the days it is short of."""
        few, many = sessions_due(self.instance, course)
        for when in self.instance.dates:
            mask = 0
            for span, _ in self.openings.at(course, when):
                mask |= span.mask
            if mask:
                self._meet(course, when, mask, min(mask.bit_count(), course.per_day, many))
        dates = [when for when in self.instance.dates if (course.code, when) in self._count]
        planned = sum(self._count[course.code, when] for when in dates)
        if dates:
            self.model.add_linear_constraint(planned, few, many)
        elif few:
            self.model.add_bool_or([])  # no date is open to it
        price = weight(WISH["spread_over_days"], self.instance)
        if course.min_days and price:
            missing = self.model.new_int_var(0, course.min_days, "")
            days = sum(self._used[course.code, when] for when in dates)
            self.model.add(missing + days >= course.min_days)
            self._costs.append(price * missing)

    def _meet(self, course: Course, when: date, mask: int, most: int) -> None:
        """The sessions of a course on a date."""
        key = course.code, when
        self._open[key] = mask
        self._count[key] = self.model.new_int_var(0, most, "")
        self._used[key] = self.model.new_bool_var("")
        self.model.add(self._count[key] >= self._used[key])
        self.model.add(self._count[key] <= most * self._used[key])

    def _gather(self, codes: Sequence[str], when: date, learners: int) -> None:
        """What a teacher or learners (so many sets of them) with these courses have on a date."""
        mask = 0
        for code in codes:
            mask |= self._open[code, when]
        counts = [self._count[code, when] for code in codes]
        least = least_isolated(mask, len(self.instance.grid.periods))
        most = min(len(least) - 1, sum(max(count.proto.domain) for count in counts))
        total = self.model.new_int_var(0, most, "")
        self.model.add(total == sum(counts))
        price = learners * weight(WISH["avoid_isolated_sessions"], self.instance)
        levels: list[cp_model.IntVar] = []
        if price and most:
            # So many sessions at least are isolated.
            levels = [self.model.new_bool_var("") for _ in range(self._worst(least[: most + 1]))]
            self._costs += [price * level for level in levels]
            for less, more in pairwise(levels):
                self.model.add_implication(more, less)
            for number, lonely in enumerate(least[: most + 1]):
                if lonely:
                    literal = levels[lonely - 1]
                    self.model.add(total != number).only_enforce_if(~literal)
            # The same of one session once more, as a line that does not wait for the total.
            present = self.model.new_bool_var("")
            self.model.add(total <= most * present)
            self.model.add(total >= 2 * present - levels[0])
            for code in codes:
                self.model.add_implication(self._used[code, when], present)
        self._time(codes, when, total, levels)

    def _worst(self, least: Sequence[int]) -> int:
        """How many sessions of a crowd are isolated on a date, as far as the model tells."""
        return max(least)

    def _time(
        self,
        codes: Sequence[str],
        when: date,
        total: cp_model.IntVar,
        levels: Sequence[cp_model.IntVar],
    ) -> None:
        """Nothing: a day is a whole."""

    def _rooms(self) -> None:
        """No pool of rooms is asked for more often than it is free."""
        held = [(when, *some) for when in self.instance.dates for some in self._held(when)]
        for rooms, takers in self._pools():
            for when, periods, sessions in held:
                asked = [(taken, sessions[code]) for code, taken in takers if code in sessions]
                free = sum(self.openings.rooms_free(rooms, when, p) for p in periods)
                if sum(taken * max(count.proto.domain) for taken, count in asked) > free:
                    self.model.add(sum(taken * count for taken, count in asked) <= free)

    def _held(self, when: date) -> Iterator[tuple[Sequence[int], dict[str, cp_model.IntVar]]]:
        """Periods of a date that rooms are counted over, and the sessions of each course then."""
        periods = range(len(self.instance.grid.periods))
        yield periods, {code: n for (code, day), n in self._count.items() if day == when}

    def _pools(self) -> Iterator[tuple[frozenset[str], list[tuple[str, int]]]]:
        """Pools of rooms, each with the courses that take rooms of it and how many a session."""
        demand = self.openings.demand
        takers: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for course in self.instance.courses:
            for rank, taken in demand.taken[course.code]:
                takers[rank].append((course.code, taken))
        for rank, some in takers.items():
            yield demand.pools[rank].rooms, some


class Times(Counts):
    """The same with the periods of each session: what clashes or is isolated is told exactly."""

    def __init__(self, openings: Openings) -> None:
        self._at: dict[tuple[str, date, int], cp_model.IntVar] = {}
        super().__init__(openings)

    def _meet(self, course: Course, when: date, mask: int, most: int) -> None:
        super()._meet(course, when, mask, most)
        key = course.code, when
        at = {period: self.model.new_bool_var("") for period in _periods(mask)}
        self.model.add(sum(at.values()) == self._count[key])
        for period, literal in at.items():
            self.model.add_implication(literal, self._used[key])
            self._at[course.code, when, period] = literal

    def _worst(self, least: Sequence[int]) -> int:
        return (len(self.instance.grid.periods) + 1) // 2

    def _time(
        self,
        codes: Sequence[str],
        when: date,
        total: cp_model.IntVar,
        levels: Sequence[cp_model.IntVar],
    ) -> None:
        """One session at a time, and those next to nothing."""
        running: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for code in codes:
            for period in _periods(self._open[code, when]):
                running[period].append(self._at[code, when, period])
        if not levels:
            for literals in running.values():
                self.model.add_at_most_one(literals)
            return
        busy = {period: self._one_of(literals) for period, literals in running.items()}
        self.model.add(total == sum(busy.values()))
        lonely = []
        for period, literal in busy.items():
            alone = self.model.new_bool_var("")
            beside = [busy[near] for near in (period - 1, period + 1) if near in busy]
            self.model.add_bool_or([~literal, alone, *beside])
            self.model.add_implication(alone, levels[0])
            lonely.append(alone)
        self.model.add(sum(lonely) <= sum(levels))

    def _one_of(self, literals: Sequence[cp_model.IntVar]) -> cp_model.IntVar:
        """A literal: one of these is true, and no more than one can be."""
        if len(literals) == 1:
            return literals[0]
        one = self.model.new_bool_var("")
        self.model.add_exactly_one([*literals, ~one])
        return one

    def _held(self, when: date) -> Iterator[tuple[Sequence[int], dict[str, cp_model.IntVar]]]:
        """Each period by itself."""
        found: dict[int, dict[str, cp_model.IntVar]] = defaultdict(dict)
        for (code, day, period), literal in self._at.items():
            if day == when:
                found[period][code] = literal
        for period, sessions in sorted(found.items()):
            yield (period,), sessions


def seats_floor(openings: Openings) -> int:
    """What learners without a seat cost at the least, in whole units, by counting over the week.

    Sessions of more than so many learners, less the times that rooms of more than so many seats
    are free, find no seat for the learners beyond: summed over all numbers of learners.
    """
    instance, price = openings.instance, weight(WISH["seat_everybody"], openings.instance)
    if instance.settings.seats_required or not price or not single_periods(instance):
        return 0
    alike: dict[frozenset[str], list[Course]] = defaultdict(list)
    for course in instance.courses:
        if len(course.rooms) == 1:
            alike[frozenset[str]().union(*instance.room_sets[course.code])].append(course)
    lacking = 0
    for rooms, courses in alike.items():
        seats = {code: inf if (n := instance.room[code].seats) is None else n for code in rooms}
        asked = {course.code: instance.seats_needed(course) for course in courses}
        steps = {0, *asked.values(), *(int(count) for count in seats.values() if count < inf)}
        for below, step in pairwise(sorted(steps)):
            due = sum(
                sessions_due(instance, course)[0]
                for course in courses
                if asked[course.code] >= step
            )
            enough = frozenset(code for code, count in seats.items() if count >= step)
            free = sum(
                openings.rooms_free(enough, when, period)
                for when in instance.dates
                for period in range(len(instance.grid.periods))
            )
            lacking += (step - below) * max(0, due - free)
    return price * lacking


def sessions_due(instance: Instance, course: Course) -> tuple[int, int]:
    """The fewest and the most sessions that make the hours of a course."""
    few = -(-due(instance, course) // max(course.durations))
    return few, (course.minutes + slack(instance, course)) // min(course.durations)


def least_isolated(mask: int, periods: int) -> list[int]:
    """By number of sessions at different periods of a mask, the fewest next to no other one."""
    most = mask.bit_count()
    # By sessions so far and those that end at the last period (none, one, more): the fewest.
    best: dict[tuple[int, int], int] = {(0, 0): 0}
    for period in range(periods):
        after: dict[tuple[int, int], int] = {}
        for (number, run), lonely in best.items():
            steps = [(number, 0, lonely + (run == 1))]
            if mask >> period & 1:
                steps.append((number + 1, min(2, run + 1), lonely))
            for count, length, cost in steps:
                after[count, length] = min(after.get((count, length), periods), cost)
        best = after
    return [
        min(cost + (run == 1) for (n, run), cost in best.items() if n == number)
        for number in range(most + 1)
    ]


def crowds(instance: Instance) -> dict[tuple[str, ...], int]:
    """Courses that meet one at a time for somebody, and how many sets of learners have just these.

    0 for those that only a teacher has.
    """
    attended: dict[object, list[str]] = defaultdict(list)
    for course in instance.courses:
        for atom in instance.learners[course.code]:
            attended["group", atom.label].append(course.code)
        for teacher in sorted(instance.certain[course.code]):
            attended["teacher", teacher].append(course.code)
    found: dict[tuple[str, ...], int] = defaultdict(int)
    for who, codes in attended.items():
        found[tuple(codes)] += isinstance(who, tuple) and who[0] == "group"
    return found


def _periods(mask: int) -> list[int]:
    return [period for period in range(mask.bit_length()) if mask >> period & 1]
