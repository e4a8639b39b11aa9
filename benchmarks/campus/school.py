"""The school the plan is built in: its term, its classes' days, and who is busy when.

Everybody's time is one integer: bit `date rank × 9 + period` is set when busy (or, for a class,
when free), so that "are these two free at once" is one operation.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from benchmarks.campus.maquette import Need
from instances.calendar import LearnerCalendar
from instances.entities import CalendarRow, Rhythm, Settings
from instances.grid import Grid, Period
from instances.rhythm import short_weekday
from instances.school_calendar import official_rows
from instances.weeks import week_of

HOURS = (8, 9, 10, 11, 13, 14, 15, 16, 17)
GRID = Grid(
    periods=tuple(
        Period(start=60 * hour, end=60 * hour + 60, credited=60, break_after=hour == 11)
        for hour in HOURS
    )
)
PERIODS = len(HOURS)
DAY_HOURS = 8
WEEK_HOURS = 35
# First periods of sessions by length in hours: half-days of 4 h, 8 to 12 and 13 to 17. The middle
# of the day comes first, so that what stays free lies at its ends.
STARTS = {1: (3, 4, 2, 5, 1, 6, 0, 7), 2: (2, 4, 0, 6), 3: (1, 4), 4: (0, 4)}
# The first periods of 2 h and half the hours that a practical of 3 h leaves.
PAIRS = {0: (0, 1), 2: (2, 3), 4: (4, 5), 6: (6, 7)}


@dataclass(frozen=True)
class Term:
    """The dates of the plan and the exceptions of everybody's calendar."""

    settings: Settings
    rows: tuple[CalendarRow, ...]
    closed: tuple[CalendarRow, ...]

    @property
    def dates(self) -> tuple[date, ...]:
        """Every date of the term."""
        days = (self.settings.end - self.settings.start).days + 1
        return tuple(self.settings.start + timedelta(days=i) for i in range(days))


def semester() -> Term:
    """The first semester of 2026-27 in zone C: 18 teaching weeks, one day closed for staff."""
    settings = Settings(start=date(2026, 9, 1), end=date(2027, 1, 31), zone="C")
    off = official_rows("C", "", settings.start, settings.end)
    staff = date(2026, 11, 13)
    closed = CalendarRow(first=staff, last=staff, kind="closed", label="Journée pédagogique")
    return Term(settings, (*off, closed), (closed,))


def one_week() -> Term:
    """A week without holidays."""
    settings = Settings(start=date(2026, 9, 7), end=date(2026, 9, 11))
    return Term(settings, (), ())


@dataclass
class Holder:
    """A teacher or a room: when it is busy, and how much of it is used.

    `days`: the weekdays a teacher comes, all for None. `week_max`: hours; None for rooms.
    """

    code: str
    subject: str
    week_max: int | None = None
    days: frozenset[int] | None = None
    busy: int = 0
    per_week: Counter[str] = field(default_factory=Counter)
    per_day: Counter[int] = field(default_factory=Counter)

    @property
    def hours(self) -> int:
        """Hours given, or held in the room."""
        return sum(self.per_week.values())

    def book(self, cell: Cell, length: int) -> None:
        """Take a session."""
        self.busy |= cell.mask
        self.per_week[cell.week] += length
        self.per_day[cell.day] += length

    def open_to(self, cell: Cell, length: int) -> bool:
        """Whether a session can be taken."""
        if self.busy & cell.mask or (self.days is not None and cell.weekday not in self.days):
            return False
        if self.week_max is None:
            return True
        return (
            self.per_week[cell.week] + length <= self.week_max
            and self.per_day[cell.day] + length <= DAY_HOURS
        )


@dataclass(frozen=True)
class Cell:
    """A place for a session: the rank of its date, its weekday and week, its periods."""

    day: int
    weekday: int
    week: str
    start: int
    mask: int


