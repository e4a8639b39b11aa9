"""The workbooks of `benchmarks.infeasible`: what is done to them, and why they are impossible."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from datetime import time as dt_time

from instances.workbook import Tables

Edit = Callable[[Tables], None]
Cause = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Case:
    """A workbook and the rules and subjects that its conflicts must name.

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


def _only_hours(who: str, between: tuple[int, int], *days: str) -> Edit:
    def edit(tables: Tables) -> None:
        tables["times_off"] = [r for r in tables["times_off"] if r["who"] != who]
        start, end = (dt_time(hour) for hour in between)
        tables["times_off"] += [
            {"who": who, "day": day, "start": start, "end": end, "level": "only"} for day in days
        ]

    return edit


def _closed_tuesdays(tables: Tables) -> None:
    """Every Tuesday is a public holiday: the first class comes on Mondays and Tuesdays."""
    day = date(2026, 9, 1)
    while day < date(2027, 2, 1):
        tables["calendar"].append({"first": day, "kind": "public", "label": "Fermé"})
        day += timedelta(days=7)
    tables["pins"] = []


AWAY, HOURS, DAILY = "respect_availability", "plan_hours", "limit_daily_sessions"
DATES = date(2026, 9, 1), date(2026, 12, 31)
# Where sessions of 4 h or all courses of a class are too long: the conflict names some of them.
_LONG_DAYS = tuple(_cause(("limit_day_hours", f"SIO{p}")) for p in ("1-A", "1-B", "2-SLAM"))
_ANY_OF_SIO1 = tuple(
    _cause((HOURS, f"SIO1-{unit}")) for unit in ("ANG", "CGE", "MAT", "B1", "B3", "AP")
)
# Learners of a campus, of whom any may be found to have too short days, and sessions of 4 h.
_DAY_HOURS = tuple(
    _cause(("limit_day_hours", f"SIO{year}-{number:02d}-{part}"))
    for number in range(1, 7)
    for year, part in ((1, "A"), (1, "B"), (2, "SISR"), (2, "SLAM"))
)
_BUSY = ("SIO1-A", "SIO1-B", "SIO2-SISR", "SIO2-SLAM", "EGL", "FEN", "GEN", "HOU", "IRI", "JAS")
_LONG = (
    *("SIO1-B1-TP/SIO1-A", "SIO1-B1-TP/SIO1-B", "SIO1-B3-TP/SIO1-A", "SIO1-B3-TP/SIO1-B"),
    *("SIO2-B2-SISR-TP", "SIO2-B2-SLAM-TP", "SIO2-AP-SISR", "SIO2-AP-SLAM"),
    *("SIO2-B3-TP/SIO2-SISR", "SIO2-B3-TP/SIO2-SLAM"),
)

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
        # Mme Basilic's days alone do it: the others only share the times.
        _cause((AWAY, "BAS"), ("run_in_parallel", "SIO1-ANG")),
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
    Case(
        "class-day-hours",
        "s1",
        _setting("group_day_max", 3),
        _cause(("limit_day_hours", "SIO2-SISR")),
        _LONG_DAYS,
    ),
    Case("long-stage", "s1", _stage("SIO1", *DATES), _cause((HOURS, "SIO1-CEJM")), _ANY_OF_SIO1),
    Case("late-lectures", "s1", _away("EGL", *DATES), _cause((AWAY, "EGL"))),
    Case(
        "two-causes",
        "s1",
        _both(_off("ABR", "jeudi", level="only"), _off("JAS", "lundi", level="only")),
        # One conflict each: both are shown.
        _cause((AWAY, "ABR"), (AWAY, "JAS")),
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
    Case(
        "class-of-one",
        "1",
        _hours("SIO1-01-CEJM", 90),
        _cause((DAILY, "SIO1-01-CEJM")),
        # Two things bar it, either of which is enough.
        (_cause(("limit_week_hours", "CEJM-01"), (HOURS, "SIO1-01-CEJM")),),
    ),
    Case("campus-hours", "12", _hours("SIO1-03-CEJM", 90), _cause((DAILY, "SIO1-03-CEJM"))),
    Case(
        "campus-day-hours",
        "12",
        _setting("group_day_max", 2),
        _cause(("limit_day_hours", "SIO1-01-A")),
        _DAY_HOURS,
    ),
    Case(
        "too-few-seats",
        "s1",
        _both(
            _set("groups", "SIO2", size=28),
            _off("Salle 101", "lundi", "mardi", "mercredi", "jeudi", "vendredi"),
        ),
        _cause((AWAY, "Salle 101")),
    ),
    Case(
        "equipment-elsewhere",
        "s1",
        _both(
            _set("courses", "SIO1-B3-TP", equipment="baies réseau"),
            _off("Labo SISR", "lundi", "mardi"),
        ),
        _cause((AWAY, "Labo SISR"), (HOURS, "SIO1-B3-TP/SIO1-A")),
        (_cause((AWAY, "Labo SISR"), (HOURS, "SIO1-B3-TP/SIO1-B")),),
    ),
    Case(
        "sessions-too-long",
        "s1",
        _only_hours("JAS", (8, 11), "mercredi", "jeudi"),
        _cause((AWAY, "JAS"), (HOURS, "SIO2-AP-SLAM")),
    ),
    Case(
        "long-lunch",
        "s1",
        _both(
            _setting("lunch_start", dt_time(10, 15)),
            _setting("lunch_end", dt_time(14, 15)),
            _setting("lunch_minutes", 240),
        ),
        _cause(("take_lunch", "SIO1-A"), (HOURS, "SIO1-B1-TP/SIO1-A")),
        tuple(_cause(("take_lunch", who), (HOURS, code)) for who in _BUSY for code in _LONG),
    ),
    Case(
        "short-span",
        "s1",
        _setting("group_span_max", 3),
        _cause(("limit_day_span", "SIO1-A"), (HOURS, "SIO1-B1-TP/SIO1-A")),
        tuple(_cause(("limit_day_span", who), (HOURS, code)) for who in _BUSY for code in _LONG),
    ),
    Case("closed-tuesdays", "s1", _closed_tuesdays, _cause((AWAY, "ABR"), (HOURS, "SIO1-CGE"))),
)
