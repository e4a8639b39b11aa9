"""A class of a new workbook: its dates, its rhythm, its groups, its share of a year's hours."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cached_property

from instances.calendar import LearnerCalendar
from instances.entities import CalendarRow, Rhythm, Settings
from instances.grid import Grid, Period
from instances.referentials.files import ReferentialError
from instances.referentials.model import Referential, Semester, Year, on
from instances.referentials.shares import largest_remainder
from instances.rhythm import RhythmError, format_rhythm, monday, parse_rhythm, short_weekday
from instances.school_calendar import official_rows
from instances.text import WEEKDAYS, Lang, Text
from instances.workbook.layout import listed, nearest

# The usual day: hours from 8 to 12 and 13 to 18, lunch between.
_HOURS = (8, 9, 10, 11, 13, 14, 15, 16, 17)
_LAST_OF_MORNING = 11


def default_grid() -> Grid:
    """Periods of an hour, 8:00-12:00 and 13:00-18:00, with a break after 12:00."""
    return Grid(
        periods=tuple(
            Period(
                start=hour * 60,
                end=hour * 60 + 60,
                credited=60,
                break_after=hour == _LAST_OF_MORNING,
            )
            for hour in _HOURS
        )
    )


def clock(minutes: int) -> time:
    """Minutes since midnight as a cell holds them."""
    return time(minutes // 60, minutes % 60)


def first_civil_year(school_year: str) -> int:
    """2026 for `2026-27`, `2026-2027` or `2026`.

    Raises
    ------
    ReferentialError
        For any other text.
    """
    match = re.fullmatch(r"(20\d\d)(?:\s*[-/–]\s*(?:20)?(\d\d))?", school_year.strip())
    if match and match[2] in (None, f"{(int(match[1]) + 1) % 100:02d}"):
        return int(match[1])
    problem = Text(
        f"« {school_year} » n'est pas une année scolaire ; écrivez-la comme 2026-27.",
        f"“{school_year}” is no school year; write it like 2026-27.",
    )
    raise ReferentialError((problem,))


@dataclass(frozen=True)
class SchoolYear:
    """A school year: its civil year of September, its official holidays."""

    civil_year: int
    zone: str
    region: str
    lang: Lang

    @cached_property
    def holidays(self) -> tuple[CalendarRow, ...]:
        """School and public holidays from September to the end of August."""
        first, last = date(self.civil_year, 9, 1), date(self.civil_year + 1, 8, 31)
        return official_rows(self.zone, self.region, first, last, self.lang)

    def first(self, semester: Semester) -> date:
        """The first day of a semester."""
        return on(self.civil_year, semester.start)

    def last(self, semester: Semester) -> date:
        """The last day of a semester, never in the summer holidays."""
        last = on(self.civil_year, semester.end)
        summer = on(self.civil_year, "07-20")
        starts = [r.first for r in self.holidays if r.kind == "holidays" and r.last > summer]
        return min([last, *(day - timedelta(days=1) for day in starts)])

    def is_off(self, week: date) -> bool:
        """Whether the week of a Monday is wholly in school holidays."""
        friday = week + timedelta(days=4)
        return any(
            row.first <= week and friday <= row.last
            for row in self.holidays
            if row.kind == "holidays"
        )


@dataclass(frozen=True)
class SchoolClass:
    """A year of study as a class of the school year.

    planned
        Numbers of the semesters the workbook plans.
    spec
        Its rhythm.
    """

    referential: Referential
    year: Year
    planned: tuple[int, ...]
    spec: str
    school_year: SchoolYear

    @property
    def code(self) -> str:
        """The group code of the class."""
        return self.year.code

    def has_options(self, semester: int) -> bool:
        """Whether learners are split into options in a semester."""
        return len(self.referential.options) > 1 and semester >= self.referential.options_from

    @property
    def halves_are_options(self) -> bool:
        """Whether the options serve as half-groups too: when they hold in every semester."""
        return all(self.has_options(number) for number in self.planned)

    def option_group(self, option: str) -> str:
        """The group code of an option of the class."""
        return f"{self.code}-{option}"

    def sizes(self, count: int) -> tuple[int, ...]:
        """Learners of the class shared between `count` groups."""
        return largest_remainder(self.year.size, [1] * count)

    @property
    def semesters(self) -> tuple[Semester, ...]:
        """The semesters of the year of study."""
        return self.referential.semesters_of(self.year.year)

    @property
    def last_day(self) -> date:
        """The last day of the planned semesters that has courses."""
        last = max(self.school_year.last(s) for s in self.semesters if s.number in self.planned)
        if self.year.courses_end is None:
            return last
        return min(last, on(self.school_year.civil_year, self.year.courses_end))

    @cached_property
    def absences(self) -> tuple[CalendarRow, ...]:
        """Work placement, and the time after the last course, as rows of the calendar."""
        rows = self._stages()
        if self.year.courses_end is not None:
            end = on(self.school_year.civil_year, self.year.courses_end)
            last = max(self.school_year.last(semester) for semester in self.semesters)
            label = _AFTER_COURSES.say(self.school_year.lang)
            rows.append(
                CalendarRow(
                    first=end + timedelta(days=1),
                    last=last,
                    kind="company",
                    groups=(self.code,),
                    label=label,
                )
            )
        return tuple(rows)

    def _stages(self) -> list[CalendarRow]:
        """Weeks counted back from the placement's end, runs of weeks as one row."""
        if not self.year.stage_weeks or self.year.stage_end is None:
            return []
        end = on(self.school_year.civil_year, self.year.stage_end)
        weeks: list[date] = []
        week = monday(end)
        while len(weeks) < self.year.stage_weeks:
            if not self.school_year.is_off(week):
                weeks.insert(0, week)
            week -= timedelta(days=7)
        runs: list[list[date]] = []
        for week in weeks:
            if runs and week - runs[-1][-1] == timedelta(days=7):
                runs[-1].append(week)
            else:
                runs.append([week])
        label = _STAGE.say(self.school_year.lang)
        return [
            CalendarRow(
                first=run[0],
                last=min(run[-1] + timedelta(days=4), end),
                kind="stage",
                groups=(self.code,),
                label=label,
            )
            for run in runs
        ]

    @cached_property
    def openings(self) -> dict[int, int]:
        """Minutes open at the CFA in each semester of the year, by its number.

        The rhythm's cycle starts again at each semester.
        """
        rows = [(1, row) for row in (*self.school_year.holidays, *self.absences)]
        rhythm = [Rhythm(name="", spec=self.spec)]
        grid = default_grid()
        found = {}
        for semester in self.semesters:
            settings = Settings(
                start=self.school_year.first(semester), end=self.school_year.last(semester)
            )
            days = LearnerCalendar(settings, grid, rows, rhythm).days.values()
            found[semester.number] = sum(grid.credited(day.open) for day in days)
        return found


