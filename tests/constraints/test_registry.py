"""Every rule stands in a module of its name, is registered, and says itself in two languages."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from string import Formatter

import pytest

import constraints
from constraints.base import Constraint, Domain, Required, Soft
from constraints.registry import DOMAINS, REQUIRED, RULE, RULES, SOFT
from instances.text import Text
from instances.workbook.sheets import PREFERENCES

NAMES = [rule.id for rule in RULES]


def test_the_registry_is_what_the_folder_holds() -> None:
    found = {
        cls.__module__: cls
        for module in pkgutil.iter_modules(constraints.__path__)
        for _, cls in inspect.getmembers(
            importlib.import_module(f"constraints.{module.name}"), inspect.isclass
        )
        if issubclass(cls, Constraint) and not inspect.isabstract(cls)
    }
    assert set(found.values()) == {type(rule) for rule in RULES}
    assert len(set(NAMES)) == len(NAMES)


def test_required_rules_come_first() -> None:
    soft = [isinstance(rule, Soft) for rule in RULES]
    assert soft == sorted(soft)
    assert set(DOMAINS) | set(REQUIRED) | set(SOFT) == set(RULES)


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_a_rule_is_named_like_its_module_and_class(rule: Constraint) -> None:
    assert type(rule).__module__ == f"constraints.{rule.id}"
    assert type(rule).__name__ == rule.id.title().replace("_", "")
    assert RULE[rule.id] is rule


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_a_rule_says_itself_in_two_languages(rule: Constraint) -> None:
    texts = [rule.name, rule.statement, rule.violation]
    texts += [rule.unit] if isinstance(rule, Soft) else []
    for text in texts:
        assert isinstance(text, Text)
        assert text.fr.strip()
        assert text.en.strip()
        assert text.fr != text.en
        assert _fields(text.fr) == _fields(text.en)
    assert rule.statement.fr.endswith(".")
    assert rule.statement.en.endswith(".")
    assert "subject" in _fields(rule.violation.fr)
    assert rule.source
    assert inspect.getdoc(type(rule))


def _fields(sentence: str) -> set[str | None]:
    return {field for _, field, _, _ in Formatter().parse(sentence) if field is not None}


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_a_rule_says_what_it_is_in_the_trame(rule: Constraint) -> None:
    assert rule.trame in ("exact", "relaxed", "absent")
    assert isinstance(rule, Domain | Required | Soft)


@pytest.mark.parametrize("rule", SOFT, ids=[rule.id for rule in SOFT])
def test_a_soft_rule_has_a_price_and_a_level(rule: Soft) -> None:
    assert rule.price >= 1
    assert 0 <= rule.level <= 5
    # What is counted in hours costs a point an hour at level 1; the rest by its own price.
    assert rule.minutes == (rule.price == 1)


def test_the_sheet_of_preferences_offers_every_soft_rule() -> None:
    offered = {p.rule: (p.name, p.unit) for p in PREFERENCES}
    assert offered == {rule.id: (rule.name, rule.unit) for rule in SOFT}
