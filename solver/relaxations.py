"""Relaxations: what could be changed so that a complete timetable exists, each tried.

A change is offered only when the whole problem was planned under it and the plan was verified. The
conflicts known so far decide what is worth a try: a change must leave each of them able to hold
together. Where a plan cannot be completed, another conflict is looked for; changes are then put
together, the cheapest first. So a problem with several causes shows them all.

Reiter, "A Theory of Diagnosis from First Principles", 1987 (hitting sets of conflicts).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from itertools import count, product
from math import inf

from instances.instance import Instance
from instances.text import Text
from instances.timetable import Timetable
from solver.change import Relaxation, Scales
from solver.changes import FULLEST, candidates, classes_of, fewer_hours, without
from solver.control import Control
from solver.explain import Conflict, conflict_among, find_conflict, holds_together, part_holds
from solver.parts import fullness
from solver.plan import Plan
from solver.trials import Trials, close

STAGE = Text("Essai de changements", "Trying changes")
# Changes tried of one kind beside the same others, changes together, and changes offered.
EACH_KIND, MOST_CHANGES, MOST_OFFERED = 3, 3, 5
# With so many offered that are one change each, none is put together.
ENOUGH = 2
# Conflicts that every change is held against.
MOST_CONFLICTS = 6
QUICK, LEAST_SECONDS = 2.0, 0.5
# Seconds for the first plan of all, for one from a near plan, and for one from nothing: a share of
# what is left, at least.
FIRST_SHARE, FIRST_SECONDS, FEWER_SHARE = 0.3, 6.0, 0.15
NEAR_SHARE, NEAR_SECONDS = 0.06, 2.0
AGAIN_SHARE, AGAIN_SECONDS = 0.25, 6.0
# Seconds to look for another conflict where hours are missing.
FIRST_LOOK_SHARE, LOOK_SHARE, LOOK_SECONDS = 0.15, 0.04, 1.5


@dataclass(frozen=True)
class Tried:
    """A change under which a complete plan was found in so many seconds."""

    relaxation: Relaxation
    timetable: Timetable
    seconds: float


@dataclass
class Mended:
    """What a problem without a timetable suffers from, and what would help.

    conflicts
        The first one, and others that were found with the reasons of those before dropped.
    tried
        Changes that make a complete plan exist, the cheapest first.
    """

    conflicts: list[Conflict]
    tried: list[Tried] = field(default_factory=list)


def relaxations(
    instance: Instance, conflict: Conflict, control: Control, *, until: float = inf
) -> Mended:
    """Changes that make a complete plan exist; each planned and verified.

    `until`: seconds of the search after which no more is tried, if there is something to offer.
    """
    search = _Search(instance, conflict, control, until)
    search.prepare()
    search.run()
    tried = sorted(search.found.tried, key=lambda one: one.relaxation.cost)
    search.found.tried = [one for one in tried if not any(_less(other, one) for other in tried)]
    return search.found


@dataclass(order=True)
class _Change:
    """A change to be tried, and the conflict it is meant for."""

    cost: int
    order: int
    steps: tuple[Relaxation, ...] = field(compare=False)
    target: Conflict = field(compare=False)
    group: str = field(compare=False)

    @property
    def what(self) -> Relaxation:
        """The change; the further steps are more of the same."""
        return self.steps[0]


class _Search:
    """Changes still to be tried, the cheapest first, and what is known of them."""

    def __init__(
        self, instance: Instance, conflict: Conflict, control: Control, until: float
    ) -> None:
        self.instance, self.control, self.until = instance, control, until
        self.found = Mended([conflict])
        # Every conflict found, those that a change leaves as well.
        self._known = [conflict]
        self.trials = Trials(control)
        self._order = count()
        self._queue: list[_Change] = []
        self._seen: set[frozenset[Text]] = set()
        self._kinds: Counter[str] = Counter()
        self._later: list[Relaxation] = []
        self._partly: list[_Change] = []

    @property
    def _done(self) -> bool:
        over = self.control.over or self.control.remaining < LEAST_SECONDS
        late = bool(self.found.tried) and self.control.seconds > self.until
        return over or late or len(self.found.tried) >= MOST_OFFERED

    def _share(self, share: float, least: float) -> float:
        """Seconds for a step: a share of what is left, until somebody waits no longer."""
        left = self.control.remaining
        if self.found.tried:
            left = min(left, max(LEAST_SECONDS, self.until - self.control.seconds))
        return min(left, max(least, share * left))

    def prepare(self) -> None:
        """Plan without the reasons of the conflict, and of any other that stands behind it."""
        loose, plan = self.instance, None
        for conflict in self.found.conflicts:
            loose = without(loose, conflict)
            self.control.enter(STAGE)
            way = self.trials.afresh if plan is None or not close(plan) else self.trials.near
            plan = way(loose, self._share(FIRST_SHARE, FIRST_SECONDS))
            if plan is None or plan.complete or self._done:
                break
            other = self._look(loose, plan, LOOK_SHARE if close(plan) else FIRST_LOOK_SHARE)
            conflicts = self.found.conflicts
            if other is not None and other not in conflicts and len(conflicts) < MOST_CHANGES:
                conflicts.append(other)
        if plan is not None and not close(plan) and not self._done:
            # Still too full, though nothing proves it: with fewer hours the others find a place.
            for conflict in self.found.conflicts:
                loose = fewer_hours(loose, conflict)
            plan = self.trials.near(loose, self._share(FEWER_SHARE, NEAR_SECONDS))
        if plan is not None and close(plan):
            self._offer_surest()

    def _offer_surest(self) -> None:
        """Offer what is nearest to the plan without any of the reasons; cheaper may do as well."""
        change: Relaxation | None = Relaxation("", (), 0, self.instance)
        for conflict in self.found.conflicts:
            change = change and self._surest(change, conflict)
        while change is not None and not self._done:
            begun = self.control.seconds
            plan = self.trials.near(change.instance, self._share(AGAIN_SHARE, AGAIN_SECONDS))
            if self._offer(change, plan, begun) or plan is None or not close(plan):
                return
            left = self._look(change.instance, plan)
            change = None if left is None else self._surest(change, left)

    def _surest(self, base: Relaxation, conflict: Conflict) -> Relaxation | None:
        """A change with the one besides under which the last plan misses least."""

        def rank(change: Relaxation) -> tuple[bool, float, int]:
            there = change.instance
            return self._too_full(there, FULLEST), self.trials.missing(there), change.cost

        ends = (steps[-1] for steps in _ladders(base, conflict).values())
        return min(ends, key=rank, default=None)

    def _look(
        self, instance: Instance, plan: Plan | None, share: float = LOOK_SHARE
    ) -> Conflict | None:
        """A conflict where a plan misses hours, if one is found in a moment."""
        near = None if plan is None else plan.unplaced
        seconds = self._share(share, LOOK_SECONDS)
        other = find_conflict(instance, self.control, whole=False, within=seconds, near=near)
        if other is not None:
            self._know(other)
        self.control.enter(STAGE)
        return other

    def run(self) -> None:
        """Try single changes, the cheapest first; where they are too few, several together."""
        self._branch(Relaxation("", (), 0, self.instance), self.found.conflicts[0])
        while self._queue and not self._done:
            self._drain()
            self._again()
            if len(self.found.tried) < ENOUGH:
                self._put_together()

    def _drain(self) -> None:
        while self._queue and not self._done:
            change = heappop(self._queue)
            if self._covered(change.what) or self._kinds[change.group] >= EACH_KIND:
                continue
            if not self._holds(change.what, change.target):
                if step := self._enough(change):
                    self._push(change.steps[step:], change.target, change.group)
                else:
                    self._partly.append(change)
                continue
            others = (c for c in self._known if not self._holds(change.what, c))
            if (left := next(others, None)) is not None:
                self._branch(change.what, left)
                continue
            self._kinds[change.group] += 1
            if not self._try(change.what) and len(change.steps) > 1:
                self._push(change.steps[1:], change.target, change.group)

    def _holds(self, change: Relaxation, conflict: Conflict) -> bool:
        """Whether the courses of a conflict have a timetable by themselves, for all that is known.

        And whether each class of a conflict has days enough for its hours.

        More than that its reasons hold together: those of too many hours, say, are only just so
        many that they do not, and one hour less would leave others.
        """
        if self._too_full(change.instance, 1.0):
            return False
        return part_holds(change.instance, conflict, self.control, QUICK) != "infeasible"

    def _too_full(self, there: Instance, most: float) -> bool:
        """Whether a class of a known conflict has more to do than a share of its open time."""
        classes = {root for one in self._known for root in classes_of(self.instance, one)}
        return any(
            fullness(there, atom) > most for root in classes for atom in there.atoms_of[root]
        )

    def _enough(self, change: _Change) -> int:
        """The first step under which the courses of the conflict have a timetable; 0: none has."""
        low, high = 0, len(change.steps) - 1
        if high == 0 or not self._holds(change.steps[high], change.target):
            return 0
        while high - low > 1:
            middle = (low + high) // 2
            holds = self._holds(change.steps[middle], change.target)
            low, high = (low, middle) if holds else (middle, high)
        return high

    def _put_together(self) -> None:
        """Go on from changes that do a part of it, with what is left of the conflict."""
        for change in self._partly[:EACH_KIND]:
            there = change.what.instance
            left: Conflict | None = change.target
            if holds_together(there, change.target, self.control, QUICK) != "infeasible":
                left = conflict_among(there, change.target.courses, self.control)
            if left is None:
                left = self._look(there, None)
            if left is not None:
                self._know(left)
                self._branch(change.what, left)
        del self._partly[:EACH_KIND]

    def _know(self, conflict: Conflict) -> None:
        if conflict not in self._known and len(self._known) < MOST_CONFLICTS:
            self._known.append(conflict)

    def _try(self, change: Relaxation) -> bool:
        """Plan under a change; where that fails, look for another conflict that is left."""
        begun = self.control.seconds
        plan = self.trials.near(change.instance, self._share(NEAR_SHARE, NEAR_SECONDS))
        if self._offer(change, plan, begun):
            return True
        left = self._look(change.instance, plan)
        if left is None:
            self._later.append(change)
        else:
            self._branch(change, left)
        return False

    def _again(self) -> None:
        """Go on with changes for which no near plan could be mended; then from nothing."""
        later, self._later = sorted(self._later, key=lambda change: change.cost), []
        for way, change in product((self.trials.near, self.trials.afresh), later):
            if self._done:
                return
            if not self._covered(change):
                begun = self.control.seconds
                seconds = self._share(AGAIN_SHARE, AGAIN_SECONDS)
                self._offer(change, way(change.instance, seconds), begun)

    def _offer(self, change: Relaxation, plan: Plan | None, begun: float) -> bool:
        timetable = self.trials.timetable(plan) if plan is not None and plan.complete else None
        if timetable is not None:
            seconds = self.control.seconds - begun
            self.found.tried.append(Tried(change, timetable, seconds))
        return timetable is not None

    def _branch(self, base: Relaxation, conflict: Conflict) -> None:
        """Put a change together with each that the reasons of a conflict suggest."""
        if len(base.texts) >= MOST_CHANGES:
            return
        group = " + ".join(sorted(text.en for text in base.texts))
        for (kind, _), steps in _ladders(base, conflict).items():
            if frozenset(steps[0].texts) not in self._seen:
                self._seen.add(frozenset(steps[0].texts))
                self._push(steps, conflict, f"{group} + {kind}")

    def _push(self, steps: Sequence[Relaxation], target: Conflict, group: str) -> None:
        change = _Change(steps[0].cost, next(self._order), tuple(steps), target, group)
        heappush(self._queue, change)

    def _covered(self, change: Relaxation) -> bool:
        """Whether less than a change was found to do already."""
        return any(_within(one.relaxation, change) for one in self.found.tried)


def _ladders(base: Relaxation, conflict: Conflict) -> dict[tuple[str, Scales], list[Relaxation]]:
    """What the reasons of a conflict suggest besides a change, by what that is more or less of."""
    found: dict[tuple[str, Scales], list[Relaxation]] = {}
    for change in candidates(base.instance, conflict):
        if set(change.scale) & set(base.scale):
            continue
        together = replace(
            change,
            texts=(*base.texts, *change.texts),
            cost=base.cost + change.cost,
            scale=(*base.scale, *change.scale),
        )
        found.setdefault((change.kind, change.scale), []).append(together)
    return found


def _within(less: Relaxation, more: Relaxation) -> bool:
    """Whether each change of one is part of a change of the other, and it costs no more."""
    parts = (any(one[: len(other)] == other for other in more.scale) for one in less.scale)
    return less.cost <= more.cost and all(parts)


def _less(one: Tried, other: Tried) -> bool:
    return one is not other and _within(one.relaxation, other.relaxation)
