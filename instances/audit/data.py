"""The audit as plain data, for `check --json`: hours as numbers, dates as `2027-06-02`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from instances.audit.findings import Audit, Figure, Finding, Minutes, WeekLoad
from instances.text import Lang
from instances.units import as_hours

_DURATIONS = {"demand", "target", "cap", "even", "certain", "possible", "capacity", "service"}


def as_data(audit: Audit, lang: Lang) -> dict[str, Any]:
    """Findings, then one list of rows for each table; every duration in hours."""
    return {
        "impossible": audit.impossible,
        "findings": [_finding(finding, lang) for finding in audit.findings],
        "groups": [_row(asdict(load), load.weeks) for load in audit.groups],
        "teachers": [_row(asdict(load), ()) for load in audit.teachers],
        "rooms": [_row(asdict(load), load.weeks) for load in audit.rooms],
    }


def _finding(finding: Finding, lang: Lang) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "subject": finding.subject._asdict(),
        "text": finding.text.say(lang),
        "figures": {name: _figure(value) for name, value in finding.figures.items()},
    }


def _figure(value: Figure) -> object:
    if isinstance(value, Minutes):
        return as_hours(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _row(row: dict[str, Any], weeks: tuple[WeekLoad, ...]) -> dict[str, Any]:
    if weeks:
        row["weeks"] = [_row(asdict(week), ()) for week in weeks]
    return {
        name: _figure(Minutes(value) if name in _DURATIONS and value is not None else value)
        for name, value in row.items()
    }
