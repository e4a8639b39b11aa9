"""The words of the page that are not the school's own."""

from __future__ import annotations

from exports.trame_list import ALSO
from instances.text import Text

PART = Text("Extrait : {part}", "Extract: {part}")
WORDS = {
    "timetable": Text("Emploi du temps", "Timetable"),
    "skip": Text("Aller à l’emploi du temps", "Skip to the timetable"),
    "contents": Text("Sommaire", "Contents"),
    "find": Text("Chercher une classe, un enseignant, une salle", "Find a class, teacher or room"),
    "none": Text("Rien ne correspond.", "Nothing matches."),
    "all_timetables": Text("Tous les emplois du temps", "All timetables"),
    "controls": Text("Choisir l’emploi du temps et la semaine", "Choose the timetable and week"),
    "who": Text("Emploi du temps de", "Timetable of"),
    "week": Text("Semaine", "Week"),
    "previous": Text("Semaine précédente", "Previous week"),
    "next": Text("Semaine suivante", "Next week"),
    "today": Text("Aujourd’hui", "Today"),
    "all_weeks": Text("Toutes les semaines", "All weeks"),
    "print": Text("Imprimer", "Print"),
    "calendar": Text("Calendrier (.ics)", "Calendar (.ics)"),
    "no_session": Text("Aucune séance sur la période.", "No session in the term."),
    "nearest": Text(
        "Aucune séance dans la semaine du {day} : voici la plus proche.",
        "No session in the week of {day}: here is the nearest one.",
    ),
    "elsewhere": Text(
        "La semaine du {day} n’est pas dans cette page : voici la plus proche.",
        "The week of {day} is not on this page: here is the nearest one.",
    ),
    "empty": Text("Aucune séance dans la semaine du {day}.", "No session in the week of {day}."),
    "unknown": Text(
        "L’adresse demande « {what} », qui n’est pas dans cette page.",
        "The address asks for “{what}”, which is not on this page.",
    ),
    "free": Text("pas de séance", "no session"),
    "also": ALSO,
    "units": Text("Couleurs", "Colours"),
    "made": Text("Établi avec semainier", "Made with semainier"),
}
