"""A part of a timetable: whose sessions it has, its names, and that it is never the whole."""

from __future__ import annotations

import csv
from datetime import date

import openpyxl
import pytest

from exports import Selection, read_excel, write_csv, write_extract
from exports.names import Names
from instances.entities import Resource
from instances.rhythm import monday
from instances.text import Text
from instances.timetable import Timetable
from instances.workbook import WorkbookError

WEEK = date(2026, 9, 28)


def part(*resources: tuple[str, str], weeks: tuple[date, ...] = ()) -> Selection:
    return Selection(tuple(Resource(*pair) for pair in resources), weeks)


def rows(path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_a_half_group_has_the_lectures_of_its_class_and_not_of_the_other_half(timetable, tmp_path):
    path = write_csv(timetable, tmp_path, "fr", part(("group", "SIO1-A")))
    assert path.name == "sessions-SIO1-A.csv"
    groups = {row["groupes"] for row in rows(path)}
    assert groups == {"SIO1", "SIO1-A"}
    wanted = [s.id for s in timetable.sessions if set(s.groups) & {"SIO1", "SIO1-A"}]
    assert [row["id"] for row in rows(path)] == wanted


def test_of_several_a_session_belongs_to_any_and_to_a_week(timetable, tmp_path):
    chosen = part(("teacher", "TAL"), ("room", "Labo 2"), weeks=(WEEK,))
    path = write_csv(timetable, tmp_path, "fr", chosen)
    assert path.name == "sessions-TAL-Labo-2-S40.csv"
    found = {row["id"] for row in rows(path)}
    assert found == {
        s.id
        for s in timetable.sessions
        if monday(s.date) == WEEK and ("TAL" in s.teachers or "Labo 2" in s.rooms)
    }
    assert found


def test_all_is_all(timetable, tmp_path):
    path = write_csv(timetable, tmp_path)
    assert path.name == "sessions.csv" and len(rows(path)) == len(timetable.sessions)


def test_names_of_parts_never_meet(timetable):
    groups = [("group", group.code) for group in timetable.instance.groups]
    teachers = [("teacher", teacher.code) for teacher in timetable.instance.teachers]
    rooms = [("room", room.code) for room in timetable.instance.rooms]
    parts = [part(*groups, *teachers, *rooms[:count]) for count in range(len(rooms))]
    parts += [part(*groups), part(*teachers), part(("group", "SIO1"), weeks=(WEEK,))]
    names = [one.suffix(timetable, "fr") for one in parts]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) < 80
    assert not Selection() and Selection().suffix(timetable, "fr") == ""


def test_names_of_parts_never_meet_where_codes_look_alike(timetable):
    # A class and a room called alike, two rooms that file systems cannot tell apart.
    text = timetable.model_dump_json().replace('"B12"', '"SIO1"').replace('"B14"', '"Labo-1"')
    alike = Timetable.model_validate_json(text)
    resources = [("group", "SIO1"), ("room", "SIO1"), ("room", "Labo 1"), ("room", "Labo-1")]
    names = [part(resource).suffix(alike, "fr") for resource in resources]
    assert names == ["-SIO1-classes", "-SIO1-salles", "-Labo-1-2", "-Labo-1"]


def test_a_part_says_what_it_is(timetable):
    chosen = part(("group", "SIO1"), ("teacher", "TAL"), weeks=(WEEK,))
    assert chosen.said(Names(timetable.instance), "fr") == "SIO1, M. Tallandier, S40"


@pytest.fixture(scope="module")
def extract(timetable, tmp_path_factory):
    path = tmp_path_factory.mktemp("extract") / "extrait-SIO1.xlsx"
    chosen = part(("group", "SIO1"), ("teacher", "TAL"))
    assert write_extract(timetable, path, chosen, "fr") == (path,)
    return path


def test_an_extract_has_its_sheets_and_no_other(extract):
    book = openpyxl.load_workbook(extract)
    shown = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
    assert shown == ["SIO1", "M. Tallandier", "Calendrier SIO1"]


def test_an_extract_is_not_taken_for_the_timetable(extract, timetable):
    for original in (None, timetable):
        with pytest.raises(WorkbookError) as caught:
            read_excel(extract, timetable.instance, original)
        (problem,) = caught.value.problems
        assert "extrait (SIO1, M. Tallandier)" in problem.say("fr")
        assert "extract (SIO1, M. Tallandier)" in problem.say("en")


def test_an_extract_of_a_week_prints_that_week_alone(timetable, tmp_path):
    path = tmp_path / "x.xlsx"
    write_extract(timetable, path, part(("group", "SIO1"), weeks=(WEEK,)), "fr")
    (sheet,) = (s for s in openpyxl.load_workbook(path) if s.sheet_state == "visible")
    texts = [str(cell.value) for row in sheet for cell in row if cell.value is not None]
    titles = [text for text in texts if text.startswith("SIO1 · ")]
    assert titles == ["SIO1 · Semaine 40 : du 28 septembre au 4 octobre 2026"]
    own = [s for s in timetable.of_group("SIO1") if monday(s.date) == WEEK]
    assert any(text.startswith(f"24 apprenants · {len(own)} séances") for text in texts)


def test_a_week_without_sessions_is_printed_empty(timetable, tmp_path):
    holidays = date(2026, 10, 19)
    path = tmp_path / "x.xlsx"
    write_extract(timetable, path, part(("room", "B12"), weeks=(holidays,)), "fr")
    (sheet,) = (s for s in openpyxl.load_workbook(path) if s.sheet_state == "visible")
    texts = {str(cell.value) for row in sheet for cell in row}
    none = Text("Aucune séance ces semaines-là.", "")
    assert none.fr in texts
    assert any("Semaine 43" in text for text in texts)


def test_a_large_extract_is_a_file_for_each_kind_and_all_are_asked_about(
    timetable, tmp_path, monkeypatch
):
    monkeypatch.setattr("exports.outline.MOST_VIEWS", 1)
    chosen = part(("group", "SIO1"), ("teacher", "TAL"), weeks=(WEEK,))
    places = [tmp_path / f"x-{name}.xlsx" for name in ("classes", "enseignants")]

    def refuse(path):
        if path == places[1]:
            raise ValueError(path)

    with pytest.raises(ValueError, match="enseignants"):
        write_extract(timetable, tmp_path / "x.xlsx", chosen, "fr", refuse)
    assert list(tmp_path.iterdir()) == []
    assert list(write_extract(timetable, tmp_path / "x.xlsx", chosen, "fr")) == places
    assert sorted(tmp_path.iterdir()) == places
