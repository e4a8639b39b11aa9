"""What other programs print is read whatever its form, and never for more than it says."""

from __future__ import annotations

import pytest

from benchmarks.harness.outsiders import Verdict, fet_plan, fet_seeds, fet_status, parse_verdict

LONG = """\
Checking the solution
Violations of Lectures (hard) : 0
Violations of Conflicts (hard) : 2
Violations of Availability (hard) : 1
Violations of RoomOccupation (hard) : 0
Cost of RoomCapacity (soft) : 4
Cost of MinWorkingDays (soft) : 10
Cost of CurriculumCompactness (soft) : 6
Cost of RoomStability (soft) : 1
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LONG, Verdict(3, 21)),
        (LONG + "\nSummary: Violations = 3, Total Cost = 21\n", Verdict(3, 21)),
        ("Summary: Total Cost = 5\n", Verdict(0, 5)),
        ("Summary: Violations = 2, Total Cost = 10", Verdict(2, 10)),
        (LONG.replace(" 2\n", " 0\n").replace(" 1\nV", " 0\nV") + "Total cost: 21", Verdict(0, 21)),
        ("Segmentation fault", None),
        ("", None),
    ],
)
def test_a_verdict_is_read(text, expected):
    assert parse_verdict(text) == expected


def test_a_whole_plan_of_fet_is_told_from_a_partial_one(tmp_path):
    for folder in ("school-highest", "school-current"):
        partial = tmp_path / "timetables" / folder / "school_data_and_timetable.fet"
        partial.parent.mkdir(parents=True)
        partial.touch()
    assert fet_plan(tmp_path, "school") is None
    whole = tmp_path / "timetables" / "school" / "school_data_and_timetable.fet"
    whole.parent.mkdir()
    whole.touch()
    assert fet_plan(tmp_path, "school") == whole
    assert fet_status("Time exceeded", 0, whole) == "feasible"


@pytest.mark.parametrize(
    ("out", "code", "status"),
    [
        ("Starting timetable generation...\nTime exceeded\n", 0, "unfinished"),
        ("Impossible to generate", 0, "infeasible"),
        ("cannot open input file", 1, "failed"),
    ],
)
def test_a_run_of_fet_without_a_plan_says_why(out, code, status):
    assert fet_status(out, code, None) == status


def test_seeds_of_fet_differ_and_are_never_zero():
    assert len(set(fet_seeds(0))) == 6
    assert fet_seeds(3) == fet_seeds(3)
    assert all(int(word.partition("=")[2]) > 0 for word in fet_seeds(0))
