"""The files out (Excel, calendars, web pages, tables) and the way back from those people edit."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exports.calendars import write_ics
    from exports.csv_files import write_csv
    from exports.fet import write_fet
    from exports.modifications import write_modifications
    from exports.readback import Edited, read_edited, read_excel
    from exports.selection import Selection
    from exports.sol import SolutionFormError, read_sol, write_sol
    from exports.web.pages import write_html
    from exports.workbook import FileInUseError, write_excel, write_extract

__all__ = [
    "Edited",
    "FileInUseError",
    "Selection",
    "SolutionFormError",
    "read_edited",
    "read_excel",
    "read_sol",
    "write_csv",
    "write_excel",
    "write_extract",
    "write_fet",
    "write_html",
    "write_ics",
    "write_modifications",
    "write_sol",
]

# Writing files needs pandas and openpyxl's styles: who only reads a problem need not wait for them.
_HOMES = {
    "write_ics": "exports.calendars",
    "write_csv": "exports.csv_files",
    "write_fet": "exports.fet",
    "write_modifications": "exports.modifications",
    "Edited": "exports.readback",
    "read_edited": "exports.readback",
    "read_excel": "exports.readback",
    "Selection": "exports.selection",
    "SolutionFormError": "exports.sol",
    "read_sol": "exports.sol",
    "write_sol": "exports.sol",
    "write_html": "exports.web.pages",
    "FileInUseError": "exports.workbook",
    "write_excel": "exports.workbook",
    "write_extract": "exports.workbook",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
