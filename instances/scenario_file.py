"""Scenarios as they are typed and written: `NAME=SPEC` and files of many of them, in TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, time
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from instances.entities import TimeOff
from instances.instance import Instance
from instances.rhythm import parse_weekday
from instances.scenario import NewRoom, Scenario, ScenarioError, classes_with_rhythm
from instances.text import Text
from instances.units import parse_clock, parse_hours

NO_NAME = Text(
    "« {text} » : un scénario s'écrit NOM=RYTHME, par exemple « jeudi-vendredi=jeu ven » ou, pour "
    "plusieurs classes, « échange=SIO1:mer jeu; SIO2:lun mar »",
    '"{text}": a scenario is written NAME=RHYTHM, for example "thursdays=Thu Fri" or, for '
    'several classes, "swap=SIO1:Wed Thu; SIO2:Mon Tue"',
)
WHOSE = Text(
    "« {text} » : de quelle classe est-ce le rythme ? {classes} en ont un : ajoutez --groups "
    "CLASSE, ou écrivez « {name}={example}:{spec} »",
    '"{text}": which class\'s rhythm is this? {classes} have one: add --groups CLASS, or write '
    '"{name}={example}:{spec}"',
)
NOBODY = Text(
    "aucune classe n'a de rythme dans ce problème", "no class of this problem has a rhythm"
)
NOT_TOML = Text("{file} n'est pas un fichier TOML : {error}", "{file} is no TOML file: {error}")
NO_SCENARIOS = Text("{file} n'a aucune table [[scenario]]", "{file} has no [[scenario]] table")
BAD_FIELD = Text(
    "{file}, scénario {number}{name}, {where} : {what}",
    "{file}, scenario {number}{name}, {where}: {what}",
)
TWICE = Text("deux scénarios s'appellent « {name} »", 'two scenarios are called "{name}"')
UNKNOWN_FIELD = Text("champ inconnu", "unknown field")
MISSING_FIELD = Text("champ manquant", "missing field")


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _RoomRow(_Row):
    code: str
    like: str
    seats: int | None = None


class _TimeRow(_Row):
    who: str
    day: str | None = None
    first: date | None = None
    last: date | None = None
    start: str | time = "00:00"
    end: str | time = "24:00"
    level: Literal["impossible", "only", "avoid", "wish"] = "impossible"


class _ScenarioRow(_Row):
    name: str = Field(min_length=1)
    rhythms: dict[str, str] = {}
    add_rooms: list[_RoomRow] = []
    remove_rooms: list[str] = []
    times_off: list[_TimeRow] = []
    free: list[str] = []
    hours: dict[str, float | str] = {}
    day_max: float | str | None = None
    day_target: float | str | None = None


def parse_scenario(text: str, instance: Instance, groups: Sequence[str] = ()) -> Scenario:
    """Read `NAME=SPEC`, `NAME=SIO1:SPEC; SIO2:SPEC`; a bare SPEC is for all of `groups`.

    Raises
    ------
    ScenarioError
        When it has no name or no rhythm, or does not say whose the rhythm is.
    """
    name, equals, said = (part.strip() for part in text.partition("="))
    if not equals or not name or not said:
        raise ScenarioError(NO_NAME.fill(text=text))
    rhythms: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in said.split(";"))):
        code, colon, spec = (word.strip() for word in part.partition(":"))
        if colon and code in instance.group:
            rhythms[code] = spec
        else:
            rhythms |= dict.fromkeys(whose(instance, groups, text, name, part), part)
    return Scenario(name=name, rhythms=rhythms)


def whose(
    instance: Instance, groups: Sequence[str], text: str, name: str, spec: str
) -> Sequence[str]:
    """The groups that a bare SPEC is for: those named, or the only class with a rhythm.

    Raises
    ------
    ScenarioError
        When nobody is named and several classes have a rhythm, or none.
    """
    if groups:
        return groups
    classes = classes_with_rhythm(instance)
    if not classes:
        raise ScenarioError(NOBODY)
    if len(classes) > 1:
        values = {"text": text, "name": name, "spec": spec, "example": classes[0]}
        raise ScenarioError(WHOSE.fill(**values, classes=", ".join(classes)))
    return classes


def read_scenarios(path: Path, instance: Instance, groups: Sequence[str] = ()) -> list[Scenario]:
    """Read a TOML file of `[[scenario]]` tables; see the guide, « Comparer des rythmes ».

    Raises
    ------
    OSError
        When it cannot be read.
    ScenarioError
        When it is not such a file; the first fault, with the scenario and the field.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ScenarioError(NOT_TOML.fill(file=path.name, error=error)) from None
    tables = data.get("scenario")
    if not isinstance(tables, list) or not tables or set(data) != {"scenario"}:
        raise ScenarioError(NO_SCENARIOS.fill(file=path.name))
    return [
        _scenario(table, number, path, instance, groups)
        for number, table in enumerate(tables, start=1)
    ]


