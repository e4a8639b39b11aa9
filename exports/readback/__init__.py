"""An exported workbook, edited by hand, read back as a timetable."""

from exports.readback.read import read_excel

__all__ = ["read_excel"]
