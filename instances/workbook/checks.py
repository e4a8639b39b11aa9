"""What only shows when all rows are there: hours, rooms, order and parallels of courses.

Each check notes problems at the cell that can be mended; none needs the others to hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import gcd, prod

from instances.entities import Course, Group, Quota, Room, taught
from instances.grid import Grid
from instances.text import Text
from instances.units import HOUR, format_hours
from instances.workbook.build_teaching import Placed, distinct
from instances.workbook.known import Known
from instances.workbook.rows import Row, Rows

MOST_ROOM_CHOICES = 20_000
_SHORT_HOUR = 45  # minutes that schools may count for an hour


def check_courses(
    courses: Sequence[Placed], grid: Grid | None, known: Known, quotas: Sequence[Quota]
) -> None:
    """Check every course by itself, then against those it names."""
    for course, row in courses:
        if grid is not None:
            _fits_grid(course, row, grid)
        _adds_up(course, row, _tolerance(course, known, quotas))
        _has_rooms(course, row, known)
    _parallels(courses, known)
    _no_cycles(courses)


def _fits_grid(course: Course, row: Row, grid: Grid) -> None:
    possible = sorted({span.minutes for span in grid.spans})
    for minutes in course.durations:
        if minutes not in possible:
            shown = ", ".join(format_hours(length) for length in possible)
            credit = _credit_advice(minutes, possible)
            row.problem(
                "durations",
                Text(
                    f"une séance de {format_hours(minutes)} ne tient nulle part dans la grille.",
                    f"a session of {format_hours(minutes)} fits nowhere in the grid.",
                ),
                Text(
                    f"Durées possibles : {shown}.{credit.fr}",
                    f"Possible lengths: {shown}.{credit.en}",
                ),
            )


def _credit_advice(minutes: int, possible: Sequence[int]) -> Text:
    """What to fill in where periods of 55 minutes are meant to count for an hour each."""
    period = possible[0] if possible else 0
    if (
        not _SHORT_HOUR <= period < HOUR
        or minutes % HOUR
        or minutes // HOUR * period not in possible
    ):
        return Text("", "")
    return Text(
        f" Si {period} minutes comptent pour une heure, écrivez 1 dans Heures créditées (Grille).",
        f" If {period} minutes count for an hour, write 1 in Credited hours (Grid).",
    )


def _tolerance(course: Course, known: Known, quotas: Sequence[Quota]) -> int:
    """The smallest tolerance of the quotas a course counts towards, 0 without any."""
    learners = known.learners(course.groups)
    return min(
        (
            quota.tolerance
            for quota in quotas
            if quota.unit == course.unit
            and quota.type in ("", course.type)
            and known.learners([quota.group]) & learners
        ),
        default=0,
    )


def _adds_up(course: Course, row: Row, tolerance: int) -> None:
    """Hours must be a sum of allowed durations, or come close enough to one."""
    if not course.durations:
        return
    below, above = nearest_sums(course.minutes, course.durations)
    if below == course.minutes:
        return
    near = [total for total in (below, above) if abs(total - course.minutes) <= tolerance and total]
    lengths = ", ".join(format_hours(minutes) for minutes in course.durations)
    what = Text(
        f"{format_hours(course.minutes)} n'est pas une somme de séances de {lengths}.",
        f"{format_hours(course.minutes)} is no sum of sessions of {lengths}.",
    )
    sums = [format_hours(total) for total in (below, above) if total]
    if near:
        row.notice("hours", what, Text("La tolérance le permet.", "The tolerance allows it."))
    else:
        row.problem(
            "hours",
            what,
            Text(
                f"Ajoutez une durée plus courte, ou prévoyez {' ou '.join(sums)}.",
                f"Add a shorter duration, or plan {' or '.join(sums)}.",
            ),
        )


def nearest_sums(total: int, parts: Sequence[int]) -> tuple[int, int]:
    """The greatest sum of parts (each used any number of times) ≤ total, and the least ≥ it."""
    unit = gcd(*parts)
    goal = total // unit
    limit = goal + max(parts) // unit + 1
    reached = 1
    for part in parts:
        step = part // unit
        while step <= limit:
            reached |= reached << step
            step *= 2
        reached &= (1 << (limit + 1)) - 1
    below = (reached & ((1 << (goal + 1)) - 1)).bit_length() - 1
    if below * unit == total:
        return total, total
    rest = reached >> (goal + 1)
    above = goal + 1 + ((rest & -rest).bit_length() - 1)
    return below * unit, above * unit


def _has_rooms(course: Course, row: Row, known: Known) -> None:
    """Some choice of rooms must be of distinct rooms, seat the learners, have the equipment."""
    if not course.rooms or "rooms" in row.broken:
        if course.equipment and not course.rooms and "rooms" not in row.broken:
            row.problem(
                "equipment",
                Text(
                    "un équipement est exigé, mais aucune salle n'est demandée.",
                    "equipment is required, but no room is asked for.",
                ),
                Text("Remplissez « Salles ».", "Fill in “Rooms”."),
            )
        return
    room = {room.code: room for room in known.rooms}
    if any(code not in room for need in course.rooms for code in need):
        return  # the row of that room has a problem of its own
    if prod(map(len, course.rooms)) > MOST_ROOM_CHOICES:
        row.problem(
            "rooms",
            Text("trop de combinaisons de salles possibles.", "too many combinations of rooms."),
            Text("Nommez moins de salles.", "Name fewer rooms."),
        )
    elif not distinct(course.rooms):
        row.problem(
            "rooms",
            Text(
                f"il faut {len(course.rooms)} salles différentes, il n'y en a pas assez.",
                f"{len(course.rooms)} different rooms are needed, there are not enough.",
            ),
        )
    else:
        _suit(course, row, room, known)


def _suit(course: Course, row: Row, room: Mapping[str, Room], known: Known) -> None:
    size = {group.code: group.size for group in known.groups}
    needed = sum(size.get(code, 0) for code in course.groups)
    most = -1
    wanting: set[str] = set(course.equipment)
    for choice in product(*course.rooms):
        if len(set(choice)) < len(choice):
            continue
        seats = [room[code].seats for code in choice]
        count = needed if None in seats else sum(seat or 0 for seat in seats)
        most = max(most, count)
        lacking = wanting_in(course, [room[code] for code in choice])
        if count >= needed and not lacking:
            return
        if count >= needed:
            wanting &= lacking
    if most < needed:
        row.problem(
            "rooms",
            Text(
                f"{needed} apprenants, mais ces salles ont {most} places au plus.",
                f"{needed} learners, but these rooms have {most} seats at most.",
            ),
            Text(
                "Vérifiez Effectif et Places, ou proposez d'autres salles.",
                "Check Size and Seats, or offer other rooms.",
            ),
        )
    else:
        items = ", ".join(sorted(wanting or course.equipment))
        row.problem(
            "equipment",
            Text(
                f"aucune des salles assez grandes n'a : {items}.",
                f"no room that is large enough has: {items}.",
            ),
        )


def wanting_in(course: Course, rooms: Sequence[Room]) -> set[str]:
    """The equipment of a course that none of some rooms has."""
    return set(course.equipment) - {item for room in rooms for item in room.equipment}


def _parallels(courses: Sequence[Placed], known: Known) -> None:
    by_code = {course.code: course for course, _ in courses}
    for course, row in courses:
        for code in course.parallel_with:
            other = by_code.get(code)
            if other is None or code == course.code:
                continue
            if other.minutes != course.minutes:
                row.problem(
                    "parallel_with",
                    Text(
                        f"{course.code} a {format_hours(course.minutes)} et {code} en a "
                        f"{format_hours(other.minutes)} : en parallèle, il en faut autant.",
                        f"{course.code} has {format_hours(course.minutes)} and {code} has "
                        f"{format_hours(other.minutes)}: in parallel they must be equal.",
                    ),
                )
            if not set(other.durations) & set(course.durations):
                row.problem(
                    "parallel_with",
                    Text(
                        f"{course.code} et {code} n'ont aucune durée de séance en commun.",
                        f"{course.code} and {code} have no session length in common.",
                    ),
                )
            if known.learners(course.groups) & known.learners(other.groups):
                row.problem(
                    "parallel_with",
                    Text(
                        f"{course.code} et {code} ont des apprenants en commun : ils ne peuvent "
                        "être en parallèle.",
                        f"{course.code} and {code} share learners: they cannot be in parallel.",
                    ),
                )


def _no_cycles(courses: Sequence[Placed]) -> None:
    """Après and Au rythme de together: a course must not, in the end, wait for itself."""
    waits = {
        course.code: [*course.after, *([course.pace_of] if course.pace_of else [])]
        for course, _ in courses
    }
    row_of = {course.code: course.family or course.code for course, _ in courses}
    told: set[frozenset[str]] = set()
    for course, row in courses:
        cycle = _cycle(course.code, waits)
        circle = frozenset(row_of[code] for code in cycle)
        if len(circle) > 1 and circle not in told:
            told.add(circle)
            chain = " → ".join([*cycle, cycle[0]])
            row.problem(
                "after" if cycle[1] in course.after else "pace_of",
                Text(
                    f"ces cours s'attendent en rond : {chain}.",
                    f"these courses wait for each other in a circle: {chain}.",
                ),
                Text("Retirez une de ces attentes.", "Take one of them out."),
            )


def _cycle(start: str, waits: Mapping[str, Sequence[str]]) -> list[str]:
    """The shortest way from `start` back to itself, empty when there is none."""
    paths = [[start]]
    seen: set[str] = set()
    while paths:
        path = paths.pop(0)
        for following in waits.get(path[-1], ()):
            if following == start:
                return path
            if following not in seen:
                seen.add(following)
                paths.append([*path, following])
    return []


def check_sizes(groups: Sequence[tuple[Group, Row]]) -> None:
    """Note partitions whose groups do not add up to their parent."""
    size = {group.code: group.size for group, _ in groups}
    parts: dict[tuple[str, str], list[tuple[Group, Row]]] = {}
    for group, row in groups:
        if group.parent is not None:
            parts.setdefault((group.parent, group.partition), []).append((group, row))
    for (parent, _), members in parts.items():
        total = sum(group.size for group, _ in members)
        whole = size.get(parent, 0)
        if whole and all(group.size for group, _ in members) and total != whole:
            names = " + ".join(group.code for group, _ in members)
            members[0][1].notice(
                "size",
                Text(
                    f"{names} : {total} apprenants, alors que {parent} en a {whole}.",
                    f"{names}: {total} learners, while {parent} has {whole}.",
                ),
            )


def check_use(
    courses: Sequence[Placed],
    quotas: Sequence[tuple[Quota, Row]],
    rows: Rows,
    known: Known,
) -> None:
    """Note teachers and rooms no course uses, courses without a quota, quotas without one."""
    teaching = {name for course, _ in courses for post in course.posts for name in post}
    used = {code for course, _ in courses for need in course.rooms for code in need}
    unread = any("teachers" in row.broken for row in rows["courses"])
    for row, code in _codes(rows["teachers"]):
        if not unread and known.teachers.get(code) not in teaching:
            row.notice("code", Text(f"{code} n'a aucun cours.", f"{code} has no course."))
    for row, code in _codes(rows["rooms"]):
        if known.room_names.get(code) not in used:
            row.notice("code", Text(f"{code} ne sert jamais.", f"{code} is never used."))
    if not known.atoms:
        return  # who learns what is not known yet
    for quota, row in quotas:
        learners = known.learners([quota.group])
        if quota.minutes and not any(
            _counts(course, quota) and known.learners(course.groups) & learners
            for course, _ in courses
        ):
            what = taught(quota.unit, quota.type)
            row.notice(
                "unit",
                Text(
                    f"{quota.group}, {what} : aucun cours.",
                    f"{quota.group}, {what}: no course.",
                ),
            )
    for course, row in courses:
        learners = known.learners(course.groups)
        if quotas and not any(
            _counts(course, quota) and known.learners([quota.group]) & learners
            for quota, _ in quotas
        ):
            what = taught(course.unit, course.type)
            row.notice(
                "unit",
                Text(
                    f"{course.code} ({what}) n'est dans aucune maquette.",
                    f"{course.code} ({what}) is in no quota.",
                ),
            )


def _counts(course: Course, quota: Quota) -> bool:
    return course.unit == quota.unit and quota.type in ("", course.type)


def _codes(rows: Sequence[Row]) -> Iterator[tuple[Row, str]]:
    return ((row, row.text("code")) for row in rows if "code" not in row.broken)
