"""Sessions put into a plan one after another, what is in their way put out, compiled by Numba.

A step takes the session that waits longest and looks at places open to it. It goes where those who
stand in its way have failed least often to find a free place; they wait in its stead. So what is
hard to place is left where it is, and the plan does not turn in circles. Where nobody is in its way
it goes where it costs least.

Müller, "Constraint-based timetabling" (iterative forward search), 2005; Nagata and Bräysy, "A
powerful route minimization heuristic for the vehicle routing problem with time windows", 2009 (who
has failed less often gives way). `lay`, `now`, `days` and `work` are a `Layout`, a `State`, the
`Prices` of days and a `Scratch` (`solver.forward_arrays`, `solver.exchange_state`).
"""

from __future__ import annotations

from solver.compiled import compiled, inlined
from solver.disorder_kernel import disorder_added, reordered
from solver.giving_way_kernel import day_costs, in_the_way
from solver.term_kernel import (
    ABSENT,
    ANY_DAYS,
    REFUSED,
    dates_present,
    draw,
    is_short_night,
    keep_standing,
)

# What `missing` holds: sessions and minutes missing, the least that was amiss (those minutes and
# disorder), where the sessions that wait begin, steps taken, disorder of all units.
SESSIONS, MINUTES, LEAST, HEAD, TAKEN, DISORDER = range(6)
# What a session counts that has to go, at first and more each time that its unit finds no free
# place; at random up to so many times that.
GIVES_WAY, HARDER, NOISE = 1000, 100, 1.2
# What else counts, besides what the wishes that steps know cost in whole units: a week away from
# where a session is aimed; a place off the tiles; at random up to.
WEEK_AWAY, OFF_TILES, CHANCE = 150, 100, 20
# Places looked at, if there are more; of these the share near the aim, and of all at times at which
# the unit stands already.
LOOKS, NEAR, OWN_TIMES = 100, 0.5, 0.6
# What a date counts on which a unit is out of step, ahead of its pace or held too early; that in
# minutes.
OUT_OF_STEP, OUT_OF_STEP_MINUTES = 2000, 60
# The share of steps that begin with taking a session away that is out of step.
STIRRED = 0.02
# Places tried, those that count least, if nights would be too short.
TRIES = 6


@inlined
def set_at(one, to_day, to_first, times, lay, now):
    """Put a session at a place (times 1) or take it from there (-1)."""
    mine, value = lay.unit[one], one if times > 0 else -1
    bits = ((1 << lay.length[one]) - 1) << to_first
    for index in range(lay.people_at[mine], lay.people_at[mine + 1]):
        who = lay.people[index]
        now.mask[who, to_day] ^= bits
        now.week_minutes[who, lay.week[to_day]] += times * lay.minutes[one]
        for period in range(to_first, to_first + lay.length[one]):
            now.at[who, to_day, period] = value
    for course in range(lay.courses_at[mine], lay.courses_at[mine + 1]):
        choice = now.room[one, course - lay.courses_at[mine]]
        now.last_choice[course] = choice - lay.choices_at[course]
        for rank in range(lay.rooms_at[choice], lay.rooms_at[choice + 1]):
            for period in range(to_first, to_first + lay.length[one]):
                now.inside[lay.rooms[rank], to_day, period] = value
    now.on_day[mine, to_day] += times
    now.done[mine, to_day] += times * lay.minutes[one]
    now.held[mine, to_day] ^= bits
    now.day[one] = to_day if times > 0 else ABSENT
    now.first[one] = to_first


@inlined
def comes_too_often(mine, to_day, lay, now):
    """Whether anybody of a unit comes on as many other dates of a week as they may."""
    for index in range(lay.people_at[mine], lay.people_at[mine + 1]):
        who = lay.people[index]
        if lay.days_most[who] == ANY_DAYS or now.mask[who, to_day]:
            continue
        if dates_present(who, lay.week[to_day], lay, now) >= lay.days_most[who]:
            return True
    return False


