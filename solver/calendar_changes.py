"""Changes of when a class is at the CFA: days more, and a time in company that ends sooner."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from instances.calendar import days_between
from instances.entities import CalendarRow
from instances.instance import Instance
from instances.text import Text
from solver.change import DAY_COST, Relaxation
from solver.change_words import CFA, SOONER, WITHOUT_ROW, dates_said

EXTRA_DAYS = (1, 2, 4, 8, 12, 20)
# Shares of a time in company that may be left of it.
LEFT = (0.75, 0.5, 0.25)


def more_days(instance: Instance, root: str) -> Iterator[Relaxation]:
    """Days that its rhythm spends in company and a class would spend at the CFA, over the term."""
    imposed = {
        day for row in in_company(instance, root) for day in days_between(row.first, row.last)
    }
    free = [
        day
        for day, status in instance.calendars[instance.atoms_of[root][0]].days.items()
        if status.kind == "company" and day.weekday() < 5 and day not in imposed
    ]
    for count in EXTRA_DAYS:
        if count > len(free):
            return
        step = len(free) / count
        days = [free[int(step * (index + 0.5))] for index in range(count)]
        rows = tuple(CalendarRow(first=day, last=day, kind="cfa", groups=(root,)) for day in days)
        text = CFA.fill(who=root, count=count, when=dates_said(days))
        changed = instance.changed(calendar=(*instance.calendar, *rows))
        yield Relaxation("day", (text,), DAY_COST * count, changed, (("day", root),))


def sooner_back(instance: Instance, root: str) -> Iterator[Relaxation]:
    """A time in company or a stage that the calendar imposes on a class: shorter, then none."""
    imposed, term = in_company(instance, root), instance.settings
    for index, row in enumerate(instance.calendar):
        first, last = max(row.first, term.start), min(row.last, term.end)
        days = [day for day in days_between(first, last) if day.weekday() < 5]
        if row not in imposed or not days:  # rows may speak of other terms
            continue
        values = {"who": ", ".join(row.groups) or root, "what": row.label or row.kind}
        until = f"{row.last:%d/%m/%Y}"
        for share in LEFT:
            end = days[max(0, round(share * len(days)) - 1)]
            rows = (row.model_copy(update={"last": end}),)
            text = SOONER.fill(**values, end=f"{end:%d/%m/%Y}", now=until)
            cost = DAY_COST * (len(days) - days.index(end) - 1)
            if cost and end > first:
                yield _with_rows(instance, index, rows, text, cost)
        text = WITHOUT_ROW.fill(**values, first=f"{row.first:%d/%m/%Y}", last=until)
        yield _with_rows(instance, index, (), text, DAY_COST * len(days))


def most_days(instance: Instance, root: str) -> Instance:
    """The problem with as many days at the CFA for a class as all changes of this kind give."""
    imposed = in_company(instance, root)
    calendar = tuple(row for row in instance.calendar if row not in imposed)
    free = instance.changed(calendar=calendar) if imposed else instance
    return next((change.instance for change in reversed(list(more_days(free, root)))), free)


def _with_rows(
    instance: Instance, index: int, rows: tuple[CalendarRow, ...], text: Text, cost: int
) -> Relaxation:
    calendar = (*instance.calendar[:index], *rows, *instance.calendar[index + 1 :])
    scale = ("row", str(index))
    return Relaxation("calendar", (text,), cost, instance.changed(calendar=calendar), (scale,))


def in_company(instance: Instance, root: str) -> list[CalendarRow]:
    """Rows of the calendar that keep a class out of the CFA for its company's sake."""
    inside = {root, *chain.from_iterable(atom.groups for atom in instance.atoms_of[root])}
    return [
        row
        for row in instance.calendar
        if row.kind in ("company", "stage") and (not row.groups or inside & set(row.groups))
    ]
