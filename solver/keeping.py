"""Plan with sessions of an older timetable kept: what is missing, or a part, the rest fixed.

Kept sessions are pins of the problem that is searched, and nothing can stand outside the part but
they: every stage of the search, and every proof of it, then speaks of what is left to decide.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from constraints.base import Violation
from constraints.hold_pins import kept_by
from constraints.openings import Opening, Openings
from constraints.plan_hours import slack
from constraints.registry import DOMAINS
from constraints.verify import violations
from instances.absences import with_absences
from instances.entities import Course, Pin
from instances.instance import Instance
from instances.timetable import Session, Timetable
from instances.weeks import week_of
from solver.control import Control, Options, Report, Stop
from solver.holding import LASTING, hit_sessions, with_teams
from solver.plan import pinned
from solver.plan import what as when_who_where
from solver.repair import renumbered
from solver.solve import Outcome, search


@dataclass(frozen=True)
class Part:
    """What is planned anew: the courses of some groups' learners, in some weeks; or nothing.

    groups
        Codes; none: every group.
    first, last
        ISO weeks as `2026-W40`, both taken in; None: every week.
    """

    groups: tuple[str, ...] = ()
    first: str | None = None
    last: str | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing is said of it: all is kept, what is missing may come anywhere."""
        return not self.groups and self.first is None

    def takes(self, instance: Instance, course: Course, day: date) -> bool:
        """Whether sessions of a course may be placed on a date."""
        if self.first is not None and not self.first <= week_of(day) <= (self.last or self.first):
            return False
        if not self.groups:
            return True
        learners = set(instance.learners[course.code])
        return any(learners & set(instance.atoms_of[code]) for code in self.groups)


@dataclass(frozen=True)
class Keeping:
    """What stays of an older timetable.

    kept
        Sessions that stay as they are.
    freed
        Sessions of the part, to be planned anew.
    lost
        Sessions that should stay, and do not hold any more.
    """

    kept: tuple[Session, ...]
    freed: tuple[Session, ...]
    lost: tuple[Session, ...]


class _PartOpenings(Openings):
    """Where courses can stand: in the part anywhere; elsewhere only where they stand already."""

    def __init__(self, instance: Instance, part: Part, kept: Iterable[Session]) -> None:
        super().__init__(instance, DOMAINS)
        self._part = part
        self._kept = {(s.course, s.date, s.start, s.minutes): frozenset(s.rooms) for s in kept}

    def at(self, course: Course, day: date) -> tuple[Opening, ...]:
        """Openings of the part, or those of the sessions kept."""
        found = super().at(course, day)
        if self._part.whole or self._part.takes(self.instance, course, day):
            return found
        standing = []
        for span, _ in found:
            rooms = self._kept.get((course.code, day, span.start, span.minutes))
            if rooms is not None:
                standing.append((span, (rooms,)))
        return tuple(standing)


def keeping(
    instance: Instance,
    old: Timetable,
    part: Part | None = None,
    edited: Collection[str] = (),
) -> Keeping:
    """Sort the sessions of an older timetable: what stays, is planned anew, no longer holds.

    A session stays when it holds by itself and, with the others that stay, breaks no rule that
    further sessions could not mend; of those that break one together, the latest goes, one that is
    not `edited` (ids) before one that is. A course has one team all term: where an edit gives it
    another one, its other sessions follow.
    """
    part = part or Part()
    now = with_absences(instance, old.changes)
    sessions = with_teams(now, old.sessions, edited)
    freed = [
        session
        for session in sessions
        if not part.whole
        and session.course in now.course
        and part.takes(now, now.course[session.course], session.date)
    ]
    loose = {id(session) for session in freed}
    rest = [session for session in sessions if id(session) not in loose]
    lost = list(hit_sessions(Openings(now, DOMAINS), rest))
    lost += [session for session in rest if session not in lost and _against_pins(now, session)]
    gone = {id(session) for session in lost}
    kept = [session for session in rest if id(session) not in gone]
    while out := {id(s): s for s in _given_up(now, kept, edited)}:
        lost += out.values()
        kept = [session for session in kept if id(session) not in out]
    return Keeping(tuple(kept), tuple(freed), tuple(sorted(lost, key=_when)))


