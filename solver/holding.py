"""Which sessions of an older timetable hold in a problem as it is now, alone and together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from constraints.hold_pins import kept_by
from constraints.openings import Openings
from constraints.registry import RULE
from constraints.verify import violations
from instances.entities import Pin
from instances.instance import Instance
from instances.timetable import Session, Timetable
from solver.plan import HOURS, Plan, what

# What asks for a session at a time of its own.
PIN_RULES = ("hold_pins", "hold_weekly_pins")
# Rules that more sessions can only break further: what breaks one among kept sessions cannot stay.
# Rules that further sessions may yet satisfy (order, pace, siblings in step) are the search's.
LASTING = frozenset(
    (
        "match_problem",
        "avoid_clashes",
        "follow_rhythm",
        "respect_availability",
        "use_allowed_durations",
        "staff_courses",
        "seat_courses",
        "limit_daily_sessions",
        "limit_day_hours",
        "limit_week_hours",
        "limit_teacher_days",
        "limit_day_span",
        "take_lunch",
        "limit_stretches",
        "respect_daily_rest",
        "begin_when_allowed",
        "keep_disjoint",
        "keep_days_apart",
    )
)


def hit_sessions(openings: Openings, sessions: Iterable[Session]) -> tuple[Session, ...]:
    """Sessions that by themselves no longer hold: their time, their people, their rooms."""
    return tuple(session for session in sessions if not holds(openings, session))


def holds(openings: Openings, session: Session) -> bool:
    """Whether a session holds by itself: its time, its people, its rooms."""
    return _time_holds(openings, session) and _room_holds(openings, session)


def _time_holds(openings: Openings, session: Session) -> bool:
    instance = openings.instance
    course = instance.course.get(session.course)
    if course is None or set(course.groups) != set(session.groups):
        return False
    team = frozenset(session.teachers)
    if team not in instance.teams[course.code] or session.date not in instance.dates:
        return False
    return any(
        (span.start, span.minutes) == (session.start, session.minutes)
        and all(openings.attends(code, session.date, span) for code in team)
        for span, _ in openings.at(course, session.date)
    )


def _room_holds(openings: Openings, session: Session) -> bool:
    course = openings.instance.course[session.course]
    return any(
        (span.start, span.minutes) == (session.start, session.minutes)
        and frozenset(session.rooms) in rooms
        for span, rooms in openings.at(course, session.date)
    )


def able(openings: Openings, wished: Iterable[Session]) -> list[Session]:
    """Sessions that hold by themselves and with one another; of those that do not, the first."""
    left = [session for session in wished if holds(openings, session)]
    rank = {id(session): index for index, session in enumerate(left)}
    while True:
        broken = violations(Timetable(instance=openings.instance, sessions=tuple(left)))
        out = {
            max((id(session) for session in violation.sessions), key=rank.__getitem__)
            for violation in broken
            if violation.rule.id in LASTING and violation.sessions
        }
        if not out:
            return left
        left = [session for session in left if id(session) not in out]


def unmet(instance: Instance, sessions: Iterable[Session]) -> Iterator[tuple[Pin, date]]:
    """What pins ask for that no session is: each such pin, with a date on which it asks for it."""
    timetable = Timetable(instance=instance, sessions=tuple(sessions))
    broken = {
        violation.subject.code for rule in PIN_RULES for violation in RULE[rule].check(timetable)
    }
    for pin in (pin for pin in instance.pins if pin.course in broken):
        dates = instance.dates if pin.date is None else (pin.date,)
        held = {s.date for s in timetable.by_course[pin.course] if kept_by(s, pin)}
        yield from ((pin, day) for day in dates if pin.asks(day) and day not in held)


def may_stand(openings: Openings, pin: Pin, day: date) -> bool:
    """Whether a session as a pin asks for it may stand on a date, whatever else does."""
    instance = openings.instance
    course = instance.course[pin.course]
    teams = [team for team in instance.teams[course.code] if team.issuperset(pin.teachers)]
    return any(
        (span.start, span.minutes) == (pin.start, pin.minutes)
        and any(rooms.issuperset(pin.rooms) for rooms in room_sets)
        and any(all(openings.attends(code, day, span) for code in team) for team in teams)
        for span, room_sets in openings.at(course, day)
    )


def is_there(wished: Session, sessions: Iterable[Session]) -> bool:
    """Whether a session stands among others as it was wished for, whatever its id."""
    return any(what(session) == what(wished) for session in sessions)


def locked(sessions: Sequence[Session], fixed: Sequence[Session]) -> tuple[Session, ...]:
    """Sessions, those that had to stay marked as locked."""
    stay = {what(session) for session in fixed}
    return tuple(
        session.model_copy(update={"locked": True}) if what(session) in stay else session
        for session in sessions
    )


def with_teams(
    instance: Instance, sessions: Sequence[Session], edited: Collection[str]
) -> list[Session]:
    """Sessions, those of a course whose edited session has another team with that team too."""
    teams = {
        s.course: s.teachers for s in sessions if s.id in edited and s.course in instance.course
    }
    allowed = {c: t for c, t in teams.items() if frozenset(t) in instance.teams[c]}
    return [
        session.model_copy(update={"teachers": allowed.get(session.course, session.teachers)})
        if session.id not in edited
        else session
        for session in sessions
    ]


def without_broken(plan: Plan) -> Plan:
    """The plan without the courses that break a rule; their hours are missing then.

    A date may not have had room for a pin. Mending keeps every rule of what it plans anew, but
    never looks at a course that has its hours.
    """
    broken: set[str] = set()
    timetable = Timetable(instance=plan.instance, sessions=plan.sessions)
    for violation in violations(timetable, without=HOURS):
        broken |= {session.course for session in violation.sessions}
        if violation.subject.kind == "course":
            broken.add(violation.subject.code)
    if not broken:
        return plan
    left = [session for session in plan.sessions if session.course not in broken]
    return Plan.of(plan.instance, left, plan.teams)
