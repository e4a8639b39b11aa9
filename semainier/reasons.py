"""Reasons in the workbook's own names: what a rule says of a subject, and where it is written."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from constraints.registry import RULE
from exports.names import Names
from instances.entities import Resource, TimeOff
from instances.instance import Instance
from instances.rhythm import short_weekday
from instances.scenario import rhythm_of
from instances.text import COLON, LANGS, SEMICOLON, Lang, Text
from instances.units import format_clock, format_hours
from instances.workbook.layout import SheetKey
from instances.workbook.places import places_of
from instances.workbook.problems import Place
from semainier.console import Console
from semainier.located import OWN, WHERE, Places, joined
from solver.calendar_changes import in_company
from solver.change_words import when_pinned
from solver.explain import Conflict, Reason
from solver.holding import PIN_RULES
from solver.pin_changes import pins_of

_CONFLICT = Text(
    "Ces règles ne peuvent pas tenir ensemble, chacune est nécessaire au conflit (prouvé)",
    "These rules cannot hold together, each is needed for the conflict (proved)",
)
_NOT_MINIMAL = Text(
    "Ces règles ne peuvent pas tenir ensemble ; le temps n'a pas suffi pour prouver que chacune "
    "est nécessaire",
    "These rules cannot hold together; time did not suffice to prove that each is needed",
)
_BACKGROUND = Text("Le calendrier étant", "The calendar being")
_HOURS = Text(
    "{hours} à placer, par séances de {lengths}", "{hours} to place, in sessions of {lengths}"
)
_DAILY = Text(
    "au plus {count} {count:séance|séances} par jour",
    "at most {count} {count:session|sessions} a day",
)
_PARALLEL = Text("en parallèle avec {others}", "in parallel with {others}")
_AFTER = Text("seulement après {others}", "only after {others}")
_PACE = Text("au rythme de {others}", "at the pace of {others}")
_OFF = Text("indisponible {when}", "away {when}")
_SHUT = Text("fermé {when}", "closed {when}")
_OPEN = Text("ouvert seulement {when}", "open only {when}")
_ONLY = Text("disponible seulement {when}", "available only {when}")
_QUOTAS = Text("les heures de sa maquette", "the hours of its quotas")
_DAY_MAX = Text("au plus {hours} par jour", "at most {hours} a day")
_WEEK_DAYS = Text("au plus {days} jours par semaine", "at most {days} days a week")
_WEEK_MAX = Text("au plus {hours} par semaine", "at most {hours} a week")
_POOL = Text("une séance à la fois dans chaque salle", "one session at a time in each room")
_ONCE = Text("une séance à la fois", "one session at a time")
_CALENDAR = Text(
    "au CFA selon son rythme ({spec}), {days} jours",
    "at the CFA by its rhythm ({spec}), {days} days",
)
_PINNED = Text("séance imposée {when}", "session pinned {when}")
_LESS = Text(
    "{days}, « {label} » du {first} au {last} ôté", "{days}, less “{label}” from {first} to {last}"
)
# The sheets that a rule's words about a subject stand in, where they are not the subject's own.
_SHEETS: dict[str, SheetKey] = {
    "respect_availability": "times_off",
    "hold_pins": "pins",
    "hold_weekly_pins": "pins",
}


class ReasonWords:
    """Says reasons of one problem."""

    def __init__(self, instance: Instance, path: Path | None) -> None:
        self.instance, self.names = instance, Names(instance)
        self.places: Places = places_of(path) if path is not None else {}

    def subject(self, who: Resource) -> str:
        """Whom a reason is about."""
        if who.kind == "teacher":
            return self.names.teacher(who.code)
        return who.code

    def show(self, console: Console, conflict: Conflict) -> None:
        """Show a conflict: its reasons, and the calendar they stand before."""
        console.title(_CONFLICT if conflict.minimal else _NOT_MINIMAL)
        for reason in conflict.reasons:
            console.item(self.say(reason), "impossible")
        console.title(_BACKGROUND)
        for line in self.calendar(conflict.courses):
            console.item(line)

    def data(self, conflict: Conflict, lang: Lang) -> dict[str, object]:
        """A conflict as JSON."""
        return {
            "minimal": conflict.minimal,
            "courses": list(conflict.courses),
            "reasons": [
                {
                    "rule": reason.rule,
                    "subject": reason.subject._asdict(),
                    "text": self.say(reason).say(lang),
                    "places": [place.say(lang) for place in self.where(reason)],
                }
                for reason in conflict.reasons
            ],
            "calendar": [line.say(lang) for line in self.calendar(conflict.courses)],
        }

    def say(self, reason: Reason) -> Text:
        """The reason as a clause: whom, what, and where it is written."""
        what = self._what(reason)
        places = self.where(reason)
        if not places:
            return _about(self.subject(reason.subject), what)
        where = Text(*(joined(places, lang) for lang in LANGS))
        return _about(self.subject(reason.subject), WHERE.fill(what=what, where=where))

    def where(self, reason: Reason) -> tuple[Place, ...]:
        """The rows of the workbook a reason comes from."""
        sheet = _SHEETS.get(reason.rule, OWN.get(reason.subject.kind))
        if sheet is None:
            return ()
        codes = [reason.subject.code]
        if reason.subject.kind == "course":
            codes.append(reason.subject.code.partition("/")[0])
        if reason.subject.kind == "room":
            codes = reason.subject.code.split(" | ")
        if sheet == "times_off":
            codes += [self.subject(reason.subject)]
        found = (place for code in codes for place in self.places.get((sheet, code), ()))
        return tuple(dict.fromkeys(found))

    def calendar(self, codes: Iterable[str]) -> list[Text]:
        """The background of a conflict: the days of the classes whose courses take part in it."""
        roots = dict.fromkeys(
            atom.groups[0] for code in codes for atom in self.instance.learners.get(code, ())
        )
        found = []
        for root in roots:
            atom = self.instance.atoms_of[root][0]
            days = sum(bool(day.open) for day in self.instance.calendars[atom].days.values())
            spec = Text(*(rhythm_of(self.instance, root, lang) for lang in LANGS))
            said = _CALENDAR.fill(spec=spec, days=days)
            for row in in_company(self.instance, root):
                values = {"first": f"{row.first:%d/%m/%Y}", "last": f"{row.last:%d/%m/%Y}"}
                said = _LESS.fill(days=said, label=row.label or row.kind, **values)
            found.append(_about(root, said))
        return found

    def _what(self, reason: Reason) -> Text:
        kind, code = reason.subject
        if kind == "course" and code in self.instance.course:
            found = self._of_course(reason.rule, code)
        elif kind == "teacher" and code in self.instance.teacher:
            found = self._of_teacher(reason.rule, code)
        else:
            found = self._of_others(reason)
        return found or RULE[reason.rule].statement

    def _of_course(self, rule: str, code: str) -> Text | None:
        course = self.instance.course[code]
        if rule == "plan_hours":
            lengths = " / ".join(format_hours(minutes) for minutes in course.durations)
            return _HOURS.fill(hours=format_hours(course.minutes), lengths=lengths)
        if rule == "limit_daily_sessions":
            return _DAILY.fill(count=course.per_day)
        if rule in PIN_RULES and (pins := pins_of(self.instance, rule, code)):
            return _PINNED.fill(when=when_pinned(pins))
        others = {
            "run_in_parallel": (_PARALLEL, self._parallel(code)),
            "follow_order": (_AFTER, course.after),
            "keep_pace": (_PACE, tuple(filter(None, (course.pace_of,)))),
        }.get(rule)
        return others[0].fill(others=", ".join(others[1])) if others and others[1] else None

    def _parallel(self, code: str) -> tuple[str, ...]:
        course = self.instance.course[code]
        others = [c.code for c in self.instance.courses if code in c.parallel_with]
        return tuple(dict.fromkeys((*course.parallel_with, *others)))

    def _of_teacher(self, rule: str, code: str) -> Text | None:
        teacher, settings = self.instance.teacher[code], self.instance.settings
        if rule == "respect_availability":
            return self._times_off(Resource("teacher", code))
        if rule == "limit_day_hours":
            return _DAY_MAX.fill(hours=format_hours(teacher.day_max or settings.teacher_day_max))
        if rule == "limit_teacher_days" and teacher.week_days_max is not None:
            return _WEEK_DAYS.fill(days=teacher.week_days_max)
        week = teacher.week_max or settings.teacher_week_max
        if rule == "limit_week_hours" and week is not None:
            return _WEEK_MAX.fill(hours=format_hours(week))
        return _ONCE if rule == "avoid_clashes" else None

    def _of_others(self, reason: Reason) -> Text | None:
        if reason.rule == "avoid_clashes":
            return _POOL if reason.subject.kind == "room" else _ONCE
        if reason.rule == "meet_quotas":
            return _QUOTAS
        if reason.rule == "limit_day_hours":
            return _DAY_MAX.fill(hours=format_hours(self.instance.settings.group_day_max))
        if reason.rule == "respect_availability":
            return self._times_off(reason.subject)
        return None

    def _times_off(self, who: Resource) -> Text | None:
        rows = [r for r in self.instance.times_off if (r.kind, r.who) == (who.kind, who.code)]
        parts = []
        only, off = (_OPEN, _SHUT) if who.kind == "room" else (_ONLY, _OFF)
        for level, sentence in (("only", only), ("impossible", off)):
            some = [row for row in rows if row.level == level]
            if some:
                when = Text(*(", ".join(_when(row, lang) for row in some) for lang in LANGS))
                parts.append(sentence.fill(when=when))
        if not parts:
            return None
        return Text(*(SEMICOLON.say(x).join(part.say(x) for part in parts) for x in LANGS))


def _about(who: str, what: Text) -> Text:
    return Text(*(f"{who}{COLON.say(lang)}{what.say(lang)}" for lang in LANGS))


def _when(row: TimeOff, lang: Lang) -> str:
    parts = [short_weekday(row.weekday, lang)] if row.weekday is not None else []
    if row.first is not None and row.last is not None:
        last = f"-{row.last:%d/%m/%Y}" if row.last != row.first else ""
        parts.append(f"{row.first:%d/%m/%Y}{last}")
    if (row.start, row.end) != (0, 1440):
        parts.append(f"{format_clock(row.start)}-{format_clock(row.end)}")
    return " ".join(parts) or {"fr": "toujours", "en": "always"}[lang]
