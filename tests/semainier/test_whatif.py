"""`semainier whatif`: what it compares, says, writes and exits with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from openpyxl import load_workbook
from places import Here

from constraints.verify import verify
from instances.examples import example_tables
from instances.timetable_file import read_timetable

QUICK = ["--time-limit", "4", "--gap", "1"]


@pytest.fixture
def place(monkeypatch):
    """Plan in this process."""
    here = Here()
    monkeypatch.setattr("semainier.planning.local_farm", here.opened)
    return here


@pytest.fixture
def problem(tables, write):
    return write(tables)


def by_name(data, what="scenarios"):
    key = "name" if what == "scenarios" else "scenario"
    return {row[key]: row for row in data[what]}


# --- arithmetic ------------------------------------------------------------------------------


def test_the_rhythms_of_the_example_hold_what_the_calendar_says(run, write):
    """Zone C, semester 1 of 2026-27: days, and hours at 7 a day."""
    rhythms = {
        "lun mar": (35, 245),
        "jeu ven": (36, 252),
        "lun mar mer": (52, 364),
        "lun mar mer/lun mar": (43, 301),
        "lun mar/lun mar mer": (44, 308),
        "lun-ven/-": (43, 301),
        "lun-ven/lun-ven/-/-": (48, 336),
        "lun-ven/-/-/-": (23, 161),
    }
    arguments = [word for spec in rhythms for word in ("--rhythm", f"{spec}={spec}")]
    file = write(example_tables("s1"))
    said = run("whatif", file, "--groups", "SIO1", *arguments, "--audit-only", "--json")
    assert said.code == 0
    found = by_name(said.data, "capacity")
    for spec, (days, hours) in rhythms.items():
        (group,) = (row for row in found[spec]["groups"] if row["group"] == "SIO1")
        assert (group["days"], group["target"]) == (days, hours), spec


def test_the_year_holds_744_hours_only_when_all_of_it_is_used(run, write):
    file = write(example_tables("year"))
    said = run("whatif", file, "--groups", "SIO1", "--rhythm", "lun mar", "--audit-only")
    assert "SIO1, « lun mar » : 480 h tiennent en 69 jours de 7 h (483 h)." in said.out
    assert "En 24 semaines pleines de 8 h par jour : 576 h, trop peu." in said.out
    assert "Jusqu'au samedi 15 mai 2027 : 85 jours, 680 h, trop peu." in said.out
    assert "744 h ne tiennent pas en 106 jours de 7 h (742 h), mais à 7 h 02 par jour" in said.out


def test_the_date_and_the_weeks_looked_at_can_be_chosen(run, write):
    file = write(example_tables("year"))
    arguments = ["--until", "2027-06-30", "--full-weeks", "31"]
    said = run("whatif", file, "--rhythm", "x=SIO1:lun", "--audit-only", *arguments)
    assert "En 31 semaines pleines de 8 h par jour : 744 h, cela suffit." in said.out
    assert "mercredi 30 juin 2027" in said.out
    assert "marge (- : manque)" in said.out


def test_arithmetic_alone_needs_neither_dask_nor_the_solver(problem):
    code = (
        "import sys; from semainier.cli import main\n"
        f"main(['whatif', {str(problem)!r}, '--rhythm', 'x=jeu', '--audit-only'])\n"
        "print(sorted({'ortools', 'pandas', 'distributed'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "[]"


# --- the comparison --------------------------------------------------------------------------


def test_a_comparison_says_ranks_and_writes(run, problem, place, tmp_path):
    """Four days of 8 h hold 12 h; one day does not, and its sessions hold even less."""
    out = tmp_path / "comparé"
    rhythms = ["--rhythm", "jeu ven=jeu ven", "--rhythm", "un jour=mer/-"]
    said = run("-q", "whatif", problem, *rhythms, *QUICK, "-o", out, "--json")
    assert said.code == 0, said.err
    rows = by_name(said.data)
    assert said.data["settled"] is True
    assert list(rows)[-1] == "un jour"
    assert rows["un jour"]["status"] == "arithmetic"
    assert rows["un jour"]["short"] == {"G1": 4, "U1": 6, "U2": 2}
    assert rows["un jour"]["short_hours"] == 8
    assert rows["Aujourd'hui"]["today"] is True
    assert {rows[name]["rank"] for name in ("Aujourd'hui", "jeu ven")} <= {1, 2}
    assert rows["jeu ven"]["changes"]["groups"][0] == {
        "who": "G1", "days_before": 4, "days_after": 4, "before": "lun mar", "after": "jeu ven",
    }  # fmt: skip
    for name in ("Aujourd'hui", "jeu ven"):
        plan = read_timetable(Path(rows[name]["plan"]))
        report = verify(plan)
        assert report.violations == ()
        assert report.points == rows[name]["cost"]
    assert json.loads((out / "comparaison.json").read_text())["scenarios"] == said.data["scenarios"]


def test_the_workbook_links_a_sheet_a_scenario_and_has_charts(run, problem, place, tmp_path):
    rhythms = ["--rhythm", "jeu ven=jeu ven", "--rhythm", "a/b [c]=mer/-"]
    run("-q", "whatif", problem, *rhythms, *QUICK, "-o", tmp_path / "c")
    book = load_workbook(tmp_path / "c" / "comparaison.xlsx")
    assert book.sheetnames[0] == "Comparaison"
    assert set(book.sheetnames[1:]) == {"Aujourd'hui".replace("'", "-"), "jeu ven", "a-b -c-"}
    summary = book["Comparaison"]
    links = [cell.hyperlink.location for row in summary for cell in row if cell.hyperlink]
    assert {link.partition("!")[0].strip("'") for link in links} == set(book.sheetnames[1:])
    assert len(summary._charts) == 2
    assert summary.page_setup.orientation == "landscape"


def test_the_table_says_what_is_not_proved(run, problem, place, tmp_path):
    rhythms = ["--rhythm", "jeu ven=jeu ven", "--rhythm", "un jour=mer/-"]
    said = run("-q", "whatif", problem, *rhythms, *QUICK, "-o", tmp_path / "c")
    assert "rouvé" in said.out
    assert "Pourquoi pas les autres" in said.out
    assert "un jour : G1 : 12 h à placer" in said.out
    assert "* : la meilleure valeur de sa colonne." in said.out


def test_it_goes_on_where_it_was(run, problem, place, tmp_path):
    arguments = ["whatif", problem, *QUICK, "-o", tmp_path / "c", "--json"]
    first = run(*arguments, "--rhythm", "jeu=jeu ven")
    assert len(place.sent) == 2
    second = run(*arguments, "--rhythm", "jeu=jeu ven", "--rhythm", "mer=mer jeu")
    assert len(place.sent) == 3
    assert "déjà fait" in second.err
    assert by_name(second.data)["jeu"] == by_name(first.data)["jeu"] | {
        "rank": by_name(second.data)["jeu"]["rank"],
        "tied": by_name(second.data)["jeu"]["tied"],
    }


def test_today_is_not_planned_twice(run, problem, place, tmp_path):
    said = run("whatif", problem, "--rhythm", "2 j=lun mar", *QUICK, "-o", tmp_path, "--json")
    (row,) = said.data["scenarios"]
    assert (row["name"], row["today"]) == ("2 j", True)
    assert len(place.sent) == 1


def test_what_is_not_settled_exits_4(run, problem, monkeypatch, tmp_path):
    here = Here(stops=1)
    monkeypatch.setattr("semainier.planning.local_farm", here.opened)
    said = run("whatif", problem, "--rhythm", "jeu ven", *QUICK, "-o", tmp_path, "--json")
    assert said.code == 4
    assert said.data["settled"] is False
    assert by_name(said.data)["jeu ven"]["status"] == "pending"


def test_every_choice_of_days(run, problem):
    said = run("whatif", problem, "--all-days", "2,3", "--audit-only", "--json")
    assert len(said.data["capacity"]) == 20  # one of them is today's


def test_scenarios_written_down(run, problem, tmp_path):
    plans = tmp_path / "plans.toml"
    plans.write_text(
        """
