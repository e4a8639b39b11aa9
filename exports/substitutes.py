"""Substitutes: who could give a session in place of a teacher who is away."""

from __future__ import annotations

from dataclasses import dataclass

from instances.entities import Resource, Teacher
from instances.instance import Instance
from instances.timetable import Session, Timetable
from instances.weeks import week_of


@dataclass(frozen=True)
class Substitutes:
    """A session as it stood, who is away, and codes of those who could give it then."""

    session: Session
    away: tuple[str, ...]
    able: tuple[str, ...]


def substitutes(
    instance: Instance, lost: tuple[Session, ...], stood: Timetable, mended: Timetable
) -> tuple[Substitutes, ...]:
    """For each lost session whose teacher is away: the teachers qualified, free, under their hours.

    A session that has to stay where it is may do so in either plan: what made a teacher free in the
    mended one may be just the move that is refused.

    Parameters
    ----------
    instance
        The problem with its absences.
    lost
        Sessions as they stood.
    stood, mended
        The timetable before and after: a substitute has to be free in both.
    """
    found = []
    for session in lost:
        away = tuple(code for code in session.teachers if not _there(instance, code, session))
        if away and session.course in instance.course:
            able = tuple(
                teacher.code
                for teacher in instance.teachers
                if _able(instance, teacher, session)
                and all(_free(instance, teacher, session, plan) for plan in (stood, mended))
            )
            found.append(Substitutes(session, away, able))
    return tuple(found)


def _there(instance: Instance, code: str, session: Session) -> bool:
    mask = instance.grid.mask(session.start, session.end)
    return instance.available(Resource("teacher", code), session.date) & mask == mask


def _able(instance: Instance, teacher: Teacher, session: Session) -> bool:
    """Whether a teacher who does not give the session may, and is there then."""
    unit = instance.course[session.course].unit
    if teacher.code in session.teachers or unit not in teacher.units:
        return False
    return _there(instance, teacher.code, session)


def _free(instance: Instance, teacher: Teacher, session: Session, plan: Timetable) -> bool:
    """Whether a plan leaves a teacher the time of a session, and hours enough."""
    own = plan.by_teacher.get(teacher.code, ())
    if any(session.overlaps(other) for other in own):
        return False
    day = sum(s.minutes for s in own if s.date == session.date) + session.minutes
    week = sum(s.minutes for s in own if week_of(s.date) == week_of(session.date))
    day_max = instance.settings.teacher_day_max if teacher.day_max is None else teacher.day_max
    week_max = teacher.week_max or instance.settings.teacher_week_max
    return day <= day_max and (week_max is None or week + session.minutes <= week_max)
