"""What could be changed about the reasons of a conflict, in the words of who could change it.

Every reason suggests changes, each with a price in minutes that somebody has to give. Whether a
change is of any use is not known here: `solver.relaxations` tries it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from instances.calendar import lunch_split
from instances.entities import Course, Quota, Resource, Settings, TimeOff, Wish
from instances.instance import Instance
from instances.scenario import MoreRoom, Scenario, under
from instances.text import Text
from instances.units import format_hours
from solver.calendar_changes import more_days, most_days, sooner_back
from solver.change import DAY_COST, ROOM_COST, RULE_COST, TEACHER_COST, Relaxation
from solver.change_words import (
    ADD,
    ALWAYS,
    BARE,
    DAY_MAX,
    DAYS,
    FREE,
    FREE_ALL,
    LAB,
    LENGTHS,
    LUNCH,
    OTHER,
    PER_DAY,
    REST,
    SEATS,
    SPAN,
    STRETCH,
    TOLERANCE,
    UNTIED,
    WEEK_MAX,
    when_off,
)
from solver.explain import AVAILABILITY, Conflict, Reason
from solver.holding import PIN_RULES
from solver.parts import fullness
from solver.pin_changes import unpinned

TOLERANCES = (60, 120, 240, 480, 960, 1920, 3840)
FULL_DAY = 600
# Sessions of a course a day, and limits of a teacher, that are none.
EVERY_DAY = 24
# What a class that has too much to do runs against.
FULL = ("limit_day_hours", "limit_week_hours", "avoid_clashes", "limit_day_span", "take_lunch")
# The share of its open time above which a class is too full for a plan to be found.
FULLEST = 0.97
# Instead of what somebody cannot do, what they would rather not: plans keep near it.
SOFTER: dict[Wish, Wish] = {"impossible": "avoid", "only": "wish"}
# Rules that bind a course to others, or to times.
TIES = (*UNTIED, *PIN_RULES)
_OWN_LIMITS: dict[str, dict[str, object]] = {
    "limit_day_hours": {"day_max": 1440},
    "limit_week_hours": {"week_max": 10_080},
    "limit_teacher_days": {"week_days_max": None},
}


def candidates(instance: Instance, conflict: Conflict) -> Iterator[Relaxation]:
    """Single changes that the reasons of a conflict suggest, in no order."""
    codes = [code for code in conflict.courses if code in instance.course]
    courses = [instance.course[code] for code in codes]
    for reason in conflict.reasons:
        yield from _of_reason(instance, reason, courses)
    for root in classes_of(instance, conflict):
        yield from more_days(instance, root)
        yield from sooner_back(instance, root)
    yield from _easier_rooms(instance, courses)


def classes_of(instance: Instance, conflict: Conflict) -> dict[str, None]:
    """The classes that a conflict's courses are for."""
    codes = [code for code in conflict.courses if code in instance.course]
    return dict.fromkeys(atom.groups[0] for code in codes for atom in instance.learners[code])


def without(instance: Instance, conflict: Conflict) -> Instance:
    """The problem with the reasons of a conflict dropped; its hours only if there is nothing else.

    Nobody would do all of that, but a plan of it is near one of any single change.
    """
    loose = instance
    for reason in conflict.reasons:
        loose = _dropped(loose, reason)
    for root in classes_of(instance, conflict):
        if max(fullness(loose, atom) for atom in loose.atoms_of[root]) > FULLEST:
            loose = most_days(loose, root)
    return loose if loose is not instance else fewer_hours(instance, conflict)


def fewer_hours(instance: Instance, conflict: Conflict) -> Instance:
    """The problem in which the hours that a conflict is about need not be planned."""
    codes = {r.subject.code for r in conflict.reasons if r.subject.kind == "course"}
    courses = [instance.course[code] for code in codes if code in instance.course]
    quotas = tuple(
        quota.model_copy(update={"tolerance": max(quota.tolerance, quota.minutes)})
        if any(_is_of(instance, quota, course) for course in courses)
        else quota
        for quota in instance.quotas
    )
    return instance.changed(quotas=quotas)


