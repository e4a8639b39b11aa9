"""Timetables that no longer hold, and how well `repair` mends them.

`python -m benchmarks.repair [--plan-seconds 40] [--seconds 60] [NAME …]` plans both bundled
semesters, then mends each after what happens in a year: a teacher absent a week, a lab closed a
day, a day closed, a teacher replaced. Exit code 1 when a repair is not complete or breaks a rule.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from constraints.verify import verify
from instances.absences import with_absences
from instances.difference import difference
from instances.entities import CalendarRow, TimeOff
from instances.examples import example_tables
from instances.instance import Instance
from instances.timetable import Timetable
from instances.workbook import read_tables
from solver.control import Options
from solver.repair import repair
from solver.solve import solve


@dataclass(frozen=True)
class Case:
    """What happens to a school after it was planned.

    changes
        Absences and closures, of the timetable that stands.
    now
        The problem as it is then.
    """

    name: str
    changes: Callable[[Timetable], tuple[TimeOff, ...]] = lambda plan: ()
    now: Callable[[Instance], Instance] = lambda instance: instance


def _closed_lab(room: str, since: date) -> Callable[[Timetable], tuple[TimeOff, ...]]:
    """A room closed on the first day from a date on that it is used."""

    def closed(plan: Timetable) -> tuple[TimeOff, ...]:
        day = min(s.date for s in plan.sessions if room in s.rooms and s.date >= since)
        return (TimeOff(who=room, kind="room", first=day, last=day),)

    return closed


def _closed_day(day: date) -> Callable[[Instance], Instance]:
    row = CalendarRow(first=day, last=day, kind="closed", label="Jour fermé")
    return lambda instance: instance.changed(calendar=(*instance.calendar, row))


def _replaced(old: str, new: str) -> Callable[[Instance], Instance]:
    """Another person, with the hours, days and limits of the one who leaves."""

    def change(instance: Instance) -> Instance:
        return instance.changed(
            teachers=tuple(
                t.model_copy(update={"code": new, "name": f"Mme {new}"}) if t.code == old else t
                for t in instance.teachers
            ),
            times_off=tuple(
                r.model_copy(update={"who": new}) if (r.kind, r.who) == ("teacher", old) else r
                for r in instance.times_off
            ),
            courses=tuple(
                course.model_copy(update={"posts": _renamed(course.posts, old, new)})
                for course in instance.courses
            ),
        )

    return change


def _renamed(posts: Sequence[Sequence[str]], old: str, new: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(new if code == old else code for code in post) for post in posts)


def _cases(week: tuple[date, date], shut: date, closed: date) -> tuple[Case, ...]:
    away = TimeOff(who="HOU", kind="teacher", first=week[0], last=week[1])
    return (
        Case("teacher-absent", lambda plan: (away,)),
        Case("lab-closed", _closed_lab("Labo SISR", shut)),
        Case("day-closed", now=_closed_day(closed)),
        Case("teacher-replaced", now=_replaced("CER", "LIN")),
    )


SCHOOLS = {
    "s1": _cases((date(2026, 10, 5), date(2026, 10, 9)), date(2026, 11, 3), date(2026, 11, 10)),
    "s2": _cases((date(2027, 3, 8), date(2027, 3, 12)), date(2027, 3, 9), date(2027, 3, 15)),
}


def run(case: Case, plan: Timetable, seconds: float) -> tuple[bool, Sequence[object]]:
    """Mend a plan; whether all is well, and the cells of a line of the table."""
    now = case.now(plan.instance)
    begun = time.monotonic()
    found = repair(now, plan, case.changes(plan), options=Options(seconds))
    took = time.monotonic() - begun
    mended = found.timetable
    checked = verify(mended.model_copy(update={"instance": with_absences(now, mended.changes)}))
    changes = len(difference(plan, mended).changes)
    bound = "proved" if found.status == "minimal" else found.bound
    cells = (found.status, checked.complete, changes, found.disturbance, bound, f"{took:.1f}")
    return found.complete and checked.complete, cells


def rows(
    names: Sequence[str], plan_seconds: float, seconds: float
) -> Iterator[tuple[bool, Sequence[object]]]:
    """Plan each school, and mend it in each case named, or all."""
    for school, cases in SCHOOLS.items():
        chosen = [case for case in cases if not names or case.name in names]
        if not chosen:
            continue
        outcome = solve(read_tables(example_tables(school)).instance, Options(plan_seconds))
        for case in chosen:
            good, cells = run(case, outcome.timetable, seconds)
            yield good and outcome.status != "unfinished", (case.name, school, *cells)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.repair", description=__doc__)
    parser.add_argument("names", nargs="*", help="cases (all)")
    parser.add_argument("--plan-seconds", type=float, default=40.0, help="to plan a school (40)")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each repair (60)")
    arguments = parser.parse_args()
    print("| case | school | status | verified | changes | disturbance | bound | s |")
    print("|---|---|---|---|---|---|---|---|")
    good = True
    for fine, cells in rows(arguments.names, arguments.plan_seconds, arguments.seconds):
        good &= fine
        print("| " + " | ".join(map(str, cells)) + " |", flush=True)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
