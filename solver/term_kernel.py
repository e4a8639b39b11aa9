"""What a session of a dated plan does to people, rooms and costs, compiled by Numba.

Parts of the steps that exchange sessions (`solver.exchange_kernel`); some also of those that place
what is missing (`solver.forward_kernel`). Arrays are fields of `Term` and `Standing`, handed over
one by one: see `solver.annealing_kernel`.
"""

from __future__ import annotations

from solver.compiled import compiled

# Sessions that a step moves one way, at most.
MOST = 8
# No day, in the table of days; the price of one that is forbidden.
EMPTY, FORBIDDEN = -1, -2
# What is returned in the place of a price where something may not be, or is not known yet.
REFUSED = 1 << 60
# Scatters numbers that are close: 2 ** 64 over the golden ratio (Knuth, "Sorting and Searching").
SCATTER = 0x9E3779B97F4A7C15 - (1 << 64)
# The date of a session that stands nowhere.
ABSENT = -1
# A person without a limit on days a week.
ANY_DAYS = 99
# Kinds of ties: no more than one session apart; hours in proportion; one before the other.
IN_STEP, IN_PACE, IN_ORDER = 0, 1, 2
# What `tally` holds: cost, the least one, exchanges taken.
COST, BEST, TAKEN = 0, 1, 2


@compiled
def draw(rng, low, high):
    """A whole number from `low` to `high` less one."""
    return low + int(rng.random() * (high - low))


@compiled
def find_day(kind, periods, asked):
    """Where in `asked` a day of a kind of person is, or where it belongs."""
    last = asked.shape[1] - 1
    at = ((periods ^ periods >> 32) * SCATTER >> 40) & last
    while asked[kind, at] != periods and asked[kind, at] != EMPTY:
        at = (at + 1) & last
    return at


@compiled
def ask(kind, periods, wanted):
    """Note a day that nobody has asked for yet, if there is room."""
    if wanted[0, 0] < len(wanted) - 1:
        wanted[0, 0] += 1
        wanted[wanted[0, 0], 0], wanted[wanted[0, 0], 1] = kind, periods


@compiled
def uneven(unit, courses_at, week_done, due, band):
    """Minutes by which courses of a unit are further than a band from an even pace, all weeks."""
    found, so_far = 0, 0
    for week in range(due.shape[1]):
        so_far += week_done[unit, week]
        for course in range(courses_at[unit], courses_at[unit + 1]):
            if due[course, week] >= 0:
                found += max(0, abs(so_far - due[course, week]) - band[unit])
    return found


@compiled
def is_let_off(unit, count, shorts):
    """Whether the last date of a unit has a session shorter than usual."""
    day = count.shape[1] - 1
    while day > 0 and count[unit, day] == 0:
        day -= 1
    return shorts[unit, day] > 0


@compiled
def common_costs(slot_price, short_price, room_price, slots, in_room, count, shorts):
    """What units cost by all their weeks together: slots, rooms, and short sessions let off."""
    found = 0
    for unit in range(len(slots)):
        for slot in range(slots.shape[1]):
            found += slot_price[unit] * (slots[unit, slot] > 0)
        if short_price[unit]:
            found -= short_price[unit] * is_let_off(unit, count, shorts)
    for course in range(len(in_room)):
        for room in range(in_room.shape[1]):
            found += room_price * (in_room[course, room] > 0)
    return found


@compiled
def out_of_order(unit, ties_at, ties, count, done, held, minutes):
    """Whether a unit is out of step, ahead of its pace, or held before what comes first."""
    days = count.shape[1]
    for index in range(ties_at[unit], ties_at[unit + 1]):
        kind, one, two = ties[index]
        if kind == IN_STEP:
            lead = 0
            for day in range(days):
                lead += count[one, day] - count[two, day]
                if abs(lead) > 1:
                    return True
        elif kind == IN_PACE:
            mine, other = 0, 0
            for day in range(days):
                mine += done[one, day]
                other += done[two, day]
                if other * minutes[one] < mine * minutes[two]:
                    return True
        else:
            begun = False
            for day in range(days):
                later = held[two, day]
                # Of one date, all periods of the first come before those of the second.
                if held[one, day] and (begun or (later and held[one, day] >= later & -later)):
                    return True
                begun = begun or later != 0
    return False


@compiled
def is_short_night(evening, morning, alike, late):
    """Whether the rest between the periods of a date and those of the next is too short."""
    if evening == 0 or morning == 0:
        return False
    first = 0
    while not morning >> first & 1:
        first += 1
    return evening & late[alike, first] != 0


