"""What stands in the way of a session, compiled by Numba: see `solver.forward_kernel`."""

from __future__ import annotations

from solver.compiled import compiled
from solver.term_kernel import ABSENT, EMPTY, FORBIDDEN, ask, draw, find_day

# Kinds of relations.
APART, TOGETHER, DISJOINT = 0, 1, 2
# Nobody is in a room that is closed.
CLOSED = -2
# More than any place counts, and sessions that may stand in the way of one, at most.
REFUSED, MOST = 1 << 60, 40


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
                    ask(kind, now, wanted)
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
            unknown = before | bits if asked[kind, where] == EMPTY else before
            ask(kind, unknown, wanted)
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
