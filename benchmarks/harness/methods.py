"""How each method is run on an instance, and what its answer says."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.harness.outsiders import fet_plan, fet_seeds, fet_status, parse_verdict
from benchmarks.harness.process import Ran, run, without_paths
from benchmarks.harness.record import Record

PYTHON = (sys.executable, "-m")
SEMAINIER = (*PYTHON, "semainier", "--json", "--lang", "en")


@dataclass(frozen=True)
class Job:
    """One run to make: a method, on an instance of a suite, for so many seconds.

    file
        The problem; for fet-cl a `.fet`.
    against
        The problem that an outside plan is verified against; None: `file`.
    seeded
        Whether semainier is given the seed: repeatable, at the price of half its effort.
    """

    suite: str
    instance: str
    method: str
    seed: int
    limit: float
    file: Path
    folder: Path
    against: Path | None = None
    size: tuple[tuple[str, float], ...] = ()
    workers: int | None = None
    seeded: bool = False

    def record(self, status: str, ran: Ran | None = None, **more: Any) -> Record:
        """A record of this run."""
        if ran is not None:
            more = {"wall": round(ran.seconds, 1), "peak": round(ran.peak), **more}
            if ran.killed:
                more["note"] = "ended from outside, long after its limit"
        more["note"] = without_paths(more.get("note", ""))
        return Record(
            self.suite,
            self.instance,
            self.method,
            self.seed,
            self.limit,
            status,
            size=dict(self.size),
            **more,
        )


@dataclass(frozen=True)
class Tools:
    """The programs that are not in the repository; None: not there."""

    validator: Path | None = None
    fet_cl: str | None = None


def answer_of(ran: Ran) -> dict[str, Any]:
    """The object a command wrote with `--json`; empty when it wrote none."""
    try:
        found = json.loads(ran.out)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def execute(job: Job, tools: Tools) -> Record:
    """Make a run.

    Raises
    ------
    ValueError
        For a method there is not.
    """
    if job.method == "semainier":
        return _semainier(job, tools)
    if job.method == "plain":
        command = [*PYTHON, "benchmarks.harness.plain", str(job.file), *_limits(job)]
        return _searched(job, run(command, job.limit))
    if job.method == "fet-cl":
        return _fet(job, tools)
    raise ValueError(f"no method {job.method!r}")


def _limits(job: Job) -> list[str]:
    workers = [] if job.workers is None else ["--workers", str(job.workers)]
    return ["--time-limit", f"{job.limit:g}", *workers]


def _semainier(job: Job, tools: Tools) -> Record:
    command = [*SEMAINIER, "solve", str(job.file), "-o", str(job.folder), "--force"]
    seed = ["--seed", str(job.seed)] if job.seeded else []
    record = _searched(job, run([*command, *_limits(job), *seed], job.limit))
    if job.suite == "ctt" and record.complete:
        return _validated(job, record, tools)
    if record.complete:
        return _verified(job, record, job.folder / "timetable.json")
    return record


def _searched(job: Job, ran: Ran) -> Record:
    """The record of a run that answers as `solve --json` does."""
    answer = answer_of(ran)
    if "status" not in answer:
        messages = [problem.get("message", "") for problem in answer.get("problems", ())]
        return job.record("failed", ran, note=messages[0] if messages else ran.why)
    return job.record(
        answer["status"],
        ran,
        first_complete=answer.get("first_complete"),
        seconds=answer.get("seconds"),
        cost=answer.get("objective"),
        bound=answer.get("bound"),
    )


def _verified(job: Job, record: Record, plan: Path) -> Record:
    """The record with what `verify` says of a plan, which knows nothing of the search."""
    problem = job.file if job.against is None else job.against
    ran = run([*SEMAINIER, "verify", problem, plan], job.limit)
    answer = answer_of(ran)
    if "violations" not in answer:
        return replace(record, note=record.note or f"not verified: {ran.why}")
    violations = len(answer["violations"])
    if job.method != "semainier":
        return replace(record, violations=violations, cost=answer["objective"])
    return replace(record, violations=violations)


def _validated(job: Job, record: Record, tools: Tools) -> Record:
    """The record with the word of the competition's validator."""
    solution = job.folder / f"{job.file.stem}.sol"
    if tools.validator is None or not solution.exists():
        note = "" if tools.validator is None else f"no {solution.name} was left"
        return replace(record, note=record.note or note)
    ran = run([tools.validator.resolve(), job.file, solution], 60)
    verdict = parse_verdict(ran.out)
    if verdict is None:
        return replace(record, note=record.note or f"the validator says: {ran.why}")
    return replace(record, violations=verdict.violations, outside=verdict.cost)


def _fet(job: Job, tools: Tools) -> Record:
    assert tools.fet_cl is not None, "a run of fet-cl is only planned where there is one"
    quiet = [f"--writetimetables{what}=false" for what in _NOT_WRITTEN]
    command = [
        tools.fet_cl,
        f"--inputfile={job.file}",
        f"--outputdir={job.folder}",
        f"--timelimitseconds={job.limit:.0f}",
        "--htmllevel=0",
        "--language=en_US",
        *quiet,
        *fet_seeds(job.seed),
    ]
    ran = run(command, job.limit, cwd=job.folder)
    plan = fet_plan(job.folder, job.file.stem)
    status = fet_status(ran.out + ran.err, ran.code, plan)
    record = job.record(status, ran, note=ran.why if status == "failed" else "")
    if plan is None:
        return record
    # fet-cl ends with its first complete plan, so that its time is that of the process.
    record = replace(record, first_complete=round(ran.seconds, 2), seconds=round(ran.seconds, 2))
    return _verified(job, record, plan)


# Everything fet-cl writes besides its plan, which would count in its time.
_NOT_WRITTEN = (
    "conflicts",
    "statistics",
    "xml",
    "dayshorizontal",
    "daysvertical",
    "timehorizontal",
    "timevertical",
    "subgroups",
    "groups",
    "years",
    "teachers",
    "teachersfreeperiods",
    "rooms",
    "subjects",
    "activitytags",
    "activities",
)
