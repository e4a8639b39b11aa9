"""iCalendar files (RFC 5545): one a group, teacher and room, to subscribe to or to import.

A session keeps its UID whatever is planned anew, in every file it stands in; its SEQUENCE grows
with the time the plan was found. So a calendar that gets a later plan moves its events and never
doubles them. A calendar that is subscribed to also loses what was cancelled; one that was
imported does not, the format has no word for "and nothing else".
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vText

from exports.context import Subject
from exports.names import FILES
from exports.outline import CHAPTERS
from exports.palette import KINDS
from exports.selection import ALL, Selection, file_names
from exports.traces import ViewKind
from exports.views import View, codes_of
from instances.calendar import Shown
from instances.rhythm import monday
from instances.text import Lang, Text
from instances.timetable import Session, Timetable
from instances.timetable_file import write_each
from instances.units import format_hours

FOLDER = "ics"
PARIS = ZoneInfo("Europe/Paris")
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)  # SEQUENCE counts minutes from here: it has 31 bits
_REFRESH = timedelta(hours=6)
# Days a group spends elsewhere, told as all-day events that leave the day free.
_ELSEWHERE: frozenset[Shown] = frozenset({"company", "stage", "exam"})
# The rule of the European Union in full: a definition for some years only would end one day.
_TIMEZONE = """BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


class Elsewhere(NamedTuple):
    """Days in a row that a group spends elsewhere: the first, the last, where, as people say."""

    first: date
    last: date
    kind: Shown
    label: str


