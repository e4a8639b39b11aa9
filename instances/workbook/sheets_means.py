"""The sheets of means: teachers, times off, rooms."""

from __future__ import annotations

from instances.text import Text
from instances.workbook.choices import DAYS, WISHES
from instances.workbook.layout import Column, Sheet

_WEEK = 10_080

TEACHERS = Sheet(
    "teachers",
    Text("Enseignants", "Teachers"),
    Text("un enseignant", "a teacher"),
    (
        Column(
            "code",
            Text("Code", "Code"),
            "code",
            Text("Nom court, unique, repris ailleurs.", "A short unique name, used elsewhere."),
            required=True,
            synonyms=("enseignant", "teacher", "initiales"),
        ),
        Column("name", Text("Nom", "Name"), "text", Text("Nom complet.", "Full name."), width=28),
        Column(
            "status",
            Text("Statut", "Status"),
            "text",
            Text("Titulaire, vacataire, intervenant…", "Permanent, part-time, outside speaker…"),
            width=18,
        ),
        Column(
            "units",
            Text("Unités", "Units"),
            "names",
            Text("Unités enseignées, séparées par ;", "Units taught, separated by ;"),
            synonyms=("unité", "unit", "matières", "subjects"),
            width=32,
        ),
        Column(
            "service",
            Text("Service dû", "Service due"),
            "hours",
            Text("Heures dues sur la période.", "Hours due over the term."),
            synonyms=("service",),
            low=0,
            high=120_000,
        ),
        Column(
            "day_max",
            Text("Heures max par jour", "Hours a day at most"),
            "hours",
            Text("Vide : celui des Paramètres.", "Empty: as in Settings."),
            synonyms=("max par jour",),
            low=15,
            high=1440,
        ),
        Column(
            "week_max",
            Text("Heures max par semaine", "Hours a week at most"),
            "hours",
            Text("Vide : celui des Paramètres.", "Empty: as in Settings."),
            synonyms=("max par semaine",),
            low=15,
            high=_WEEK,
        ),
        Column(
            "week_days_max",
            Text("Jours max par semaine", "Days a week at most"),
            "integer",
            Text("Jours de venue par semaine.", "Days a week the teacher comes."),
            synonyms=("jours max",),
            low=1,
            high=7,
        ),
        Column(
            "hour_weight",
            Text("Poids d'une heure", "Weight of an hour"),
            "number",
            Text(
                "Heures de service pour une heure de cours : 1,25 en STS, par exemple. Vide : 1.",
                "Hours of service for an hour taught: 1.25 in STS. Empty: 1.",
            ),
            synonyms=("poids", "coefficient", "weight"),
            low=0.01,
            high=10,
        ),
    ),
    synonyms=("Professeurs", "Profs", "Intervenants", "Formateurs"),
)

TIMES_OFF = Sheet(
    "times_off",
    Text("Indisponibilités", "Times off"),
    Text("une indisponibilité ou un souhait", "a time off, or a wish"),
    (
        Column(
            "who",
            Text("Qui", "Who"),
            "names",
            Text("Un enseignant, une salle ou un groupe.", "A teacher, a room or a group."),
            required=True,
            synonyms=("enseignant", "ressource", "teacher", "resource"),
            width=20,
        ),
        Column(
            "day",
            Text("Jour", "Day"),
            "weekdays",
            Text("Jour de la semaine ; vide : tous.", "Day of the week; empty: every day."),
            synonyms=("weekday", "jours"),
            choices=DAYS,
        ),
        Column(
            "first",
            Text("Du", "From"),
            "date",
            Text("Premier jour. Vide : depuis le début.", "First day. Empty: from the start."),
            synonyms=("date", "first"),
        ),
        Column(
            "last",
            Text("Au", "To"),
            "date",
            Text("Dernier jour, compris. Vide : jusqu'à la fin.", "Last day. Empty: to the end."),
            synonyms=("last",),
        ),
        Column(
            "start",
            Text("De", "Start"),
            "clock",
            Text("À partir de cette heure. Vide : dès le matin.", "From this time. Empty: all."),
            synonyms=("heure de début",),
            width=10,
        ),
        Column(
            "end",
            Text("À", "End"),
            "clock",
            Text("Jusqu'à cette heure. Vide : jusqu'au soir.", "Until this time. Empty: all."),
            synonyms=("heure de fin",),
            width=10,
        ),
        Column(
            "level",
            Text("Niveau", "Level"),
            "choice",
            Text(
                "impossible ; disponible seulement (à aucun autre moment) ; à éviter ; souhaité. "
                "Vide : impossible.",
                "impossible; only available (and at no other time); avoid; wished. Empty: "
                "impossible.",
            ),
            choices=WISHES,
            width=22,
        ),
    ),
    synonyms=("Disponibilités", "Absences", "Souhaits", "Availability", "Unavailability"),
)

ROOMS = Sheet(
    "rooms",
    Text("Salles", "Rooms"),
    Text("une salle", "a room"),
    (
        Column(
            "code",
            Text("Code", "Code"),
            "code",
            Text("Nom court, unique, repris ailleurs.", "A short unique name, used elsewhere."),
            required=True,
            synonyms=("salle", "room"),
        ),
        Column("name", Text("Nom", "Name"), "text", Text("Nom complet.", "Full name."), width=28),
        Column(
            "kinds",
            Text("Types", "Kinds"),
            "names",
            Text(
                "Ce à quoi elle sert, séparé par ; : salle banale ; salle commune.",
                "What it serves for, separated by ; : classroom; common room.",
            ),
            synonyms=("type", "kind"),
            width=32,
        ),
        Column(
            "seats",
            Text("Places", "Seats"),
            "integer",
            Text("Vide : autant qu'il en faut.", "Empty: as many as needed."),
            synonyms=("capacité", "capacity", "effectif"),
            low=0,
            high=100_000,
            width=10,
        ),
        Column(
            "equipment",
            Text("Équipements", "Equipment"),
            "names",
            Text("Séparés par ;", "Separated by ;"),
            synonyms=("équipement", "matériel"),
            width=32,
        ),
    ),
)
