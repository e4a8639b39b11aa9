"""What a row may say and what rows may say together: each mistake is one problem."""

from datetime import date

import pytest
from smallbook import problems, row, setting, small_tables

from instances.workbook import WorkbookError, read_tables


@pytest.fixture
def tables():
    return small_tables()


CASES = {
    "unknown setting": (
        lambda t: t["settings"].append({"setting": "Zone scolairee", "value": "C"}),
        "le paramètre « Zone scolairee » est inconnu. Vouliez-vous dire « Zone scolaire » ?",
    ),
    "setting twice": (
        lambda t: t["settings"].append({"setting": "Début", "value": date(2026, 9, 1)}),
        "« Début » est déjà à la ligne 3.",
    ),
    "no end": (
        lambda t: t["settings"].remove({"setting": "end", "value": date(2026, 12, 18)}),
        "le paramètre « Fin » manque.",
    ),
    "blank end": (lambda t: setting(t, "end", ""), "« Fin » doit être rempli."),
    "end before start": (
        lambda t: setting(t, "end", date(2026, 8, 1)),
        "la fin (01/08/2026) est avant le début (01/09/2026).",
    ),
    "a term of years": (
        lambda t: setting(t, "end", date(2062, 12, 18)),
        "la période dépasse 800 jours.",
    ),
    "unknown zone": (
        lambda t: setting(t, "zone", "Corse"),
        "« Corse » n'est pas un choix possible. Choix : A, B, C.",
    ),
    "too long a day": (
        lambda t: setting(t, "group_day_max", 80),
        "80 h est trop : 24 h au plus.",
    ),
    "lunch too long for its window": (
        lambda t: setting(t, "lunch_minutes", 150),
        "la pause méridienne ne tient pas entre ses deux heures.",
    ),
    "no limit where there must be one": (
        lambda t: setting(t, "group_day_max", "aucun"),
        "« aucun » n'est pas une durée.",
    ),
    "periods overlap": (
        lambda t: t["grid"].append({"start": "14:30", "end": "15:30"}),
        "ce pas commence avant la fin du précédent",
    ),
    "period reversed": (
        lambda t: t["grid"].append({"start": "17:00", "end": "16:00"}),
        "la fin n'est pas après le début.",
    ),
    "calendar dates reversed": (
        lambda t: t["calendar"].append(
            {"first": date(2026, 10, 2), "last": date(2026, 10, 1), "kind": "fermé"}
        ),
        "la date de fin est avant la date de début.",
    ),
    "calendar of an unknown group": (
        lambda t: t["calendar"].append(
            {"first": date(2026, 10, 2), "kind": "fermé", "groups": "SIO1; SIO3"}
        ),
        "le groupe « SIO3 » est inconnu. Vouliez-vous dire « SIO1 » ?",
    ),
    "kind of day": (
        lambda t: t["calendar"].append({"first": date(2026, 10, 2), "kind": "congés"}),
        "« congés » n'est pas un choix possible. Choix : fermé, férié,",
    ),
    "rhythm": (
        lambda t: t["rhythms"].append({"name": "autre", "spec": "lun marrdi"}),
        "« marrdi » n'est pas un jour, dans « lun marrdi ».",
    ),
    "the rhythm of a class": (
        lambda t: t["rhythms"][0].update(spec="lundi et mardi"),
        "« et » n'est pas un jour, dans « lundi et mardi ».",
    ),
    "rhythm twice from one date": (
        lambda t: t["rhythms"].append({"name": "Alternance", "spec": "lun"}),
        "le rythme « Alternance » commence déjà à la ligne 2 à cette date.",
    ),
    "unknown rhythm": (
        lambda t: row(t, "groups", "SIO1").update(rhythm="alternence"),
        "le rythme « alternence » est inconnu. Vouliez-vous dire « alternance » ?",
    ),
    "a SPEC for a rhythm": (
        lambda t: row(t, "groups", "SIO1").update(rhythm="lun mar"),
        "« lun mar » est une suite de jours, il faut le nom d'un rythme.",
    ),
    "a possible rhythm that changes": (
        lambda t: row(t, "groups", "SIO1").update(possible_rhythms="alternance"),
        "le rythme « alternance » change en cours de période.",
    ),
    "an unknown possible rhythm": (
        lambda t: row(t, "groups", "SIO1").update(possible_rhythms="alternence"),
        "le rythme « alternence » est inconnu. Vouliez-vous dire « alternance » ?",
    ),
    "possible rhythms of half a class": (
        lambda t: row(t, "groups", "G1").update(possible_rhythms="alternance"),
        "une partie d'un groupe ne choisit pas son rythme.",
    ),
    "duplicate code": (
        lambda t: t["rooms"].append({"code": "labo"}),
        "« labo » est déjà à la ligne 4. Un code doit être unique.",
    ),
    "a separator in a code": (
        lambda t: t["teachers"].append({"code": "A;B"}),
        "un code ne peut pas contenir « ; ».",
    ),
    "unknown parent": (
        lambda t: row(t, "groups", "G1").update(parent="SIO"),
        "le groupe « SIO » est inconnu. Vouliez-vous dire « SIO1 » ?",
    ),
    "a partition of nothing": (
        lambda t: t["groups"].append({"code": "X", "partition": "TP", "size": 3}),
        "« TP » découpe un groupe, mais « Parent » est vide.",
    ),
    "teacher of an unknown unit": (
        lambda t: row(t, "teachers", "ANA").update(units="Réseau; Projets"),
        "l'unité « Projets » est inconnue. Vouliez-vous dire « Projet » ?",
    ),
    "weight of zero": (
        lambda t: row(t, "teachers", "ANA").update(hour_weight=0),
        "0 est trop peu",
    ),
    "days a week": (
        lambda t: row(t, "teachers", "ANA").update(week_days_max=8),
        "8 est trop : 7 au plus.",
    ),
    "time off of nobody": (
        lambda t: t["times_off"].append({"who": "ANNA", "day": "lundi"}),
        "« ANNA » n'est ni un enseignant, ni une salle, ni un groupe. Vouliez-vous dire « ANA » ?",
    ),
    "time off at no time": (
        lambda t: t["times_off"].append({"who": "ANA", "level": "à éviter"}),
        "cette ligne ne dit pas quand.",
    ),
    "a kind with a bar": (
        lambda t: row(t, "rooms", "101").update(kinds="salle | commune"),
        "un type ne contient pas « | ».",
    ),
    "quota twice": (
        lambda t: t["quotas"].append({"group": "SIO1", "unit": "réseau", "type": "CM", "hours": 2}),
        "SIO1, Réseau CM : ce quota est déjà à la ligne 2.",
    ),
    "negative hours": (
        lambda t: t["quotas"][0].update(hours=-3),
        "« -3 » est négatif : une durée ne peut pas l'être. Écrivez 2, 2,5 ou 2h30.",
    ),
    "negative hours as text": (
        lambda t: t["quotas"][0].update(hours="-2h30"),
        "« -2h30 » est négatif : une durée ne peut pas l'être.",
    ),
    "unknown room as near to two": (
        lambda t: row(t, "courses", "AUTO").update(rooms="103"),
        "« 103 » n'est ni une salle ni un type de salle. Vouliez-vous dire « 101 » ou « 102 » ?",
    ),
    "unknown teacher": (
        lambda t: row(t, "courses", "RES").update(teachers="ANA2"),
        "l'enseignant « ANA2 » est inconnu. Vouliez-vous dire « ANA » ?",
    ),
    "commas for semicolons": (
        lambda t: row(t, "courses", "AP").update(teachers="BOB, CLO"),
        "l'enseignant « BOB, CLO » est inconnu. Séparez les noms par « ; ».",
    ),
    "more teachers asked for than named": (
        lambda t: row(t, "courses", "RES").update(teacher_count=2),
        "il faut 2 enseignants différents, les noms n'y suffisent pas.",
    ),
    "another number of teachers than named": (
        lambda t: row(t, "courses", "AP").update(teacher_count=1),
        "1 demandé, mais « Enseignants » en nomme 2.",
    ),
    "teachers asked for, none named": (
        lambda t: row(t, "courses", "AUTO").update(teacher_count=1),
        "1 enseignant demandé, aucun nommé.",
    ),
    "an AP with one teacher": (
        lambda t: row(t, "courses", "AP").update(teachers="BOB"),
        "un AP demande deux enseignants ensemble, la ligne en donne 1. Ajoutez-en un : A; B.",
    ),
    "an AP that forgets to say two": (
        lambda t: row(t, "courses", "AP").update(teachers="BOB | CLO"),
        "Écrivez 2 dans « Nombre d'enseignants », ou A; B.",
    ),
    "an AP without anybody": (
        lambda t: row(t, "courses", "AP").update(teachers=""),
        "un AP demande deux enseignants ensemble, la ligne en donne 0.",
    ),
    "an AP with one teacher twice": (
        lambda t: row(t, "courses", "AP").update(teachers="BOB; BOB"),
        "il faut 2 enseignants différents, les noms n'y suffisent pas.",
    ),
    "unknown room": (
        lambda t: row(t, "courses", "AUTO").update(rooms="labos"),
        "« labos » n'est ni une salle ni un type de salle. Vouliez-vous dire « labo » ?",
    ),
    "rooms with a semicolon": (
        lambda t: row(t, "courses", "AUTO").update(rooms="101; 102"),
        "« ; » ne dit pas s'il faut les deux salles.",
    ),
    "a room forgotten": (
        lambda t: row(t, "courses", "AUTO").update(rooms="102 + "),
        "il manque un nom dans « 102 + ».",
    ),
    "rooms too small": (
        lambda t: row(t, "courses", "AUTO").update(rooms="Labo"),
        "24 apprenants, mais ces salles ont 14 places au plus.",
    ),
    "one room twice": (
        lambda t: row(t, "courses", "AUTO").update(rooms="102 + 102"),
        "il faut 2 salles différentes, il n'y en a pas assez.",
    ),
    "rooms without the equipment": (
        lambda t: row(t, "courses", "RES").update(equipment="baie"),
        "aucune des salles assez grandes n'a : baie.",
    ),
    "equipment that no room has": (
        lambda t: row(t, "courses", "RES").update(equipment="vidéo projecteur"),
        "aucune salle n'a l'équipement « vidéo projecteur ». Vouliez-vous dire « vidéoprojecteur »",
    ),
    "equipment of no room": (
        lambda t: row(t, "courses", "AUTO").update(rooms="", equipment="baie"),
        "un équipement est exigé, mais aucune salle n'est demandée.",
    ),
    "a duration that fits nowhere": (
        lambda t: row(t, "courses", "AUTO").update(durations="4;2"),
        "une séance de 4 h ne tient nulle part dans la grille. Durées possibles : 1 h,",
    ),
    "hours that are no sum": (
        lambda t: row(t, "courses", "AUTO").update(hours=5),
        "5 h n'est pas une somme de séances de 2 h. Ajoutez une durée plus courte, ou prévoyez "
        "4 h ou 6 h.",
    ),
    "no hours": (lambda t: row(t, "courses", "AUTO").update(hours=0), "0 h est trop peu"),
    "a duration of zero": (
        lambda t: row(t, "courses", "AUTO").update(durations="2;0"),
        "0 h est trop peu",
    ),
    "unknown partition": (
        lambda t: row(t, "courses", "RES-TP").update(split="TD"),
        "la partition « TD » est inconnue.",
    ),
    "unknown course": (
        lambda t: row(t, "courses", "AP").update(after="RES-TPP"),
        "le cours « RES-TPP » est inconnu. Vouliez-vous dire « RES-TP » ?",
    ),
    "after itself": (
        lambda t: row(t, "courses", "AP").update(after="AP"),
        "« AP » est ce cours même.",
    ),
    "a circle of waits": (
        lambda t: row(t, "courses", "RES").update(after="AP"),
        "ces cours s'attendent en rond : RES → AP → RES-TP/G1 → RES.",
    ),
    "at the pace of several": (
        lambda t: row(t, "courses", "AUTO").update(pace_of="RES-TP"),
        "un seul cours donne le rythme, il y en a 2 : RES-TP/G1, RES-TP/G2.",
    ),
    "parallel and unequal": (
        lambda t: t["courses"].append(
            {
                "code": "P",
                "unit": "Projet",
                "type": "TD",
                "groups": "G2",
                "teachers": "CLO",
                "hours": 8,
                "durations": 2,
                "parallel_with": "RES-TP/G1",
            }
        ),
        "P a 8 h et RES-TP/G1 en a 10 h : en parallèle, il en faut autant.",
    ),
    "parallel for the same learners": (
        lambda t: t["courses"].append(
            {
                "code": "P",
                "unit": "Projet",
                "type": "TD",
                "groups": "G1",
                "teachers": "CLO",
                "hours": 10,
                "durations": 2,
                "parallel_with": "RES-TP/G1",
            }
        ),
        "P et RES-TP/G1 ont des apprenants en commun",
    ),
    "parallel without a common length": (
        lambda t: t["courses"].append(
            {
                "code": "P",
                "unit": "Projet",
                "type": "TD",
                "groups": "G2",
                "teachers": "CLO",
                "hours": 10,
                "durations": 1,
                "parallel_with": "RES-TP/G1",
            }
        ),
        "P et RES-TP/G1 n'ont aucune durée de séance en commun.",
    ),
    "a pin of an unknown course": (
        lambda t: row(t, "pins", "RES").update(course="REZ"),
        "le cours « REZ » est inconnu. Vouliez-vous dire « RES » ?",
    ),
    "a pin off the grid": (
        lambda t: row(t, "pins", "RES").update(start="8h30"),
        "une séance de 2 h ne peut commencer à 08:30 dans la grille. Débuts possibles : 08:00, "
        "09:00, 13:00.",
    ),
    "a pin across a break": (
        lambda t: row(t, "pins", "RES").update(start="10h10"),
        "une séance de 2 h ne peut commencer à 10:10 dans la grille.",
    ),
    "a pin longer than allowed": (
        lambda t: row(t, "pins", "RES").update(duration=3),
        "3 h n'est pas une durée permise de RES. Durées permises : 2 h, 1 h.",
    ),
    "a pin outside the term": (
        lambda t: row(t, "pins", "RES").update(date=date(2027, 9, 7)),
        "cette date est hors de la période.",
    ),
    "a pin in company time": (
        lambda t: row(t, "pins", "RES").update(date=date(2026, 9, 10)),
        "le jeudi 10 septembre 2026, SIO1 est en entreprise.",
    ),
    "a pin in the holidays": (
        lambda t: row(t, "pins", "RES").update(date=date(2026, 10, 19)),
        "le lundi 19 octobre 2026, SIO1 est en vacances (Vacances de la Toussaint).",
    ),
    "a weekly pin that never holds": (
        lambda t: row(t, "pins", "RES-TP/G1").update(day="vendredi"),
        "RES-TP/G1 ne peut avoir lieu aucun vendredi à cette heure.",
    ),
    "a weekly pin outside the term": (
        lambda t: row(t, "pins", "RES-TP/G1").update(first=date(2027, 3, 1)),
        "ces dates sont hors de la période.",
    ),
    "a pin at no time": (
        lambda t: t["pins"].append({"course": "AUTO", "start": "8h"}),
        "cette ligne ne dit pas quand.",
    ),
    "a pin on a date and a day": (
        lambda t: row(t, "pins", "RES").update(day="lundi"),
        "une date et un jour de chaque semaine à la fois.",
    ),
    "a pin with another teacher": (
        lambda t: row(t, "pins", "RES").update(teachers="BOB"),
        "BOB n'enseigne pas RES.",
    ),
    "a pin with too many teachers": (
        lambda t: row(t, "pins", "RES-TP/G1").update(teachers="ANA; BOB"),
        "RES-TP/G1 n'a que 1 enseignant par séance.",
    ),
    "a pin in another room": (
        lambda t: row(t, "pins", "RES").update(rooms="Labo"),
        "Labo n'est pas une salle de RES.",
    ),
    "a pin of two courses in one room": (
        lambda t: row(t, "pins", "RES-TP/G1").update(course="RES-TP", rooms="Labo"),
        "« RES-TP » vaut 2 cours",
    ),
    "more pins than hours": (
        lambda t: t["pins"].extend(
            {"course": "AUTO", "date": date(2026, 9, day), "start": "8h"} for day in (8, 14, 15)
        ),
        "les séances imposées de AUTO dépassent ses 4 h.",
    ),
    "unknown rule": (
        lambda t: t["preferences"].append({"rule": "Peu de trou pour les profs", "level": 1}),
        "« Peu de trou pour les profs » n'est pas un choix possible.",
    ),
    "rule twice": (
        lambda t: t["preferences"].append({"rule": "limit_group_gaps", "level": 1}),
        "« limit_group_gaps » est déjà à la ligne 3.",
    ),
    "level": (lambda t: t["preferences"][0].update(level=6), "6 est trop : 5 au plus."),
}


