"""The small workbook `golden/small.toml` as tables, what is said of it, and ways to change it."""

import tomllib
from pathlib import Path

from instances.workbook import WorkbookError, read_tables

SMALL = Path(__file__).parents[1] / "instances" / "golden" / "small.toml"


def small_tables():
    return tomllib.loads(SMALL.read_text(encoding="utf-8"))


def problems(tables):
    """What is said of tables: problems, each on a line; none when they are read."""
    try:
        read_tables(tables)
    except WorkbookError as error:
        return [problem.say() for problem in error.problems]
    return []


def notices(tables):
    return [notice.say() for notice in read_tables(tables).notices]


def row(tables, sheet, code):
    """The row of a code in a table, to be changed."""
    return next(r for r in tables[sheet] if code in (r.get("code"), r.get("course")))


def setting(tables, key, value):
    tables["settings"] = [r for r in tables["settings"] if r["setting"] != key]
    tables["settings"].append({"setting": key, "value": value})


def test_the_small_workbook_is_right_and_says_nothing(tables):
    assert problems(tables) == []
    assert notices(tables) == []


# Each case: what is changed, what must be said. One change gives one problem.
