"""The columns of the comparison: each a figure of a scenario, and which value of it is best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from constraints.base import Soft
from constraints.registry import SOFT
from constraints.weights import weight
from exports.comparison.entries import Entry
from instances.text import Text
from instances.units import as_hours, format_hours

if TYPE_CHECKING:
    from exports.comparison.figures import GroupFigures

Value = int | float | date | None
Kind = Literal["hours", "points", "count", "amount", "date", "share", "signed"]


class Column(NamedTuple):
    """A figure of a scenario. `best`: the least is marked; `key`: its name in `--json`."""

    key: str
    title: Text
    kind: Kind
    value: Callable[[Entry], Value]
    best: bool = True


def _of_plan(read: Callable[[Entry], Value]) -> Callable[[Entry], Value]:
    """A figure that only complete plans can be compared by."""
    return lambda entry: read(entry) if entry.complete else None


def _amount(rule: str) -> Callable[[Entry], Value]:
    def read(entry: Entry) -> Value:
        solution = entry.solution
        return None if solution is None else solution.amounts.get(rule, 0)

    return _of_plan(read)


def _hours(read: Callable[[Entry], Value]) -> Callable[[Entry], Value]:
    def hours(entry: Entry) -> Value:
        value = read(entry)
        return as_hours(value) if isinstance(value, int) else None

    return hours


def _share(entry: Entry) -> Value:
    fullest = entry.figures.fullest if entry.figures else None
    return fullest.share if fullest else None


def _days(entry: Entry) -> Value:
    """CFA days of the classes watched, as the calendar gives them: of those who have most."""
    loads = {load.label: load.days for load in entry.audit.groups}
    return sum(
        max((loads[atom.label] for atom in entry.instance.atoms_of[code]), default=0)
        for code in entry.watched
    )


def _long_days(entry: Entry) -> Value:
    """Days above the target of the classes watched."""
    return sum(group.long_days for group in _watched(entry))


def _closes(entry: Entry) -> Value:
    """The last session of the classes watched."""
    return max((group.closes for group in _watched(entry) if group.closes), default=None)


def _watched(entry: Entry) -> list[GroupFigures]:
    groups = entry.figures.groups if entry.figures else ()
    return [group for group in groups if group.code in entry.watched]


COLUMNS: tuple[Column, ...] = (
    Column(
        "cfa_days", Text("Jours au CFA ({who})", "CFA days ({who})"), "count", _days, best=False
    ),
    Column(
        "short_hours",
        Text("Heures manquantes", "Hours short"),
        "hours",
        lambda entry: as_hours(entry.missing),
        best=False,
    ),
    Column("cost", Text("Coût (points)", "Cost (points)"), "points", lambda entry: entry.cost),
    Column(
        "bound",
        Text("Au mieux (points)", "At best (points)"),
        "points",
        lambda entry: entry.bound,
        best=False,
    ),
    Column(
        "learner_idle_hours",
        Text("Attente apprenants (h)", "Learners idle (h)"),
        "hours",
        _hours(_amount("limit_group_gaps")),
    ),
    Column(
        "teacher_idle_hours",
        Text("Attente enseignants (h)", "Teachers idle (h)"),
        "hours",
        _hours(_amount("limit_teacher_gaps")),
    ),
    Column(
        "teacher_days",
        Text("Jours de venue", "Teacher days"),
        "count",
        _of_plan(lambda entry: entry.figures.teacher_days if entry.figures else None),
    ),
    Column(
        "over_service_hours",
        Text("Service au-delà du dû (h)", "Service over due (h)"),
        "hours",
        _of_plan(lambda entry: entry.figures.over_service if entry.figures else None),
    ),
    Column(
        "room_peak",
        Text("Salles : pic", "Rooms: peak"),
        "share",
        _of_plan(_share),
    ),
    Column(
        "long_days",
        Text("Journées de plus de {target} ({who})", "Days over {target} ({who})"),
        "count",
        _of_plan(_long_days),
    ),
    Column(
        "slots",
        Text("Créneaux de la trame", "Slots of the trame"),
        "count",
        _amount("keep_weekly_slots"),
    ),
    Column(
        "closes",
        Text("Tout est fait le ({who})", "All is done on ({who})"),
        "date",
        _of_plan(_closes),
    ),
)


def titles(entries: Sequence[Entry]) -> list[Text]:
    """The columns' titles, with the day's target and the classes they speak of."""
    first = entries[0]
    target = format_hours(first.instance.settings.group_day_target)
    return [column.title.fill(target=target, who=", ".join(first.watched)) for column in COLUMNS]


def rules_that_count(entries: Sequence[Entry]) -> tuple[Soft, ...]:
    """The soft rules that cost something in some scenario, in reading order."""
    return tuple(rule for rule in SOFT if any(weight(rule, entry.instance) for entry in entries))


def rule_amount(entry: Entry, rule: Soft) -> Value:
    """What a soft rule counts in a complete plan, in its own unit: hours where it has minutes."""
    solution = entry.solution
    if solution is None or not entry.complete:
        return None
    amount = solution.amounts.get(rule.id, 0)
    return round(as_hours(amount), 2) if rule.minutes else amount


def best_of(values: Sequence[Value]) -> Value:
    """The least of the values there are; None where all are alike, so that none is marked."""
    known = [value for value in values if value is not None]
    if len({*known}) < 2:
        return None
    return min(known)