@pytest.mark.parametrize("case", CASES)
def test_one_mistake_is_one_problem(tables, case):
    change, expected = CASES[case]
    change(tables)
    (said,) = problems(tables)
    assert expected in said


def test_a_cycle_of_groups_is_told_to_each_of_them(tables):
    row(tables, "groups", "SIO1").update(parent="G1", partition="x")
    said = problems(tables)
    assert "Groupes, ligne 2, colonne C (Parent) : les groupes tournent en rond : " in said[0]
    assert "SIO1 → G1 → SIO1" in said[0]
    assert len(said) == 2


def test_a_broken_row_is_still_known_by_its_code(tables):
    row(tables, "groups", "SIO1").update(size="beaucoup")
    row(tables, "teachers", "ANA").update(service="plein")
    row(tables, "rooms", "Labo").update(seats="peu")
    row(tables, "courses", "RES").update(hours="?")
    assert len(problems(tables)) == 4


def test_periods_of_55_minutes_ask_what_they_count_for(tables):
    tables["pins"] = []
    tables["grid"] = [{"start": f"{hour}:00", "end": f"{hour}:55"} for hour in range(8, 17)]
    hint = "Si 55 minutes comptent pour une heure, écrivez 1 dans Heures créditées (Grille)."
    said = problems(tables)
    assert said
    assert all(line.endswith(hint) for line in said if "une séance de 2 h" in line)
    assert any(line.endswith(hint) for line in said)
    for period in tables["grid"]:
        period["credited"] = 1
    assert problems(tables) == []


def test_more_kinds_of_mistake_are_all_told_at_once(tables):
    compatible = ("unknown parent", "unknown rule", "quota twice", "level", "unknown partition")
    for case in compatible:
        CASES[case][0](tables)
    assert len(problems(tables)) == len(compatible)


def test_problems_are_said_in_english_too(tables):
    row(tables, "courses", "RES").update(teachers="ANA2")
    with pytest.raises(WorkbookError) as error:
        read_tables(tables, "problem.xlsx")
    assert error.value.say("en") == (
        "problem.xlsx: 1 problem\n"
        "- Cours, row 2, column G (Enseignants): the teacher “ANA2” is unknown. "
        "Did you mean “ANA”?"
    )
