"""`timetable.json`: the published form of a timetable, written whole or not at all.

Hours are numbers of hours and clock times are `HH:MM` in the file; minutes inside. The form is
versioned by `format`; `schema()` is its JSON Schema.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from instances.entities import TimeOff
from instances.instance import Instance
from instances.timetable import Session, Solution, Timetable
from instances.timetable_errors import (
    NO_SESSIONS,
    WORKBOOK,
    TimetableError,
    misfit,
    not_json,
    other_format,
)
from instances.units import as_hours, format_clock, parse_clock

FORMAT: Literal[1] = 1
_ZIP = b"PK\x03\x04"  # what every .xlsx begins with


class SessionRecord(BaseModel):
    """A session as the file writes it."""

    model_config = ConfigDict(extra="forbid")

    id: str
    course: str
    date: date
    start: str = Field(pattern=r"^\d{2}:\d{2}$", description="clock time, HH:MM")
    end: str = Field(pattern=r"^\d{2}:\d{2}$", description="clock time, HH:MM")
    duration: float = Field(gt=0, allow_inf_nan=False, description="credited hours")
    groups: list[str]
    teachers: list[str] = []
    rooms: list[str] = []
    locked: bool = False

    @field_validator("start", "end")
    @classmethod
    def _of_a_day(cls, clock: str) -> str:
        parse_clock(clock)
        return clock


class TimetableRecord(BaseModel):
    """A timetable as the file writes it."""

    model_config = ConfigDict(extra="forbid")

    format: Literal[1] = FORMAT
    instance_digest: str = Field(description="SHA-256 of the canonical instance")
    workbook_digest: str | None = Field(
        default=None, description="SHA-256 of the exported workbook as it was written"
    )
    status: Literal["optimal", "feasible", "partial"] | None = None
    objective: float | None = Field(default=None, description="points")
    bound: float | None = Field(default=None, description="points; null: none is known")
    solution: Solution | None = None
    changes: list[TimeOff] = []
    sessions: list[SessionRecord]
    instance: Instance


def to_record(timetable: Timetable) -> TimetableRecord:
    """The file form of a timetable."""
    solution = timetable.solution
    return TimetableRecord(
        instance_digest=timetable.instance.digest,
        workbook_digest=timetable.workbook_digest,
        status=solution.status if solution else None,
        objective=solution.objective if solution else None,
        bound=solution.bound if solution else None,
        solution=solution,
        changes=list(timetable.changes),
        sessions=[
            SessionRecord(
                id=s.id,
                course=s.course,
                date=s.date,
                start=format_clock(s.start),
                end=format_clock(s.end),
                duration=as_hours(s.minutes),
                groups=list(s.groups),
                teachers=list(s.teachers),
                rooms=list(s.rooms),
                locked=s.locked,
            )
            for s in timetable.sessions
        ],
        instance=timetable.instance,
    )


def from_record(record: TimetableRecord) -> Timetable:
    """The timetable a file form stands for."""
    return Timetable(
        instance=record.instance,
        sessions=tuple(
            Session(
                id=s.id,
                course=s.course,
                date=s.date,
                start=parse_clock(s.start),
                end=parse_clock(s.end),
                minutes=round(s.duration * 60),
                groups=tuple(s.groups),
                teachers=tuple(s.teachers),
                rooms=tuple(s.rooms),
                locked=s.locked,
            )
            for s in record.sessions
        ),
        solution=record.solution,
        changes=tuple(record.changes),
        workbook_digest=record.workbook_digest,
    )


def schema() -> dict[str, Any]:
    """The JSON Schema of `timetable.json`."""
    return TimetableRecord.model_json_schema()


def write_timetable(timetable: Timetable, path: Path) -> None:
    """Write `timetable.json`, whole or not at all."""
    text = json.dumps(to_record(timetable).model_dump(mode="json"), ensure_ascii=False, indent=1)
    write_whole(path, (text + "\n").encode())


def read_timetable(path: Path) -> Timetable:
    """Read `timetable.json`.

    Raises
    ------
    TimetableError
        When the file is a workbook, no JSON, no timetable, or of another format.
    OSError
        When it cannot be read.
    """
    content = path.read_bytes()
    if content.startswith(_ZIP):
        raise TimetableError(path.name, WORKBOOK)
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise TimetableError(path.name, not_json(error)) from None
    if not isinstance(data, dict) or not isinstance(data.get("sessions"), list):
        raise TimetableError(path.name, NO_SESSIONS)
    if data.get("format") != FORMAT:
        raise TimetableError(path.name, other_format(data.get("format"), FORMAT))
    try:
        return from_record(TimetableRecord.model_validate(data))
    except ValidationError as error:
        raise TimetableError(path.name, misfit(error, data)) from None


def write_each(contents: Mapping[Path, bytes]) -> tuple[Path, ...]:
    """Write files, each whole or not at all, in folders that are made where they are missing."""
    for path, content in contents.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    return tuple(contents)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader finds the old one or the new one, never a part."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
