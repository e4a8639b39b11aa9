"""Scenarios compared: their figures, their ranking, what they change, and `comparaison.xlsx`."""
