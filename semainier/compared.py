"""The comparison in the terminal and as `--json` writes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from exports.comparison.changes import Change, in_short, rhythm_changes, teacher_changes
from exports.comparison.columns import (
    COLUMNS,
    Kind,
    Value,
    best_of,
    rule_amount,
    rules_that_count,
    titles,
)
from exports.comparison.entries import STATES, Entry, verdicts
from instances.text import Lang, Text
from instances.units import as_hours, format_hours, number, short_date
from semainier.console import Console
from semainier.wording import costs_data, rule_costs

if TYPE_CHECKING:
    from solver.sweep import Shelf

_TABLE = Text("Les scénarios", "The scenarios")
_RULES = Text("Règles souhaitées, chacune dans son unité", "Soft rules, each in its own unit")
_CHANGES = Text("Ce qui change, pour qui", "What changes, for whom")
_WHY = Text("Pourquoi pas les autres", "Why not the others")
_FILES = Text("Fichiers", "Files")
_LINE = Text("{name} : {what}", "{name}: {what}")
_SHORT = Text("{what} {hours}", "{what} {hours}")
_MISSING = Text(" [{short}]", " [{short}]")
_STAR = "*"
_STARRED = Text("* : la meilleure valeur de sa colonne.", "*: the best of its column.")
_PLAN = Text("Le plan de « {name} » : {path}", "The plan of “{name}”: {path}")
_HEADERS = (Text("Rang", "Rank"), Text("Scénario", "Scenario"), Text("État", "State"))


def show_comparison(
    console: Console, entries: Sequence[Entry], shelf: Shelf, files: Sequence[Path]
) -> None:
    """The table, what is and is not proved, and what changes for whom."""
    today = next(entry for entry in entries if entry.today)
    console.title(_TABLE)
    headers = [*_HEADERS, *titles(entries)]
    best = [
        best_of([column.value(e) for e in entries if e.complete]) if column.best else None
        for column in COLUMNS
    ]
    rows = [[*_head(console, entry), *_figures(console, entry, best)] for entry in entries]
    console.table(headers, rows, left=3)
    if any(cell.startswith(_STAR) for row in rows for cell in row[len(_HEADERS) :]):
        console.say(_STARRED)
    console.say()
    for text in verdicts(entries):
        console.say(text)
    _show_rules(console, entries)
    _show_reasons(console, entries)
    _show_changes(console, entries, today)
    console.title(_FILES)
    for path in files:
        console.item(str(path))
    for name, path in kept_plans(entries, shelf).items():
        console.item(_PLAN.fill(name=name, path=path))


def kept_plans(entries: Sequence[Entry], shelf: Shelf) -> dict[str, Path]:
    """Where the plan of each scenario is kept, complete or not, by the scenario's name."""
    plans = {e.scenario.name: shelf.path(e.instance) for e in entries if e.timetable}
    return {name: path for name, path in plans.items() if path.exists()}


def _head(console: Console, entry: Entry) -> list[str]:
    rank = "-" if entry.rank is None else f"{entry.rank}{' =' if entry.tied else ''}"
    return [rank, entry.scenario.name, console.word(STATES[entry.state])]


def _figures(console: Console, entry: Entry, best: Sequence[Value]) -> list[str]:
    """The figures; the best of a column with a star, which a pipe keeps too."""
    found = []
    for column, least in zip(COLUMNS, best, strict=True):
        value = column.value(entry)
        star = _STAR if least is not None and value == least and entry.complete else ""
        found.append(star + shown(value, column.kind, console.lang))
    return found


def shown(value: Value, kind: Kind, lang: Lang) -> str:
    """A figure in words."""
    if value is None:
        return "-"
    if isinstance(value, date):
        return short_date(value, lang)
    if kind == "share":
        return f"{100 * value:.0f} %"
    if kind == "hours":
        return format_hours(round(value * 60))
    return number(value, lang)


def _show_rules(console: Console, entries: Sequence[Entry]) -> None:
    complete = [entry for entry in entries if entry.complete]
    if not complete:
        return
    rules = rules_that_count(entries)
    rows = [
        [
            console.word(rule.name),
            console.word(rule.unit),
            *(
                shown(rule_amount(entry, rule), "hours" if rule.minutes else "count", console.lang)
                for entry in complete
            ),
        ]
        for rule in rules
    ]
    console.title(_RULES)
    names = [Text(entry.scenario.name, entry.scenario.name) for entry in complete]
    console.table([Text("Règle", "Rule"), Text("Compte en", "Counted in"), *names], rows, left=2)


