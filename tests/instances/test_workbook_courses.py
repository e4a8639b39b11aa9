"""What the cells of Cours stand for: siblings, references, posts, rooms; and of the calendar."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from smallbook import problems, row

from instances.workbook import read_tables, write_workbook
from instances.workbook.places import places_of

SMALL = Path(__file__).parent / "golden" / "small.toml"


@pytest.fixture
def tables():
    tables = tomllib.loads(SMALL.read_text(encoding="utf-8"))
    tables["pins"] = []
    return tables


def course(**cells):
    usual = {"unit": "Projet", "groups": "SIO1", "hours": 4, "durations": 2, "teachers": "CLO"}
    return usual | cells


def read(tables, *courses):
    tables["courses"] += courses
    return read_tables(tables).instance.course


def test_a_teacher_may_be_called_by_the_full_name(tables):
    tables["teachers"][1]["name"] = "M. Bob"
    tables["times_off"].append({"who": "mme  ANA", "day": "lundi", "start": "14h"})
    courses = read(tables, course(code="DUO", teachers="Mme Ana; m. bob | CLO"))
    assert courses["DUO"].posts == (("ANA",), ("BOB", "CLO"))
    assert [off.who for off in read_tables(tables).instance.times_off if off.start == 840] == [
        "ANA", "ANA",
    ]  # fmt: skip


def test_the_rows_of_a_teacher_are_found_whatever_they_are_called_there(tables, tmp_path):
    path = tmp_path / "problem.xlsx"
    tables["times_off"] = [{"who": "Mme Ana; BOB", "day": "lundi"}, {"who": "ANA", "day": "mardi"}]
    write_workbook(tables, path)
    places = places_of(path)
    assert [place.row for place in places["times_off", "ANA"]] == [2, 3]
    assert [place.row for place in places["times_off", "BOB"]] == [2]


def test_a_code_comes_before_a_name(tables):
    tables["teachers"][1]["name"] = "Clo"
    assert read(tables, course(code="ONE", teachers="clo"))["ONE"].posts == (("CLO",),)


def test_a_name_of_several_is_refused_with_their_codes(tables):
    for teacher in tables["teachers"]:
        teacher["name"] = "À remplacer"
    (said,) = problems({**tables, "courses": [*tables["courses"], course(
        code="ONE", teachers="à remplacer"
    )]})  # fmt: skip
    assert said.endswith(
        "l'enseignant « à remplacer » est inconnu. Plusieurs s'appellent ainsi : écrivez un code "
        "parmi ANA, BOB, CLO."
    )


def test_an_unknown_teacher_is_likened_to_names_too(tables):
    tables["teachers"][0]["name"] = "Mme Abricot"
    row(tables, "courses", "RES")["teachers"] = "M. Abricot"
    assert "Vouliez-vous dire « Mme Abricot » ?" in " ".join(problems(tables))


def test_a_split_row_is_one_sibling_per_group_with_the_full_hours(tables):
    courses = read(tables)
    first, second = courses["RES-TP/G1"], courses["RES-TP/G2"]
    assert (first.groups, second.groups) == (("G1",), ("G2",))
    assert first.minutes == second.minutes == 600
    assert first.family == second.family == "RES-TP"
    assert "RES-TP" not in courses


def test_a_partition_may_be_further_down(tables):
    tables["groups"] += [
        {"code": "SIO2", "size": 8},
        {"code": "SISR", "parent": "SIO2", "partition": "option", "size": 4},
        {"code": "SLAM", "parent": "SIO2", "partition": "option", "size": 4},
        {"code": "R1", "parent": "SISR", "partition": "TP", "size": 2},
        {"code": "R2", "parent": "SISR", "partition": "TP", "size": 2},
        {"code": "L1", "parent": "SLAM", "partition": "TP", "size": 2},
        {"code": "L2", "parent": "SLAM", "partition": "TP", "size": 2},
    ]
    courses = read(tables, course(code="X", groups="SIO2; SIO1", split="tp"))
    siblings = [c.groups for c in courses.values() if c.family == "X"]
    assert siblings == [("R1",), ("R2",), ("L1",), ("L2",), ("G1",), ("G2",)]


def test_references_mean_the_siblings_that_share_a_learner(tables):
    courses = read(
        tables,
        course(code="ALL", after="RES-TP"),
        course(code="HALF", groups="G2", after="RES-TP"),
        course(code="SPLIT", split="TP", after="RES-TP", pace_of="RES-TP"),
        course(code="ONE", after="RES-TP/G1; RES"),
    )
    assert courses["ALL"].after == ("RES-TP/G1", "RES-TP/G2")
    assert courses["HALF"].after == ("RES-TP/G2",)
    assert courses["SPLIT/G1"].after == ("RES-TP/G1",)
    assert courses["SPLIT/G2"].pace_of == "RES-TP/G2"
    assert courses["ONE"].after == ("RES-TP/G1", "RES")


def test_references_to_others_learners_mean_all_siblings(tables):
    tables["groups"].append({"code": "SIO2", "size": 10})
    courses = read(tables, course(code="X", groups="SIO2", after="RES-TP"))
    assert courses["X"].after == ("RES-TP/G1", "RES-TP/G2")


def test_in_parallel_the_halves_cross_over(tables):
    courses = read(
        tables,
        course(code="A", split="TP", parallel_with="B"),
        course(code="B", split="TP", teachers="ANA"),
    )
    assert courses["A/G1"].parallel_with == ("B/G2",)
    assert courses["A/G2"].parallel_with == ("B/G1",)


@pytest.mark.parametrize(
    ("teachers", "count", "posts"),
    [
        ("ANA", "", (("ANA",),)),
        ("ana ; Bob", 2, (("ANA",), ("BOB",))),
        ("ANA | BOB", 1, (("ANA", "BOB"),)),
        ("ANA | BOB | CLO", 2, (("ANA", "BOB", "CLO"),) * 2),
        ("ANA; BOB|CLO", "", (("ANA",), ("BOB", "CLO"))),
        ("", 0, ()),
    ],
)
def test_posts(tables, teachers, count, posts):
    courses = read(tables, course(code="X", teachers=teachers, teacher_count=count))
    assert courses["X"].posts == posts


@pytest.mark.parametrize(
    ("rooms", "needs"),
    [
        ("101", (("101",),)),
        ("salle", (("101", "102"),)),
        ("102|Labo", (("102", "Labo"),)),
        ("Labo | 102 + commune", (("Labo", "102"), ("101",))),
        ("salle | 101", (("101", "102"),)),
        (101, (("101",),)),
        ("", ()),
    ],
)
def test_rooms(tables, rooms, needs):
    for room in tables["rooms"]:
        room["seats"] = 30
    assert read(tables, course(code="X", rooms=rooms))["X"].rooms == needs


def test_a_label_comes_from_the_quotas_unless_given(tables):
    courses = read(tables, course(code="X", unit="réseau", label="Autre"))
    assert courses["RES"].label == "Réseaux et systèmes"
    assert courses["X"].label == "Autre"
    assert courses["X"].unit == "Réseau"


def test_official_holidays_are_added_once(tables):
    def calendar():
        return read_tables(tables).instance.calendar

    found = calendar()
    labels = [row.label for row in found if row.kind == "holidays"]
    assert labels == ["Vacances de la Toussaint"]
    assert [row.first for row in found if row.kind == "public"] == [
        date(2026, 11, 1),
        date(2026, 11, 11),
    ]
    tables["calendar"].append(
        {"first": date(2026, 10, 17), "last": date(2026, 11, 1), "kind": "vacances", "label": "T"}
    )
    assert len(calendar()) == len(found)
    assert "T" in [row.label for row in calendar()]


def test_without_a_zone_no_school_holidays(tables):
    tables["settings"] = [row for row in tables["settings"] if row["setting"] != "zone"]
    kinds = {row.kind for row in read_tables(tables).instance.calendar}
    assert "holidays" not in kinds and "public" in kinds


def test_levels_leave_out_what_is_not_said(tables):
    tables["preferences"].append({"rule": "keep_rooms"})
    levels = read_tables(tables).instance.levels
    assert levels == {"keep_weekly_slots": 5, "limit_group_gaps": 0}


def test_no_limit_is_said_and_read(tables):
    settings = read_tables(tables).instance.settings
    assert settings.group_week_max is None
    assert settings.group_day_max == 480
    assert settings.late_after == 990


def test_minutes_credited(tables):
    periods = read_tables(tables).instance.grid.periods
    assert [(p.start, p.end, p.credited, p.break_after) for p in periods][2] == (610, 665, 60, True)
