"""Build a campus by planning it: teachers, labs and hours are what the plan turned out to need.

Class after class and strand after strand, sessions go to the same places of the week where class,
rooms and teachers are free; a teacher is hired, or a room built, only when none that is there can
do. So the plan exists before the problem does.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from benchmarks.campus.choosing import choose
from benchmarks.campus.maquette import SUBJECT, Part, Strand, strands
from benchmarks.campus.school import (
    SUITED,
    Cell,
    Holder,
    Klass,
    Rooms,
    Term,
    one_week,
    semester,
    spec,
)
from instances.entities import CalendarRow

SERVICE = 18  # hours a week of a permanent teacher
OUTSIDE = 12  # hours a week of an outside speaker, who comes on two days
# Of a small school some plans are drawn, and the one with fewest labs and teachers is kept: in a
# large one they are shared out well enough by themselves.
SMALL, DRAWS = 12, 8
OUTSIDE_SHARE = {"CGE": 0.5, "Anglais": 0.5, "AP": 1.0, "Maths": 0.2}


@dataclass(frozen=True)
class Meeting:
    """A session of the hidden plan: a part's course at a cell, for so many hours."""

    klass: str
    part: Part
    cell: Cell
    start: int
    hours: int
    teachers: tuple[str, ...]
    rooms: tuple[str, ...]


@dataclass
class Laid:
    """A strand as placed: its teachers by role, its sessions."""

    strand: Strand
    team: dict[str, Holder]
    meetings: list[Meeting] = field(default_factory=list)


@dataclass
class School:
    """The campus while it is planned."""

    term: Term
    weekly: bool
    tightness: float
    rng: Random
    classes: list[Klass] = field(default_factory=list)
    rooms: Rooms = field(default_factory=Rooms)
    teachers: dict[str, list[Holder]] = field(default_factory=lambda: defaultdict(list))
    plan: dict[str, list[Laid]] = field(default_factory=dict)
    hired: Counter[str] = field(default_factory=Counter)

    @property
    def staff(self) -> Iterator[Holder]:
        """Every teacher."""
        for found in self.teachers.values():
            yield from found

    @property
    def labs(self) -> int:
        """How many labs the plan uses."""
        return sum(kind in ("net", "dev") for kind, _ in self.rooms)


def build_school(classes: int, tightness: float, seed: int, *, weekly: bool) -> School:
    """Plan a campus.

    Parameters
    ----------
    tightness
        Share of the hours a class can be taught that it is taught, 0.3 to 0.97.

    Raises
    ------
    ValueError
        For no class, or a tightness out of range.
    """
    if classes < 1:
        raise ValueError("a campus has at least one class")
    if not 0.3 <= tightness <= 0.97:
        raise ValueError("tightness is between 0.3 and 0.97")
    draws = DRAWS if classes <= SMALL else 1
    schools = (
        _draw(classes, tightness, Random(f"{classes} {tightness} {seed} {weekly} {draw}"), weekly)
        for draw in range(draws)
    )
    return min(schools, key=lambda school: (school.labs, sum(1 for _ in school.staff)))


def _draw(classes: int, tightness: float, rng: Random, weekly: bool) -> School:
    term = one_week() if weekly else semester()
    school = School(term, weekly, tightness, rng)
    load = [0] * 5
    for number in range(classes):
        klass = _klass(number, school, load)
        klass.settle(term, rng)
        school.classes.append(klass)
    for klass in school.classes:
        school.plan[klass.code] = _plan_class(school, klass)
    return school


# --- classes ---------------------------------------------------------------------------------


def _klass(number: int, school: School, load: list[int]) -> Klass:
    """The class of a number: years in turn; most have fixed days, some 2/3 in turn, some blocks."""
    year, kind = number % 2 + 1, number // 2 % 5
    rng = school.rng
    if school.weekly:
        days = _days(4 + (kind > 2), load, rng)
        rhythm = spec(days)
    elif kind == 4:
        days = list(range(5))
        rhythm = "lun-ven/-" if number // 10 % 2 == 0 else "-/lun-ven"
    elif kind == 2:
        days = _days(3, load, rng)
        rhythm = f"{spec(days[:2])}/{spec(days)}"
    else:
        days = _days(year + 1, load, rng)
        rhythm = spec(days)
    exams = () if school.weekly else _exams(number, year, rng)
    size = rng.randrange(18, 29, 2)
    return Klass(f"SIO{year}-{number // 2 + 1:02d}", year, size, rhythm, exams, school.term.dates)


