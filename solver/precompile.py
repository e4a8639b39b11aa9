"""Compile the steps of all annealings once, so that no search waits for it.

`python -m solver.precompile` is part of the set-up: a search that is shorter than the compiler
takes would otherwise never have them.
"""

from __future__ import annotations

from datetime import date, timedelta

from constraints.openings import Openings
from constraints.registry import DOMAINS, SOFT
from instances.entities import Course, Group, Rhythm, Room, Settings, Teacher
from instances.grid import Grid, Period
from instances.instance import Instance
from solver import annealing, exchange, forward
from solver.annealing_arrays import Arrays
from solver.control import Control, Options
from solver.cooling import Run
from solver.exchange_arrays import TermArrays
from solver.insertion import inserted
from solver.plan import Plan
from solver.whole_days import WISHES


def precompile() -> None:
    """Compile what is not compiled yet; some seconds each, kept for later runs."""
    for run in (_exchanges(1), _exchanges(2), _week(), _steps()):
        run.step(0.0, 0)


def _exchanges(threads: int) -> Run:
    openings, plan = _planned(_problem(weeks=2))
    return exchange.begin(TermArrays(openings, plan), (0, 0), threads)


def _week() -> Run:
    prices = {rule.id: 60 * (rule.id in WISHES) for rule in SOFT}
    openings, plan = _planned(_problem(weeks=1).changed(prices=prices))
    return annealing.begin(Arrays(openings, plan), (0, 0))


def _steps() -> Run:
    return forward.begun(Openings(_problem(weeks=1), DOMAINS), Control(Options()), ())[0]


def _planned(instance: Instance) -> tuple[Openings, Plan]:
    openings = Openings(instance, DOMAINS)
    return openings, next(inserted(openings, Control(Options())))


def _problem(weeks: int) -> Instance:
    """A course of two hours that has two days a week."""
    start = date(2026, 9, 7)
    course = Course(
        code="A",
        unit="A",
        groups=("G",),
        minutes=120,
        durations=(60,),
        posts=(("T",),),
        rooms=(("R",),),
    )
    return Instance(
        settings=Settings(start=start, end=start + timedelta(days=7 * weeks - 1)),
        grid=Grid(periods=tuple(Period(start=h, end=h + 60, credited=60) for h in (480, 540))),
        rhythms=(Rhythm(name="R", spec="Mon Tue"),),
        groups=(Group(code="G", rhythm="R"),),
        teachers=(Teacher(code="T"),),
        rooms=(Room(code="R"),),
        courses=(course,),
    )


if __name__ == "__main__":
    precompile()
