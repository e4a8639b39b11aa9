"""The rhythms of several classes chosen by one model, together with the trame they lead to.

A *combination* gives each class one of the rhythms it is allowed. The model has the classes open on
every day that some allowed rhythm has, a literal for each class and rhythm, and lets a course stand
on a day only under rhythms that have it. What it says of a cost holds for every plan under any
combination. So combinations are planned in the order in which the model prefers them, each is then
cut off, and once the model's bound for the rest reaches the best plan's cost the choice is proved:
logic-based Benders decomposition.

Hooker and Ottosson, "Logic-based Benders decomposition", 2003.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from math import lcm, prod
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from constraints.hold_weekly_pins import HoldWeeklyPins
from constraints.openings import Openings
from constraints.placements import Day
from constraints.registry import DOMAINS
from constraints.spread_evenly import SpreadEvenly
from constraints.variables import Variables
from constraints.weights import weight
from instances.entities import Course
from instances.instance import Instance
from instances.rhythm import Week, format_rhythm, parse_rhythm
from instances.scenario import Scenario, read_spec, under
from instances.text import Text
from solver.control import Control, Job, Options, Stop, proven
from solver.floors import floors
from solver.model import Model, build, exact_days

if TYPE_CHECKING:
    from constraints.base import Expr

STAGE = Text("Choix des rythmes", "Choosing rhythms")
# Of the time of a plan, what the model may take for each proposal: with every date its optimum is
# the answer; without, its bound hardly rises after its first seconds (measured on the example).
ASK_SHARE_EXACT, ASK_SHARE = 0.5, 0.15
# Up to so many ways for a course to stand on a date, rooms included, the model has every date.
MOST_EXACT = 4_000
# What these rules ask depends on the dates a course could have: they are posted per rhythm.
BY_CALENDAR: tuple[HoldWeeklyPins, SpreadEvenly] = (HoldWeeklyPins(), SpreadEvenly())

Combination = tuple[str, ...]


@dataclass(frozen=True)
class Menu:
    """The rhythms that each class may take: SPECs in canonical form, by the class's code."""

    allowed: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, allowed: Mapping[str, Collection[str]]) -> Menu:
        """A menu of SPECs as people write them; equal ones count once."""
        return cls({c: tuple(dict.fromkeys(map(read_spec, s))) for c, s in allowed.items()})

    @property
    def count(self) -> int:
        """How many combinations there are."""
        return prod(len(specs) for specs in self.allowed.values())

    def combinations(self) -> Iterator[Combination]:
        """Every combination, in the order of the classes."""
        return product(*self.allowed.values())

    def rhythms(self, chosen: Combination) -> dict[str, str]:
        """A combination as a SPEC by class."""
        return dict(zip(self.allowed, chosen, strict=True))


@dataclass(frozen=True)
class Proposal:
    """What the model says of the combinations not cut off yet.

    combination
        The one it prefers; None when it proved that none of them has a plan.
    bound
        Whole units of the objective that no plan of any of them goes below.
    preferred
        Whether the model chose it; otherwise it found nothing in time and this is the first left.
    cut
        Whether the clock cut the search, so that another run may prefer another.
    """

    combination: Combination | None
    bound: int
    preferred: bool = True
    cut: bool = False


