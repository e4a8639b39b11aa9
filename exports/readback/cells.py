"""The grids of an export as they stand now, beside what was written in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from exports.dates import day_name
from exports.readback.people import normal
from exports.traces import Block, Column, Entry, TimeRow, Traces
from instances.text import Lang, Text
from instances.workbook.cells import is_blank, show
from instances.workbook.problems import Findings, Place
from instances.workbook.source import Broken, RawSheet

_RESTORE = Text(
    "Remettez la feuille dans sa forme d’origine, ou faites la modification dans la feuille "
    "Séances.",
    "Put the sheet back in its original form, or make the edit in the sheet Sessions.",
)


class Spot(NamedTuple):
    """A text that stands in a grid: where, when that is, and down to which row it is merged."""

    block: Block
    row: int
    column: int
    bottom: int
    merged: bool
    day: date
    start: int
    end: int
    text: str

    @property
    def place(self) -> Place:
        """Where it is, for a message."""
        return Place(self.block.sheet, self.row, get_column_letter(self.column))


class Difference(NamedTuple):
    """What changed in the grids of one sheet: texts that went, texts that came, new lengths."""

    gone: list[tuple[Entry, Block]]
    come: list[Spot]
    resized: list[tuple[Entry, Spot]]


class _Sheet:
    """The traces of one sheet."""

    def __init__(self) -> None:
        self.columns: list[Column] = []
        self.rows: list[TimeRow] = []
        self.blocks: list[Block] = []
        self.entries: list[Entry] = []


def by_sheet(traces: Traces) -> dict[str, _Sheet]:
    """The traces of each sheet, by its title."""
    found: dict[str, _Sheet] = defaultdict(_Sheet)
    for column in traces.columns:
        found[column.sheet].columns.append(column)
    for row in traces.rows:
        found[row.sheet].rows.append(row)
    for block in traces.blocks:
        found[block.sheet].blocks.append(block)
    for entry in traces.entries:
        found[entry.sheet].entries.append(entry)
    return found


def differences(
    sheets: Mapping[str, RawSheet], traces: Traces, lang: Lang, findings: Findings
) -> Iterator[Difference]:
    """What changed in each sheet of grids. A sheet that was deleted says nothing."""
    for title, traced in by_sheet(traces).items():
        raw = sheets.get(title) or _renamed(sheets, traced)
        if raw is not None and _stands(raw, traced, lang, findings):
            yield _difference(raw, traced, findings)


def _renamed(sheets: Mapping[str, RawSheet], traced: _Sheet) -> RawSheet | None:
    """The sheet that has the grids of one whose name is gone."""
    block = traced.blocks[0] if traced.blocks else None
    for raw in sheets.values() if block else ():
        if block and normal(show(raw.rows.get(block.top, {}).get(1))) == normal(block.title):
            return raw
    return None


def _stands(raw: RawSheet, traced: _Sheet, lang: Lang, findings: Findings) -> bool:
    """Whether titles, dates and times are still where they were written."""
    for block in traced.blocks:
        expected = [(block.top, 1, block.title)]
        expected += [(block.first + row.offset, 1, row.label) for row in traced.rows]
        if block.week is not None:
            first: dict[int, int] = {}
            for column in traced.columns:
                first.setdefault(column.weekday, column.column)
            for weekday, at in first.items():
                day = block.week + timedelta(days=weekday)
                expected.append((block.top + 1, at, day_name(day, lang)))
        for row, at, text in expected:
            value = raw.rows.get(row, {}).get(at)
            shown = value.shown if isinstance(value, Broken) else show(value)
            if normal(shown) != normal(text):
                what = Text(
                    f"« {text} » devrait se trouver ici : des lignes, une date ou un horaire de "
                    "la grille ont été changés.",
                    f"“{text}” should stand here: rows, a date or a time of the grid were changed.",
                )
                place = Place(raw.title, row, get_column_letter(at))
                findings.problem(place, shown, what, _RESTORE)
                return False
    return True


def _difference(raw: RawSheet, traced: _Sheet, findings: Findings) -> Difference:
    spots = {(spot.row, spot.column): spot for spot in _spots(raw, traced, findings)}
    blocks = {block.top: block for block in traced.blocks}
    tops = sorted(blocks)
    difference = Difference([], [], [])
    for entry in traced.entries:
        block = blocks[max(top for top in tops if top <= entry.top)]
        spot = spots.get((entry.top, entry.left))
        same = spot is not None and normal(spot.text) == normal(entry.text)
        if same:
            del spots[entry.top, entry.left]
        if entry.kind == "trame":
            if not same:
                _trame_changed(findings, entry, spot, raw)
            spots.pop((entry.top, entry.left), None)
        elif entry.kind == "session" and not same:
            difference.gone.append((entry, block))
        elif spot is not None and entry.kind == "session" and raw.merged:
            difference.resized.extend([(entry, spot)] if spot.bottom != entry.bottom else [])
    for spot in spots.values():
        if spot.block.week is None:
            _trame_changed(findings, None, spot, raw)
        else:
            difference.come.append(spot)
    _check_outside(raw, traced, difference, findings)
    return difference


def _trame_changed(
    findings: Findings, entry: Entry | None, spot: Spot | None, raw: RawSheet
) -> None:
    row, column = (entry.top, entry.left) if entry else (spot.row, spot.column) if spot else (1, 1)
    place = Place(raw.title, row, get_column_letter(column))
    what = Text(
        "la trame résume les semaines : une modification n’y est pas comprise.",
        "the trame sums up the weeks: an edit there cannot be understood.",
    )
    advice = Text(
        "Modifiez les semaines ou la feuille Séances.", "Edit the weeks or the sheet Sessions."
    )
    findings.problem(place, spot.text if spot else "", what, advice)


def _spots(raw: RawSheet, traced: _Sheet, findings: Findings) -> Iterator[Spot]:
    merged = {(top, left): bottom for top, left, bottom, _ in raw.merged}
    last = max((row.offset for row in traced.rows), default=0)
    times = {row.offset: row for row in traced.rows}
    pauses = _pauses(traced)
    for block in traced.blocks:
        for column in traced.columns:
            for row in traced.rows:
                at = (block.first + row.offset, column.column)
                value = raw.rows.get(at[0], {}).get(at[1])
                if is_blank(value):
                    continue
                place = Place(raw.title, at[0], get_column_letter(at[1]))
                if isinstance(value, Broken):
                    findings.problem(place, value.shown, value.what, value.advice)
                    continue
                text = show(value) if not isinstance(value, str) else value
                if row.offset in pauses and normal(text) == pauses[row.offset]:
                    continue
                bottom = merged.get(at, at[0])
                end = times[min(bottom - block.first, last)].end
                week = block.week or date.min
                day = week + timedelta(days=column.weekday)
                yield Spot(block, *at, bottom, at in merged, day, row.start, end, text)


def _pauses(traced: _Sheet) -> dict[int, str]:
    """The word written in each row that is a break, by offset."""
    return {row.offset: normal(row.pause) for row in traced.rows if row.pause}


def _check_outside(
    raw: RawSheet, traced: _Sheet, difference: Difference, findings: Findings
) -> None:
    """A session moved out of every grid is a mistake, not a removal."""
    wanted = {normal(entry.text): entry for entry, _ in difference.gone}
    inside = {
        (block.first + row.offset, column.column)
        for block in traced.blocks
        for row in traced.rows
        for column in traced.columns
    }
    for number, cells in raw.rows.items() if wanted else ():
        for column, value in cells.items():
            text = normal(value) if isinstance(value, str) else ""
            if text in wanted and (number, column) not in inside:
                what = Text(
                    "cette séance est hors des grilles : on ne sait pas quand elle a lieu.",
                    "this session stands outside the grids: when it is held cannot be told.",
                )
                place = Place(raw.title, number, get_column_letter(column))
                findings.problem(place, text, what, _RESTORE)
