"""Sessions put into a plan one after another, what is in their way put out, compiled by Numba.

A step takes the session that waits longest and looks at places open to it. It goes where those who
stand in its way have failed least often to find a free place; they wait in its stead. So what is
hard to place is left where it is, and the plan does not turn in circles. Where nobody is in its way
it goes where it costs least.

Müller, "Constraint-based timetabling" (iterative forward search), 2005; Nagata and Bräysy, "A
powerful route minimization heuristic for the vehicle routing problem with time windows", 2009 (who
has failed less often gives way). Arrays are handed over one by one: see `solver.annealing_kernel`.
"""

from __future__ import annotations

import numpy as np

from solver.compiled import compiled
from solver.term_kernel import (
    ABSENT,
    ANY_DAYS,
    EMPTY,
    FORBIDDEN,
    IN_PACE,
    IN_STEP,
    draw,
    find_day,
    is_short_night,
)

# Kinds of relations.
APART, TOGETHER, DISJOINT = 0, 1, 2
# What `missing` holds: sessions and minutes missing, the least that was amiss (those minutes and
# disorder), where the sessions that wait begin, steps taken, disorder of all units.
SESSIONS, MINUTES, LEAST, HEAD, TAKEN, DISORDER = range(6)
# Nobody is in a room that is closed.
CLOSED = -2
# More than any place counts, and sessions that may stand in the way of one, at most.
REFUSED, MOST = 1 << 60, 40
# What a session counts that has to go, at first and more each time that its unit finds no free
# place; at random up to so many times that.
GIVES_WAY, HARDER, NOISE = 1000, 100, 1.2
# What else counts, besides what the wishes that steps know cost in whole units: a week away from
# where a session is aimed; a place off the tiles; at random up to.
WEEK_AWAY, OFF_TILES, CHANCE = 150, 100, 20
# Places looked at, if there are more; of these the share near the aim, and of all at times at which
# the unit stands already.
LOOKS, NEAR, OWN_TIMES = 80, 0.5, 0.6
# What a date counts on which a unit is out of step, ahead of its pace or held too early; that in
# minutes.
OUT_OF_STEP, OUT_OF_STEP_MINUTES = 2000, 60
# The share of steps that begin with taking a session away that is out of step.
STIRRED = 0.02
# Places tried, those that count least, if rules that look at more than one date refuse them.
TRIES = 6


@compiled
def adds(other, mark, free, weight, unit, out, stamp):
    """What it counts that a session has to go; it is noted in `out`, the number of them first."""
    if stamp[other] == mark:
        return 0
    if not free[other] or out[0] == MOST:
        return REFUSED
    stamp[other] = mark
    out[0] += 1
    out[out[0]] = other
    return weight[unit[other]]


@compiled
def related_out(
    one, to_day, to_first, most, mark,
    unit, length, free, relation_kind, apart, members, members_at, bound, bound_at, ordinal,
    day, first, weight, out, stamp,
):  # fmt: skip
    """What those count whom a relation keeps from standing as they do."""
    price, end = 0, to_first + length[one]
    for index in range(bound_at[unit[one]], bound_at[unit[one] + 1]):
        relation = bound[index]
        kind = relation_kind[relation]
        for rank in range(members_at[relation], members_at[relation + 1]):
            other = members[rank]
            if other == one or day[other] == ABSENT:
                continue
            if kind == APART:
                amiss = abs(ordinal[day[other]] - ordinal[to_day]) < apart[relation]
            elif day[other] != to_day:
                amiss = False
            elif kind == TOGETHER:
                amiss = first[other] != end and first[other] + length[other] != to_first
            else:
                amiss = first[other] < end and to_first < first[other] + length[other]
            if amiss:
                price += adds(other, mark, free, weight, unit, out, stamp)
            if price >= most:
                return REFUSED
    return price


