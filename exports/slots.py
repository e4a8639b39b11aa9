"""The slots of a view's trame: the times its courses use, and on how many dates each one holds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from exports.dates import week_ranges
from exports.views import View
from instances.text import Lang, Text
from instances.timetable import Session

SELDOM = 0.8  # below this share of its dates, an entry says which weeks it is held
RARE = 0.25  # below this, it makes way for the others at its time


class Slot(NamedTuple):
    """An entry of the trame: a course's sessions at one time of one weekday.

    `possible`: dates of that weekday and week of the cycle the course could be held on.
    """

    turn: int
    weekday: int
    start: int
    end: int
    example: Session
    rooms: str
    dates: tuple[date, ...]
    possible: int

    @property
    def share(self) -> float:
        """The part of its dates on which it holds."""
        return len(self.dates) / max(1, self.possible)


def slots(view: View) -> list[Slot]:
    """The entries of a view's trame, those that hold most often first."""
    found: dict[tuple[object, ...], list[Session]] = defaultdict(list)
    for session in view.sessions:
        turn, weekday = view.turn(session.date), session.date.weekday()
        key = (turn, weekday, session.start, session.end, session.course, session.teachers)
        found[key].append(session)
    entries = [_slot(view, sessions) for sessions in found.values()]
    entries.sort(key=lambda slot: (-len(slot.dates), slot.weekday, slot.start, slot.example.course))
    return entries


def _slot(view: View, sessions: Sequence[Session]) -> Slot:
    first = sessions[0]
    dates = tuple(sorted({session.date for session in sessions}))
    rooms = Counter(view.rooms_shown(session) for session in sessions)
    possible = view.dates_possible(first) | set(dates)
    return Slot(
        turn=view.turn(first.date),
        weekday=first.date.weekday(),
        start=first.start,
        end=first.end,
        example=first,
        rooms=" / ".join(name for name, _ in rooms.most_common() if name),
        dates=dates,
        possible=len(possible),
    )


def slot_lines(view: View, slot: Slot, lang: Lang, *, weeks: bool = True) -> tuple[str, ...]:
    """The text of an entry: the session's, and when it does not hold on every date, how often.

    `weeks`: whether it says in which weeks where it holds seldom.
    """
    lines = view.lines(slot.example, slot.rooms)
    if len(slot.dates) >= slot.possible:
        return lines
    text = Text("{count} dates sur {possible}", "{count} of {possible} dates")
    if len(slot.dates) == 1:
        text = Text("1 date sur {possible}", "1 of {possible} dates")
    how_often = text.say(lang, count=len(slot.dates), possible=slot.possible)
    if weeks and slot.share < SELDOM:
        how_often += f" ({week_ranges(slot.dates, lang)})"
    return (*lines, how_often)
