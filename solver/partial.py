"""What could be placed when not everything can: an elastic model of its own.

Placed and unplaced minutes make a course's hours; the fewest are left unplaced and every other
rule holds. Imposed sessions are given up only when they themselves stand in the way.
"""

from __future__ import annotations

from collections.abc import Sequence

from constraints.openings import Openings
from constraints.registry import WISH
from instances.text import Text
from instances.timetable import Session
from solver.control import Control, Job
from solver.holding import PIN_RULES
from solver.model import Scope, build, exact_days
from solver.plan import read_sessions
from solver.rooms import choose_rooms

STAGE = Text("Plan partiel", "Partial plan")


def place_most(
    openings: Openings, control: Control, seconds: float, kept: Sequence[Session] = ()
) -> tuple[Session, ...]:
    """As many hours as can be found in so many seconds, beside kept sessions; none at the worst."""
    dates = openings.instance.dates
    scope = Scope(kept=kept, part={c.code: dates for c in openings.instance.courses})
    standing = {id(session) for session in kept}
    control.enter(STAGE)
    until, tried = control.clock + seconds, False
    for without in ((), PIN_RULES):
        for decide_rooms in (False, True):
            model = build(
                openings,
                exact_days(dates),
                scope if kept else None,
                decide_rooms=decide_rooms,
                elastic=True,
                without=(*WISH, *without),
            )
            control.spend(model.size * 1e-5)
            left = until - control.clock
            if left < 0.5 and tried:
                return ()
            tried, left = True, max(left, 1.0)
            job = Job(model.cp, 0.8 * left, workers=control.workers, last_chance=True)
            solved = control.run(job)
            if not solved.found:
                continue
            sessions = tuple(read_sessions(model.x, solved.value))
            if not decide_rooms:
                loose = [session for session in sessions if id(session) not in standing]
                seated = choose_rooms(openings, loose, control, 0.2 * left, kept)
                if loose and not seated:
                    continue
                sessions = (*kept, *seated)
            return sessions
    return ()
