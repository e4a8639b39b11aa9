"""The cost of every version, and what the last version lost against the one before."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.harness.record import Record, Results, median_time, middle

COLUMNS = (
    "date",
    "commit",
    "suite",
    "instance",
    "method",
    "seed",
    "limit",
    "status",
    "violations",
    "first_complete",
    "cost",
    "bound",
    "peak",
)
# What counts as lost: more than runs differ by themselves.
COST_SHARE = 0.01
TIME_SHARE, TIME_SECONDS = 0.25, 2.0
ROUNDING = 0.02  # points
Key = tuple[str, str, float]


def append(path: Path, results: Results) -> None:
    """Write the runs of ours at the end of the history; an outsider's plan has no history."""
    fresh = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if fresh:
            writer.writerow(COLUMNS)
        for record in results.records:
            if record.method == "semainier":
                context = {"date": results.context.date, "commit": results.context.commit}
                values = {**context, **record.__dict__}
                cells = (values[column] for column in COLUMNS)
                writer.writerow(["" if cell is None else cell for cell in cells])


def read(path: Path) -> dict[str, list[Record]]:
    """The runs of each version, the oldest version first.

    Raises
    ------
    ValueError
        When the file is no history.
    """
    versions: dict[str, list[Record]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            try:
                versions[row["commit"]].append(_record(row))
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(
                    f"{path}, line {line}: no run of the benchmarks ({error})"
                ) from None
    return dict(versions)


def _record(row: dict[str, str]) -> Record:
    def number(column: str) -> float | None:
        return float(row[column]) if row[column] else None

    violations = number("violations")
    return Record(
        row["suite"],
        row["instance"],
        row["method"],
        int(row["seed"]),
        float(row["limit"]),
        row["status"],
        first_complete=number("first_complete"),
        cost=number("cost"),
        bound=number("bound"),
        peak=number("peak"),
        violations=None if violations is None else int(violations),
    )


@dataclass(frozen=True)
class Change:
    """What differs on an instance between two versions: `lost`, `won` or `wrong` (a fault)."""

    verdict: str
    suite: str
    instance: str
    limit: float
    what: str

    def __str__(self) -> str:
        return f"{self.verdict:5}  {self.suite}, {self.instance}, {self.limit:g} s: {self.what}"


def compare(old: Iterable[Record], new: Iterable[Record]) -> list[Change]:
    """What a version lost and won, by medians, on the instances that both were run on."""
    before, after = _by_instance(old), _by_instance(new)
    changes: list[Change] = []
    for key in before.keys() & after.keys():
        changes += _changes(key, before[key], after[key])
    order = {"wrong": 0, "lost": 1, "won": 2}
    return sorted(changes, key=lambda change: (order[change.verdict], str(change)))


def _by_instance(records: Iterable[Record]) -> dict[Key, list[Record]]:
    found: dict[Key, list[Record]] = defaultdict(list)
    for record in records:
        if record.method == "semainier":
            found[record.suite, record.instance, record.limit].append(record)
    return found


def _changes(key: Key, old: Sequence[Record], new: Sequence[Record]) -> Iterable[Change]:
    complete = [sum(record.complete for record in side) / len(side) for side in (old, new)]
    if complete[0] != complete[1]:
        verdict = "lost" if complete[1] < complete[0] else "won"
        yield Change(verdict, *key, f"complete in {complete[0]:.0%} → {complete[1]:.0%} of runs")
    costs = [middle(r.cost for r in side if r.complete) for side in (old, new)]
    if costs[0] is not None and costs[1] is not None:
        allowed = max(COST_SHARE * abs(costs[0]), ROUNDING)
        if abs(costs[1] - costs[0]) > allowed:
            verdict = "lost" if costs[1] > costs[0] else "won"
            yield Change(verdict, *key, f"cost {costs[0]:.1f} → {costs[1]:.1f}")
    times = [median_time(side) for side in (old, new)]
    if times[0] is not None and times[1] is not None:
        allowed = max(TIME_SHARE * times[0], TIME_SECONDS)
        if abs(times[1] - times[0]) > allowed:
            verdict = "lost" if times[1] > times[0] else "won"
            yield Change(verdict, *key, f"complete after {times[0]:.1f} → {times[1]:.1f} s")
    yield from _beaten_bounds(key, old, new)


def _beaten_bounds(key: Key, old: Sequence[Record], new: Sequence[Record]) -> Iterable[Change]:
    """A plan cheaper than what was once proved the cheapest: one of the two is wrong.

    Only between runs of one seed, which are of one instance.
    """
    bounds: dict[int, float] = {}
    for record in (*old, *new):
        if record.bound is not None:
            bounds[record.seed] = max(record.bound, bounds.get(record.seed, record.bound))
    for record in (*old, *new):
        if record.complete and record.cost is not None:
            bound = bounds.get(record.seed, record.cost)
            if record.cost < bound - ROUNDING:
                what = f"seed {record.seed}: cost {record.cost:.2f} under a bound of {bound:.2f}"
                yield Change("wrong", *key, what)
