"""Simulated annealing of a dated plan, on arrays, compiled by Numba.

A step takes a session and another time for it, and exchanges the two blocks of time for everybody
who is in the way: all sessions inside them change places (a Kempe chain on blocks, so that a long
session may change places with two short ones). It is taken back where a day, a week, an order or
a room forbids it, or by the temperature. No plan on the way breaks a rule that the arrays know.

Kirkpatrick, Gelatt and Vecchi, "Optimization by simulated annealing", 1983; Kempe chains with
timetables: Thompson and Dowsland, "A robust simulated annealing based examination timetabling
system", 1998. Arrays are handed over one by one: see `solver.annealing_kernel`.
"""

from __future__ import annotations

from math import log

import numpy as np

from solver.compiled import compiled
from solver.term_kernel import (
    BEST,
    COST,
    MOST,
    REFUSED,
    TAKEN,
    busy_otherwise,
    draw,
    find_room,
    out_of_order,
    set_down,
    use,
    use_all,
)


@compiled
def gather(
    unit, day, first, length, fixed, people, people_at, at,
    moved, counts, taken, one, new_day, new_first,
):  # fmt: skip
    """All sessions of two blocks that bar each other's way; False where they are not movable.

    Row 0 of `moved` goes to the new block, row 1 to the other; `counts` says how many.
    """
    old_day, old_first, periods = day[one], first[one], length[one]
    looked_0, looked_1 = 0, 0
    counts[0], counts[1] = 1, 0
    moved[0, 0] = one
    taken[one] = True
    while looked_0 < counts[0] or looked_1 < counts[1]:
        if looked_0 < counts[0]:
            side, session = 0, moved[0, looked_0]
            looked_0 += 1
            to, begin, start = new_day, new_first, new_first + first[session] - old_first
        else:
            side, session = 1, moved[1, looked_1]
            looked_1 += 1
            to, begin, start = old_day, old_first, old_first + first[session] - new_first
        mine = unit[session]
        for index in range(people_at[mine], people_at[mine + 1]):
            for period in range(start, start + length[session]):
                other = at[people[index], to, period]
                if other < 0 or taken[other]:
                    continue
                inside = first[other] >= begin and first[other] + length[other] <= begin + periods
                if fixed[other] or not inside or counts[1 - side] == MOST:
                    return False
                moved[1 - side, counts[1 - side]] = other
                counts[1 - side] += 1
                taken[other] = True
    return True


