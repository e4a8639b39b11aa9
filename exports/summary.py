"""The summary: how good the plan is, in words and in points, and the way to every sheet."""

from __future__ import annotations

from pathlib import Path

from openpyxl.worksheet.worksheet import Worksheet

from exports import page
from exports.context import Context
from exports.outline import Chapter


def write_summary(
    context: Context, sheet: Worksheet, contents: tuple[Chapter, ...], path: Path
) -> None:
    """Write the summary."""
    page.set_up(context, sheet)
    row = page.title(context, sheet, context.timetable.instance.settings.school, 6)
    for chapter in contents:
        for planned in chapter.sheets:
            context.link(sheet, row, 1, planned.name, planned.label)
            row += 1
