"""Many problems planned one after the other or side by side, and every result kept.

A result is a `timetable.json` named by what it depends on: the data (scenario included), the
options and the versions of the search. A sweep that stopped takes up what is kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from constraints.verify import verify
from constraints.weights import points
from instances.instance import Instance
from instances.timetable import Timetable
from instances.timetable_errors import TimetableError
from instances.timetable_file import (
    TimetableRecord,
    from_record,
    read_timetable,
    to_record,
    write_timetable,
)
from solver.control import Options, Stop
from solver.solve import solve

# Seed of a comparison that names none: the same table on every run.
SEED = 1


@dataclass(frozen=True)
class Lost:
    """A problem that could not be planned where it was sent; `why` is what the place said."""

    why: str


@dataclass(frozen=True)
class Done:
    """What came of one problem; `kept`: it was planned by an earlier run."""

    digest: str
    result: Timetable | Lost
    kept: bool = False


class Place(Protocol):
    """Somewhere problems are planned: this process, processes of this machine, a cluster."""

    def plan(
        self, jobs: Mapping[str, str], options: Options, stop: Stop
    ) -> Iterator[tuple[str, str | Lost]]:
        """Plan problems (key → JSON of the instance) and yield key and JSON as they are ready.

        Ends early when stopped: what was not ready is not yielded.
        """
        ...


class Shelf:
    """The folder where results are kept, one file a problem and set of options."""

    def __init__(self, folder: Path, options: Options) -> None:
        self.folder, self._options = folder, options

    def path(self, instance: Instance) -> Path:
        """Where the result of a problem is kept."""
        return self.folder / f"{self.key(instance)}.json"

    def key(self, instance: Instance) -> str:
        """What a result depends on, as 16 hexadecimal digits."""
        versions = {name: version(name) for name in ("semainier", "ortools")}
        parts = {"instance": instance.digest, "options": asdict(self._options), **versions}
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]

    def find(self, instance: Instance) -> Timetable | None:
        """The result kept for a problem; None when there is none that can be read."""
        try:
            found = read_timetable(self.path(instance))
        except (OSError, TimetableError):
            return None
        return found if found.instance.digest == instance.digest else None

    def keep(self, timetable: Timetable) -> None:
        """Keep a result, whole or not at all."""
        write_timetable(timetable, self.path(timetable.instance))


def sweep(
    instances: Sequence[Instance],
    options: Options,
    shelf: Shelf,
    stop: Stop,
    open_place: Callable[[int], AbstractContextManager[Place]],
) -> Iterator[Done]:
    """Plan every problem that is not kept yet; yield each as it is ready, kept ones first.

    Equal problems are planned once. `open_place` is asked for a place only when something is
    left to plan, with how many problems there are.

    Raises
    ------
    RuntimeError
        When a result does not stand its verification: a fault of ours.
    """
    different = {instance.digest: instance for instance in instances}
    missing: dict[str, str] = {}
    for digest, instance in different.items():
        found = shelf.find(instance)
        if found is None:
            missing[digest] = instance.model_dump_json()
        else:
            yield Done(digest, verified(found), kept=True)
    if not missing or stop.asked:
        return
    with open_place(len(missing)) as place:
        for digest, answer in place.plan(missing, options, stop):
            if isinstance(answer, Lost):
                yield Done(digest, answer)
                continue
            timetable = verified(from_json(answer))
            if timetable.instance.digest != digest:
                raise RuntimeError("another problem came back than was sent")
            if timetable.solution is not None and timetable.solution.stopped != "interrupted":
                shelf.keep(timetable)
            yield Done(digest, timetable)


def plan_one(problem: str, options: Options) -> str:
    """Plan a problem given as the JSON of its instance; the JSON of its timetable.

    This is what runs on a worker: text in, text out, so that it depends on nothing of the sender.
    """
    outcome = solve(Instance.model_validate_json(problem), options)
    return to_record(outcome.timetable).model_dump_json()


def from_json(text: str) -> Timetable:
    """The timetable that `plan_one` wrote."""
    return from_record(TimetableRecord.model_validate_json(text))


def proved_impossible(timetable: Timetable) -> bool:
    """Whether the search proved that no timetable keeps every required rule."""
    solution = timetable.solution
    return (
        solution is not None and solution.status == "partial" and solution.stopped == "infeasible"
    )


def verified(timetable: Timetable) -> Timetable:
    """The timetable, once the checks agree with what its solution says of it.

    Raises
    ------
    RuntimeError
        When a complete one breaks a required rule, or costs something else.
    """
    solution = timetable.solution
    if solution is None:
        raise RuntimeError("a result without a solution")
    report = verify(timetable)
    if solution.status == "partial":
        return timetable
    if report.violations:
        raise RuntimeError(f"a complete plan breaks a rule: {report.violations[0].say('en')}")
    if solution.objective != points(report.cost):
        raise RuntimeError(f"a plan costs {report.points}, not {solution.objective}")
    return timetable
