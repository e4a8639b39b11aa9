"""Relaxations: what could be changed so that a complete timetable exists, each tried.

A conflict says which rules cannot hold together; every reason suggests changes in the words of the
people who could make them. A change is offered only when the whole problem was planned under it and
the plan was verified.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from constraints.verify import verify
from instances.calendar import lunch_split
from instances.entities import CalendarRow, Course, Resource, TimeOff
from instances.instance import Instance
from instances.scenario import MoreRoom, Scenario, under
from instances.text import WEEKDAYS, Text
from instances.timetable import Timetable
from instances.units import format_hours
from solver.control import Control, Options
from solver.explain import AVAILABILITY, Conflict, Reason, find_conflict, holds_together
from solver.solve import solve

# What a change costs, in minutes that somebody has to give: people's free half-days count once a
# week, an exception once, a room or a teacher as much as a good many hours.
ROOM_COST, TEACHER_COST, RULE_COST, DAY_COST = 2400, 900, 600, 420
# Changes looked at of one kind, changes of a plan at the most, seconds for a try.
EACH_KIND, MOST_CHANGES, MOST_OFFERED = 3, 3, 5
QUICK, TRY_SECONDS, LEAST_SECONDS = 2.0, 15.0, 4.0
# Twelve classes take about a minute to plan: of a long limit, a try may take so much.
TRY_SHARE = 0.35
# A conflict left over shows in its first parts; all of them take as long as some plans.
LOOK_SECONDS = 5.0
TOLERANCES = (60, 120, 240, 480, 960, 1920, 3840)
EXTRA_DAYS = (1, 2, 4, 8, 12)


@dataclass(frozen=True)
class Relaxation:
    """One change, or several together: in words, what it costs, and the problem under it."""

    kind: str
    texts: tuple[Text, ...]
    cost: int
    instance: Instance


@dataclass(frozen=True)
class Tried:
    """A change under which a complete plan was found in so many seconds."""

    relaxation: Relaxation
    timetable: Timetable
    seconds: float


def relaxations(instance: Instance, conflict: Conflict, control: Control) -> list[Tried]:
    """Changes that make a complete plan exist, the cheapest first; each planned and verified.

    Where a change only mends this conflict and another is left, changes are put together.
    """
    found: list[Tried] = []
    bases = [Relaxation("", (), 0, instance)]
    conflicts = [conflict]
    for _ in range(MOST_CHANGES):
        following: list[tuple[Relaxation, Conflict]] = []
        for base, reasons in zip(bases, conflicts, strict=True):
            for change in _mending(base, reasons, control):
                if control.remaining < LEAST_SECONDS or len(found) >= MOST_OFFERED:
                    break
                # Another conflict is found much sooner than a search comes to no end.
                left = find_conflict(change.instance, control, whole=False, within=LOOK_SECONDS)
                if left is not None:
                    following.append((change, left))
                elif (tried := _try(change, control)) is not None:
                    found.append(tried)
        if found or not following:
            break
        following.sort(key=lambda pair: pair[0].cost)
        bases = [base for base, _ in following[:EACH_KIND]]
        conflicts = [left for _, left in following[:EACH_KIND]]
    return sorted(found, key=lambda tried: tried.relaxation.cost)


def _mending(base: Relaxation, conflict: Conflict, control: Control) -> Iterator[Relaxation]:
    """Changes after which the reasons of a conflict can hold together, the cheapest first."""
    kinds: dict[str, int] = {}
    candidates = sorted(_candidates(base.instance, conflict), key=lambda change: change.cost)
    for change in candidates:
        if control.over:
            return
        if kinds.get(change.kind, 0) >= EACH_KIND:
            continue
        if holds_together(change.instance, conflict, control, QUICK) != "feasible":
            continue
        kinds[change.kind] = kinds.get(change.kind, 0) + 1
        yield replace(change, texts=(*base.texts, *change.texts), cost=base.cost + change.cost)


def _try(change: Relaxation, control: Control) -> Tried | None:
    """Plan under a change; any complete plan will do."""
    begun = control.seconds
    seconds = min(control.remaining, max(TRY_SECONDS, TRY_SHARE * control.remaining))
    options = Options(seconds, control.options.workers, None, gap=1.0)
    outcome = solve(change.instance, options, stop=control.stop)
    if outcome.status not in ("optimal", "feasible"):
        return None
    assert verify(outcome.timetable).complete  # solve has checked it already
    return Tried(change, outcome.timetable, control.seconds - begun)


# --- what could be changed -----------------------------------------------------------------------


def _candidates(instance: Instance, conflict: Conflict) -> Iterator[Relaxation]:
    codes = [code for code in conflict.courses if code in instance.course]
    courses = [instance.course[code] for code in codes]
    for reason in conflict.reasons:
        yield from _of_reason(instance, reason, courses)
    for root in dict.fromkeys(
        atom.groups[0] for course in courses for atom in instance.learners[course.code]
    ):
        yield from _more_days(instance, root)


def _of_reason(
    instance: Instance, reason: Reason, courses: Sequence[Course]
) -> Iterator[Relaxation]:
    kind, code = reason.subject
    if reason.rule == AVAILABILITY:
        yield from _more_availability(instance, reason.subject)
    if kind == "teacher":
        yield from _other_teachers(instance, code, courses)
        yield from _teacher_limits(instance, reason)
    if kind == "room":
        yield from _more_rooms(instance, code)
    if kind == "course" and code in instance.course:
        yield from _of_course(instance, reason, instance.course[code])
    if kind == "group":
        yield from _longer_days(instance, reason)


FREE = Text("{who} : lever l'indisponibilité {when}", "{who}: lift the unavailability {when}")
FREE_ALL = Text("{who} : lever toutes ses indisponibilités", "{who}: lift every unavailability")
ADD = Text("{who} : disponible aussi {when}", "{who}: available {when} too")
OTHER = Text("{course} : confié à {who}", "{course}: given to {who}")
DAYS = Text(
    "{who} : {days} jours de présence par semaine au plus, au lieu de {now}",
    "{who}: {days} days of presence a week at most, instead of {now}",
)
DAY_MAX = Text(
    "{who} : {hours} par jour au plus, au lieu de {now}",
    "{who}: {hours} a day at most, instead of {now}",
)
WEEK_MAX = Text(
    "{who} : {hours} par semaine au plus, au lieu de {now}",
    "{who}: {hours} a week at most, instead of {now}",
)
LAB = Text("Une salle de plus, comme {room}", "One room more, like {room}")
PER_DAY = Text("{course} : {count} séances par jour", "{course}: {count} sessions a day")
TOLERANCE = Text(
    "{course} : une tolérance de {hours} sur sa maquette",
    "{course}: a tolerance of {hours} on its quota",
)
UNTIED = {
    "run_in_parallel": Text(
        "{course} : plus en parallèle avec {other}", "{course}: no longer in parallel with {other}"
    ),
    "follow_order": Text("{course} : plus après {other}", "{course}: no longer after {other}"),
    "keep_pace": Text(
        "{course} : plus au rythme de {other}", "{course}: no longer at the pace of {other}"
    ),
    "keep_siblings_in_step": Text(
        "{course} : sans garder le pas de l'autre demi-groupe",
        "{course}: without keeping step with the other half-group",
    ),
    "hold_pins": Text("{course} : sans ses séances imposées", "{course}: without its pins"),
}
CFA = Text(
    "{who} : {count} {count:jour|jours} au CFA de plus ({when})",
    "{who}: {count} CFA {count:day|days} more ({when})",
)


def _name(instance: Instance, who: Resource) -> str:
    if who.kind == "teacher" and who.code in instance.teacher:
        return instance.teacher[who.code].name or who.code
    return who.code


def _more_availability(instance: Instance, who: Resource) -> Iterator[Relaxation]:
    rows = [row for row in instance.times_off if (row.kind, row.who) == (who.kind, who.code)]
    name = _name(instance, who)
    for row in rows:
        if row.level != "impossible":
            continue
        left = tuple(other for other in instance.times_off if other != row)
        text = FREE.fill(who=name, when=_when(row))
        yield Relaxation("availability", (text,), _minutes(row), instance.changed(times_off=left))
    barred = [row for row in rows if row.level == "impossible"]
    if len(barred) > 1:
        left = tuple(other for other in instance.times_off if other not in barred)
        text = FREE_ALL.fill(who=name)
        changed = instance.changed(times_off=left)
        yield Relaxation("every_absence", (text,), sum(map(_minutes, barred)), changed)
    only = [row for row in rows if row.level == "only"]
    if not only:
        return
    periods = instance.grid.periods
    split = lunch_split(instance.settings, instance.grid)
    halves = [
        (periods[0].start, periods[split - 1].end) if split else None,
        (periods[split].start, periods[-1].end) if split < len(periods) else None,
        (periods[0].start, periods[-1].end),
    ]
    weekdays = sorted({day.weekday() for day in instance.dates})
    for weekday in weekdays:
        for half in filter(None, halves):
            first = only[0]
            row = first.model_copy(update={"weekday": weekday, "start": half[0], "end": half[1]})
            if any(other.covers_all(row) for other in only):
                continue
            text = ADD.fill(who=name, when=_when(row))
            changed = instance.changed(times_off=(*instance.times_off, row))
            yield Relaxation("availability", (text,), half[1] - half[0], changed)


def _when(row: TimeOff) -> Text:
    hours = ""
    if (row.start, row.end) != (0, 1440):
        hours = f" {row.start // 60} h {row.start % 60:02d}-{row.end // 60} h {row.end % 60:02d}"
    if row.weekday is not None:
        day = WEEKDAYS[row.weekday]
        return Text(f"le {day.fr}{hours}", f"on {day.en}{hours}")
    if row.first is not None and row.first == row.last:
        return Text(f"le {row.first:%d/%m/%Y}{hours}", f"on {row.first:%d/%m/%Y}{hours}")
    if row.first is not None and row.last is not None:
        return Text(
            f"du {row.first:%d/%m/%Y} au {row.last:%d/%m/%Y}{hours}",
            f"from {row.first:%d/%m/%Y} to {row.last:%d/%m/%Y}{hours}",
        )
    return Text(f"tous les jours{hours}", f"every day{hours}")


def _minutes(row: TimeOff) -> int:
    """What a row takes of a week, or of its only day."""
    day = min(row.end, 1080) - max(row.start, 480)
    single = row.weekday is not None or (row.first is not None and row.first == row.last)
    return max(60, day) * (1 if single else 5)


def _other_teachers(
    instance: Instance, code: str, courses: Sequence[Course]
) -> Iterator[Relaxation]:
    for course in courses:
        if not any(code in post for post in course.posts):
            continue
        for other in instance.teachers:
            if course.unit not in other.units or any(other.code in p for p in course.posts):
                continue
            posts = tuple(
                tuple(other.code if name == code else name for name in post)
                for post in course.posts
            )
            text = OTHER.fill(course=course.code, who=other.name or other.code)
            yield Relaxation("teacher", (text,), TEACHER_COST, _with(instance, course, posts=posts))


def _teacher_limits(instance: Instance, reason: Reason) -> Iterator[Relaxation]:
    code = reason.subject.code
    teacher, settings = instance.teacher[code], instance.settings
    name = teacher.name or code

    def changed(**fields: object) -> Instance:
        people = tuple(
            one.model_copy(update=fields) if one.code == code else one for one in instance.teachers
        )
        return instance.changed(teachers=people)

    if reason.rule == "limit_teacher_days" and teacher.week_days_max is not None:
        now = teacher.week_days_max
        for days in range(now + 1, min(now + 3, 6)):
            text = DAYS.fill(who=name, days=days, now=now)
            cost = DAY_COST * (days - now)
            yield Relaxation("days", (text,), cost, changed(week_days_max=days))
    if reason.rule == "limit_day_hours":
        now = teacher.day_max or settings.teacher_day_max
        for more in (60, 120):
            values = {"hours": format_hours(now + more), "now": format_hours(now)}
            text = DAY_MAX.fill(who=name, **values)
            yield Relaxation("hours", (text,), 2 * more, changed(day_max=now + more))
    if reason.rule == "limit_week_hours":
        week = teacher.week_max or settings.teacher_week_max
        for more in (120, 240, 480) if week else ():
            assert week is not None
            values = {"hours": format_hours(week + more), "now": format_hours(week)}
            text = WEEK_MAX.fill(who=name, **values)
            yield Relaxation("hours", (text,), 2 * more, changed(week_max=week + more))


def _more_rooms(instance: Instance, pool: str) -> Iterator[Relaxation]:
    for like in (code for code in pool.split(" | ") if code in instance.room):
        code = next(f"{like} {n}" for n in range(2, 100) if f"{like} {n}" not in instance.room)
        scenario = Scenario(name="+", more_rooms=(MoreRoom(code=code, like=like),))
        text = LAB.fill(room=like)
        yield Relaxation("room", (text,), ROOM_COST, under(instance, scenario))


def _of_course(instance: Instance, reason: Reason, course: Course) -> Iterator[Relaxation]:
    if reason.rule == "limit_daily_sessions":
        for count in (course.per_day + 1, course.per_day + 2):
            text = PER_DAY.fill(course=course.code, count=count)
            cost = 120 * (count - course.per_day)
            yield Relaxation("per_day", (text,), cost, _with(instance, course, per_day=count))
    if reason.rule in ("plan_hours", "meet_quotas"):
        for minutes in (some for some in TOLERANCES if some < course.minutes):
            quotas = tuple(
                quota.model_copy(update={"tolerance": max(quota.tolerance, minutes)})
                if _counts(instance, quota.group, course)
                and (quota.unit, quota.type or course.type) == (course.unit, course.type)
                else quota
                for quota in instance.quotas
            )
            if quotas != instance.quotas:
                text = TOLERANCE.fill(course=course.code, hours=format_hours(minutes))
                changed = instance.changed(quotas=quotas)
                yield Relaxation("tolerance", (text,), 4 * minutes, changed)
    if reason.rule in UNTIED:
        yield from _untied(instance, reason.rule, course)


def _counts(instance: Instance, group: str, course: Course) -> bool:
    return bool(set(instance.atoms_of[group]) & set(instance.learners[course.code]))


def _untied(instance: Instance, rule: str, course: Course) -> Iterator[Relaxation]:
    others = {
        "run_in_parallel": course.parallel_with,
        "follow_order": course.after,
        "keep_pace": tuple(filter(None, (course.pace_of,))),
        "keep_siblings_in_step": ("",) if course.family else (),
        "hold_pins": ("",),
    }[rule]
    if rule == "hold_pins":
        pins = tuple(pin for pin in instance.pins if pin.course != course.code)
        changed = instance.changed(pins=pins)
    elif rule == "run_in_parallel":
        loose = {course.code, *others}
        changed = instance.changed(
            courses=tuple(
                c.model_copy(update={"parallel_with": ()}) if c.code in loose else c
                for c in instance.courses
            ),
        )
    else:
        fields: dict[str, object] = {
            "follow_order": {"after": ()},
            "keep_pace": {"pace_of": None},
            "keep_siblings_in_step": {"family": None},
        }[rule]  # type: ignore[assignment]
        changed = _with(instance, course, **fields)
    if others:
        text = UNTIED[rule].fill(course=course.code, other=", ".join(others))
        yield Relaxation(rule, (text,), RULE_COST, changed)


def _with(instance: Instance, course: Course, **fields: object) -> Instance:
    courses = tuple(
        c.model_copy(update=fields) if c.code == course.code else c for c in instance.courses
    )
    return instance.changed(courses=courses)


def _longer_days(instance: Instance, reason: Reason) -> Iterator[Relaxation]:
    settings = instance.settings
    if reason.rule == "limit_day_hours":
        now = settings.group_day_max
        for more in (60, 120):
            values = {"hours": format_hours(now + more), "now": format_hours(now)}
            text = DAY_MAX.fill(who=reason.subject.code, **values)
            longer = settings.model_copy(update={"group_day_max": now + more})
            yield Relaxation("hours", (text,), 4 * more, instance.changed(settings=longer))


def _more_days(instance: Instance, root: str) -> Iterator[Relaxation]:
    """Days in company that a class would spend at the CFA, spread over the term."""
    calendars = [instance.calendars[atom] for atom in instance.atoms_of[root]]
    free = [
        day
        for day, status in calendars[0].days.items()
        if status.kind == "company" and day.weekday() < 5
    ]
    for count in EXTRA_DAYS:
        if count > len(free):
            return
        step = len(free) / count
        days = [free[int(step * (index + 0.5))] for index in range(count)]
        rows = tuple(CalendarRow(first=day, last=day, kind="cfa", groups=(root,)) for day in days)
        text = CFA.fill(who=root, count=count, when=_dates(days))
        changed = instance.changed(calendar=(*instance.calendar, *rows))
        yield Relaxation("day", (text,), DAY_COST * count, changed)


def _dates(days: Iterable[date]) -> Text:
    said = ", ".join(f"{day:%d/%m/%Y}" for day in days)
    return Text(said, said)
