"""Sheets and columns as people make them: any order, any language, titles, blanks, formulas."""

import random
import tomllib
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from instances.workbook import WorkbookError, read_tables, read_workbook, write_workbook
from instances.workbook.sheets import SHEETS

SMALL = Path(__file__).parent / "golden" / "small.toml"
TABLES = tomllib.loads(SMALL.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    path = tmp_path_factory.mktemp("fr") / "probleme.xlsx"
    write_workbook(TABLES, path)
    return path.read_bytes()


@pytest.fixture
def path(tmp_path, content):
    path = tmp_path / "probleme.xlsx"
    path.write_bytes(content)
    return path


@pytest.fixture(scope="module")
def expected():
    return read_tables(TABLES).instance


def change(path, edit):
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)
    return path


def problems(path):
    with pytest.raises(WorkbookError) as error:
        read_workbook(path)
    return [problem.say() for problem in error.value.problems]


def notices(path):
    return [notice.say() for notice in read_workbook(path).notices]


def test_what_was_written_is_read(path, expected):
    reading = read_workbook(path)
    assert reading.instance == expected
    assert reading.notices == ()


def test_columns_and_sheets_in_any_order(path, expected):
    def shuffle(book):
        chance = random.Random(1)
        for sheet in book.worksheets[1:13]:
            order = list(range(1, sheet.max_column + 1))
            chance.shuffle(order)
            rows = [[(c.value, c.number_format) for c in row] for row in sheet.iter_rows()]
            for number, row in enumerate(rows, 1):
                for to, origin in enumerate(order, 1):
                    cell = sheet.cell(number, to)
                    cell.value, cell.number_format = row[origin - 1]
        book._sheets.reverse()

    assert read_workbook(change(path, shuffle)).instance == expected


def test_titles_above_blank_rows_and_blank_columns(path, expected):
    def loosen(book):
        for sheet in book.worksheets[1:13]:
            sheet.insert_rows(4)
            sheet.insert_rows(1, 3)
            sheet.insert_cols(1)
            sheet["A1"] = sheet.title
            sheet["B2"] = "Rempli le 12 juin"

    reading = read_workbook(change(path, loosen))
    assert reading.instance == expected
    assert reading.notices == ()


@pytest.mark.parametrize("word", [lambda w: w.upper(), lambda w: f"  {w.lower()} *"])
def test_headers_whatever_their_case_blanks_and_stars(path, expected, word):
    def respell(book):
        for sheet in book.worksheets[1:13]:
            sheet.title = word(sheet.title).strip(" *")[:31] + " "
            for cell in sheet[1]:
                cell.value = word(cell.value)

    assert read_workbook(change(path, respell)).instance == expected


@pytest.mark.parametrize("which", range(4))
def test_english_headers_and_every_synonym(path, expected, which):
    def rename(book):
        for sheet, described in zip(book.worksheets[1:13], SHEETS, strict=True):
            words = described.words
            sheet.title = words[which % len(words)]
            for cell, column in zip(sheet[1], described.columns, strict=True):
                cell.value = column.words[which % len(column.words)]

    assert read_workbook(change(path, rename)).instance == expected


def test_an_english_workbook(tmp_path, expected):
    path = tmp_path / "problem.xlsx"
    write_workbook(TABLES, path, "en")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:3] == ["Read me", "Settings", "Grid"]
    assert book["Courses"]["H1"].value == "Number of teachers"
    assert book["Calendar"]["E2"].value == "exam"
    assert read_workbook(path).instance == expected


def test_sheets_that_may_be_missing(path):
    def drop(book):
        for name in ("Lisez-moi", "Listes", "Grille", "Calendrier", "Indisponibilités"):
            del book[name]
        for name in ("Séances imposées", "Préférences", "Maquette"):
            del book[name]

    instance = read_workbook(change(path, drop)).instance
    assert instance.times_off == instance.pins == instance.quotas == ()


@pytest.mark.parametrize("name", ["Paramètres", "Groupes", "Cours"])
def test_sheets_that_may_not_be_missing(path, name):
    change(path, lambda book: book.remove(book[name]))
    (said,) = problems(path)
    assert said.startswith(f"la feuille « {name} » manque.")


@pytest.mark.parametrize("name", ["Paramètres", "Groupes", "Cours"])
def test_a_sheet_emptied(path, name):
    change(path, lambda book: book[name].delete_rows(1, 100))
    (said,) = problems(path)
    assert said.startswith(f"{name} : cette feuille est vide.")


