"""Write a problem workbook that is pleasant to fill in, and that the reader reads back."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from instances.text import Lang, Text
from instances.timetable_file import write_whole
from instances.workbook import look
from instances.workbook.layout import Column, Parameter, Sheet, Tables, plain
from instances.workbook.parameters import PARAMETERS
from instances.workbook.read_me import write_read_me
from instances.workbook.sheets import LISTS, PREFERENCES, READ_ME, SHEET, SHEETS
from instances.workbook.wording import NO, YES, Written, clean, setting, usual, written

_NOT_IN_LIST = Text(
    "Cette valeur n'est pas dans la liste. La garder ?", "This value is not in the list. Keep it?"
)
_ONE_OF_LIST = Text("Choisissez une valeur de la liste.", "Choose a value of the list.")


def write_workbook(tables: Tables, path: Path, lang: Lang = "fr") -> None:
    """Write tables as a workbook, whole or not at all.

    Parameters
    ----------
    tables
        Sheet key → rows, column key → value. A cell that its column cannot understand is
        written as it is.

    Raises
    ------
    KeyError
        For a sheet or a column that does not exist.
    OSError
        When the file cannot be written.
    """
    _check_keys(tables)
    book = Workbook()
    front = book.active
    assert isinstance(front, Worksheet)
    front.title = READ_ME.say(lang)
    pages = {sheet.key: book.create_sheet(sheet.title.say(lang)) for sheet in SHEETS}
    lists = Lists(book.create_sheet(LISTS.say(lang)), lang)
    for sheet in SHEETS:
        _Page(pages[sheet.key], sheet, lists, lang).write(tables.get(sheet.key, []), tables)
    write_read_me(front, lang)
    book.properties.creator = "semainier"
    book.properties.title = front.title
    buffer = BytesIO()
    book.save(buffer)
    write_whole(path, buffer.getvalue())


def _check_keys(tables: Tables) -> None:
    for key, records in tables.items():
        columns = {column.key for sheet in SHEETS if sheet.key == key for column in sheet.columns}
        if not columns:
            raise KeyError(f"no sheet {key!r}")
        for name in (name for record in records for name in record if name not in columns):
            raise KeyError(f"no column {name!r} in the sheet {key!r}")


class Lists:
    """The hidden sheet whose columns are what drop-downs offer."""

    def __init__(self, page: Worksheet, lang: Lang) -> None:
        self._page, self._lang = page, lang
        self._ranges: dict[tuple[Written, ...], str] = {}
        page.sheet_state = "hidden"

    def range_of(self, values: Sequence[Written]) -> str:
        """Where the values stand, written there on first need."""
        key = tuple(values)
        if key not in self._ranges:
            index = len(self._ranges) + 1
            for number, value in enumerate(key, 1):
                self._page.cell(number, index, value)
            letter = get_column_letter(index)
            name = quote_sheetname(self._page.title)
            self._ranges[key] = f"{name}!${letter}$1:${letter}${len(key)}"
        return self._ranges[key]

    def codes_of(self, sheet: Sheet) -> str:
        """The filled part of the first column of a sheet, as it grows."""
        name = quote_sheetname(sheet.title.say(self._lang))
        column = f"{name}!$A$2:$A${look.LAST_ROW}"
        return f"OFFSET({name}!$A$2,0,0,MAX(1,COUNTA({column})),1)"


class _Page:
    """One sheet of rows."""

    def __init__(self, page: Worksheet, sheet: Sheet, lists: Lists, lang: Lang) -> None:
        self._page, self._sheet, self._lists, self._lang = page, sheet, lists, lang

    def write(self, records: Sequence[dict[str, object]], tables: Tables) -> None:
        """Headers, rows, drop-downs and looks."""
        page, sheet = self._page, self._sheet
        for index, column in enumerate(sheet.columns, 1):
            look.header(self._put(1, index, column.header.say(self._lang)), column, self._lang)
        if sheet.key == "settings":
            lines = self._settings(records)
        elif sheet.key == "preferences":
            lines = self._preferences(records)
        else:
            lines = [
                [written(record.get(c.key), c, self._lang) for c in sheet.columns]
                for record in records
            ]
        for number, line in enumerate(lines, 2):
            for index, (value, column) in enumerate(zip(line, sheet.columns, strict=True), 1):
                look.body(self._put(number, index, value), column.kind)
            look.stretch(page, number, sheet, line)
        if sheet.key == "settings":
            self._dress_settings(lines)
        look.lay_out(page, sheet, len(lines))
        page.sheet_properties.tabColor = look.DARK if sheet.required else look.PALE
        for index, column in enumerate(sheet.columns, 1):
            self._drop_down(index, column, tables)

    def _put(self, row: int, column: int, value: Written) -> Cell:
        cell = self._page.cell(row, column)
        assert isinstance(cell, Cell)
        cell.value = value
        if isinstance(value, str) and value.startswith("="):
            cell.data_type = "s"  # what somebody named "=…" is a name, not a formula
        return cell

    def _settings(self, records: Sequence[dict[str, object]]) -> list[list[Written]]:
        """Every parameter there is, with the values given; unknown ones last, as they are."""
        given = [(record, *setting(record, self._lang)) for record in records]
        values = {found.key: value for _, found, value in given if found is not None}
        lines: list[list[Written]] = [
            [
                parameter.label.say(self._lang),
                values.get(parameter.key),
                parameter.unit.say(self._lang),
                usual(parameter, self._lang),
                parameter.explanation.say(self._lang),
            ]
            for parameter in PARAMETERS
        ]
        return lines + [
            [clean(str(record.get("setting"))), clean(str(record.get("value"))), None, None, None]
            for record, found, _ in given
            if found is None
        ]

    def _dress_settings(self, lines: Sequence[Sequence[Written]]) -> None:
        """Each value in the format of its parameter; those to fill in stand out."""
        for number, (_, parameter) in enumerate(zip(lines, PARAMETERS, strict=False), 2):
            for index in (2, 4):
                cell = self._page.cell(number, index)
                assert isinstance(cell, Cell)
                look.body(cell, parameter.kind)
                if index == 4:
                    cell.font = look.font(colour=look.MUTED)
            if parameter.required:
                self._page.cell(number, 1).font = look.font(bold=True)
                look.must_fill(self._page, f"B{number}")
            offered = self._offered(parameter)
            if offered:
                self._add(self._lists.range_of(offered), f"B{number}")

    def _preferences(self, records: Sequence[dict[str, object]]) -> list[list[Written]]:
        """Every soft rule there is, with the levels given; unknown ones last, as they are."""
        levels: dict[str, object] = {}
        unknown: list[list[Written]] = []
        level = self._sheet.column("level")
        for record in records:
            word = str(record.get("rule", ""))
            rule = next((p.rule for p in PREFERENCES if plain(word) in map(plain, p.words)), None)
            if rule is None:
                unknown.append([clean(word), written(record.get("level"), level, self._lang)])
            else:
                levels[rule] = record.get("level")
        known: list[list[Written]] = [
            [
                preference.name.say(self._lang),
                written(levels.get(preference.rule), level, self._lang),
                preference.usual,
                preference.unit.say(self._lang),
            ]
            for preference in PREFERENCES
        ]
        return known + [[*line, None, None] for line in unknown]

    def _drop_down(self, index: int, column: Column, tables: Tables) -> None:
        """A list where one value is meant; a warning only, where new names may be written."""
        letter = get_column_letter(index)
        cells = f"{letter}2:{letter}{look.LAST_ROW}"
        offered = self._offered(column)
        if column.key == "unit" and column.source == "quotas":
            units = {plain(u): u for r in tables.get("quotas", []) if (u := str(r.get("unit", "")))}
            if units:
                self._add(self._lists.range_of(list(units.values())), cells, strict=False)
        elif column.source and column.kind == "text":
            self._add(self._lists.codes_of(SHEET[column.source]), cells, strict=False)
        elif offered:
            self._add(self._lists.range_of(offered), cells, strict=column.kind != "weekdays")

    def _offered(self, column: Column | Parameter) -> list[Written]:
        if column.kind == "flag":
            return [YES.say(self._lang), NO.say(self._lang)]
        if column.kind == "integer":
            return [int(choice.key) for choice in column.choices]
        return [choice.label.say(self._lang) for choice in column.choices]

    def _add(self, formula: str, cells: str, *, strict: bool = True) -> None:
        validation = DataValidation(
            type="list",
            formula1=formula,
            allow_blank=True,
            showErrorMessage=True,
            errorStyle="stop" if strict else "warning",
            error=(_ONE_OF_LIST if strict else _NOT_IN_LIST).say(self._lang),
        )
        validation.add(cells)
        self._page.add_data_validation(validation)