def _against_pins(instance: Instance, session: Session) -> bool:
    """Whether a session stands where one imposed on a date has to, or is that one, otherwise."""
    for pin in instance.pins:
        span = instance.grid.span(pin.start, pin.minutes)
        if pin.date != session.date or span is None:
            continue
        if session.end <= span.start or span.end <= session.start:
            continue
        if session.course == pin.course:
            if not kept_by(session, pin):
                return True
            continue
        learners = set(instance.learners[session.course]) & set(instance.learners[pin.course])
        teachers = {*pin.teachers, *instance.certain[pin.course]}
        if learners or teachers & set(session.teachers) or set(pin.rooms) & set(session.rooms):
            return True
    return False


def _given_up(
    instance: Instance, kept: Sequence[Session], edited: Collection[str]
) -> Iterator[Session]:
    """For each rule that kept sessions break together, the latest of them."""
    timetable = Timetable(instance=instance, sessions=tuple(kept))
    for course in instance.courses:
        sessions = timetable.by_course[course.code]
        pins = [pin for pin in instance.pins if pin.course == course.code and pin.date]
        unkept = [pin for pin in pins if not any(_is(session, pin) for session in sessions)]
        planned = sum(session.minutes for session in sessions) + sum(p.minutes for p in unkept)
        if sessions and planned > course.minutes + slack(instance, course):
            # A session that a pin moves is likely the nearest; without one, the last is too many.
            last = max(sessions, key=lambda s: (s.id not in edited, _when(s)))
            yield min(sessions, key=lambda s: _apart(s, unkept[0])) if unkept else last
    for violation in violations(timetable):
        if violation.rule.id in LASTING:
            breaking = _breaking(violation, timetable)
            yield max(breaking, key=lambda s: (s.id not in edited, _when(s)))


def _is(session: Session, pin: Pin) -> bool:
    return session.date == pin.date and kept_by(session, pin)


def _apart(session: Session, pin: Pin) -> tuple[int, int]:
    assert pin.date is not None  # pins of a date only
    return abs((session.date - pin.date).days), abs(session.start - pin.start)


def _breaking(violation: Violation, timetable: Timetable) -> Sequence[Session]:
    """The sessions of a violation; where it names none, those of its course on its date."""
    if violation.sessions:
        return violation.sessions
    sessions = timetable.by_course[violation.subject.code]
    return [s for s in sessions if s.date == violation.values.get("date")] or sessions


def _when(session: Session) -> tuple[date, int, str]:
    return session.date, session.start, session.course


def solve_rest(
    instance: Instance,
    old: Timetable,
    what: Keeping,
    part: Part | None = None,
    *,
    options: Options | None = None,
    report: Report | None = None,
    stop: Stop | None = None,
) -> Outcome:
    """Plan what `keeping` leaves to plan; kept sessions stand as they stood, and are locked.

    Sessions keep the ids of those they stand for. `optimal`, `infeasible` and the bound speak of
    what was left to decide, with the rest as it is.

    Raises
    ------
    RuntimeError
        When a plan the models call complete breaks a rule by its check, or a kept session is not
        in it: a fault of ours.
    """
    now = with_absences(instance, old.changes)
    # A pin of the workbook that a kept session keeps is that session: two would ask for two.
    stand = {(s.course, s.date, s.start, s.minutes) for s in what.kept}
    asked = [p for p in now.pins if (p.course, p.date, p.start, p.minutes) not in stand]
    pins = (*asked, *(_pin(session) for session in what.kept))
    openings = _PartOpenings(now.changed(pins=pins), part or Part(), what.kept)
    control = Control(options or Options(), report, stop)
    outcome = search(openings, control, what.kept, (*what.kept, *what.freed))
    found = outcome.timetable
    stands = {when_who_where(session) for session in found.sessions}
    if missing := [s.id for s in what.kept if when_who_where(s) not in stands]:
        raise RuntimeError(f"sessions to keep are not kept: {missing[:5]}")
    locked, imposed = {session.id for session in what.kept}, pinned(instance)
    sessions = tuple(
        session.model_copy(update={"locked": session.id in locked or imposed(session)})
        for session in renumbered(old.sessions, found.sessions)
    )
    timetable = Timetable(
        instance=instance, sessions=sessions, solution=found.solution, changes=old.changes
    )
    return Outcome(outcome.status, timetable)


def _pin(session: Session) -> Pin:
    return Pin(
        course=session.course,
        date=session.date,
        start=session.start,
        minutes=session.minutes,
        rooms=session.rooms,
        teachers=session.teachers,
    )