class Chooser:
    """The model of a choice, asked again after each cut.

    Parameters
    ----------
    instance
        The problem; what its classes follow today does not matter.
    menu
        The rhythms allowed. Classes that are not in it keep theirs.
    exact
        Whether the model has every date, so that its optimum is the best plan's cost; by default
        when it is small. Otherwise days that open alike are one, and it is a relaxation.

    Raises
    ------
    ScenarioError
        When a class does not exist or a SPEC cannot be read.
    ValueError
        For an empty menu, or a problem with limits whose meaning depends on the calendar (those
        that only files of other programs have).
    """

    def __init__(self, instance: Instance, menu: Menu, *, exact: bool | None = None) -> None:
        if not menu.count or not menu.allowed:
            raise ValueError("nothing to choose from")
        if instance.limits:
            raise ValueError("limits of days depend on the calendar: their rhythm is not chosen")
        self.menu, self._base = menu, instance
        spread = {code: union(specs) for code, specs in menu.allowed.items()}
        self._openings = Openings(under(instance, Scenario(name="", rhythms=spread)), DOMAINS)
        self._partly: dict[tuple[tuple[str, str], ...], Openings] = {}
        self._cut: set[Combination] = set()
        self.exact = self._small() if exact is None else exact
        self._model = self._built()

    def _small(self) -> bool:
        instance = self._openings.instance
        sizes = (
            len(rooms)
            for course in instance.courses
            for day in instance.dates
            for _, rooms in self._openings.at(course, day)
        )
        total = 0
        for size in sizes:
            total += size
            if total > MOST_EXACT:
                return False
        return True

    def cut(self, chosen: Combination) -> None:
        """Leave a combination out from now on."""
        self._cut.add(chosen)
        self._model.cp.add_bool_or(
            ~self._takes[code, spec] for code, spec in self.menu.rhythms(chosen).items()
        )

    def propose(self, options: Options, stop: Stop | None = None) -> Proposal:
        """The combination the model prefers among those left, and the bound for all of them.

        It takes a part of the time: with a seed, the clock is then far off.
        """
        if len(self._cut) == self.menu.count:
            return Proposal(None, 0)
        control = Control(options, None, stop)
        control.enter(STAGE)
        seconds = (ASK_SHARE_EXACT if self.exact else ASK_SHARE) * control.remaining
        solved = control.run(Job(self._model.cp, seconds, workers=control.workers))
        if solved.status == "INFEASIBLE":
            return Proposal(None, 0)
        bound = proven(solved.bound)
        if solved.found:
            chosen = tuple(
                next(s for s in specs if solved.value(self._takes[code, s]))
                for code, specs in self.menu.allowed.items()
            )
            return Proposal(chosen, bound, cut=control.cut_by_wall)
        left = (chosen for chosen in self.menu.combinations() if chosen not in self._cut)
        return Proposal(next(left), bound, preferred=False, cut=control.cut_by_wall)

    # --- the model -------------------------------------------------------------------------

    def _built(self) -> Model:
        instance = self._openings.instance
        days = exact_days(instance.dates) if self.exact else self._alike()
        apart = [rule.id for rule in BY_CALENDAR]
        model = build(
            self._openings,
            days,
            decide_rooms=self.exact,
            without=apart,
            floors=floors(self._openings),
        )
        x = model.x
        self._takes = {
            (code, spec): x.model.new_bool_var("")
            for code, specs in self.menu.allowed.items()
            for spec in specs
        }
        for code, specs in self.menu.allowed.items():
            x.model.add_exactly_one(self._takes[code, spec] for spec in specs)
        for course in instance.courses:
            self._follow(x, course)
        if x.dated:
            self._priced_apart(model)
        return model

    def _follow(self, x: Variables, course: Course) -> None:
        """A course stands somewhere on as many dates of a day as the rhythms taken open there."""
        for code in self._attending(course):
            for placement in x.of(course):
                terms: list[cp_model.LinearExpr | int] = []
                for spec in self.menu.allowed[code]:
                    opened = self._under({code: spec})
                    able = sum(
                        any(span == placement.span for span, _ in opened.at(course, when))
                        for when in placement.day.dates
                    )
                    terms.append(able * self._takes[code, spec])
                x.model.add(sum(terms) >= placement.var)

    def _priced_apart(self, model: Model) -> None:
        """Post the rules of `BY_CALENDAR` once for each way its classes may take rhythms."""
        x, (pins, evenly) = model.x, BY_CALENDAR
        cost = weight(evenly, x.instance)
        added: list[Expr] = []
        for course in x.courses:
            codes = self._attending(course)
            pinned = any(pin.course == course.code for pin in x.instance.pins)
            off = x.model.new_int_var(0, _most_off(x.instance, course) if cost else 0, "")
            for specs in product(*(self.menu.allowed[code] for code in codes)):
                rhythms = dict(zip(codes, specs, strict=True))
                taken = [self._takes[pair] for pair in rhythms.items()]
                view = _seen(x, self._under(rhythms), course)
                for _, posted in pins.post(view) if pinned else ():
                    posted.only_enforce_if(taken)
                for _, amount in evenly.penalize(view) if cost else ():
                    x.model.add(off >= amount).only_enforce_if(taken)
            added.append(cost * off)
        objective = model.objective + sum(added)
        if not isinstance(objective, int):
            x.model.minimize(objective)

    def _attending(self, course: Course) -> tuple[str, ...]:
        """The classes of the menu that have learners in a course."""
        instance = self._openings.instance
        learners = set(instance.learners[course.code])
        return tuple(c for c in self.menu.allowed if learners.intersection(instance.atoms_of[c]))

    def _under(self, rhythms: Mapping[str, str]) -> Openings:
        """Where courses can stand when some classes take a rhythm and the others any of theirs."""
        key = tuple(rhythms.items())
        if key not in self._partly:
            scenario = Scenario(name="", rhythms=dict(rhythms))
            self._partly[key] = Openings(under(self._openings.instance, scenario), DOMAINS)
        return self._partly[key]

    def _alike(self) -> tuple[Day, ...]:
        """One day for all dates of a weekday that open alike under each rhythm of each class."""
        instance = self._openings.instance
        pairs = [({c: s}) for c, specs in self.menu.allowed.items() for s in specs]
        every = [self._openings, *map(self._under, pairs)]
        found: dict[object, list[date]] = defaultdict(list)
        for when in instance.dates:
            signature = tuple(o.at(course, when) for o in every for course in instance.courses)
            found[when.weekday(), signature].append(when)
        groups = sorted(found.values(), key=lambda group: group[0])
        return tuple(Day(index, tuple(group)) for index, group in enumerate(groups))


def union(specs: Sequence[str]) -> str:
    """The SPEC that has every day and half-day of some others, whatever their cycles.

    Cycles advance with the teaching weeks and not with the days taught, so those of different
    length fall together again after their least common multiple.
    """
    cycles = [parse_rhythm(spec) for spec in specs]
    length = lcm(*(len(cycle) for cycle in cycles))
    weeks: list[Week] = []
    for turn in range(length):
        week: Week = {}
        for cycle in cycles:
            for day, half in cycle[turn % len(cycle)].items():
                week[day] = half if week.get(day, half) == half else "day"
        weeks.append(week)
    return format_rhythm(tuple(weeks))


def _seen(x: Variables, openings: Openings, course: Course) -> Variables:
    """The words of a model as they read under other rhythms, for one course alone."""
    view = copy.copy(x)
    view.openings, view.instance = openings, openings.instance
    view.__dict__["courses"] = (openings.instance.course[course.code],)
    return view


def _most_off(instance: Instance, course: Course) -> int:
    """More minutes than a course can be off its pace over all weeks."""
    most = course.minutes + max((quota.tolerance for quota in instance.quotas), default=0)
    return most * len(instance.dates)


__all__ = ["Chooser", "Combination", "Menu", "Proposal", "union"]
