"""Files that are no problem workbook: one clear error each, no traceback, quickly."""

import time
import tomllib
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from instances.workbook import WorkbookError, read_workbook, write_workbook
from instances.workbook.source import MOST_BYTES, MOST_ROWS, MOST_XML_BYTES

SMALL = Path(__file__).parent / "golden" / "small.toml"
OLE = bytes.fromhex("D0CF11E0A1B11AE1")


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.xlsx"
    write_workbook(tomllib.loads(SMALL.read_text(encoding="utf-8")), path)
    return path


def refusal(path):
    begun = time.process_time()
    with pytest.raises(WorkbookError) as error:
        read_workbook(path)
    assert time.process_time() - begun < 5, "a bad file must not keep anybody waiting"
    (problem,) = error.value.problems
    assert str(error.value).startswith(path.name)
    assert problem.say("fr") and problem.say("en")
    return problem.say("fr")


def zipped(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def edited(good, path, change):
    """A copy of a good workbook whose parts went through `change(name, content)`."""
    with zipfile.ZipFile(good) as archive:
        parts = {name: change(name, archive.read(name)) for name in archive.namelist()}
    return zipped(path, {name: content for name, content in parts.items() if content is not None})


def test_missing(tmp_path):
    assert "n'existe pas" in refusal(tmp_path / "rien.xlsx")


def test_a_folder(tmp_path):
    assert "dossier" in refusal(tmp_path)


def test_empty(tmp_path):
    path = tmp_path / "vide.xlsx"
    path.touch()
    assert "vide" in refusal(path)


@pytest.mark.parametrize("content", [b"code;nom\nSIO1;x\n", b"\x00" * 4000, b"%PDF-1.4 ..."])
def test_no_workbook_at_all(tmp_path, content):
    path = tmp_path / "texte.xlsx"
    path.write_bytes(content)
    assert "ce n'est pas un classeur Excel" in refusal(path)


def test_old_xls(tmp_path):
    path = tmp_path / "ancien.xls"
    path.write_bytes(OLE + b"\x00" * 5000)
    assert ".xls" in refusal(path)


def test_under_a_password(tmp_path):
    path = tmp_path / "secret.xlsx"
    path.write_bytes(OLE + b"\x00" * 1000 + "EncryptedPackage".encode("utf-16-le"))
    assert "mot de passe" in refusal(path)


def test_opendocument(tmp_path):
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    path = zipped(tmp_path / "libre.ods", {"mimetype": mimetype, "content.xml": "<x/>"})
    assert ".ods" in refusal(path)


def test_another_office_file(tmp_path):
    path = zipped(tmp_path / "lettre.xlsx", {"word/document.xml": "<x/>"})
    assert "ce n'est pas un classeur Excel" in refusal(path)


def test_strict_open_xml(good, tmp_path):
    def change(name, content):
        main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        return content.replace(main, b"http://purl.oclc.org/ooxml/spreadsheetml/main")

    assert "strict" in refusal(edited(good, tmp_path / "strict.xlsx", change))


def test_cut_short(good, tmp_path):
    path = tmp_path / "coupe.xlsx"
    path.write_bytes(good.read_bytes()[:-2000])
    assert "classeur" in refusal(path)


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet2.xml", "xl/styles.xml", "[Content_Types].xml"]
)
def test_a_part_is_lost_or_damaged(good, tmp_path, part):
    lost = edited(good, tmp_path / "perdu.xlsx", lambda n, c: None if n == part else c)
    cut = edited(good, tmp_path / "abime.xlsx", lambda n, c: c[:200] if n == part else c)
    for path in (lost, cut):
        assert "abîmé" in refusal(path)


def test_entities_are_not_unpacked(good, tmp_path):
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'

    def change(name, content):
        return content.replace(b"<worksheet", bomb + b"<worksheet", 1)

    assert "abîmé" in refusal(edited(good, tmp_path / "entites.xlsx", change))


def test_fifty_megabytes(good, tmp_path):
    path = tmp_path / "enorme.xlsx"
    content = good.read_bytes()
    path.write_bytes(content)
    with path.open("r+b") as file:
        file.truncate(50_000_000)
    assert path.stat().st_size > MOST_BYTES
    assert "trop gros" in refusal(path)


