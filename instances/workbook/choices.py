"""The values a drop-down offers, and the soft rules the sheet Préférences names."""

from __future__ import annotations

from dataclasses import dataclass

from instances.text import WEEKDAYS, Text
from instances.workbook.layout import Choice


def _same(word: str) -> Text:
    return Text(word, word)


DAY_KINDS = (
    Choice("closed", Text("fermé", "closed"), ("fermeture", "fermée")),
    Choice("public", Text("férié", "public holiday"), ("jour férié", "public")),
    Choice("exam", Text("examen", "exam"), ("examens", "exams", "CCF")),
    Choice("stage", Text("stage", "internship"), ("stages", "placement")),
    Choice("company", Text("entreprise", "company")),
    Choice("cfa", _same("CFA"), ("cours", "school")),
    Choice("holidays", Text("vacances", "holidays"), ("vacances scolaires", "school holidays")),
)
WISHES = (
    Choice("impossible", _same("impossible"), ("indisponible", "absent", "unavailable")),
    Choice("only", Text("disponible seulement", "only available"), ("seulement", "disponible")),
    Choice("avoid", Text("à éviter", "avoid"), ("éviter", "to avoid")),
    Choice("wish", Text("souhaité", "wished"), ("souhait", "préféré", "preferred")),
)
TYPES = (
    Choice("CM", _same("CM"), ("cours magistral", "cours", "lecture")),
    Choice("TD", _same("TD"), ("travaux dirigés", "tutorial")),
    Choice("TP", _same("TP"), ("travaux pratiques", "lab", "practical")),
    Choice("AP", _same("AP"), ("atelier", "atelier de professionnalisation", "workshop")),
    Choice("autonomie", Text("autonomie", "autonomy"), ("autonomous work",)),
)
LEVELS = tuple(Choice(str(level), _same(str(level))) for level in range(6))
DAYS = tuple(Choice(str(index), name) for index, name in enumerate(WEEKDAYS))


@dataclass(frozen=True)
class Preference:
    """A soft rule as the sheet Préférences names it; the rules themselves are elsewhere.

    `usual` is its level, 0 to 5, where the sheet says none.
    """

    rule: str
    name: Text
    unit: Text
    usual: int

    @property
    def words(self) -> tuple[str, ...]:
        """Every name that is read as this rule."""
        return (self.rule, *self.name)


PREFERENCES = (
    Preference(
        "keep_weekly_slots",
        Text("Mêmes créneaux d'une semaine à l'autre", "Same slots from week to week"),
        Text("créneaux de la trame", "slots of the trame"),
        3,
    ),
    Preference(
        "limit_group_gaps",
        Text("Peu de trous pour les apprenants", "Few gaps for learners"),
        Text("heures d'attente", "idle hours"),
        4,
    ),
    Preference(
        "limit_teacher_gaps",
        Text("Peu de trous pour les enseignants", "Few gaps for teachers"),
        Text("heures d'attente", "idle hours"),
        2,
    ),
    Preference(
        "spread_evenly",
        Text("Un rythme régulier au fil des semaines", "An even pace over the weeks"),
        Text("heures d'écart", "hours off"),
        1,
    ),
    Preference(
        "balance_days",
        Text("Des journées proches de la charge visée", "Days near the load aimed at"),
        Text("heures d'écart", "hours off"),
        2,
    ),
    Preference(
        "respect_wishes",
        Text("Respecter les souhaits", "Respect wishes"),
        Text("heures contre un souhait", "hours against a wish"),
        3,
    ),
    Preference(
        "gather_teacher_days",
        Text("Peu de jours de venue des enseignants", "Few days that teachers come"),
        Text("jours de venue", "days of coming"),
        2,
    ),
    Preference(
        "keep_rooms",
        Text("La même salle pour un cours", "The same room for a course"),
        Text("salles de plus", "extra rooms"),
        2,
    ),
    Preference(
        "seat_everybody",
        Text("Une place pour chacun", "A seat for everybody"),
        Text("apprenants sans place", "learners without a seat"),
        3,
    ),
    Preference(
        "spread_over_days",
        Text("Un cours sur assez de jours", "A course on enough days"),
        Text("jours en moins", "days missing"),
        0,
    ),
    Preference(
        "avoid_isolated_sessions",
        Text("Pas de séance isolée", "No isolated session"),
        Text("séances isolées", "isolated sessions"),
        0,
    ),
    Preference(
        "avoid_late_hours",
        Text("Éviter les heures tardives", "Avoid late hours"),
        Text("heures tardives", "late hours"),
        2,
    ),
    Preference(
        "keep_usual_durations",
        Text("Des séances de la durée habituelle", "Sessions of the usual length"),
        Text("séances plus courtes", "shorter sessions"),
        3,
    ),
    Preference(
        "keep_planned_hours",
        Text("Les heures prévues de chaque cours", "The planned hours of each course"),
        Text("heures d'écart", "hours off"),
        5,
    ),
)
