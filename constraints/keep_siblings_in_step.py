"""Half-groups of one course advance together, one session apart at the most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.base import Required, Violation, course_subject
from instances.text import Text
from instances.timetable import Timetable

if TYPE_CHECKING:
    from constraints.base import Expr, Posted
    from constraints.variables import Variables


class KeepSiblingsInStep(Required):
    """At the end of each date, siblings have held as many sessions as each other, or one more."""

    id = "keep_siblings_in_step"
    name = Text("Demi-groupes au même pas", "Half-groups in step")
    statement = Text(
        "À la fin de chaque jour, les cours d'une même ligne dédoublée ont une séance d'écart "
        "au plus.",
        "At the end of each day, the courses of one split row are at most one session apart.",
    )
    violation = Text(
        "{subject} : séances faites au {date} : {count}, contre {other_count} en {other}.",
        "{subject}: sessions done by {date}: {count}, against {other_count} in {other}.",
    )
    source = "Usage : dédoublement"
    trame = "absent"

    def post(self, x: Variables) -> Iterator[Posted]:
        """Carry the lead of one sibling over another from date to date, within one."""
        decided = set(x.courses)
        for first, second in x.instance.siblings:
            if first not in decided and second not in decided:
                continue
            lead: Expr = 0
            for day in x.days:
                mine, theirs = x.on(first, day), x.on(second, day)
                lead += sum(p.var for p in mine) - sum(p.var for p in theirs)
                if (mine or theirs) and not isinstance(lead, int):
                    carried = x.model.new_int_var(-1, 1, "")
                    yield course_subject(first), x.model.add(carried == lead)
                    lead = carried

    def check(self, timetable: Timetable) -> Iterator[Violation]:
        """Count the sessions of each two siblings up to each date."""
        for pair in timetable.instance.siblings:
            held = [
                Counter(session.date for session in timetable.by_course[course.code])
                for course in pair
            ]
            done = [0, 0]
            for day in sorted(held[0] | held[1]):
                done = [count + sessions[day] for count, sessions in zip(done, held, strict=True)]
                ahead = done[0] > done[1]
                apart = abs(done[0] - done[1])
                if apart > 1:
                    # The one that is late is named first.
                    late, early = (1, 0) if ahead else (0, 1)
                    values = {
                        "count": done[late],
                        "date": day,
                        "other": pair[early].code,
                        "other_count": done[early],
                    }
                    yield Violation(self, course_subject(pair[late]), apart - 1, values)
