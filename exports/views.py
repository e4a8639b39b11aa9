"""A view: the timetable as one group, one teacher or one room sees it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import date
from functools import cached_property

from exports.layout import WHOLE
from exports.names import Names
from exports.palette import KINDS
from exports.traces import ViewKind
from instances.calendar import LearnerCalendar, Shown, days_between
from instances.entities import Resource, taught
from instances.groups import Atom
from instances.rhythm import monday
from instances.school_calendar import official_name
from instances.text import Lang, Text
from instances.timetable import Session, Timetable, by_day
from instances.units import format_hours

MOST_SIDES = 4
# The lines of an entry below its heading, by whose view it is in.
LINES: dict[ViewKind, tuple[ViewKind, ...]] = {
    "group": ("teacher", "room", "group"),
    "teacher": ("group", "teacher", "room"),
    "room": ("group", "teacher", "room"),
}
AWAY: frozenset[Shown] = frozenset({"holidays", "public", "closed"})


class View:
    """The sessions of a resource, what its days are, and the text of each entry.

    `chosen`: Mondays of the only weeks that are looked at; none: the whole term.
    """

    def __init__(
        self,
        timetable: Timetable,
        kind: ViewKind,
        code: str,
        names: Names,
        chosen: Sequence[date] = (),
    ) -> None:
        self.timetable, self.kind, self.code, self._names = timetable, kind, code, names
        self.chosen = tuple(chosen)
        self._instance = timetable.instance
        self.sessions = self._own_sessions()
        self.by_day = by_day(self.sessions)

    def _own_sessions(self) -> tuple[Session, ...]:
        own = self.timetable.of(Resource(self.kind, self.code))
        if not self.chosen:
            return own
        return tuple(session for session in own if monday(session.date) in self.chosen)

    @property
    def title(self) -> str:
        """What stands on top of the sheet."""
        if self.kind == "group":
            return self._names.group_title(self.code)
        if self.kind == "teacher":
            return self._names.teacher_title(self.code)
        return self._names.room_title(self.code)

    @property
    def short(self) -> str:
        """What names the sheet."""
        return self._names.teacher(self.code) if self.kind == "teacher" else self.code

    # --- time ------------------------------------------------------------------------------

    @cached_property
    def atoms(self) -> tuple[Atom, ...]:
        """The learners seen: a group's own, or all those of the sessions."""
        if self.kind == "group":
            return self._instance.atoms_of[self.code]
        seen = (atom for session in self.sessions for atom in self.timetable.attending(session))
        return tuple(dict.fromkeys(seen)) or self._instance.atoms

    @cached_property
    def _calendars(self) -> tuple[LearnerCalendar, ...]:
        """The distinct calendars of those learners."""
        calendars = [self._instance.calendars[atom] for atom in self.atoms]
        return tuple({id(calendar): calendar for calendar in calendars}.values())

    def present(self, day: date) -> int:
        """Periods of a date on which a group is at the CFA, taught or examined."""
        masks = [self._instance.calendars[atom].days.get(day) for atom in self.atoms]
        found = 0
        for status in masks:
            found |= (status.open | status.exam) if status else 0
        return found

    @cached_property
    def weekdays(self) -> tuple[int, ...]:
        """Weekdays (0-6) that need a column: a group's at the CFA, or all of the timetable's."""
        found = {session.date.weekday() for session in self.sessions}
        if self.kind == "group":
            found |= {day.weekday() for day in self._instance.dates if self.present(day)}
        else:
            found |= {session.date.weekday() for session in self.timetable.sessions}
        return tuple(sorted(found)) or (0, 1, 2, 3, 4)

    @cached_property
    def weeks(self) -> tuple[date, ...]:
        """Mondays of the weeks to print: with a session, or a group's day at the CFA.

        Chosen ones are all printed: an empty week tells that a room is free.
        """
        if self.chosen:
            return self.chosen
        found = {monday(session.date) for session in self.sessions}
        if self.kind == "group":
            found |= {monday(day) for day in self._instance.dates if self.present(day)}
        return tuple(sorted(found))

    @cached_property
    def idle_weeks(self) -> tuple[date, ...]:
        """Mondays of the weeks of the term without a session, printed or not."""
        settings = self._instance.settings
        every = {monday(day) for day in days_between(settings.start, settings.end)}
        return tuple(sorted(every - {monday(session.date) for session in self.sessions}))

    @cached_property
    def cycle(self) -> int:
        """Weeks of the rhythm's cycle; 1 where the learners seen follow several rhythms."""
        lengths = {calendar.rhythm.length for calendar in self._calendars}
        if len(lengths) != 1:
            return 1
        length = lengths.pop()
        for day in self._instance.dates if length > 1 else ():
            if len({calendar.rhythm.turn(day) for calendar in self._calendars}) > 1:
                return 1
        return length

    def turn(self, day: date) -> int:
        """The week of the cycle a date falls in, 0 for the first."""
        return self._calendars[0].rhythm.turn(day) if self.cycle > 1 else 0

    def shade(self, day: date, lang: Lang) -> tuple[int, Shown, str]:
        """Periods of a date on which nothing can stand here, the kind of day, and its label."""
        full = self._instance.grid.full
        statuses = [calendar.days.get(day) for calendar in self._calendars]
        known = [status for status in statuses if status is not None]
        # Without any group there is no calendar, and the term is open as a whole.
        settings = self._instance.settings
        if not known and (self._calendars or not settings.start <= day <= settings.end):
            outside = Text("hors période", "outside the term").say(lang)
            return full, "closed", outside
        if known and (self.kind == "group" or all(status.kind in AWAY for status in known)):
            opened = 0
            for status in known:
                opened |= status.open
            shown = next((status for status in known if status.kind != "cfa"), known[0])
            kind: Shown = shown.kind
            if kind == "cfa":  # part of the day only: a row says why, or the rhythm does
                kind = "closed" if shown.label else "company"
            label = official_name(shown.label, lang) if shown.label else KINDS[kind].name.say(lang)
            return full & ~opened, kind, label
        if self.kind == "teacher":
            mask = self._instance.available(Resource("teacher", self.code), day)
            return full & ~mask, "closed", Text("indisponible", "not available").say(lang)
        return 0, "cfa", ""

    def hours(self, days: Container[date] | None = None) -> str:
        """Hours on some dates, or in all: a learner's for a group, `14 h` or `12–14 h`."""
        wanted = [s for s in self.sessions if days is None or s.date in days]
        if self.kind != "group":
            return format_hours(sum(session.minutes for session in wanted))
        minutes = dict.fromkeys(self.atoms, 0)
        for session in wanted:
            for atom in self.timetable.attending(session):
                if atom in minutes:
                    minutes[atom] += session.minutes
        return hours_range(min(minutes.values()), max(minutes.values()))

    # --- words -----------------------------------------------------------------------------

    def heading(self, session: Session) -> str:
        """`Bloc 1 · TP`, and `AP` where unit and type are the same."""
        course = self._instance.course.get(session.course)
        if course is None:
            return session.course
        return taught(course.unit, course.type, " · ")

    def groups_shown(self, session: Session) -> tuple[str, ...]:
        """The session's groups, unless they are just the ones this view is about."""
        if self.kind != "group":
            return session.groups
        seen = set(self.timetable.attending(session))
        own = set(self.atoms)
        roots = {atom.groups[0] for atom in own}
        if own <= seen and {atom.groups[0] for atom in seen} == roots:
            return ()
        return session.groups

    def rooms_shown(self, session: Session) -> str:
        """The session's rooms, but the one this view is about."""
        return " + ".join(code for code in session.rooms if self._is_other("room", code))

    def lines(self, session: Session, rooms: str | None = None) -> tuple[str, ...]:
        """The text of a session here: what, with whom, where, and whom it is for."""
        others = [code for code in session.teachers if self._is_other("teacher", code)]
        said: dict[ViewKind, str] = {
            "teacher": ", ".join(self._names.teacher(code) for code in others),
            "room": self.rooms_shown(session) if rooms is None else rooms,
            "group": ", ".join(self.groups_shown(session)),
        }
        return (self.heading(session), *(said[kind] for kind in LINES[self.kind] if said[kind]))

    def _is_other(self, kind: ViewKind, code: str) -> bool:
        return not (self.kind == kind and self.code == code)

    def unit(self, session: Session) -> str:
        """The unit taught, which gives the colour."""
        course = self._instance.course.get(session.course)
        return course.unit if course else session.course

    def side(self, session: Session) -> tuple[int, int]:
        """The part of a day's width a session takes: a group's among those of its partition."""
        if self.kind != "group" or len(session.groups) != 1:
            return WHOLE
        index, count = self._side(session.groups[0])
        return (index, count) if count <= MOST_SIDES else WHOLE

    def _side(self, code: str) -> tuple[int, int]:
        """The side of a group below this view's; the whole for any other."""
        index, count = WHOLE
        while code != self.code:
            group = self._instance.group.get(code)
            if group is None or group.parent is None:
                return WHOLE
            alike = [
                other.code
                for other in self._instance.groups
                if (other.parent, other.partition) == (group.parent, group.partition)
            ]
            index += alike.index(code) * count
            count *= len(alike)
            code = group.parent
        return index, count

    def dates_possible(self, session: Session) -> set[date]:
        """Dates of the session's weekday and week of the cycle its course could be held on."""
        course = self._instance.course.get(session.course)
        if course is None:
            return {session.date}
        mask = self._instance.grid.mask(session.start, session.end)
        weekday, turn = session.date.weekday(), self.turn(session.date)
        return {
            day
            for day in self._instance.dates
            if day.weekday() == weekday
            and self.turn(day) == turn
            and mask & ~self._instance.open_periods(course, day) == 0
        } | {session.date}


def hours_range(least: int, most: int) -> str:
    """`14 h`, `12–14 h`."""
    if least == most:
        return format_hours(most)
    return f"{format_hours(least).removesuffix(' h')}–{format_hours(most)}"


def codes_of(timetable: Timetable, kind: ViewKind) -> list[str]:
    """The code of every group, teacher or room of the timetable, in the order of the problem."""
    if kind == "group":
        return [group.code for group in timetable.instance.groups]
    return list(timetable.by_teacher if kind == "teacher" else timetable.by_room)


def all_views(
    timetable: Timetable, names: Names, kind: ViewKind, chosen: Sequence[date] = ()
) -> Iterable[View]:
    """The view of every group, teacher or room of the timetable, in the order of the problem."""
    return (View(timetable, kind, code, names, chosen) for code in codes_of(timetable, kind))
