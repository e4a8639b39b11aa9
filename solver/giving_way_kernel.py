"""What stands in the way of a session, compiled by Numba: see `solver.forward_kernel`."""

from __future__ import annotations

from solver.compiled import inlined
from solver.term_kernel import ABSENT, EMPTY, FORBIDDEN, REFUSED, ask, draw, find_day

# Kinds of relations.
APART, TOGETHER, DISJOINT = 0, 1, 2
# Nobody is in a room that is closed.
CLOSED = -2
# Sessions that may stand in the way of one, at most.
MOST = 40


@inlined
def adds(other, mark, lay, now, work):
    """What it counts that a session has to go; it is noted in `out`, the number of them first."""
    if work.stamp[other] == mark:
        return 0
    if not lay.free[other] or work.out[0] == MOST:
        return REFUSED
    work.stamp[other] = mark
    work.out[0] += 1
    work.out[work.out[0]] = other
    return now.weight[lay.unit[other]]


@inlined
def related_out(one, to_day, to_first, most, mark, lay, now, work):
    """What those count whom a relation keeps from standing as they do."""
    price, end = 0, to_first + lay.length[one]
    for index in range(lay.bound_at[lay.unit[one]], lay.bound_at[lay.unit[one] + 1]):
        relation = lay.bound[index]
        kind = lay.relation_kind[relation]
        for rank in range(lay.members_at[relation], lay.members_at[relation + 1]):
            other = lay.members[rank]
            if other == one or now.day[other] == ABSENT:
                continue
            if kind == APART:
                amiss = abs(lay.ordinal[now.day[other]] - lay.ordinal[to_day]) < lay.apart[relation]
            elif now.day[other] != to_day:
                amiss = False
            elif kind == TOGETHER:
                amiss = now.first[other] != end and now.first[other] + lay.length[other] != to_first
            else:
                amiss = now.first[other] < end and to_first < now.first[other] + lay.length[other]
            if amiss:
                price += adds(other, mark, lay, now, work)
            if price >= most:
                return REFUSED
    return price


@inlined
def seated(one, to_day, to_first, mark, lay, now, work):
    """Choose rooms with least in them; what those count who have to leave them."""
    mine, price = lay.unit[one], 0
    for course in range(lay.courses_at[mine], lay.courses_at[mine + 1]):
        ways = lay.choices_at[course + 1] - lay.choices_at[course]
        best, least = -1, REFUSED
        for index in range(ways):
            choice = lay.choices_at[course] + (index + now.last_choice[course]) % ways
            here = 0
            for earlier in range(course - lay.courses_at[mine]):
                if shares(work.own[earlier], choice, lay):
                    here = REFUSED
            for rank in range(lay.rooms_at[choice], lay.rooms_at[choice + 1]):
                for period in range(to_first, to_first + lay.length[one]):
                    other = now.inside[lay.rooms[rank], to_day, period]
                    if other == CLOSED or (other >= 0 and not lay.free[other]):
                        here = REFUSED
                        break
                    if other >= 0 and work.stamp[other] != mark:
                        here += now.weight[lay.unit[other]]
                if here >= least:
                    break
            if here < least:
                best, least = choice, here
            if least == 0:
                break
        if best < 0:
            return REFUSED
        work.own[course - lay.courses_at[mine]] = best
        for rank in range(lay.rooms_at[best], lay.rooms_at[best + 1]):
            for period in range(to_first, to_first + lay.length[one]):
                other = now.inside[lay.rooms[rank], to_day, period]
                if other >= 0:
                    price += adds(other, mark, lay, now, work)
        if price >= REFUSED:
            return REFUSED
    return price


@inlined
def shares(one, other, lay):
    """Whether two sets of rooms have one in common."""
    for a in range(lay.rooms_at[one], lay.rooms_at[one + 1]):
        for b in range(lay.rooms_at[other], lay.rooms_at[other + 1]):
            if lay.rooms[a] == lay.rooms[b]:
                return True
    return False