@compiled
def seated(
    one, to_day, to_first, mark,
    unit, length, free, courses_at, choices_at, rooms, rooms_at, inside, last_choice, weight,
    out, stamp, own,
):  # fmt: skip
    """Choose rooms with least in them; what those count who have to leave them."""
    mine, price = unit[one], 0
    for course in range(courses_at[mine], courses_at[mine + 1]):
        ways = choices_at[course + 1] - choices_at[course]
        best, least = -1, REFUSED
        for index in range(ways):
            choice = choices_at[course] + (index + last_choice[course]) % ways
            here = 0
            for earlier in range(course - courses_at[mine]):
                if shares(own[earlier], choice, rooms, rooms_at):
                    here = REFUSED
            for rank in range(rooms_at[choice], rooms_at[choice + 1]):
                for period in range(to_first, to_first + length[one]):
                    other = inside[rooms[rank], to_day, period]
                    if other == CLOSED or (other >= 0 and not free[other]):
                        here = REFUSED
                        break
                    if other >= 0 and stamp[other] != mark:
                        here += weight[unit[other]]
                if here >= least:
                    break
            if here < least:
                best, least = choice, here
            if least == 0:
                break
        if best < 0:
            return REFUSED
        own[course - courses_at[mine]] = best
        for rank in range(rooms_at[best], rooms_at[best + 1]):
            for period in range(to_first, to_first + length[one]):
                other = inside[rooms[rank], to_day, period]
                if other >= 0:
                    price += adds(other, mark, free, weight, unit, out, stamp)
        if price >= REFUSED:
            return REFUSED
    return price


@compiled
def shares(one, other, rooms, rooms_at):
    """Whether two sets of rooms have one in common."""
    for a in range(rooms_at[one], rooms_at[one + 1]):
        for b in range(rooms_at[other], rooms_at[other + 1]):
            if rooms[a] == rooms[b]:
                return True
    return False


