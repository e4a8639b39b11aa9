"""Simulated annealing of a week of short sessions, on arrays, compiled by Numba.

Every session lasts one period and takes one room: it stands in a *cell*, a period with a room. A
step moves a session, has two change places, or changes two periods for all sessions that bar each
other's way (a Kempe chain). Clashes of people are allowed on the way, at a price that follows how
often there are any; a cell never holds two sessions, and times and rooms that a course may not
have are never tried.

Compiled functions take arrays one by one, as many as they need: what Numba does to hand over a
tuple of arrays takes longer than a step (measured: 5 against 1 million steps a second).

Annealing of such weeks with moves and swaps: Bellio, Ceschia, Di Gaspero, Schaerf and Urli,
"Feature-based tuning of simulated annealing applied to the curriculum-based course timetabling
problem", 2016. Kempe chains: Lü and Hao, "Adaptive tabu search for course timetabling", 2010.
"""

from __future__ import annotations

from math import log

import numpy as np

from solver.compiled import compiled

# Steps between two looks at the temperature and the price of a clash.
EVERY = 4096
# How fast that price changes, and how high it may go (in prices of the least wish).
FASTER, DEAREST = 1.02, 100.0
# Shares: of steps that change any two sessions; of moves that keep the room; of times that several
# sessions bar for which a chain is tried.
ANY_TWO, SAME_ROOM, CHAINS = 0.1, 0.5, 0.1
# Sessions that a chain moves one way, at most.
LONGEST = 6
# What `State.tally` holds.
COST, CLASHES, BEST, PRICE = 0, 1, 2, 3


@compiled
def lonely(mask):
    """Periods of a day, as bits, with neither the one before nor the one after."""
    alone = mask & ~(mask << 1) & ~(mask >> 1)
    count = 0
    while alone:
        alone &= alone - 1
        count += 1
    return count


@compiled
def _rooms_cost(standing, in_room, room_price, course, old, new):
    """What it costs that one session of a course changes rooms."""
    if old == new:
        return 0
    change = standing[course, new] - standing[course, old]
    if in_room[course, old] == 1:
        change -= room_price
    if in_room[course, new] == 0:
        change += room_price
    return change


@compiled
def _days_cost(min_days, on_day, days, day_price, course, day, then):
    """What it costs that one session of a course changes days."""
    if day == then:
        return 0
    after = days[course] - (on_day[course, day] == 1) + (on_day[course, then] == 0)
    wished = min_days[course]
    return day_price * (max(0, wished - after) - max(0, wished - days[course]))


@compiled
def _lonely_cost(crowds, crowds_at, lonely_price, attended, mask, periods, course, old, new, other):
    """What it costs in isolated sessions that one of a course changes periods.

    Nothing changes for a crowd that attends the `other` course as well, whose session goes the
    opposite way (-1: there is none).
    """
    change = 0
    day, then = old // periods, new // periods
    gone, come = 1 << (old - day * periods), 1 << (new - then * periods)
    for index in range(crowds_at[course], crowds_at[course + 1]):
        crowd = crowds[index]
        if other >= 0:
            both = False
            for beside in range(crowds_at[other], crowds_at[other + 1]):
                both |= crowds[beside] == crowd
            if both:
                continue
        before, after = mask[crowd, day], mask[crowd, then]
        left = before & ~gone if attended[crowd, old] == 1 else before
        if day == then:
            more = lonely(left | come) - lonely(before)
        else:
            more = lonely(left) - lonely(before) + lonely(after | come) - lonely(after)
        change += lonely_price[crowd] * more
    return change


@compiled
def _shift(
    near, near_at, crowds, crowds_at, periods, clashing, attended, mask, on_day, days, in_room,
    course, old, new, room, then_room,
):  # fmt: skip
    """Note that one session of a course goes from a period and room to others."""
    in_room[course, room] -= 1
    in_room[course, then_room] += 1
    if old == new:
        return
    for index in range(near_at[course], near_at[course + 1]):
        clashing[near[index], old] -= 1
        clashing[near[index], new] += 1
    day, then = old // periods, new // periods
    if day != then:
        on_day[course, day] -= 1
        days[course] -= on_day[course, day] == 0
        days[course] += on_day[course, then] == 0
        on_day[course, then] += 1
    for index in range(crowds_at[course], crowds_at[course + 1]):
        crowd = crowds[index]
        attended[crowd, old] -= 1
        if attended[crowd, old] == 0:
            mask[crowd, day] &= ~(1 << (old - day * periods))
        attended[crowd, new] += 1
        mask[crowd, then] |= 1 << (new - then * periods)


