"""The files out: the Excel timetable, its session list in CSV, and the way back from Excel."""

from exports.csv_files import write_csv
from exports.readback import read_excel
from exports.workbook import FileInUseError, write_excel

__all__ = ["FileInUseError", "read_excel", "write_csv", "write_excel"]