@inlined
def eased(one, to_day, to_first, mark, rng, lay, now, days, work):
    """What those count who have to go so that people's dates and weeks have room for a session.

    A date that nobody has asked for yet is refused, and noted among those wanted.
    """
    mine, price, periods = lay.unit[one], 0, now.at.shape[2]
    bits = ((1 << lay.length[one]) - 1) << to_first
    for index in range(lay.people_at[mine], lay.people_at[mine + 1]):
        who = lay.people[index]
        if lay.watched[who]:
            busy, kind = now.mask[who, to_day] | bits, lay.person_kind[who]
            for rank in range(1, work.out[0] + 1):
                if now.day[work.out[rank]] == to_day:
                    busy &= ~(held_by(work.out[rank], who, to_day, lay, now) & ~bits)
            while True:
                where = find_day(kind, busy, days.asked)
                if days.asked[kind, where] == EMPTY:
                    ask(kind, busy, days.wanted)
                    return REFUSED
                if days.price[kind, where] != FORBIDDEN:
                    break
                found, start = -1, draw(rng, 0, periods)
                for turn in range(periods):
                    other = now.at[who, to_day, (start + turn) % periods]
                    if other >= 0 and work.stamp[other] != mark and lay.free[other]:
                        found = other
                        break
                if found < 0:
                    return REFUSED
                price += adds(found, mark, lay, now, work)
                if price >= REFUSED:
                    return REFUSED
                busy &= ~(held_by(found, who, to_day, lay, now) & ~bits)
        over = now.week_minutes[who, lay.week[to_day]] + lay.minutes[one] - lay.week_most[who]
        if over <= 0:
            continue
        begin, end = lay.week_days_at[lay.week[to_day]], lay.week_days_at[lay.week[to_day] + 1]
        for rank in range(1, work.out[0] + 1):
            other = work.out[rank]
            if lay.week[now.day[other]] == lay.week[to_day] and held_by(
                other, who, now.day[other], lay, now
            ):
                over -= lay.minutes[other]
        # From a period drawn at random on, those who stand there go until the week has room.
        start = draw(rng, 0, (end - begin) * periods)
        for turn in range((end - begin) * periods):
            if over <= 0:
                break
            cell = (start + turn) % ((end - begin) * periods)
            other = now.at[who, lay.week_days[begin + cell // periods], cell % periods]
            if other >= 0 and work.stamp[other] != mark and lay.free[other]:
                price += adds(other, mark, lay, now, work)
                over -= lay.minutes[other]
            if price >= REFUSED:
                return REFUSED
        if over > 0:
            return REFUSED
    return price


@inlined
def day_costs(one, to_day, to_first, lay, now, days):
    """What a date costs its people more with a session, as far as it is known."""
    found, bits = 0, ((1 << lay.length[one]) - 1) << to_first
    for index in range(lay.people_at[lay.unit[one]], lay.people_at[lay.unit[one] + 1]):
        who = lay.people[index]
        kind, before = lay.person_kind[who], now.mask[who, to_day]
        where, was = find_day(kind, before | bits, days.asked), find_day(kind, before, days.asked)
        if days.asked[kind, where] == EMPTY or days.asked[kind, was] == EMPTY:
            unknown = before | bits if days.asked[kind, where] == EMPTY else before
            ask(kind, unknown, days.wanted)
        elif days.price[kind, where] != FORBIDDEN and days.price[kind, was] != FORBIDDEN:
            found += days.price[kind, where] - days.price[kind, was]
    return found


@inlined
def held_by(one, who, on, lay, now):
    """The periods of a date of somebody that a session takes, as bits."""
    if now.at[who, on, now.first[one]] != one:
        return 0
    return ((1 << lay.length[one]) - 1) << now.first[one]


@inlined
def in_the_way(one, to_day, to_first, most, mark, rng, lay, now, days, work):
    """What those count who have to go from a place; they are in `out`, their number first.

    REFUSED where it would be `most` or more, or somebody has to stay.
    """
    mine, price = lay.unit[one], 0
    work.out[0] = 0
    for index in range(lay.people_at[mine], lay.people_at[mine + 1]):
        for period in range(to_first, to_first + lay.length[one]):
            other = now.at[lay.people[index], to_day, period]
            if other >= 0:
                price += adds(other, mark, lay, now, work)
        if price >= most:
            return REFUSED
    price += related_out(one, to_day, to_first, most - price, mark, lay, now, work)
    if price >= most:
        return REFUSED
    more = now.on_day[mine, to_day] + 1 - lay.per_day[mine]
    for rank in range(1, work.out[0] + 1):
        more -= lay.unit[work.out[rank]] == mine and now.day[work.out[rank]] == to_day
    attended = lay.people_at[mine] < lay.people_at[mine + 1]
    for period in range(now.at.shape[2] if more > 0 and attended else 0):
        other = now.at[lay.people[lay.people_at[mine]], to_day, period]
        if other >= 0 and lay.unit[other] == mine and work.stamp[other] != mark and more > 0:
            price += adds(other, mark, lay, now, work)
            more -= 1
    if price >= most or more > 0:
        return REFUSED
    price += seated(one, to_day, to_first, mark, lay, now, work)
    if price >= most:
        return REFUSED
    return price + eased(one, to_day, to_first, mark, rng, lay, now, days, work)
