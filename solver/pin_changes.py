"""What could be changed about imposed sessions: that they are not."""

from __future__ import annotations

from instances.entities import Pin
from instances.instance import Instance
from solver.change import RULE_COST, Relaxation
from solver.change_words import UNPINNED, when_pinned


def pins_of(instance: Instance, rule: str, code: str) -> list[Pin]:
    """The pins of a course that one of the rules about pins speaks of."""
    weekly = rule == "hold_weekly_pins"
    return [p for p in instance.pins if p.course == code and (p.date is None) == weekly]


def unpinned(instance: Instance, rule: str, code: str) -> Relaxation:
    """The problem without the pins of a course that a rule is about."""
    gone = pins_of(instance, rule, code)
    changed = instance.changed(pins=tuple(pin for pin in instance.pins if pin not in gone))
    text = UNPINNED.fill(course=code, count=len(gone), when=when_pinned(gone))
    return Relaxation(rule, (text,), RULE_COST, changed, ((rule, code),))
