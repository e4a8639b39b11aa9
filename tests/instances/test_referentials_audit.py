"""The audit of a référentiel finds what does not add up, in any file, by arithmetic."""

from __future__ import annotations

from pathlib import Path

import pytest

from instances.referentials import Finding, audit_referential, load

PSTM = {
    # rule, severity, every one of the numbers the finding must show
    "705 is not 480": ("add_up_units", "error", ("= 705 h", "480 h", "225 h")),
    "456 is not 744": ("add_up_units", "error", ("= 456 h", "744 h", "288 h", "12 h")),
    "1224 is not 1250": ("add_up_years", "warning", ("480 + 744 = 1224 h", "1250 h")),
    "both under the floor": ("reach_floor", "warning", ("1224 h", "1250 h", "1350 h")),
    "120 weeks are ECTS": ("count_weeks", "error", ("120", "104", "36 + 24 = 60", "ECTS")),
    "7 a week is 4": ("multiply_weekly_hours", "error", ("7 h × 15 = 105 h", "60 h", "4 h")),
    "32 + 16": ("split_weekly_hours", "warning", ("32 + 16 = 48 h", "32 h", "16 h")),
    "31 + 13": ("split_weekly_hours", "warning", ("31 + 13 = 44 h", "31 h", "13 h")),
    "bloc 1 is S1 only": ("multiply_weekly_hours", "warning", ("Bloc 1", "150 h", "210 h")),
    "CEJM is a semester": ("multiply_weekly_hours", "warning", ("CEJM", "4 h × 15", "120 h")),
    "bloc 3 is a semester": ("multiply_weekly_hours", "warning", ("Bloc 3", "4 h × 15", "120 h")),
    "CEJMA is a semester": ("compare_with_official", "warning", ("CEJMA", "15 h", "30 h")),
    "480 is a semester": ("compare_with_official", "warning", ("480 h", "960 h")),
    "24 weeks do not hold": ("hold_in_days", "error", ("744 h", "31 h", "3 ", "8 h", "576 h")),
    "year 1 closes": ("close_grid", "info", ("240 + 240 = 480 h",)),
    "year 2 closes": ("close_grid", "info", ("372 + 372 = 744 h",)),
}


def shows(finding: Finding, rule: str, severity: str, numbers: tuple[str, ...]) -> bool:
    return (finding.rule, finding.severity) == (rule, severity) and all(
        number in text for number in numbers for text in finding.text
    )


@pytest.mark.parametrize("case", PSTM)
def test_what_does_not_close_in_the_brochure_is_said(case: str) -> None:
    findings = audit_referential(load("bts-sio-pstm"))
    assert sum(shows(finding, *PSTM[case]) for finding in findings) == 1


def test_nothing_else_is_an_error_in_the_brochure() -> None:
    findings = audit_referential(load("bts-sio-pstm"))
    for severity, count in (("error", 5), ("warning", 9)):
        assert sum(finding.severity == severity for finding in findings) == count
    # Figures that do agree are not spoken of.
    units = ("CGE", "Anglais", "Maths", "Bloc 2 SISR", "Bloc 2 SLAM")
    spoken = [finding.text.fr for finding in findings if finding.severity != "info"]
    assert not any(text.startswith(unit + ",") for text in spoken for unit in units)


def test_findings_are_sorted_and_say_where() -> None:
    findings = audit_referential(load("bts-sio-pstm"))
    ranks = [("error", "warning", "info").index(finding.severity) for finding in findings]
    assert ranks == sorted(ranks)
    found = next(finding for finding in findings if finding.rule == "count_weeks")
    assert "1er paragraphe" in found.place.fr
    assert "120 semaines de formation" in found.quote


@pytest.mark.parametrize("name", ["bts-sio", "bts-sio-1350"])
def test_the_other_referentials_add_up(name: str) -> None:
    findings = audit_referential(load(name))
    assert {finding.severity for finding in findings} == {"info"}
    assumed = [finding.text.fr for finding in findings if finding.rule == "list_assumptions"]
    assert assumed[0] == "Volumes supposés : CGE, Anglais, Maths, CEJM, CEJMA."


SCHOOL = """
name = "école"
title = "Diplôme inventé"
status = "{status}"
floor_hours = 700
semesters = [
  {{ number = 1, weeks = 10, start = "09-01", end = "01-31" }},
  {{ number = 2, weeks = 12, start = "02-01", end = "06-30" }},
]
years = [{{ year = 1, code = "INV", name = "Inventé" }}]
types = [
  {{ code = "CM", label = "cours" }},
  {{ code = "TP", label = "TP", halved = true, practical = true }},
]
units = [
  {{ key = "dessin", short = "Dessin", label = "Dessin", hours = [
     {{ semesters = [1], hours = 50, parts = {{ CM = 3, TP = 2 }} }},
     {{ semesters = [2], hours = 60, parts = {{ CM = 3, TP = 2 }} }} ] }},
  {{ key = "droit", short = "Droit", label = "Droit", hours = [
     {{ year = 1, hours = {law}, weekly = 3, parts = {{ CM = 1 }} }} ] }},
]
{statements}
"""


def audit(tmp_path: Path, statements: str, *, status: str = "student", law: int = 66) -> list[str]:
    path = tmp_path / "school.toml"
    path.write_text(SCHOOL.format(statements=statements, status=status, law=law), encoding="utf-8")
    findings = audit_referential(load(path))
    return [f"{f.severity} {f.rule} {f.text.fr}" for f in findings if f.rule != "list_assumptions"]


