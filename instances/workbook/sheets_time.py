"""The sheets of time and of learners: settings, grid, calendar, rhythms, groups."""

from __future__ import annotations

from instances.text import Text
from instances.workbook.choices import DAY_KINDS
from instances.workbook.layout import Column, Sheet

SETTINGS = Sheet(
    "settings",
    Text("Paramètres", "Settings"),
    Text("un paramètre", "a setting"),
    (
        Column(
            "setting",
            Text("Paramètre", "Setting"),
            "text",
            Text("Le nom du paramètre, parmi ceux de la liste.", "A setting of the list."),
            required=True,
            synonyms=("nom", "name", "parameter"),
            width=44,
        ),
        Column(
            "value",
            Text("Valeur", "Value"),
            "value",
            Text(
                "Vide : la valeur habituelle. « aucun » : pas de limite.",
                "Empty: the usual value. “none”: no limit.",
            ),
            width=26,
        ),
        Column("unit", Text("Unité", "Unit"), "shown", Text("Pour information.", "For the eye.")),
        Column(
            "usual",
            Text("Habituel", "Usual"),
            "shown",
            Text("Ce qui vaut quand Valeur est vide.", "What holds when Value is empty."),
            synonyms=("défaut", "default"),
        ),
        Column(
            "explanation",
            Text("Explication", "Explanation"),
            "shown",
            Text("Pour information.", "For the eye."),
            width=66,
        ),
    ),
    synonyms=("Réglages", "Parameters"),
    required=True,
)

GRID = Sheet(
    "grid",
    Text("Grille", "Grid"),
    Text("un pas de la journée", "a period of the day"),
    (
        Column(
            "start",
            Text("Début", "Start"),
            "clock",
            Text("Heure de début : 8:00 ou 8h.", "When it starts: 8:00."),
            required=True,
            synonyms=("de", "from"),
        ),
        Column(
            "end",
            Text("Fin", "End"),
            "clock",
            Text("Heure de fin.", "When it ends."),
            required=True,
            synonyms=("à", "to"),
        ),
        Column(
            "credited",
            Text("Heures créditées", "Credited hours"),
            "hours",
            Text(
                "Heures comptées : 1 pour un cours de 55 minutes, par exemple. Vide : la durée.",
                "Hours counted: 1 for a lesson of 55 minutes, say. Empty: its length.",
            ),
            synonyms=("crédit", "heures comptées"),
            low=5,
            high=720,
            width=18,
        ),
        Column(
            "break_after",
            Text("Pause après", "Break after"),
            "flag",
            Text(
                "oui : aucune séance ne se poursuit au-delà (pause, repas).",
                "yes: no session goes on beyond (a break, lunch).",
            ),
            synonyms=("pause",),
        ),
    ),
)

CALENDAR = Sheet(
    "calendar",
    Text("Calendrier", "Calendar"),
    Text("une exception au calendrier", "an exception to the calendar"),
    (
        Column(
            "first",
            Text("Du", "From"),
            "date",
            Text("Premier jour : 07/09/2026.", "First day: 07/09/2026 (day first)."),
            required=True,
            synonyms=("date", "first", "premier jour"),
        ),
        Column(
            "last",
            Text("Au", "To"),
            "date",
            Text("Dernier jour, compris. Vide : ce seul jour.", "Last day, included. Empty: one."),
            synonyms=("last", "dernier jour"),
        ),
        Column(
            "start",
            Text("De", "Start"),
            "clock",
            Text("À partir de cette heure, chaque jour. Vide : dès le matin.", "From this time."),
            synonyms=("heure de début",),
            width=10,
        ),
        Column(
            "end",
            Text("À", "End"),
            "clock",
            Text("Jusqu'à cette heure. Vide : jusqu'au soir.", "Until this time."),
            synonyms=("heure de fin",),
            width=10,
        ),
        Column(
            "kind",
            Text("Type", "Kind"),
            "choice",
            Text(
                "Sur une date, le plus fort l'emporte : fermé, férié, examen, stage ou entreprise, "
                "CFA, vacances.",
                "On a date the strongest wins: closed, public holiday, exam, internship or "
                "company, CFA, holidays.",
            ),
            required=True,
            synonyms=("type", "nature"),
            choices=DAY_KINDS,
        ),
        Column(
            "groups",
            Text("Groupes", "Groups"),
            "names",
            Text("Groupes concernés, séparés par ; Vide : tous.", "Separated by ; Empty: all."),
            synonyms=("groupe", "group"),
            source="groups",
            width=20,
        ),
        Column(
            "label",
            Text("Libellé", "Label"),
            "text",
            Text("Montré dans le calendrier.", "Shown in the calendar."),
            synonyms=("intitulé",),
            width=40,
        ),
    ),
    synonyms=("Exceptions",),
)

