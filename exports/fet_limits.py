"""How full days may be and where things are, as constraints of FET; and what has none."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product

from constraints.registry import SOFT
from constraints.weights import weight
from exports.fet_pen import Pen, Value
from instances.entities import Course
from instances.fet.activities import Needs
from instances.instance import Instance
from instances.text import Text

# Rules that constraints of FET say, whatever their weight there.
_SAID = ("spread_days_apart",)
_LEFT: dict[str, Text] = {
    "soft": Text(
        "Règles souhaitées, qui n'ont pas d'égales dans FET : {what}.",
        "Soft rules, which have no equals in FET: {what}.",
    ),
    "per_day": Text(
        "Séances par jour, quand il peut y en avoir plusieurs : {what}.",
        "Sessions a day, where there may be several: {what}.",
    ),
    "step": Text(
        "Cours dédoublés à garder en phase, ou au rythme d'un autre : {what}.",
        "Sibling courses to keep in step, or at the pace of another: {what}.",
    ),
    "lunch": Text(
        "Pause méridienne, que la grille ne ménage pas d'elle-même.",
        "The lunch break, which the grid does not leave by itself.",
    ),
    "span": Text("Amplitude des journées.", "The span of days."),
    "stretch": Text("Heures sans pause.", "Hours without a break."),
    "week": Text("Heures par semaine.", "Hours a week."),
    "seats": Text(
        "Places de plusieurs salles à la fois : {what}.",
        "Seats of several rooms at once: {what}.",
    ),
    "joined": Text(
        "Séances d'un même jour à accoler, sans jours à espacer : {what}.",
        "Sessions of one day to join, without days apart: {what}.",
    ),
}


_MOST, _LEAST, _GAPS = "Maximum_Hours_Daily", "Minimum_Hours_Daily", "Max_Gaps"
_AT_ONCE = "Maximum_Hours_Continuously"
_LIMITS: dict[tuple[str, str], tuple[str, str, str, bool]] = {
    ("day_hours", "teacher"): ("TeachersMaxHoursDaily", "TeacherMaxHoursDaily", _MOST, True),
    ("day_hours", "group"): ("StudentsMaxHoursDaily", "StudentsSetMaxHoursDaily", _MOST, True),
    ("full_days", "teacher"): ("TeachersMinHoursDaily", "TeacherMinHoursDaily", _LEAST, True),
    ("full_days", "group"): ("StudentsMinHoursDaily", "StudentsSetMinHoursDaily", _LEAST, True),
    ("busy_days", "teacher"): ("TeachersMinHoursDaily", "TeacherMinHoursDaily", _LEAST, True),
    ("busy_days", "group"): ("StudentsMinHoursDaily", "StudentsSetMinHoursDaily", _LEAST, True),
    ("day_gaps", "teacher"): ("TeachersMaxGapsPerDay", "TeacherMaxGapsPerDay", _GAPS, False),
    ("day_gaps", "group"): ("StudentsMaxGapsPerDay", "StudentsSetMaxGapsPerDay", _GAPS, False),
    ("week_gaps", "teacher"): ("TeachersMaxGapsPerWeek", "TeacherMaxGapsPerWeek", _GAPS, False),
    ("week_gaps", "group"): ("StudentsMaxGapsPerWeek", "StudentsSetMaxGapsPerWeek", _GAPS, False),
    ("late_starts", "group"): (
        "StudentsEarlyMaxBeginningsAtSecondHour",
        "StudentsSetEarlyMaxBeginningsAtSecondHour",
        "Max_Beginnings_At_Second_Hour",
        False,
    ),
}


def virtual_rooms(instance: Instance) -> dict[str, Needs]:
    """A virtual room for each set of needs of several rooms at once."""
    return {_virtual(c.rooms): c.rooms for c in instance.courses if len(c.rooms) > 1}


def _virtual(needs: Needs) -> str:
    """`A|B + C`."""
    return " + ".join("|".join(need) for need in needs)


def write_limits(pen: Pen) -> None:
    """Limits of the days of teachers and learners."""
    instance, settings = pen.instance, pen.instance.settings
    whole, most = len(instance.grid.periods), settings.group_day_max // pen.unit
    if most < whole:
        pen.time("StudentsMaxHoursDaily", (_MOST, most))
    young = settings.minor_day_max // pen.unit
    for atom in instance.atoms if young < min(whole, most) else ():
        if instance.has_minors(atom):
            named = ("Students", pen.sets.named[atom])
            pen.time("StudentsSetMaxHoursDaily", (_MOST, young), named)
    for teacher in instance.teachers:
        named = ("Teacher_Name", teacher.code)
        own = settings.teacher_day_max if teacher.day_max is None else teacher.day_max
        if own // pen.unit < whole:
            pen.time("TeacherMaxHoursDaily", named, (_MOST, own // pen.unit))
        days = teacher.week_days_max
        if days is not None and days < len(pen.dates):
            pen.time("TeacherMaxDaysPerWeek", named, ("Max_Days_Per_Week", days))
    for limit in instance.limits:
        everybody, one, tag, timed = _LIMITS[limit.kind, limit.of]
        fields: list[tuple[str, Value]] = [(tag, limit.value // pen.unit if timed else limit.value)]
        if limit.who:
            fields.append(("Teacher_Name" if limit.of == "teacher" else "Students", limit.who))
        if limit.kind in ("full_days", "busy_days"):
            fields.append(("Allow_Empty_Days", str(limit.kind == "full_days").lower()))
        pen.time(one if limit.who else everybody, *fields)
    _by_the_clock(pen)


def _by_the_clock(pen: Pen) -> None:
    """Spans and stretches: FET counts them in hours, as we do where the grid has no pause."""
    settings, periods = pen.instance.settings, pen.instance.grid.periods
    day = periods[-1].end - periods[0].start
    for key, name, tag, limit in (
        ("span", "StudentsMaxSpanPerDay", "Max_Span", settings.group_span_max),
        ("span", "TeachersMaxSpanPerDay", "Max_Span", settings.teacher_span_max),
        ("stretch", "StudentsMaxHoursContinuously", _AT_ONCE, settings.group_stretch_max),
        ("stretch", "TeachersMaxHoursContinuously", _AT_ONCE, settings.teacher_stretch_max),
    ):
        if limit is None or limit >= day:
            continue
        if pen.by_the_clock:
            pen.time(name, (tag, limit // pen.unit))
        else:
            pen.left[key].append("")


def write_rooms(pen: Pen) -> None:
    """The rooms a course may use are its activities' preferred ones."""
    pen.space("BasicCompulsorySpace")
    pinned = {piece.id: piece.pin.rooms for piece in pen.numbered if piece.pin is not None}
    for course in pen.instance.courses:
        whatever = list(_rooms_of(pen, course))
        for each in pen.ids[course.code] if whatever else ():
            about = ("Activity_Id", each)
            names = list(pinned.get(each, ())) if len(course.rooms) == 1 else whatever
            names = names or whatever
            if len(names) == 1:
                locked = ("Permanently_Locked", "false")
                pen.space("ActivityPreferredRoom", about, ("Room", names[0]), locked)
            else:
                listed = [("Preferred_Room", name) for name in names]
                count = ("Number_of_Preferred_Rooms", len(names))
                pen.space("ActivityPreferredRooms", about, count, *listed)