@compiled
def _barring(held, course, clash, rooms, barred, period, start, taken):
    """A session at a period that bars a course and is not taken yet; -1: none."""
    for turn in range(rooms):
        room = start + turn
        if room >= rooms:
            room -= rooms
        found = held[period * rooms + room]
        if found >= 0 and not taken[found] and clash[barred, course[found]]:
            return found
    return -1


@compiled
def _gather(held, course, clash, clashing, rooms, chain, counts, taken, one, period, new):
    """Sessions of two periods that bar each other's way, from one on; whether they are few.

    Row 0 of `chain` goes to the new period, row 1 to the other; `counts` says how many.
    """
    looked = np.zeros(2, np.int64)
    chain[0, 0] = one
    counts[0], counts[1] = 1, 0
    taken[one] = True
    while looked[0] < counts[0] or looked[1] < counts[1]:
        side = 0 if looked[0] < counts[0] else 1
        at = new if side == 0 else period
        barred = course[chain[side, looked[side]]]
        found = -1
        if clashing[barred, at]:
            found = _barring(held, course, clash, rooms, barred, at, 0, taken)
        if found < 0:
            looked[side] += 1
            continue
        if counts[1 - side] == LONGEST:
            return False
        chain[1 - side, counts[1 - side]] = found
        counts[1 - side] += 1
        taken[found] = True
    return True


@compiled
def _seat(
    fits, standing, room_price, held, in_room, course, cell, rooms, chain, goes, counts, taken,
    side, at, start,
):  # fmt: skip
    """Cells at a period for the sessions of a chain that go there; whether all have one.

    A session keeps its room if that is free, else it takes the one that costs least.
    """
    for index in range(counts[side]):
        session = chain[side, index]
        own, chosen, least = cell[session] % rooms, -1, 0
        for turn in range(-1, rooms):
            room = own if turn < 0 else (start + turn) % rooms
            to = at * rooms + room
            stands = held[to]
            free = fits[course[session], at, room] and (stands < 0 or taken[stands])
            for before in range(index):
                free = free and goes[side, before] != to
            if not free:
                continue
            cost = _rooms_cost(standing, in_room, room_price, course[session], own, room)
            if chosen < 0 or cost < least:
                chosen, least = to, cost
            if turn < 0:
                break
        if chosen < 0:
            return False
        goes[side, index] = chosen
    return True