def statement(**cells: object) -> str:
    lines = "\n".join(
        f"{key} = {str(value).lower() if isinstance(value, bool) else value}"
        for key, value in cells.items()
    )
    return f'[[statements]]\nwhere = "page 3"\n{lines}\n'


INVENTED = [
    # hours a week times weeks
    (statement(unit='"dessin"', year=1, weekly=5, year_hours=110), ()),
    (
        statement(unit='"dessin"', year=1, weekly=6, year_hours=110),
        ("error multiply_weekly_hours", "6 h × 10 = 60 h", "6 h × 22 = 132 h", "110 h"),
    ),
    (
        statement(unit='"dessin"', weekly=5, year_hours=60),
        ("warning multiply_weekly_hours", "5 h × 12 semaines", "110 h"),
    ),
    (
        statement(unit='"dessin"', year=1, weekly=5, semester_hours=45),
        ("error multiply_weekly_hours", "5 h × 10 = 50 h", "45 h"),
    ),
    (
        statement(unit='"droit"', year=1, weekly=3, semester_hours=30, year_hours=66),
        ("error multiply_weekly_hours", "2 semestres de 30 h font 60 h, et non 66 h"),
    ),
    # said twice
    (
        statement(unit='"dessin"', year=1, year_hours=110)
        + statement(unit='"dessin"', year=1, year_hours=100),
        ("error say_once", "100 h ici, 110 h ailleurs"),
    ),
    # weeks
    (statement(year=1, weeks=22), ()),
    (statement(year=1, weeks=30), ("info count_weeks", "30 semaines annoncées, 22 à la grille")),
    (statement(year=1, weeks=60), ("error count_weeks", "60", "52")),
    (
        statement(weeks=60) + statement(ects=60),
        ("error count_weeks", "60 semaines annoncées", "52", "ECTS"),
    ),
    (
        statement(weeks=30) + statement(year=1, weeks=22),
        ("warning count_weeks", "22 = 22, et non 30"),
    ),
    # the week's hours: Dessin 5 h of which 2, Droit 3 h
    (statement(year=1, weekly=8, weekly_tp=2), ()),
    (
        statement(year=1, weekly=8, weekly_tp=3),
        ("error split_weekly_hours", "8 h par semaine", "8 h dont 2 h"),
    ),
    (
        statement(year=1, weekly=8, weekly_extra_tp=2),
        ("warning split_weekly_hours", "8 + 2 = 10 h", "« dont »"),
    ),
    (statement(year=1, weekly=6, weekly_extra_tp=2), ()),
    # work placement
    (statement(stage_weeks="[8, 8]") + statement(year=1, stage_weeks="[6, 8]"), ()),
    (
        statement(stage_weeks="[9, 9]") + statement(year=1, stage_weeks="[6, 8]"),
        ("error add_up_stages", "de 6 à 8 semaines, et non 9"),
    ),
]


@pytest.mark.parametrize(("statements", "expected"), INVENTED)
def test_another_school_gets_its_own_findings(
    tmp_path: Path, statements: str, expected: tuple[str, ...]
) -> None:
    found = audit(tmp_path, statements)
    if not expected:
        assert found == []
    else:
        assert len(found) == 1
        assert all(part in found[0] for part in expected), found


def test_sums_floor_and_days_of_another_school(tmp_path: Path) -> None:
    statements = (
        statement(unit='"dessin"', year=1, year_hours=110)
        + statement(year=1, year_hours=200, weeks=22)
        + statement(programme_hours=210)
        + statement(days_a_week="[1, 1]")
    )
    found = audit(tmp_path, statements, status="apprentice")
    assert found == [
        "error add_up_units 1re année : les unités font 110 h, et non les 200 h annoncées "
        "(90 h d'écart). Unités sans volume annoncé : Droit ; il leur reste 90 h, soit 4 h 05 par "
        "semaine sur 22 semaines.",
        "error add_up_years Les années annoncées font 200 h, et non 210 h.",
        "error hold_in_days 1re année : 200 h en 22 semaines font 9 h 06 par semaine ; 1 jours × "
        "8 h × 22 semaines = 176 h au plus : il manque 24 h.",
        "error close_grid 1re année : les volumes retenus font 176 h, et non 200 h.",
        "warning reach_floor 176 h, 200 h, 210 h sur le cycle : moins que les 700 h exigées des "
        "apprentis en CFA.",
    ]


def test_days_that_hold_only_at_their_most_are_told_as_such(tmp_path: Path) -> None:
    statements = statement(year=1, year_hours=176, weeks=11) + statement(days_a_week="[1, 2]")
    found = audit(tmp_path, statements)
    assert any("info hold_in_days" in text and "2 jours par semaine" in text for text in found)


def test_own_weekly_hours_must_make_own_volumes(tmp_path: Path) -> None:
    path = tmp_path / "school.toml"
    text = SCHOOL.format(statements="", status="student", law=66).replace(
        "semesters = [1], hours = 50,", "semesters = [1], hours = 50, weekly = 4,"
    )
    path.write_text(text, encoding="utf-8")
    (finding,) = (f for f in audit_referential(load(path)) if f.severity == "error")
    assert finding.text.en == "Dessin: 4 h × 10 weeks do not make 50 h."
