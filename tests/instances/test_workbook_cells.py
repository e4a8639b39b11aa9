"""What each kind of cell is read as, and what it refuses."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instances.text import Lang
from instances.workbook import cells
from instances.workbook.cells import CellError
from instances.workbook.choices import DAY_KINDS, TYPES, WISHES
from instances.workbook.wording import decimal

SEPT_7 = date(2026, 9, 7)


@pytest.mark.parametrize(
    ("value", "minutes"),
    [
        (2, 120),
        (2.5, 150),
        (0.3333, 20),
        (1.9166666666666667, 115),
        ("2", 120),
        ("2,5", 150),
        ("2.5", 150),
        (" 2h30 ", 150),
        ("2 h 30", 150),
        ("2:30", 150),
        ("55 min", 55),
        (time(2, 30), 150),
        (timedelta(hours=30), 1800),
        (0, 0),
    ],
)
def test_hours(value, minutes):
    assert cells.hours(value) == minutes


@pytest.mark.parametrize(
    "value",
    [
        "douze",
        "2h75",
        -1,
        0.123,
        True,
        SEPT_7,
        datetime(2026, 2, 1),
        "1/2",
        "2;1",
    ],
)
def test_not_hours(value):
    with pytest.raises(CellError):
        cells.hours(value)


def test_a_date_where_a_duration_was_typed_says_what_excel_did():
    with pytest.raises(CellError) as error:
        cells.durations(datetime(2026, 2, 1))
    assert "01/02/2026" in error.value.what.fr
    assert "format Texte" in error.value.advice.fr


@pytest.mark.parametrize(
    ("value", "minutes"), [(60, 60), ("60", 60), ("1h", 60), ("45 min", 45), (time(1, 15), 75)]
)
def test_minutes(value, minutes):
    assert cells.minutes(value) == minutes


@pytest.mark.parametrize(
    ("value", "found"),
    [(2, (120,)), ("2;1", (120, 60)), ("2,5 ; 2\n1h30;2", (150, 120, 90)), (1.5, (90,))],
)
def test_durations(value, found):
    assert cells.durations(value) == found


@pytest.mark.parametrize(
    ("value", "minutes"),
    [
        (time(8, 30), 510),
        (time(7, 59, 59, 971000), 480),  # 0,333333 of a day
        (time(8, 0, 0, 300), 480),
        (datetime(1900, 1, 8), 480),  # 8 in a cell that shows times
        (datetime(1900, 1, 8, 12), 510),
        ("8", 480),
        ("8:30", 510),
        ("8h30", 510),
        ("08h", 480),
        ("24:00", 1440),
        (8, 480),
        (8.5, 510),
        (1 / 3, 480),
        (timedelta(hours=24), 1440),
        (0, 0),
    ],
)
def test_clock(value, minutes):
    assert cells.clock(value) == minutes


@pytest.mark.parametrize("value", ["25:00", "8h75", "matin", 30, -1, SEPT_7, True, time])
def test_not_a_clock(value):
    with pytest.raises(CellError):
        cells.clock(value)


@pytest.mark.parametrize(
    "value",
    [
        SEPT_7,
        datetime(2026, 9, 7),
        "07/09/2026",
        "7/9/26",
        "07-09-2026",
        "07.09.2026",
        "2026-09-07",
        "2026-09-07 00:00:00",
        "7 sept. 2026",
        "7 septembre 2026",
        "lundi 7 septembre 2026",
        "lun. 7 sept 2026",
        "7 September 2026",
        "Mon 7th Sept 2026",
        "September 7, 2026",
        46272,
        46272.0,
    ],
)
def test_dates(value):
    assert cells.day(value) == SEPT_7


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("1er août 2026", date(2026, 8, 1)),
        ("3 juil. 2026", date(2026, 7, 3)),
        ("3 déc 2026", date(2026, 12, 3)),
        ("2 feb 2026", date(2026, 2, 2)),
        ("2 FÉVR. 2026", date(2026, 2, 2)),
    ],
)
def test_months_short_and_long(value, found):
    assert cells.day(value) == found


@pytest.mark.parametrize(
    "value",
    [
        "31/02/2027",
        "09/30/2026",
        "7 brumaire 2026",
        "3 ju 2026",
        "septembre",
        12,
        2.5,
        True,
        datetime(2026, 9, 7, 8),
        time(8),
        date(1999, 1, 1),
        "1/1/2206",
    ],
)
def test_not_dates(value):
    with pytest.raises(CellError):
        cells.day(value)


@pytest.mark.parametrize(
    ("value", "found"), [(101, "101"), (101.0, "101"), (1.5, "1.5"), ("  a \n b ", "a b")]
)
def test_text(value, found):
    assert cells.text(value) == found


@pytest.mark.parametrize("value", [SEPT_7, time(8), True, timedelta(1)])
def test_not_text(value):
    with pytest.raises(CellError):
        cells.text(value)


def test_names():
    assert cells.names("A ; B;;A\nC") == ("A", "B", "C")
    assert cells.names(101) == ("101",)


@pytest.mark.parametrize("value", [True, "oui", "OUI", "x", 1, "yes", "Vrai", 1.0])
def test_yes(value):
    assert cells.flag(value) is True


@pytest.mark.parametrize("value", [False, "non", "no", 0, "faux"])
def test_no(value):
    assert cells.flag(value) is False


def test_neither_yes_nor_no():
    with pytest.raises(CellError):
        cells.flag("peut-être")


@pytest.mark.parametrize(
    ("value", "choices", "key"),
    [
        ("Férié", DAY_KINDS, "public"),
        ("public holiday", DAY_KINDS, "public"),
        ("cfa", DAY_KINDS, "cfa"),
        ("a eviter", WISHES, "avoid"),
        ("disponible seulement", WISHES, "only"),
        ("workshop", TYPES, "AP"),
        ("AUTONOMIE", TYPES, "autonomie"),
    ],
)
def test_choices(value, choices, key):
    assert cells.choice(value, choices) == key


def test_not_a_choice_names_the_nearest_and_all():
    with pytest.raises(CellError) as error:
        cells.choice("vacanses", DAY_KINDS)
    assert "« vacances »" in error.value.advice.fr
    assert "fermé, férié" in error.value.advice.fr


@pytest.mark.parametrize(
    ("value", "found"), [("mardi", (1,)), ("Tue", (1,)), ("lun. ; mer.", (0, 2))]
)
def test_weekdays(value, found):
    assert cells.weekdays(value) == found


@pytest.mark.parametrize("value", ["demain", SEPT_7, 3])
def test_not_weekdays(value):
    with pytest.raises(CellError):
        cells.weekdays(value)


def test_numbers():
    assert cells.integer("24") == cells.integer(24.0) == 24
    assert cells.number("1,25") == cells.number(1.25) == 1.25
    for value in ("beaucoup", 2.5, True, SEPT_7):
        with pytest.raises(CellError):
            cells.integer(value)


def test_a_rhythm_that_is_none_names_the_word():
    assert cells.rhythm(" lun mar/- ") == "lun mar/-"
    with pytest.raises(CellError, match="lunndi"):
        cells.rhythm("lunndi mar")
    with pytest.raises(CellError):
        cells.rhythm(datetime(2026, 2, 1))


@given(st.integers(0, 6000), st.sampled_from(("fr", "en")))
def test_hours_written_are_read_back(minutes: int, lang: Lang):
    assert cells.hours(decimal(minutes, lang)) == minutes
    assert cells.hours(round(minutes / 60, 4)) == minutes


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_every_way_to_write_a_date_is_read_alike(day: date):
    for written in (f"{day:%d/%m/%Y}", day.isoformat(), f"{day:%d %B %Y}"):
        assert cells.day(written) == day


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.times(), st.dates()))
def test_any_value_is_read_or_refused_in_words(value: object):
    for parse in (
        cells.text,
        cells.names,
        cells.hours,
        cells.minutes,
        cells.durations,
        cells.clock,
        cells.day,
        cells.integer,
        cells.number,
        cells.flag,
        cells.weekdays,
        cells.rhythm,
    ):
        try:
            parse(value)
        except CellError as error:
            assert error.what.fr and error.what.en
