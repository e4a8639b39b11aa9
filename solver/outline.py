"""The outline: a typical week of the whole school, that says which slots each course aims at.

One day stands for all dates of a weekday with the same classes and counts replace Booleans, so
the whole school is one small model: it shares teachers and rooms among the classes before any
date is looked at. It is a guide, no proof: sessions stand on tiles, and dates differ.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from constraints.openings import Openings
from constraints.placements import Day, Slot
from instances.instance import Instance
from instances.text import Text
from instances.weeks import weeks_of
from solver.control import Control, Job
from solver.floors import floors
from solver.model import Scope, build
from solver.plan import chosen_teams
from solver.tiles import tiled

STAGE = Text("Esquisse de la semaine", "Outline of the week")
# Seconds: whatever the school, and for each course; at most that share of the time left.
SECONDS, COURSE_SECONDS, SHARE = 0.4, 0.02, 0.12
# More kinds of days than that, and a day is a weekday.
MOST_DAYS = 40
# Loads of days are told by the dates, not by a typical week.
WITHOUT = ("balance_days",)


@dataclass(frozen=True)
class Outline:
    """What the outline found: slots and the chosen team, by course."""

    slots: dict[str, frozenset[Slot]] = field(default_factory=dict)
    teams: dict[str, frozenset[str]] = field(default_factory=dict)


def find_outline(openings: Openings, control: Control) -> Outline:
    """Look for a good typical week; none for a term of one week, or if none is found."""
    instance = openings.instance
    if len(weeks_of(instance.dates)) <= 1:
        return Outline()
    control.enter(STAGE)
    model = build(
        openings,
        typical_days(instance),
        Scope(narrow=tiled(instance)),
        without=WITHOUT,
        floors=floors(openings),
    )
    control.spend(model.size * 2e-5)
    wanted = SECONDS + COURSE_SECONDS * len(instance.courses)
    seconds = min(wanted, SHARE * control.remaining)
    solved = control.run(Job(model.cp, seconds, workers=control.workers))
    if not solved.found:
        return Outline()
    slots = {
        course.code: frozenset(p.slot for p in model.x.of(course) if solved.value(p.var))
        for course in instance.courses
    }
    return Outline(slots, chosen_teams(model.x, solved.value))


def typical_days(instance: Instance) -> tuple[Day, ...]:
    """One day for all dates of a weekday on which the same classes are there.

    Classes of a rhythm that alternates share their teachers by weeks: told apart here, or two of
    them would be promised the same hours of the same dates.
    """
    alike: dict[tuple[object, ...], list[date]] = defaultdict(list)
    for when in instance.dates:
        there = tuple(bool(instance.status(root.code, when).open) for root in instance.roots)
        alike[when.weekday(), there].append(when)
    if len(alike) > MOST_DAYS:
        alike = defaultdict(list)
        for when in instance.dates:
            alike[when.weekday(),].append(when)
    groups = sorted(alike.values(), key=lambda some: some[0])
    return tuple(Day(index, tuple(some)) for index, some in enumerate(groups))