class Stamp(NamedTuple):
    """What tells a plan from an earlier one of the same school, and schools from each other."""

    moment: datetime
    sequence: int
    school: str

    @classmethod
    def of(cls, timetable: Timetable) -> Stamp:
        """The stamp of a plan: when it was found, and whose it is (school, title and term)."""
        solution, settings = timetable.solution, timetable.instance.settings
        found = solution.created if solution else None
        moment = datetime.now(UTC) if found is None else found
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        moment = moment.replace(microsecond=0)
        whose = "\n".join((settings.school, settings.title, settings.start.isoformat()))
        school = hashlib.sha256(whose.encode()).hexdigest()[:12]
        return cls(moment, max(0, int((moment - _EPOCH).total_seconds() // 60)), school)

    def uid(self, name: str) -> str:
        """The identity of an event, the same in every plan and file."""
        return f"{name}@{self.school}.semainier"


def write_ics(
    timetable: Timetable, folder: Path, lang: Lang = "fr", selection: Selection = ALL
) -> tuple[Path, ...]:
    """Write the calendars below `ics/` in a folder: `ics/classes/SIO1.ics` and so on.

    Times are those of a clock in Paris. A plan gives the same bytes whenever it is written,
    unless nobody knows when it was found. Of chosen weeks, the names say which.

    Returns
    -------
    The files written, each whole or not at all.

    Raises
    ------
    OSError
        When one cannot be written.
    """
    subject = Subject.of(timetable, lang)
    stamp, places = Stamp.of(timetable), calendar_places(subject, selection)
    contents = {
        folder / places[kind, view.code]: calendar_of(subject, view, stamp)
        for kind, _, _ in CHAPTERS
        for view in selection.views(timetable, subject.names, kind)
    }
    return write_each(contents)


def calendar_places(subject: Subject, selection: Selection) -> dict[tuple[ViewKind, str], str]:
    """Where the calendar of each view goes, from the folder on, by kind and code.

    Named among all of its kind: a part's file has the name it has in the whole.
    """
    timetable, ending = subject.timetable, selection.weeks_suffix(subject.lang)
    return {
        (kind, code): f"{FOLDER}/{subject.say(FILES[kind])}/{name}{ending}.ics"
        for kind, _, _ in CHAPTERS
        for code, name in file_names(codes_of(timetable, kind)).items()
    }


def calendar_of(subject: Subject, view: View, stamp: Stamp) -> bytes:
    """The calendar of a group, teacher or room."""
    calendar = Calendar()
    calendar.add("prodid", f"-//semainier//semainier//{subject.lang.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    settings = subject.timetable.instance.settings
    name = " · ".join(part for part in (view.title, settings.school) if part)
    about = [part for part in (settings.title, subject.planned_on()) if part]
    if subject.partial:
        name = f"{subject.say(Text('PARTIEL', 'PARTIAL'))} · {name}"
        about.insert(0, subject.warning())
    for key in ("name", "x-wr-calname"):
        calendar.add(key, vText(name))
    for key in ("description", "x-wr-caldesc"):
        calendar.add(key, vText("\n".join(about)))
    calendar.add("x-wr-timezone", PARIS.key)
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    calendar.add_component(Timezone.from_ical(_TIMEZONE))
    for away in elsewhere(view):
        calendar.add_component(_away(subject, view, away, stamp))
    for session in view.sessions:
        calendar.add_component(_event(subject, view, session, stamp))
    content: bytes = calendar.to_ical()
    return content


def _event(subject: Subject, view: View, session: Session, stamp: Stamp) -> Event:
    event = _stamped(stamp, session.id)
    whom = ", ".join(view.groups_shown(session))
    event.add("summary", " · ".join(part for part in (view.heading(session), whom) if part))
    event.add("dtstart", _moment(session.date, session.start))
    event.add("dtend", _moment(session.date, session.end))
    if session.rooms:
        event.add("location", " + ".join(map(subject.names.room_title, session.rooms)))
    event.add("description", "\n".join(_described(subject, view, session)))
    course = subject.timetable.instance.course.get(session.course)
    event.add("categories", [part for part in (view.unit(session), course and course.type) if part])
    event.add("status", "TENTATIVE" if subject.partial else "CONFIRMED")
    event.add("transp", "OPAQUE")
    return event


def _described(subject: Subject, view: View, session: Session) -> Iterator[str]:
    """What stands below an event, a line each."""
    names = subject.names
    yield names.unit_title(view.unit(session))
    lines: tuple[tuple[Text, Sequence[str]], ...] = (
        (Text("Groupes : {some}", "Groups: {some}"), session.groups),
        (
            Text("Enseignants : {some}", "Teachers: {some}"),
            [names.teacher(code) for code in session.teachers],
        ),
        (Text("Durée : {some}", "Length: {some}"), [format_hours(session.minutes)]),
    )
    for text, some in lines:
        if some:
            yield subject.say(text, some=", ".join(some))


def _away(subject: Subject, view: View, away: Elsewhere, stamp: Stamp) -> Event:
    event = _stamped(stamp, f"{away.kind}-{view.code}-{away.first:%Y%m%d}")
    name = subject.say(KINDS[away.kind].name)
    name = name[:1].upper() + name[1:]
    event.add("summary", f"{name} · {away.label}" if away.label else name)
    event.add("dtstart", away.first)
    event.add("dtend", away.last + timedelta(days=1))
    event.add("categories", [name])
    event.add("transp", "TRANSPARENT")
    return event


def _stamped(stamp: Stamp, name: str) -> Event:
    event = Event()
    event.add("uid", stamp.uid(name))
    event.add("dtstamp", stamp.moment)
    event.add("last-modified", stamp.moment)
    event.add("sequence", stamp.sequence)
    return event


def _moment(day: date, minutes: int) -> datetime:
    """A clock time in Paris; 24:00 is the next day's midnight."""
    days, minutes = divmod(minutes, 1440)
    clock = time(*divmod(minutes, 60), tzinfo=PARIS)
    return datetime.combine(day + timedelta(days=days), clock)


def elsewhere(view: View) -> list[Elsewhere]:
    """The days a group spends in company, on placement or at an exam, those in a row joined.

    Where learners of a group are apart, only the days that are the same for all of them.
    """
    found: list[Elsewhere] = []
    if view.kind != "group":
        return found
    instance = view.timetable.instance
    first, *others = (instance.calendars[atom].days for atom in view.atoms)
    for day, status in first.items():
        alike = all(other[day].kind == status.kind for other in others)
        if status.kind not in _ELSEWHERE or not alike:
            continue
        if view.chosen and monday(day) not in view.chosen:
            continue
        last = found[-1] if found else None
        same = last is not None and (last.kind, last.label) == (status.kind, status.label)
        if last is not None and same and day - last.last == timedelta(days=1):
            found[-1] = last._replace(last=day)
        else:
            found.append(Elsewhere(day, day, status.kind, status.label))
    return found
