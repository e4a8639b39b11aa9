"""An exported workbook, edited by hand, read back as a timetable."""

from exports.readback.edited import Edited, Kept
from exports.readback.read import read_edited, read_excel

__all__ = ["Edited", "Kept", "read_edited", "read_excel"]
