"""A new workbook is read without a problem, and its courses close its maquette."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from instances.audit import audit
from instances.instance import Instance
from instances.referentials import ReferentialError, load, names, new_tables
from instances.text import Lang
from instances.workbook.layout import Tables
from instances.workbook.reader import read_tables, read_workbook
from instances.workbook.writer import write_workbook

SEMESTERS = (1, 2, None)


def instance_of(tables: Tables) -> Instance:
    reading = read_tables(tables)
    assert reading.notices == ()
    return reading.instance


def learner_hours(instance: Instance) -> dict[str, set[float]]:
    """Hours of the courses of each learner, by class."""
    found: dict[str, set[float]] = {}
    for atom in instance.atoms:
        courses = [c for c in instance.courses if atom in instance.learners[c.code]]
        found.setdefault(atom.groups[0], set()).add(sum(c.minutes for c in courses) / 60)
    return found


def settings(tables: Tables) -> dict[object, object]:
    return {row["setting"]: row["value"] for row in tables["settings"]}


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("years", [(1,), (2,), (1, 2)])
@pytest.mark.parametrize("semester", SEMESTERS)
@pytest.mark.parametrize("name", names())
def test_every_new_workbook_is_read_and_its_courses_close_its_quotas(
    name: str, semester: int | None, years: tuple[int, ...], lang: Lang
) -> None:
    tables = new_tables(load(name), semester=semester, years=years, lang=lang)
    instance = instance_of(tables)
    assert [group.code for group in instance.roots] == [f"SIO{year}" for year in years]
    for quota in instance.quotas:
        for _, courses in instance.quota_of[quota]:
            assert sum(course.minutes for course in courses) == quota.minutes
    assert not any("quota" in finding.code for finding in audit(instance).findings)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", names())
def test_the_file_says_what_the_tables_say(name: str, lang: Lang, tmp_path: Path) -> None:
    tables = new_tables(load(name), semester=1, lang=lang)
    path = tmp_path / "new.xlsx"
    write_workbook(tables, path, lang)
    assert read_workbook(path).instance == read_tables(tables).instance


@pytest.mark.parametrize(
    ("name", "semester", "expected"),
    [
        ("bts-sio", 1, {"SIO1": {480}, "SIO2": {372}}),
        ("bts-sio", 2, {"SIO1": {480}, "SIO2": {372}}),
        ("bts-sio", None, {"SIO1": {960}, "SIO2": {744}}),
        ("bts-sio-pstm", 1, {"SIO1": {240}, "SIO2": {372}}),
        ("bts-sio-pstm", 2, {"SIO1": {240}, "SIO2": {372}}),
        ("bts-sio-pstm", None, {"SIO1": {480}, "SIO2": {744}}),
        ("bts-sio-1350", None, {"SIO1": {766}, "SIO2": {589}}),
    ],
)
def test_every_learner_gets_the_hours_of_the_referential(
    name: str, semester: int | None, expected: dict[str, set[float]]
) -> None:
    assert learner_hours(instance_of(new_tables(load(name), semester=semester))) == expected


def test_a_year_volume_is_split_by_the_cfa_days_of_the_rhythm() -> None:
    floor = load("bts-sio-1350")

    def year_2(rhythm: str) -> list[float]:
        halves = [
            new_tables(floor, semester=s, years=(2,), rhythms={"SIO2": rhythm}) for s in (1, 2)
        ]
        return [hours for half in halves for hours in learner_hours(instance_of(half))["SIO2"]]

    three_days, block = year_2("mar mer jeu"), year_2("-/-/-/lun-ven")
    assert sum(three_days) == sum(block) == 589
    # 53 days of 85 in the first semester, and hours are whole unit by unit.
    assert abs(three_days[0] - 589 * 53 / 85) < 5
    assert three_days != block


@pytest.mark.parametrize(
    ("name", "semester"),
    [(n, s) for n in ("bts-sio", "bts-sio-1350", "bts-sio-pstm") for s in SEMESTERS],
)
def test_arithmetic_does_not_refuse_what_can_hold(name: str, semester: int | None) -> None:
    assert not audit(instance_of(new_tables(load(name), semester=semester))).impossible


def test_year_2_of_the_brochure_holds_only_if_courses_go_on_to_july() -> None:
    tables = new_tables(load("bts-sio-pstm"), semester=2)
    assert not audit(instance_of(tables)).impossible
    leaving = {"first": date(2027, 5, 15), "last": date(2027, 7, 2), "kind": "entreprise"}
    tables["calendar"].append({**leaving, "groups": "SIO2"})
    assert audit(instance_of(tables)).impossible


def test_dates_and_calendar_of_the_school_year() -> None:
    first = new_tables(load("bts-sio-pstm"), semester=1)
    second = new_tables(load("bts-sio-1350"), semester=2)
    alone = new_tables(load("bts-sio-1350"), semester=2, years=(2,))
    whole = new_tables(load("bts-sio-pstm"))
    dates = [(settings(t)["start"], settings(t)["end"]) for t in (first, second, alone, whole)]
    assert dates == [
        (date(2026, 9, 1), date(2027, 1, 31)),
        (date(2027, 2, 1), date(2027, 7, 2)),
        (date(2027, 2, 1), date(2027, 5, 14)),
        (date(2026, 9, 1), date(2027, 7, 2)),
    ]
    rows = [(row["first"], row["last"], row["kind"]) for row in first["calendar"]]
    assert (date(2026, 10, 17), date(2026, 11, 1), "vacances") in rows
    assert (date(2026, 11, 11), date(2026, 11, 11), "férié") in rows
    (end,) = (row for row in second["calendar"] if row["kind"] == "entreprise")
    assert (end["first"], end["groups"]) == (date(2027, 5, 15), "SIO2")


def test_work_placement_is_counted_in_school_weeks() -> None:
    tables = new_tables(load("bts-sio"))
    stages = [row for row in tables["calendar"] if row["kind"] == "stage"]
    by_class = {
        code: [(row["first"], row["last"]) for row in stages if row["groups"] == code]
        for code in ("SIO1", "SIO2")
    }
    assert by_class == {
        "SIO1": [(date(2027, 5, 31), date(2027, 7, 2))],
        "SIO2": [
            (date(2026, 12, 7), date(2026, 12, 18)),
            (date(2027, 1, 4), date(2027, 1, 22)),
        ],
    }
    for name in ("bts-sio-pstm", "bts-sio-1350"):
        assert all(row["kind"] != "stage" for row in new_tables(load(name))["calendar"])


def test_a_semester_never_runs_into_the_summer_holidays() -> None:
    for school_year in ("2026-27", "2027-28"):
        tables = new_tables(load("bts-sio-pstm"), semester=2, years=(1,), school_year=school_year)
        end = settings(tables)["end"]
        assert isinstance(end, date)
        assert end >= date(end.year, 6, 25)
        rows = new_tables(load("bts-sio-pstm"), years=(1,), school_year=school_year)["calendar"]
        assert not any(row["first"] == end + timedelta(days=-1) for row in rows)
        assert settings(tables)["title"].endswith(school_year)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", names())
def test_the_title_is_one_that_people_would_print(name: str) -> None:
    """Where the hours are from is said by `new`, not on top of every page."""
    assert settings(new_tables(load(name), semester=1))["title"] == (
        "BTS SIO (SIO1, SIO2), semestre 1 de 2026-27"
    )
    tables = new_tables(load(name), years=(2,), lang="en")
    assert settings(tables)["title"] == "BTS SIO (SIO2), year 2026-27"


def test_a_school_prints_its_own_title(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    text = 'base = "bts-sio"\nname = "own"\ntitle = "BTS SIO au CFA des Tilleuls"\n'
    path.write_text(text, encoding="utf-8")
    assert settings(new_tables(load(path), years=(1,), semester=1))["title"] == (
        "BTS SIO au CFA des Tilleuls (SIO1), semestre 1 de 2026-27"
    )
    path.write_text(text + 'diploma = "BTS SIO, les Tilleuls"\n', encoding="utf-8")
    assert settings(new_tables(load(path), years=(1,)))["title"] == (
        "BTS SIO, les Tilleuls (SIO1), année 2026-27"
    )


def test_groups_of_year_1_are_half_groups_then_options() -> None:
    def groups(semester: int | None) -> list[tuple[object, object, object]]:
        rows = new_tables(load("bts-sio-pstm"), semester=semester, years=(1,))["groups"]
        return [(row["code"], row.get("partition"), row["size"]) for row in rows]

    halves = [("SIO1-A", "TP", 12), ("SIO1-B", "TP", 12)]
    options = [("SIO1-SISR", "Option", 12), ("SIO1-SLAM", "Option", 12)]
    assert groups(1) == [("SIO1", None, 24), *halves]
    assert groups(2) == [("SIO1", None, 24), *options]
    assert groups(None) == [("SIO1", None, 24), *halves, *options]


def test_courses_follow_the_rules_that_come_with_the_grid() -> None:
    instance = instance_of(new_tables(load("bts-sio-pstm"), semester=1))
    rooms = {room.code: set(room.kinds) for room in instance.room.values()}
    for course in instance.courses:
        assert len(course.posts) == (2 if course.type == "AP" else 1)
        if course.type == "AP":
            lab, common = course.rooms
            assert all("salle commune" in rooms[code] for code in common)
            option = course.groups[0].removeprefix("SIO2-")
            kind = f"labo {option}" if "-" in course.groups[0] else "labo"
            assert all(kind in rooms[code] for code in lab)
    halves = {c.code: c.groups for c in instance.courses if c.family == "SIO1-BLOC1-TP"}
    assert halves == {
        "SIO1-BLOC1-TP/SIO1-A": ("SIO1-A",),
        "SIO1-BLOC1-TP/SIO1-B": ("SIO1-B",),
    }
    for one, two in (
        ("SIO2-AP-SISR", "SIO2-AP-SLAM"),
        ("SIO2-BLOC2-SISR-TP", "SIO2-BLOC2-SLAM-TP"),
    ):
        assert instance.course[one].parallel_with == (two,)
        teachers = [
            {name for post in instance.course[c].posts for name in post} for c in (one, two)
        ]
        assert not teachers[0] & teachers[1]


def test_teachers_are_marked_as_to_be_replaced() -> None:
    tables = new_tables(load("bts-sio-pstm"), semester=1)
    codes = [row["code"] for row in tables["teachers"]]
    assert "PROF-INFO-1" in codes
    assert {row["status"] for row in tables["teachers"]} == {"à remplacer"}
    service: dict[str, int] = dict.fromkeys(map(str, codes), 0)
    for course in instance_of(tables).courses:
        for post in course.posts:
            service[post[0]] += course.minutes // len(post)
    assert all(0 < minutes <= 250 * 60 for minutes in service.values())
    assert 8 <= len(codes) <= 14


def test_in_a_whole_year_options_begin_after_the_shared_workshops() -> None:
    instance = instance_of(new_tables(load("bts-sio-pstm")))
    for code in ("SIO1-BLOC2-SISR-CM", "SIO1-BLOC2-SLAM-TP", "SIO1-AP-SISR"):
        assert instance.course[code].after == ("SIO1-AP",)
    assert instance.course["SIO2-BLOC2-SISR-CM"].after == ()


def test_rhythms_are_those_asked_for_and_start_again_each_semester() -> None:
    tables = new_tables(load("bts-sio-pstm"), rhythms={"SIO1": "Mon Tue/Mon Tue Wed"})
    assert tables["rhythms"] == [
        {"name": "SIO1", "spec": "lun mar/lun mar mer"},
        {"name": "SIO1", "spec": "lun mar/lun mar mer", "since": date(2027, 2, 1)},
        {"name": "SIO2", "spec": "mar mer jeu"},
    ]


def test_hours_of_the_other_semesters_are_given_where_they_are_one_figure() -> None:
    alone = settings(new_tables(load("bts-sio-1350"), semester=1, years=(1,)))
    assert alone["other_semesters_minutes"] == 1355 - 383
    both = settings(new_tables(load("bts-sio-1350"), semester=1))
    assert "other_semesters_minutes" not in both
    # Students have no floor.
    assert settings(new_tables(load("bts-sio"), semester=1))["floor_minutes"] == 0


WRONG: list[tuple[dict[str, object], str]] = [
    ({"years": (3,)}, "Année 3"),
    ({"years": ()}, "Année"),
    ({"semester": 3}, "Semestre 3"),
    ({"school_year": "2026-28"}, "2026-27"),
    ({"rhythms": {"SI01": "lun"}}, "Vouliez-vous dire « SIO1 »"),
    ({"rhythms": {"SIO1": "lun mor"}}, "« mor » n'est pas un jour, dans « lun mor »."),
    (
        {"rhythms": {"SIO1": "lnu"}},
        "Rythme de SIO1 : « lnu » n'est pas un jour. Vouliez-vous dire « lun » ? "
        "Attendus : des jours (lun, mar, mer, jeu, ven, sam, dim)",
    ),
    (
        {"rhythms": {"SIO1": "ven-lun"}},
        "« ven-lun » ne va pas d'un jour à un autre plus tard dans la semaine. Attendus :",
    ),
    ({"rhythms": {"SIO1": " "}}, "Rythme de SIO1 : aucun jour n'est donné. Attendus :"),
]


@pytest.mark.parametrize(("choices", "said"), WRONG)
def test_a_wrong_choice_is_refused_in_words(choices: dict[str, object], said: str) -> None:
    with pytest.raises(ReferentialError) as caught:
        new_tables(load("bts-sio"), **choices)  # type: ignore[arg-type]
    assert said in str(caught.value)


ODD = """
name = "odd"
title = "Diplôme sans option"
semesters = [{ number = 1, weeks = 10, start = "09-01", end = "01-31" }]
years = [{ year = 1, code = "ODD", name = "Impair", size = 25 }]
types = [
  { code = "TD", label = "TD", durations = [2] },
  { code = "TP", label = "TP", halved = true, durations = [4, 3] },
]
units = [
  { key = "a", short = "A", label = "A", hours = [
    { semesters = [1], hours = 25, parts = { TD = 2, TP = 1 } }] },
]
"""


def test_a_school_without_options_posts_or_rooms_gets_a_workbook_too(tmp_path: Path) -> None:
    path = tmp_path / "odd.toml"
    path.write_text(ODD, encoding="utf-8")
    tables = new_tables(load(path), years=(1,), semester=1)
    assert tables["groups"][1:] == [
        {"code": "ODD-A", "name": "Impair, demi-groupe A", "parent": "ODD", "partition": "TP"}
        | {"size": 13},
        {"code": "ODD-B", "name": "Impair, demi-groupe B", "parent": "ODD", "partition": "TP"}
        | {"size": 12},
    ]
    cells = [(row["hours"], row["durations"], row.get("split")) for row in tables["courses"]]
    # 17 h in sessions of 2 h want a last one of 1 h; 8 h are two sessions of 4 h.
    assert cells == [(17, "2; 1", None), (8, "4; 3", "TP")]
    assert tables["teachers"] == tables["rooms"] == []