def _days(count: int, load: list[int], rng: Random) -> list[int]:
    """The run of weekdays on which the fewest classes come; counts this class in `load`."""
    firsts = range(5 - count + 1)
    best = min(firsts, key=lambda first: (sum(load[first : first + count]), rng.random()))
    for day in range(best, best + count):
        load[day] += 1
    return list(range(best, best + count))


def _exams(number: int, year: int, rng: Random) -> tuple[CalendarRow, ...]:
    """Mock exams: three days of December in year 2, one day of January for half of year 1."""
    code = f"SIO{year}-{number // 2 + 1:02d}"
    if year == 2:
        first = date(2026, 12, rng.choice((1, 7, 8, 9)))
        last = first + timedelta(days=2)
    elif rng.random() < 0.5:
        first = last = date(2027, 1, rng.randrange(18, 23))
    else:
        return ()
    return (CalendarRow(first=first, last=last, kind="exam", groups=(code,), label="BTS blanc"),)


# --- planning a class ------------------------------------------------------------------------


def _plan_class(school: School, klass: Klass) -> list[Laid]:
    needed = strands(klass.year, school.rng, weekly=school.weekly)
    target = round(school.tightness * klass.capacity)
    counts = _counts(needed, target)
    laid = [_lay(school, klass, strand, counts[strand.key]) for strand in needed]
    _top_up(school, klass, laid, target)
    for one in laid:
        _share_out(school, klass, one)
    return laid


def _counts(needed: Sequence[Strand], target: int) -> dict[str, int]:
    """Sessions of each strand: the official shares of the target, closed by the lectures."""
    total = sum(strand.share for strand in needed)
    counts = {}
    for strand in needed:
        turns = len(strand.variants)
        sessions = strand.share * target / total / strand.length
        counts[strand.key] = turns * max(1, round(sessions / turns))
    stretchable = [strand for strand in needed if strand.stretchable]
    hours = sum(strand.length * counts[strand.key] for strand in needed)
    turn = 0
    while abs(hours - target) > 1 and turn < 200:
        strand = stretchable[turn % len(stretchable)]
        step = 1 if hours < target else -1
        if counts[strand.key] + step >= 1:
            counts[strand.key] += step
            hours += step * strand.length
        turn += 1
    return counts


def _lay(school: School, klass: Klass, strand: Strand, count: int) -> Laid:
    """Place so many sessions of a strand, or as many as the class has room for."""
    cells = list(klass.cells(strand.length))
    count = min(count, len({cell.day for cell in cells}))
    count -= count % len(strand.variants)
    seated = _seated(school, strand, cells)
    while len({cell.day for cell in seated}) < count:
        school.rooms.build(strand.needs, cells)
        seated = _seated(school, strand, cells)
    for hire in (False, True):
        team = _team(school, klass, strand, seated, count, hire=hire)
        chosen = choose(school.rng, klass, strand, team, seated, count)
        if len(chosen) == count:
            break
    chosen = sorted(chosen, key=lambda cell: cell.day)
    chosen = chosen[: len(chosen) - len(chosen) % len(strand.variants)]
    laid = Laid(strand, team)
    for cell in chosen:
        _book(school, klass, laid, cell)
    _dismiss(school, klass)
    return laid


def _dismiss(school: School, klass: Klass) -> None:
    """Let go of who was hired for a team that was given up, and gives nothing."""
    for subject, found in school.teachers.items():
        school.teachers[subject] = [teacher for teacher in found if teacher.hours]
    klass.team = {role: teacher for role, teacher in klass.team.items() if teacher.hours}


def _book(school: School, klass: Klass, laid: Laid, cell: Cell) -> None:
    """Take a cell; which of the strand's variants meets there is said at the end."""
    strand = laid.strand
    liked = [room for room in _used(school, laid) if not room.busy & cell.mask]
    rooms = school.rooms.free(cell, strand.needs, liked)
    assert rooms is not None, "a cell without rooms was chosen"
    for room in rooms:
        room.book(cell, strand.length)
    for teacher in laid.team.values():
        teacher.book(cell, strand.length)
    klass.free &= ~cell.mask
    names = tuple(room.code for room in rooms)
    part = strand.variants[0][0]
    laid.meetings.append(
        Meeting(klass.code, part, cell, cell.start, strand.length, (), names),
    )


def _used(school: School, laid: Laid) -> list[Holder]:
    codes = dict.fromkeys(code for meeting in laid.meetings for code in meeting.rooms)
    rooms = {room.code: room for _, room in school.rooms}
    return [rooms[code] for code in codes]


def _seated(school: School, strand: Strand, cells: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in cells if school.rooms.free(cell, strand.needs) is not None]


# --- teachers --------------------------------------------------------------------------------


