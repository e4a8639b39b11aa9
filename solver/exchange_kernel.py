"""Simulated annealing of a dated plan, on arrays, compiled by Numba.

A step takes a session and another time for it, and exchanges the two blocks of time for everybody
who is in the way: all sessions inside them change places (a Kempe chain on blocks, so that a long
session may change places with two short ones). It is taken back where a day, a week, an order or
a room forbids it, or by the temperature. No plan on the way breaks a rule that the arrays know.

Some steps make such exchanges for all sessions that a unit has at one time of the week: a course
leaves a time only with the last of them, and until then it pays for two.

Kirkpatrick, Gelatt and Vecchi, "Optimization by simulated annealing", 1983; Kempe chains with
timetables: Thompson and Dowsland, "A robust simulated annealing based examination timetabling
system", 1998. `term`, `now`, `days` and `work` are a `Term`, a `Standing`, the `Prices` of days and
a `Scratch` (`solver.exchange_state`).
"""

from __future__ import annotations

from math import log

from solver.compiled import compiled, inlined
from solver.disorder_kernel import disorder
from solver.term_kernel import (
    BEST,
    COST,
    MOST,
    REFUSED,
    TAKEN,
    busy_otherwise,
    draw,
    find_room,
    keep_standing,
    set_down,
    use,
)

# What `Scratch.trips` holds of an exchange: the dates of both blocks, and how many periods later
# the second begins.
OLD, NEW, AHEAD = 0, 1, 2


@inlined
def gather(rank, one, new_day, new_first, term, now, work):
    """All sessions of two blocks that bar each other's way; False where they are not movable.

    Row 0 of `moved` goes to the new block, row 1 to the other; `counts` says how many.
    """
    moved, counts = work.moved, work.counts
    old_day, old_first, periods = now.day[one], now.first[one], term.length[one]
    looked_0, looked_1 = 0, 0
    counts[rank, 0], counts[rank, 1] = 1, 0
    moved[rank, 0, 0] = one
    work.taken[one] = True
    while looked_0 < counts[rank, 0] or looked_1 < counts[rank, 1]:
        if looked_0 < counts[rank, 0]:
            side, session = 0, moved[rank, 0, looked_0]
            looked_0 += 1
            to, begin, start = new_day, new_first, new_first + now.first[session] - old_first
        else:
            side, session = 1, moved[rank, 1, looked_1]
            looked_1 += 1
            to, begin, start = old_day, old_first, old_first + now.first[session] - new_first
        mine = term.unit[session]
        for index in range(term.people_at[mine], term.people_at[mine + 1]):
            for period in range(start, start + term.length[session]):
                other = now.at[term.people[index], to, period]
                if other < 0 or work.taken[other]:
                    continue
                first = now.first[other]
                inside = first >= begin and first + term.length[other] <= begin + periods
                if term.fixed[other] or not inside or counts[rank, 1 - side] == MOST:
                    return False
                moved[rank, 1 - side, counts[rank, 1 - side]] = other
                counts[rank, 1 - side] += 1
                work.taken[other] = True
    return True