def _dropped(instance: Instance, reason: Reason) -> Instance:
    """The problem without a reason; as it is where that would leave hours out."""
    kind, code = reason.subject
    if reason.rule == AVAILABILITY:
        rows = tuple(
            row.model_copy(update={"level": SOFTER.get(row.level, row.level)})
            if (row.kind, row.who) == (kind, code)
            else row
            for row in instance.times_off
        )
        return instance.changed(times_off=rows)
    if reason.rule == "limit_daily_sessions":
        return _with(instance, instance.course[code], per_day=EVERY_DAY)
    if reason.rule in TIES and code in instance.course:
        changes = list(_untied(instance, reason.rule, instance.course[code]))
        return changes[0].instance if changes else instance
    if kind == "teacher" and reason.rule in _OWN_LIMITS:
        limits = _OWN_LIMITS[reason.rule]
        return _with_teacher(instance, code, **limits)
    if kind == "room" and reason.rule == "avoid_clashes":
        changes = list(_more_rooms(instance, code))
    elif kind == "group" and reason.rule in FULL:
        return _roomier(instance, reason)
    else:
        changes = list(_longer_days(instance, reason))
    return changes[-1].instance if changes else instance


def _roomier(instance: Instance, reason: Reason) -> Instance:
    """More days for a class; and longer ones, where they are shorter than people commonly have."""
    instance = most_days(instance, instance.atoms_of[reason.subject.code][0].groups[0])
    field, _, _ = _limit(reason)
    if stricter := _stricter(instance, field):
        settings = instance.settings.model_copy(
            update={field: getattr(instance.settings, field) + stricter}
        )
        instance = instance.changed(settings=settings)
    return instance


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
    if kind in ("group", "teacher"):
        yield from _longer_days(instance, reason)
    if reason.rule == "meet_quotas" and kind == "group":
        for course in courses:
            if any(code in atom.groups for atom in instance.learners[course.code]):
                yield from _tolerances(instance, course)


# By whom and what a reason is about: the parameter, its words, and minutes to try.
_LIMITS: dict[tuple[str, str], tuple[str, Text, tuple[int, ...]]] = {
    ("group", "limit_day_hours"): ("group_day_max", DAY_MAX, (60, 120, 180, 240, 300)),
    ("group", "limit_week_hours"): ("group_week_max", WEEK_MAX, (60, 120, 240, 480)),
    ("group", "limit_day_span"): ("group_span_max", SPAN, (60, 120)),
    ("teacher", "limit_day_span"): ("teacher_span_max", SPAN, (60, 120)),
    ("group", "limit_stretches"): ("group_stretch_max", STRETCH, (60, 120)),
    ("teacher", "limit_stretches"): ("teacher_stretch_max", STRETCH, (60, 120)),
    ("group", "take_lunch"): ("lunch_minutes", LUNCH, (-15, -30, -60)),
    ("teacher", "take_lunch"): ("lunch_minutes", LUNCH, (-15, -30, -60)),
    ("group", "respect_daily_rest"): ("group_rest_min", REST, (-60, -120)),
    ("teacher", "respect_daily_rest"): ("teacher_rest_min", REST, (-60, -120)),
}


def _name(instance: Instance, who: Resource) -> str:
    if who.kind == "teacher" and who.code in instance.teacher:
        return instance.teacher[who.code].name or who.code
    return who.code


def _more_availability(instance: Instance, who: Resource) -> Iterator[Relaxation]:
    rows = [row for row in instance.times_off if (row.kind, row.who) == (who.kind, who.code)]
    name = _name(instance, who)
    for index, row in enumerate(rows):
        if row.level != "impossible":
            continue
        left = tuple(other for other in instance.times_off if other != row)
        text, scale = FREE.fill(who=name, when=when_off(row)), ("off", *who, str(index))
        changed = instance.changed(times_off=left)
        yield Relaxation("availability", (text,), _minutes(row), changed, (scale,))
    barred = [row for row in rows if row.level == "impossible"]
    if len(barred) > 1:
        left = tuple(other for other in instance.times_off if other not in barred)
        text = FREE_ALL.fill(who=name)
        changed = instance.changed(times_off=left)
        cost = sum(map(_minutes, barred))
        yield Relaxation("every_absence", (text,), cost, changed, (("off", *who),))
    only = [row for row in rows if row.level == "only"]
    if not only:
        return
    left = tuple(other for other in instance.times_off if other not in only)
    changed = instance.changed(times_off=left)
    days = len({day.weekday() for day in instance.dates})
    cost = max(1, days - len({row.weekday for row in only})) * FULL_DAY
    yield Relaxation("every_absence", (ALWAYS.fill(who=name),), cost, changed, (("add", *who),))
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
            text = ADD.fill(who=name, when=when_off(row))
            changed = instance.changed(times_off=(*instance.times_off, row))
            half_day = half is not halves[-1]
            when = (str(weekday), str(half[0])) if half_day else (str(weekday),)
            scales = (("add", *who, *when),)
            yield Relaxation("availability", (text,), half[1] - half[0], changed, scales)


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
            changed = _with(instance, course, posts=posts)
            scale = ("teacher", course.code, other.code)
            yield Relaxation("teacher", (text,), TEACHER_COST, changed, (scale,))


