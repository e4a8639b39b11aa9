"""A comparison on the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from constraints.registry import SOFT
from exports.comparison import Compared, short_text, verdict
from exports.comparison_sheets import STATUS, capacity_heads, capacity_rows
from exports.measures import MEASURES, bests, bound
from instances.audit.rhythms import ScenarioLoad
from instances.instance import Instance
from instances.scenario import Scenario, rhythm_of
from instances.text import Lang, Text
from instances.units import as_hours, format_hours
from semainier.console import Console
from semainier.wording import number, percent

_CAPACITY = Text("Ce que les jours tiennent", "What the days hold")
_LOADS = Text("Salles et enseignants les plus chargés", "The fullest rooms and teachers")
_IMPOSSIBLE = Text("{name} : {why}", "{name}: {why}")
_MORE = Text(
    "{name} : {count} {count:autre raison|autres raisons} (-v)",
    "{name}: {count} {count:more reason|more reasons} (-v)",
)
_COMPARED = Text("Scénarios comparés", "Scenarios compared")
_CHANGES = Text("Ce qui change : {name}", "What changes: {name}")
_BEST = Text("* la meilleure valeur", "* the best value")


def show_capacity(
    console: Console,
    scenarios: Sequence[Scenario],
    instances: Sequence[Instance],
    loads: Sequence[ScenarioLoad],
) -> None:
    """Days and hours by scenario and class whose rhythm some scenario changes."""
    shown = {code for scenario in scenarios for code in scenario.rhythms}
    rows = []
    for scenario, instance, load in zip(scenarios, instances, loads, strict=True):
        for cells in capacity_rows(scenario.name, load):
            code = str(cells[1])
            if not shown or code in shown:
                rhythm = rhythm_of(instance, code, console.lang)
                rows.append([_cell(cells[0]), code, rhythm, *map(_cell, cells[2:])])
    heads = capacity_heads()
    console.title(_CAPACITY)
    console.table([*heads[:2], Text("Rythme", "Rhythm"), *heads[2:]], rows, left=3)
    console.title(_LOADS)
    console.table(
        (
            Text("Scénario", "Scenario"),
            Text("Salles", "Rooms"),
            Text("Semaine", "Week"),
            Text("Part", "Share"),
            Text("Enseignant", "Teacher"),
            Text("Part", "Share"),
        ),
        [
            (
                scenario.name,
                load.room,
                load.room_week,
                percent(load.room_share, console.lang),
                load.teacher,
                percent(load.teacher_share, console.lang),
            )
            for scenario, load in zip(scenarios, loads, strict=True)
        ],
    )
    for scenario, load in zip(scenarios, loads, strict=True):
        every = len(load.impossible) if console.manner.verbose else 1
        for text in load.impossible[:every]:
            console.item(_IMPOSSIBLE.fill(name=scenario.name, why=text), "impossible")
        if more := len(load.impossible[every:]):
            console.item(_MORE.fill(name=scenario.name, count=more))


def _cell(value: object) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return "–" if value is None else str(value)


def show_compared(console: Console, compared: Sequence[Compared]) -> None:
    """The ranked table, then what changes for whom."""
    lang, best = console.lang, bests(compared)
    heads = [
        Text("Rang", "Rank"),
        Text("Scénario", "Scenario"),
        Text("État", "Status"),
        Text("Non placé", "Not placed"),
        MEASURES[0].head,
        Text("Au mieux", "At best"),
        *(measure.head for measure in MEASURES[1:]),
        Text("Fin", "End"),
    ]
    rows = []
    for one in compared:
        cells = []
        for measure in MEASURES:
            value = measure.of(one)
            mark = "*" if value is not None and value == best.get(measure.key) else ""
            cells.append(_shown(value, measure.unit, lang) + mark)
            if measure.key == "cost":
                cells.append(_shown(bound(one), "", lang))
        missing = sum(one.figures.short.values()) if one.figures else 0
        closes = max(one.figures.closes.values()) if one.complete and one.figures else None
        rows.append(
            [
                str(one.rank or "–"),
                one.name,
                STATUS[one.settled.status].say(lang),
                format_hours(missing) if missing else "",
                *cells,
                _cell(closes),
            ]
        )
    console.title(_COMPARED)
    console.table(heads, rows, left=3)
    console.say(_BEST)
    console.say()
    console.say(verdict(compared), "good" if compared and compared[0].complete else "warning")
    for one in compared:
        if one.settled.reason is not None:
            console.item(_IMPOSSIBLE.fill(name=one.name, why=one.settled.reason), "impossible")
        elif one.figures and one.figures.short:
            why = short_text(one.figures.short)
            console.item(_IMPOSSIBLE.fill(name=one.name, why=why), "warning")
    if console.manner.verbose:
        for one in compared:
            if one.changes:
                console.title(_CHANGES.fill(name=one.name))
                for change in one.changes:
                    console.item(change)


def _shown(value: float | None, unit: str, lang: Lang) -> str:
    if value is None:
        return "–"
    if unit == "%":
        return percent(value, lang)
    return number(value, lang) + (" h" if unit == "h" else "")


def capacity_data(
    scenarios: Sequence[Scenario],
    instances: Sequence[Instance],
    loads: Sequence[ScenarioLoad],
    lang: Lang,
) -> list[dict[str, object]]:
    """What `--json` says of the days, in hours."""
    return [
        {
            "scenario": scenario.name,
            "classes": list(_classes(instance, load, lang)),
            "fullest_rooms": {
                "kind": load.room,
                "week": load.room_week,
                "share": round(load.room_share, 4),
            },
            "fullest_teacher": {"teacher": load.teacher, "share": round(load.teacher_share, 4)},
            "impossible": [text.say(lang) for text in load.impossible],
        }
        for scenario, instance, load in zip(scenarios, instances, loads, strict=True)
    ]


def _classes(instance: Instance, load: ScenarioLoad, lang: Lang) -> Iterator[dict[str, object]]:
    for own in load.classes:
        yield {
            "class": own.code,
            "rhythm": rhythm_of(instance, own.code, lang),
            "days": own.days,
            "due": as_hours(own.demand),
            "per_day": as_hours(own.per_day),
            "held_at_target": as_hours(own.target),
            "short_at_target": as_hours(own.short_target),
            "held": as_hours(own.cap),
            "short": as_hours(own.short),
            "closes": own.closes.isoformat() if own.closes else None,
            "closes_at_target": own.closes_target.isoformat() if own.closes_target else None,
            "floor_short": None if own.floor_missing is None else as_hours(own.floor_missing),
        }


def compared_data(compared: Sequence[Compared], lang: Lang) -> list[dict[str, object]]:
    """What `--json` says of the scenarios, best first; hours where a duration is meant."""
    found: list[dict[str, object]] = []
    for one in compared:
        counts = one.figures
        short = counts.short if counts else {}
        soft = (
            {
                rule.id: as_hours(counts.amounts[rule.id])
                if rule.minutes
                else counts.amounts[rule.id]
                for rule in SOFT
            }
            if counts and one.complete
            else {}
        )
        peak = counts.peak if counts and one.complete else None
        found.append(
            {
                "name": one.name,
                "rank": one.rank,
                "status": one.settled.status,
                "rhythms": one.settled.scenario.rhythms,
                "not_placed": {unit: as_hours(minutes) for unit, minutes in short.items()},
                **{measure.key: measure.of(one) for measure in MEASURES},
                "bound": bound(one),
                "soft": soft,
                "service": {c: as_hours(m) for c, m in counts.service.items()} if counts else {},
                "teacher_days_by_teacher": counts.days if counts else {},
                "fullest_week": {"rooms": peak.kind, "week": peak.week} if peak else None,
                "closes": {c: day.isoformat() for c, day in counts.closes.items()}
                if counts
                else {},
                "could_be_better": list(one.rivals),
                "changes": [change.say(lang) for change in one.changes],
                "reason": one.settled.reason.say(lang) if one.settled.reason else None,
            }
        )
    return found
