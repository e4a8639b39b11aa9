"""The one description of the problem workbook: its twelve sheets and their columns.

The reader, the writer and the reference in docs all follow it. Headers are a contract: scripts
and people's own workbooks name them.
"""

from __future__ import annotations

from instances.text import Text
from instances.workbook.choices import PREFERENCES
from instances.workbook.layout import Sheet
from instances.workbook.parameters import PARAMETERS
from instances.workbook.sheets_means import ROOMS, TEACHERS, TIMES_OFF
from instances.workbook.sheets_teaching import COURSES, PINS, PREFERENCES_SHEET, QUOTAS
from instances.workbook.sheets_time import CALENDAR, GRID, GROUPS, RHYTHMS, SETTINGS

SHEETS: tuple[Sheet, ...] = (
    SETTINGS,
    GRID,
    CALENDAR,
    RHYTHMS,
    GROUPS,
    TEACHERS,
    TIMES_OFF,
    ROOMS,
    QUOTAS,
    COURSES,
    PINS,
    PREFERENCES_SHEET,
)
SHEET = {sheet.key: sheet for sheet in SHEETS}

READ_ME = Text("Lisez-moi", "Read me")
LISTS = Text("Listes", "Lists")

__all__ = ["LISTS", "PARAMETERS", "PREFERENCES", "READ_ME", "SHEET", "SHEETS"]
