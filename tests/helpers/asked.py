"""What searches ask of CP-SAT, model by model: the finest trace of whether two are the same.

`python tests/helpers/asked.py` prints it for a search, a repair and a choice of rhythms, for a test
that runs it in processes whose sets are ordered differently.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random
from threading import Lock
from time import sleep

from ortools.sat.python import cp_model
from tiny import MONDAY, course, tiny

from instances.entities import Group, Rhythm, Room, TimeOff
from instances.instance import Instance
from solver.choose import Chooser, Menu
from solver.control import Options
from solver.repair import repair
from solver.solve import solve

# Some twenty tries after the first plan; a wall limit that no machine comes near.
FEW = Options(time_limit=2000, workers=1, seed=1, share=0.0007)


@contextmanager
def asked(delays: Random | None = None) -> Iterator[list[tuple[str, str, str]]]:
    """Note what each solve is asked, allowed and answers; in any order where there are threads.

    `delays`: each solve waits a moment before it begins, so that threads come in another order.
    """
    noted: list[tuple[str, str, str]] = []
    solve_model, lock = cp_model.CpSolver.solve, Lock()

    def noting(solver, model, *callbacks):
        if delays is not None:
            sleep(delays.random() / 50)
        status = solve_model(solver, model, *callbacks)
        values = str(list(solver.response_proto.solution))
        with lock:
            noted.append((_digest(str(model.proto)), str(solver.parameters), _digest(values)))
        return status

    cp_model.CpSolver.solve = noting
    try:
        yield noted
    finally:
        cp_model.CpSolver.solve = solve_model


def two_classes() -> Instance:
    """Two classes with teachers, rooms and teams to choose; better and better plans for a while."""
    return tiny(
        *(
            course(
                f"{group}{unit}",
                hours=unit + 2,
                lengths=(2, 1),
                groups=group,
                teachers="ann eve bob|cid" if unit % 2 else "ann|bob|cid dan|eve",
                rooms="red|blue red|blue|green" if unit % 3 else "red|blue|green",
            )
            for group in "GH"
            for unit in range(3)
        ),
        weeks=2,
        groups=(Group(code="G", rhythm="R", size=9), Group(code="H", rhythm="S", size=9)),
        rhythms=(Rhythm(name="R", spec="Mon Tue Wed"), Rhythm(name="S", spec="Tue Wed Thu")),
        rooms=tuple(Room(code=code, seats=20) for code in ("red", "blue", "green")),
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def main() -> None:
    """Print every question of three searches."""
    instance = two_classes()
    with asked() as noted:
        plan = solve(instance, FEW).timetable
        away = TimeOff(who="ann", kind="teacher", first=MONDAY + timedelta(7), level="impossible")
        away = away.model_copy(update={"last": MONDAY + timedelta(8)})
        repair(instance, plan, [away], options=FEW)
        menu = Menu.of({"G": ("Mon Tue Wed", "Mon Tue Thu"), "H": ("Tue Wed Thu", "Mon Wed Fri")})
        Chooser(instance, menu).propose(FEW)
    for question in noted:
        print(*question)


if __name__ == "__main__":
    main()
