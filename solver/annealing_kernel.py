"""Simulated annealing of a week of short sessions, on arrays, compiled by Numba.

Every session lasts one period and takes one room: it stands in a *cell*, a period with a room. A
step moves a session, has two change places, or changes two periods for all sessions that bar each
other's way (a Kempe chain). Clashes of people are allowed on the way, at a price that follows how
often there are any; a cell never holds two sessions, and times and rooms that a course may not
have are never tried. `week`, `now` and `work` are a `Week`, a `State` and a `Scratch`
(`solver.annealing_arrays`).

Annealing of such weeks with moves and swaps: Bellio, Ceschia, Di Gaspero, Schaerf and Urli,
"Feature-based tuning of simulated annealing applied to the curriculum-based course timetabling
problem", 2016. Kempe chains: Lü and Hao, "Adaptive tabu search for course timetabling", 2010.
"""

from __future__ import annotations

from math import log

from solver.compiled import compiled, inlined

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
def lonely(busy):
    """Periods of a day, as bits, with neither the one before nor the one after."""
    alone = busy & ~(busy << 1) & ~(busy >> 1)
    count = 0
    while alone:
        alone &= alone - 1
        count += 1
    return count


@inlined
def _rooms_cost(mine, old, new, week, now):
    """What it costs that one session of a course changes rooms."""
    if old == new:
        return 0
    change = week.standing[mine, new] - week.standing[mine, old]
    if now.in_room[mine, old] == 1:
        change -= week.room_price
    if now.in_room[mine, new] == 0:
        change += week.room_price
    return change


@inlined
def _days_cost(mine, day, then, week, now):
    """What it costs that one session of a course changes days."""
    if day == then:
        return 0
    after = now.days[mine] - (now.on_day[mine, day] == 1) + (now.on_day[mine, then] == 0)
    wished = week.min_days[mine]
    return week.day_price * (max(0, wished - after) - max(0, wished - now.days[mine]))


@inlined
def _lonely_cost(mine, old, new, other, week, now):
    """What it costs in isolated sessions that one of a course changes periods.

    Nothing changes for a crowd that attends the `other` course as well, whose session goes the
    opposite way (-1: there is none).
    """
    change = 0
    day, then = old // week.periods, new // week.periods
    gone, come = 1 << (old - day * week.periods), 1 << (new - then * week.periods)
    for index in range(week.crowds_at[mine], week.crowds_at[mine + 1]):
        crowd = week.crowds[index]
        if other >= 0:
            both = False
            for beside in range(week.crowds_at[other], week.crowds_at[other + 1]):
                both |= week.crowds[beside] == crowd
            if both:
                continue
        before, after = now.mask[crowd, day], now.mask[crowd, then]
        left = before & ~gone if now.attended[crowd, old] == 1 else before
        if day == then:
            more = lonely(left | come) - lonely(before)
        else:
            more = lonely(left) - lonely(before) + lonely(after | come) - lonely(after)
        change += week.lonely_price[crowd] * more
    return change


@inlined
def _shift(mine, old, new, room, then_room, week, now):
    """Note that one session of a course goes from a period and room to others."""
    now.in_room[mine, room] -= 1
    now.in_room[mine, then_room] += 1
    if old == new:
        return
    for index in range(week.near_at[mine], week.near_at[mine + 1]):
        now.clashing[week.near[index], old] -= 1
        now.clashing[week.near[index], new] += 1
    day, then = old // week.periods, new // week.periods
    if day != then:
        now.on_day[mine, day] -= 1
        now.days[mine] -= now.on_day[mine, day] == 0
        now.days[mine] += now.on_day[mine, then] == 0
        now.on_day[mine, then] += 1
    for index in range(week.crowds_at[mine], week.crowds_at[mine + 1]):
        crowd = week.crowds[index]
        now.attended[crowd, old] -= 1
        if now.attended[crowd, old] == 0:
            now.mask[crowd, day] &= ~(1 << (old - day * week.periods))
        now.attended[crowd, new] += 1
        now.mask[crowd, then] |= 1 << (new - then * week.periods)


