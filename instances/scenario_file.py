"""Scenarios written down: a TOML file of `[[scenario]]` tables, for larger plans.

```toml
[[scenario]]
name = "Trois jours et un labo de plus"
rhythm = { SIO1 = "lun mar mer" }
more_rooms = [{ code = "Labo 3", like = "Labo SLAM", seats = 14 }]
fewer_rooms = ["Salle 103"]
forget = ["ABR"]
times_off = [{ who = "DAT", days = "ven", level = "impossible" }]
hours = [{ group = "SIO1", unit = "Bloc 1", type = "TP", hours = 40 }]
day_max = 8
day_target = "7h30"
```
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

from instances.calendar import lunch_split
from instances.entities import TimeOff
from instances.instance import Instance
from instances.rhythm import Half, RhythmError, parse_rhythm
from instances.scenario import MoreRoom, NewHours, Scenario, ScenarioError, not_among
from instances.scenario_words import whom
from instances.system_words import not_toml
from instances.text import Text
from instances.units import parse_hours

Table = Mapping[str, Any]
_LEVELS: tuple[object, ...] = ("impossible", "only", "avoid", "wish")
_KEYS = (
    "name",
    "rhythm",
    "more_rooms",
    "fewer_rooms",
    "forget",
    "times_off",
    "hours",
    "day_max",
    "day_target",
)


def read_scenarios(
    path: Path, instance: Instance, groups: Sequence[str] = ()
) -> tuple[Scenario, ...]:
    """Read the scenarios of a TOML file.

    groups
        Whom a rhythm changes that names no group; empty: the only class with a rhythm.

    Raises
    ------
    ScenarioError
        When the file is not TOML, or a scenario cannot be read; it says which one.
    OSError
        When the file cannot be read.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise ScenarioError(_NO_TOML.fill(file=path.name, reason=not_toml(error))) from None
    tables = data.pop("scenario", None)
    if data or not isinstance(tables, list) or not tables:
        raise ScenarioError(_NO_TABLES.fill(file=path.name))
    found = []
    for number, table in enumerate(tables, start=1):
        try:
            found.append(_scenario(table, instance, groups))
        except ScenarioError as error:
            name = table.get("name", "") if isinstance(table, dict) else ""
            where = _WHERE.fill(file=path.name, number=number, name=name)
            raise ScenarioError(_AT.fill(where=where, what=error.text)) from None
    return tuple(found)


def _scenario(table: object, instance: Instance, groups: Sequence[str]) -> Scenario:
    known = _table(table, "scenario", _KEYS, needed=("name",))
    return Scenario(
        name=_text(known, "name"),
        rhythms=_rhythms(known.get("rhythm", {}), instance, groups),
        more_rooms=tuple(_room(row) for row in _list(known, "more_rooms")),
        fewer_rooms=tuple(map(str, _list(known, "fewer_rooms"))),
        freed=tuple(map(str, _list(known, "forget"))),
        times_off=tuple(
            off for row in _list(known, "times_off") for off in _times_off(row, instance)
        ),
        hours=tuple(_hours(row) for row in _list(known, "hours")),
        day_max=_minutes(known, "day_max"),
        day_target=_minutes(known, "day_target"),
    )


def _rhythms(value: object, instance: Instance, groups: Sequence[str]) -> dict[str, str]:
    if isinstance(value, str):
        return dict.fromkeys(groups or whom(instance), value)
    if isinstance(value, dict) and all(isinstance(spec, str) for spec in value.values()):
        return value
    raise ScenarioError(_BAD_VALUE.fill(key="rhythm", value=value))


def _room(row: object) -> MoreRoom:
    known = _table(
        row, "more_rooms", ("code", "like", "seats", "equipment"), needed=("code", "like")
    )
    seats, equipment = known.get("seats"), known.get("equipment")
    if seats is not None and (not isinstance(seats, int) or seats < 0):
        raise ScenarioError(_BAD_VALUE.fill(key="seats", value=seats))
    return MoreRoom(
        code=_text(known, "code"),
        like=_text(known, "like"),
        seats=seats,
        equipment=None if equipment is None else tuple(map(str, _list(known, "equipment"))),
    )


def _hours(row: object) -> NewHours:
    keys = ("group", "unit", "type", "hours")
    known = _table(row, "hours", keys, needed=("group", "unit", "hours"))
    minutes = _minutes(known, "hours") or 0
    kind = _text(known, "type") if "type" in known else ""
    return NewHours(
        group=_text(known, "group"), unit=_text(known, "unit"), type=kind, minutes=minutes
    )


