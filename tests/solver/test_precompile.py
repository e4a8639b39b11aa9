"""One compilation serves every problem."""

from __future__ import annotations

from pathlib import Path

from tiny import course, day_grid, tiny
from weekly import tiny_week

from constraints.openings import Openings
from constraints.registry import DOMAINS
from instances.entities import Group
from instances.instance import Instance
from solver import annealing, exchange
from solver.annealing_arrays import Arrays
from solver.annealing_kernel import cool as cool_week
from solver.control import Control, Options
from solver.exchange_arrays import TermArrays
from solver.exchange_kernel import cool as cool_term
from solver.first import first_plan
from solver.plan import Plan
from solver.precompile import precompile


def planned(instance: Instance) -> tuple[Openings, Plan]:
    openings = Openings(instance, DOMAINS)
    found = first_plan(openings, Control(Options(time_limit=20)))
    assert found is not None and found.complete
    return openings, found


def test_what_is_compiled_once_takes_the_arrays_of_any_problem(tmp_path: Path) -> None:
    precompile()
    halves = (Group(code="G", rhythm="R"), Group(code="H", rhythm="R", parent="G"))
    for instance in (
        tiny(course("A", groups=""), weeks=2, groups=halves),
        tiny(course("A", 4, (2, 1), groups="H", rooms="R S"), weeks=3, groups=halves),
        tiny(
            course("A/1", lengths=(1, 0.5), family="A", teachers="T U"),
            course("A/2", family="A", groups="K", parallel_with=("B",)),
            course("B"),
            course("C", after=("B",)),
            weeks=4,
            grid=day_grid(8, 12, step=0.25),
        ),
    ):
        openings, plan = planned(instance)
        exchange.begin(TermArrays(openings, plan), (1, 2)).step(0.5, 100)
    openings, plan = planned(tiny_week(tmp_path))
    annealing.begin(Arrays(openings, plan), (1, 2)).step(0.5, 100)
    assert len(cool_term.signatures) == 1
    assert len(cool_week.signatures) == 1
