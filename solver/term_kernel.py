"""What a session of a dated plan does to people, rooms and costs, compiled by Numba.

Parts of the steps that exchange sessions (`solver.exchange_kernel`); some also of those that place
what is missing (`solver.forward_kernel`). `term`, `now` and `days` are a `Term`, a `Standing` and
the `Prices` of days (`solver.exchange_state`).
"""

from __future__ import annotations

from solver.compiled import compiled, inlined

# Sessions that a step moves one way, at most.
MOST = 8
# No day, in the table of days; the price of one that is forbidden.
EMPTY, FORBIDDEN = -1, -2
# What is returned in the place of a price where something may not be, or is not known yet.
# More than any plan costs, and little enough to be added up for every period of a term.
REFUSED = 1 << 40
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


@inlined
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


@inlined
def ask(kind, periods, wanted):
    """Note a day that nobody has asked for yet, if there is room."""
    if wanted[0, 0] < len(wanted) - 1:
        wanted[0, 0] += 1
        wanted[wanted[0, 0], 0], wanted[wanted[0, 0], 1] = kind, periods


@inlined
def uneven(unit, term, now):
    """Minutes by which courses of a unit are further than a band from an even pace, all weeks."""
    found, so_far = 0, 0
    for week in range(term.due.shape[1]):
        so_far += now.week_done[unit, week]
        for course in range(term.courses_at[unit], term.courses_at[unit + 1]):
            if term.due[course, week] >= 0:
                found += max(0, abs(so_far - term.due[course, week]) - term.band[unit])
    return found


@inlined
def is_let_off(unit, now):
    """Whether the last date of a unit has a session shorter than usual."""
    day = now.on_day.shape[1] - 1
    while day > 0 and now.on_day[unit, day] == 0:
        day -= 1
    return now.shorts[unit, day] > 0


@compiled
def common_costs(term, now):
    """What units cost by all their weeks together: slots, rooms, and short sessions let off."""
    found = 0
    for unit in range(len(now.slots)):
        for slot in range(now.slots.shape[1]):
            found += term.slot_price[unit] * (now.slots[unit, slot] > 0)
        if term.short_price[unit]:
            found -= term.short_price[unit] * is_let_off(unit, now)
    for course in range(len(now.in_room)):
        for room in range(now.in_room.shape[1]):
            found += term.room_price * (now.in_room[course, room] > 0)
    return found


@inlined
def is_short_night(evening, morning, alike, late):
    """Whether the rest between the periods of a date and those of the next is too short."""
    if evening == 0 or morning == 0:
        return False
    first = 0
    while not morning >> first & 1:
        first += 1
    return evening & late[alike, first] != 0


@inlined
def dates_present(person, week, term, now):
    """On how many dates of a week somebody comes."""
    found = 0
    for near in range(term.week_days_at[week], term.week_days_at[week + 1]):
        found += now.mask[person, term.week_days[near]] != 0
    return found


@inlined
def busy_otherwise(person, on, before, term, now, days):
    """What the date of somebody costs more than with the periods before; REFUSED: it may not be.

    A date that nobody has asked for yet is refused, and noted among those wanted.
    """
    alike, after = term.person_kind[person], now.mask[person, on]
    where = find_day(alike, after, days.asked)
    if days.asked[alike, where] == EMPTY:
        ask(alike, after, days.wanted)
        return REFUSED
    price = days.price[alike, where]
    if price == FORBIDDEN:
        return REFUSED
    most = term.days_most[person]
    limited = before == 0 and most < ANY_DAYS
    if limited and dates_present(person, term.week[on], term, now) > most:
        return REFUSED
    if term.nights:
        last, following = term.day_before[on], term.day_after[on]
        if last >= 0 and is_short_night(now.mask[person, last], after, alike, term.late):
            return REFUSED
        if following >= 0 and is_short_night(after, now.mask[person, following], alike, term.late):
            return REFUSED
    return price - days.price[alike, find_day(alike, before, days.asked)]


@inlined
def set_down(session, to, start, time, times, weekly, term, now):
    """Set a session down at a place (times 1) or lift it from there (-1); what that costs.

    Rooms and people's days apart. Its week counts only if that changes (`weekly`).
    """
    mine, week = term.unit[session], term.week[to]
    bits = ((1 << term.length[session]) - 1) << start
    more = times * term.minutes[session]
    change = times * term.place_price[term.kind[session], mine, to, start]
    if term.short_price[mine]:
        change += term.short_price[mine] * is_let_off(mine, now)
    # Its periods are free before and taken after, or the other way round.
    for index in range(term.people_at[mine], term.people_at[mine + 1]):
        now.mask[term.people[index], to] ^= bits
    now.held[mine, to] ^= bits
    now.on_day[mine, to] += times
    now.done[mine, to] += more
    now.shorts[mine, to] += times * term.short[session]
    if term.short_price[mine]:
        change -= term.short_price[mine] * is_let_off(mine, now)
    if weekly:
        change -= term.even_price * uneven(mine, term, now)
        now.week_done[mine, week] += more
        change += term.even_price * uneven(mine, term, now)
        for index in range(term.people_at[mine], term.people_at[mine + 1]):
            now.week_minutes[term.people[index], week] += more
    used = now.slots[mine, time]
    now.slots[mine, time] += times
    if used == 0 or now.slots[mine, time] == 0:
        change += times * term.slot_price[mine]
    return change


@inlined
def is_free(choice, to, bits, term, now):
    """Whether all rooms of a choice are free."""
    for index in range(term.rooms_at[choice], term.rooms_at[choice + 1]):
        if now.filled[term.rooms[index], to] & bits:
            return False
    return True


@inlined
def use(choice, course, times, to, bits, term, now):
    """Take the rooms of a choice (-1: none) or leave them (times -1); what that costs."""
    change = 0
    if choice < 0:
        return change
    for index in range(term.rooms_at[choice], term.rooms_at[choice + 1]):
        room = term.rooms[index]
        if times > 0:
            now.filled[room, to] |= bits
        else:
            now.filled[room, to] &= ~bits
        used = now.in_room[course, room]
        now.in_room[course, room] += times
        if used == 0 or now.in_room[course, room] == 0:
            change += times * term.room_price
    return change


@inlined
def find_room(course, own, to, bits, term, now):
    """Rooms of a course that are free: its own if any, else those with fewest new; -1: none."""
    if own >= 0 and is_free(own, to, bits, term, now):
        return own
    best, fewest = -1, 0
    for choice in range(term.choices_at[course], term.choices_at[course + 1]):
        if is_free(choice, to, bits, term, now):
            new = 0
            for room in range(term.rooms_at[choice], term.rooms_at[choice + 1]):
                new += now.in_room[course, term.rooms[room]] == 0
            if best < 0 or new < fewest:
                best, fewest = choice, new
    return best


@inlined
def keep_standing(now):
    """Keep where sessions stand as the best plan."""
    for session in range(len(now.day)):
        now.best_day[session] = now.day[session]
        now.best_first[session] = now.first[session]
        for number in range(now.room.shape[1]):
            now.best_room[session, number] = now.room[session, number]
