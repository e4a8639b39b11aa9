"""How long people wait for what should be instant: help, and the check of the example.

Run it with `make bench`; the targets are 0.3 s for help and 2 s for a check, whole process.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

RUNS = 5


def seconds(*arguments: str) -> float:
    """The median wall-clock time of a command over some runs."""
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "semainier", *arguments], check=True, capture_output=True
        )
        times.append(time.perf_counter() - begun)
    return median(times)


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
            print(f"check, example {example:5} {seconds('check', path):6.2f} s (target 2)")
    print(f"--help               {seconds('--help'):6.2f} s (target 0.3)")
    print(f"solve --help         {seconds('solve', '--help'):6.2f} s (target 0.3)")


if __name__ == "__main__":
    main()
