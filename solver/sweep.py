"""Many problems planned one after the other or side by side, and every result kept.

A result is a `timetable.json` named by what it depends on: the data (scenario included), the
options and the versions of the search. A sweep that stopped takes up what is kept.

A problem that leaves all times of the base open is begun with the base's plan, if that still holds:
it then never costs more for having been searched less well. Others are planned from nothing, since
what other days leave of a plan is worse than none (docs/decisions/0008).
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
from instances.grid import Entity
from instances.instance import Instance
from instances.timetable import Session, Timetable
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


class Task(Entity):
    """What is sent to be planned: a problem, and the sessions of a plan that may still hold."""

    instance: Instance
    standing: tuple[Session, ...] = ()


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
        """Plan problems (key → JSON of the task) and yield key and JSON as they are ready.

        Ends early when stopped: what was not ready is not yielded.
        """
        ...


class Shelf:
    """The folder where results are kept, one file a problem and set of options.

    base
        The problem whose plan others may begin with; their results then depend on it.
    """

    def __init__(self, folder: Path, options: Options, base: Instance | None = None) -> None:
        self.folder, self.base, self._options = folder, base, options
        self._after: dict[str, bool] = {}

    def after_base(self, instance: Instance) -> bool:
        """Whether a problem waits for the plan of the base, to begin with it."""
        base, digest = self.base, instance.digest
        if base is None or digest == base.digest:
            return False
        if digest not in self._after:
            self._after[digest] = _all_open(base, instance)
        return self._after[digest]

    def path(self, instance: Instance) -> Path:
        """Where the result of a problem is kept."""
        return self.folder / f"{self.key(instance)}.json"

    def key(self, instance: Instance) -> str:
        """What a result depends on, as 16 hexadecimal digits."""
        versions = {name: version(name) for name in ("semainier", "ortools")}
        parts = {"instance": instance.digest, "options": asdict(self._options), **versions}
        if self.base is not None and self.after_base(instance):
            parts["begun_with"] = self.base.digest
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
    missing: dict[str, Instance] = {}
    for digest, instance in different.items():
        found = shelf.find(instance)
        if found is None:
            missing[digest] = instance
        else:
            yield Done(digest, verified(found), kept=True)
    if not missing or stop.asked:
        return
    later = {digest: one for digest, one in missing.items() if shelf.after_base(one)}
    first = {digest: one for digest, one in missing.items() if digest not in later}
    with open_place(len(missing)) as place:
        for digest, answer in place.plan(_tasks(first), options, stop):
            yield _done(digest, answer, shelf)
        if not later or stop.asked:
            return
        begun = None if shelf.base is None else shelf.find(shelf.base)
        standing = () if begun is None else begun.sessions
        for digest, answer in place.plan(_tasks(later, standing), options, stop):
            # Without a result of the base they are not what they would be another time.
            yield _done(digest, answer, None if begun is None else shelf)


def _tasks(problems: Mapping[str, Instance], standing: tuple[Session, ...] = ()) -> dict[str, str]:
    return {
        digest: Task(instance=instance, standing=standing).model_dump_json()
        for digest, instance in problems.items()
    }


def _done(digest: str, answer: str | Lost, shelf: Shelf | None) -> Done:
    """What came of a task, verified, and kept if there is a shelf for it."""
    if isinstance(answer, Lost):
        return Done(digest, answer)
    timetable = verified(from_json(answer))
    if timetable.instance.digest != digest:
        raise RuntimeError("another problem came back than was sent")
    interrupted = timetable.solution is None or timetable.solution.stopped == "interrupted"
    if shelf is not None and not interrupted:
        shelf.keep(timetable)
    return Done(digest, timetable)


def _all_open(base: Instance, other: Instance) -> bool:
    """Whether the courses of `base` may stand, in `other`, at all the times they may in `base`.

    Only what a rhythm, a calendar or an absence of learners says is looked at: whether a plan of
    `base` holds in `other`, its rules' checks say.
    """
    return all(
        course.code in other.course
        and course.minutes == other.course[course.code].minutes
        and all(
            not base.open_periods(course, day) & ~other.open_periods(course, day)
            for day in base.teachable[course.code]
        )
        for course in base.courses
    )


def plan_one(task: str, options: Options) -> str:
    """Plan a problem given as the JSON of its task; the JSON of its timetable.

    This is what runs on a worker: text in, text out, so that it depends on nothing of the sender.
    """
    sent = Task.model_validate_json(task)
    outcome = solve(sent.instance, options, standing=sent.standing)
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
