"""A tiny problem of the competition's format, written for these tests."""

from __future__ import annotations

from pathlib import Path
from random import Random

from instances.ctt import read_ctt
from instances.instance import Instance

# Two curricula that share Alg, a course of no curriculum, a teacher with two courses.
TINY = """Name: Petite fac
Courses: 4
Rooms: 2
Days: 3
Periods_per_day: 3
Curricula: 2
Constraints: 4

COURSES:
Alg ana 3 3 30
Geo bob 2 2 12
Bio ana 2 1 25
Gym cleo 1 1 8

ROOMS:
big 20
small 10

CURRICULA:
c1 2 Alg Geo
c2 2 Alg Bio

CONSTRAINTS:
Alg 0 0
Alg 0 1
Gym 2 2
Alg 0 0

END.
"""
EXTENDED = """Name: Etendue
Courses: 2
Rooms: 2
Days: 6
Periods_per_day: 15
Curricula: 1
Min_Max_Daily_Lectures: 2 3
UnavailabilityConstraints: 1
RoomConstraints: 2

COURSES:
Alg ana 3 3 30 1
Geo bob 2 2 12 0

ROOMS:
big 20 0
small 10 1

CURRICULA:
c1 2 Alg Geo

UNAVAILABILITY_CONSTRAINTS:
Geo 5 14

ROOM_CONSTRAINTS:
Alg small
Geo small

END.
"""


def written(folder: Path, text: str = TINY, name: str = "petite.ctt") -> Path:
    """The text as a file of a folder."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def tiny_week(folder: Path, text: str = TINY) -> Instance:
    """The instance of a text."""
    return read_ctt(written(folder, text)).instance


def problem(chance: Random, days: int, periods: int, courses: int, most_rooms: int = 3) -> str:
    """A problem in the competition's format, drawn at random: tight, with closed periods."""
    rooms = chance.randint((most_rooms + 1) // 2, most_rooms)
    names = [f"c{number}" for number in range(courses)]
    lectures = {name: chance.randint(1, 3) for name in names}
    closed = sorted(
        {
            (chance.choice(names), chance.randrange(days), chance.randrange(periods))
            for _ in range(chance.randint(0, courses * days * periods // 2))
        }
    )
    curricula = [
        chance.sample(names, chance.randint(1, min(3, courses)))
        for _ in range(chance.randint(1, max(4, courses // 2)))
    ]
    lines = [
        "Name: drawn",
        f"Courses: {courses}",
        f"Rooms: {rooms}",
        f"Days: {days}",
        f"Periods_per_day: {periods}",
        f"Curricula: {len(curricula)}",
        f"Constraints: {len(closed)}",
        "",
        "COURSES:",
        *(
            f"{name} t{chance.randrange(courses - 1)} {lectures[name]} "
            f"{chance.randint(0, min(days, lectures[name] + 1))} {chance.randint(5, 40)}"
            for name in names
        ),
        "",
        "ROOMS:",
        *(f"r{number} {chance.choice((10, 20, 30))}" for number in range(rooms)),
        "",
        "CURRICULA:",
        *(f"q{number} {len(some)} {' '.join(some)}" for number, some in enumerate(curricula)),
        "",
        "CONSTRAINTS:",
        *(f"{name} {day} {period}" for name, day, period in closed),
        "",
        "END.",
    ]
    return "\n".join(lines)
