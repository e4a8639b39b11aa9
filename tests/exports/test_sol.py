"""The competition's solutions: written, read back, and what they cannot hold."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tiny import course, plan, tiny
from weekly import tiny_week

from constraints.verify import verify
from exports import SolutionFormError, read_sol, write_sol
from instances.workbook import WorkbookError

SOLUTION = """Alg big 0 2
Bio big 1 0
Alg big 1 1
Geo small 1 2
Geo small 2 0
Alg big 2 1
Bio big 2 2
Gym small 0 0
"""


@pytest.fixture
def week(tmp_path):
    return tiny_week(tmp_path)


@pytest.fixture
def read(tmp_path, week):
    def read(text: str):
        path = tmp_path / "petite.sol"
        path.write_text(text, encoding="utf-8")
        return read_sol(path, week)

    return read


def test_lines_become_sessions(read, week):
    timetable = read(SOLUTION)
    assert len(timetable.sessions) == 8
    assert [s.id for s in timetable.by_course["Alg"]] == ["Alg.01", "Alg.02", "Alg.03"]
    first = timetable.by_course["Alg"][0]
    assert (first.date, first.start, first.end, first.minutes) == (week.dates[0], 600, 660, 60)
    assert (first.rooms, first.teachers, first.groups) == (("big",), ("ana",), ("c1", "c2"))


def test_the_cost_is_the_competition_s(read):
    report = verify(read(SOLUTION))
    assert report.complete
    # 10 learners over three times and 5 twice, 2 Geo twice; alone: Alg on day 0 (c1, c2), Geo on
    # day 1 beside Alg, Alg of c2 on day 1 beside Bio, on day 2 Alg beside Geo and Bio.
    assert {rule: units // 60 for rule, units in report.costs.items() if units} == {
        "seat_everybody": 3 * 10 + 2 * 5 + 2 * 2,
        "avoid_isolated_sessions": 2 * 2,
    }
    assert report.points == 48


def test_every_kind_of_violation(read):
    broken = (
        SOLUTION.replace("Alg big 0 2", "Alg big 0 0")  # where the course may not be
        .replace("Geo small 1 2", "Geo small 1 1")  # with Alg, of the same curriculum
        .replace("Bio big 2 2\n", "")  # too few
        .replace("Gym small 0 0", "Gym big 1 0")  # in a room in use
    )
    found = {(v.rule.id, v.subject.code) for v in verify(read(broken)).violations}
    assert found == {
        ("respect_availability", "Alg"),
        ("avoid_clashes", "c1"),
        ("plan_hours", "Bio"),
        ("avoid_clashes", "big"),
    }


def test_days_and_rooms_are_priced(read):
    worse = SOLUTION.replace("Alg big 2 1", "Alg small 1 1").replace("Alg big 1 1", "Alg big 0 1")
    costs = verify(read(worse)).costs
    assert costs["spread_over_days"] == 5 * 60
    assert costs["keep_rooms"] == 60


def test_writing_gives_back_what_was_read(read, tmp_path):
    path = write_sol(read(SOLUTION), tmp_path / "again.sol")
    assert sorted(path.read_text(encoding="utf-8").splitlines()) == sorted(SOLUTION.splitlines())


def test_lines_that_mean_nothing_are_all_told(read):
    with pytest.raises(WorkbookError) as error:
        read("Alg big 0\nAlgo bug 0 0\n\nAlg big 3 x\n")
    assert [problem.say("en") for problem in error.value.problems] == [
        "row 1: 3 words instead of 4 (course, room, day, period).",
        "row 2, column course: the problem has no name “Algo”. Did you mean “Alg”?",
        "row 2, column room: the problem has no name “bug”. Did you mean “big”?",
        "row 4, column day: “3” instead of a whole number from 0 to 2.",
        "row 4, column period: “x” instead of a whole number from 0 to 2.",
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"rooms": ()},
        {"rooms": ("big", "small")},
        {"start": 490},
        {"minutes": 90},
    ],
)
def test_a_session_that_the_form_cannot_hold(read, tmp_path, change):
    timetable = read(SOLUTION)
    moved = timetable.sessions[0].model_copy(update=change)
    edited = timetable.model_copy(update={"sessions": (moved, *timetable.sessions[1:])})
    with pytest.raises(SolutionFormError, match="needs one room and only one"):
        write_sol(edited, tmp_path / "x.sol")
    assert not (tmp_path / "x.sol").exists()


def test_a_day_off_the_week(read, tmp_path):
    timetable = read(SOLUTION)
    late = timetable.sessions[0].date + timedelta(days=3)
    moved = timetable.sessions[0].model_copy(update={"date": late})
    with pytest.raises(SolutionFormError):
        write_sol(timetable.model_copy(update={"sessions": (moved,)}), tmp_path / "x.sol")


def test_only_of_such_a_problem(tmp_path):
    instance = tiny(course("A", rooms="R"))
    with pytest.raises(SolutionFormError, match=r"\.ctt"):
        write_sol(plan(instance, ("A", 0, 8, 1)), tmp_path / "x.sol")
    with pytest.raises(SolutionFormError, match=r"\.ctt"):
        read_sol(tmp_path / "x.sol", instance)
