"""The planned campus as the tables of a workbook, which does not tell the plan.

Teachers' weekly limits, days and absences are what the plan leaves room for; two teachers are
offered where the plan needs one; a course follows the pace of another where it does in the plan;
a handful of sessions are imposed, as schools do.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import time
from functools import cached_property
from math import ceil
from random import Random

from benchmarks.campus.build import SERVICE, Laid, Meeting, School
from benchmarks.campus.maquette import LABELS, Part, Strand
from benchmarks.campus.school import DAY_HOURS, HOURS, PERIODS, ROOMS, Holder, Klass
from instances.text import WEEKDAYS
from instances.workbook import Tables
from instances.workbook.build_settings import NO_LIMIT

Record = dict[str, object]

OPTIONS = ("SISR", "SLAM")
HALVES = ("A", "B")
LECTURES = ("B1", "B3", "B2-SISR", "B2-SLAM")  # whose practicals, `…-TP`, may keep their pace
PREFERENCES = {
    "keep_weekly_slots": 4,
    "limit_group_gaps": 3,
    "limit_teacher_gaps": 2,
    "respect_wishes": 3,
    "avoid_late_hours": 3,
}
# Limits that a campus of one week does without.
UNLIMITED = ("group_week_max", "group_stretch_max", "minor_stretch_max", "teacher_stretch_max")
EQUIPMENT = {"B1": "vidéoprojecteur", "B3": "vidéoprojecteur"}


def half_of(klass: Klass, half: int) -> str:
    """The code of a half-group: an option in year 2."""
    return f"{klass.code}-{(HALVES if klass.year == 1 else OPTIONS)[half]}"


def row_code(klass: Klass, part: Part) -> str:
    """The code of the row of a course."""
    return f"{klass.code}-{part.key}"


def course_code(klass: Klass, part: Part, *, weekly: bool) -> str:
    """The code of a course: that of its row, and of its half-group where the row is split."""
    code = row_code(klass, part)
    if part.half is None or not part.split:
        return code
    return f"{code}-{HALVES[part.half]}" if weekly else f"{code}/{half_of(klass, part.half)}"


class Writer:
    """Writes the tables of a campus. Its draws do not depend on how the plan was drawn."""

    def __init__(self, school: School, seed: int) -> None:
        self.school = school
        self.rng = Random(f"{seed} {len(school.classes)} workbook")
        self._dates = school.term.dates

    def tables(self) -> Tables:
        """Every sheet."""
        school = self.school
        return {
            "settings": self._settings(),
            "grid": _grid(),
            "calendar": list(self._calendar()),
            "rhythms": [
                {"name": f"Rythme {spec}", "spec": spec}
                for spec in dict.fromkeys(klass.rhythm for klass in school.classes)
            ],
            "groups": [
                row
                for klass in school.classes
                for row in _groups(klass, minors=klass.year == 1 and not school.weekly)
            ],
            "teachers": [self._teacher(teacher) for teacher in school.staff],
            "times_off": list(self._times_off()),
            "rooms": [
                {"code": room.code, "kinds": kinds, "seats": seats, "equipment": equipment}
                for kind, room in school.rooms
                for _, kinds, seats, equipment in [ROOMS[kind]]
            ],
            "quotas": list(self._quotas()),
            "courses": list(self._courses()),
            "pins": list(self._pins()),
            "preferences": [{"rule": rule, "level": level} for rule, level in PREFERENCES.items()],
        }

    def _settings(self) -> list[Record]:
        settings = self.school.term.settings
        values: Record = {
            "school": "Campus",
            "title": f"Campus de {len(self.school.classes)} classes",
            "start": settings.start,
            "end": settings.end,
            "lang": "fr",
            "zone": settings.zone or None,
            "group_day_max": DAY_HOURS,
            "group_day_target": 7,
            "group_week_max": 35,
            "teacher_day_max": 8,
            "teacher_day_target": 6,
            "company_day_minutes": 7,
        }
        if self.school.weekly:
            # What FET has no word for is left out; hours a week are given by the courses.
            values |= dict.fromkeys(UNLIMITED, NO_LIMIT.fr)
        return [{"setting": k, "value": v} for k, v in values.items() if v is not None]

    def _calendar(self) -> Iterator[Record]:
        exams = [row for klass in self.school.classes for row in klass.exams]
        for kind, rows in (("fermé", self.school.term.closed), ("examen", exams)):
            for row in rows:
                found: Record = {"first": row.first, "last": row.last, "kind": kind}
                yield found | {"groups": "; ".join(row.groups), "label": row.label}

    # --- people and time -----------------------------------------------------------------

    def _teacher(self, teacher: Holder) -> Record:
        found: Record = {
            "code": teacher.code,
            "status": "permanent" if teacher.days is None else "vacataire",
            "units": "CEJM; CEJMA" if teacher.subject == "CEJM" else teacher.subject,
            "service": teacher.hours,
        }
        if not self.school.weekly:
            found["week_max"] = self.week_max(teacher)
        if teacher.days is not None:
            found["week_days_max"] = len(teacher.days)
        return found

    @cached_property
    def weeks(self) -> int:
        """Weeks of the term in which some class is taught."""
        return len({m.cell.week for m in self.meetings})

    def week_max(self, teacher: Holder) -> int:
        """Hours a week of a teacher: the busiest week of the plan, or what makes him as tight."""
        even = ceil(teacher.hours / self.weeks / self.school.tightness)
        return max(min(even, SERVICE), *teacher.per_week.values())

    def _times_off(self) -> Iterator[Record]:
        rng, weekly = self.rng, self.school.weekly
        for teacher in self.school.staff:
            for weekday in sorted(teacher.days or ()):
                yield _off(teacher, weekday, level="disponible seulement")
            idle = self._idle_halves(teacher)
            if teacher.days is None and idle and rng.random() < 0.4:
                weekday, half = rng.choice(idle)
                hours = ((8, 12), (13, 18))[half]
                yield _off(teacher, weekday, hours, level="impossible")
            elif teacher.days is None and rng.random() < 0.2:
                yield _off(teacher, None, (17, 18), level="à éviter")
            if not weekly and rng.random() < 0.5:
                yield from self._absence(teacher)
        labs = [room for kind, room in self.school.rooms if kind in ("net", "dev")]
        for room in labs if not weekly else ():
            if rng.random() < 0.2:
                yield from self._absence(room)

    def _idle_halves(self, teacher: Holder) -> list[tuple[int, int]]:
        """Half-days of the week in which the plan never has the teacher come."""
        found = []
        for weekday in range(5):
            days = [r for r, day in enumerate(self._dates) if day.weekday() == weekday]
            for half, mask in ((0, 0xF), (1, 0x1F0)):
                if not any(teacher.busy >> r * PERIODS & mask for r in days):
                    found.append((weekday, half))
        return found

    def _absence(self, holder: Holder) -> Iterator[Record]:
        """One date off, on which somebody is taught but not by or in this one."""
        taught = sorted({meeting.cell.day for meeting in self.meetings})
        full = (1 << PERIODS) - 1
        days = [rank for rank in taught if not holder.busy >> rank * PERIODS & full]
        if days:
            day = self._dates[self.rng.choice(days)]
            yield {"who": holder.code, "first": day, "last": day, "level": "impossible"}

    @cached_property
    def meetings(self) -> tuple[Meeting, ...]:
        """Every session of the plan."""
        plan = self.school.plan
        return tuple(m for laid in plan.values() for one in laid for m in one.meetings)

    # --- teaching --------------------------------------------------------------------------

    @cached_property
    def _held(self) -> dict[tuple[str, str, int | None], list[Meeting]]:
        found: dict[tuple[str, str, int | None], list[Meeting]] = defaultdict(list)
        for meeting in self.meetings:
            found[meeting.klass, meeting.part.key, meeting.part.half].append(meeting)
        for meetings in found.values():
            meetings.sort(key=lambda meeting: meeting.cell.day)
        return found

    def held(self, klass: Klass, part: Part) -> list[Meeting]:
        """The sessions of a course, in time order."""
        return self._held[klass.code, part.key, part.half]

    def _rows(self, klass: Klass) -> Iterator[tuple[Laid, list[Part]]]:
        """The courses of a class that are taught, those of one row together."""
        for laid in self.school.plan[klass.code]:
            rows: dict[str, list[Part]] = defaultdict(list)
            for part in sorted(laid.strand.parts, key=lambda part: part.half or 0):
                if self.held(klass, part):
                    rows[part.key].append(part)
            for parts in rows.values():
                if self.school.weekly:
                    for part in parts:
                        yield laid, [part]
                else:
                    yield laid, parts

    def _quotas(self) -> Iterator[Record]:
        for klass in self.school.classes:
            for _, parts in self._rows(klass):
                part = parts[0]
                if part.half == 1 and part.split:
                    continue  # one quota of the class speaks of both halves
                alone = part.half is not None and not part.split and part.unit != "AP"
                group = half_of(klass, part.half or 0) if alone else klass.code
                if part.unit == "AP" and part.half == 1:
                    continue
                yield {
                    "group": group,
                    "unit": part.unit,
                    "label": LABELS[part.unit],
                    "type": part.type,
                    "hours": sum(meeting.hours for meeting in self.held(klass, part)),
                }

    def _courses(self) -> Iterator[Record]:
        for klass in self.school.classes:
            paced = {} if self.school.weekly else dict(self._paced(klass))
            for laid, parts in self._rows(klass):
                yield self._course(klass, laid, parts, paced)

    def _course(self, klass: Klass, laid: Laid, parts: list[Part], paced: dict[str, str]) -> Record:
        part, weekly = parts[0], self.school.weekly
        meetings = self.held(klass, part)
        split = part.half is not None and part.split and not weekly
        posts = self._posts(klass, laid, parts)
        groups = klass.code
        if part.half is not None and not split:
            groups = half_of(klass, part.half)
        found: Record = {
            "code": row_code(klass, part) if split else course_code(klass, part, weekly=weekly),
            "unit": part.unit,
            "type": part.type,
            "groups": groups,
            "teachers": posts,
            "hours": sum(meeting.hours for meeting in meetings),
            "durations": _durations(laid.strand, meetings, weekly=weekly),
            "rooms": _rooms(part),
            "equipment": EQUIPMENT.get(part.key),
        }
        if split:
            found["split"] = "TP" if klass.year == 1 else "Option"
        if "|" in posts and ";" not in posts:
            found["teacher_count"] = len(part.roles)
        if part.key in paced:
            found["pace_of"] = paced[part.key]
        if "SISR" in part.key:
            found["parallel_with"] = row_code(klass, laid.strand.parts[1])
        return {key: value for key, value in found.items() if value is not None}

    def _posts(self, klass: Klass, laid: Laid, parts: list[Part]) -> str:
        """Who may teach a row: the plan's teachers, and in a semester those it could do with."""
        own = [[laid.team[role].code for role in part.roles] for part in parts]
        if self.school.weekly:
            return "; ".join(own[0])
        others = [
            klass.team[role].code for part in parts for role in part.others if role in klass.team
        ]
        if len(own[0]) == 1:
            return " | ".join(dict.fromkeys([code for team in own for code in team] + others))
        if klass.year == 1:
            return " | ".join(dict.fromkeys(own[0] + others))
        first, second = own[0]
        choice = [second, *(code for code in others if code not in own[0])]
        return f"{first}; {' | '.join(dict.fromkeys(choice))}"

    def _paced(self, klass: Klass) -> Iterator[tuple[str, str]]:
        """Practicals that keep behind their lectures in the plan, with these lectures."""
        parts = {(p.key, p.half): p for laid, ps in self._rows(klass) for p in ps}
        for lecture in LECTURES:
            practical = f"{lecture}-TP"
            leading = [part for (key, _), part in parts.items() if key == lecture]
            following = [part for (key, _), part in parts.items() if key == practical]
            if leading and following:
                lectures = self.held(klass, leading[0])
                if all(_behind(self.held(klass, part), lectures) for part in following):
                    yield practical, row_code(klass, leading[0])

    def _pins(self) -> Iterator[Record]:
        """A lecture imposed every week for one class in four, a session on a date for one in three.

        The lecture has one slot all term in the plan, so that no date of the slot is wasted.
        """
        for rank, klass in enumerate(self.school.classes):
            lectures = [
                (part, self.held(klass, part))
                for laid, (part, *_) in self._rows(klass)
                if laid.strand.stretchable
            ]
            weekly = [
                (part, meetings[0])
                for part, meetings in lectures
                if len({(m.cell.weekday, m.start, m.hours) for m in meetings}) == 1
            ]
            if rank % 4 == 1 and weekly:
                part, meeting = self.rng.choice(weekly)
                day = WEEKDAYS[meeting.cell.weekday].fr
                yield _pin(klass, part, meeting) | {"day": day}
            if rank % 3 == 1:
                part, meetings = self.rng.choice(lectures)
                meeting = self.rng.choice(meetings)
                yield _pin(klass, part, meeting) | {"date": self._dates[meeting.cell.day]}


