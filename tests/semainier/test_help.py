"""Help and usage: every command, both languages, options before and after, exit code 2."""

from __future__ import annotations

import subprocess
import sys

import pytest

from constraints.registry import RULES
from semainier.commands import COMMANDS

NAMES = [described.name for described in COMMANDS]
HEAVY = {"pandas", "ortools", "pydantic", "openpyxl", "rich", "numpy", "holidays"}


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_help_in_both_languages(run, name):
    french, english = run(name, "--help"), run("--lang", "en", name, "--help")
    assert french.code == english.code == 0
    described = next(d for d in COMMANDS if d.name == name)
    assert described.text.fr.partition("\n")[0] in french.out
    assert described.text.en.partition("\n")[0] in english.out
    assert "Utilisation :" in french.out and "Affiche cette aide." in french.out
    assert "Usage:" in english.out and "Show this message and exit." in english.out


@pytest.mark.parametrize("name", NAMES)
def test_every_option_is_explained_in_two_languages(name):
    described = next(d for d in COMMANDS if d.name == name)
    for declare in described.parameters:
        french, english = declare("fr"), declare("en")
        if french.param_type_name == "option":
            assert french.help and english.help and french.help != english.help


def test_the_list_of_commands_is_in_the_order_of_work(run):
    lines = run("--help").out.partition("Commandes :")[2].splitlines()
    listed = [line.split()[0] for line in lines if line.startswith("  ") and line[2:3].strip()]
    assert [word for word in listed if word in NAMES] == NAMES


def test_version(run):
    assert run("--version").out == run("rules", "--version").out == "semainier 0.1.0\n"


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from semainier.cli import main; main(['--help']); main(['solve', '--help'])\n"
        f"print(sorted({HEAVY} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize(
    "arguments",
    [
        ["planifier"],
        ["solve"],
        ["solve", "a.xlsx", "b.xlsx"],
        ["solve", "a.xlsx", "--time-limit", "demain"],
        ["solve", "a.xlsx", "--time-limit", "-3"],
        ["solve", "a.xlsx", "--gap", "2"],
        ["check", "--rapide", "a.xlsx"],
        ["verify", "a.xlsx"],
        ["export", "a.json", "--to", "pdf"],
        ["new", "a.xlsx", "--example", "s3"],
        ["new", "a.xlsx", "--semester", "3"],
        ["new", "a.xlsx", "--semester", "1", "--whole-year"],
        ["new", "a.xlsx", "--example", "s1", "--zone", "A"],
        ["new", "a.xlsx", "--rhythm", "lun mar"],
        ["--lang", "de", "rules"],
    ],
)
def test_usage_errors(run, arguments):
    said = run(*arguments)
    assert (said.code, said.out) == (2, "")
    assert "Erreur : " in said.err and "--help" in said.err
    assert "Error" not in said.err


def test_usage_errors_in_english(run):
    said = run("--lang", "en", "solvee")
    assert said.code == 2
    assert "No such command 'solvee'. Did you mean 'solve'?" in said.err


def test_usage_errors_as_json(run):
    said = run("solve", "--json")
    assert said.code == 2
    assert said.data["exit_code"] == 2
    assert "FICHIER" in said.data["problems"][0]["message"]
    assert said.err == ""


def test_no_command_shows_the_help(run):
    said = run()
    assert said.code == 2
    assert "Commandes :" in said.err + said.out


@pytest.mark.parametrize("before", [True, False])
def test_common_options_stand_before_or_after(run, before):
    options = ["--lang", "en", "--json"]
    said = run(*options, "rules") if before else run("rules", *options)
    assert said.data["command"] == "rules"
    assert said.data["rules"][0]["statement"] == RULES[0].statement.en
