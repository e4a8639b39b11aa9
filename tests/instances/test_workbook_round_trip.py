"""`read(write(x)) == x`, for workbooks, tables and instances; and what the written one offers."""

import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from instances.examples import EXAMPLES, example_tables
from instances.workbook import read_tables, read_workbook, tables_of, write_workbook
from instances.workbook.sheets import PARAMETERS, PREFERENCES, SHEETS

SMALL = Path(__file__).parent / "golden" / "small.toml"
TABLES = tomllib.loads(SMALL.read_text(encoding="utf-8"))
RICH = TABLES | {
    "rhythms": [
        *TABLES["rhythms"],
        {"name": "court", "spec": "lun"},
        {"name": "long", "spec": "lun-ven/-"},
    ],
    "groups": [
        *(
            row | ({"possible_rhythms": "court; long"} if row["code"] == "SIO1" else {})
            for row in TABLES["groups"]
        ),
        {"code": "A", "parent": "SIO1", "partition": "Langue", "size": 10, "minors": "non"},
        {"code": "B", "parent": "SIO1", "partition": "Langue", "size": 14},
        {"code": "B1", "parent": "B", "partition": "niveau", "size": 7},
        {"code": "B2", "parent": "B", "partition": "niveau", "size": 7},
    ],
    "courses": [
        *TABLES["courses"],
        {
            "code": "LV",
            "unit": "Langue",
            "type": "TD",
            "groups": "B",
            "split": "niveau",
            "teachers": "ANA | BOB | CLO",
            "teacher_count": 2,
            "hours": 3,
            "durations": "1;2",
            "rooms": "salle + commune",
            "after": "RES-TP/G1",
            "pace_of": "AUTO",
        },
        {
            "code": "LV-A",
            "unit": "Langue",
            "groups": "A",
            "teachers": "ANA",
            "hours": "3h",
            "durations": "1h; 55min",
            "parallel_with": "LV",
        },
    ],
    "grid": [*TABLES["grid"], {"start": "15h", "end": "15h55"}, {"start": "22h", "end": "24:00"}],
    "preferences": [{"rule": p.rule, "level": i % 6} for i, p in enumerate(PREFERENCES)],
}


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_examples_survive_writing(tmp_path, name, lang):
    instance = read_tables(example_tables(name)).instance
    path = tmp_path / "x.xlsx"
    write_workbook(example_tables(name), path, lang)
    assert read_workbook(path).instance == instance
    write_workbook(tables_of(instance), path, lang)
    assert read_workbook(path).instance == instance


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_rich_instance_survives_writing(tmp_path, lang):
    instance = read_tables(RICH).instance
    assert len({bool(getattr(c, k)) for c in instance.courses for k in ("after", "rooms")}) == 2
    assert read_tables(tables_of(instance)).instance == instance
    write_workbook(tables_of(instance), tmp_path / "x.xlsx", lang)
    again = read_workbook(tmp_path / "x.xlsx").instance
    assert again == instance
    assert again.digest == instance.digest


WORDS = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters=";|+/\n"),
    min_size=1,
    max_size=8,
)
HOURS = st.integers(1, 60).map(lambda n: n * 5)
CLOCKS = st.integers(0, 1439)
DAYS = st.dates(date(2026, 8, 1), date(2027, 1, 31))


@st.composite
def spans(draw):
    first, last = sorted((draw(DAYS), draw(DAYS)))
    start, end = sorted(draw(st.lists(CLOCKS, min_size=2, max_size=2, unique=True)))
    return {"first": first, "last": last, "start": clock(start), "end": clock(end)}