@inlined
def _barring(barred, period, start, week, now, work):
    """A session at a period that bars a course and is not taken yet; -1: none."""
    for turn in range(week.rooms):
        room = start + turn
        if room >= week.rooms:
            room -= week.rooms
        found = now.held[period * week.rooms + room]
        if found >= 0 and not work.taken[found] and week.clash[barred, week.course[found]]:
            return found
    return -1


@inlined
def _gather(one, period, new, week, now, work):
    """Sessions of two periods that bar each other's way, from one on; whether they are few.

    Row 0 of `chain` goes to the new period, row 1 to the other; `counts` says how many.
    """
    looked_0, looked_1 = 0, 0
    work.chain[0, 0] = one
    work.counts[0], work.counts[1] = 1, 0
    work.taken[one] = True
    while looked_0 < work.counts[0] or looked_1 < work.counts[1]:
        side = 0 if looked_0 < work.counts[0] else 1
        at, looked = (new, looked_0) if side == 0 else (period, looked_1)
        barred = week.course[work.chain[side, looked]]
        found = -1
        if now.clashing[barred, at]:
            found = _barring(barred, at, 0, week, now, work)
        if found < 0:
            looked_0 += side == 0
            looked_1 += side == 1
            continue
        if work.counts[1 - side] == LONGEST:
            return False
        work.chain[1 - side, work.counts[1 - side]] = found
        work.counts[1 - side] += 1
        work.taken[found] = True
    return True


@inlined
def _seat(side, at, start, week, now, work):
    """Cells at a period for the sessions of a chain that go there; whether all have one.

    A session keeps its room if that is free, else it takes the one that costs least.
    """
    for index in range(work.counts[side]):
        session = work.chain[side, index]
        own, chosen, least = now.cell[session] % week.rooms, -1, 0
        for turn in range(-1, week.rooms):
            room = own if turn < 0 else (start + turn) % week.rooms
            to = at * week.rooms + room
            stands = now.held[to]
            free = week.fits[week.course[session], at, room] and (stands < 0 or work.taken[stands])
            for before in range(index):
                free = free and work.goes[side, before] != to
            if not free:
                continue
            cost = _rooms_cost(week.course[session], own, room, week, now)
            if chosen < 0 or cost < least:
                chosen, least = to, cost
            if turn < 0:
                break
        if chosen < 0:
            return False
        work.goes[side, index] = chosen
    return True


