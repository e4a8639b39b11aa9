"""Which dates and periods each learner can be taught: the calendar, resolved.

On a date, the strongest word wins: closed > public holiday > exam > stage or company > CFA (an
exception) > school holidays > rhythm; of two rows of one strength, the one for the narrower
group. A partial row (De, À) speaks only of the periods it overlaps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from instances.entities import CalendarRow, DayKind, Rhythm, Settings
from instances.grid import Grid
from instances.rhythm import Half, Week, monday, parse_rhythm

STRENGTH: dict[DayKind, int] = {
    "closed": 6,
    "public": 5,
    "exam": 4,
    "stage": 3,
    "company": 3,
    "cfa": 2,
    "holidays": 1,
}
Shown = Literal["closed", "public", "exam", "stage", "company", "cfa", "holidays", "weekend"]


class DayStatus(NamedTuple):
    """What a date is for some learners.

    `open` and `exam` are bit masks of periods: taught at the CFA; present without courses.
    `kind` and `label` are what an annual calendar shows of the day.
    """

    kind: Shown
    label: str
    open: int
    exam: int


def days_between(first: date, last: date) -> Iterator[date]:
    """Every date from `first` to `last`, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def lunch_split(settings: Settings, grid: Grid) -> int:
    """The index of the first afternoon period: after the grid's break at lunch, if it has one."""
    for index, period in enumerate(grid.periods[:-1]):
        resumes = grid.periods[index + 1].start
        in_window = period.end < settings.lunch_end and resumes > settings.lunch_start
        if period.break_after and in_window:
            return index + 1
    return sum(period.start < settings.lunch_start for period in grid.periods)


class RhythmClock:
    """The weeks of a rhythm laid over the dates of a term.

    The cycle counts teaching weeks only: a week whose days from Monday to Friday are all
    holidays or closed does not advance it. It starts again at the term's start and at `since`.
    """

    def __init__(self, rows: Sequence[Rhythm], settings: Settings, off: frozenset[date]) -> None:
        parts = sorted(rows, key=lambda row: row.since or date.min)
        self._cycle: dict[date, tuple[int, Week]] = {}
        self.length = max((len(parse_rhythm(row.spec)) for row in parts), default=1)
        for row, following in zip(parts, [*parts[1:], None], strict=True):
            begin = max(row.since or settings.start, settings.start)
            finish = settings.end
            if following is not None and following.since is not None:
                finish = min(finish, following.since - timedelta(days=1))
            weeks = parse_rhythm(row.spec)
            turn, week = 0, monday(begin)
            while week <= finish:
                for day in days_between(max(week, begin), min(week + timedelta(days=6), finish)):
                    self._cycle[day] = (turn % len(weeks), weeks[turn % len(weeks)])
                if any(week + timedelta(days=i) not in off for i in range(5)):
                    turn += 1
                week += timedelta(days=7)

    def half(self, day: date) -> Half | None:
        """How much of `day` is spent at the CFA, None for a day in company."""
        _, week = self._cycle.get(day, (0, {}))
        return week.get(day.weekday())

    def turn(self, day: date) -> int:
        """Index in the cycle of the week of `day`, 0 for the first."""
        return self._cycle.get(day, (0, {}))[0]


class LearnerCalendar:
    """The calendar of one atom: a status per date of the term."""

    def __init__(
        self,
        settings: Settings,
        grid: Grid,
        rows: Sequence[tuple[int, CalendarRow]],
        rhythm: Sequence[Rhythm],
    ) -> None:
        """Resolve `rows`, each with the number of atoms it speaks for (fewer is narrower)."""
        self._settings, self._grid = settings, grid
        self._rows = sorted(rows, key=lambda pair: (-STRENGTH[pair[1].kind], pair[0]))
        if settings.teach_in_holidays:
            self._rows = [pair for pair in self._rows if pair[1].kind != "holidays"]
        self.rhythm = RhythmClock(rhythm, settings, self._off())
        split = lunch_split(settings, grid)
        morning = (1 << split) - 1
        self._halves: dict[Half | None, int] = {
            "day": grid.full,
            "am": morning,
            "pm": grid.full & ~morning,
            None: 0,
        }
        spoken: dict[date, list[CalendarRow]] = {}
        for _, row in self._rows:
            first, last = max(row.first, settings.start), min(row.last, settings.end)
            for day in days_between(first, last):
                spoken.setdefault(day, []).append(row)
        self.days = {
            day: self._status(day, spoken.get(day, ()))
            for day in days_between(settings.start, settings.end)
        }

    def _off(self) -> frozenset[date]:
        """Dates that are wholly holidays or closed, even for a rhythm that would teach."""
        return frozenset(
            day
            for _, row in self._rows
            if row.kind in ("closed", "public", "holidays") and not row.start and row.end == 1440
            for day in days_between(
                max(row.first, self._settings.start - timedelta(days=6)),
                min(row.last, self._settings.end + timedelta(days=6)),
            )
        )

    def _status(self, day: date, rows: Sequence[CalendarRow]) -> DayStatus:
        """What a date is, by the rows that speak of it, strongest first."""
        undecided, opened, exam = self._grid.full, 0, 0
        kind: Shown | None = None
        label = ""
        for row in rows:
            mask = self._grid.mask(row.start, row.end) & undecided
            if not mask:
                continue
            undecided &= ~mask
            if row.kind == "cfa":
                opened |= mask
            elif row.kind == "exam":
                exam |= mask
            if kind is None:
                kind, label = row.kind, row.label
        half = self.rhythm.half(day)
        opened |= self._halves[half] & undecided
        if opened and kind != "exam":
            kind = "cfa"
        elif kind is None:
            kind = "weekend" if day.weekday() >= 5 else "company"
        return DayStatus(kind, label, opened, exam)


@lru_cache(maxsize=64)
def learner_calendar(
    settings: Settings,
    grid: Grid,
    rows: tuple[tuple[int, CalendarRow], ...],
    rhythm: tuple[Rhythm, ...],
) -> LearnerCalendar:
    """The calendar of learners, resolved once for problems that differ in other things.

    Scenarios leave most classes as they are.
    """
    return LearnerCalendar(settings, grid, rows, rhythm)
