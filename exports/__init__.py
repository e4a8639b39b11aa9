"""The files out (Excel, CSV, the competition's form) and the way back from those people edit."""

from exports.csv_files import write_csv
from exports.fet import write_fet
from exports.modifications import write_modifications
from exports.readback import Edited, read_edited, read_excel
from exports.sol import SolutionFormError, read_sol, write_sol
from exports.workbook import FileInUseError, write_excel

__all__ = [
    "Edited",
    "FileInUseError",
    "SolutionFormError",
    "read_edited",
    "read_excel",
    "read_sol",
    "write_csv",
    "write_excel",
    "write_fet",
    "write_modifications",
    "write_sol",
]
