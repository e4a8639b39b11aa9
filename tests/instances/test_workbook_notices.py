"""What is odd in a workbook and understood all the same: each is a notice."""

from datetime import date

import pytest
from smallbook import notices, row, setting, small_tables

from instances.workbook import read_tables
from instances.workbook.build_time import FAST_PERIODS
from solver.board import MOST_PERIODS


@pytest.fixture
def tables():
    return small_tables()


NOTICES = {
    "a gap without a break": (
        lambda t: t["grid"][2].update(break_after=""),
        "il y a 115 minutes avant ce pas sans « Pause après »",
    ),
    "calendar outside the term": (
        lambda t: t["calendar"].append({"first": date(2027, 3, 1), "kind": "examen"}),
        "ces dates sont hors de la période.",
    ),
    "no zone, no holidays": (
        lambda t: (setting(t, "zone", None), t["calendar"].clear()),
        "la feuille Calendrier n'a pas de vacances : aucune date n'en est. Donnez la zone",
    ),
    "calendar row twice": (
        lambda t: t["calendar"].append(t["calendar"][0]),
        "répète la ligne 2.",
    ),
    "time off outside the term": (
        lambda t: t["times_off"].append({"who": "ANA", "last": date(2026, 8, 1)}),
        "ces dates sont hors de la période.",
    ),
    "time off in another year": (
        lambda t: t["times_off"].append(
            {"who": "ANA", "first": date(2025, 11, 12), "last": date(2025, 11, 13)}
        ),
        "ces dates sont hors de la période. Vouliez-vous dire 12/11/2026 ?",
    ),
    "time off typed a year too early": (
        lambda t: t["times_off"].append(
            {"who": "ANA", "first": date(2025, 11, 12), "last": date(2026, 11, 14)}
        ),
        "(Du) : 12/11/2025 est avant le début de la période (01/09/2026). Vouliez-vous dire "
        "12/11/2026 ?",
    ),
    "time off typed a year too late": (
        lambda t: t["times_off"].append(
            {"who": "ANA", "first": date(2026, 11, 12), "last": date(2027, 11, 14)}
        ),
        "(Au) : 14/11/2027 est après la fin de la période (18/12/2026). Vouliez-vous dire "
        "14/11/2026 ?",
    ),
    "calendar typed a year too early": (
        lambda t: t["calendar"].append(
            {"first": date(2025, 11, 12), "last": date(2026, 11, 14), "kind": "examen"}
        ),
        "(Du) : 12/11/2025 est avant le début de la période",
    ),
    "a rhythm typed a year too early": (
        lambda t: t["rhythms"][1].update(spec="lun mar mer", since=date(2025, 11, 2)),
        "(À partir du) : 02/11/2025 est avant le début de la période",
    ),
    "a pin typed a year too early": (
        lambda t: t["pins"][1].update(first=date(2025, 9, 14)),
        "(Du) : 14/09/2025 est avant le début de la période",
    ),
    "time off from a date on": (
        lambda t: t["times_off"].append({"who": "ANA", "first": date(2026, 10, 1)}),
        "vaut du 01/10/2026 jusqu'à la fin",
    ),
    "a rhythm that starts after the end": (
        lambda t: t["rhythms"].append(
            {"name": "alternance", "spec": "jeu", "since": date(2027, 5, 1)}
        ),
        "cette date est après la fin.",
    ),
    "room never used": (
        lambda t: t["rooms"].append({"code": "103", "kinds": "gymnase"}),
        "103 ne sert jamais.",
    ),
    "teacher without a course": (
        lambda t: t["teachers"].append({"code": "DAN"}),
        "DAN n'a aucun cours.",
    ),
    "quota without a course": (
        lambda t: t["quotas"].append({"group": "SIO1", "unit": "Anglais", "hours": 8}),
        "SIO1, Anglais : aucun cours.",
    ),
    "course without a quota": (
        lambda t: row(t, "courses", "RES").update(type="TD"),
        "RES (Réseau TD) n'est dans aucune maquette.",
    ),
    "a course without a room": (
        lambda t: row(t, "courses", "AUTO").update(rooms=""),
        "(Salles) : aucune salle : ce cours aura lieu sans salle.",
    ),
    "no course with a room": (
        lambda t: [r.update(rooms="", equipment="") for r in t["courses"]] and t["pins"].clear(),
        "Cours : aucun cours ne demande de salle",
    ),
    "a class without a rhythm": (
        lambda t: row(t, "groups", "SIO1").pop("rhythm"),
        "(Rythme) : aucun rythme : SIO1 est au CFA du lundi au vendredi, toutes les semaines.",
    ),
    "no class with a rhythm": (
        lambda t: (row(t, "groups", "SIO1").pop("rhythm"), t["groups"].append({"code": "SIO2"})),
        "Groupes : aucun groupe n'a de rythme",
    ),
    "no quotas": (
        lambda t: t.pop("quotas"),
        "Maquette : pas de maquette : les heures de la feuille Cours sont planifiées sans",
    ),
    "no teacher said": (
        lambda t: row(t, "courses", "AUTO").update(type="TD", teacher_count=""),
        "aucun enseignant : ce cours est compté comme de l'autonomie.",
    ),
    "no size": (
        lambda t: row(t, "groups", "G1").pop("size"),
        "effectif vide",
    ),
    "sizes that do not add up": (
        lambda t: row(t, "groups", "G1").update(size=13),
        "G1 + G2 : 25 apprenants, alors que SIO1 en a 24.",
    ),
    "target above the most": (
        lambda t: setting(t, "group_day_target", 9),
        "la charge visée par jour dépasse le maximum par jour.",
    ),
    "hours within the tolerance": (
        lambda t: row(t, "courses", "RES-TP").update(hours="10h30", durations="2"),
        "10 h 30 n'est pas une somme de séances de 2 h. La tolérance le permet.",
    ),
}


