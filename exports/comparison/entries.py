"""Scenarios side by side: what came of each, which is best, and what is not proved of that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from instances.audit import Audit
from instances.instance import Instance
from instances.scenario import Scenario
from instances.text import Text
from instances.timetable import Solution, Timetable
from instances.units import Minutes, format_hours, number

if TYPE_CHECKING:
    from exports.comparison.figures import Figures

State = Literal["optimal", "feasible", "unfinished", "arithmetic", "search", "failed", "pending"]
COMPLETE: tuple[State, ...] = ("optimal", "feasible")
SETTLED: tuple[State, ...] = (*COMPLETE, "arithmetic", "search")
STATES: dict[State, Text] = {
    "optimal": Text("complet, optimal", "complete, optimal"),
    "feasible": Text("complet", "complete"),
    "unfinished": Text("inachevé", "unfinished"),
    "arithmetic": Text("impossible (calcul)", "impossible (arithmetic)"),
    "search": Text("impossible (recherche)", "impossible (search)"),
    "failed": Text("échec", "failed"),
    "pending": Text("pas planifié", "not planned"),
}
_ORDER: tuple[State, ...] = (
    *COMPLETE, "unfinished", "pending", "failed", "search", "arithmetic"
)  # fmt: skip

_MORE = Text(" (et {count} autre{count:|s} raison{count:|s})", " (and {count} more)")
_BY_SEARCH = Text(
    "le calcul seul n'y voit rien, la recherche a prouvé que c'est impossible ; au mieux il reste "
    "{hours} non placées",
    "arithmetic alone sees nothing, the search proved it impossible; {hours} not placed at best "
    "found",
)
_IN_TIME = Text(
    "rien de complet à temps, {hours} non placées ; rien ne prouve que c'est impossible",
    "nothing complete in time, {hours} not placed; nothing proves it impossible",
)
_PENDING = Text("arrêté avant d'être planifié", "stopped before it was planned")


@dataclass(frozen=True)
class Entry:
    """A scenario in the comparison.

    audit
        What arithmetic says of the problem it makes.
    timetable
        Its plan, partial where it is not complete; None where none was made.
    watched
        Codes of the classes whose rhythm some scenario changes; days and dates are theirs.
    why
        What the place it was planned at said, when it failed.
    rank, tied
        Place among those that have one (1 is best), and whether another has the same.
    """

    scenario: Scenario
    instance: Instance
    audit: Audit
    state: State
    timetable: Timetable | None = None
    why: str = ""
    rank: int | None = None
    tied: bool = False
    today: bool = False
    watched: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every hour is placed and every required rule kept."""
        return self.state in COMPLETE

    @property
    def settled(self) -> bool:
        """Whether it is known if a plan exists."""
        return self.state in SETTLED

    @property
    def solution(self) -> Solution | None:
        """What is known of the plan."""
        return self.timetable.solution if self.timetable else None

    @property
    def cost(self) -> float | None:
        """Points of a complete plan."""
        return self.solution.objective if self.solution and self.complete else None

    @property
    def bound(self) -> float | None:
        """Points that no plan goes below, where they are known."""
        return self.solution.bound if self.solution and self.complete else None

    @property
    def cut(self) -> bool:
        """Whether the clock cut the search, so that another run may find something else."""
        return self.solution is not None and self.solution.stopped == "wall_limit"

    @property
    def begun_with_today(self) -> bool:
        """Whether the search began with today's plan, which holds under the scenario."""
        return self.solution is not None and bool(self.solution.options.get("begun_with_plan"))

    @cached_property
    def figures(self) -> Figures | None:
        """The figures of the plan, where one was made."""
        if self.timetable is None:
            return None
        # Counting sessions needs pandas, arithmetic alone does not.
        from exports.comparison.figures import figures  # noqa: PLC0415

        return figures(self.timetable)

    @cached_property
    def short(self) -> dict[str, int]:
        """Minutes that cannot be placed, or were not, by unit.

        Where arithmetic says that there is no plan, what it says is missing, by unit, else by
        class, teacher or room: the least, whatever is done.
        """
        if self.state == "arithmetic":
            found: dict[str, int] = {}
            for finding in self.audit.of("impossible"):
                missing = finding.figures.get("missing")
                if isinstance(missing, Minutes):
                    course = self.instance.course.get(finding.subject.code)
                    by_course = finding.subject.kind == "course" and course is not None
                    key = course.unit if by_course and course else finding.subject.code
                    found[key] = max(found.get(key, 0), int(missing))
            return found
        return dict(self.figures.unplaced) if self.figures else {}

    @property
    def missing(self) -> int:
        """Minutes that are missing, at the least where arithmetic says it.

        What is missing of units adds up; what it says of classes, teachers and rooms may be
        the same hours again.
        """
        units = {course.unit for course in self.instance.courses}
        of_units = sum(minutes for what, minutes in self.short.items() if what in units)
        others = [minutes for what, minutes in self.short.items() if what not in units]
        return max([of_units, *others])

    def reason(self) -> Text | None:
        """Why it is not complete, in a line; None where it is."""
        if self.state == "arithmetic":
            first, *more = self.audit.of("impossible")
            rest = _MORE.fill(count=len(more)) if more else Text("", "")
            return Text(first.text.fr + rest.fr, first.text.en + rest.en)
        if self.state == "pending":
            return _PENDING
        if self.state == "failed":
            return Text(self.why, self.why)
        if self.complete or self.solution is None:
            return None
        hours = format_hours(sum(self.solution.unplaced.values()))
        return (_BY_SEARCH if self.state == "search" else _IN_TIME).fill(hours=hours)