def check_distinct(scenarios: Sequence[Scenario]) -> None:
    """Refuse two scenarios of one name.

    Raises
    ------
    ScenarioError
        Naming the first that comes twice.
    """
    seen: set[str] = set()
    for scenario in scenarios:
        if scenario.name.casefold() in seen:
            raise ScenarioError(TWICE.fill(name=scenario.name))
        seen.add(scenario.name.casefold())


def _scenario(
    table: Any, number: int, path: Path, instance: Instance, groups: Sequence[str]
) -> Scenario:
    name = f" « {table['name']} »" if isinstance(table, Mapping) and table.get("name") else ""

    def fault(where: str, what: Text | str) -> ScenarioError:
        values = {"file": path.name, "number": number, "name": name, "where": where}
        return ScenarioError(BAD_FIELD.fill(**values, what=what))

    if isinstance(table, dict) and isinstance(spec := table.get("rhythms"), str):
        label = str(table.get("name", ""))
        table = {**table, "rhythms": parse_scenario(f"{label}={spec}", instance, groups).rhythms}
    try:
        row = _ScenarioRow.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        what: Text | str = {"extra_forbidden": UNKNOWN_FIELD, "missing": MISSING_FIELD}.get(
            first["type"], Text(first["msg"], first["msg"])
        )
        raise fault(".".join(map(str, first["loc"])), what) from None
    fields: dict[str, object] = {}
    for field, value in (("day_max", row.day_max), ("day_target", row.day_target)):
        if value is not None:
            fields[field] = _minutes(value, field, fault)
    hours = {code: _minutes(value, f"hours.{code}", fault) for code, value in row.hours.items()}
    times_off = tuple(_time_off(entry, instance, fault) for entry in row.times_off)
    return Scenario(
        name=row.name,
        rhythms=row.rhythms,
        add_rooms=tuple(NewRoom(**room.model_dump()) for room in row.add_rooms),
        remove_rooms=tuple(row.remove_rooms),
        times_off=times_off,
        free=tuple(row.free),
        hours=hours,
        **fields,
    )


def _minutes(value: float | str, where: str, fault: Any) -> int:
    try:
        return parse_hours(str(value).removesuffix(".0"))
    except ValueError:
        what = Text(f"« {value} » n'est pas une durée", f'"{value}" is no duration')
        raise fault(where, what) from None


def _time_off(row: _TimeRow, instance: Instance, fault: Any) -> TimeOff:
    kind: Literal["teacher", "room", "group"] = "teacher"
    if row.who in instance.room:
        kind = "room"
    elif row.who in instance.group:
        kind = "group"
    clocks = []
    for where, clock in (("start", row.start), ("end", row.end)):
        try:
            clocks.append(parse_clock(clock if isinstance(clock, str) else f"{clock:%H:%M}"))
        except ValueError:
            what = Text(f"« {clock} » n'est pas une heure", f'"{clock}" is no time of day')
            raise fault(f"times_off.{where}", what) from None
    try:
        weekday = None if row.day is None else parse_weekday(row.day)
    except ValueError:
        what = Text(f"« {row.day} » n'est pas un jour", f'"{row.day}" is no day')
        raise fault("times_off.day", what) from None
    return TimeOff(
        who=row.who,
        kind=kind,
        weekday=weekday,
        first=row.first,
        last=row.last,
        start=clocks[0],
        end=clocks[1],
        level=row.level,
    )