def clock(minutes):
    return time(minutes // 60, minutes % 60)


# Hypothesis knows the codes written here: a teacher called as a group is would be ambiguous.
NAMES = WORDS.filter(lambda word: word.strip().casefold() not in CODES)
CODES = {
    str(row["code"]).casefold()
    for key in ("groups", "teachers", "rooms", "courses")
    for row in TABLES[key]
}


@st.composite
def problems(draw):
    """Tables whose numbers, dates, words and choices vary; structure as in the small one."""
    tables = {key: [dict(row) for row in rows] for key, rows in TABLES.items()}
    tables["pins"] = []
    for parameter in PARAMETERS:
        if parameter.kind in ("hours", "minutes") and draw(st.booleans()):
            low, high = int(parameter.low or 0), int(min(parameter.high or 600, 1200))
            minutes = draw(st.integers(low, high))
            value = timedelta(minutes=minutes) if parameter.kind == "hours" else minutes
            if parameter.key != "lunch_minutes":
                tables["settings"] = [
                    row for row in tables["settings"] if row["setting"] != parameter.key
                ]
                tables["settings"].append({"setting": parameter.key, "value": value})
    kinds = st.sampled_from(("closed", "exam", "stage", "company", "cfa", "holidays"))
    tables["calendar"] = [
        draw(spans())
        | {"kind": draw(kinds), "groups": draw(st.sampled_from(("", "G1; SIO1")))}
        | {"label": draw(WORDS)}
        for _ in range(draw(st.integers(0, 3)))
    ]
    tables["times_off"] = [
        draw(spans())
        | {
            "who": draw(st.sampled_from(("ANA", "Labo", "G2"))),
            "day": draw(st.sampled_from(("", "lundi", "jeudi"))),
        }
        | {"level": draw(st.sampled_from(("impossible", "only", "avoid", "wish")))}
        for _ in range(draw(st.integers(0, 3)))
    ]
    for teacher in tables["teachers"]:
        teacher["name"] = draw(NAMES)
        teacher["service"] = draw(HOURS) / 60
    for room in tables["rooms"]:
        room["name"] = draw(NAMES)
        room["seats"] = draw(st.integers(30, 99))
    return tables


@settings(max_examples=40, deadline=None)
@given(problems())
def test_any_instance_is_said_back(tables):
    instance = read_tables(tables).instance
    assert read_tables(tables_of(instance)).instance == instance


@settings(max_examples=5, deadline=None)
@given(problems())
def test_any_tables_survive_a_file(tmp_path_factory, tables):
    path = tmp_path_factory.mktemp("any") / "x.xlsx"
    write_workbook(tables, path)
    assert read_workbook(path).instance == read_tables(tables).instance


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "x.xlsx"
    write_workbook(TABLES, path)
    return openpyxl.load_workbook(path)


def test_sheets_in_the_order_of_the_contract(book):
    names = [sheet.title.fr for sheet in SHEETS]
    assert book.sheetnames == ["Lisez-moi", *names, "Listes"]
    assert book["Listes"].sheet_state == "hidden"


def test_the_first_sheet_links_to_the_others(book):
    links = {cell.hyperlink.location for row in book["Lisez-moi"] for cell in row if cell.hyperlink}
    assert links == {f"'{sheet.title.fr}'!A1" for sheet in SHEETS}


def test_every_header_has_a_comment_and_required_ones_look_so(book):
    for sheet in SHEETS:
        for cell, column in zip(book[sheet.title.fr][1], sheet.columns, strict=True):
            assert column.comment.fr in cell.comment.text
            assert ("À remplir" in cell.comment.text) is column.required
            assert (cell.fill.start_color.rgb[-6:] == "22384F") is column.required


def test_one_value_is_chosen_from_a_list(book):
    def lists(title):
        return {str(v.sqref): v.formula1 for v in book[title].data_validations.dataValidation}

    calendar = lists("Calendrier")["E2:E1000"]
    sheet, _, area = calendar.rpartition("!")
    offered = [cell[0].value for cell in book[sheet.strip("'")][area.replace("$", "")]]
    assert offered == ["fermé", "férié", "examen", "stage", "entreprise", "CFA", "vacances"]
    assert "'Groupes'!$A$2" in lists("Maquette")["A2:A1000"]
    assert "'Rythmes'!$A$2" in lists("Groupes")["F2:F1000"]
    assert "E2:E1000" not in lists("Cours"), "several groups may stand there"
    assert {"B6", "B7", "B8", "B9"} <= set(lists("Paramètres"))
    assert {"C2:C1000", "B2:B1000"} <= set(lists("Cours"))
    assert "B2:B1000" in lists("Préférences")


def test_what_excel_would_change_is_text(book):
    for title, letter in (("Rythmes", "B"), ("Cours", "J"), ("Cours", "K"), ("Groupes", "A")):
        assert book[title][f"{letter}2"].number_format == "@"
        assert book[title].column_dimensions[letter].number_format == "@"
    assert book["Cours"]["J2"].value == "2; 1"


def test_values_are_native(book):
    calendar = book["Calendrier"]
    assert calendar["A3"].value == datetime(2026, 10, 7)
    assert calendar["A3"].number_format == "dd/mm/yyyy"
    assert calendar["C3"].value == time(13)
    assert book["Maquette"]["E4"].value == 12
    assert book["Grille"]["D4"].value == "oui"
    assert book["Paramètres"]["B16"].value == "aucun"


def test_every_setting_and_soft_rule_is_listed(book):
    labels = [cell.value for cell in book["Paramètres"]["A"][1:]]
    assert labels == [parameter.label.fr for parameter in PARAMETERS]
    rules = [cell.value for cell in book["Préférences"]["A"][1:]]
    assert rules == [preference.name.fr for preference in PREFERENCES]


def test_it_prints_on_a4_with_its_headers(book):
    for sheet in book.worksheets[1:13]:
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.orientation == "landscape"
        across = 2 if sheet.title == "Cours" else 1
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (across, 0)
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref


def test_an_equals_sign_is_no_formula_and_control_characters_go(tmp_path):
    tables = TABLES | {"rooms": [*TABLES["rooms"], {"code": "=1", "name": "a\x07b"}]}
    path = tmp_path / "x.xlsx"
    write_workbook(tables, path)
    cell = openpyxl.load_workbook(path)["Salles"]["A5"]
    assert (cell.value, cell.data_type) == ("=1", "s")
    room = read_workbook(path).instance.rooms[-1]
    assert (room.code, room.name) == ("=1", "ab")


def test_what_cannot_be_understood_is_written_as_it_is(tmp_path):
    tables = {
        "settings": [
            {"setting": "couleur", "value": "bleu"},
            {"setting": "Début", "value": "hier"},
        ],
        "preferences": [{"rule": "dormir", "level": 3}],
        "quotas": [{"hours": "beaucoup", "type": "sieste"}],
    }
    path = tmp_path / "x.xlsx"
    write_workbook(tables, path)
    book = openpyxl.load_workbook(path)
    assert [c.value for c in book["Paramètres"][len(PARAMETERS) + 2][:2]] == ["couleur", "bleu"]
    assert book["Paramètres"]["B4"].value == "hier"
    assert [c.value for c in book["Préférences"][len(PREFERENCES) + 2][:2]] == ["dormir", 3]
    assert (book["Maquette"]["D2"].value, book["Maquette"]["E2"].value) == ("sieste", "beaucoup")


def test_the_courses_print_on_two_pages_the_code_on_both(book):
    """On one page its seventeen columns were too small to read."""
    sheet = book["Cours"]
    assert sheet.print_title_cols == "$A:$A"
    (cut,) = [each.id for each in sheet.col_breaks.brk]
    widths = [sheet.column_dimensions[get_column_letter(at)].width for at in range(1, 18)]
    pages = sum(widths[:cut]), widths[0] + sum(widths[cut:])
    assert max(pages) < 1.25 * min(pages)
    assert all(not book[name].col_breaks.brk for name in ("Groupes", "Enseignants", "Maquette"))
