"""What the summary of an exported timetable must warn its reader of."""

from __future__ import annotations

from constraints.verify import violations
from instances.audit import audit
from instances.text import Lang
from instances.timetable import Timetable


def alerts(timetable: Timetable, lang: Lang) -> list[str]:
    """Required rules broken, then what the audit proves or warns of; gravest first.

    The hours that a partial timetable lacks are listed apart: they are no violations here.
    """
    solution = timetable.solution
    partial = solution is not None and solution.status == "partial"
    broken = () if partial else violations(timetable)
    found = audit(timetable.instance)
    grave = [*found.of("impossible"), *found.of("error"), *found.of("warning")]
    return [
        *(violation.say(lang) for violation in broken),
        *(finding.text.say(lang) for finding in grave),
    ]
