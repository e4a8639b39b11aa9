"""Where in the workbook a finding of the audit comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import cast

from instances.audit import Finding
from instances.instance import Instance
from instances.text import LANGS, SEMICOLON, Lang, Text
from instances.workbook.layout import SheetKey
from instances.workbook.places import places_of
from instances.workbook.problems import Place

Places = Mapping[tuple[SheetKey, str], tuple[Place, ...]]

# The sheet whose rows are about a subject.
OWN: dict[str, SheetKey] = {
    "teacher": "teachers",
    "room": "rooms",
    "group": "groups",
    "course": "courses",
}
WHERE = Text("{what} ({where})", "{what} ({where})")
_PINS = "pin_"  # what findings about imposed sessions are called
_GRAVE = ("impossible", "error")


def places_for(path: Path, instance: Instance, findings: Iterable[Finding]) -> Places:
    """The places of a workbook, read again only when a finding is to be placed.

    Problems of other forms have no rows to name.
    """
    wanted = instance.origin == "workbook" and any(map(_is_placed, findings))
    return places_of(path) if wanted else {}


def places_of_finding(finding: Finding, places: Places) -> tuple[Place, ...]:
    """The rows a finding comes from: those to be mended, and of imposed sessions all."""
    sheet = "pins" if finding.code.startswith(_PINS) else OWN.get(finding.subject.kind)
    codes: tuple[str, ...] = (finding.subject.code,)
    if finding.code == "quota":
        # The hours of courses are to be mended: the row of a group has none.
        sheet, codes = "courses", cast(tuple[str, ...], finding.figures["courses"])
    if sheet is None or not _is_placed(finding):
        return ()
    names = [
        name
        for code in codes
        for name in ((code, code.partition("/")[0]) if sheet in ("courses", "pins") else (code,))
    ]
    found = (place for name in names for place in places.get((sheet, name), ()))
    return tuple(dict.fromkeys(found))


def placed(finding: Finding, places: Places) -> Text:
    """The sentence of a finding, with its rows."""
    rows = places_of_finding(finding, places)
    if not rows:
        return finding.text
    where = Text(*(joined(rows, lang) for lang in LANGS))
    bare = Text(*(text.removesuffix(".") for text in finding.text))
    said = WHERE.fill(what=bare, where=where)
    return Text(*(f"{text}." for text in said)) if bare != finding.text else said


def joined(places: Iterable[Place], lang: Lang) -> str:
    """Places one after the other, a sheet's name once: `Indisponibilités, ligne 2 ; ligne 3`."""
    said, sheet = list[str](), ""
    for place in places:
        here = replace(place, sheet="") if place.sheet == sheet else place
        said.append(here.say(lang))
        sheet = place.sheet
    return SEMICOLON.say(lang).join(said)


def _is_placed(finding: Finding) -> bool:
    return finding.severity in _GRAVE or finding.code.startswith(_PINS)