@inlined
def sleeps_too_little(mine, to_day, lay, now):
    """Whether the night before or after a date is too short for anybody of a unit."""
    last, then = lay.day_before[to_day], lay.day_after[to_day]
    for index in range(lay.people_at[mine], lay.people_at[mine + 1]):
        who = lay.people[index]
        kind = lay.person_kind[who]
        if last >= 0 and is_short_night(now.mask[who, last], now.mask[who, to_day], kind, lay.late):
            return True
        if then >= 0 and is_short_night(now.mask[who, to_day], now.mask[who, then], kind, lay.late):
            return True
    return False


@inlined
def look(one, rank, rng, lay, now):
    """A place to look at, by its number: each in turn, or of many one at random; -1: none."""
    mine, line = lay.unit[one], lay.row[one]
    begin, count = lay.places_at[line, 0], lay.places_at[line, lay.places_at.shape[1] - 1]
    if count - begin <= LOOKS:
        return begin + rank
    weeks, near = len(lay.week_days_at) - 1, lay.aim[one] >= 0 and rng.random() < NEAR
    drawn = draw(rng, 0, weeks)
    if near:
        drawn = min(weeks - 1, max(0, lay.week[lay.aim[one]] + draw(rng, 0, 3) - 1))
    if rng.random() < OWN_TIMES:
        other = lay.sessions[draw(rng, lay.sessions_at[mine], lay.sessions_at[mine + 1])]
        if now.day[other] != ABSENT:
            to = lay.day_of[drawn, lay.weekday[now.day[other]]]
            return lay.number_at[line, to, now.first[other]] if to >= 0 else -1
    if near:
        low = lay.places_at[line, lay.week_days[lay.week_days_at[drawn]]]
        high = lay.places_at[line, lay.week_days[lay.week_days_at[drawn + 1] - 1] + 1]
        return draw(rng, low, high) if low < high else -1
    return draw(rng, begin, count)


@inlined
def keep(now):
    """Keep the plan as it is, if less is amiss in it than ever before."""
    amiss = now.missing[MINUTES] + OUT_OF_STEP_MINUTES * now.missing[DISORDER]
    if amiss < now.missing[LEAST]:
        now.missing[LEAST] = amiss
        keep_standing(now)


@inlined
def out_of_step(rng, lay, now):
    """A unit that is out of step and has sessions, from one at random on; -1: there is none."""
    units = len(now.of_unit)
    begin = draw(rng, 0, units)
    for turn in range(units):
        this = (begin + turn) % units
        if now.of_unit[this] and lay.sessions_at[this] < lay.sessions_at[this + 1]:
            return this
    return -1


