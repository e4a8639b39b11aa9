"""Sessions that are missing in a dated plan, put in the place of others, compiled by Numba.

A try takes a session that stands nowhere and a place open to it. Whatever is there goes, and is
missing in its stead, if the temperature lets it: as many minutes always may. In between, the
exchanges of `solver.exchange_kernel` move what stands, so that places come free. The hours missing
wander through the school until they come to where there is room.

Guided ejection (Nagata and Bräysy, 2009; see `solver.ejections`) with chance in the place of
counting. Arrays are handed over one by one: see `solver.annealing_kernel`.
"""

from __future__ import annotations

from math import log

import numpy as np

from solver.compiled import compiled
from solver.term_kernel import (
    ABSENT,
    COST,
    MOST,
    REFUSED,
    busy_otherwise,
    draw,
    find_room,
    out_of_order,
    set_down,
    use,
    use_all,
)

# What `missing` holds: sessions and minutes missing, the fewest minutes there were.
SESSIONS, MINUTES, FEWEST = 0, 1, 2


@compiled
def find_others(
    one, new_day, new_first, unit, length, fixed, people, people_at, at, taken, out
):  # fmt: skip
    """How many sessions stand at a place of another one; -1: too many, or some may not go."""
    mine, count = unit[one], 0
    for index in range(people_at[mine], people_at[mine + 1]):
        for period in range(new_first, new_first + length[one]):
            other = at[people[index], new_day, period]
            if other < 0 or taken[other]:
                continue
            if fixed[other] or count == MOST:
                return clear(out, count, taken, -1)
            out[count] = other
            taken[other] = True
            count += 1
    return clear(out, count, taken, count)


@compiled
def clear(out, count, taken, answer):
    """The answer, once nothing of `out` is marked any more."""
    for index in range(count):
        taken[out[index]] = False
    return answer


