"""The problem workbook: one description of its sheets; its reader and its writer."""

from __future__ import annotations

from instances.workbook.layout import Tables
from instances.workbook.problems import Place, Problem, WorkbookError
from instances.workbook.reader import Reading, read_tables, read_workbook
from instances.workbook.tables import tables_of
from instances.workbook.writer import write_workbook

__all__ = [
    "Place",
    "Problem",
    "Reading",
    "Tables",
    "WorkbookError",
    "read_tables",
    "read_workbook",
    "tables_of",
    "write_workbook",
]
