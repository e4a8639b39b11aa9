"""How far units are from being in step, compiled by Numba, for both steps on dated plans."""

from __future__ import annotations

from solver.compiled import inlined
from solver.term_kernel import IN_PACE, IN_STEP


@inlined
def disorder(mine, lay, now):
    """Dates on which a unit is out of step, ahead of its pace, or held before what comes first."""
    found, days = 0, now.on_day.shape[1]
    for index in range(lay.ties_at[mine], lay.ties_at[mine + 1]):
        kind, one, two = lay.ties[index, 0], lay.ties[index, 1], lay.ties[index, 2]
        if kind == IN_STEP:
            lead = 0
            for day in range(days):
                lead += now.on_day[one, day] - now.on_day[two, day]
                found += max(0, abs(lead) - 1)
        elif kind == IN_PACE:
            ours, other = 0, 0
            for day in range(days):
                ours += now.done[one, day]
                other += now.done[two, day]
                found += other * lay.unit_minutes[one] < ours * lay.unit_minutes[two]
        else:
            to_come = False
            for day in range(days - 1, -1, -1):
                before, then = now.held[one, day], now.held[two, day]
                # Of one date, all periods of the first come before those of the second.
                if then and (to_come or before >= then & -then):
                    found += now.on_day[two, day]
                to_come = to_come or before != 0
    return found


@inlined
def reordered(mine, lay, now):
    """What a change to a unit adds to the disorder of it and of those tied to it."""
    more = 0
    if not lay.tied[mine]:
        return more
    for index in range(lay.ties_at[mine], lay.ties_at[mine + 1]):
        for side in range(1, 3):
            this = lay.ties[index, side]
            found = disorder(this, lay, now)
            more += found - now.of_unit[this]
            now.of_unit[this] = found
    return more


@inlined
def disorder_added(one, to_day, to_first, lay, now):
    """What one more session of a unit at a place adds to its own disorder."""
    mine, bits = lay.unit[one], ((1 << lay.length[one]) - 1) << to_first
    was = now.held[mine, to_day]
    now.on_day[mine, to_day] += 1
    now.done[mine, to_day] += lay.minutes[one]
    now.held[mine, to_day] |= bits
    found = disorder(mine, lay, now) - now.of_unit[mine]
    now.on_day[mine, to_day] -= 1
    now.done[mine, to_day] -= lay.minutes[one]
    now.held[mine, to_day] = was
    return found