def _show_reasons(console: Console, entries: Sequence[Entry]) -> None:
    told = [(entry, reason) for entry in entries if (reason := entry.reason())]
    if not told:
        return
    console.title(_WHY)
    for entry, reason in told:
        what = reason
        if entry.short:
            short = ", ".join(
                f"{unit} {format_hours(minutes)}" for unit, minutes in entry.short.items()
            )
            tail = _MISSING.fill(short=short)
            what = Text(reason.fr + tail.fr, reason.en + tail.en)
        mark = "impossible" if entry.settled else "warning"
        console.item(_LINE.fill(name=entry.scenario.name, what=what), mark)


def _show_changes(console: Console, entries: Sequence[Entry], today: Entry) -> None:
    told = [(entry, in_short(entry, today)) for entry in entries if entry is not today]
    told = [(entry, what) for entry, what in told if what.fr]
    if told:
        console.title(_CHANGES)
        for entry, what in told:
            console.item(_LINE.fill(name=entry.scenario.name, what=what))


# --- as data ---------------------------------------------------------------------------------


def entry_data(entry: Entry, today: Entry, shelf: Shelf, lang: Lang) -> dict[str, object]:
    """A scenario as `--json` writes it."""
    solution, reason = entry.solution, entry.reason()
    figures = {column.key: _cell(column.value(entry)) for column in COLUMNS}
    costs = (
        costs_data(rule_costs(entry.instance, solution.amounts, solution.costs), lang)
        if solution is not None and entry.complete
        else []
    )
    return {
        "name": entry.scenario.name,
        "today": entry.today,
        "rhythms": dict(entry.scenario.rhythms),
        "status": entry.state,
        "settled": entry.settled,
        "rank": entry.rank,
        "tied": entry.tied,
        "reason": reason.say(lang) if reason else None,
        "short": {what: as_hours(minutes) for what, minutes in entry.short.items()},
        **figures,
        "gap": solution.gap if solution and entry.complete else None,
        "stopped": solution.stopped if solution else None,
        "repeatable": _repeatable(entry, today),
        "begun_with_today": entry.begun_with_today,
        "seconds": solution.seconds if solution else None,
        "costs": costs,
        "groups": _groups(entry),
        "teachers": _teachers(entry),
        "rooms": _rooms(entry),
        "changes": {
            "groups": [_change(change, lang) for change in rhythm_changes(entry, today)],
            "teachers": [_change(change, lang) for change in teacher_changes(entry, today)],
        },
        "plan": str(shelf.path(entry.instance)) if entry.timetable else None,
    }


def _repeatable(entry: Entry, today: Entry) -> bool | None:
    """Whether another run finds the same: of a search that began with today's plan, of both."""
    if entry.solution is None:
        return None
    return entry.solution.repeatable and not (entry.begun_with_today and today.cut)


def _cell(value: Value) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _groups(entry: Entry) -> list[dict[str, object]]:
    if entry.figures is None or not entry.complete:
        return []
    return [
        {
            "code": group.code,
            "days": group.days,
            "long_days": group.long_days,
            "closes": _cell(group.closes),
        }
        for group in entry.figures.groups
    ]


def _teachers(entry: Entry) -> list[dict[str, object]]:
    if entry.figures is None or not entry.complete:
        return []
    return [
        {
            "code": teacher.code,
            "days": teacher.days,
            "weekdays": list(teacher.weekdays),
            "service": teacher.service,
            "due": teacher.due,
        }
        for teacher in entry.figures.teachers
    ]


def _rooms(entry: Entry) -> list[dict[str, object]]:
    if entry.figures is None or not entry.complete:
        return []
    return [
        {"kind": r.kind, "rooms": r.rooms, "peak": round(r.share, 4), "week": r.week}
        for r in entry.figures.rooms
    ]


def _change(change: Change, lang: Lang) -> dict[str, object]:
    return {
        "who": change.who,
        "days_before": change.before,
        "days_after": change.after,
        "before": change.weekdays_before.say(lang),
        "after": change.weekdays_after.say(lang),
    }