def _team(
    school: School,
    klass: Klass,
    strand: Strand,
    cells: Sequence[Cell],
    count: int,
    *,
    hire: bool,
) -> dict[str, Holder]:
    """A teacher per role who can give the sessions: the class's, then the busiest, then a new one.

    `hire`: new ones only, where those at hand get in each other's way.
    """
    team: dict[str, Holder] = {}
    for role in strand.roles:
        subject = SUBJECT[role]
        at_hand = sorted(school.teachers[subject], key=lambda t: (-t.hours, t.code))
        own = klass.team.get(role)
        if own is not None:
            at_hand = [own, *(t for t in at_hand if t is not own)]
        for teacher in [] if hire else at_hand:
            if teacher in team.values():
                continue
            left = _open_to(teacher, strand, cells)
            if _supply(teacher, strand, left) >= count:
                break
        else:
            teacher = _hire(school, klass, subject, strand, cells, count)
            left = _open_to(teacher, strand, cells)
        team[role] = teacher
        klass.team.setdefault(role, teacher)
        cells = left
    return team


def _open_to(teacher: Holder, strand: Strand, cells: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in cells if teacher.open_to(cell, strand.length)]


def _supply(teacher: Holder, strand: Strand, cells: Sequence[Cell]) -> int:
    """How many sessions, one a day, a teacher's weeks have room for."""
    days: dict[str, set[int]] = defaultdict(set)
    for cell in cells:
        days[cell.week].add(cell.day)
    most = teacher.week_max or 0
    return sum(
        min(len(found), (most - teacher.per_week[week]) // strand.length)
        for week, found in days.items()
    )


def _hire(
    school: School, klass: Klass, subject: str, strand: Strand, cells: Sequence[Cell], count: int
) -> Holder:
    """A new teacher: an outside speaker on two days of the class where that is enough."""
    school.hired[subject] += 1
    stem = subject.replace("Bloc ", "B").replace(" ", "-").upper()[:7]
    teacher = Holder(f"{stem}-{school.hired[subject]:02d}", subject, SERVICE)
    if school.rng.random() < OUTSIDE_SHARE.get(subject, 0.0):
        weekdays = Counter(cell.weekday for cell in cells)
        days = frozenset(day for day, _ in weekdays.most_common(2))
        outside = Holder(teacher.code, subject, OUTSIDE, days)
        if _supply(outside, strand, _open_to(outside, strand, cells)) >= count:
            teacher = outside
    school.teachers[subject].append(teacher)
    return teacher


# --- closing the hours -----------------------------------------------------------------------


def _top_up(school: School, klass: Klass, laid: Sequence[Laid], target: int) -> None:
    """More lectures, where sessions that found no place left the class short of its hours."""
    stretchable = [one for one in laid if one.strand.stretchable]

    def hours() -> int:
        return sum(meeting.hours for one in laid for meeting in one.meetings)

    progress = True
    while progress and hours() < target:
        progress = False
        for one in sorted(stretchable, key=lambda one: len(one.meetings) / one.strand.share):
            held = {meeting.cell.day for meeting in one.meetings}
            cells = [c for c in klass.cells(one.strand.length) if c.day not in held]
            cells = _seated(school, one.strand, cells)
            found = choose(school.rng, klass, one.strand, one.team, cells, 1)
            if found:
                _book(school, klass, one, found[0])
                progress = True
                break


# --- who meets -------------------------------------------------------------------------------


def _share_out(school: School, klass: Klass, laid: Laid) -> None:
    """Turn the cells of a strand into the sessions of its courses, variants in turn."""
    strand = laid.strand
    taken = sorted(laid.meetings, key=lambda meeting: meeting.cell.day)
    odd = strand.stretchable and not school.weekly and len(taken) > 2 and school.rng.random() < 0.3
    kind_of = {room.code: kind for kind, room in school.rooms}
    laid.meetings = []
    for index, meeting in enumerate(taken):
        hours, start = meeting.hours, meeting.start
        if odd and index == len(taken) - 1:
            # A last session of an hour; at 9 rather than 8, next to what follows.
            hours, start = 1, start + (start == 0)
            for teacher in laid.team.values():
                teacher.per_week[meeting.cell.week] -= meeting.hours - hours
        rooms = list(meeting.rooms)
        for part in strand.variants[index % len(strand.variants)]:
            own = []
            for need in part.needs:
                code = next(code for code in rooms if kind_of[code] in SUITED[need])
                rooms.remove(code)
                own.append(code)
            teachers = tuple(laid.team[role].code for role in part.roles)
            laid.meetings.append(
                Meeting(klass.code, part, meeting.cell, start, hours, teachers, tuple(own))
            )