def _rooms_of(pen: Pen, course: Course) -> Iterator[str]:
    chosen = pen.instance.room_sets[course.code]
    if len(course.rooms) == 1:
        yield from sorted({code for rooms in chosen for code in rooms})
    elif course.rooms:
        yield _virtual(course.rooms)
        whatever = {frozenset(rooms) for rooms in product(*course.rooms)}
        if {rooms for rooms in whatever if len(rooms) == len(course.rooms)} != set(chosen):
            pen.left["seats"].append(course.code)


def left_out(pen: Pen) -> tuple[Text, ...]:
    """The rules in force that have no constraint of FET, a sentence each."""
    instance, settings = pen.instance, pen.instance.settings
    unsaid = [rule for rule in SOFT if weight(rule, instance) and rule.id not in _SAID]
    soft = [r.name for r in unsaid if r.id != "seat_everybody" or not settings.seats_required]
    found = []
    if soft:
        names = Text(", ".join(n.fr for n in soft), ", ".join(n.en for n in soft))
        found.append(_LEFT["soft"].fill(what=names))
    for course in instance.courses:
        if course.family is not None or course.pace_of is not None:
            pen.left["step"].append(course.code)
    if not _lunch_is_left(instance):
        pen.left["lunch"].append("")
    if settings.teacher_week_max is not None or any(t.week_max for t in instance.teachers):
        pen.left["week"].append("")
    for key, what in pen.left.items():
        if what:
            found.append(_LEFT[key].fill(what=", ".join(dict.fromkeys(what))))
    return tuple(found)


def _lunch_is_left(instance: Instance) -> bool:
    """Whether each day has a lunch break whatever is planned: none is asked, or the grid pauses."""
    settings, periods = instance.settings, instance.grid.periods
    edges = [(0, periods[0].start), (periods[-1].end, 1440)]
    edges += [(one.end, other.start) for one, other in pairwise(periods)]
    free = max(
        min(end, settings.lunch_end) - max(start, settings.lunch_start) for start, end in edges
    )
    return free >= settings.lunch_minutes