RHYTHMS = Sheet(
    "rhythms",
    Text("Rythmes", "Rhythms"),
    Text("un rythme d'alternance", "a rhythm of alternance"),
    (
        Column(
            "name",
            Text("Nom", "Name"),
            "code",
            Text(
                "Plusieurs lignes d'un même nom se suivent, par « À partir du ».",
                "Several rows of one name follow each other, by “Since”.",
            ),
            required=True,
            synonyms=("rythme", "rhythm", "code"),
            width=20,
        ),
        Column(
            "spec",
            Text("Semaines", "Weeks"),
            "rhythm",
            Text(
                "Jours au CFA ; / entre les semaines du cycle ; - pour une semaine en entreprise. "
                "« lun mar », « lun mar/lun mar mer », « lun-ven/- », « lun mar mer:am ».",
                "Days at the CFA; / between the weeks of the cycle; - for a week in company. "
                "“Mon Tue”, “Mon Tue/Mon Tue Wed”, “Mon-Fri/-”, “Mon Tue Wed:am”.",
            ),
            required=True,
            synonyms=("spec", "jours", "days"),
            width=36,
        ),
        Column(
            "since",
            Text("À partir du", "Since"),
            "date",
            Text("Vide : dès le début.", "Empty: from the start."),
            synonyms=("depuis", "from"),
        ),
    ),
)

GROUPS = Sheet(
    "groups",
    Text("Groupes", "Groups"),
    Text("un groupe d'apprenants", "a group of learners"),
    (
        Column(
            "code",
            Text("Code", "Code"),
            "code",
            Text("Nom court, unique, repris ailleurs.", "A short unique name, used elsewhere."),
            required=True,
            synonyms=("groupe", "group"),
        ),
        Column("name", Text("Nom", "Name"), "text", Text("Nom complet.", "Full name."), width=32),
        Column(
            "parent",
            Text("Parent", "Parent"),
            "text",
            Text("Le groupe dont il est une partie.", "The group it is a part of."),
            synonyms=("classe", "promo"),
            source="groups",
        ),
        Column(
            "partition",
            Text("Partition", "Partition"),
            "text",
            Text(
                "Le découpage auquel il appartient : TP, option… Chacun est dans un seul groupe de "
                "chaque partition.",
                "The split it belongs to: TP, option… A learner is in one group of each partition.",
            ),
            synonyms=("découpage", "split"),
        ),
        Column(
            "size",
            Text("Effectif", "Size"),
            "integer",
            Text("Nombre d'apprenants.", "Number of learners."),
            synonyms=("nombre", "learners", "places"),
            low=0,
            high=10_000,
            width=10,
        ),
        Column(
            "rhythm",
            Text("Rythme", "Rhythm"),
            "text",
            Text("Vide : celui du parent.", "Empty: its parent's."),
            source="rhythms",
            width=20,
        ),
        Column(
            "possible_rhythms",
            Text("Rythmes possibles", "Possible rhythms"),
            "names",
            Text(
                "Rythmes parmi lesquels « whatif --choose » choisit, séparés par ; Une classe "
                "entière seulement. Le rythme d'aujourd'hui n'en est que s'il y figure.",
                "Rhythms that `whatif --choose` chooses from, separated by ; For a whole class. "
                "Today's rhythm is one of them only if it is listed.",
            ),
            synonyms=("rythmes permis", "allowed rhythms"),
            width=28,
        ),
        Column(
            "minors",
            Text("Mineurs", "Minors"),
            "flag",
            Text("oui : les limites des moins de 18 ans valent.", "yes: the limits under 18 hold."),
            synonyms=("moins de 18 ans", "under 18"),
            width=10,
        ),
    ),
    synonyms=("Classes",),
    required=True,
)
