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
from solver.disorder_kernel import disorder_added, reordered
from solver.giving_way_kernel import MOST, REFUSED, day_costs, in_the_way
from solver.term_kernel import ABSENT, ANY_DAYS, draw, is_short_night

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
def comes_too_often(
    mine, to_day, people, people_at, week, week_days, week_days_at, days_most, mask
):
    """Whether anybody of a unit comes on as many other dates of a week as they may."""
    for index in range(people_at[mine], people_at[mine + 1]):
        who = people[index]
        if days_most[who] == ANY_DAYS or mask[who, to_day]:
            continue
        present = 0
        for near in range(week_days_at[week[to_day]], week_days_at[week[to_day] + 1]):
            present += mask[who, week_days[near]] != 0
        if present >= days_most[who]:
            return True
    return False


@compiled
def sleeps_too_little(
    mine, to_day, people, people_at, person_kind, late, day_before, day_after, mask
):
    """Whether the night before or after a date is too short for anybody of a unit."""
    last, then = day_before[to_day], day_after[to_day]
    for index in range(people_at[mine], people_at[mine + 1]):
        who = people[index]
        kind = person_kind[who]
        if last >= 0 and is_short_night(mask[who, last], mask[who, to_day], kind, late):
            return True
        if then >= 0 and is_short_night(mask[who, to_day], mask[who, then], kind, late):
            return True
    return False


@compiled
def look(
    one, rank, rng, unit, row, aim, places_at, number_at, sessions, sessions_at,
    week, week_days, week_days_at, day_of, weekday, day, first,
):  # fmt: skip
    """A place to look at, by its number: each in turn, or of many one at random; -1: none."""
    mine, line = unit[one], row[one]
    begin, count = places_at[line, 0], places_at[line, places_at.shape[1] - 1]
    if count - begin <= LOOKS:
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
def keep(missing, day, first, room, best_day, best_first, best_room):
    """Keep the plan as it is, if less is amiss in it than ever before."""
    amiss = missing[MINUTES] + OUT_OF_STEP_MINUTES * missing[DISORDER]
    if amiss < missing[LEAST]:
        missing[LEAST] = amiss
        best_day[:], best_first[:], best_room[:] = day, first, room


@compiled
def advance(
    unit, length, minutes, row, aim, free, sessions, sessions_at,
    places, on_tile, place_price, places_at, number_at, slot_price,
    people, people_at, per_day, unit_minutes, courses_at, choices_at, rooms, rooms_at,
    relation_kind, apart, members, members_at, bound, bound_at, ordinal,
    watched, person_kind, week, week_days, week_days_at, day_of, weekday, days_most, week_most,
    nights, late, day_before, day_after, tied, ties, ties_at,
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
                one, rank, rng, unit, row, aim, places_at, number_at,
                sessions, sessions_at, week, week_days, week_days_at, day_of, weekday, day, first,
            )  # fmt: skip
            prices[rank] = REFUSED
            if number < 0:
                continue
            to_day, to_first = places[number, 0], places[number, 1]
            if comes_too_often(
                mine, to_day, people, people_at, week, week_days, week_days_at, days_most, mask
            ):
                continue
            costs = place_price[number] + OFF_TILES * (not on_tile[number])
            costs += slot_price[mine] * (times_used[mine, weekday[to_day], to_first] == 0)
            if aim[one] >= 0:
                costs += WEEK_AWAY * abs(week[to_day] - week[aim[one]])
            if tied[mine]:
                amiss = weight[mine] * OUT_OF_STEP // GIVES_WAY * disorder_added(
                    one, to_day, to_first, unit, length, minutes, ties_at, ties,
                    on_day, done, held, unit_minutes, of_unit,
                )  # fmt: skip
                costs += amiss + int(NOISE * max(0, amiss) * rng.random())
            if costs >= least:
                continue
            mark += 1
            price = in_the_way(
                one, to_day, to_first, least - costs, mark, rng,
                unit, length, minutes, free, people, people_at, per_day,
                courses_at, choices_at, rooms, rooms_at,
                relation_kind, apart, members, members_at, bound, bound_at, ordinal,
                watched, person_kind, week, week_days, week_days_at, week_most,
                day, first, at, inside, mask, on_day, week_minutes, last_choice, weight,
                out, stamp, own, asked, day_price, wanted,
            )  # fmt: skip
            if price >= REFUSED:
                continue
            price += costs + int((NOISE * price + CHANCE) * rng.random())
            if price >= least:
                continue
            price += day_costs(
                one, to_day, to_first, unit, length, people, people_at, person_kind, mask,
                asked, day_price, wanted,
            )  # fmt: skip
            prices[rank] = price
            if not nights:
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
            placed = not nights or not sleeps_too_little(
                mine, to_day, people, people_at, person_kind, late, day_before, day_after, mask
            )
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