@pytest.mark.parametrize("name", ["Paramètres", "Groupes", "Cours"])
def test_a_sheet_with_headers_only(path, name):
    change(path, lambda book: book[name].delete_rows(2, 100))
    (said,) = problems(path)
    assert said.startswith(f"{name} : cette feuille n'a aucune ligne.")


def test_a_sheet_without_headers(path):
    change(path, lambda book: book["Salles"].delete_rows(1))
    assert any("Salles : aucune ligne de titres de colonnes." in said for said in problems(path))


def test_a_sheet_of_one_column(path):
    def narrow(book):
        book["Salles"].delete_cols(2, 10)

    said = problems(change(path, narrow))
    assert not any("titres de colonnes" in line for line in said)
    assert any("« salle » n'est ni une salle ni un type de salle" in line for line in said)


def test_a_misspelt_sheet(path):
    change(path, lambda book: setattr(book["Indisponibilités"], "title", "Indisponibilitées"))
    (said,) = problems(path)
    assert "cette feuille est inconnue. Vouliez-vous dire « Indisponibilités » ?" in said


def test_two_sheets_of_one_thing(path):
    change(path, lambda book: book.create_sheet("Classes")).exists()
    (said,) = problems(path)
    assert said == (
        "Classes : cette feuille fait double emploi avec « Groupes ». Réunissez-les en une seule."
    )


def test_a_misspelt_column_is_a_problem_told_once(path):
    change(path, lambda book: book["Cours"].__setitem__("I1", "Heurs"))
    (said,) = problems(path)
    assert said == (
        "Cours, ligne 1, colonne I (Heurs) : la colonne « Heurs » est inconnue. "
        "Vouliez-vous dire « Heures » ?"
    )


ASKED = {
    "Enseignants": "des cours nomment des enseignants",
    "Salles": "des cours demandent des salles",
}


@pytest.mark.parametrize("name", ASKED)
def test_a_sheet_of_names_missing_is_told_once(path, name):
    change(path, lambda book: book.remove(book[name]))
    (said,) = problems(path)
    assert said.startswith(f"la feuille « {name} » manque, alors que {ASKED[name]}.")


@pytest.mark.parametrize("rows", [1, 2])
@pytest.mark.parametrize("name", ASKED)
def test_a_sheet_of_names_without_rows_is_told_once(path, name, rows):
    change(path, lambda book: book[name].delete_rows(rows, 100))
    (said,) = problems(path)
    assert said.startswith(f"{name} : cette feuille n'a aucune ligne, alors que {ASKED[name]}.")


@pytest.mark.parametrize("name", ASKED)
def test_a_sheet_of_names_misnamed_is_told_once(path, name):
    change(path, lambda book: setattr(book[name], "title", f"{name}z"))
    (said,) = problems(path)
    assert said == f"{name}z : cette feuille est inconnue. Vouliez-vous dire « {name} » ?"


@pytest.mark.parametrize("name", ASKED)
def test_a_sheet_of_names_without_headers_is_told_once(path, name):
    change(path, lambda book: book[name].delete_rows(1, 1))
    (said,) = problems(path)
    assert said.startswith(f"{name} : aucune ligne de titres de colonnes.")


def test_no_rooms_where_no_course_asks_for_one(path):
    def edit(book):
        book.remove(book["Salles"])
        for column in book["Cours"].columns:
            if column[0].value in ("Salles", "Équipements"):
                for cell in column[1:]:
                    cell.value = None

    change(path, edit)
    assert not any("« Salles » manque" in said for said in problems(path))


def test_a_column_missing(path):
    change(path, lambda book: book["Cours"].delete_cols(9))
    (said,) = problems(path)
    assert said.startswith("Cours, ligne 1 : la colonne « Heures » manque.")


@pytest.mark.parametrize("name", ["Enseignants", "Salles"])
def test_courses_without_their_column_of_names(path, name):
    def drop(book):
        headers = [cell.value for cell in book["Cours"][1]]
        book["Cours"].delete_cols(headers.index(name) + 1)

    (said,) = problems(change(path, drop))
    assert said.startswith(
        f"Cours : la colonne « {name} » manque, alors que la feuille « {name} » en nomme."
    )


