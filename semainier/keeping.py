"""`solve --keep`, `--only`, `--weeks`: what they name, and what is said of what stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from instances.instance import Instance
from instances.text import Text
from instances.timetable import Session, Timetable
from instances.units import format_clock, format_date
from instances.weeks import week_of
from semainier.console import Console
from semainier.failures import CommandError, Exit
from semainier.inputs import read_edits
from semainier.named import find_code, week_range
from solver.keeping import Keeping, Part, keeping

_NEEDS_KEEP = Text(
    "--only et --weeks planifient une partie, le reste ne bouge pas : dites avec --keep quel "
    "emploi du temps donne le reste",
    "--only and --weeks plan a part, the rest stays: say with --keep which timetable the rest is",
)
_NO_WEEKS = Text(
    "« {text} » : écrivez des semaines ISO, 2026-W40..2026-W42 ou 2026-W40",
    '"{text}": write ISO weeks, 2026-W40..2026-W42 or 2026-W40',
)
_EMPTY_WEEKS = Text(
    "« {text} » : aucun jour de cours dans ces semaines ; la période va de {first} à {last}",
    '"{text}": no teaching day in these weeks; the term runs from {first} to {last}',
)
_KEPT = Text(
    "{count} {count:séance gardée|séances gardées} de {file}, {count:verrouillée|verrouillées}.",
    "{count} {count:session|sessions} of {file} kept, locked.",
)
_FREED = Text(
    "{count} {count:séance de la partie à refaire|séances de la partie à refaire}.",
    "{count} {count:session|sessions} of the part, planned anew.",
)
_LOST = Text(
    "{count} {count:séance ne tient plus et n'est pas gardée|séances ne tiennent plus et ne sont "
    "pas gardées} :",
    "{count} {count:session no longer holds and is|sessions no longer hold and are} not kept:",
)
_REST = Text(
    "Ce qui est prouvé (borne, écart, impossible) l'est pour ce qui restait à décider, le reste "
    "tel quel.",
    "What is proved (bound, gap, impossible) is so of what was left to decide, the rest as it is.",
)
_MOST = 30


@dataclass(frozen=True)
class Kept:
    """A timetable to keep, the part to plan anew, and what stays."""

    file: Path
    old: Timetable
    part: Part
    what: Keeping

    def data(self) -> dict[str, object]:
        """What `--json` says of it."""
        return {
            "file": str(self.file),
            "groups": list(self.part.groups),
            "weeks": [self.part.first, self.part.last] if self.part.first else [],
            "kept": len(self.what.kept),
            "freed": len(self.what.freed),
            "lost": [session.id for session in self.what.lost],
        }


def read_kept(
    instance: Instance, problem: Path, keep: Path | None, only: Sequence[str], weeks: str | None
) -> Kept | None:
    """Read what the three options name; None without --keep.

    Raises
    ------
    CommandError
        When a part is named without what is kept, or what is named does not exist.
    """
    if keep is None:
        if only or weeks:
            raise CommandError(_NEEDS_KEEP, Exit.USAGE)
        return None
    groups = tuple(dict.fromkeys(find_code("group", text, instance) for text in only))
    first, last = _weeks(weeks, instance) if weeks else (None, None)
    part = Part(groups, first, last)
    read = read_edits(keep, instance, problem)
    edited = {edit.session for edit in read.edits}
    old = read.timetable
    return Kept(keep, old, part, keeping(instance, old, part, edited))


def _weeks(text: str, instance: Instance) -> tuple[str, str]:
    ends = week_range(text)
    if ends is None:
        raise CommandError(_NO_WEEKS.fill(text=text), Exit.USAGE)
    first, last = ends
    taught = sorted({week_of(day) for day in instance.dates})
    if not any(first <= week <= last for week in taught):
        term = {"first": taught[0], "last": taught[-1]} if taught else {"first": "–", "last": "–"}
        raise CommandError(_EMPTY_WEEKS.fill(text=text, **term))
    return first, last


def show_kept(console: Console, kept: Kept) -> None:
    """Say what stays, what is planned anew, and name what no longer holds."""
    what = kept.what
    console.say(_KEPT.fill(count=len(what.kept), file=kept.file.name))
    if what.freed:
        console.say(_FREED.fill(count=len(what.freed)))
    if what.lost:
        console.say(_LOST.fill(count=len(what.lost)), "warning")
        for session in what.lost[:_MOST]:
            console.item(_said(session))
        if len(what.lost) > _MOST:
            console.item(f"… +{len(what.lost) - _MOST}")
    console.say(_REST)


def _said(session: Session) -> Text:
    clock = format_clock(session.start)
    return Text(
        f"{session.id}, {format_date(session.date, 'fr')} {clock}",
        f"{session.id}, {format_date(session.date, 'en')} {clock}",
    )