@inlined
def exchange_blocks(rank, one, new_day, new_first, limit, term, now, days, work):
    """Exchange two blocks, if that costs no more than a limit: what it costs, or REFUSED.

    What was moved, and from where, is noted in the row `rank` of `work`.
    """
    moved, counts, at_slot, in_rooms = work.moved, work.counts, work.at_slot, work.in_rooms
    old_day, ahead = now.day[one], new_first - now.first[one]
    work.trips[rank, OLD], work.trips[rank, NEW] = old_day, new_day
    work.trips[rank, AHEAD] = ahead
    good = gather(rank, one, new_day, new_first, term, now, work)
    for side in range(2):
        to, shift = (new_day, ahead) if side == 0 else (old_day, -ahead)
        for index in range(counts[rank, side]):
            session = moved[rank, side, index]
            work.taken[session] = False
            if good:
                found = term.slot_of[
                    term.kind[session], term.unit[session], to, now.first[session] + shift
                ]
                at_slot[rank, 0, side, index] = found
                good = found >= 0
    if not good:
        return REFUSED
    work.marks[0] += 1
    mark = work.marks[0]
    weekly = term.week[old_day] != term.week[new_day]
    change, touched = 0, 0
    for side in range(2):
        out = old_day if side == 0 else new_day
        for index in range(counts[rank, side]):
            session = moved[rank, side, index]
            this, start = term.unit[session], now.first[session]
            bits = ((1 << term.length[session]) - 1) << start
            at_slot[rank, 1, side, index] = now.slot[session]
            for number in range(term.people_at[this], term.people_at[this + 1]):
                person = term.people[number]
                if work.stamp[person] != mark:
                    work.stamp[person] = mark
                    work.was[person, 0] = now.mask[person, old_day]
                    work.was[person, 1] = now.mask[person, new_day]
                    work.who[touched] = person
                    touched += 1
            change += set_down(session, out, start, now.slot[session], -1, weekly, term, now)
            for number in range(term.courses_at[this + 1] - term.courses_at[this]):
                held = now.room[session, number]
                in_rooms[rank, 1, side, index, number] = held
                change += use(held, term.courses_at[this] + number, -1, out, bits, term, now)
    for side in range(2):
        to, shift = (new_day, ahead) if side == 0 else (old_day, -ahead)
        for index in range(counts[rank, side]):
            session = moved[rank, side, index]
            this, start = term.unit[session], now.first[session] + shift
            bits = ((1 << term.length[session]) - 1) << start
            change += set_down(
                session, to, start, at_slot[rank, 0, side, index], 1, weekly, term, now
            )
            good = good and now.on_day[this, to] <= term.per_day[this]
            for number in range(term.courses_at[this + 1] - term.courses_at[this]):
                course, found = term.courses_at[this] + number, -1
                if good:
                    found = find_room(course, now.room[session, number], to, bits, term, now)
                    good = found >= 0
                in_rooms[rank, 0, side, index, number] = found
                change += use(found, course, 1, to, bits, term, now)
    for number in range(touched):
        person = work.who[number]
        for turn in range(1 if new_day == old_day else 2):
            on = old_day if turn == 0 else new_day
            if work.was[person, turn] == now.mask[person, on] or not good:
                continue
            price = busy_otherwise(person, on, work.was[person, turn], term, now, days)
            good = price != REFUSED
            change += price
        for on in (old_day, new_day):
            full = now.week_minutes[person, term.week[on]] > term.week_most[person]
            good = good and not (weekly and full)
    good = good and change <= limit
    if good:
        for side in range(2):
            for index in range(counts[rank, side]):
                this = term.unit[moved[rank, side, index]]
                if good and term.tied[this]:
                    good = disorder(this, term, now) == 0
    if not good:
        take_back(rank, term, now, work)
        return REFUSED
    stand(rank, 0, term, now, work)
    return change


@inlined
def take_back(rank, term, now, work):
    """Lift all that an exchange moved from where it came to, and set it down where it was.

    By the counts; sessions stand where they were before it.
    """
    old_day, new_day = work.trips[rank, OLD], work.trips[rank, NEW]
    ahead, weekly = work.trips[rank, AHEAD], term.week[old_day] != term.week[new_day]
    for back, side in ((0, 0), (0, 1), (1, 0), (1, 1)):
        to, shift = (new_day, ahead) if side == back else (old_day, -ahead)
        for index in range(work.counts[rank, side]):
            session = work.moved[rank, side, index]
            this, start = term.unit[session], now.first[session] + shift * (1 - back)
            bits = ((1 << term.length[session]) - 1) << start
            time = work.at_slot[rank, back, side, index]
            set_down(session, to, start, time, 2 * back - 1, weekly, term, now)
            for number in range(term.courses_at[this + 1] - term.courses_at[this]):
                room = work.in_rooms[rank, back, side, index, number]
                use(room, term.courses_at[this] + number, 2 * back - 1, to, bits, term, now)


@inlined
def stand(rank, back, term, now, work):
    """Have what an exchange moved stand where it came to (back 0), or where it was (1)."""
    old_day, new_day = work.trips[rank, OLD], work.trips[rank, NEW]
    ahead = work.trips[rank, AHEAD]
    for side in range(2):
        for index in range(work.counts[rank, side]):
            session = work.moved[rank, side, index]
            occupy(session, -1, term, now)
    for side in range(2):
        to, shift = (new_day, ahead) if side == back else (old_day, -ahead)
        for index in range(work.counts[rank, side]):
            session = work.moved[rank, side, index]
            now.day[session] = to
            now.first[session] += shift
            now.slot[session] = work.at_slot[rank, back, side, index]
            for number in range(now.room.shape[1]):
                now.room[session, number] = work.in_rooms[rank, back, side, index, number]
            occupy(session, session, term, now)