def _teacher_limits(instance: Instance, reason: Reason) -> Iterator[Relaxation]:
    code = reason.subject.code
    teacher, settings = instance.teacher[code], instance.settings
    name, scale = teacher.name or code, (reason.rule, code)

    def changed(**fields: object) -> Instance:
        return _with_teacher(instance, code, **fields)

    if reason.rule == "limit_teacher_days" and teacher.week_days_max is not None:
        now = teacher.week_days_max
        for days in range(now + 1, min(now + 3, 6)):
            text = DAYS.fill(who=name, days=days, now=now)
            cost = DAY_COST * (days - now)
            yield Relaxation("days", (text,), cost, changed(week_days_max=days), (scale,))
    if reason.rule == "limit_day_hours":
        now = teacher.day_max or settings.teacher_day_max
        for more in (60, 120):
            values = {"hours": format_hours(now + more), "now": format_hours(now)}
            text = DAY_MAX.fill(who=name, **values)
            yield Relaxation("hours", (text,), 2 * more, changed(day_max=now + more), (scale,))
    if reason.rule == "limit_week_hours":
        week = teacher.week_max or settings.teacher_week_max
        for more in (120, 240, 480) if week else ():
            assert week is not None
            values = {"hours": format_hours(week + more), "now": format_hours(week)}
            text = WEEK_MAX.fill(who=name, **values)
            yield Relaxation("hours", (text,), 2 * more, changed(week_max=week + more), (scale,))


def _with_teacher(instance: Instance, code: str, **fields: object) -> Instance:
    people = tuple(
        one.model_copy(update=fields) if one.code == code else one for one in instance.teachers
    )
    return instance.changed(teachers=people)


def _more_rooms(instance: Instance, pool: str) -> Iterator[Relaxation]:
    for like in (code for code in pool.split(" | ") if code in instance.room):
        code = next(f"{like} {n}" for n in range(2, 100) if f"{like} {n}" not in instance.room)
        scenario = Scenario(name="+", more_rooms=(MoreRoom(code=code, like=like),))
        text = LAB.fill(room=like)
        changed = under(instance, scenario)
        yield Relaxation("room", (text,), ROOM_COST, changed, (("room", like),))


def _of_course(instance: Instance, reason: Reason, course: Course) -> Iterator[Relaxation]:
    if reason.rule == "limit_daily_sessions":
        for count in (course.per_day + 1, course.per_day + 2):
            text = PER_DAY.fill(course=course.code, count=count)
            cost = 120 * (count - course.per_day)
            changed = _with(instance, course, per_day=count)
            yield Relaxation("per_day", (text,), cost, changed, (("per_day", course.code),))
    if reason.rule == "plan_hours":
        yield from _tolerances(instance, course)
        yield from _other_lengths(instance, course)
    if reason.rule in TIES:
        yield from _untied(instance, reason.rule, course)


def _tolerances(instance: Instance, course: Course) -> Iterator[Relaxation]:
    scale = ("tolerance", course.unit, course.type, *course.groups)
    for minutes in (some for some in TOLERANCES if some < course.minutes):
        quotas = tuple(
            quota.model_copy(update={"tolerance": max(quota.tolerance, minutes)})
            if _is_of(instance, quota, course)
            else quota
            for quota in instance.quotas
        )
        if quotas != instance.quotas:
            text = TOLERANCE.fill(course=course.code, hours=format_hours(minutes))
            changed = instance.changed(quotas=quotas)
            yield Relaxation("tolerance", (text,), 4 * minutes, changed, (scale,))


