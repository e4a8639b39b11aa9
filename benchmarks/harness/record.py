"""What a run is remembered by, and on which machine and with which versions it was made."""

from __future__ import annotations

import datetime
import json
import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.harness.process import ROOT


@dataclass(frozen=True)
class Record:
    """One run of one method on one instance.

    seed
        Of the drawn instance, or the number of the run where the instance is given.
    limit
        Seconds of search it was given.
    status
        `optimal`, `feasible`, `infeasible`, `unfinished` as `solve --json` says; `failed` when the
        run made nothing (`note` says why); `reference`: the plan an instance was made from.
    first_complete, seconds, wall
        Seconds of search until a plan was complete, of search in all, of the whole process.
    cost, bound
        In points.
    peak
        MB.
    violations
        Of required rules, counted by a program that did not make the plan; None: not counted.
    outside
        The cost in the words of a program that is not ours.
    size
        What there is to plan: classes, sessions and so on.
    """

    suite: str
    instance: str
    method: str
    seed: int
    limit: float
    status: str
    first_complete: float | None = None
    seconds: float | None = None
    wall: float | None = None
    cost: float | None = None
    bound: float | None = None
    peak: float | None = None
    violations: int | None = None
    outside: float | None = None
    note: str = ""
    size: dict[str, float] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether there is a plan that keeps every required rule."""
        return self.status in ("optimal", "feasible") and not self.violations

    @property
    def gap(self) -> float | None:
        """(cost − bound) / max(1, cost)."""
        if self.cost is None or self.bound is None:
            return None
        return max(0.0, self.cost - self.bound) / max(1.0, self.cost)


@dataclass(frozen=True)
class Context:
    """Where and with what runs were made.

    commit
        Short hash; `+` when the tree had changes that are not committed.
    skipped
        What was not run, and why: a sentence each.
    """

    date: str
    commit: str
    machine: dict[str, str]
    versions: dict[str, str]
    arguments: str = ""
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True)
class Results:
    """The runs of one call of the harness."""

    context: Context
    records: tuple[Record, ...]

    def write(self, path: Path) -> None:
        """Write raw records."""
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(asdict(self), indent=1, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8")


def read_results(path: Path) -> Results:
    """Read raw records.

    Raises
    ------
    ValueError
        When the file holds none.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        context = found["context"]
        context["skipped"] = tuple(context["skipped"])
        records = tuple(Record(**_known(record)) for record in found["records"])
        return Results(Context(**context), records)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path}: no records of the benchmarks ({error})") from None


def _known(record: dict[str, Any]) -> dict[str, Any]:
    """Fields of this version: older and newer files stay readable."""
    names = {each.name for each in fields(Record)}
    return {key: value for key, value in record.items() if key in names}


def middle(values: Iterable[float | None]) -> float | None:
    """The median of what is known; None when nothing is."""
    known = [value for value in values if value is not None]
    return float(median(known)) if known else None


def median_time(records: Sequence[Record]) -> float | None:
    """The median time to a complete plan; None where half of the runs or more found none.

    A run that found none counts as slower than all.
    """
    times = [r.first_complete if r.complete else None for r in records]
    ordered = [float("inf") if time is None else time for time in times]
    found = median(ordered) if ordered else float("inf")
    return None if found == float("inf") else float(found)


def here(arguments: str, skipped: Sequence[str]) -> Context:
    """The machine, the tree and the time of now."""
    return Context(
        date=datetime.datetime.now(datetime.UTC).replace(microsecond=0).isoformat(),
        commit=_commit(),
        machine={
            "cores": str(_cores()),
            "memory": _memory(),
            "cpu": _cpu(),
            "system": f"{platform.system()} {platform.machine()}",
        },
        versions={"python": platform.python_version()}
        | {name: _version(name) for name in ("semainier", "ortools")},
        arguments=arguments,
        skipped=tuple(skipped),
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _commit() -> str:
    def git(*words: str) -> str:
        return subprocess.run(
            ["git", *words], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.strip()

    # What the benchmarks write themselves is no change of what they measure.
    ours = (":(exclude)benchmarks/history.csv", ":(exclude)benchmarks/results")
    try:
        changed = git("status", "--porcelain", "--", ".", *ours, ":(exclude)benchmarks/RESULTS.md")
        return git("rev-parse", "--short", "HEAD") + ("+" if changed else "")
    except (OSError, subprocess.CalledProcessError):
        return "no git"


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def _memory() -> str:
    try:
        pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return "not known"
    return f"{pages * size / 1e9:.1f} GB"


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "not known"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "not known"
