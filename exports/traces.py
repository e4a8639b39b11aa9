"""What a reader must find again: where each grid stands, and what was written where.

Kept in very hidden sheets of the export, as plain texts and numbers: they survive a save by
Excel or LibreOffice, and a grid edited by hand is understood by comparing it with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from openpyxl.workbook import Workbook

from instances.timetable import Session, Timetable
from instances.units import format_clock, parse_clock
from instances.workbook.source import EXPORTED, RawSheet

ABOUT, SESSIONS, GRIDS = EXPORTED, "_seances", "_grilles"
SHEETS = (ABOUT, SESSIONS, GRIDS)
VERSION = 1
PART = "part"  # of ABOUT, in a workbook that holds a part of the timetable only

ViewKind = Literal["group", "teacher", "room"]
EntryKind = Literal["session", "trame", "label"]


class Column(NamedTuple):
    """A column of a sheet's grids: the weekday (0-6) it stands for."""

    sheet: str
    column: int
    weekday: int


class Block(NamedTuple):
    """One grid: its title stands in the row `top`, its first time in the row `first`.

    `week`: its Monday; None for a trame.
    """

    sheet: str
    kind: ViewKind
    code: str
    week: date | None
    top: int
    first: int
    title: str


class TimeRow(NamedTuple):
    """A row of a sheet's grids: `offset` rows below the first, from `start` to `end`.

    `label` stands before it; `pause` is the word in a row that is a break.
    """

    sheet: str
    offset: int
    start: int
    end: int
    label: str
    pause: str


class Entry(NamedTuple):
    """A text in a grid: the area it fills and the session it tells of, if one."""

    sheet: str
    kind: EntryKind
    top: int
    left: int
    bottom: int
    right: int
    id: str
    text: str


@dataclass
class Traces:
    """Everything written in the grids of one workbook."""

    columns: list[Column] = field(default_factory=list)
    rows: list[TimeRow] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


def save(traces: Traces, timetable: Timetable, book: Workbook, about: dict[str, str]) -> None:
    """Write the hidden sheets."""
    save_about(book, about)
    sheet = book.create_sheet(SESSIONS)
    sheet.sheet_state = "veryHidden"
    for session in timetable.sessions:
        sheet.append([_text(value) for value in _session_row(session)])
    sheet = book.create_sheet(GRIDS)
    sheet.sheet_state = "veryHidden"
    for column in traces.columns:
        sheet.append(["column", _text(column.sheet), column.column, column.weekday])
    for row in traces.rows:
        texts = [_text(row.label), _text(row.pause)]
        sheet.append(["row", _text(row.sheet), row.offset, row.start, row.end, *texts])
    for block in traces.blocks:
        week = _text(block.week.isoformat() if block.week else "")
        place = [week, block.top, block.first, _text(block.title)]
        sheet.append(["block", _text(block.sheet), block.kind, _text(block.code), *place])
    for entry in traces.entries:
        area = [entry.top, entry.left, entry.bottom, entry.right]
        text = [_text(entry.id), _text(entry.text)]
        sheet.append(["entry", _text(entry.sheet), entry.kind, *area, *text])


def save_about(book: Workbook, about: Mapping[str, str]) -> None:
    """Write only the hidden sheet that says what a workbook is."""
    sheet = book.create_sheet(ABOUT)
    sheet.sheet_state = "veryHidden"
    for key, value in {"version": str(VERSION), **about}.items():
        sheet.append([key, _text(value)])


def part_held(sheets: Mapping[str, RawSheet]) -> str:
    """Whom and what an extract is about; empty for any other workbook."""
    if ABOUT not in sheets:
        return ""
    return dict(_about(sheets[ABOUT])).get(PART, "")


def _about(sheet: RawSheet) -> Iterator[tuple[str, str]]:
    for row in _rows(sheet, 2):
        yield str(row[0]), _unquote(row[1])


def _text(value: object) -> object:
    """A text that no spreadsheet takes for a formula, a number or a date: a bar leads it."""
    return f"|{value}" if isinstance(value, str) else value


def _unquote(value: object) -> str:
    text = "" if value is None else str(value)
    return text.removeprefix("|")


def _session_row(session: Session) -> list[object]:
    return [
        session.id,
        session.course,
        session.date.isoformat(),
        format_clock(session.start),
        format_clock(session.end),
        session.minutes,
        "\n".join(session.groups),
        "\n".join(session.teachers),
        "\n".join(session.rooms),
        int(session.locked),
    ]


class Memory(NamedTuple):
    """What the hidden sheets of an export remember."""

    about: dict[str, str]
    sessions: tuple[Session, ...]
    traces: Traces


def load(sheets: Mapping[str, RawSheet]) -> Memory | None:
    """Read the hidden sheets back; None where the workbook has none of them.

    Raises
    ------
    ValueError
        When they are there but cannot be read: a spreadsheet or a person changed them.
    """
    if not all(name in sheets for name in SHEETS):
        return None
    about = dict(_about(sheets[ABOUT]))
    if about.get("version") != str(VERSION):
        raise ValueError(f"{ABOUT}: version {about.get('version')}")
    sessions = tuple(_session(row) for row in _rows(sheets[SESSIONS], 10))
    traces = Traces()
    for row in _rows(sheets[GRIDS], 9):
        _keep(traces, row)
    return Memory(about, sessions, traces)


def _rows(sheet: RawSheet, width: int) -> Iterator[list[object]]:
    for _, cells in sorted(sheet.rows.items()):
        yield [cells.get(column) for column in range(1, width + 1)]


def _session(row: list[object]) -> Session:
    texts = [_unquote(value) for value in row]
    return Session(
        id=texts[0],
        course=texts[1],
        date=date.fromisoformat(texts[2]),
        start=parse_clock(texts[3]),
        end=parse_clock(texts[4]),
        minutes=_whole(row[5]),
        groups=_split(texts[6]),
        teachers=_split(texts[7]),
        rooms=_split(texts[8]),
        locked=bool(_whole(row[9])),
    )


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()


def _whole(value: object) -> int:
    return int(str(value).partition(".")[0])


_VIEWS: dict[str, ViewKind] = {"group": "group", "teacher": "teacher", "room": "room"}
_ENTRIES: dict[str, EntryKind] = {"session": "session", "trame": "trame", "label": "label"}


def _keep(traces: Traces, row: list[object]) -> None:
    kind, sheet, *rest = (row[0], _unquote(row[1]), *row[2:])
    if kind == "column":
        traces.columns.append(Column(sheet, _whole(rest[0]), _whole(rest[1])))
    elif kind == "row":
        offset, start, end = (_whole(value) for value in rest[:3])
        traces.rows.append(TimeRow(sheet, offset, start, end, _unquote(rest[3]), _unquote(rest[4])))
    elif kind == "block":
        view, code, week = _VIEWS[_unquote(rest[0])], _unquote(rest[1]), _unquote(rest[2])
        top, first, title = _whole(rest[3]), _whole(rest[4]), _unquote(rest[5])
        monday = date.fromisoformat(week) if week else None
        traces.blocks.append(Block(sheet, view, code, monday, top, first, title))
    elif kind == "entry":
        top, left, bottom, right = (_whole(value) for value in rest[1:5])
        what, identity, text = _ENTRIES[_unquote(rest[0])], _unquote(rest[5]), _unquote(rest[6])
        traces.entries.append(Entry(sheet, what, top, left, bottom, right, identity, text))
