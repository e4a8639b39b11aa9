"""How far units are from being in step, compiled by Numba: see `solver.forward_kernel`."""

from __future__ import annotations

from solver.compiled import compiled
from solver.term_kernel import IN_PACE, IN_STEP


@compiled
def disorder(unit, ties_at, ties, count, done, held, minutes):
    """Dates on which a unit is out of step, ahead of its pace, or held before what comes first."""
    found, days = 0, count.shape[1]
    for index in range(ties_at[unit], ties_at[unit + 1]):
        kind, one, two = ties[index]
        if kind == IN_STEP:
            lead = 0
            for day in range(days):
                lead += count[one, day] - count[two, day]
                found += max(0, abs(lead) - 1)
        elif kind == IN_PACE:
            mine, other = 0, 0
            for day in range(days):
                mine += done[one, day]
                other += done[two, day]
                found += other * minutes[one] < mine * minutes[two]
        else:
            to_come = False
            for day in range(days - 1, -1, -1):
                before, then = held[one, day], held[two, day]
                # Of one date, all periods of the first come before those of the second.
                if then and (to_come or before >= then & -then):
                    found += count[two, day]
                to_come = to_come or before != 0
    return found


@compiled
def reordered(mine, tied, ties_at, ties, on_day, done, held, unit_minutes, of_unit):
    """What a change to a unit adds to the disorder of it and of those tied to it."""
    more = 0
    if not tied[mine]:
        return more
    for index in range(ties_at[mine], ties_at[mine + 1]):
        for side in range(1, 3):
            this = ties[index, side]
            now = disorder(this, ties_at, ties, on_day, done, held, unit_minutes)
            more += now - of_unit[this]
            of_unit[this] = now
    return more


@compiled
def disorder_added(
    one, to_day, to_first, unit, length, minutes, ties_at, ties, on_day, done, held, unit_minutes,
    of_unit,
):  # fmt: skip
    """What one more session of a unit at a place adds to its own disorder."""
    mine, bits = unit[one], ((1 << length[one]) - 1) << to_first
    was = held[mine, to_day]
    on_day[mine, to_day] += 1
    done[mine, to_day] += minutes[one]
    held[mine, to_day] |= bits
    found = disorder(mine, ties_at, ties, on_day, done, held, unit_minutes) - of_unit[mine]
    on_day[mine, to_day] -= 1
    done[mine, to_day] -= minutes[one]
    held[mine, to_day] = was
    return found
