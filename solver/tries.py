"""A try: plan a neighbourhood of a plan anew, with an exact model of its own.

Rooms are decided and the rest of the timetable is fixed; while hours are missing, nothing but the
required rules is looked at and rooms come after. What a try needs is all in `Tries` and `Try`, so
that it can be made in any thread or process.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from constraints.openings import Openings
from constraints.registry import WISH
from instances.entities import Course
from instances.grid import Span
from instances.timetable import Session
from instances.weeks import in_one_week
from solver.control import Control, Job
from solver.model import Model, Scope, build, exact_days, hint, press, shake
from solver.neighbourhoods import Neighbourhood
from solver.plan import Plan, chosen_teams, read_sessions
from solver.rooms import choose_rooms
from solver.tiles import tiled

SECONDS, WEEK_SECONDS, ROOMS_SECONDS = 1.0, 0.15, 0.1


@dataclass(frozen=True)
class Found:
    """What a try found: the plan it began with, and the sessions for those it freed."""

    where: Neighbourhood
    base: Plan
    sessions: tuple[Session, ...]
    teams: dict[str, frozenset[str]]
    effort: float
    shaken: bool = False


class Try(NamedTuple):
    """What is planned anew: all that was drawn for it, before it begins.

    rooms
        The sets of rooms offered to each course that has not its choice.
    number
        Its rank among all tries; seeds what is random about it.
    shaken
        Whether it chooses at random among plans that cost the same.
    urgency
        Of courses whose hours did not find a place: how many times a missing hour counts.
    """

    where: Neighbourhood
    plan: Plan
    control: Control
    rooms: Mapping[str, frozenset[frozenset[str]]]
    number: int
    shaken: bool
    urgency: Mapping[str, float]

    def beside(self) -> tuple[list[Session], dict[str, frozenset[str]]]:
        """The sessions that stay, and the teams of their courses."""
        freed = {id(session) for session in self.where.sessions}
        kept = [session for session in self.plan.sessions if id(session) not in freed]
        partly = {session.course for session in kept}
        return kept, {code: team for code, team in self.plan.teams.items() if code in partly}


class Tries:
    """Makes the tries of a run."""

    def __init__(self, openings: Openings) -> None:
        self.openings = openings
        self.days = exact_days(openings.instance.dates)
        self.tiles = tiled(openings.instance)
        self.one_week = in_one_week(openings.instance.dates)

    def make(self, begun: Try) -> Found | None:
        """Plan a neighbourhood anew; None if there was no time for it."""
        where, plan = begun.where, begun.plan
        kept, teams = begun.beside()
        used = {(s.course, s.slot) for s in plan.sessions if s.course in where.part}
        mending = bool(plan.unplaced)
        anew = self.tiles if mending and not where.familiar else None
        standing_at = {(s.course, s.date, s.start) for s in where.sessions}

        def known(course: Course, when: date, span: Span) -> bool:
            if where.at_once:
                return (course.code, when, span.start) in standing_at
            slot = when.weekday(), span.start, span.minutes
            return (course.code, slot) in used or (anew is not None and anew(course, when, span))

        model = build(
            self.openings,
            self.days,
            Scope(
                kept=kept,
                part=where.part,
                narrow=known if where.familiar or where.at_once or mending else None,
                rooms=begun.rooms,
                teams=teams,
            ),
            decide_rooms=not mending,
            elastic=mending,
            # A plan with all its hours is soon regular again: no wish is looked at before.
            without=WISH if mending else (),
        )
        found = self.solve(model, begun)
        if found is None or not mending:
            return found
        return self._seated(found, kept, begun.control)

    def seat_again(self, found: Found, plan: Plan, control: Control) -> Found:
        """What was found, with other rooms for it beside the sessions of a plan.

        While hours are missing tries look at no rooms: side by side they take the same ones, and
        hardly any could be laid over another.
        """
        freed = {id(session) for session in found.where.sessions}
        kept = [session for session in plan.sessions if id(session) not in freed]
        if len(kept) + len(freed) != len(plan.sessions):
            return found
        return self._seated(found, kept, control)

    def solve(self, model: Model, begun: Try) -> Found | None:
        """What the model of a try finds; the sessions that stood, if nothing."""
        where, plan, control, number = begun.where, begun.plan, begun.control, begun.number
        hint(model, where.sessions)
        if model.x.elastic:
            model = press(model, begun.urgency)
        if begun.shaken:
            shake(model, number)
        control.spend(0.02 + model.size * 2e-5)
        if control.over:
            return None
        seconds = WEEK_SECONDS if self.one_week else SECONDS
        solved = control.run(
            Job(
                model.cp,
                seconds,
                near=True,
                by_hint=model.x.elastic,
                by_work=self.one_week,
                number=number,
            )
        )
        effort = min(1.0, solved.work / seconds) if solved.status == "OPTIMAL" else 1.0
        if not solved.found:
            return Found(where, plan, where.sessions, {}, effort)
        standing = {id(session) for session in model.x.kept}
        standing |= {id(session) for session in model.x.beside}
        sessions = tuple(s for s in read_sessions(model.x, solved.value) if id(s) not in standing)
        teams = chosen_teams(model.x, solved.value)
        return Found(where, plan, sessions, teams, effort, begun.shaken)

    def _seated(self, found: Found, kept: Sequence[Session], control: Control) -> Found:
        """Sessions with rooms; where some find none, all sessions of their dates choose anew."""
        where, sessions = found.where, found.sessions
        if sessions is where.sessions:
            return found  # nothing was: they have their rooms
        near = _near(kept, sessions)
        seated = choose_rooms(self.openings, sessions, control, ROOMS_SECONDS, near, fit=True)
        if len(seated) == len(sessions):
            return replace(found, sessions=seated)
        seats = {(s.course, s.date, s.start) for s in seated}
        dates = {s.date for s in sessions if (s.course, s.date, s.start) not in seats}
        moved = tuple(session for session in kept if session.date in dates)
        there = tuple(session for session in seated if session.date not in dates)
        rest = (*(session for session in kept if session.date not in dates), *there)
        again = (*moved, *(session for session in sessions if session.date in dates))
        near = _near(rest, again)
        anew = choose_rooms(self.openings, again, control, ROOMS_SECONDS, near, fit=True)
        freed = (*where.sessions, *moved)
        return replace(found, where=replace(where, sessions=freed), sessions=(*there, *anew))


def _near(kept: Iterable[Session], sessions: Sequence[Session]) -> list[Session]:
    """Of kept sessions those on the dates of some others, which take rooms, or of their courses."""
    dates, codes = {s.date for s in sessions}, {s.course for s in sessions}
    return [session for session in kept if session.date in dates or session.course in codes]