def ranked(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The best first: complete plans by cost, then those that miss least; equal costs tie.

    What has no plan has no rank.
    """
    ordered = sorted(entries, key=_key)
    found: list[Entry] = []
    for index, entry in enumerate(ordered):
        if not entry.complete:
            found.append(entry)
            continue
        equals = [other for other in ordered if other.complete and other.cost == entry.cost]
        found.append(replace(entry, rank=ordered.index(equals[0]) + 1, tied=len(equals) > 1))
        assert index + 1 >= (found[-1].rank or 0)
    return tuple(found)


def _key(entry: Entry) -> tuple[float, ...]:
    known = entry.cost if entry.cost is not None else float(entry.missing)
    stage = 0 if entry.complete else 1 + _ORDER.index(entry.state)
    return stage, known, not entry.today


_BEST = Text("Le meilleur : « {name} », {cost} points.", "The best: “{name}”, {cost} points.")
_TIED = Text(
    "À égalité, {cost} points : {names}.",
    "Equal, {cost} points: {names}.",
)
_PROVED = Text(
    "Prouvé : aucun autre scénario ne peut coûter moins.",
    "Proved: no other scenario can cost less.",
)
_OPEN = Text(
    "Pas prouvé : {names} {count:pourrait|pourraient} encore coûter moins avec plus de temps.",
    "Not proved: {names} could still cost less, given more time.",
)
_NONE = Text("Aucun scénario n'a de plan complet.", "No scenario has a complete plan.")
_BEGUN = Text(
    "{names} : le plan d'aujourd'hui y tient tel quel, la recherche en est partie ; elle ne peut "
    "pas faire moins bien.",
    "{names}: today's plan holds there as it is and the search began with it; it cannot do worse.",
)
_CUT = Text(
    "L'horloge a coupé la recherche de {names} : une autre fois, le résultat peut différer. "
    "Donnez plus de temps (--time-limit), ou moins de travail à la machine (--jobs).",
    "The clock cut the search of {names}: another run may find something else. Give more time "
    "(--time-limit), or the machine less to do (--jobs).",
)


MOST_NAMES = 4  # in a sentence
_AND_MORE = Text("{names} et {count} {count:autre|autres}", "{names} and {count} more")


def verdicts(entries: Sequence[Entry]) -> tuple[Text, ...]:
    """What the ranking says, and what it does not prove; `entries` are ranked."""
    said: list[Text] = []
    best = [entry for entry in entries if entry.rank == 1]
    if not best:
        said.append(_NONE)
    else:
        cost = best[0].cost
        assert cost is not None
        names = _all(best)
        points = Text(number(cost, "fr"), number(cost, "en"))
        said.append((_TIED if len(best) > 1 else _BEST).fill(names=names, name=names, cost=points))
        open_still = [e for e in entries if e not in best and _may_beat(e, cost)]
        if open_still:
            said.append(_OPEN.fill(names=_names(open_still), count=len(open_still)))
        elif len(entries) > len(best):
            said.append(_PROVED)
    begun = [entry for entry in entries if entry.begun_with_today]
    if begun:
        said.append(_BEGUN.fill(names=_names(begun)))
    today_cut = any(entry.today and entry.cut for entry in entries)
    cut = [entry for entry in entries if entry.cut or (today_cut and entry.begun_with_today)]
    if cut:
        said.append(_CUT.fill(names=_names(cut)))
    return tuple(said)


def _may_beat(entry: Entry, cost: float) -> bool:
    """Whether a better plan of a scenario may cost less than `cost`."""
    if entry.state in ("arithmetic", "search"):
        return False
    return entry.bound is None or entry.bound < cost


def _names(entries: Sequence[Entry]) -> Text:
    """The names, of which some stand for all where they are many."""
    names = ", ".join(entry.scenario.name for entry in entries[:MOST_NAMES])
    more = len(entries) - MOST_NAMES
    return _AND_MORE.fill(names=names, count=more) if more > 1 else Text(*[_all(entries)] * 2)


def _all(entries: Sequence[Entry]) -> str:
    return ", ".join(entry.scenario.name for entry in entries)