@compiled
def busy_otherwise(
    person, on, before, asked, day_price, wanted, week, week_days, week_days_at,
    person_kind, days_most, nights, late, day_before, day_after, mask,
):  # fmt: skip
    """What the date of somebody costs more than with the periods before; REFUSED: it may not be.

    A date that nobody has asked for yet is refused, and noted among those wanted.
    """
    alike, after = person_kind[person], mask[person, on]
    where = find_day(alike, after, asked)
    if asked[alike, where] == EMPTY:
        ask(alike, after, wanted)
        return REFUSED
    price = day_price[alike, where]
    if price == FORBIDDEN:
        return REFUSED
    if before == 0 and days_most[person] < ANY_DAYS:
        present = 0
        for near in range(week_days_at[week[on]], week_days_at[week[on] + 1]):
            present += mask[person, week_days[near]] != 0
        if present > days_most[person]:
            return REFUSED
    if nights:
        last, following = day_before[on], day_after[on]
        if last >= 0 and is_short_night(mask[person, last], after, alike, late):
            return REFUSED
        if following >= 0 and is_short_night(after, mask[person, following], alike, late):
            return REFUSED
    return price - day_price[alike, find_day(alike, before, asked)]


@compiled
def set_down(
    session, to, start, time, times, weekly,
    unit, length, minutes, kind, short, people, people_at, slot_price, short_price, place_price,
    courses_at, week, due, band, even_price,
    mask, count, done, held, shorts, slots, week_minutes, week_done,
):  # fmt: skip
    """Set a session down at a place (times 1) or lift it from there (-1); what that costs.

    Rooms and people's days apart. Its week counts only if that changes (`weekly`).
    """
    mine = unit[session]
    bits = ((1 << length[session]) - 1) << start
    more = times * minutes[session]
    change = times * place_price[kind[session], mine, to, start]
    if short_price[mine]:
        change += short_price[mine] * is_let_off(mine, count, shorts)
    # Its periods are free before and taken after, or the other way round.
    for index in range(people_at[mine], people_at[mine + 1]):
        mask[people[index], to] ^= bits
    held[mine, to] ^= bits
    count[mine, to] += times
    done[mine, to] += more
    shorts[mine, to] += times * short[session]
    if short_price[mine]:
        change -= short_price[mine] * is_let_off(mine, count, shorts)
    if weekly:
        change -= even_price * uneven(mine, courses_at, week_done, due, band)
        week_done[mine, week[to]] += more
        change += even_price * uneven(mine, courses_at, week_done, due, band)
        for index in range(people_at[mine], people_at[mine + 1]):
            week_minutes[people[index], week[to]] += more
    used = slots[mine, time]
    slots[mine, time] += times
    if used == 0 or slots[mine, time] == 0:
        change += times * slot_price[mine]
    return change


@compiled
def is_free(choice, rooms, rooms_at, filled, to, bits):
    """Whether all rooms of a choice are free."""
    for index in range(rooms_at[choice], rooms_at[choice + 1]):
        if filled[rooms[index], to] & bits:
            return False
    return True


@compiled
def use(choice, course, times, to, bits, rooms, rooms_at, filled, in_room, room_price):
    """Take the rooms of a choice (-1: none) or leave them (times -1); what that costs."""
    change = 0
    if choice < 0:
        return change
    for index in range(rooms_at[choice], rooms_at[choice + 1]):
        room = rooms[index]
        if times > 0:
            filled[room, to] |= bits
        else:
            filled[room, to] &= ~bits
        used = in_room[course, room]
        in_room[course, room] += times
        if used == 0 or in_room[course, room] == 0:
            change += times * room_price
    return change


@compiled
def use_all(
    chosen, from_course, to_course, times, to, bits, rooms, rooms_at, filled, in_room, room_price
):
    """The same for the choices of all courses of a unit."""
    change = 0
    for course in range(from_course, to_course):
        change += use(
            chosen[course - from_course], course, times, to, bits,
            rooms, rooms_at, filled, in_room, room_price,
        )  # fmt: skip
    return change


@compiled
def find_room(course, own, to, bits, choices_at, rooms, rooms_at, filled, in_room):
    """Rooms of a course that are free: its own if any, else those with fewest new; -1: none."""
    if own >= 0 and is_free(own, rooms, rooms_at, filled, to, bits):
        return own
    best, fewest = -1, 0
    for choice in range(choices_at[course], choices_at[course + 1]):
        if is_free(choice, rooms, rooms_at, filled, to, bits):
            new = 0
            for room in range(rooms_at[choice], rooms_at[choice + 1]):
                new += in_room[course, rooms[room]] == 0
            if best < 0 or new < fewest:
                best, fewest = choice, new
    return best
