"""`semainier rules`: every rule, its sentence, required or soft, its unit, its source."""

from __future__ import annotations

from constraints.base import Constraint, Soft
from constraints.registry import RULES
from instances.text import Text
from semainier.console import Answer, Console
from semainier.failures import Exit

_REQUIRED = Text("Obligatoires : jamais enfreintes", "Required: never broken")
_SOFT = Text(
    "Souhaitées : un niveau de 0 à 5 dans la feuille Préférences",
    "Soft: a level from 0 to 5 in the sheet Preferences",
)
_RULE = Text("{name} ({id}) : {statement}", "{name} ({id}): {statement}")
_PRICED = Text(
    "{name} ({id}) : {statement} Unité : {unit} ; niveau {level} si rien n'est dit.",
    "{name} ({id}): {statement} Unit: {unit}; level {level} when nothing is said.",
)
_SOURCE = Text("{sentence} Source : {source}.", "{sentence} Source: {source}.")


def run(console: Console) -> Answer:
    """List the rules."""
    for heading, soft in ((_REQUIRED, False), (_SOFT, True)):
        console.title(heading)
        for rule in RULES:
            if isinstance(rule, Soft) == soft:
                console.item(_sentence(rule))
    return Answer(Exit.DONE, {"rules": [_data(rule, console) for rule in RULES]})


def _sentence(rule: Constraint) -> Text:
    words: dict[str, object] = {"name": rule.name, "id": rule.id, "statement": rule.statement}
    if isinstance(rule, Soft):
        sentence = _PRICED.fill(**words, unit=rule.unit, level=rule.level)
    else:
        sentence = _RULE.fill(**words)
    return _SOURCE.fill(sentence=sentence, source=rule.source) if rule.source else sentence


def _data(rule: Constraint, console: Console) -> dict[str, object]:
    lang = console.lang
    soft = isinstance(rule, Soft)
    return {
        "id": rule.id,
        "name": rule.name.say(lang),
        "statement": rule.statement.say(lang),
        "required": not soft,
        "unit": rule.unit.say(lang) if isinstance(rule, Soft) else None,
        "level": rule.level if isinstance(rule, Soft) else None,
        "source": rule.source,
    }
