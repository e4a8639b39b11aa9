"""Where the sessions of a strand go: in as few places of the week as can be."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from random import Random

from benchmarks.campus.maquette import Strand
from benchmarks.campus.school import Cell, Holder, Klass


def choose(
    rng: Random,
    klass: Klass,
    strand: Strand,
    team: dict[str, Holder],
    cells: Sequence[Cell],
    count: int,
) -> list[Cell]:
    """Cells for the sessions, one a day, in as few places of the week as can be."""
    length = strand.length
    chosen: list[Cell] = []
    days: set[int] = set()
    weeks: Counter[str] = Counter()

    def able(cell: Cell) -> bool:
        return cell.day not in days and all(
            teacher.open_to(cell, length)
            and teacher.per_week[cell.week] + length * (weeks[cell.week] + 1)
            <= (teacher.week_max or 0)
            for teacher in team.values()
        )

    places: dict[tuple[int, int], list[Cell]] = defaultdict(list)
    for cell in cells:
        places[cell.weekday, cell.start].append(cell)
    ranks = {place: _edge(klass, strand, found) for place, found in places.items()}
    # Lectures come early in the stretch of dates a session stands for, practicals late.
    lead = 0.0 if strand.stretchable else 0.9
    ties = {place: rng.random() for place in places}
    while len(chosen) < count:
        able_at = {place: [c for c in found if able(c)] for place, found in places.items()}
        able_at = {place: found for place, found in able_at.items() if found}
        if not able_at:
            break
        missing = count - len(chosen)

        def price(
            place: tuple[int, int],
            able_at: dict[tuple[int, int], list[Cell]] = able_at,
            missing: int = missing,
        ) -> tuple[float, ...]:
            room = len(able_at[place])
            enough = room >= missing
            return (ranks[place], not enough, room if enough else -room, ties[place])

        found = able_at[min(able_at, key=price)]
        taken = min(missing, len(found))
        spread = [found[int((k + lead) * len(found) / taken)] for k in range(taken)]
        for cell in spread:
            if able(cell):
                chosen.append(cell)
                days.add(cell.day)
                weeks[cell.week] += 1
    return chosen


def _edge(klass: Klass, strand: Strand, cells: Sequence[Cell]) -> float:
    """0 for a place in the middle of the day, or in the gap a practical leaves; 1 at its ends."""
    if strand.length == 1:
        return 1 - sum(klass.in_gap(cell) for cell in cells) / len(cells)
    return float(strand.length == 2 and cells[0].start in (0, 6))
