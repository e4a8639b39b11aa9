"""A school's own file: what it may leave to its base, and how a wrong one is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from instances.referentials import ReferentialError, load

OWN = """
base = "bts-sio"
name = "lycée"
title = "BTS SIO au lycée"
[[units]]
key = "maths"
hours = [{ year = 1, hours = "70h30", parts = { CM = 2, TP = 1 }, confidence = "M" }]
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_a_school_does_not_say_is_its_bases(tmp_path: Path) -> None:
    own, official = load(write(tmp_path, OWN)), load("bts-sio")
    assert own.title.fr == own.title.en == "BTS SIO au lycée"
    assert own.unit("maths").label == official.unit("maths").label
    assert own.year_minutes(own.unit("maths"), 1) == 70 * 60 + 30
    assert own.unit("cge") == official.unit("cge")
    assert [unit.key for unit in own.units] == [unit.key for unit in official.units]
    # What the order states, the school has not stated.
    assert own.statements == ()


ROW = '[[statements]]\nwhere = "page 3"\n'
YEAR_3 = 'years = [{ year = 3, code = "X", name = "X" }]\n'
WRONG = [
    ("", "Vouliez-vous dire « year »", OWN.replace("year = 1", "yeer = 1")),
    ("units[maths].hours[1].hours", "beaucoup", OWN.replace("70h30", "beaucoup")),
    ("units[maths].hours.parts", "Connus : CM, TP, AP", OWN.replace("TP = 1", "TX = 1")),
    ("units[maths].hours[1]", "`semesters`", OWN.replace("year = 1,", "")),
    ("units[maths].hours.year", "« 4 » est inconnu", OWN.replace("year = 1", "year = 4")),
    ("base", "« bts-sio »", OWN.replace('base = "bts-sio"', 'base = "bts-sioo"')),
    ("statements[1].unit", "Vouliez-vous dire « maths »", OWN + ROW + 'unit = "math"\n'),
    ("statements[1].year", "Connus : 1, 2", OWN + ROW + "year = 3\n"),
    ("years", "« 3 » est inconnu", OWN.replace("[[units]]", YEAR_3 + "[[units]]")),
    ("own.toml", "illisible (ligne ", OWN + "= 3"),
    ("units[maths].label", "valeur manquante", OWN.replace('base = "bts-sio"', "")),
]


@pytest.mark.parametrize(("place", "said", "text"), WRONG)
def test_a_wrong_file_says_where_what_and_what_to_do(
    tmp_path: Path, place: str, said: str, text: str
) -> None:
    with pytest.raises(ReferentialError) as caught:
        load(write(tmp_path, text))
    problems = caught.value.problems
    assert any(place in p.fr and said in p.fr for p in problems), [p.fr for p in problems]
    assert all("own.toml" in text for p in problems for text in p)


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    text = OWN.replace("TP = 1", "TX = 1").replace("CM = 2", "CN = 2")
    with pytest.raises(ReferentialError) as caught:
        load(write(tmp_path, text))
    assert len(caught.value.problems) == 2


def test_a_key_given_twice_without_a_base_is_refused(tmp_path: Path) -> None:
    text = """
name = "x"
title = "x"
semesters = [{ number = 1, weeks = 10, start = "09-01", end = "01-31" }]
years = [{ year = 1, code = "X", name = "X" }]
types = [{ code = "CM", label = "cours" }]
units = [{ key = "a", short = "A", label = "A" }, { key = "a", short = "B", label = "B" }]
"""
    with pytest.raises(ReferentialError) as caught:
        load(write(tmp_path, text))
    assert "deux fois" in str(caught.value)


def test_a_missing_file_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(ReferentialError, match=r"rien\.toml"):
        load(tmp_path / "rien.toml")