@compiled
def advance(lay, now, days, work, rng, steps):
    """Make so many steps, or fewer if nothing is missing."""
    sessions_all, out, was = len(lay.unit), work.out, work.was
    prices, numbers = work.prices, work.numbers
    for _ in range(steps):
        if now.missing[SESSIONS] == 0 and now.missing[DISORDER] == 0:
            break
        this = -1
        if now.missing[SESSIONS] == 0 or (now.missing[DISORDER] and rng.random() < STIRRED):
            this = out_of_step(rng, lay, now)
        if now.missing[SESSIONS] == 0 and this < 0:
            break
        if this >= 0:
            # Somebody out of step goes, and comes in again where it is less so.
            other = lay.sessions[draw(rng, lay.sessions_at[this], lay.sessions_at[this + 1])]
            if not lay.free[other] or now.day[other] == ABSENT:
                continue
            now.times_used[this, lay.weekday[now.day[other]], now.first[other]] -= 1
            set_at(other, now.day[other], now.first[other], -1, lay, now)
            now.missing[DISORDER] += reordered(this, lay, now)
            now.missing[MINUTES] += lay.minutes[other] * (
                lay.courses_at[this + 1] - lay.courses_at[this]
            )
            now.lost[(now.missing[HEAD] + now.missing[SESSIONS]) % sessions_all] = other
            now.missing[SESSIONS] += 1
        now.missing[TAKEN] += 1
        one = now.lost[now.missing[HEAD]]
        now.missing[HEAD] = (now.missing[HEAD] + 1) % sessions_all
        now.missing[SESSIONS] -= 1
        mine, line, least = lay.unit[one], lay.row[one], REFUSED
        count = min(LOOKS, lay.places_at[line, lay.places_at.shape[1] - 1] - lay.places_at[line, 0])
        for rank in range(count):
            numbers[rank] = number = look(one, rank, rng, lay, now)
            prices[rank] = REFUSED
            if number < 0:
                continue
            to_day, to_first = lay.places[number, 0], lay.places[number, 1]
            if comes_too_often(mine, to_day, lay, now):
                continue
            costs = lay.place_price[number] + OFF_TILES * (not lay.on_tile[number])
            costs += lay.slot_price[mine] * (
                now.times_used[mine, lay.weekday[to_day], to_first] == 0
            )
            if lay.aim[one] >= 0:
                costs += WEEK_AWAY * abs(lay.week[to_day] - lay.week[lay.aim[one]])
            if lay.tied[mine]:
                amiss = (
                    now.weight[mine]
                    * OUT_OF_STEP
                    // GIVES_WAY
                    * disorder_added(one, to_day, to_first, lay, now)
                )
                costs += amiss + int(NOISE * max(0, amiss) * rng.random())
            if costs >= least:
                continue
            mark = work.marks[0] = work.marks[0] + 1
            price = in_the_way(
                one, to_day, to_first, least - costs, mark, rng, lay, now, days, work
            )
            if price >= REFUSED:
                continue
            price += costs + int((NOISE * price + CHANCE) * rng.random())
            if price >= least:
                continue
            price += day_costs(one, to_day, to_first, lay, now, days)
            prices[rank] = price
            if not lay.nights:
                least = min(least, price)
        placed = False
        for _ in range(TRIES):
            rank = 0
            for other in range(1, count):
                if prices[other] < prices[rank]:
                    rank = other
            if count == 0 or prices[rank] >= REFUSED:
                break
            number = numbers[rank]
            to_day, to_first = lay.places[number, 0], lay.places[number, 1]
            prices[rank] = REFUSED
            mark = work.marks[0] = work.marks[0] + 1
            price = in_the_way(one, to_day, to_first, REFUSED, mark, rng, lay, now, days, work)
            if price >= REFUSED:
                continue
            more = -lay.minutes[one] * (lay.courses_at[mine + 1] - lay.courses_at[mine])
            for index in range(1, out[0] + 1):
                this = lay.unit[out[index]]
                more += lay.minutes[out[index]] * (lay.courses_at[this + 1] - lay.courses_at[this])
            if more >= 0 or now.missing[DISORDER]:
                keep(now)
            for index in range(out[0]):
                other = out[index + 1]
                was[index] = now.day[other]
                set_at(other, now.day[other], now.first[other], -1, lay, now)
            for course in range(now.room.shape[1]):
                now.room[one, course] = work.own[course]
            set_at(one, to_day, to_first, 1, lay, now)
            placed = not lay.nights or not sleeps_too_little(mine, to_day, lay, now)
            if placed:
                now.missing[DISORDER] += reordered(mine, lay, now)
                now.times_used[mine, lay.weekday[to_day], to_first] += 1
                now.missing[MINUTES] += more
                for index in range(1, out[0] + 1):
                    other = out[index]
                    now.times_used[
                        lay.unit[other], lay.weekday[was[index - 1]], now.first[other]
                    ] -= 1
                    now.missing[DISORDER] += reordered(lay.unit[other], lay, now)
                    now.lost[(now.missing[HEAD] + now.missing[SESSIONS]) % sessions_all] = other
                    now.missing[SESSIONS] += 1
                if out[0] or now.of_unit[mine]:
                    now.weight[mine] += HARDER
                break
            set_at(one, to_day, to_first, -1, lay, now)
            for index in range(out[0]):
                other = out[index + 1]
                set_at(other, was[index], now.first[other], 1, lay, now)
        if not placed:
            now.weight[mine] += HARDER
            now.lost[(now.missing[HEAD] + now.missing[SESSIONS]) % sessions_all] = one
            now.missing[SESSIONS] += 1
    keep(now)
