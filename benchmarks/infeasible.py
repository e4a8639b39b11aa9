"""Workbooks that have no timetable, each for a known cause, and how well `explain` does.

`python -m benchmarks.infeasible [--seconds N] [NAME …]` makes each workbook, explains it and
checks that the conflict names the cause, that each of its reasons is needed, that what is offered
was verified. Exit code 1 when a cause is missed or nothing is offered.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.campus import make_campus
from benchmarks.infeasible_cases import CASES, Case
from constraints.verify import verify
from instances.examples import example_tables
from instances.instance import Instance
from instances.workbook import Tables, read_tables, read_workbook, write_workbook
from instances.workbook.tables import tables_of
from semainier.explain import usual_limits
from solver.control import Control, Options
from solver.explain import Conflict, find_conflict, holds_together
from solver.relaxations import relaxations


def base(name: str) -> Tables:
    """The tables a case is made from."""
    if name == "s1":
        return tables_of(read_tables(example_tables("s1")).instance)
    return make_campus(int(name), 0.85, 1).tables


def run(case: Case, seconds: float | None, folder: Path) -> tuple[bool, str]:
    """Explain a case; whether all is well, and a line of the table."""
    path = folder / f"{case.name}.xlsx"
    tables = base(case.base)
    case.edit(tables)
    write_workbook(tables, path, "fr")
    instance = read_workbook(path).instance
    begun = time.monotonic()
    enough, limit = (seconds, seconds) if seconds else usual_limits(instance)
    control = Control(Options(time_limit=limit))
    conflict = find_conflict(instance, control)
    took = time.monotonic() - begun
    if conflict is None:
        return False, f"| {case.name} | {case.base} | none found | | | {took:.0f} | 0 | |"
    found = relaxations(instance, conflict, control, until=enough)
    total = time.monotonic() - begun
    named = frozenset((r.rule, r.subject.code) for c in found.conflicts for r in c.reasons)
    needed = all(_needed(instance, one) for one in found.conflicts[:1])
    verified = all(verify(one.timetable).complete for one in found.tried)
    good = case.names(named) and needed and verified and conflict.minimal and bool(found.tried)
    reasons = ", ".join(f"{rule} {code}" for rule, code in sorted(named))
    offered = f"{len(found.tried)}{'' if verified else ' (NOT VERIFIED)'}"
    cells = (case.name, case.base, reasons, case.names(named), needed, round(took), offered)
    return good, "| " + " | ".join(map(str, (*cells, round(total)))) + " |"


def _needed(instance: Instance, conflict: Conflict) -> bool:
    """Whether a conflict holds together without any one of its reasons."""
    for reason in conflict.reasons:
        rest = replace(conflict, reasons=tuple(r for r in conflict.reasons if r != reason))
        if holds_together(instance, rest, Control(Options(time_limit=20)), 20) != "feasible":
            return False
    return True


def main() -> None:
    """Run the cases named, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.infeasible", description=__doc__)
    parser.add_argument("names", nargs="*", help="cases (all)")
    parser.add_argument("--seconds", type=float, help="for each (as `explain`)")
    arguments = parser.parse_args()
    chosen = [case for case in CASES if not arguments.names or case.name in arguments.names]
    print("| case | base | conflict | cause named | all needed | s | offered | s in all |")
    print("|---|---|---|---|---|---|---|---|")
    good = True
    with tempfile.TemporaryDirectory() as folder:
        for case in chosen:
            fine, line = run(case, arguments.seconds, Path(folder))
            good &= fine
            print(line, flush=True)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
