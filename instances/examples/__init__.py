"""The bundled example: PSTM, a school of two BTS SIO classes, as a coordinator would write it.

`s1` and `s2` are the semesters of 2026-27; `year` is the whole school year, for the audit.
`docs/exemple.md` says why each figure is what it is.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from instances.workbook.layout import Tables

EXAMPLES = ("s1", "s2", "year")


def example_tables(name: str) -> Tables:
    """The sheets of an example: sheet key → rows, column key → cell as people write it.

    Raises
    ------
    KeyError
        When no example has this name; `EXAMPLES` lists them.
    """
    if name not in EXAMPLES:
        raise KeyError(name)
    text = files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
