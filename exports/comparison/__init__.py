"""Scenarios compared: their figures, their ranking, what they change, and `comparaison.xlsx`."""

from exports.comparison.book import write_comparison
from exports.comparison.changes import in_short, rhythm_changes, teacher_changes
from exports.comparison.entries import STATES, Entry, State, ranked, verdicts
from exports.comparison.figures import Figures

__all__ = [
    "STATES",
    "Entry",
    "Figures",
    "State",
    "in_short",
    "ranked",
    "rhythm_changes",
    "teacher_changes",
    "verdicts",
    "write_comparison",
]