def test_a_small_file_that_unpacks_to_millions_of_rows(good, tmp_path):
    row = b'<row r="%d"><c r="A%d" s="1"/></row>'
    rows = b"".join(row % (n, n) for n in range(1000, 1000 + MOST_XML_BYTES // 30))

    def change(name, content):
        if name == "xl/worksheets/sheet5.xml":
            return content.replace(b"</sheetData>", rows + b"</sheetData>")
        return content

    path = edited(good, tmp_path / "bombe.xlsx", change)
    assert path.stat().st_size < MOST_BYTES
    assert "trop gros" in refusal(path)


def test_thousands_of_rows(good, tmp_path):
    row = b'<row r="%d"><c r="A%d"><v>1</v></c></row>'
    rows = b"".join(row % (n, n) for n in range(1000, 1001 + MOST_ROWS))

    def change(name, content):
        return (
            content.replace(b"</sheetData>", rows + b"</sheetData>")
            if "sheet6" in name
            else content
        )

    assert "lignes : c'est bien trop" in refusal(edited(good, tmp_path / "long.xlsx", change))


def test_a_stray_cell_in_the_last_corner_costs_nothing(good):
    book = openpyxl.load_workbook(good)
    book["Groupes"].cell(1_048_576, 16_384).number_format = "@"
    book["Salles"].cell(1_048_576, 1).number_format = "@"
    book.save(good)
    begun = time.process_time()
    read_workbook(good)
    assert time.process_time() - begun < 5


def test_a_workbook_without_our_sheets(tmp_path):
    path = tmp_path / "autre.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(WorkbookError) as error:
        read_workbook(path)
    said = [problem.say() for problem in error.value.problems]
    assert said == [
        "aucune feuille n'est celle d'un problème (Paramètres, Groupes, Cours…). Est-ce le bon "
        "fichier ? « semainier new FICHIER.xlsx » écrit un classeur à remplir."
    ]


def test_sheets_whose_names_are_all_misspelt_are_known_as_ours(tmp_path, good):
    """Not as a stranger's: each gets the name that was meant."""
    book = openpyxl.load_workbook(good)
    for sheet in book.worksheets:
        if sheet.title in {"Groupes", "Cours", "Paramètres"}:
            sheet.title += "zz"
        elif sheet.title != "Lisez-moi":
            del book[sheet.title]
    book.save(tmp_path / "m.xlsx")
    with pytest.raises(WorkbookError) as error:
        read_workbook(tmp_path / "m.xlsx")
    said = "\n".join(problem.say() for problem in error.value.problems)
    assert "Vouliez-vous dire « Groupes »" in said
    assert "le bon fichier" not in said


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "timetable.json",
            b'{"format": 1}',
            "Donnez à sa place le classeur du problème, PROBLEME.xlsx.",
        ),
        ("liste.csv", b"code;nom", "Enregistrez-le dans Excel ou LibreOffice"),
    ],
)
def test_other_files_say_what_to_do(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    assert said in refusal(tmp_path / name)


def test_a_plan_given_for_its_problem_names_the_problem(good, tmp_path):
    folder = good.with_suffix("")
    folder.mkdir()
    (folder / "timetable.json").write_text("{}")
    assert refusal(folder / "timetable.json") == (
        "c'est un fichier .json, pas un classeur de problème. Donnez à sa place le classeur du "
        f"problème, {good.name}. Un emploi du temps vient après lui : semainier verify "
        f"{good.name} timetable.json, par exemple."
    )


def test_a_folder_is_not_asked_to_be_saved_from_excel(tmp_path):
    (tmp_path / "dossier.xlsx").mkdir()
    assert refusal(tmp_path / "dossier.xlsx") == (
        "c'est un dossier. Donnez le classeur (.xlsx) lui-même."
    )


def test_a_file_that_cannot_be_opened(good, monkeypatch):
    def refuse(*_args, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert "ne s'ouvre pas (vous n'en avez pas le droit)" in refusal(good)


def test_nothing_is_left_when_writing_fails(tmp_path, monkeypatch):
    path = tmp_path / "neuf.xlsx"

    def fail(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space"):
        write_workbook({}, path)
    assert list(tmp_path.iterdir()) == []


def test_writing_refuses_unknown_sheets_and_columns():
    with pytest.raises(KeyError, match="course"):
        write_workbook({"course": []}, Path("x.xlsx"))
    with pytest.raises(KeyError, match="colour"):
        write_workbook({"rooms": [{"colour": 1}]}, Path("x.xlsx"))


def test_bytes_of_a_good_file_are_not_touched(good):
    before = good.read_bytes()
    read_workbook(good)
    assert good.read_bytes() == before
    assert zipfile.is_zipfile(BytesIO(before))