@compiled
def cool(
    unit, length, minutes, kind, short, fixed,
    people, people_at, per_day, unit_minutes, slot_price, short_price,
    tied, ties, ties_at, courses_at, sessions, sessions_at, places, places_at, slot_of, place_price,
    week, week_days, week_days_at,
    person_kind, days_most, week_most, nights, late, day_before, day_after,
    due, band, even_price,
    choices_at, rooms, rooms_at, room_price,
    day, first, slot, room, at, mask, on_day, done, held, shorts, slots, week_minutes, week_done,
    filled, in_room, best_day, best_first, best_room, tally,
    asked, day_price, wanted, rng, part, among, steps, heat, own_times, new_times,
):  # fmt: skip
    """Make so many steps at a temperature (in units of cost); fields of `Term` and `Standing`.

    Parameters
    ----------
    asked, day_price, wanted
        Days of each kind of person and what they cost (see `find_day`). A step that asks for one
        that is unknown is not taken; the question is noted (how many; then kinds and days).
    part, among
        Weeks that sessions stay within, by number, and the sessions that steps begin with.
    own_times, new_times
        The share of steps to a time of the week at which another session of the unit is, and of
        the others that of those to a new time that are made.
    """
    moved = np.zeros((2, MOST), np.int64)
    # Times and rooms of the sessions moved: the new ones, and those before.
    at_slot = np.zeros((2, 2, MOST), np.int64)
    in_rooms = np.zeros((2, 2, MOST, room.shape[1]), np.int64)
    counts = np.zeros(2, np.int64)
    taken = np.zeros(len(unit), np.bool_)
    stamp, who = np.zeros((2, len(mask)), np.int64)
    was = np.zeros((len(mask), 2), np.int64)
    for step in range(1, steps + 1):
        one = among[draw(rng, 0, len(among))]
        if fixed[one]:
            continue
        mine, old_day, old_first = unit[one], day[one], first[one]
        like = sessions[draw(rng, sessions_at[mine], sessions_at[mine + 1])]
        if kind[like] == kind[one] and rng.random() < own_times:
            begins = places_at[kind[one], mine, slot[like] :]
            chosen = draw(rng, begins[0], begins[1])
        else:
            begins = places_at[kind[one], mine]
            chosen = draw(rng, begins[0], begins[-1])
        new_day, new_first = places[chosen, 0], places[chosen, 1]
        to_slot = slot_of[kind[one], mine, new_day, new_first]
        stays = new_day == old_day and abs(new_first - old_first) < length[one]
        stays = stays or part[week[new_day]] != part[week[old_day]]
        if stays or (slots[mine, to_slot] == 0 and rng.random() >= new_times):
            continue
        limit = -heat * log(1.0 - rng.random())
        good = gather(
            unit, day, first, length, fixed, people, people_at, at,
            moved, counts, taken, one, new_day, new_first,
        )  # fmt: skip
        ahead = new_first - old_first
        for side in range(2):
            to, shift = (new_day, ahead) if side == 0 else (old_day, -ahead)
            for index in range(counts[side]):
                session = moved[side, index]
                taken[session] = False
                if good:
                    found = slot_of[kind[session], unit[session], to, first[session] + shift]
                    at_slot[0, side, index] = found
                    good = found >= 0
        if not good:
            continue
        weekly = week[old_day] != week[new_day]
        change, touched = 0, 0
        for side in range(2):
            out = old_day if side == 0 else new_day
            for index in range(counts[side]):
                session = moved[side, index]
                this, start = unit[session], first[session]
                bits = ((1 << length[session]) - 1) << start
                at_slot[1, side, index] = slot[session]
                in_rooms[1, side, index] = room[session]
                for number in range(people_at[this], people_at[this + 1]):
                    person = people[number]
                    if stamp[person] != step:
                        stamp[person] = step
                        was[person, 0] = mask[person, old_day]
                        was[person, 1] = mask[person, new_day]
                        who[touched] = person
                        touched += 1
                change += set_down(
                    session, out, start, slot[session], -1, weekly,
                    unit, length, minutes, kind, short, people, people_at,
                    slot_price, short_price, place_price, courses_at, week, due, band, even_price,
                    mask, on_day, done, held, shorts, slots, week_minutes, week_done,
                )  # fmt: skip
                change += use_all(
                    room[session], courses_at[this], courses_at[this + 1], -1, out, bits,
                    rooms, rooms_at, filled, in_room, room_price,
                )  # fmt: skip
        for side in range(2):
            to, shift = (new_day, ahead) if side == 0 else (old_day, -ahead)
            for index in range(counts[side]):
                session = moved[side, index]
                this, start = unit[session], first[session] + shift
                bits = ((1 << length[session]) - 1) << start
                change += set_down(
                    session, to, start, at_slot[0, side, index], 1, weekly,
                    unit, length, minutes, kind, short, people, people_at,
                    slot_price, short_price, place_price, courses_at, week, due, band, even_price,
                    mask, on_day, done, held, shorts, slots, week_minutes, week_done,
                )  # fmt: skip
                good = good and on_day[this, to] <= per_day[this]
                for number in range(courses_at[this + 1] - courses_at[this]):
                    course, found = courses_at[this] + number, -1
                    if good:
                        found = find_room(
                            course, room[session, number], to, bits,
                            choices_at, rooms, rooms_at, filled, in_room,
                        )  # fmt: skip
                        good = found >= 0
                    in_rooms[0, side, index, number] = found
                    change += use(
                        found, course, 1, to, bits, rooms, rooms_at, filled, in_room, room_price
                    )
        for number in range(touched):
            person = who[number]
            for turn in range(1 if new_day == old_day else 2):
                on = old_day if turn == 0 else new_day
                if was[person, turn] == mask[person, on] or not good:
                    continue
                price = busy_otherwise(
                    person, on, was[person, turn], asked, day_price, wanted,
                    week, week_days, week_days_at, person_kind, days_most,
                    nights, late, day_before, day_after, mask,
                )  # fmt: skip
                good = price != REFUSED
                change += price
            for on in (old_day, new_day):
                full = week_minutes[person, week[on]] > week_most[person]
                good = good and not (weekly and full)
        good = good and change <= limit
        if good:
            for side in range(2):
                for index in range(counts[side]):
                    this = unit[moved[side, index]]
                    if good and tied[this]:
                        good = not out_of_order(
                            this, ties_at, ties, on_day, done, held, unit_minutes
                        )
        if not good:
            # Lift all from where they came to, and set them down where they were.
            for back, side in ((0, 0), (0, 1), (1, 0), (1, 1)):
                to, shift = (new_day, ahead) if side == back else (old_day, -ahead)
                for index in range(counts[side]):
                    session = moved[side, index]
                    this, start = unit[session], first[session] + shift * (1 - back)
                    bits = ((1 << length[session]) - 1) << start
                    set_down(
                        session, to, start, at_slot[back, side, index], 2 * back - 1, weekly,
                        unit, length, minutes, kind, short, people, people_at, slot_price,
                        short_price, place_price, courses_at, week, due, band, even_price,
                        mask, on_day, done, held, shorts, slots, week_minutes, week_done,
                    )  # fmt: skip
                    use_all(
                        in_rooms[back, side, index], courses_at[this], courses_at[this + 1],
                        2 * back - 1, to, bits, rooms, rooms_at, filled, in_room, room_price,
                    )  # fmt: skip
            continue
        tally[TAKEN] += 1
        for side in range(2):
            for index in range(counts[side]):
                session = moved[side, index]
                this = unit[session]
                for number in range(people_at[this], people_at[this + 1]):
                    for period in range(first[session], first[session] + length[session]):
                        at[people[number], day[session], period] = -1
        for side in range(2):
            to, shift = (new_day, ahead) if side == 0 else (old_day, -ahead)
            for index in range(counts[side]):
                session = moved[side, index]
                this = unit[session]
                day[session] = to
                first[session] += shift
                slot[session] = at_slot[0, side, index]
                room[session] = in_rooms[0, side, index]
                for number in range(people_at[this], people_at[this + 1]):
                    for period in range(first[session], first[session] + length[session]):
                        at[people[number], to, period] = session
        tally[COST] += change
        if tally[COST] < tally[BEST]:
            tally[BEST] = tally[COST]
            best_day[:] = day
            best_first[:] = first
            best_room[:] = room
