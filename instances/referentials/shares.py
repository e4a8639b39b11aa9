"""Hours shared out in whole hours: between types, and between the semesters of a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import gcd
from typing import NamedTuple

from instances.referentials.model import Referential, Unit, Volume
from instances.units import HOUR


class Amount(NamedTuple):
    """Minutes of a unit in one semester, of one type."""

    unit: str
    semester: int
    type: str
    minutes: int


def largest_remainder(total: int, weights: Sequence[float], step: int = 1) -> tuple[int, ...]:
    """Share `total` by `weights` in multiples of `step`, which divides it.

    Each part gets the whole steps it is due; the steps left go to the largest remainders, the
    first ones on equal remainders (Hamilton's method). The parts add up to `total`.

    Raises
    ------
    ValueError
        When no weight is positive, or `step` does not divide `total`.
    """
    shares = [Fraction(weight) for weight in weights]
    if total % step or sum(shares) <= 0 or min(shares) < 0:
        raise ValueError(f"{total} in steps of {step} by {list(weights)}")
    due = [total // step * share / sum(shares) for share in shares]
    parts = [int(part) for part in due]
    left = total // step - sum(parts)
    by_remainder = sorted(range(len(due)), key=lambda i: (parts[i] - due[i], i))
    for index in by_remainder[:left]:
        parts[index] += 1
    return tuple(part * step for part in parts)


def amounts(referential: Referential, unit: Unit, days: Mapping[int, int]) -> tuple[Amount, ...]:
    """The hours of a unit by semester and type, in whole hours where the volume is.

    Parameters
    ----------
    days
        CFA days of each semester by its number, or any measure of them: they share a volume
        given for a year. Empty: the weeks of the grid do.
    """
    return tuple(
        Amount(unit.key, number, kind, minutes)
        for volume in unit.hours
        for number, kind, minutes in _split(referential, unit, volume, days)
        if minutes
    )


def _split(
    referential: Referential, unit: Unit, volume: Volume, days: Mapping[int, int]
) -> list[tuple[int, str, int]]:
    if volume.semesters:
        return [
            (number, kind, minutes)
            for number in volume.semesters
            for kind, minutes in zip(volume.parts, _by_type(volume), strict=True)
        ]
    # An option's unit has nothing to share before options begin.
    semesters = [
        semester
        for semester in referential.semesters_of(volume.year or 0)
        if unit.option is None or semester.number >= referential.options_from
    ]
    numbers = [semester.number for semester in semesters]
    weights = [days.get(number, 0) for number in numbers]
    if not any(weights):
        weights = [semester.weeks for semester in semesters]
    cells = [(number, kind) for number in numbers for kind in volume.parts]
    shares = [weight * part for weight in weights for part in volume.parts.values()]
    parts = largest_remainder(volume.hours, shares, gcd(volume.hours, HOUR))
    return [(*cell, minutes) for cell, minutes in zip(cells, parts, strict=True)]


def _by_type(volume: Volume) -> tuple[int, ...]:
    return largest_remainder(volume.hours, list(volume.parts.values()), gcd(volume.hours, HOUR))
