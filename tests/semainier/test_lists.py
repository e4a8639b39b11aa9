"""`rules` and `referentials`: everything listed, in both languages."""

from __future__ import annotations

import pytest

from constraints.registry import RULES
from instances.referentials import names


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_rule(run, lang):
    said = run("rules", "--lang", lang)
    for rule in RULES:
        assert rule.id in said.out
        assert rule.name.say(lang) in said.out
        assert rule.statement.say(lang) in said.out


def test_rules_as_json(run):
    rules = run("rules", "--json").data["rules"]
    assert [rule["id"] for rule in rules] == [rule.id for rule in RULES]
    assert all((rule["unit"] is None) == rule["required"] for rule in rules)


def test_referentials(run):
    said = run("referentials")
    assert said.code == 0
    assert all(name in said.out for name in names())
    assert [row["name"] for row in run("referentials", "--json").data["referentials"]] == list(
        names()
    )


def test_brochure_says_what_does_not_add_up(run):
    said = run("referentials", "bts-sio-pstm")
    assert said.code == 0
    for figure in ("705 h", "480 h", "456 h", "744 h", "1350 h", "120 semaines"):
        assert figure in said.out
    data = run("referentials", "bts-sio-pstm", "--json").data
    assert {finding["severity"] for finding in data["findings"]} == {"error", "warning", "info"}


def test_official_grid_adds_up(run):
    findings = run("referentials", "bts-sio", "--json").data["findings"]
    assert not [finding for finding in findings if finding["severity"] == "error"]


def test_a_school_s_own_file(run, tmp_path):
    path = tmp_path / "ecole.toml"
    path.write_text('name = "ecole"\nbase = "bts-sio"\n')
    assert run("referentials", path).code == 0
    path.write_text("name = ")
    said = run("referentials", path)
    assert said.code == 1 and "ecole.toml" in said.err


def test_unknown_name(run):
    said = run("referentials", "bts-soi")
    assert said.code == 1 and "« bts-sio »" in said.err