@compiled
def cool(week, now, work, rng, steps, heat, aim, cheapest):
    """Make so many steps at a temperature (in units of cost).

    Parameters
    ----------
    aim
        The share of steps that should have no clash: while more have some, a clash gets dearer.
    cheapest
        The least that a clash costs.
    """
    chain, goes, counts = work.chain, work.goes, work.counts
    clean, price = 0, now.tally[PRICE]
    for step in range(1, steps + 1):
        clean += now.tally[CLASHES] == 0
        if step % EVERY == 0:
            if clean < aim * EVERY:
                price = min(price * FASTER, cheapest * DEAREST)
            else:
                price = max(price / FASTER, cheapest)
            clean = 0
        one = int(rng.random() * len(week.course))
        mine, old = week.course[one], now.cell[one] // week.rooms
        room = now.cell[one] - old * week.rooms
        other, new, chained = -1, old, False
        if rng.random() < ANY_TWO:
            other = int(rng.random() * len(week.course))
            new = now.cell[other] // week.rooms
        else:
            first = week.times_at[mine]
            new = week.times[first + int(rng.random() * (week.times_at[mine + 1] - first))]
            barred = 0 if new == old else now.clashing[mine, new]
            if barred > 1:
                if rng.random() >= CHAINS:
                    continue
                chained = True
            elif barred:
                start = int(rng.random() * week.rooms)
                other = _barring(mine, new, start, week, now, work)
        limit = -heat * log(1.0 - rng.random())
        if chained:
            start = int(rng.random() * week.rooms)
            few = (
                _gather(one, old, new, week, now, work)
                and _seat(0, new, start, week, now, work)
                and _seat(1, old, start, week, now, work)
            )
            for side in range(2):
                for index in range(counts[side]):
                    work.taken[chain[side, index]] = False
            if not few:
                continue
            change, clashes = 0, 0
            for side in range(2):
                was, at = (old, new) if side == 0 else (new, old)
                for index in range(counts[side]):
                    session = chain[side, index]
                    moved = week.course[session]
                    stood = now.cell[session] - was * week.rooms
                    to = goes[side, index] - at * week.rooms
                    clashes += now.clashing[moved, at] - now.clashing[moved, was] + 1
                    change += _rooms_cost(moved, stood, to, week, now)
                    change += _days_cost(moved, was // week.periods, at // week.periods, week, now)
                    change += _lonely_cost(moved, was, at, -1, week, now)
                    _shift(moved, was, at, stood, to, week, now)
            if change + price * clashes > limit:
                for side in range(2):
                    was, at = (old, new) if side == 0 else (new, old)
                    for index in range(counts[side]):
                        session = chain[side, index]
                        stood = now.cell[session] - was * week.rooms
                        to = goes[side, index] - at * week.rooms
                        _shift(week.course[session], at, was, to, stood, week, now)
                continue
            for side in range(2):
                for index in range(counts[side]):
                    now.held[now.cell[chain[side, index]]] = -1
            for side in range(2):
                for index in range(counts[side]):
                    now.cell[chain[side, index]] = goes[side, index]
                    now.held[goes[side, index]] = chain[side, index]
        else:
            if other < 0:
                then = room if rng.random() < SAME_ROOM else int(rng.random() * week.rooms)
                other = now.held[new * week.rooms + then]
            stood, there, yours = -1, -1, -1
            if other >= 0:
                # The other session goes the opposite way; each keeps its room where that is free.
                yours = week.course[other]
                stood = now.cell[other] - new * week.rooms
                then, there = stood, room
                if new != old:
                    if now.held[new * week.rooms + room] < 0:
                        then = room
                    if now.held[old * week.rooms + stood] < 0:
                        there = stood
                if yours == mine or not week.fits[yours, old, there]:
                    continue
            if not week.fits[mine, new, then] or (other < 0 and new == old and then == room):
                continue
            change, clashes = _rooms_cost(mine, room, then, week, now), 0
            gain = week.stake[mine]
            if new != old:
                clashes = now.clashing[mine, new] - now.clashing[mine, old] + 1
            if other >= 0:
                change += _rooms_cost(yours, stood, there, week, now)
                gain += week.stake[yours]
                if new != old:
                    clashes += now.clashing[yours, old] - now.clashing[yours, new] + 1
                    clashes -= 2 * week.clash[mine, yours]
            if change + price * clashes - gain > limit:
                continue
            if new != old:
                day, next_day = old // week.periods, new // week.periods
                change += _days_cost(mine, day, next_day, week, now)
                change += _lonely_cost(mine, old, new, yours, week, now)
                if other >= 0:
                    change += _days_cost(yours, next_day, day, week, now)
                    change += _lonely_cost(yours, new, old, mine, week, now)
            if change + price * clashes > limit:
                continue
            _shift(mine, old, new, room, then, week, now)
            now.held[old * week.rooms + room] = -1
            if other >= 0:
                _shift(yours, new, old, stood, there, week, now)
                now.held[new * week.rooms + stood] = -1
                now.cell[other] = old * week.rooms + there
                now.held[now.cell[other]] = other
            now.cell[one] = new * week.rooms + then
            now.held[now.cell[one]] = one
        now.tally[COST] += change
        now.tally[CLASHES] += clashes
        if now.tally[CLASHES] == 0 and now.tally[COST] < now.tally[BEST]:
            now.tally[BEST] = now.tally[COST]
            for session in range(len(now.cell)):
                now.best[session] = now.cell[session]
    now.tally[PRICE] = price
