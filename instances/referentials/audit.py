"""What does not add up in a référentiel, said by rules that know no figure of their own.

Every number comes from the file: hours a week times weeks, units beside the year, years beside
the whole, the whole beside the legal floor, days at the CFA beside the hours, and the row of
the official grid.
"""

from __future__ import annotations

from collections.abc import Iterator

from instances.referentials.audit_hours import (
    compare_with_official,
    multiply_weekly_hours,
    say_once,
    split_weekly_hours,
)
from instances.referentials.audit_sums import add_up_units, add_up_years, close_grid, reach_floor
from instances.referentials.audit_weeks import add_up_stages, count_weeks, hold_in_days
from instances.referentials.files import load
from instances.referentials.findings import Finding, Stated, fill, join
from instances.referentials.model import Referential
from instances.text import Text

RULES = (
    say_once,
    add_up_units,
    add_up_years,
    reach_floor,
    count_weeks,
    hold_in_days,
    multiply_weekly_hours,
    split_weekly_hours,
    compare_with_official,
    add_up_stages,
    close_grid,
)

_GRAVITY = ("error", "warning", "info")


def audit_referential(referential: Referential) -> tuple[Finding, ...]:
    """Everything that does not add up, the gravest first, then in the order of the rules."""
    official = load(referential.base) if referential.base is not None else None
    stated = Stated(referential, official)
    found = [finding for rule in RULES for finding in rule(stated)]
    found += _assumptions(referential)
    return tuple(sorted(found, key=lambda finding: _GRAVITY.index(finding.severity)))


def _assumptions(referential: Referential) -> Iterator[Finding]:
    """Which volumes, and which shares between types, are assumptions to be replaced."""
    volumes = [
        unit.short for unit in referential.units if any(v.confidence == "L" for v in unit.hours)
    ]
    shares = [
        unit.short
        for unit in referential.units
        if any(v.confidence != "L" and v.parts_confidence == "L" for v in unit.hours)
    ]
    for units, template in (
        (volumes, Text("Volumes supposés : {units}.", "Volumes assumed: {units}.")),
        (
            shares,
            Text(
                "Partage entre types de cours supposé : {units}.",
                "Share between types of course assumed: {units}.",
            ),
        ),
    ):
        if units:
            yield Finding("info", "list_assumptions", fill(template, units=join(units, ", ")))
