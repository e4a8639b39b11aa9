"""The tables between a timetable and its files, as pandas frames. Hours are numbers of hours."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from instances.timetable import Session, Timetable
from instances.units import HOUR

JOIN = "; "


def session_rows(timetable: Timetable, sessions: Iterable[Session]) -> pd.DataFrame:
    """One row a session: what `sessions.csv` holds."""
    return pd.DataFrame(
        [_session_row(timetable, session) for session in sessions],
        columns=[
            "id",
            "date",
            "start",
            "end",
            "minutes",
            "unit",
            "course",
            "type",
            "groups",
            "teachers",
            "rooms",
            "locked",
        ],
    )


def _session_row(timetable: Timetable, session: Session) -> tuple[object, ...]:
    course = timetable.instance.course.get(session.course)
    return (
        session.id,
        session.date,
        session.start,
        session.end,
        session.minutes,
        course.unit if course else "",
        session.course,
        course.type if course else "",
        JOIN.join(session.groups),
        JOIN.join(session.teachers),
        JOIN.join(session.rooms),
        session.locked,
    )


def hours(minutes: float) -> float:
    """Minutes as hours, to the minute."""
    return round(float(minutes) / HOUR, 4)
