"""A problem workbook saved again by another program reads the same: nothing is lost on the way."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from instances.examples import EXAMPLES, example_tables
from instances.workbook import Reading, read_workbook, write_workbook

LIBREOFFICE = shutil.which("soffice")
HIDDEN = "_"  # what the names of sheets for programs begin with


@pytest.fixture(scope="module", params=[("s1", "fr"), ("year", "en")], ids=["s1-fr", "year-en"])
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    name, lang = request.param
    assert name in EXAMPLES
    path = tmp_path_factory.mktemp("other") / "p.xlsx"
    write_workbook(example_tables(name), path, lang)
    return path


def same(saved: Path, written: Path) -> None:
    """Both workbooks hold one problem, and neither is odd in anything."""
    before, after = (_read(path) for path in (written, saved))
    assert after.instance.model_dump() == before.instance.model_dump()
    assert after.instance.digest == before.instance.digest
    assert [n.say("fr") for n in after.notices] == [n.say("fr") for n in before.notices]


def _read(path: Path) -> Reading:
    return read_workbook(path)


@pytest.mark.skipif(LIBREOFFICE is None, reason="no LibreOffice to save the workbook with")
@pytest.mark.parametrize("through", ["xlsx", "ods"])
def test_saved_by_libreoffice(written: Path, tmp_path: Path, through: str) -> None:
    """As people do who have no Excel: straight, and by way of its own format."""
    source = written
    if through == "ods":
        source = converted(written, "ods", tmp_path / "ods")
    same(converted(source, "xlsx", tmp_path / "out"), written)


def converted(path: Path, form: str, folder: Path) -> Path:
    assert LIBREOFFICE is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [LIBREOFFICE, profile, "--headless", "--convert-to", form, "--outdir", folder, path],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return folder / f"{path.stem}.{form}"


def test_saved_by_openpyxl(written: Path, tmp_path: Path) -> None:
    openpyxl.load_workbook(written).save(tmp_path / "p.xlsx")
    same(tmp_path / "p.xlsx", written)


def test_written_by_pandas_from_its_frames(written: Path, tmp_path: Path) -> None:
    """Values alone: no formats, no drop-downs, no hidden sheet, blanks as pandas has them."""
    frames = pd.read_excel(written, sheet_name=None)
    with pd.ExcelWriter(tmp_path / "p.xlsx", engine="openpyxl") as writer:
        for name, frame in frames.items():
            if not name.startswith(HIDDEN):
                frame.to_excel(writer, sheet_name=name, index=False)
    same(tmp_path / "p.xlsx", written)