def _other_lengths(instance: Instance, course: Course) -> Iterator[Relaxation]:
    for minutes in dict.fromkeys((course.durations[0] // 2, 120, 60)):
        if instance.grid.lasting(minutes) and minutes < min(course.durations):
            text = LENGTHS.fill(course=course.code, hours=format_hours(minutes))
            changed = _with(instance, course, durations=(*course.durations, minutes))
            scale = ("lengths", course.code)
            yield Relaxation("durations", (text,), RULE_COST, changed, (scale,))


def _is_of(instance: Instance, quota: Quota, course: Course) -> bool:
    if (quota.unit, quota.type or course.type) != (course.unit, course.type):
        return False
    return bool(set(instance.atoms_of[quota.group]) & set(instance.learners[course.code]))


def _untied(instance: Instance, rule: str, course: Course) -> Iterator[Relaxation]:
    if rule in PIN_RULES:
        yield unpinned(instance, rule, course.code)
        return
    others = {
        "run_in_parallel": course.parallel_with,
        "follow_order": course.after,
        "keep_pace": tuple(filter(None, (course.pace_of,))),
        "keep_siblings_in_step": ("",) if course.family else (),
    }[rule]
    if rule == "run_in_parallel":
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
        yield Relaxation(rule, (text,), RULE_COST, changed, ((rule, course.code),))


def _with(instance: Instance, course: Course, **fields: object) -> Instance:
    courses = tuple(
        c.model_copy(update=fields) if c.code == course.code else c for c in instance.courses
    )
    return instance.changed(courses=courses)


def _longer_days(instance: Instance, reason: Reason) -> Iterator[Relaxation]:
    """More of what the parameters allow a day or a week; a teacher's own limit is no parameter."""
    kind = reason.subject.kind
    field, text, steps = _limit(reason)
    now: int | None = getattr(instance.settings, field, None)
    if now is None:
        return
    for more in sorted({*steps, _stricter(instance, field) or steps[0]}, key=abs):
        values = {"hours": format_hours(now + more), "now": format_hours(now)}
        said = text.fill(who=_everybody(kind), **values)
        settings = instance.settings.model_copy(update={field: now + more})
        changed = instance.changed(settings=settings)
        yield Relaxation("hours", (said,), 4 * abs(more), changed, ((reason.rule, kind),))


def _limit(reason: Reason) -> tuple[str, Text, tuple[int, ...]]:
    return _LIMITS.get((reason.subject.kind, reason.rule), ("", DAY_MAX, ()))


def _stricter(instance: Instance, field: str) -> int:
    """What is between a limit and its usual value, where it leaves less than that."""
    now = getattr(instance.settings, field, None)
    if now is None:
        return 0
    usual = Settings.model_fields[field].default
    less_is_more = field == "lunch_minutes" or field.endswith("_rest_min")
    return 0 if usual is None or (usual > now) == less_is_more else usual - now


def _everybody(kind: str) -> Text:
    if kind == "teacher":
        return Text("Tous les enseignants", "All teachers")
    return Text("Tous les apprenants", "All learners")


def _easier_rooms(instance: Instance, courses: Sequence[Course]) -> Iterator[Relaxation]:
    """Rooms that a course could have, were it not for its equipment or the seats."""
    for course in courses:
        if not course.equipment:
            continue
        changed = _with(instance, course, equipment=())
        if set(changed.room_sets[course.code]) - set(instance.room_sets[course.code]):
            text = BARE.fill(course=course.code, what=", ".join(course.equipment))
            yield Relaxation("equipment", (text,), RULE_COST, changed, (("bare", course.code),))
    if instance.settings.seats_required:
        settings = instance.settings.model_copy(update={"seats_required": False})
        changed = instance.changed(settings=settings)
        now, then = instance.room_sets, changed.room_sets
        more = [course for course in courses if set(then[course.code]) - set(now[course.code])]
        if more:
            text = SEATS.fill(courses=", ".join(course.code for course in more))
            yield Relaxation("seats", (text,), RULE_COST * len(more), changed, (("seats",),))
