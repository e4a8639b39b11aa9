"""Scenarios as people type them, `NAME=SPEC`, `NAME=SIO1:Mon Tue; SIO2:Mon-Wed`; a workbook's."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from instances.instance import Instance
from instances.rhythm import RhythmError, parse_rhythm
from instances.scenario import (
    NO_GROUP,
    Scenario,
    ScenarioError,
    classes_with_rhythm,
    not_among,
    read_spec,
)
from instances.text import Text


def parse_scenario(text: str, instance: Instance, groups: Sequence[str] = ()) -> Scenario:
    """Read `NAME=SPEC` or `NAME=SIO1:Mon Tue; SIO2:Mon-Wed`; without `NAME=`, SPEC is the name.

    groups
        Whom a bare SPEC changes; empty: the only class with a rhythm.

    Raises
    ------
    ScenarioError
        When it cannot be read, or does not say whom it changes.
    """
    name, equals, spec = text.partition("=")
    if not equals:
        name, spec = text, text
    name, spec = " ".join(name.split()), spec.strip()
    if not name:
        raise ScenarioError(_NO_NAME.fill(text=text))
    rhythms = _by_group(spec, instance.group)
    if rhythms is None:
        rhythms = dict.fromkeys(groups or whom(instance), spec)
    for group, asked in rhythms.items():
        if group not in instance.group:
            raise not_among(NO_GROUP, group, instance.group)
        read_spec(asked)
    return Scenario(name=name, rhythms=rhythms)


def whom(instance: Instance) -> tuple[str, ...]:
    """The group that a rhythm without a name of its group changes.

    Raises
    ------
    ScenarioError
        When several classes have rhythms: it must be said.
    """
    classes = classes_with_rhythm(instance) or tuple(group.code for group in instance.roots)
    if len(classes) != 1:
        raise ScenarioError(_WHOM.fill(groups=", ".join(classes), first=min(classes)))
    return classes


def possible_rhythms(instance: Instance, groups: Collection[str] = ()) -> list[Scenario]:
    """A scenario for each rhythm that the workbook allows a class, named as there.

    groups
        Classes that choose; empty: every class that has a choice.

    Raises
    ------
    ScenarioError
        When one of `groups` does not exist or has no choice.
    """
    for code in groups:
        if code not in instance.group:
            raise not_among(NO_GROUP, code, instance.group)
        if not instance.group[code].possible_rhythms:
            raise ScenarioError(_NO_CHOICE.fill(name=code))
    spec = {row.name: row.spec for row in instance.rhythms}
    return [
        Scenario(name=f"{group.code}: {name}", rhythms={group.code: spec[name]})
        for group in instance.groups
        if not groups or group.code in groups
        for name in group.possible_rhythms
    ]


def _by_group(spec: str, groups: Collection[str]) -> dict[str, str] | None:
    """`SIO1:Mon Tue; SIO2:Mon-Wed` by group; None when the text names no group."""
    found: dict[str, str] = {}
    last = None
    for part in re.split(r"\s*;\s*", spec):
        # A code may hold a colon, and `Wed:am` is half a day: the longest code that fits is meant.
        fitting = [code for code in groups if re.match(rf"{re.escape(code)}\s*:", part)]
        code = max(fitting, key=len, default=None)
        if code is not None:
            if code in found:
                raise ScenarioError(_TWICE.fill(group=code, spec=spec))
            found[code], last = part[len(code) :].lstrip()[1:].strip(), code
        elif last is not None and part:
            unknown, colon, rest = part.partition(":")
            if colon and not _is_spec(part):
                raise not_among(NO_GROUP, unknown.strip(), groups)
            found[last] = f"{found[last]} {part}"
    if not found and not _is_spec(spec):
        unknown, colon, rest = spec.partition(":")
        if colon and _is_spec(rest.partition(";")[0]):
            raise not_among(NO_GROUP, unknown.strip(), groups)
    return found or None


def _is_spec(text: str) -> bool:
    try:
        parse_rhythm(text)
    except RhythmError:
        return False
    return True


_NO_CHOICE = Text(
    "« {name} » n'a pas de « Rythmes possibles » dans la feuille Groupes : remplissez-y cette "
    "colonne, ou donnez des rythmes par --rhythm.",
    "“{name}” has no “Possible rhythms” in the sheet Groups: fill in that column, or give rhythms "
    "by --rhythm.",
)
_NO_NAME = Text(
    "« {text} » : il manque un nom avant « = ». Écrivez « NOM=lun mar ».",
    "“{text}”: a name is missing before `=`. Write `NAME=Mon Tue`.",
)
_WHOM = Text(
    "Plusieurs classes ont un rythme ({groups}) : dites qui change, par « --groups {first} » ou "
    "« NOM={first}:lun mar ».",
    "Several classes have a rhythm ({groups}): say whom to change, by `--groups {first}` or "
    "`NAME={first}:Mon Tue`.",
)
_TWICE = Text(
    "« {spec} » donne deux rythmes à {group}. Gardez-en un.",
    "“{spec}” gives {group} two rhythms. Keep one.",
)