[[scenario]]
name = "une salle de plus"
more_rooms = [{ code = "S2", like = "S1" }]

[[scenario]]
name = "vendredi sans Aba"
rhythm = "jeu ven"
times_off = [{ who = "ABA", days = "ven:matin", level = "impossible" }]
hours = [{ group = "G1", unit = "U1", type = "CM", hours = "6h" }]
""",
        encoding="utf-8",
    )
    said = run("whatif", problem, "--from", plans, "--audit-only", "--json")
    assert said.code == 0, said.out
    found = by_name(said.data, "capacity")
    assert found["vendredi sans Aba"]["groups"][0]["due"] == 10
    (room,) = (r for r in found["une salle de plus"]["weekly_loads"] if r["kind"] == "room")
    (now,) = (r for r in found["Aujourd'hui"]["weekly_loads"] if r["kind"] == "room")
    assert room["available"] == 2 * now["available"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x = 1", "tables [[scenario]]"),
        ("[[scenario]]", "il manque « name »"),
        ("[[scenario]]\nname = 'x'\nsalles = 1", "« salles » n'est pas connu"),
        ("[[scenario]]\nname = 'x'\nrhythm = 3", "« rhythm » ne peut pas valoir 3"),
        ("[[scenario]]\nname = 'x'\ntimes_off = [{ who = 'ABA' }]", "ne dit pas quand"),
        ("[[scenario]]\nname = 'x'\nfewer_rooms = ['Z']", "pas de salle « Z »"),
        ("[[scenario", "n'est pas du TOML : il s'arrête trop tôt."),
        ("[[scenario]]\nname = ,", "n'est pas du TOML : ligne 2, colonne 8."),
        (
            "[[scenario]]\nname = 'x'\n"
            "times_off = [{ who = 'ABA', from = 2026-10-09, to = 2026-10-05 }]",
            "« to » ne peut pas valoir '2026-10-05'",
        ),
    ],
)
def test_a_file_of_scenarios_with_a_mistake(run, problem, tmp_path, text, says):
    (tmp_path / "plans.toml").write_text(text, encoding="utf-8")
    said = run("whatif", problem, "--from", tmp_path / "plans.toml", "--audit-only")
    assert said.code == 1
    assert says in said.err
    assert "plans.toml" in said.err or "Scénario « x »" in said.err


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ([], 2, "Rien à comparer"),
        (["--rhythm", "x=lundu"], 1, "ne se lit pas"),
        (["--rhythm", "x=G9:lun"], 1, "pas de groupe « G9 »"),
        (["--rhythm", "x=lun", "--rhythm", "x=mar"], 1, "Deux scénarios s'appellent « x »"),
        (["--all-days", "2,9"], 2, "« 2,9 » n'en est pas"),
        (["--rhythm", "x=jeu", "--until", "2026-99-99"], 2, "« 2026-99-99 » n'est pas une date"),
        (["--rhythm", "x=jeu", "--time-limit", "nan"], 2, "'nan' n'est pas un nombre"),
        (["--from", "rien.toml"], 1, "rien.toml ne se lit pas : ce fichier n'existe pas."),
        (["--rhythm", "x=lun", "--jobs", "500"], 2, "Baissez --jobs"),
    ],
)
def test_what_is_asked_for_wrongly(run, problem, tmp_path, arguments, code, says):
    said = run("whatif", problem, *arguments, "-o", tmp_path / "c")
    assert said.code == code
    assert says in said.err


def test_a_missing_cluster_is_told(run, problem, tmp_path, monkeypatch):
    monkeypatch.setattr("solver.farm.REACH", 2)
    arguments = ["--rhythm", "x=jeu ven", "--cluster", "tcp://127.0.0.1:9", "-o", tmp_path / "c"]
    said = run("whatif", problem, *arguments)
    assert said.code == 1
    assert "Aucun ordonnanceur Dask ne répond à tcp://127.0.0.1:9" in said.err


def test_an_edited_comparison_is_not_overwritten(run, problem, place, tmp_path):
    arguments = ["whatif", problem, "--rhythm", "x=jeu ven", *QUICK, "-o", tmp_path / "c"]
    assert run(*arguments).code == 0
    path = tmp_path / "c" / "comparaison.xlsx"
    path.write_bytes(path.read_bytes() + b" ")
    assert run(*arguments).code == 1
    assert run(*arguments, "--force").code == 0


def test_ctrl_c_keeps_what_is_done(write, tmp_path):
    file, out = write(example_tables("s1")), tmp_path / "c"
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "semainier", "whatif", file, "--groups", "SIO1", "-o", out),
            *("--rhythm", "x=lun mar mer", "--rhythm", "y=jeu ven", "--jobs", "1", "--json"),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not (out / "plans").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(2)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the workers hear it too
    answer, errors = process.communicate(timeout=60)
    assert process.returncode == 4, errors
    assert "Traceback" not in errors
    rows = by_name(json.loads(answer))
    assert {name: row["status"] for name, row in rows.items()} == {
        "Aujourd'hui": "pending", "x": "pending", "y": "arithmetic",
    }  # fmt: skip


def test_days_more_than_todays_begin_with_its_plan(run, problem, place):
    said = run(
        "whatif", problem, *QUICK, "--rhythm", "lun mar mer", "--rhythm", "mar mer", "--json"
    )
    rows = by_name(said.data)
    begun = {name for name, row in rows.items() if row["begun_with_today"]}
    assert begun == {"lun mar mer"}
    (today,) = (row for row in rows.values() if row["today"])
    assert rows["lun mar mer"]["cost"] <= today["cost"]
    assert (
        "le plan d'aujourd'hui y tient"
        in run("whatif", problem, *QUICK, "--rhythm", "lun mar mer", "--rhythm", "mar mer").out
    )
