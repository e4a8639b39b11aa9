"""Live formulas over the session list: totals that follow an edit made by hand.

They stand beside the values we checked ourselves, never instead of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from exports.context import Context
from exports.sessions import SHEET, column_range
from exports.tables import JOIN

_MARK = JOIN.strip()


class SessionSums:
    """Writes formulas that sum the hours of some rows of the session list."""

    def __init__(self, context: Context) -> None:
        self._context, self._sheet = context, context.say(SHEET)

    def _range(self, key: str) -> str:
        return column_range(self._context, self._sheet, key)

    def is_text(self, key: str, text: str) -> str:
        """The condition that a column holds a text."""
        return f'({self._range(key)}="{_quoted(text)}")'

    def names_any(self, key: str, codes: Iterable[str]) -> str:
        """The condition that a column, several names in a cell, holds one of some names."""
        cells = f'"{_MARK}"&SUBSTITUTE({self._range(key)},"{JOIN}","{_MARK}")&"{_MARK}"'
        found = [f'ISNUMBER(SEARCH("{_MARK}{_searched(code)}{_MARK}",{cells}))' for code in codes]
        return f"(({'+'.join(found)})>0)"

    def hours(self, *conditions: str) -> str:
        """The formula that sums the hours of the rows which meet every condition."""
        return f"=SUMPRODUCT({'*'.join((*conditions, '1'))},{self._range('hours')})"


def _quoted(text: str) -> str:
    return text.replace('"', '""')


def _searched(text: str) -> str:
    """Text as SEARCH wants it: its wildcards are escaped."""
    for letter in "~*?":
        text = text.replace(letter, f"~{letter}")
    return _quoted(text)