@compiled
def cool(
    periods, rooms, course, times, times_at, fits, standing, crowds, crowds_at, lonely_price,
    near, near_at, clash, min_days, day_price, room_price, stake,
    cell, held, clashing, attended, mask, on_day, days, in_room, best, tally,
    rng, steps, heat, aim, cheapest,
):  # fmt: skip
    """Make so many steps at a temperature (in units of cost); the fields of `Week` and `State`.

    Parameters
    ----------
    aim
        The share of steps that should have no clash: while more have some, a clash gets dearer.
    cheapest
        The least that a clash costs.
    """
    chain, goes = np.zeros((2, LONGEST), np.int64), np.zeros((2, LONGEST), np.int64)
    counts, taken = np.zeros(2, np.int64), np.zeros(len(course), np.bool_)
    clean, price = 0, tally[PRICE]
    for step in range(1, steps + 1):
        clean += tally[CLASHES] == 0
        if step % EVERY == 0:
            if clean < aim * EVERY:
                price = min(price * FASTER, cheapest * DEAREST)
            else:
                price = max(price / FASTER, cheapest)
            clean = 0
        one = int(rng.random() * len(course))
        mine, old = course[one], cell[one] // rooms
        room = cell[one] - old * rooms
        other, new, chained = -1, old, False
        if rng.random() < ANY_TWO:
            other = int(rng.random() * len(course))
            new = cell[other] // rooms
        else:
            first = times_at[mine]
            new = times[first + int(rng.random() * (times_at[mine + 1] - first))]
            barred = 0 if new == old else clashing[mine, new]
            if barred > 1:
                if rng.random() >= CHAINS:
                    continue
                chained = True
            elif barred:
                start = int(rng.random() * rooms)
                other = _barring(held, course, clash, rooms, mine, new, start, taken)
        limit = -heat * log(1.0 - rng.random())
        if chained:
            start = int(rng.random() * rooms)
            few = (
                _gather(held, course, clash, clashing, rooms, chain, counts, taken, one, old, new)
                and _seat(
                    fits, standing, room_price, held, in_room, course, cell, rooms, chain, goes,
                    counts, taken, 0, new, start,
                )
                and _seat(
                    fits, standing, room_price, held, in_room, course, cell, rooms, chain, goes,
                    counts, taken, 1, old, start,
                )
            )  # fmt: skip
            for side in range(2):
                for index in range(counts[side]):
                    taken[chain[side, index]] = False
            if not few:
                continue
            change, clashes = 0, 0
            for side in range(2):
                was, at = (old, new) if side == 0 else (new, old)
                for index in range(counts[side]):
                    session = chain[side, index]
                    moved = course[session]
                    stood, to = cell[session] - was * rooms, goes[side, index] - at * rooms
                    clashes += clashing[moved, at] - clashing[moved, was] + 1
                    change += _rooms_cost(standing, in_room, room_price, moved, stood, to)
                    change += _days_cost(
                        min_days, on_day, days, day_price, moved, was // periods, at // periods
                    )
                    change += _lonely_cost(
                        crowds, crowds_at, lonely_price, attended, mask, periods, moved, was, at, -1
                    )
                    _shift(
                        near, near_at, crowds, crowds_at, periods, clashing, attended, mask,
                        on_day, days, in_room, moved, was, at, stood, to,
                    )  # fmt: skip
            if change + price * clashes > limit:
                for side in range(2):
                    was, at = (old, new) if side == 0 else (new, old)
                    for index in range(counts[side]):
                        session = chain[side, index]
                        stood, to = cell[session] - was * rooms, goes[side, index] - at * rooms
                        _shift(
                            near, near_at, crowds, crowds_at, periods, clashing, attended, mask,
                            on_day, days, in_room, course[session], at, was, to, stood,
                        )  # fmt: skip
                continue
            for side in range(2):
                for index in range(counts[side]):
                    held[cell[chain[side, index]]] = -1
            for side in range(2):
                for index in range(counts[side]):
                    cell[chain[side, index]] = goes[side, index]
                    held[goes[side, index]] = chain[side, index]
        else:
            if other < 0:
                then = room if rng.random() < SAME_ROOM else int(rng.random() * rooms)
                other = held[new * rooms + then]
            stood, there, yours = -1, -1, -1
            if other >= 0:
                # The other session goes the opposite way; each keeps its room where that is free.
                yours = course[other]
                stood = cell[other] - new * rooms
                then, there = stood, room
                if new != old:
                    if held[new * rooms + room] < 0:
                        then = room
                    if held[old * rooms + stood] < 0:
                        there = stood
                if yours == mine or not fits[yours, old, there]:
                    continue
            if not fits[mine, new, then] or (other < 0 and new == old and then == room):
                continue
            change, clashes = _rooms_cost(standing, in_room, room_price, mine, room, then), 0
            gain = stake[mine]
            if new != old:
                clashes = clashing[mine, new] - clashing[mine, old] + 1
            if other >= 0:
                change += _rooms_cost(standing, in_room, room_price, yours, stood, there)
                gain += stake[yours]
                if new != old:
                    clashes += clashing[yours, old] - clashing[yours, new] + 1
                    clashes -= 2 * clash[mine, yours]
            if change + price * clashes - gain > limit:
                continue
            if new != old:
                day, next_day = old // periods, new // periods
                change += _days_cost(min_days, on_day, days, day_price, mine, day, next_day)
                change += _lonely_cost(
                    crowds, crowds_at, lonely_price, attended, mask, periods, mine, old, new, yours
                )
                if other >= 0:
                    change += _days_cost(min_days, on_day, days, day_price, yours, next_day, day)
                    change += _lonely_cost(
                        crowds, crowds_at, lonely_price, attended, mask, periods,
                        yours, new, old, mine,
                    )  # fmt: skip
            if change + price * clashes > limit:
                continue
            _shift(
                near, near_at, crowds, crowds_at, periods, clashing, attended, mask, on_day, days,
                in_room, mine, old, new, room, then,
            )  # fmt: skip
            held[old * rooms + room] = -1
            if other >= 0:
                _shift(
                    near, near_at, crowds, crowds_at, periods, clashing, attended, mask, on_day,
                    days, in_room, yours, new, old, stood, there,
                )  # fmt: skip
                held[new * rooms + stood] = -1
                cell[other] = old * rooms + there
                held[cell[other]] = other
            cell[one] = new * rooms + then
            held[cell[one]] = one
        tally[COST] += change
        tally[CLASHES] += clashes
        if tally[CLASHES] == 0 and tally[COST] < tally[BEST]:
            tally[BEST] = tally[COST]
            best[:] = cell
    tally[PRICE] = price
