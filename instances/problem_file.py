"""Problem files of every form, told apart by their suffix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from instances.ctt import read_ctt
from instances.workbook import Reading, read_workbook

_READERS: Mapping[str, Callable[[Path], Reading]] = {
    ".ctt": read_ctt,
    ".ectt": read_ctt,
}


def read_problem_file(path: Path) -> Reading:
    """Read a problem; a suffix that is not known is a workbook's.

    Raises
    ------
    WorkbookError
        With every problem found.
    """
    return _READERS.get(path.suffix.lower(), read_workbook)(path)