def _minutes(known: Table, key: str) -> int | None:
    """Hours as minutes; None where the key is not there."""
    if key not in known:
        return None
    try:
        minutes = parse_hours(str(known[key]))
    except ValueError:
        minutes = 0
    if minutes <= 0:
        raise ScenarioError(_BAD_VALUE.fill(key=key, value=known[key]))
    return minutes


def _times_off(row: object, instance: Instance) -> Iterator[TimeOff]:
    """One time off a weekday; `Wed:am` is until the lunch break."""
    keys = ("who", "days", "from", "to", "level")
    known = _table(row, "times_off", keys, needed=("who",))
    level: Any
    who, level = _text(known, "who"), known.get("level", "impossible")
    if level not in _LEVELS:
        raise ScenarioError(_BAD_VALUE.fill(key="level", value=level))
    first, last = _day(known, "from"), _day(known, "to")
    days: Mapping[int | None, Half] = {None: "day"}
    if "days" in known:
        try:
            (week,) = parse_rhythm(_text(known, "days"))
        except (RhythmError, ValueError):
            raise ScenarioError(_BAD_VALUE.fill(key="days", value=known["days"])) from None
        days = cast(Mapping[int | None, Half], week)
    elif first is None and last is None:
        raise ScenarioError(_NO_TIME.fill(who=who))
    if first is not None and last is not None and last < first:
        raise ScenarioError(_BAD_VALUE.fill(key="to", value=last.isoformat()))
    noon = _noon(instance)
    for weekday, half in days.items():
        yield TimeOff(
            who=who,
            kind=_kind(who, instance),
            weekday=weekday,
            first=first,
            last=last,
            start=noon if half == "pm" else 0,
            end=noon if half == "am" else 1440,
            level=level,
        )


def _noon(instance: Instance) -> int:
    """When the afternoon begins; the end of the day where all of it is before lunch."""
    periods, split = instance.grid.periods, lunch_split(instance.settings, instance.grid)
    return periods[split].start if split < len(periods) else periods[-1].end


def _kind(who: str, instance: Instance) -> Any:
    owners: dict[str, Collection[str]] = {
        "teacher": instance.teacher,
        "room": instance.room,
        "group": instance.group,
    }
    # A room that the scenario adds is not there yet; `under` checks every name.
    return next((kind for kind, codes in owners.items() if who in codes), "room")


def _day(known: Table, key: str) -> date | None:
    value = known.get(key)
    if value is None:
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise ScenarioError(_BAD_VALUE.fill(key=key, value=value))


def _table(
    value: object, name: str, keys: Collection[str], *, needed: Collection[str] = ()
) -> Table:
    if not isinstance(value, dict):
        raise ScenarioError(_BAD_VALUE.fill(key=name, value=value))
    for key in value:
        if key not in keys:
            raise not_among(_NO_KEY, key, keys)
    for key in needed:
        if key not in value:
            raise ScenarioError(_MISSING.fill(key=key, name=name))
    return value


def _list(known: Table, key: str) -> list[Any]:
    value = known.get(key, [])
    if not isinstance(value, list):
        raise ScenarioError(_BAD_VALUE.fill(key=key, value=value))
    return value


def _text(known: Table, key: str) -> str:
    value = known[key]
    if not isinstance(value, str) or not value.strip():
        raise ScenarioError(_BAD_VALUE.fill(key=key, value=value))
    return value.strip()


_NO_TOML = Text("{file} n'est pas du TOML : {reason}.", "{file} is not TOML: {reason}.")
_NO_TABLES = Text(
    "{file} : il y faut des tables [[scenario]], et rien d'autre ; docs/guide/8-comparer.md en "
    "montre.",
    "{file}: it must hold [[scenario]] tables and nothing else; docs/guide/8-comparer.md shows "
    "some.",
)
_WHERE = Text("{file}, scénario {number} « {name} »", "{file}, scenario {number} “{name}”")
_AT = Text("{where} : {what}", "{where}: {what}")
_NO_KEY = Text(
    "« {name} » n'est pas connu ici. Connus : {known}.",
    "“{name}” is not known here. Known: {known}.",
)
_MISSING = Text("il manque « {key} » dans « {name} ».", "“{key}” is missing in “{name}”.")
_BAD_VALUE = Text(
    "« {key} » ne peut pas valoir {value!r}.",
    "“{key}” cannot be {value!r}.",
)
_NO_TIME = Text(
    "l'absence de {who} ne dit pas quand : donnez « days », « from » ou « to ».",
    "the time off of {who} does not say when: give `days`, `from` or `to`.",
)
