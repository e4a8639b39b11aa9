"""Make a problem workbook: `python -m benchmarks.campus --classes 12 -o campus.xlsx`."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from benchmarks.campus import make_campus
from benchmarks.campus.report import size_of
from constraints.verify import verify
from instances.timetable_file import write_timetable
from instances.workbook import write_workbook


def main() -> None:
    """Write the workbook, say how large and tight it is."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.campus", description=__doc__)
    parser.add_argument("--classes", type=int, default=12, help="number of classes (12)")
    parser.add_argument(
        "--tightness",
        type=float,
        default=0.85,
        help="share of the learners' time that is taught, 0.3 to 0.97 (0.85)",
    )
    parser.add_argument("--seed", type=int, default=0, help="which of such schools (0)")
    parser.add_argument("--weekly", action="store_true", help="a term of one week")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the workbook, .xlsx")
    parser.add_argument(
        "--plan", type=Path, help="also write the plan the school was made from, .json"
    )
    parser.add_argument("--json", action="store_true", help="say it as one object")
    arguments = parser.parse_args()
    try:
        campus = make_campus(
            arguments.classes, arguments.tightness, arguments.seed, weekly=arguments.weekly
        )
    except ValueError as error:
        parser.error(str(error))
    write_workbook(campus.tables, arguments.output, "fr")
    size, cost = size_of(campus), None
    if arguments.plan is not None:
        write_timetable(campus.plan, arguments.plan)
        cost = verify(campus.plan).points
    if arguments.json:
        print(json.dumps({**asdict(size), "cost": cost}))
        return
    print(f"{arguments.output}: {size}")
    if cost is not None:
        print(f"{arguments.plan}: {cost:.0f} points")


if __name__ == "__main__":
    main()
