"""A plan's files: together or not at all; edits, open files and older plans survive."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest

from instances.timetable import Solution, Timetable
from instances.timetable_file import read_timetable
from semainier.failures import CommandError
from semainier.planfiles import COMPLETE, PARTIAL, names_of_workbook, prepare, write_plan

BOTH = (COMPLETE, PARTIAL)


@pytest.fixture
def plan(planned_once: Path) -> Timetable:
    return read_timetable(planned_once / "timetable.json")


@pytest.fixture
def partial(plan: Timetable) -> Timetable:
    return Timetable(
        instance=plan.instance, sessions=plan.sessions[:3], solution=Solution(status="partial")
    )


def writes(content: bytes = b"classeur", *beside: str):
    def write(path: Path) -> list[Path]:
        paths = [path, *(path.with_name(f"{path.stem}-{name}.xlsx") for name in beside)]
        for each in paths:
            each.write_bytes(content)
        return paths

    return write


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_complete_plan_replaces_its_like(tmp_path, plan):
    for content in (b"un", b"deux"):
        prepare(tmp_path, BOTH, force=False)
        write_plan(tmp_path, plan, writes(content), force=False)
    assert names(tmp_path) == ["emploi-du-temps.xlsx", "timetable.json"]
    assert (tmp_path / "emploi-du-temps.xlsx").read_bytes() == b"deux"


def test_nothing_is_left_when_writing_fails(tmp_path, plan):
    def fail(path: Path) -> list[Path]:
        path.write_bytes(b"moiti")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_plan(tmp_path, plan, fail, force=False)
    assert names(tmp_path) == []


@pytest.mark.parametrize("edit", ["emploi-du-temps.xlsx", "emploi-du-temps-salles.xlsx"])
def test_edited_workbook_is_kept(tmp_path, plan, edit):
    write_plan(tmp_path, plan, writes(b"un", "classes", "salles"), force=False)
    prepare(tmp_path, BOTH, force=False)
    (tmp_path / edit).write_bytes(b"retouche")
    with pytest.raises(CommandError, match="has changed since"):
        prepare(tmp_path, BOTH, force=False)
    prepare(tmp_path, BOTH, force=True)


@pytest.mark.parametrize("known", [None, "{", "[]", '{"workbook_digest": null}'])
def test_workbook_of_unknown_origin_is_kept(tmp_path, known):
    (tmp_path / "emploi-du-temps.xlsx").write_bytes(b"de quelqu'un")
    if known is not None:
        (tmp_path / "timetable.json").write_text(known)
    with pytest.raises(CommandError, match="has changed since"):
        prepare(tmp_path, BOTH, force=False)


def test_edit_made_during_the_search_is_kept_and_so_is_the_plan(tmp_path, plan):
    write_plan(tmp_path, plan, writes(b"un"), force=False)
    (tmp_path / "emploi-du-temps.xlsx").write_bytes(b"retouche")
    with pytest.raises(CommandError, match="kept in") as caught:
        write_plan(tmp_path, plan, writes(b"deux"), force=False)
    assert (tmp_path / "emploi-du-temps.xlsx").read_bytes() == b"retouche"
    (kept,) = [path for path in tmp_path.iterdir() if path.is_dir()]
    assert str(kept) in str(caught.value)
    assert names(kept) == ["emploi-du-temps.xlsx", "timetable.json"]
    assert (kept / "emploi-du-temps.xlsx").read_bytes() == b"deux"


@pytest.mark.parametrize("lock", ["~$emploi-du-temps.xlsx", ".~lock.emploi-du-temps.xlsx#"])
def test_open_workbook(tmp_path, plan, lock):
    write_plan(tmp_path, plan, writes(), force=False)
    (tmp_path / lock).touch()
    with pytest.raises(CommandError, match="close it"):
        prepare(tmp_path, BOTH, force=False)
    with pytest.raises(CommandError, match="kept in"):
        write_plan(tmp_path, plan, writes(b"deux"), force=True)


def test_replacing_refused_by_the_system(tmp_path, plan, monkeypatch):
    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "in use", str(self), None, str(target))

    monkeypatch.setattr(Path, "replace", refuse)
    # The timetable itself is written by a replace too: only the last step is to be refused.
    monkeypatch.setattr(
        "semainier.planfiles.write_timetable", lambda timetable, path: path.write_text("{}")
    )
    with pytest.raises(CommandError, match=r"emploi-du-temps\.xlsx is open"):
        write_plan(tmp_path, plan, writes(), force=False)
    assert len(names(tmp_path)) == 1


def test_partial_plan_sets_the_complete_one_aside(tmp_path, plan, partial):
    write_plan(tmp_path, plan, writes(b"complet"), force=False)
    written = write_plan(tmp_path, partial, writes(b"partiel"), force=False)
    found = names(tmp_path)
    assert [old.name for old, _ in written.set_aside] == ["emploi-du-temps.xlsx", "timetable.json"]
    assert "timetable.json" not in found and "emploi-du-temps.xlsx" not in found
    assert {new.name for _, new in written.set_aside} < set(found)
    aside = next(new for old, new in written.set_aside if old.suffix == ".xlsx")
    assert aside.read_bytes() == b"complet"


def test_two_plans_set_aside_in_one_minute(tmp_path, plan, partial):
    for _ in range(2):
        write_plan(tmp_path, plan, writes(), force=False)
        write_plan(tmp_path, partial, writes(), force=False)
    assert len([name for name in names(tmp_path) if name.startswith("timetable.20")]) == 2


def test_complete_plan_removes_the_partial_one(tmp_path, plan, partial):
    write_plan(tmp_path, partial, writes(), force=False)
    written = write_plan(tmp_path, plan, writes(), force=False)
    assert [path.name for path in written.removed] == [PARTIAL.workbook, PARTIAL.timetable]
    assert names(tmp_path) == ["emploi-du-temps.xlsx", "timetable.json"]


def test_files_of_a_larger_plan_do_not_stay(tmp_path, plan):
    write_plan(tmp_path, plan, writes(b"x", "classes", "salles"), force=False)
    write_plan(tmp_path, plan, writes(b"x", "classes"), force=False)
    assert "emploi-du-temps-salles.xlsx" not in names(tmp_path)


def test_other_files_with_a_name_alike_are_nobodys_business(tmp_path, plan, partial):
    for name in ("emploi-du-temps-sauvegarde.xlsx", "emploi-du-temps.partial-avant.xlsx"):
        (tmp_path / name).write_bytes(b"de quelqu'un")
    for each in (partial, plan, plan):
        prepare(tmp_path, BOTH, force=True)
        write_plan(tmp_path, each, writes(), force=True)
    assert names(tmp_path) == [
        "emploi-du-temps-sauvegarde.xlsx",
        "emploi-du-temps.partial-avant.xlsx",
        "emploi-du-temps.xlsx",
        "timetable.json",
    ]


@pytest.mark.parametrize("lock", [None, "~$emploi-du-temps.partial.xlsx"])
def test_partial_plan_touched_during_the_search_is_set_aside(tmp_path, plan, partial, lock):
    write_plan(tmp_path, partial, writes(), force=False)
    prepare(tmp_path, BOTH, force=False)
    if lock is None:
        (tmp_path / PARTIAL.workbook).write_bytes(b"retouche")
    else:
        (tmp_path / lock).touch()
    written = write_plan(tmp_path, plan, writes(b"complet"), force=False)
    assert [old.name for old, _ in written.set_aside] == [PARTIAL.workbook, PARTIAL.timetable]
    aside = written.set_aside[0][1]
    assert aside.read_bytes() == (b"classeur" if lock else b"retouche")


def test_a_full_disk_keeps_the_plan(tmp_path, plan, monkeypatch):
    def full(path: Path) -> list[Path]:
        path.write_bytes(b"moiti")
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    with pytest.raises(CommandError, match="is kept in") as caught:
        write_plan(tmp_path, plan, full, force=False)
    (kept,) = tmp_path.iterdir()
    assert str(kept) in str(caught.value)
    assert read_timetable(kept).sessions == plan.sessions

    def full_too(timetable: Timetable, path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr("semainier.planfiles.write_timetable", full_too)
    with pytest.raises(CommandError, match="cannot be written") as caught:
        write_plan(tmp_path, plan, full, force=False)
    assert "is kept" not in str(caught.value)


def test_digest_is_in_the_file(tmp_path, plan):
    write_plan(tmp_path, plan, writes(b"abc"), force=False)
    known = json.loads((tmp_path / "timetable.json").read_bytes())["workbook_digest"]
    assert known == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "fichier").touch()
    for folder in (tmp_path / "fichier", tmp_path / "fichier" / "dossier" / "plus bas"):
        with pytest.raises(CommandError, match="fichier: a file has this name already"):
            prepare(folder, BOTH, force=False)


def test_folder_that_the_system_refuses(tmp_path, monkeypatch):
    def refuse(*_args, **_options):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(CommandError, match=r"cannot be made .the disk can be read only.*with -o"):
        prepare(tmp_path / "dossier", BOTH, force=False)


@pytest.mark.parametrize(
    ("workbook", "timetable"),
    [
        ("emploi-du-temps.xlsx", "timetable.json"),
        ("emploi-du-temps.partial.xlsx", "timetable.partial.json"),
        ("emploi-du-temps.2026-09-01-08h00.xlsx", "timetable.2026-09-01-08h00.json"),
        ("planning.xlsx", "planning.json"),
    ],
)
def test_names_go_together(workbook, timetable):
    assert names_of_workbook(Path(workbook)).timetable == timetable