@compiled
def place(
    unit, length, minutes, kind, short, fixed,
    people, people_at, per_day, unit_minutes, slot_price, short_price,
    tied, ties, ties_at, courses_at, sessions, sessions_at, places, places_at, slot_of, place_price,
    week, week_days, week_days_at,
    person_kind, days_most, week_most, nights, late, day_before, day_after,
    due, band, even_price,
    choices_at, rooms, rooms_at, room_price,
    day, first, slot, room, at, mask, on_day, done, held, shorts, slots, week_minutes, week_done,
    filled, in_room, best_day, best_first, best_room, tally,
    asked, day_price, wanted, rng, lost, missing, tries, heat, minute_price,
):  # fmt: skip
    """Make so many tries at a temperature; fields of `Term` and `Standing`.

    Parameters
    ----------
    fixed
        True of missing sessions too: no exchange moves them.
    asked, day_price, wanted
        See `exchange_kernel.cool`.
    lost, missing
        The sessions missing, as many as `missing` says first.
    minute_price
        What a minute missing counts for each course of its unit.
    """
    out = np.zeros(MOST, np.int64)
    taken = np.zeros(len(unit), np.bool_)
    stamp, who, was = np.zeros((3, len(mask)), np.int64)
    own = np.full(room.shape[1], -1, np.int64)
    for step in range(1, tries + 1):
        if missing[SESSIONS] == 0:
            break
        rank = draw(rng, 0, missing[SESSIONS])
        one = lost[rank]
        mine = unit[one]
        begins = places_at[kind[one], mine]
        if begins[0] == begins[-1]:
            continue
        chosen = draw(rng, begins[0], begins[-1])
        to, start = places[chosen, 0], places[chosen, 1]
        to_slot = slot_of[kind[one], mine, to, start]
        limit = -heat * log(1.0 - rng.random())
        count = find_others(
            one, to, start, unit, length, fixed, people, people_at, at, taken, out
        )  # fmt: skip
        if count < 0:
            continue
        courses = courses_at[mine + 1] - courses_at[mine]
        more = -minutes[one] * courses
        for index in range(count):
            this = unit[out[index]]
            more += minutes[out[index]] * (courses_at[this + 1] - courses_at[this])
        if more * minute_price > limit:
            continue
        change, touched, good = more * minute_price, 0, True
        for turn in range(count + 1):
            session = one if turn == count else out[turn]
            this = unit[session]
            for number in range(people_at[this], people_at[this + 1]):
                person = people[number]
                if stamp[person] != step:
                    stamp[person] = step
                    was[person] = mask[person, to]
                    who[touched] = person
                    touched += 1
            if turn == count:
                break
            bits = ((1 << length[session]) - 1) << first[session]
            change += set_down(
                session, to, first[session], slot[session], -1, True,
                unit, length, minutes, kind, short, people, people_at,
                slot_price, short_price, place_price, courses_at, week, due, band, even_price,
                mask, on_day, done, held, shorts, slots, week_minutes, week_done,
            )  # fmt: skip
            change += use_all(
                room[session], courses_at[this], courses_at[this + 1], -1, to, bits,
                rooms, rooms_at, filled, in_room, room_price,
            )  # fmt: skip
        bits = ((1 << length[one]) - 1) << start
        change += set_down(
            one, to, start, to_slot, 1, True,
            unit, length, minutes, kind, short, people, people_at,
            slot_price, short_price, place_price, courses_at, week, due, band, even_price,
            mask, on_day, done, held, shorts, slots, week_minutes, week_done,
        )  # fmt: skip
        good = on_day[mine, to] <= per_day[mine]
        own[:] = -1
        for number in range(courses):
            course, found = courses_at[mine] + number, -1
            if good:
                found = find_room(
                    course, -1, to, bits, choices_at, rooms, rooms_at, filled, in_room
                )
                good = found >= 0
            own[number] = found
            change += use(found, course, 1, to, bits, rooms, rooms_at, filled, in_room, room_price)
        for number in range(touched):
            person = who[number]
            good = good and week_minutes[person, week[to]] <= week_most[person]
            if was[person] == mask[person, to] or not good:
                continue
            price = busy_otherwise(
                person, to, was[person], asked, day_price, wanted,
                week, week_days, week_days_at, person_kind, days_most,
                nights, late, day_before, day_after, mask,
            )  # fmt: skip
            good = price != REFUSED
            change += price
        good = good and change <= limit
        for turn in range(count + 1):
            this = mine if turn == count else unit[out[turn]]
            if good and tied[this]:
                good = not out_of_order(this, ties_at, ties, on_day, done, held, unit_minutes)
        if not good:
            set_down(
                one, to, start, to_slot, -1, True,
                unit, length, minutes, kind, short, people, people_at,
                slot_price, short_price, place_price, courses_at, week, due, band, even_price,
                mask, on_day, done, held, shorts, slots, week_minutes, week_done,
            )  # fmt: skip
            use_all(
                own, courses_at[mine], courses_at[mine + 1], -1, to, bits,
                rooms, rooms_at, filled, in_room, room_price,
            )  # fmt: skip
            for turn in range(count):
                session = out[turn]
                this = unit[session]
                bits = ((1 << length[session]) - 1) << first[session]
                set_down(
                    session, to, first[session], slot[session], 1, True,
                    unit, length, minutes, kind, short, people, people_at,
                    slot_price, short_price, place_price, courses_at, week, due, band, even_price,
                    mask, on_day, done, held, shorts, slots, week_minutes, week_done,
                )  # fmt: skip
                use_all(
                    room[session], courses_at[this], courses_at[this + 1], 1, to, bits,
                    rooms, rooms_at, filled, in_room, room_price,
                )  # fmt: skip
            continue
        missing[SESSIONS] -= 1
        lost[rank] = lost[missing[SESSIONS]]
        for turn in range(count):
            session = out[turn]
            this = unit[session]
            for number in range(people_at[this], people_at[this + 1]):
                for period in range(first[session], first[session] + length[session]):
                    at[people[number], to, period] = -1
            day[session], fixed[session] = ABSENT, True
            lost[missing[SESSIONS]] = session
            missing[SESSIONS] += 1
        day[one], first[one], slot[one], fixed[one] = to, start, to_slot, False
        room[one] = own
        for number in range(people_at[mine], people_at[mine + 1]):
            for period in range(start, start + length[one]):
                at[people[number], to, period] = one
        tally[COST] += change
        missing[MINUTES] += more
        if missing[MINUTES] < missing[FEWEST]:
            missing[FEWEST] = missing[MINUTES]
            best_day[:] = day
            best_first[:] = first
            best_room[:] = room