@dataclass
class Klass:
    """A class: its calendar, its free time and its teachers by role.

    free
        Its free periods; `edge` those left free in a week of more than 35 h.
    """

    code: str
    year: int
    size: int
    rhythm: str
    exams: tuple[CalendarRow, ...]
    dates: tuple[date, ...]
    open: int = 0
    free: int = 0
    team: dict[str, Holder] = field(default_factory=dict)

    def settle(self, term: Term, rng: Random) -> None:
        """Work out when the class can be taught: its rhythm, the calendar, 35 h a week."""
        rows = [(2, row) for row in term.rows] + [(1, row) for row in self.exams]
        rhythm = [Rhythm(name=self.rhythm, spec=self.rhythm)]
        calendar = LearnerCalendar(term.settings, GRID, rows, rhythm)
        weeks: dict[str, list[int]] = defaultdict(list)
        for rank, day in enumerate(self.dates):
            mask = calendar.days[day].open & 0b11111111  # the ninth hour is left to soft rules
            self.open |= mask << rank * PERIODS
            if mask:
                weeks[week_of(day)].append(rank)
        self.free = self.open
        # Which pairs of hours a full week leaves free: the ends of its last and first days.
        spare = rng.choice([((-1, 6), (-1, 4), (0, 0)), ((-1, 6), (0, 0), (1, 0))])
        for ranks in weeks.values():
            over = DAY_HOURS * len(ranks) - WEEK_HOURS
            for which, start in spare if over > 0 else ():
                self.free &= ~(0b11 << ranks[which] * PERIODS + start)

    @property
    def capacity(self) -> int:
        """Hours the class can be taught at most: 8 a day and 35 a week."""
        weeks: Counter[str] = Counter()
        for rank, day in enumerate(self.dates):
            hours = (self.open >> rank * PERIODS & 0xFF).bit_count()
            weeks[week_of(day)] += min(hours, DAY_HOURS)
        return sum(min(hours, WEEK_HOURS) for hours in weeks.values())

    def cells(self, length: int) -> Iterator[Cell]:
        """The places for a session of so many hours, half-used pairs of hours first for 1 h."""
        for start in STARTS[length]:
            pattern = ((1 << length) - 1) << start
            for rank, day in enumerate(self.dates):
                mask = pattern << rank * PERIODS
                if self.free & mask == mask:
                    yield Cell(rank, day.weekday(), week_of(day), start, mask)

    def in_gap(self, cell: Cell) -> bool:
        """Whether an hour is the rest of a pair of hours of which one is used."""
        pair = 0b11 << (cell.start // 2 * 2) + cell.day * PERIODS
        return (self.free & pair).bit_count() == 1


# Rooms by kind: code, what the workbook calls them, seats, equipment.
ROOMS: dict[Need, tuple[str, str, int, str]] = {
    "net": ("Labo R", "labo; labo réseau", 16, "postes fixes; baies réseau"),
    "dev": ("Labo D", "labo; labo développement", 16, "postes fixes"),
    "big": ("Salle ", "salle de cours", 30, "vidéoprojecteur"),
    "small": ("Petite salle ", "salle de cours", 16, ""),
    "common": ("Salle commune ", "salle commune", 26, ""),
}
# Which rooms suit a need, the ones to try first in front.
SUITED: dict[Need, tuple[Need, ...]] = {
    "net": ("net",),
    "dev": ("dev",),
    "lab": ("net", "dev"),
    "big": ("big",),
    "small": ("small", "big"),
    "common": ("common",),
}


class Rooms:
    """The rooms of the school; more are built when a class cannot do without."""

    def __init__(self) -> None:
        self.by_kind: dict[Need, list[Holder]] = {kind: [] for kind in ROOMS}

    def __iter__(self) -> Iterator[tuple[Need, Holder]]:
        """Every room that is used, with its kind."""
        for kind, rooms in self.by_kind.items():
            for room in rooms:
                if room.hours:
                    yield kind, room

    def free(
        self, cell: Cell, needs: Sequence[Need], liked: Iterable[Holder] = ()
    ) -> list[Holder] | None:
        """One free room per need, those of `liked` where they do; None when one is lacking."""
        found: list[Holder] = []
        for need in needs:
            room = self._one(cell, need, found, [r for r in liked if r.subject in SUITED[need]])
            if room is None:
                return None
            found.append(room)
        return found

    def _one(
        self, cell: Cell, need: Need, taken: list[Holder], liked: list[Holder]
    ) -> Holder | None:
        pools = [liked, *(self.by_kind[kind] for kind in SUITED[need])]
        for pool in pools:
            for room in pool:
                if not room.busy & cell.mask and room not in taken:
                    return room
        return None

    def build(self, needs: Sequence[Need], cells: Sequence[Cell]) -> None:
        """Add the room whose kind is lacking at most of the cells."""
        lacking: Counter[Need] = Counter()
        for cell in cells:
            for count in range(1, len(needs) + 1):
                if self.free(cell, needs[:count]) is None:
                    lacking[needs[count - 1]] += 1
                    break
        need = max(lacking, key=lambda kind: lacking[kind], default=needs[0])
        kind = min(SUITED[need], key=lambda kind: len(self.by_kind[kind]))
        if need == "small":
            kind = "small"
        code = f"{ROOMS[kind][0]}{len(self.by_kind[kind]) + 1}"
        self.by_kind[kind].append(Holder(code, kind))


def spec(days: Sequence[int]) -> str:
    """The days of a week as a rhythm writes them in French."""
    return " ".join(short_weekday(day, "fr") for day in days)