_STAGE = Text("Stage en entreprise", "Work placement")
_AFTER_COURSES = Text(
    "Fin des cours : épreuves, puis entreprise (ligne à ôter si les cours continuent)",
    "Courses over: exams, then company (remove this row if courses go on)",
)


def plan_classes(
    referential: Referential,
    years: Sequence[int],
    semester: int | None,
    school_year: SchoolYear,
    rhythms: Mapping[str, str],
) -> tuple[SchoolClass, ...]:
    """The classes of a new workbook, one per year of study.

    Raises
    ------
    ReferentialError
        For a year or a semester the référentiel does not have, a rhythm of an unknown class, or
        a rhythm that cannot be read.
    """
    by_year = {year.year: year for year in referential.years}
    problems = [_unknown("year", year, by_year) for year in years if year not in by_year]
    chosen = [by_year[year] for year in dict.fromkeys(years) if year in by_year]
    for year in chosen:
        numbers = range(1, len(referential.semesters_of(year.year)) + 1)
        if semester is not None and semester not in numbers:
            problems.append(_unknown("semester", semester, numbers))
    codes = [year.code for year in chosen]
    problems += [_unknown_class(code, codes) for code in rhythms if code not in codes]
    specs = {year.code: rhythms.get(year.code, year.rhythm) for year in chosen}
    for code, spec in specs.items():
        try:
            specs[code] = format_rhythm(parse_rhythm(spec), school_year.lang)
        except RhythmError as error:
            problems.append(_bad_rhythm(code, error))
    if not chosen and not problems:
        problems.append(_unknown("year", None, by_year))
    if problems:
        raise ReferentialError(tuple(problems))
    return tuple(
        SchoolClass(
            referential,
            year,
            _planned(referential, year.year, semester),
            specs[year.code],
            school_year,
        )
        for year in chosen
    )


def _planned(referential: Referential, year: int, semester: int | None) -> tuple[int, ...]:
    numbers = tuple(term.number for term in referential.semesters_of(year))
    return numbers if semester is None else numbers[semester - 1 : semester]


def _unknown(what: str, value: object, known: Mapping[int, object] | Sequence[int]) -> Text:
    names = listed([str(name) for name in known], "fr")
    french = {"year": "année", "semester": "semestre"}[what]
    return Text(
        f"{french.capitalize()} {value or '(aucune)'} : le référentiel connaît {names}.",
        f"{what.capitalize()} {value or '(none)'}: the référentiel has {names}.",
    )


def _unknown_class(code: str, codes: Sequence[str]) -> Text:
    near = nearest(code, codes)
    return Text(
        f"Rythme de « {code} » : aucune classe de ce nom."
        + (f" Vouliez-vous dire « {near} » ?" if near else f" Classes : {listed(codes, 'fr')}."),
        f"Rhythm of “{code}”: no class has this name."
        + (f" Did you mean “{near}”?" if near else f" Classes: {listed(codes, 'en')}."),
    )


def _bad_rhythm(code: str, error: RhythmError) -> Text:
    if not error.word:
        what = Text("aucun jour n'est donné.", "no day is given.")
    elif "-" in error.word:
        what = Text(
            f"« {error.word} » ne va pas d'un jour à un autre plus tard dans la semaine.",
            f"“{error.word}” does not go from a day to a later one of the week.",
        )
    elif error.word == error.spec.lower().strip():
        what = Text(f"« {error.word} » n'est pas un jour.", f"“{error.word}” is no day.")
    else:
        what = Text(
            f"« {error.word} » n'est pas un jour, dans « {error.spec} ».",
            f"“{error.word}” is no day, in “{error.spec}”.",
        )
    french, english = _near_day(error.word, "fr"), _near_day(error.word, "en")
    return Text(
        f"Rythme de {code} : {what.fr}"
        + (f" Vouliez-vous dire « {french} » ?" if french else "")
        + " Attendus : des jours (lun, mar, mer, jeu, ven, sam, dim), « - » pour une semaine en "
        "entreprise et / entre les semaines : « lun mar/lun mar mer », « lun-ven/- ».",
        f"Rhythm of {code}: {what.en}"
        + (f" Did you mean “{english}”?" if english else "")
        + " Expected: days (Mon, Tue, Wed, Thu, Fri, Sat, Sun), “-” for a week in company, and / "
        "between weeks: “Mon Tue/Mon Tue Wed”, “Mon-Fri/-”.",
    )


def _near_day(word: str, lang: Lang) -> str | None:
    if "-" in word:
        return None
    short = [short_weekday(weekday, lang) for weekday in range(len(WEEKDAYS))]
    return nearest(word, [*short, *(name.say(lang) for name in WEEKDAYS)])
