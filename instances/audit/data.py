"""The audit as plain data, for `check --json`: hours as numbers, dates as `2027-06-02`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from instances.audit.findings import Audit, Finding, WeekLoad
from instances.text import Lang, Text
from instances.units import Minutes, as_hours

_DURATIONS = frozenset(
    ["demand", "target", "cap", "even", "per_day", "certain", "possible", "capacity", "service"]
)


def as_data(audit: Audit, lang: Lang) -> dict[str, Any]:
    """Findings, then one list of rows for each table; every duration in hours."""
    return {
        "impossible": audit.impossible,
        "findings": [_finding(finding, lang) for finding in audit.findings],
        "groups": [
            {**_row(asdict(load) | {"per_day": load.per_day}), "weeks": _weeks(load.weeks)}
            for load in audit.groups
        ],
        "teachers": [_row(asdict(load)) for load in audit.teachers],
        "rooms": [{**_row(asdict(load)), "weeks": _weeks(load.weeks)} for load in audit.rooms],
    }


def _finding(finding: Finding, lang: Lang) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "subject": finding.subject._asdict(),
        "text": finding.text.say(lang),
        "figures": {
            name: value.say(lang) if isinstance(value, Text) else _cell(value)
            for name, value in finding.figures.items()
        },
    }


def _weeks(weeks: tuple[WeekLoad, ...]) -> list[dict[str, Any]]:
    return [_row(asdict(week) | {"short": week.short}) for week in weeks]


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _cell(Minutes(value) if name in _DURATIONS and value is not None else value)
        for name, value in row.items()
    }


def _cell(value: object) -> object:
    if isinstance(value, Minutes):
        return as_hours(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
