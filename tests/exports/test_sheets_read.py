"""What people read on the sheets: the summary's rules, free lanes, the list under a trame."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import cast

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from exports import write_excel
from exports.frame import Frame
from exports.measure import UNIT, width
from exports.names import Names
from exports.trame import trame_content
from exports.trame_list import told
from exports.views import View
from instances.entities import CalendarRow
from instances.timetable import Solution, Timetable


@pytest.fixture(scope="module")
def book(timetable: Timetable, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    path = tmp_path_factory.mktemp("out") / "emploi-du-temps.xlsx"
    write_excel(timetable, path, "fr")
    return openpyxl.load_workbook(path)


def assessed(timetable: Timetable, levels: dict[str, int], prices: dict[str, int]) -> Timetable:
    """The timetable with the costs of three rules."""
    costs = {"keep_weekly_slots": 288.0, "avoid_isolated_sessions": 0.0, "respect_wishes": 0.0}
    amounts = {"keep_weekly_slots": 72, "avoid_isolated_sessions": 19, "respect_wishes": 0}
    solution = cast(Solution, timetable.solution)
    return timetable.model_copy(
        update={
            "instance": timetable.instance.model_copy(update={"levels": levels, "prices": prices}),
            "solution": solution.model_copy(update={"costs": costs, "amounts": amounts}),
        }
    )


def summary(timetable: Timetable, path: Path, lang: str = "fr") -> list[list[object]]:
    write_excel(timetable, path, lang)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [list(row[:6]) for row in sheet.iter_rows(values_only=True)]


def test_the_summary_lists_the_rules_that_count_with_their_levels(
    timetable: Timetable, tmp_path: Path
) -> None:
    levels = {"keep_weekly_slots": 3, "avoid_isolated_sessions": 0, "respect_wishes": 2}
    rows = summary(assessed(timetable, levels, {}), tmp_path / "a.xlsx")
    head = next(i for i, row in enumerate(rows) if row[0] == "Règle souhaitée")
    assert rows[head][1:] == ["Écart", "Compté en", "Niveau", "Points", "Part des points"]
    first, second, total, off = rows[head + 1 : head + 5]
    assert first[0] == "Mêmes créneaux d'une semaine à l'autre"
    assert first[1:5] == [72, "créneaux de la trame", 3, 288]
    assert str(first[5]).endswith("100 %")
    assert second == ["Respecter les souhaits", 0, "heures contre un souhait", 2, 0, None]
    assert (total[0], total[4]) == ("Total", 288)
    assert off[0] == "Au niveau 0, donc sans effet : Pas de séance isolée."


def test_a_price_of_the_problem_s_own_format_stands_where_a_level_would(
    timetable: Timetable, tmp_path: Path
) -> None:
    told = assessed(timetable, {"avoid_isolated_sessions": 0}, {"keep_weekly_slots": 240})
    rows = summary(told, tmp_path / "b.xlsx", "en")
    row = next(row for row in rows if row[1] == 72)
    assert row[3:5] == ["× 4", 288]


def test_a_lane_left_free_beside_a_session_is_drawn(book: Workbook, timetable: Timetable) -> None:
    """Every row of a weekday in which one lane is taken has its edges in the others."""
    sheet: Worksheet = book["SIO1"]
    lanes = Frame(View(timetable, "group", "SIO1", Names(timetable.instance)), "fr").lanes
    merged = {at for area in sheet.merged_cells.ranges for at in area.cells}
    first = next(c.row for c in sheet["A"] if str(c.value).startswith("SIO1 · Semaine"))
    times = [c.row for c in sheet["A"] if c.row > first and "–" in str(c.value)]
    beside = 0
    for row in times:
        column = 2
        for count in lanes.values():
            columns = range(column, column + count)
            free = [at for at in columns if (row, at) not in merged]
            column += count
            for at in free if len(free) < count else ():
                beside += 1
                border = cast(Cell, sheet.cell(row, at)).border
                assert border.bottom.style, (row, at)
                assert at < columns[-1] or border.right.style, (row, at)
    assert beside


def texts(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize("code", ["SIO1", "SIO2"])
def test_the_list_under_a_trame_has_a_line_for_each_slot_left_over(
    book: Workbook, timetable: Timetable, code: str
) -> None:
    frame = Frame(View(timetable, "group", code, Names(timetable.instance)), "fr")
    found = trame_content(frame, 0)
    lines = [item for _, items in told(frame, found.left) for item in items]
    assert len(found.left) == len(lines)
    assert len(found.drawn) + len(found.left) == len(frame.slots)
    shown = texts(book[code])
    for item in lines:
        assert f"{item.clock}  {item.what}  ({item.weeks})" in shown


def test_an_entry_too_small_to_read_leaves_its_weeks_to_the_list(
    book: Workbook, timetable: Timetable
) -> None:
    """Whatever a grid leaves out stands below it: every week of every slot is on the sheet."""
    for code in ("SIO1", "SIO2"):
        frame = Frame(View(timetable, "group", code, Names(timetable.instance)), "fr")
        left = trame_content(frame, 0).left
        sheet = book[code]
        first = next(c.row for c in sheet["A"] if str(c.value).startswith(f"{code} · Semaine"))
        below = [text for text in texts(sheet) if "  (S" in text]
        assert len(below) >= len(left)
        sizes = [
            cell.font.size
            for row in sheet.iter_rows(min_row=1, max_row=first - 1)
            for cell in row
            if cell.value
        ]
        assert min(sizes) >= 5.5


def test_a_long_label_goes_on_over_the_days_of_its_run(
    timetable: Timetable, tmp_path: Path
) -> None:
    """No word of the annual calendar is cut: what a day has no room for stands on the next."""
    placement = CalendarRow(
        first=date(2026, 11, 16),
        last=date(2026, 12, 2),
        kind="stage",
        groups=("SIO1",),
        label="Stage de découverte en entreprise d’accueil",
    )
    instance = timetable.instance.changed(calendar=(*timetable.instance.calendar, placement))
    write_excel(Timetable(instance=instance, sessions=()), tmp_path / "c.xlsx", "en")
    sheet = openpyxl.load_workbook(tmp_path / "c.xlsx")["Calendar SIO1"]
    shown = [text for text in texts(sheet) if text.startswith("S  ")]
    said = " ".join(text.removeprefix("S").strip() for text in shown)
    assert said == " ".join([placement.label] * 2)  # once in each month that it touches
    wide = sheet.column_dimensions["C"].width
    assert all(width(text, bold=True) * 8 < wide * UNIT for text in shown)


def test_official_holidays_are_named_in_the_language_of_the_file(
    timetable: Timetable, tmp_path: Path
) -> None:
    """What the school wrote itself stays as it is."""
    write_excel(timetable, tmp_path / "en.xlsx", "en")
    sheet = openpyxl.load_workbook(tmp_path / "en.xlsx")["Calendar SIO2"]
    shown = " ".join(texts(sheet))
    assert "V  Christmas Break" in shown
    assert "All Saints' Break" in shown
    assert "Noël" not in shown
    assert "Armistice 1918" in shown


def test_the_stamps_have_boxes_of_about_a_third_each(book: Workbook) -> None:
    sheet = book["Calendrier SIO1"]
    row = next(
        cell.row for line in sheet.iter_rows() for cell in line if cell.value == "L’entreprise"
    )
    widths = [
        sum(
            sheet.column_dimensions[get_column_letter(column)].width
            for column in range(area.min_col, area.max_col + 1)
        )
        for area in sheet.merged_cells.ranges
        if area.min_row == row
    ]
    assert len(widths) == 3
    assert max(widths) < 2 * min(widths)