@pytest.mark.parametrize("case", NOTICES)
def test_what_is_odd_is_a_notice(tables, case):
    change, expected = NOTICES[case]
    change(tables)
    assert any(expected in said for said in notices(tables)), notices(tables)


def test_what_is_left_empty_on_purpose_is_no_notice(tables):
    row(tables, "groups", "SIO1").pop("rhythm")
    for code in ("G1", "G2"):
        row(tables, "groups", code)["rhythm"] = "alternance"
    assert notices(tables) == []


def test_leaves_that_only_begin_or_end_in_the_term_are_no_notice(tables):
    for first, last in (
        (date(2026, 7, 1), date(2026, 10, 31)),
        (date(2026, 12, 10), date(2027, 3, 10)),
        (date(2026, 9, 1), date(2027, 8, 31)),
    ):
        tables["times_off"].append({"who": "CLO", "first": first, "last": last})
    assert notices(tables) == []


def test_a_school_that_lists_no_room_places_none(tables):
    tables["rooms"], tables["pins"] = [], []
    tables["times_off"] = [off for off in tables["times_off"] if off["who"] != "Labo"]
    for course in tables["courses"]:
        course.update(rooms="", equipment="")
    assert notices(tables) == []


def test_without_a_grid_the_usual_one_is_said(tables):
    tables.pop("grid")
    tables["pins"] = []
    reading = read_tables(tables)
    assert any("des pas d'une heure" in notice.say() for notice in reading.notices)
    assert [p.start for p in reading.instance.grid.periods] == [
        480, 540, 600, 660, 780, 840, 900, 960, 1020,
    ]  # fmt: skip


def test_a_grid_too_fine_for_the_fast_parts_of_the_search_is_said(tables):
    """Steps of ten minutes are fast enough for a day of ten hours, of five minutes not."""
    assert FAST_PERIODS == MOST_PERIODS
    tables["pins"] = []
    for step, slow in ((10, False), (5, True)):
        tables["grid"] = [
            {"start": f"{m // 60}:{m % 60:02}", "end": f"{(m + step) // 60}:{(m + step) % 60:02}"}
            for m in range(480, 1080, step)
        ]
        assert ("120 pas par jour : au-delà de 62" in "".join(notices(tables))) is slow


def test_holidays_past_the_last_official_year_are_called_a_guess(tables):
    for key in ("pins", "calendar", "rhythms", "times_off"):
        tables[key] = []
    row(tables, "groups", "SIO1").pop("rhythm")
    setting(tables, "start", date(2028, 9, 4))
    setting(tables, "end", date(2028, 12, 20))
    assert any(said.startswith("Calendrier : ATTENTION") for said in notices(tables))
