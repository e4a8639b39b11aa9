"""The documentation: its links lead somewhere, its commands parse."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import click
import pytest

from instances.timetable_file import schema
from semainier.cli import build
from semainier.language import Manner

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def page_id(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_links_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not target.startswith(("http://", "https://", "#", "mailto:")):
            assert (page.parent / target.partition("#")[0]).exists(), target


def shown_commands() -> list[str]:
    """Every `semainier …` that a page shows in a fence, and every one it names in a sentence."""
    found = set()
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        found |= set(re.findall(r"^\$ (semainier .+)$", text, re.M))
        found |= set(re.findall(r"`(semainier [a-z]+(?: [^`…<\n]+)?)`", text))
    return sorted(found)


@pytest.mark.parametrize("command", shown_commands())
def test_commands_parse(command):
    arguments = shlex.split(command)[1:]
    if arguments[0].startswith("-"):
        return
    group = build(Manner())
    assert arguments[0] in group.commands
    context = click.Context(group)
    if len(arguments) > 1:
        group.commands[arguments[0]].make_context(arguments[0], arguments[1:], parent=context)


def test_every_decision_is_in_the_index():
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    for page in folder.glob("0*.md"):
        assert f"({page.name})" in index


def test_the_schema_of_a_timetable_is_published():
    page = ROOT / "docs" / "timetable.schema.json"
    assert json.loads(page.read_text(encoding="utf-8")) == schema(), (
        "python -c 'import json; from instances.timetable_file import schema; "
        "print(json.dumps(schema(), ensure_ascii=False, indent=1))' > docs/timetable.schema.json"
    )
