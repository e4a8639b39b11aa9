"""Workbooks that have no timetable, each for a known cause, and how well `explain` does.

`python -m benchmarks.infeasible [--seconds 60] [NAME …]` makes each workbook, explains it and
checks that the conflict names the cause, that each of its reasons is needed, that what is offered
was verified. Exit code 1 when a cause is missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from datetime import time as dt_time
from pathlib import Path

from benchmarks.campus import make_campus
from constraints.verify import verify
from instances.examples import example_tables
from instances.workbook import Tables, read_tables, read_workbook, write_workbook
from instances.workbook.tables import tables_of
from solver.control import Control, Options
from solver.explain import find_conflict, holds_together
from solver.relaxations import relaxations

Edit = Callable[[Tables], None]
Cause = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Case:
    """A workbook and the rules and subjects that a conflict must name.

    base
        What it is made from: `s1`, or a number of generated classes.
    edit
        What is done to it.
    """

    name: str
    base: str
    edit: Edit
    cause: Cause
    also: tuple[Cause, ...] = ()
    """Where there are several conflicts: causes of which any will do instead."""

    def names(self, reasons: Cause) -> bool:
        """Whether reasons contain the cause, or one of the others."""
        return any(cause <= reasons for cause in (self.cause, *self.also))


def _rows(tables: Tables, sheet: str, key: str, code: str) -> list[dict[str, object]]:
    return [row for row in tables[sheet] if row.get(key) == code]  # type: ignore[index]


def _set(sheet: str, code: str, key: str = "code", **fields: object) -> Edit:
    def edit(tables: Tables) -> None:
        for row in _rows(tables, sheet, key, code):
            row.update(fields)

    return edit


def _hours(code: str, hours: float, **fields: object) -> Edit:
    """Other hours for a course, and its quota with it."""

    def edit(tables: Tables) -> None:
        (row,) = _rows(tables, "courses", "code", code)
        for quota in tables["quotas"]:
            if (quota["unit"], quota["type"]) == (row["unit"], row["type"]):
                group = str(row["groups"])
                if group.startswith(str(quota["group"])) or quota["group"] == group:
                    quota["hours"] = hours
        row.update(hours=hours, **fields)

    return edit


def _off(who: str, *days: str, level: str = "impossible") -> Edit:
    def edit(tables: Tables) -> None:
        if level == "only":
            tables["times_off"] = [r for r in tables["times_off"] if r["who"] != who]
        tables["times_off"] += [{"who": who, "day": day, "level": level} for day in days]

    return edit


def _away(who: str, first: date, last: date) -> Edit:
    def edit(tables: Tables) -> None:
        tables["times_off"].append(
            {"who": who, "first": first, "last": last, "level": "impossible"}
        )

    return edit


def _setting(name: str, value: object) -> Edit:
    def edit(tables: Tables) -> None:
        tables["settings"] = [r for r in tables["settings"] if r["setting"] != name]
        tables["settings"].append({"setting": name, "value": value})

    return edit


def _stage(group: str, first: date, last: date) -> Edit:
    def edit(tables: Tables) -> None:
        tables["calendar"].append(
            {"first": first, "last": last, "kind": "company", "groups": group, "label": "Stage"}
        )

    return edit


def _one_lab(tables: Tables) -> None:
    for row in tables["courses"]:
        row["rooms"] = (
            str(row["rooms"])
            .replace("Labo SISR | Labo SLAM", "Labo SISR")
            .replace("Labo SLAM", "Labo SISR")
        )
        if row.get("code") == "SIO2-B2-SLAM-TP":
            row["equipment"] = None
    tables["rooms"] = [row for row in tables["rooms"] if row["code"] != "Labo SLAM"]


def _both(*edits: Edit) -> Edit:
    def edit(tables: Tables) -> None:
        for one in edits:
            one(tables)

    return edit


def _quota(group: str, unit: str, kind: str, hours: float) -> Edit:
    def edit(tables: Tables) -> None:
        (row,) = (
            row
            for row in tables["quotas"]
            if (row["group"], row["unit"], row.get("type")) == (group, unit, kind)
        )
        row["hours"] = hours

    return edit


def _pins(*pins: tuple[str, str, int, float]) -> Edit:
    """Pins on dates: course, date, hour, hours."""

    def edit(tables: Tables) -> None:
        tables["pins"] += [
            {"course": code, "date": date.fromisoformat(day), "start": dt_time(hour), "duration": h}
            for code, day, hour, h in pins
        ]

    return edit


def _first_lecturer_away(tables: Tables) -> None:
    """The first teacher of English is off on every day but Saturday."""
    _off("ANGLAIS-01", "lundi", "mardi", "mercredi", "jeudi", "vendredi")(tables)


def _cause(*reasons: tuple[str, str]) -> Cause:
    return frozenset(reasons)


AWAY, HOURS, DAILY = "respect_availability", "plan_hours", "limit_daily_sessions"
DATES = date(2026, 9, 1), date(2026, 12, 31)

CASES = (
    Case("teacher-other-days", "s1", _off("ABR", "jeudi", level="only"), _cause((AWAY, "ABR"))),
    Case(
        "rhythm-changed",
        "s1",
        _set("rhythms", "Première année", "name", spec="jeu ven"),
        _cause((AWAY, "ABR")),
    ),
    Case("teacher-two-days-off", "s1", _off("HOU", "mardi", "mercredi"), _cause((AWAY, "HOU"))),
    Case("more-hours-than-days", "s1", _hours("SIO1-CEJM", 90), _cause((DAILY, "SIO1-CEJM"))),
    Case(
        "class-over-capacity",
        "s1",
        _hours("SIO1-CEJM", 100, per_day=3),
        _cause(("limit_day_hours", "SIO1-A")),
    ),
    Case("one-lab", "s1", _one_lab, _cause(("avoid_clashes", "Labo SISR"))),
    Case(
        "order-too-late",
        "s1",
        _both(
            _set("courses", "SIO2-B2-SISR", durations="2h00"),
            _set("courses", "SIO2-B2-SLAM", durations="2h00"),
            _set("courses", "SIO2-CEJM", after="SIO2-B2-SISR"),
            lambda tables: tables.update(pins=[]),
        ),
        _cause(("follow_order", "SIO2-CEJM")),
    ),
    Case(
        "parallel-never-both",
        "s1",
        _both(
            _hours("SIO1-ANG", 12, durations="2h00"),
            _set("courses", "SIO1-ANG", parallel_with="SIO2-CGE"),
        ),
        _cause((AWAY, "ABR"), (AWAY, "BAS")),
    ),
    Case("workshop-never-both", "s1", _off("JAS", "lundi", level="only"), _cause((AWAY, "JAS"))),
    Case(
        "teacher-day-hours",
        "s1",
        _set("teachers", "FEN", day_max=2),
        _cause(("limit_day_hours", "FEN")),
    ),
    Case(
        "teacher-week-hours",
        "s1",
        _set("teachers", "HOU", week_max=4),
        _cause(("limit_week_hours", "HOU")),
    ),
    Case("class-day-hours", "s1", _setting("group_day_max", 3), _cause((HOURS, "SIO2-B2-SISR-TP"))),
    Case("long-stage", "s1", _stage("SIO1", *DATES), _cause((HOURS, "SIO1-CEJM"))),
    Case("late-lectures", "s1", _away("EGL", *DATES), _cause((AWAY, "EGL"))),
    Case(
        "two-causes",
        "s1",
        _both(_off("ABR", "jeudi", level="only"), _off("JAS", "lundi", level="only")),
        _cause((AWAY, "ABR")),
        (_cause((AWAY, "JAS")),),
    ),
    Case(
        "lab-closed",
        "s1",
        _off("Labo SISR", "mardi", "mercredi", "jeudi"),
        _cause((AWAY, "Labo SISR"), (HOURS, "SIO2-AP-SISR")),
        (_cause((AWAY, "Labo SISR"), (HOURS, "SIO2-B2-SISR-TP")),),
    ),
    Case(
        "pins-that-clash",
        "s1",
        _pins(("SIO2-CEJM", "2026-10-13", 10, 2), ("SIO2-MAT", "2026-10-13", 10, 2)),
        _cause(("hold_pins", "SIO2-CEJM"), ("hold_pins", "SIO2-MAT")),
    ),
    Case(
        "pace-of-late-lectures",
        "s1",
        _both(
            _away("EGL", date(2026, 9, 1), date(2027, 1, 10)),
            _set("courses", "SIO1-B1-TP", teachers="FEN", teacher_count=None),
            _set("courses", "SIO1-B1", hours=4),
            _set("courses", "SIO1-AP", teachers="FEN | GEN | HOU"),
            _quota("SIO1", "Bloc 1", "CM", 4),
        ),
        _cause(("keep_pace", "SIO1-B1-TP/SIO1-A"), (AWAY, "EGL")),
        (_cause(("keep_pace", "SIO1-B1-TP/SIO1-B"), (AWAY, "EGL")),),
    ),
    Case(
        "two-teachers-never-together",
        "s1",
        _both(
            _off("HOU", "mardi", "jeudi"),
            _off("FEN", "mercredi"),
        ),
        _cause((AWAY, "HOU"), (AWAY, "FEN"), (HOURS, "SIO2-AP-SISR")),
    ),
    Case(
        "teacher-days-a-week",
        "s1",
        _both(_set("teachers", "HOU", week_days_max=1)),
        _cause(("limit_teacher_days", "HOU")),
    ),
    Case(
        "one-class-lecturer-away",
        "1",
        _off("ANGLAIS-01", "mercredi", "jeudi"),
        _cause((AWAY, "ANGLAIS-01")),
    ),
    Case(
        "one-class-labs-closed",
        "1",
        _both(
            _off("Labo R1", "mercredi", "jeudi"),
            _off("Labo D1", "mercredi", "jeudi"),
        ),
        _cause((AWAY, "Labo R1"), (AWAY, "Labo D1")),
    ),
    Case(
        "three-classes-lecturer-away",
        "3",
        _first_lecturer_away,
        _cause((AWAY, "ANGLAIS-01")),
    ),
    Case("three-classes-no-days", "3", _hours("SIO1-01-CEJM", 90), _cause((DAILY, "SIO1-01-CEJM"))),
    Case(
        "campus-lecturer-away",
        "12",
        _first_lecturer_away,
        _cause((AWAY, "ANGLAIS-01")),
    ),
    Case("class-of-one", "1", _hours("SIO1-01-CEJM", 90), _cause((DAILY, "SIO1-01-CEJM"))),
    Case("campus-hours", "12", _hours("SIO1-03-CEJM", 90), _cause((DAILY, "SIO1-03-CEJM"))),
    Case(
        "campus-day-hours",
        "12",
        _setting("group_day_max", 2),
        _cause(),
    ),
)


def base(name: str) -> Tables:
    """The tables a case is made from."""
    if name == "s1":
        return tables_of(read_tables(example_tables("s1")).instance)
    return make_campus(int(name), 0.85, 1).tables


def run(case: Case, seconds: float, folder: Path) -> tuple[bool, str]:
    """Explain a case; whether all is well, and a line of the table."""
    path = folder / f"{case.name}.xlsx"
    tables = base(case.base)
    case.edit(tables)
    write_workbook(tables, path, "fr")
    instance = read_workbook(path).instance
    begun = time.monotonic()
    control = Control(Options(time_limit=seconds))
    conflict = find_conflict(instance, control)
    took = time.monotonic() - begun
    if conflict is None:
        return False, f"| {case.name} | {case.base} | none found | | {took:.0f} | |"
    named = {(reason.rule, reason.subject.code) for reason in conflict.reasons}
    needed = all(
        holds_together(
            instance,
            replace(conflict, reasons=tuple(r for r in conflict.reasons if r != reason)),
            Control(Options(time_limit=20)),
            20,
        )
        == "feasible"
        for reason in conflict.reasons
    )
    offered = relaxations(instance, conflict, control).tried
    verified = all(verify(one.timetable).complete for one in offered)
    total = time.monotonic() - begun
    found = case.names(frozenset(named))
    good = found and needed and verified and conflict.minimal
    reasons = ", ".join(f"{rule} {code}" for rule, code in sorted(named))
    cells = (case.name, case.base, reasons, found, needed, round(took), len(offered), round(total))
    line = "| " + " | ".join(map(str, cells)) + " |"
    return good, line


def main() -> None:
    """Run the cases named, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.infeasible", description=__doc__)
    parser.add_argument("names", nargs="*", help="cases (all)")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each (60)")
    arguments = parser.parse_args()
    chosen = [case for case in CASES if not arguments.names or case.name in arguments.names]
    print("| case | base | conflict | cause named | all needed | s | offered | s in all |")
    print("|---|---|---|---|---|---|---|---|")
    good = True
    with tempfile.TemporaryDirectory() as folder:
        for case in chosen:
            fine, line = run(case, arguments.seconds, Path(folder))
            good &= fine
            print(line, flush=True)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