@inlined
def occupy(session, by, term, now):
    """Note who stands where a session does (-1: nobody)."""
    mine, day, first = term.unit[session], now.day[session], now.first[session]
    for number in range(term.people_at[mine], term.people_at[mine + 1]):
        for period in range(first, first + term.length[session]):
            now.at[term.people[number], day, period] = by


@inlined
def is_the_same(one, new_day, new_first, term, now):
    """Whether a session of the same unit stands at a place, as long and in the same rooms.

    To exchange the two changes nothing; in other rooms they may find better ones.
    """
    mine = term.unit[one]
    if term.people_at[mine] == term.people_at[mine + 1]:
        return False
    other = now.at[term.people[term.people_at[mine]], new_day, new_first]
    if other < 0 or now.first[other] != new_first:
        return False
    if term.unit[other] != mine or term.kind[other] != term.kind[one]:
        return False
    for number in range(now.room.shape[1]):
        if now.room[other, number] != now.room[one, number]:
            return False
    return True


@inlined
def goes_away(session, to, to_first, part, term, now):
    """Whether a place is clear of where a session stands, in weeks that it stays within."""
    day = now.day[session]
    clear = to != day or abs(to_first - now.first[session]) >= term.length[session]
    return clear and part[term.week[to]] == part[term.week[day]]


@inlined
def list_time(one, new_day, new_first, part, term, now, work):
    """List all sessions of a unit at one time of the week, with dates of their weeks to go to.

    Those that can go to the time of the week of a place; their number.
    """
    mine, kind, left, found = term.unit[one], term.kind[one], now.slot[one], 0
    for index in range(term.sessions_at[mine], term.sessions_at[mine + 1]):
        session = term.sessions[index]
        if now.slot[session] != left or term.kind[session] != kind or term.fixed[session]:
            continue
        to = term.day_of[term.week[now.day[session]], term.weekday[new_day]]
        if to < 0 or term.slot_of[kind, mine, to, new_first] < 0:
            continue
        if goes_away(session, to, new_first, part, term, now) and found < len(work.listed):
            work.listed[found, 0], work.listed[found, 1] = session, to
            found += 1
    return found


@compiled
def cool(term, now, days, work, rng, part, among, steps, heat, own_times, new_times, whole):
    """Make so many steps at a temperature (in units of cost).

    Parameters
    ----------
    part, among
        Weeks that sessions stay within, by number, and the sessions that steps begin with.
    own_times, new_times
        The share of steps to a time of the week at which another session of the unit is, and of
        the others that of those to a new time that are made.
    whole
        The share of steps that move all sessions of a time of the week.
    """
    for _ in range(steps):
        one = among[draw(rng, 0, len(among))]
        if term.fixed[one]:
            continue
        mine, kind = term.unit[one], term.kind[one]
        like = term.sessions[draw(rng, term.sessions_at[mine], term.sessions_at[mine + 1])]
        time, times = 0, term.places_at.shape[2] - 1
        if term.kind[like] == kind and rng.random() < own_times:
            time, times = now.slot[like], 1
        chosen = draw(
            rng, term.places_at[kind, mine, time], term.places_at[kind, mine, time + times]
        )
        new_day, new_first = term.places[chosen, 0], term.places[chosen, 1]
        to_slot = term.slot_of[kind, mine, new_day, new_first]
        if not goes_away(one, new_day, new_first, part, term, now):
            continue
        if now.slots[mine, to_slot] == 0 and rng.random() >= new_times:
            continue
        if is_the_same(one, new_day, new_first, term, now):
            continue
        limit = -heat * log(1.0 - rng.random())
        work.listed[0, 0], work.listed[0, 1] = one, new_day
        number, at_once = 1, limit
        if rng.random() < whole:
            number = list_time(one, new_day, new_first, part, term, now, work)
            # What the first ones cost, the last one may bring back.
            at_once = float(REFUSED)
        change, made = 0, 0
        for index in range(number):
            session, to = work.listed[index, 0], work.listed[index, 1]
            added = exchange_blocks(made, session, to, new_first, at_once, term, now, days, work)
            if added != REFUSED:
                change += added
                made += 1
        if change > limit:
            while made > 0:
                made -= 1
                stand(made, 1, term, now, work)
                take_back(made, term, now, work)
        if made == 0:
            continue
        now.tally[TAKEN] += 1
        now.tally[COST] += change
        if now.tally[COST] < now.tally[BEST]:
            now.tally[BEST] = now.tally[COST]
            keep_standing(now)
