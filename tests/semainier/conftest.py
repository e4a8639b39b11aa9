"""The command line run in this process, on a workbook small enough to be planned in a second."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from instances.workbook import Tables, write_workbook
from semainier.cli import main


@dataclass(frozen=True)
class Said:
    """What a run said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    """Run `semainier` in French, as a machine without a locale does."""
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(variable, "")

    def semainier(*arguments: object) -> Said:
        monkeypatch.setenv("LANGUAGE", "")
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return semainier


def small_tables() -> Tables:
    """One class, one teacher, one room, two courses over two weeks."""
    return {
        "settings": [
            {"setting": "title", "value": "Essai"},
            {"setting": "start", "value": date(2026, 9, 7)},
            {"setting": "end", "value": date(2026, 9, 18)},
        ],
        "grid": [
            {"start": time(hour), "end": time(hour + 1), "break_after": "oui" if hour == 11 else ""}
            for hour in (8, 9, 10, 11, 13, 14, 15, 16)
        ],
        "rhythms": [{"name": "R", "spec": "lun mar"}],
        "groups": [{"code": "G1", "size": 20, "rhythm": "R", "minors": "non"}],
        "teachers": [{"code": "ABA", "name": "Mme Aba"}],
        "rooms": [{"code": "S1", "kinds": "salle", "seats": 30}],
        "quotas": [
            {"group": "G1", "unit": "U1", "type": "CM", "hours": 8},
            {"group": "G1", "unit": "U2", "type": "CM", "hours": 4},
        ],
        "courses": [
            {
                "code": f"G1-{unit}",
                "unit": unit,
                "type": "CM",
                "groups": "G1",
                "teachers": "ABA",
                "hours": hours,
                "durations": "2",
                "rooms": "salle",
            }
            for unit, hours in (("U1", 8), ("U2", 4))
        ],
    }


@pytest.fixture
def tables() -> Tables:
    return small_tables()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write tables as a workbook in the test's folder."""

    def write(tables: Tables, name: str = "petit.xlsx", lang: Any = "fr") -> Path:
        path = tmp_path / name
        write_workbook(tables, path, lang)
        return path

    return write


@pytest.fixture(scope="session")
def planned_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small workbook and its plan; not to be written to."""
    folder = tmp_path_factory.mktemp("planned")
    write_workbook(small_tables(), folder / "petit.xlsx", "fr")
    arguments = ["-q", "solve", str(folder / "petit.xlsx"), "-o", str(folder)]
    assert main([*arguments, "--time-limit", "5", "--workers", "1", "--gap", "1"]) == 0
    return folder


@pytest.fixture
def planned(planned_once: Path, tmp_path: Path) -> Path:
    """A folder of one's own with the small workbook and its plan."""
    for path in planned_once.iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


@pytest.fixture
def broken(tables: Tables, write: Callable[..., Path]) -> Path:
    """A workbook with two problems: an unknown teacher, a text for a number."""
    tables["courses"][0]["teachers"] = "ABE"
    tables["courses"][1]["hours"] = "beaucoup"
    return write(tables, "faux.xlsx")


@pytest.fixture
def impossible(tables: Tables, write: Callable[..., Path]) -> Path:
    """A workbook whose hours its days cannot hold."""
    for row in (*tables["quotas"], *tables["courses"]):
        row["hours"] = 40
    return write(tables, "impossible.xlsx")
