"""The shipped référentiels hold the figures of the order, of the decree and of the brochure."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instances.referentials import Referential, ReferentialError, load, names
from instances.referentials.model import Unit
from instances.referentials.shares import amounts, largest_remainder

OFFICIAL = {
    # key: S1 CM, S1 practical, S2 CM, S2 practical, then CM and practical of S3 as of S4 (hours)
    "cge": (30, 15, 30, 15, 12, 12),
    "anglais": (30, 15, 30, 15, 12, 12),
    "maths": (30, 15, 30, 15, 24, 12),
    "cejm": (60, 0, 60, 0, 48, 0),
    "cejma": (0, 15, 0, 15, 0, 12),
    "bloc1": (60, 90, 30, 30, 24, 0),
    "bloc2_sisr": (0, 0, 30, 60, 72, 36),
    "bloc2_slam": (0, 0, 30, 60, 72, 36),
    "bloc3": (30, 30, 30, 30, 24, 24),
    "ap": (0, 60, 0, 60, 0, 48),
}
PSTM_YEAR_1 = {
    "cge": (15, 8, 15, 7),
    "anglais": (15, 7, 15, 8),
    "maths": (15, 8, 15, 7),
    "cejm": (30, 0, 30, 0),
    "cejma": (0, 7, 0, 8),
    "bloc1": (30, 45, 15, 15),
    "bloc2_sisr": (0, 0, 15, 30),
    "bloc2_slam": (0, 0, 15, 30),
    "bloc3": (15, 15, 15, 15),
    "ap": (0, 30, 0, 30),
}
FLOOR = {
    # key: S1, S2, year 2
    "cge": (36, 36, 38),
    "anglais": (36, 36, 38),
    "maths": (36, 36, 57),
    "cejm": (48, 48, 76),
    "cejma": (12, 12, 19),
    "bloc1": (119, 48, 38),
    "bloc2_sisr": (0, 71, 171),
    "bloc2_slam": (0, 71, 171),
    "bloc3": (48, 48, 76),
    "ap": (48, 48, 76),
}


def hours(referential: Referential, unit: Unit, semester: int, *types: str) -> float:
    parts = amounts(referential, unit, {})
    return sum(p.minutes for p in parts if p.semester == semester and p.type in types) / 60


def total(referential: Referential, semester: int, *types: str) -> set[float]:
    return {
        sum(hours(referential, unit, semester, *types) for unit in referential.units_of(path))
        for path in referential.paths()
    }


def test_the_shipped_referentials_are_the_three_of_the_contract() -> None:
    assert names() == ("bts-sio", "bts-sio-pstm", "bts-sio-1350")
    assert [load(name).name for name in names()] == list(names())


def test_official_hours_unit_by_unit() -> None:
    official = load("bts-sio")
    found = {
        unit.key: tuple(
            hours(official, unit, semester, *types)
            for semester in (1, 2, 3)
            for types in (("CM",), ("TP", "AP"))
        )
        for unit in official.units
    }
    assert found == OFFICIAL


def test_official_totals_are_32_then_31_hours_a_week() -> None:
    official = load("bts-sio")
    for semester in (1, 2):
        assert total(official, semester, "CM", "TP", "AP") == {480} == {32 * 15}
        assert total(official, semester, "CM") == {16 * 15} == total(official, semester, "TP", "AP")
    for semester in (3, 4):
        assert total(official, semester, "CM", "TP", "AP") == {372} == {31 * 12}
        assert total(official, semester, "CM") == {18 * 12}
        assert total(official, semester, "TP", "AP") == {13 * 12}


def test_general_units_of_year_2_make_12_hours_a_week_and_are_marked_as_assumed() -> None:
    official = load("bts-sio")
    general = [official.unit(key) for key in ("cge", "anglais", "maths", "cejm", "cejma")]
    assert sum(hours(official, unit, 3, "CM", "TP") for unit in general) == 12 * 12
    assumed = [v.confidence for unit in general for v in unit.hours if 3 in v.semesters]
    assert assumed == ["L"] * 5
    year_1 = [v.confidence for unit in general for v in unit.hours if 1 in v.semesters]
    assert year_1 == ["H"] * 5


def test_reading_of_the_brochure_is_half_the_grid_then_the_grid() -> None:
    official, pstm = load("bts-sio"), load("bts-sio-pstm")
    found = {
        unit.key: tuple(
            hours(pstm, unit, semester, *types)
            for semester in (1, 2)
            for types in (("CM",), ("TP", "AP"))
        )
        for unit in pstm.units
    }
    assert found == PSTM_YEAR_1
    for semester, expected in ((1, 240), (2, 240), (3, 372), (4, 372)):
        assert total(pstm, semester, "CM", "TP", "AP") == {expected}
    for unit in official.units:
        assert 2 * pstm.year_minutes(pstm.unit(unit.key), 1) == official.year_minutes(unit, 1)
        assert pstm.year_minutes(pstm.unit(unit.key), 2) == official.year_minutes(unit, 2)


def test_brochure_as_stated_is_carried_beside_the_reading() -> None:
    pstm = load("bts-sio-pstm")
    stated = {
        (row.unit, row.year): (row.year_hours or 0) // 60
        for row in pstm.statements
        if row.unit is not None
    }
    year_1 = (90, 90, 90, 60, 15, 150, 90, 90, 60, 60)
    assert tuple(v for (_, year), v in stated.items() if year == 1) == year_1
    assert sum(year_1) - 90 == 705
    year_2 = {key: hours for (key, year), hours in stated.items() if year == 2}
    assert year_2 == {"bloc1": 48, "bloc2_sisr": 216, "bloc2_slam": 216, "bloc3": 96, "ap": 96}
    assert all(row.where.fr and row.quote for row in pstm.statements)


def test_floor_is_the_official_grid_scaled_to_whole_hours() -> None:
    official, floor = load("bts-sio"), load("bts-sio-1350")
    for unit in official.units:
        own = floor.unit(unit.key)
        found = (
            (floor.semester_minutes(own, 1) or 0) // 60,
            (floor.semester_minutes(own, 2) or 0) // 60,
            floor.year_minutes(own, 2) // 60,
        )
        assert found == FLOOR[unit.key]
        due = (
            Fraction(official.semester_minutes(unit, 1) or 0),
            Fraction(official.semester_minutes(unit, 2) or 0),
            Fraction(official.year_minutes(unit, 2)),
        )
        assert found == tuple(round(minutes / 60 * Fraction("0.792")) for minutes in due)
    assert total(floor, 1, "CM", "TP", "AP") == total(floor, 2, "CM", "TP", "AP") == {383}
    for path in floor.paths():
        assert floor.total_minutes(2, path) == 589 * 60
        assert floor.total_minutes(1, path) + floor.total_minutes(2, path) == 1355 * 60


@pytest.mark.parametrize("name", names())
def test_every_figure_has_a_source_and_a_confidence(name: str) -> None:
    referential = load(name)
    sources = {source.key for source in referential.sources}
    for unit in referential.units:
        assert unit.hours
        for volume in unit.hours:
            assert volume.source in sources
            assert volume.confidence in "HML"


@pytest.mark.parametrize("name", names())
def test_workshops_have_two_teachers_and_a_lab_with_a_common_room(name: str) -> None:
    referential = load(name)
    workshop = referential.type("AP")
    assert (workshop.teachers, workshop.halved) == (2, False)
    assert workshop.rooms == "lab + common"
    assert referential.type("TP").halved
    assert referential.options_from == 2
    assert set(referential.unit("cejma").taught_by) == {"cejm", "info"}
    assert (referential.ects, referential.floor_hours, referential.stage_weeks) == (120, 81_000, 10)


def test_a_year_volume_follows_the_days_of_its_semesters() -> None:
    floor = load("bts-sio-1350")
    parts = amounts(floor, floor.unit("bloc2_sisr"), {3: 54, 4: 33})
    shared = {(p.semester, p.type): p.minutes // 60 for p in parts if p.semester > 2}
    # 171 h over weights 54×6, 54×3, 33×6, 33×3: 70.76, 35.38, 43.24, 21.62
    assert shared == {(3, "CM"): 71, (3, "TP"): 35, (4, "CM"): 43, (4, "TP"): 22}


def test_largest_remainder_on_an_example_done_by_hand() -> None:
    assert largest_remainder(10, [1, 1, 1]) == (4, 3, 3)
    assert largest_remainder(119, [4, 6]) == (48, 71)
    assert largest_remainder(1350, [2, 1], 30) == (900, 450)


@pytest.mark.parametrize(("total", "weights", "step"), [(5, [0, 0], 1), (5, [1, 1], 2), (5, [], 1)])
def test_largest_remainder_refuses_what_cannot_be_shared(
    total: int, weights: list[float], step: int
) -> None:
    with pytest.raises(ValueError, match="in steps of"):
        largest_remainder(total, weights, step)


@given(
    st.integers(0, 2000),
    st.lists(st.integers(0, 60), min_size=1, max_size=6).filter(any),
    st.sampled_from([1, 30, 60]),
)
def test_shares_add_up_and_are_within_a_step_of_what_is_due(
    steps: int, weights: list[int], step: int
) -> None:
    parts = largest_remainder(steps * step, weights, step)
    assert sum(parts) == steps * step
    for part, weight in zip(parts, weights, strict=True):
        assert part % step == 0
        assert abs(part - Fraction(steps * step * weight, sum(weights))) < step


def test_unknown_name_names_the_nearest() -> None:
    with pytest.raises(ReferentialError) as caught:
        load("bts-sio-1305")
    (problem,) = caught.value.problems
    assert "« bts-sio-1350 »" in problem.fr
    assert "“bts-sio-1350”" in problem.en
