"""Check imposed sessions against everything they must agree with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from instances.calendar import days_between
from instances.entities import Course, Pin
from instances.grid import Grid, Span
from instances.instance import Instance
from instances.text import WEEKDAYS, Text
from instances.units import format_clock, format_date, format_hours
from instances.workbook.build_teaching import Placed
from instances.workbook.rows import Row
from instances.workbook.years import check_years, year_advice

PlacedPin = tuple[Pin, Row]
_SHOWN: dict[str, Text] = {
    "closed": Text("fermé", "closed"),
    "public": Text("férié", "a public holiday"),
    "exam": Text("un jour d'examen", "an exam day"),
    "stage": Text("en stage", "in an internship"),
    "company": Text("en entreprise", "in company"),
    "holidays": Text("en vacances", "on holiday"),
    "weekend": Text("en fin de semaine", "off for the week-end"),
    "cfa": Text("occupé à cette heure", "not taught at that time"),
}


def check_pins(
    pins: Sequence[PlacedPin],
    courses: Sequence[Placed],
    grid: Grid | None,
    instance: Instance | None,
) -> None:
    """Note every pin that no timetable could hold."""
    by_code = {course.code: (course, row) for course, row in courses}
    for pin, row in pins:
        course, course_row = by_code[pin.course]
        if pin.minutes not in course.durations:
            shown = ", ".join(format_hours(minutes) for minutes in course.durations)
            row.problem(
                "duration",
                Text(
                    f"{format_hours(pin.minutes)} n'est pas une durée permise de {course.code}.",
                    f"{format_hours(pin.minutes)} is no allowed length of {course.code}.",
                ),
                Text(f"Durées permises : {shown}.", f"Allowed lengths: {shown}."),
            )
        span = _span(pin, row, grid) if grid is not None else None
        _means(pin, row, course, course_row.broken)
        if instance is not None and course.code in instance.course:
            _open(pin, row, course, span, instance)
    _hours(pins, {code: course for code, (course, _) in by_code.items()})


def _span(pin: Pin, row: Row, grid: Grid) -> Span | None:
    span = grid.span(pin.start, pin.minutes)
    if span is None and pin.minutes:
        starts = [format_clock(s.start) for s in grid.lasting(pin.minutes)]
        row.problem(
            "start",
            Text(
                f"une séance de {format_hours(pin.minutes)} ne peut commencer à "
                f"{format_clock(pin.start)} dans la grille.",
                f"a session of {format_hours(pin.minutes)} cannot start at "
                f"{format_clock(pin.start)} in the grid.",
            ),
            Text(
                f"Débuts possibles : {', '.join(starts) or 'aucun'}.",
                f"Possible starts: {', '.join(starts) or 'none'}.",
            ),
        )
    return span


def _means(pin: Pin, row: Row, course: Course, broken: set[str]) -> None:
    """Teachers and rooms must be among the course's, as far as those could be read."""
    if not {"teachers", "teacher_count"} & broken:
        _teachers(pin, row, course)
    usable = {code for need in course.rooms for code in need}
    for code in pin.rooms:
        if code not in usable and "rooms" not in broken:
            row.problem(
                "rooms",
                Text(
                    f"{code} n'est pas une salle de {course.code}.",
                    f"{code} is no room of {course.code}.",
                ),
                Text("Ajoutez-la à la ligne du cours.", "Add it to the row of the course."),
            )


def _teachers(pin: Pin, row: Row, course: Course) -> None:
    named = {name for post in course.posts for name in post}
    for name in pin.teachers:
        if name not in named:
            row.problem(
                "teachers",
                Text(
                    f"{name} n'enseigne pas {course.code}.", f"{name} does not teach {course.code}."
                ),
                Text("Ajoutez-le à la ligne du cours.", "Add them to the row of the course."),
            )
    if len(pin.teachers) > len(course.posts):
        row.problem(
            "teachers",
            Text(
                "{course} n'a que {count} {count:enseignant|enseignants} par séance.",
                "{course} has only {count} {count:teacher|teachers} a session.",
            ).fill(course=course.code, count=len(course.posts)),
        )


def _open(pin: Pin, row: Row, course: Course, span: Span | None, instance: Instance) -> None:
    """A pin needs a date of the term on which all its learners can be taught."""
    settings = instance.settings
    if pin.date is not None:
        if not settings.start <= pin.date <= settings.end:
            row.problem(
                "date",
                Text("cette date est hors de la période.", "this date is not in the term."),
                year_advice(pin.date, settings),
            )
        elif span is not None and not _free(course, pin.date, span, instance):
            row.problem("date", *_closed(course, pin.date, instance))
        return
    if pin.weekday is None:
        return
    first, last = max(pin.first or settings.start, settings.start), settings.end
    last = min(pin.last or last, last)
    check_years(row, settings, pin.first, pin.last)
    if first > last:
        row.problem(
            "first" if pin.first else "last",
            Text("ces dates sont hors de la période.", "these dates are not in the term."),
            year_advice(pin.first or pin.last, settings),
        )
    elif span is not None and not any(
        day.weekday() == pin.weekday and _free(course, day, span, instance)
        for day in days_between(first, last)
    ):
        name = WEEKDAYS[pin.weekday]
        row.problem(
            "day",
            Text(
                f"{course.code} ne peut avoir lieu aucun {name.fr} à cette heure.",
                f"{course.code} can be held on no {name.en} at that time.",
            ),
            Text(
                "Vérifiez le rythme et le calendrier du groupe.",
                "Check the rhythm and the calendar of the group.",
            ),
        )


def _free(course: Course, day: date, span: Span, instance: Instance) -> bool:
    return not span.mask & ~instance.open_periods(course, day, pinned=True)


def _closed(course: Course, day: date, instance: Instance) -> tuple[Text, Text]:
    status = instance.status(course.groups[0], day)
    reason = _SHOWN[status.kind]
    label = f" ({status.label})" if status.label else ""
    return (
        Text(
            f"le {format_date(day)}, {course.groups[0]} est {reason.fr}{label}.",
            f"on {format_date(day, 'en')} {course.groups[0]} is {reason.en}{label}.",
        ),
        Text(
            "Changez la date, ou ajoutez une ligne CFA au Calendrier.",
            "Change the date, or add a row CFA to the Calendar.",
        ),
    )


def _hours(pins: Sequence[PlacedPin], courses: dict[str, Course]) -> None:
    """Pins on dates must not hold more hours than the course has."""
    total: dict[str, int] = {}
    for pin, row in pins:
        if pin.date is None:
            continue
        total[pin.course] = total.get(pin.course, 0) + pin.minutes
        minutes = courses[pin.course].minutes
        if total[pin.course] > minutes:
            row.problem(
                "course",
                Text(
                    f"les séances imposées de {pin.course} dépassent ses {format_hours(minutes)}.",
                    f"the pins of {pin.course} exceed its {format_hours(minutes)}.",
                ),
            )
