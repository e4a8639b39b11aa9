"""The first words of an entry name one course, also where its unit and its type are one word."""

from datetime import date

import pytest
from tiny import course, tiny

from exports.readback.cells import Difference, Spot
from exports.readback.changes import Edits
from exports.readback.grids import GridReader
from exports.traces import Block

SCHOOL = tiny(
    course("W1", unit="AP", type="AP"),
    course("W2", unit="AP", type="TP"),
    course("U1", unit="U", type="TP"),
    course("U2", unit="U", type="CM"),
)


def written(text: str) -> list[str]:
    """The courses of an entry somebody adds to the grid of the group."""
    edits = Edits()
    block = Block("G", "group", "G", date(2026, 9, 7), 1, 3, "G")
    spot = Spot(block, 3, 2, 3, False, date(2026, 9, 7), 480, 540, text)
    GridReader(SCHOOL, (), edits).read(Difference([], [spot], []))
    return [draft.course for draft in edits.drafts]


@pytest.mark.parametrize(
    ("text", "code"),
    [("AP", "W1"), ("AP · AP", "W1"), ("AP · TP", "W2"), ("U · TP", "U1"), ("W2", "W2")],
)
def test_a_heading_is_one_course(text: str, code: str) -> None:
    assert written(text) == [code]


def test_a_unit_of_several_courses_is_none_of_them() -> None:
    assert written("U") == []