def test_a_misspelt_column_of_teachers_is_told_once(path):
    def misspell(book):
        headers = [cell.value for cell in book["Cours"][1]]
        book["Cours"].cell(1, headers.index("Enseignants") + 1).value = "Enseignats"

    (said,) = problems(change(path, misspell))
    assert "la colonne « Enseignats » est inconnue. Vouliez-vous dire « Enseignants » ?" in said


def test_a_column_twice(path):
    change(path, lambda book: book["Salles"].__setitem__("B1", "Capacité"))
    assert any("la colonne « Places » est en double" in said for said in problems(path))


def test_sheets_and_columns_of_ones_own_are_noted(path, expected):
    def add(book):
        book.create_sheet("Téléphones")["A1"] = "Ana"
        book["Salles"]["F1"] = "Étage"
        book["Salles"]["F2"] = 1
        book["Groupes"]["J3"] = "à revoir"

    reading = read_workbook(change(path, add))
    assert reading.instance == expected
    assert [notice.say() for notice in reading.notices] == [
        "Groupes, ligne 3, colonne J : « à revoir » : colonne sans titre, ignorée.",
        "Salles, ligne 1, colonne F (Étage) : colonne « Étage » ignorée.",
        "Téléphones : feuille inconnue, ignorée.",
    ]


def test_a_row_above_the_headers_is_noted(path):
    def above(book):
        book["Salles"].insert_rows(1)
        for index, value in enumerate(("104", "Salle", "salle", 20), 1):
            book["Salles"].cell(1, index).value = value

    assert notices(change(path, above)) == [
        "Salles, ligne 1 : cette ligne au-dessus des titres de colonnes n'est pas lue."
    ]


def test_formulas_never_computed(path):
    change(path, lambda book: book["Maquette"].__setitem__("E2", "=10+10"))
    (said,) = problems(path)
    assert "Maquette, ligne 2, colonne E (Heures) : la formule « =10+10 » n'a jamais" in said


def test_formulas_computed_count_for_their_value(path, tmp_path, expected):
    change(path, lambda book: book["Maquette"].__setitem__("E2", "=10+10"))
    computed = tmp_path / "calcule.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(computed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b"<f>10+10</f><v />", b"<f>10+10</f><v>20</v>"))
    assert read_workbook(computed).instance == expected


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!"])
def test_excel_errors(path, error):
    change(path, lambda book: book["Maquette"].__setitem__("E2", error))
    (said,) = problems(path)
    assert f"Excel affiche l'erreur « {error} »." in said


def test_a_date_that_excel_cannot_show(path):
    def spoil(book):
        book["Calendrier"]["A2"] = -5
        book["Calendrier"]["A2"].number_format = "dd/mm/yyyy"

    (said,) = problems(change(path, spoil))
    assert "Calendrier, ligne 2, colonne A (Du)" in said


def test_dates_of_a_1904_workbook(path, expected):
    def rebase(book):
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        book["Paramètres"]["B4"] = datetime(2026, 9, 1)

    assert read_workbook(change(path, rebase)).instance.settings == expected.settings


def test_an_excel_date_for_durations(path):
    change(path, lambda book: book["Cours"].__setitem__("J2", datetime(2026, 2, 1)))
    (said,) = problems(path)
    assert said == (
        "Cours, ligne 2, colonne J (Durées) : « 01/02/2026 » est une date ou une heure, il faut "
        "une durée. Excel a transformé ce qui était tapé : mettez la cellule au format Texte et "
        "retapez-le."
    )


def test_merged_cells(path):
    change(path, lambda book: book["Maquette"].merge_cells("A2:A3"))
    said = problems(path)
    assert said[0] == (
        "Maquette, ligne 2, colonne A : les cellules A2:A3 sont fusionnées. Défusionnez-les et "
        "répétez la valeur sur chaque ligne."
    )


def test_a_title_in_merged_cells_is_fine(path, expected):
    def title(book):
        book["Salles"].insert_rows(1)
        book["Salles"]["A1"] = "Nos salles"
        book["Salles"].merge_cells("A1:E1")

    assert read_workbook(change(path, title)).instance == expected


def test_required_cells_left_empty(path):
    change(path, lambda book: book["Maquette"].__setitem__("B2", "  "))
    said = problems(path)
    assert (
        "Maquette, ligne 2, colonne B (Unité) : cette cellule doit être remplie. "
        "La matière ou le bloc." in said
    )
