from datetime import date

import pytest

from instances.school_calendar import (
    LAST_OFFICIAL,
    REGIONS,
    UnknownZoneError,
    find_region,
    find_zone,
    official_name,
    official_rows,
    unofficial,
)
from instances.text import LANGS

FIRST, LAST = date(2026, 9, 1), date(2027, 7, 2)


def school(zone):
    rows = official_rows(zone, "", FIRST, LAST)
    return [(r.label, r.first, r.last) for r in rows if r.kind == "holidays"]


def test_zone_c_of_2026_27_is_as_published():
    assert school("Zone C") == [
        ("Vacances de la Toussaint", date(2026, 10, 17), date(2026, 11, 1)),
        ("Vacances de Noël", date(2026, 12, 19), date(2027, 1, 3)),
        ("Vacances d'hiver", date(2027, 2, 6), date(2027, 2, 21)),
        ("Vacances de printemps", date(2027, 4, 3), date(2027, 4, 18)),
        ("Pont de l'Ascension", date(2027, 5, 6), date(2027, 5, 9)),
    ]


@pytest.mark.parametrize(("zone", "winter"), [("A", 13), ("B", 20), ("C", 6)])
def test_zones_differ_in_winter(zone, winter):
    found = {label: first for label, first, _ in school(zone)}
    assert found["Vacances d'hiver"] == date(2027, 2, winter)


def test_public_holidays_on_weekdays_of_2026_27():
    rows = official_rows("C", "", FIRST, LAST)
    days = [r.first for r in rows if r.kind == "public" and r.first.weekday() < 5]
    assert days == [
        date(2026, 11, 11),
        date(2026, 12, 25),
        date(2027, 1, 1),
        date(2027, 3, 29),
        date(2027, 5, 6),
        date(2027, 5, 17),
    ]


@pytest.mark.parametrize("region", ["Alsace", "Moselle", "57", "moselle"])
def test_alsace_and_moselle_have_two_more(region):
    usual = {r.first for r in official_rows("B", "", FIRST, LAST)}
    local = {r.first for r in official_rows("B", region, FIRST, LAST)}
    assert local - usual == {date(2026, 12, 26), date(2027, 3, 26)}


def test_no_zone_means_public_holidays_only():
    rows = official_rows("", "", FIRST, LAST)
    assert {row.kind for row in rows} == {"public"}


def test_labels_follow_the_language_not_the_locale(monkeypatch):
    monkeypatch.setenv("LANGUAGE", "fr")
    labels = {r.label for r in official_rows("C", "", FIRST, LAST, "en")}
    assert {"Winter Break", "Easter Monday"} <= labels


def test_a_run_is_whole_even_when_only_its_end_is_asked_for():
    (noel,) = (
        r
        for r in official_rows("C", "", date(2027, 1, 2), date(2027, 1, 8))
        if r.kind == "holidays"
    )
    assert (noel.first, noel.last) == (date(2026, 12, 19), date(2027, 1, 3))


def test_past_the_last_official_year_it_says_so():
    assert unofficial("C", FIRST, LAST_OFFICIAL) is None
    assert unofficial("", FIRST, date(2030, 1, 1)) is None
    warning = unofficial("C", FIRST, date(2028, 9, 1))
    assert warning is not None
    assert "31/08/2028" in warning.fr and "guess" in warning.en


@pytest.mark.parametrize("zone", ["D", "Corse", "Paris"])
def test_unknown_zone_is_an_error_that_says_what_to_do(zone):
    with pytest.raises(UnknownZoneError, match="A, B, C"):
        official_rows(zone, "", FIRST, LAST)


def test_names_are_made_canonical():
    assert [find_zone(z) for z in ("c", "Zone C", " zone c ", "")] == ["C", "C", "C", ""]
    assert find_region("la réunion") == "La Réunion"
    with pytest.raises(UnknownZoneError, match="Moselle"):
        find_region("Mosele")


def test_an_official_name_is_said_in_either_language_and_others_stay() -> None:
    assert official_name("Noël", "en") == "Christmas Day"
    assert official_name("Christmas Break", "fr") == "Vacances de Noël"
    assert official_name("Vacances de la Toussaint", "fr") == "Vacances de la Toussaint"
    assert official_name("Conseil de classe", "en") == "Conseil de classe"


@pytest.mark.parametrize("region", REGIONS)
def test_every_official_label_has_both_names(region: str) -> None:
    first, last = date(2025, 9, 1), date(2028, 7, 31)
    french, english = (official_rows("C", region, first, last, lang) for lang in LANGS)
    assert [official_name(row.label, "en") for row in french] == [row.label for row in english]
    assert [official_name(row.label, "fr") for row in english] == [row.label for row in french]
