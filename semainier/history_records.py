"""The record each run leaves beside its timetable, and those of a folder read back.

One JSON file a run, in the folder `historique` of the output folder, under a name nobody else
takes: runs at the same time cannot spoil each other's records, and none is ever changed. A plan
is known again by its sessions, whatever its file is called since.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from instances.system_words import system_reason
from instances.text import Text
from instances.timetable import Timetable
from instances.timetable_errors import TimetableError
from instances.timetable_file import read_timetable, to_record, write_whole
from instances.units import as_hours
from semainier.console import Console

FOLDER = "historique"
PLANS = "timetable*.json"
FORMAT: Literal[1] = 1

_LOST = Text(
    "Le plan est écrit, mais pas sa fiche d'historique ({error}).",
    "The plan is written, but not its record of history ({error}).",
)


class Record(BaseModel):
    """What a run was asked and what it found.

    `data`: SHA-256 of the canonical instance; `plan`: of the sessions. `objective` and `bound`
    in points, None where not known. `unplaced` in hours. `files`: names in the output folder,
    as they were written.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    format: Literal[1] = FORMAT
    command: str
    problem: str
    created: datetime
    data: str
    plan: str
    status: str
    stopped: str = ""
    objective: float | None = None
    bound: float | None = None
    seconds: float = Field(default=0.0, ge=0)
    first_complete: float | None = None
    unplaced: float = 0
    sessions: int = Field(ge=0)
    seed: int | None = None
    options: dict[str, object] = {}
    versions: dict[str, str] = {}
    files: tuple[str, ...] = ()


class Plan(NamedTuple):
    """A timetable that lies in the folder, and the digest of its sessions."""

    file: Path
    digest: str
    timetable: Timetable


class Damaged(NamedTuple):
    """A record or plan that cannot be read, and why."""

    file: Path
    why: Text


class History(NamedTuple):
    """What a folder remembers: records by time, plans by name, what could not be read."""

    records: tuple[tuple[Path, Record], ...]
    plans: tuple[Plan, ...]
    damaged: tuple[Damaged, ...]

    def plans_of(self, record: Record) -> tuple[Plan, ...]:
        """The files that still hold a run's plan: current, set aside, or both."""
        return tuple(plan for plan in self.plans if plan.digest == record.plan)

    @property
    def unrecorded(self) -> tuple[Plan, ...]:
        """Plans no record speaks of: made elsewhere, or before there were records."""
        known = {record.plan for _, record in self.records}
        return tuple(plan for plan in self.plans if plan.digest not in known)


def leave_record(
    console: Console,
    folder: Path,
    command: str,
    problem: Path,
    timetable: Timetable,
    *,
    status: str = "",
    files: Sequence[Path] = (),
    options: Mapping[str, object] | None = None,
) -> Path | None:
    """Leave a run's record in its output folder. To be called once its plan is written.

    Parameters
    ----------
    console
        Told when the record cannot be written; the plan is there all the same.
    folder
        The output folder.
    command, problem
        The command that ran, and the problem's file.
    timetable
        What it wrote, with its solution.
    status
        `optimal`, `feasible`, `infeasible`, `unfinished`…; by default the solution's.
    files
        The files written.
    options
        What was asked for beside what the solution holds.

    Returns
    -------
    The record's file; None where it could not be written.
    """
    record = _record(command, problem, timetable, status, options or {})
    record = record.model_copy(update={"files": tuple(path.name for path in files)})
    name = f"{record.created:%Y-%m-%dT%H-%M-%SZ}-{command}-{secrets.token_hex(4)}.json"
    text = json.dumps(record.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"
    place = folder / FOLDER / name
    try:
        place.parent.mkdir(exist_ok=True)
        write_whole(place, text.encode())
    except OSError as error:
        console.note(_LOST.fill(error=system_reason(error)))
        return None
    return place


def _record(
    command: str,
    problem: Path,
    timetable: Timetable,
    status: str,
    options: Mapping[str, object],
) -> Record:
    solution = timetable.solution
    found: dict[str, object] = {}
    if solution is not None:
        found = {
            "status": status or solution.status,
            "stopped": solution.stopped,
            "objective": solution.objective,
            "bound": solution.bound,
            "seconds": solution.seconds,
            "first_complete": solution.first_complete,
            "unplaced": as_hours(sum(solution.unplaced.values())),
            "seed": solution.seed,
            "versions": solution.versions,
        }
    asked = dict(solution.options) if solution is not None else {}
    return Record.model_validate(
        {
            "status": status,
            **found,
            "command": command,
            "problem": problem.name,
            "created": datetime.now(UTC),
            "data": timetable.instance.digest,
            "plan": plan_digest(timetable),
            "sessions": len(timetable.sessions),
            "options": {**asked, **options},
        }
    )


def plan_digest(timetable: Timetable) -> str:
    """SHA-256 of the sessions: equal plans have equal digests, whatever is known of them."""
    sessions = [session.model_dump(mode="json") for session in to_record(timetable).sessions]
    return hashlib.sha256(json.dumps(sessions, sort_keys=True).encode()).hexdigest()


def read_history(folder: Path) -> History:
    """Read the records and plans of an output folder; what cannot be read is in `damaged`.

    Raises
    ------
    OSError
        When the folder cannot be read.
    """
    records: list[tuple[Path, Record]] = []
    plans: list[Plan] = []
    damaged: list[Damaged] = []
    for path in sorted(folder.glob(f"{FOLDER}/*.json")):
        if path.name.startswith("."):
            continue  # one that is being written now
        try:
            records.append((path, _read_record(path)))
        except (OSError, ValueError) as error:
            damaged.append(Damaged(path, _why(error)))
    for path in sorted(folder.glob(PLANS)):
        try:
            timetable = read_timetable(path)
        except TimetableError as error:
            damaged.append(Damaged(path, error.reason))
        except OSError as error:
            damaged.append(Damaged(path, _why(error)))
        else:
            plans.append(Plan(path, plan_digest(timetable), timetable))
    records.sort(key=lambda item: (item[1].created, item[0].name))
    return History(tuple(records), tuple(plans), tuple(damaged))


def _read_record(path: Path) -> Record:
    record = Record.model_validate_json(path.read_bytes())
    if record.created.tzinfo is None:
        return record.model_copy(update={"created": record.created.replace(tzinfo=UTC)})
    return record


def _why(error: Exception) -> Text:
    if isinstance(error, OSError):
        return system_reason(error)
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        if not where or first["type"] == "json_invalid":
            return Text("ce n'est pas du JSON entier", "it is no whole JSON")
        return Text(
            f"ce n'est pas une fiche d'historique (champ « {where} »)",
            f"it is no record of history (field “{where}”)",
        )
    return Text(str(error), str(error))