def _pin(klass: Klass, part: Part, meeting: Meeting) -> Record:
    return {
        "course": row_code(klass, part),
        "start": time(HOURS[meeting.start]),
        "duration": meeting.hours,
    }


def _behind(practicals: Sequence[Meeting], lectures: Sequence[Meeting]) -> bool:
    """Whether at the end of each date the share done of one is at most that of the other."""
    done: Counter[str] = Counter()
    total = {
        "practicals": sum(meeting.hours for meeting in practicals),
        "lectures": sum(meeting.hours for meeting in lectures),
    }
    by_day: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for name, meetings in (("practicals", practicals), ("lectures", lectures)):
        for meeting in meetings:
            by_day[meeting.cell.day].append((name, meeting.hours))
    for day in sorted(by_day):
        for name, hours in by_day[day]:
            done[name] += hours
        if done["practicals"] * total["lectures"] > done["lectures"] * total["practicals"]:
            return False
    return True


def _durations(strand: Strand, meetings: Iterable[Meeting], *, weekly: bool) -> str:
    lengths = [strand.length] if weekly else [strand.length, *strand.shorter]
    lengths += sorted({meeting.hours for meeting in meetings} - set(lengths))
    return "; ".join(map(str, lengths))


def _rooms(part: Part) -> str:
    words = {"net": "labo réseau", "dev": "labo développement", "lab": "labo"}
    words |= {"big": "salle de cours", "small": "salle de cours", "common": "salle commune"}
    return " + ".join(words[need] for need in part.needs)


def _off(
    teacher: Holder, weekday: int | None, hours: tuple[int, int] | None = None, *, level: str
) -> Record:
    found: Record = {"who": teacher.code, "level": level}
    if weekday is not None:
        found["day"] = WEEKDAYS[weekday].fr
    if hours is not None:
        found |= {"start": time(hours[0]), "end": time(hours[1])}
    return found


def _groups(klass: Klass, *, minors: bool) -> Iterator[Record]:
    year = "1re" if klass.year == 1 else "2e"
    yield {
        "code": klass.code,
        "name": f"BTS SIO {year} année, classe {klass.code[-2:]}",
        "size": klass.size,
        "rhythm": f"Rythme {klass.rhythm}",
        "minors": "oui" if minors else None,
    }
    for half in (0, 1):
        yield {
            "code": half_of(klass, half),
            "parent": klass.code,
            "partition": "TP" if klass.year == 1 else "Option",
            "size": klass.size // 2,
        }


def _grid() -> list[Record]:
    return [
        {"start": time(hour), "end": time(hour + 1)}
        | ({"break_after": "oui"} if hour == 11 else {})
        for hour in HOURS
    ]
