"""The week of a FET file: its days and hours by name, and the slots they make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from instances.entities import CalendarRow, TimeOff
from instances.fet.source import Node
from instances.open_week import HOUR, MONDAY, MOST_DAYS, MOST_PERIODS, opening
from instances.text import Text
from instances.workbook.layout import nearest
from instances.workbook.problems import Findings, did_you_mean

Slot = tuple[int, int]  # rank of a day, rank of an hour

DAY, HOUR_NAME = Text("jour", "day"), Text("heure", "hour")


@dataclass(frozen=True)
class Frame:
    """The names of the days and of the hours, in order."""

    days: tuple[str, ...]
    hours: tuple[str, ...]

    @property
    def slots(self) -> Iterator[Slot]:
        """Every hour of every day."""
        return ((day, hour) for day in range(len(self.days)) for hour in range(len(self.hours)))

    def date(self, day: int) -> date:
        """The date that stands for a day."""
        return MONDAY + timedelta(days=day)

    def start(self, hour: int) -> int:
        """When an hour begins, in minutes since midnight."""
        return opening(len(self.hours)) + hour * HOUR

    def starts(self, duration: int) -> frozenset[Slot]:
        """Where so many hours in a row fit into a day."""
        return frozenset(slot for slot in self.slots if slot[1] + duration <= len(self.hours))

    def runs(self, slots: Iterable[Slot]) -> Iterator[tuple[int, int, int]]:
        """The slots as runs of hours: day, first clock time, end."""
        chosen = set(slots)
        for day, hour in sorted(chosen):
            if (day, hour - 1) not in chosen:
                last = hour
                while (day, last + 1) in chosen:
                    last += 1
                yield day, self.start(hour), self.start(last) + HOUR

    def closed(self, slots: Iterable[Slot]) -> tuple[CalendarRow, ...]:
        """Slots at which nobody is taught."""
        return tuple(
            CalendarRow(
                first=self.date(day), last=self.date(day), start=start, end=end, kind="closed"
            )
            for day, start, end in self.runs(slots)
        )

    def off(self, kind: str, who: str, slots: Iterable[Slot]) -> tuple[TimeOff, ...]:
        """Slots at which somebody is not available."""
        return tuple(
            TimeOff.model_validate(
                {"who": who, "kind": kind, "weekday": day, "start": start, "end": end}
            )
            for day, start, end in self.runs(slots)
        )

    def slot(self, node: Node, day: str, hour: str, findings: Findings) -> Slot | None:
        """The slot that an element names; None (and a problem) when a name is unknown."""
        found = (
            _rank(node, day, self.days, DAY, findings),
            _rank(node, hour, self.hours, HOUR_NAME, findings),
        )
        return None if found[0] is None or found[1] is None else (found[0], found[1])


def _rank(
    node: Node, name: str, names: Sequence[str], kind: Text, findings: Findings
) -> int | None:
    if name in names:
        return names.index(name)
    what = Text(
        f"« {name} » n'est le nom d'aucun {kind.fr} du fichier."
        if kind is DAY
        else f"« {name} » n'est le nom d'aucune {kind.fr} du fichier.",
        f"“{name}” is the name of no {kind.en} of the file.",
    )
    findings.problem(node.place(), name, what, did_you_mean(nearest(name, names), names))
    return None


def read_frame(root: Node, findings: Findings) -> Frame | None:
    """The days and hours of a file; None (and a problem) when they make no week."""
    days = [node.said("Name") for node in root.listed("Days_List") if node.tag == "Day"]
    hours = [node.said("Name") for node in root.listed("Hours_List") if node.tag == "Hour"]
    right = _few(
        root, "Days_List", Text("jours", "days"), findings, found=len(days), most=MOST_DAYS
    )
    right &= _few(
        root, "Hours_List", Text("heures", "hours"), findings, found=len(hours), most=MOST_PERIODS
    )
    return Frame(tuple(days), tuple(hours)) if right else None


def _few(root: Node, tag: str, what: Text, findings: Findings, *, found: int, most: int) -> bool:
    if 0 < found <= most:
        return True
    node = root.first(tag) or root
    findings.problem(
        node.place(),
        str(found),
        Text(
            f"{found} {what.fr} : il en faut de 1 à {most}.",
            f"{found} {what.en}: there must be from 1 to {most}.",
        ),
        Text(
            "semainier planifie les fichiers de FET sur une semaine de vraies dates.",
            "semainier plans FET's files on one week of real dates.",
        ),
    )
    return False
