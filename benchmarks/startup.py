"""How long people wait for what should be instant: help, the check of the example, arithmetic.

Run it with `make bench`; the targets are 0.3 s for help, 2 s for a check and 1 s for 50 rhythms by
arithmetic, whole process. The least of some runs counts: what else runs can only add to it. Beside
the wall clock stand the seconds of a core that the process took.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from itertools import combinations
from pathlib import Path

RUNS = 7
RHYTHMS = 50
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")


def seconds(*arguments: str) -> str:
    """The least wall-clock and processor time of a command over some runs."""
    walls, cores = [], []
    for _ in range(RUNS):
        begun, used = time.perf_counter(), _used()
        subprocess.run(
            [sys.executable, "-m", "semainier", *arguments], check=True, capture_output=True
        )
        walls.append(time.perf_counter() - begun)
        cores.append(_used() - used)
    return f"{min(walls):6.2f} s ({min(cores):.2f} s of a core)"


def _used() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def rhythms() -> list[str]:
    """Fifty rhythms: sets of two, three and four days, then two in turn with three."""
    sets = {size: [" ".join(days) for days in combinations(DAYS, size)] for size in (2, 3, 4)}
    turns = [f"{two}/{three}" for two in sets[2] for three in sets[3]]
    return [*sets[2], *sets[3], *sets[4], *turns][:RHYTHMS]


def main() -> None:
    """Measure, and say."""
    with tempfile.TemporaryDirectory() as folder:
        for example in ("s1", "s2", "year"):
            path = str(Path(folder, f"{example}.xlsx"))
            subprocess.run(
                [sys.executable, "-m", "semainier", "-q", "new", path, "--example", example],
                check=True,
                capture_output=True,
            )
            print(f"check, example {example:5} {seconds('check', path)} (target 2)")
        path = str(Path(folder, "s1.xlsx"))
        asked = [word for spec in rhythms() for word in ("--rhythm", spec)]
        took = seconds("whatif", path, "--groups", "SIO1", "--audit-only", *asked)
        print(f"whatif, {RHYTHMS} rhythms  {took} (target 1)")
    print(f"--help               {seconds('--help')} (target 0.3)")
    print(f"solve --help         {seconds('solve', '--help')} (target 0.3)")


if __name__ == "__main__":
    main()
