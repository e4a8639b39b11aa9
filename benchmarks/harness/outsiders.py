"""What programs that are not ours write: the competition's validator, and fet-cl."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_HARD = re.compile(r"violation[^:=\n]*[:=]\s*(\d+)", re.I)
_SOFT = re.compile(r"cost[^:=\n]*[:=]\s*(\d+(?:\.\d+)?)", re.I)
_TOTAL = re.compile(r"total\s+cost\s*[:=]?\s*(\d+(?:\.\d+)?)", re.I)
_ALL = re.compile(r"violations\s*[:=]\s*(\d+)", re.I)  # not `Violations of Lectures : 0`


@dataclass(frozen=True)
class Verdict:
    """Violations of required rules and the cost of the others, as a program counts them."""

    violations: int
    cost: float


def parse_verdict(text: str) -> Verdict | None:
    """Read what a validator prints; None when it says neither violations nor costs.

    Totals are believed before sums: validators print both, in more than one form.
    """
    total, everything = _TOTAL.search(text), _ALL.search(text)
    lines = [line for line in text.splitlines() if not (_TOTAL.search(line) or _ALL.search(line))]
    hard = [int(found[1]) for line in lines if (found := _HARD.search(line))]
    soft = [
        float(found[1])
        for line in lines
        if not _HARD.search(line) and (found := _SOFT.search(line))
    ]
    if total is None and everything is None and not hard and not soft:
        return None
    return Verdict(
        int(everything[1]) if everything else sum(hard),
        float(total[1]) if total else sum(soft),
    )


def fet_status(out: str, code: int, plan: Path | None) -> str:
    """The status of a run of fet-cl, by what it printed and whether it left a plan."""
    if plan is not None:
        return "feasible"
    words = out.lower()
    if "time exceeded" in words or "interrupted" in words:
        return "unfinished"
    if "impossible" in words:
        return "infeasible"
    return "failed" if code else "unfinished"


def fet_plan(folder: Path, stem: str) -> Path | None:
    """The whole plan that fet-cl left, if it did: its partial ones have other folders."""
    path = folder / "timetables" / stem / f"{stem}_data_and_timetable.fet"
    return path if path.exists() else None


def fet_seeds(seed: int) -> list[str]:
    """The six components of fet-cl's seed."""
    names = ("10", "11", "12", "20", "21", "22")
    return [f"--randomseeds{name}={seed + rank}" for rank, name in enumerate(names, start=1)]