@compiled
def eased(
    one, to_day, to_first, mark, rng,
    unit, length, minutes, free, people, people_at, watched, person_kind, week, week_days,
    week_days_at, week_most,
    day, first, at, mask, week_minutes, weight, out, stamp, asked, day_price, wanted,
):  # fmt: skip
    """What those count who have to go so that people's dates and weeks have room for a session.

    A date that nobody has asked for yet is refused, and noted among those wanted.
    """
    mine, price, periods = unit[one], 0, at.shape[2]
    bits = ((1 << length[one]) - 1) << to_first
    for index in range(people_at[mine], people_at[mine + 1]):
        who = people[index]
        if watched[who]:
            now, kind = mask[who, to_day] | bits, person_kind[who]
            for rank in range(1, out[0] + 1):
                if day[out[rank]] == to_day:
                    now &= ~(held_by(out[rank], who, length, first, at, to_day) & ~bits)
            while True:
                where = find_day(kind, now, asked)
                if asked[kind, where] == EMPTY:
                    if wanted[0, 0] < len(wanted) - 1:
                        wanted[0, 0] += 1
                        wanted[wanted[0, 0], 0], wanted[wanted[0, 0], 1] = kind, now
                    return REFUSED
                if day_price[kind, where] != FORBIDDEN:
                    break
                found, start = -1, draw(rng, 0, periods)
                for turn in range(periods):
                    other = at[who, to_day, (start + turn) % periods]
                    if other >= 0 and stamp[other] != mark and free[other]:
                        found = other
                        break
                if found < 0:
                    return REFUSED
                price += adds(found, mark, free, weight, unit, out, stamp)
                if price >= REFUSED:
                    return REFUSED
                now &= ~(held_by(found, who, length, first, at, to_day) & ~bits)
        over = week_minutes[who, week[to_day]] + minutes[one] - week_most[who]
        if over <= 0:
            continue
        begin, end = week_days_at[week[to_day]], week_days_at[week[to_day] + 1]
        for rank in range(1, out[0] + 1):
            other = out[rank]
            if week[day[other]] == week[to_day] and held_by(
                other, who, length, first, at, day[other]
            ):
                over -= minutes[other]
        # From a period drawn at random on, those who stand there go until the week has room.
        start = draw(rng, 0, (end - begin) * periods)
        for turn in range((end - begin) * periods):
            if over <= 0:
                break
            cell = (start + turn) % ((end - begin) * periods)
            other = at[who, week_days[begin + cell // periods], cell % periods]
            if other >= 0 and stamp[other] != mark and free[other]:
                price += adds(other, mark, free, weight, unit, out, stamp)
                over -= minutes[other]
            if price >= REFUSED:
                return REFUSED
        if over > 0:
            return REFUSED
    return price


@compiled
def day_costs(
    one, to_day, to_first, unit, length, people, people_at, person_kind, mask,
    asked, day_price, wanted,
):  # fmt: skip
    """What a date costs its people more with a session, as far as it is known."""
    found, bits = 0, ((1 << length[one]) - 1) << to_first
    for index in range(people_at[unit[one]], people_at[unit[one] + 1]):
        who = people[index]
        kind, before = person_kind[who], mask[who, to_day]
        where, was = find_day(kind, before | bits, asked), find_day(kind, before, asked)
        if asked[kind, where] == EMPTY or asked[kind, was] == EMPTY:
            now = before | bits if asked[kind, where] == EMPTY else before
            if wanted[0, 0] < len(wanted) - 1:
                wanted[0, 0] += 1
                wanted[wanted[0, 0], 0], wanted[wanted[0, 0], 1] = kind, now
        elif day_price[kind, where] != FORBIDDEN and day_price[kind, was] != FORBIDDEN:
            found += day_price[kind, where] - day_price[kind, was]
    return found


@compiled
def held_by(one, who, length, first, at, on):
    """The periods of a date of somebody that a session takes, as bits."""
    if at[who, on, first[one]] != one:
        return 0
    return ((1 << length[one]) - 1) << first[one]


@compiled
def in_the_way(
    one, to_day, to_first, most, mark, rng,
    unit, length, minutes, free, people, people_at, per_day,
    courses_at, choices_at, rooms, rooms_at,
    relation_kind, apart, members, members_at, bound, bound_at, ordinal,
    watched, person_kind, week, week_days, week_days_at, week_most,
    day, first, at, inside, mask, on_day, week_minutes, last_choice, weight,
    out, stamp, own, asked, day_price, wanted,
):  # fmt: skip
    """What those count who have to go from a place; they are in `out`, their number first.

    REFUSED where it would be `most` or more, or somebody has to stay.
    """
    mine, price = unit[one], 0
    out[0] = 0
    for index in range(people_at[mine], people_at[mine + 1]):
        for period in range(to_first, to_first + length[one]):
            other = at[people[index], to_day, period]
            if other >= 0:
                price += adds(other, mark, free, weight, unit, out, stamp)
        if price >= most:
            return REFUSED
    price += related_out(
        one, to_day, to_first, most - price, mark,
        unit, length, free, relation_kind, apart, members, members_at, bound, bound_at, ordinal,
        day, first, weight, out, stamp,
    )  # fmt: skip
    if price >= most:
        return REFUSED
    more = on_day[mine, to_day] + 1 - per_day[mine]
    for rank in range(1, out[0] + 1):
        more -= unit[out[rank]] == mine and day[out[rank]] == to_day
    for period in range(at.shape[2] if more > 0 else 0):
        other = at[people[people_at[mine]], to_day, period]
        if other >= 0 and unit[other] == mine and stamp[other] != mark and more > 0:
            price += adds(other, mark, free, weight, unit, out, stamp)
            more -= 1
    if price >= most or more > 0:
        return REFUSED
    price += seated(
        one, to_day, to_first, mark,
        unit, length, free, courses_at, choices_at, rooms, rooms_at, inside, last_choice, weight,
        out, stamp, own,
    )  # fmt: skip
    if price >= most:
        return REFUSED
    return price + eased(
        one, to_day, to_first, mark, rng,
        unit, length, minutes, free, people, people_at, watched, person_kind, week, week_days,
        week_days_at, week_most,
        day, first, at, mask, week_minutes, weight, out, stamp, asked, day_price, wanted,
    )  # fmt: skip


@compiled
def set_at(
    one, to_day, to_first, times,
    unit, length, minutes, people, people_at, courses_at, rooms, rooms_at, week,
    day, first, room, at, inside, mask, on_day, done, held, week_minutes, last_choice, choices_at,
):  # fmt: skip
    """Put a session at a place (times 1) or take it from there (-1)."""
    mine, value = unit[one], one if times > 0 else -1
    bits = ((1 << length[one]) - 1) << to_first
    for index in range(people_at[mine], people_at[mine + 1]):
        who = people[index]
        mask[who, to_day] ^= bits
        week_minutes[who, week[to_day]] += times * minutes[one]
        for period in range(to_first, to_first + length[one]):
            at[who, to_day, period] = value
    for course in range(courses_at[mine], courses_at[mine + 1]):
        choice = room[one, course - courses_at[mine]]
        last_choice[course] = choice - choices_at[course]
        for rank in range(rooms_at[choice], rooms_at[choice + 1]):
            for period in range(to_first, to_first + length[one]):
                inside[rooms[rank], to_day, period] = value
    on_day[mine, to_day] += times
    done[mine, to_day] += times * minutes[one]
    held[mine, to_day] ^= bits
    day[one] = to_day if times > 0 else ABSENT
    first[one] = to_first


@compiled
def too_much(
    mine, to_day, people, people_at, week, week_days, week_days_at, person_kind, days_most,
    nights, late, day_before, day_after, mask,
):  # fmt: skip
    """Whether anybody of a unit comes on too many dates of a week or has too short a night."""
    for index in range(people_at[mine], people_at[mine + 1]):
        who = people[index]
        if days_most[who] < ANY_DAYS:
            present = 0
            for near in range(week_days_at[week[to_day]], week_days_at[week[to_day] + 1]):
                present += mask[who, week_days[near]] != 0
            if present > days_most[who]:
                return True
        if nights:
            last, then, kind = day_before[to_day], day_after[to_day], person_kind[who]
            if last >= 0 and is_short_night(mask[who, last], mask[who, to_day], kind, late):
                return True
            if then >= 0 and is_short_night(mask[who, to_day], mask[who, then], kind, late):
                return True
    return False


@compiled
def look(
    one, rank, ways, rng, unit, row, aim, places, places_at, number_at, sessions, sessions_at,
    week, week_days, week_days_at, day_of, weekday, day, first,
):  # fmt: skip
    """A place to look at, by its number: each in turn, or of many one at random; -1: none."""
    mine, line = unit[one], row[one]
    begin, count = places_at[line, 0], places_at[line, places_at.shape[1] - 1]
    if count - begin <= ways:
        return begin + rank
    weeks, near = len(week_days_at) - 1, aim[one] >= 0 and rng.random() < NEAR
    drawn = draw(rng, 0, weeks)
    if near:
        drawn = min(weeks - 1, max(0, week[aim[one]] + draw(rng, 0, 3) - 1))
    if rng.random() < OWN_TIMES:
        other = sessions[draw(rng, sessions_at[mine], sessions_at[mine + 1])]
        if day[other] != ABSENT:
            to = day_of[drawn, weekday[day[other]]]
            return number_at[line, to, first[other]] if to >= 0 else -1
    if near:
        low = places_at[line, week_days[week_days_at[drawn]]]
        high = places_at[line, week_days[week_days_at[drawn + 1] - 1] + 1]
        return draw(rng, low, high) if low < high else -1
    return draw(rng, begin, count)


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
def keep(missing, day, first, room, best_day, best_first, best_room):
    """Keep the plan as it is, if less is amiss in it than ever before."""
    amiss = missing[MINUTES] + OUT_OF_STEP_MINUTES * missing[DISORDER]
    if amiss < missing[LEAST]:
        missing[LEAST] = amiss
        best_day[:], best_first[:], best_room[:] = day, first, room


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


@compiled
def advance(
    unit, length, minutes, row, aim, free, sessions, sessions_at,
    places, on_tile, place_price, places_at, number_at, slot_price,
    people, people_at, per_day, unit_minutes, courses_at, choices_at, rooms, rooms_at,
    relation_kind, apart, members, members_at, bound, bound_at, ordinal,
    watched, person_kind, week, week_days, week_days_at, day_of, weekday, days_most, week_most,
    nights, late, day_before, day_after, strict, tied, ties, ties_at,
    day, first, room, at, inside, mask, on_day, done, held, week_minutes, times_used, last_choice,
    weight, of_unit, lost, missing, best_day, best_first, best_room,
    asked, day_price, wanted, rng, steps,
):  # fmt: skip
    """Make so many steps, or fewer if nothing is missing; fields of `Layout` and `State`."""
    sessions_all, wide = len(unit), room.shape[1]
    stamp = np.full(sessions_all, -1, np.int64)
    out, own, was = np.zeros(MOST + 1, np.int64), np.zeros(wide, np.int64), np.zeros(MOST, np.int64)
    prices, numbers = np.zeros(LOOKS, np.int64), np.zeros(LOOKS, np.int64)
    mark = 0
    for _ in range(steps):
        if missing[SESSIONS] == 0 and missing[DISORDER] == 0:
            break
        if missing[SESSIONS] == 0 or (missing[DISORDER] and rng.random() < STIRRED):
            # Somebody out of step goes, and comes in again where it is less so.
            this = draw(rng, 0, len(of_unit))
            while of_unit[this] == 0:
                this = (this + 1) % len(of_unit)
            other = sessions[draw(rng, sessions_at[this], sessions_at[this + 1])]
            if not free[other] or day[other] == ABSENT:
                continue
            times_used[this, weekday[day[other]], first[other]] -= 1
            set_at(
                other, day[other], first[other], -1,
                unit, length, minutes, people, people_at, courses_at, rooms, rooms_at, week,
                day, first, room, at, inside, mask, on_day, done, held, week_minutes,
                last_choice, choices_at,
            )  # fmt: skip
            missing[DISORDER] += reordered(
                this, tied, ties_at, ties, on_day, done, held, unit_minutes, of_unit
            )
            missing[MINUTES] += minutes[other] * (courses_at[this + 1] - courses_at[this])
            lost[(missing[HEAD] + missing[SESSIONS]) % sessions_all] = other
            missing[SESSIONS] += 1
        missing[TAKEN] += 1
        one = lost[missing[HEAD]]
        missing[HEAD] = (missing[HEAD] + 1) % sessions_all
        missing[SESSIONS] -= 1
        mine, line, least = unit[one], row[one], REFUSED
        count = min(LOOKS, places_at[line, places_at.shape[1] - 1] - places_at[line, 0])
        for rank in range(count):
            numbers[rank] = number = look(
                one, rank, LOOKS, rng, unit, row, aim, places, places_at, number_at,
                sessions, sessions_at, week, week_days, week_days_at, day_of, weekday, day, first,
            )  # fmt: skip
            prices[rank] = REFUSED
            if number < 0:
                continue
            to_day, to_first = places[number, 0], places[number, 1]
            mark += 1
            price = in_the_way(
                one, to_day, to_first, least, mark, rng,
                unit, length, minutes, free, people, people_at, per_day,
                courses_at, choices_at, rooms, rooms_at,
                relation_kind, apart, members, members_at, bound, bound_at, ordinal,
                watched, person_kind, week, week_days, week_days_at, week_most,
                day, first, at, inside, mask, on_day, week_minutes, last_choice, weight,
                out, stamp, own, asked, day_price, wanted,
            )  # fmt: skip
            if price >= REFUSED:
                continue
            price += int((NOISE * price + CHANCE) * rng.random())
            price += OFF_TILES * (not on_tile[number])
            if price >= least:
                continue
            costs = day_costs(
                one, to_day, to_first, unit, length, people, people_at, person_kind, mask,
                asked, day_price, wanted,
            )  # fmt: skip
            costs += slot_price[mine] * (times_used[mine, weekday[to_day], to_first] == 0)
            price += costs + place_price[number]
            if aim[one] >= 0:
                price += WEEK_AWAY * abs(week[to_day] - week[aim[one]])
            if tied[mine]:
                price += weight[mine] * OUT_OF_STEP // GIVES_WAY * disorder_added(
                    one, to_day, to_first, unit, length, minutes, ties_at, ties,
                    on_day, done, held, unit_minutes, of_unit,
                )  # fmt: skip
            prices[rank] = price
            if not strict[mine]:
                least = min(least, price)
        placed = False
        for _ in range(TRIES):
            rank = int(np.argmin(prices[: max(1, count)]))
            if count == 0 or prices[rank] >= REFUSED:
                break
            number = numbers[rank]
            to_day, to_first = places[number, 0], places[number, 1]
            prices[rank] = REFUSED
            mark += 1
            price = in_the_way(
                one, to_day, to_first, REFUSED, mark, rng,
                unit, length, minutes, free, people, people_at, per_day,
                courses_at, choices_at, rooms, rooms_at,
                relation_kind, apart, members, members_at, bound, bound_at, ordinal,
                watched, person_kind, week, week_days, week_days_at, week_most,
                day, first, at, inside, mask, on_day, week_minutes, last_choice, weight,
                out, stamp, own, asked, day_price, wanted,
            )  # fmt: skip
            if price >= REFUSED:
                continue
            more = -minutes[one] * (courses_at[mine + 1] - courses_at[mine])
            for index in range(1, out[0] + 1):
                this = unit[out[index]]
                more += minutes[out[index]] * (courses_at[this + 1] - courses_at[this])
            if more >= 0 or missing[DISORDER]:
                keep(missing, day, first, room, best_day, best_first, best_room)
            for index in range(out[0]):
                other = out[index + 1]
                was[index] = day[other]
                set_at(
                    other, day[other], first[other], -1,
                    unit, length, minutes, people, people_at, courses_at, rooms, rooms_at, week,
                    day, first, room, at, inside, mask, on_day, done, held, week_minutes,
                    last_choice, choices_at,
                )  # fmt: skip
            room[one] = own
            set_at(
                one, to_day, to_first, 1,
                unit, length, minutes, people, people_at, courses_at, rooms, rooms_at, week,
                day, first, room, at, inside, mask, on_day, done, held, week_minutes,
                last_choice, choices_at,
            )  # fmt: skip
            placed = not too_much(
                mine, to_day, people, people_at, week, week_days, week_days_at, person_kind,
                days_most, nights, late, day_before, day_after, mask,
            )  # fmt: skip
            if placed:
                missing[DISORDER] += reordered(
                    mine, tied, ties_at, ties, on_day, done, held, unit_minutes, of_unit
                )
                times_used[mine, weekday[to_day], to_first] += 1
                missing[MINUTES] += more
                for index in range(1, out[0] + 1):
                    other = out[index]
                    times_used[unit[other], weekday[was[index - 1]], first[other]] -= 1
                    missing[DISORDER] += reordered(
                        unit[other], tied, ties_at, ties, on_day, done, held, unit_minutes, of_unit
                    )
                    lost[(missing[HEAD] + missing[SESSIONS]) % sessions_all] = other
                    missing[SESSIONS] += 1
                if out[0] or of_unit[mine]:
                    weight[mine] += HARDER
                break
            set_at(
                one, to_day, to_first, -1,
                unit, length, minutes, people, people_at, courses_at, rooms, rooms_at, week,
                day, first, room, at, inside, mask, on_day, done, held, week_minutes,
                last_choice, choices_at,
            )  # fmt: skip
            for index in range(out[0]):
                other = out[index + 1]
                set_at(
                    other, was[index], first[other], 1,
                    unit, length, minutes, people, people_at, courses_at, rooms, rooms_at, week,
                    day, first, room, at, inside, mask, on_day, done, held, week_minutes,
                    last_choice, choices_at,
                )  # fmt: skip
        if not placed:
            weight[mine] += HARDER
            lost[(missing[HEAD] + missing[SESSIONS]) % sessions_all] = one
            missing[SESSIONS] += 1
    keep(missing, day, first, room, best_day, best_first, best_room)
