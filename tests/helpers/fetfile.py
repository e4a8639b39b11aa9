"""Tiny files of FET, written for these tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from instances.fet import read_fet
from instances.instance import Instance

Row = tuple[str, str, int] | tuple[str, str, int, int] | tuple[str, str, int, int, str]

# Two years; the groups of the second share a subgroup.
STUDENTS = """<Year><Name>Y</Name><Number_of_Students>20</Number_of_Students>
<Group><Name>Y1</Name><Number_of_Students>12</Number_of_Students></Group>
<Group><Name>Y2</Name><Number_of_Students>8</Number_of_Students></Group></Year>
<Year><Name>Z</Name><Number_of_Students>9</Number_of_Students>
<Group><Name>Za</Name><Number_of_Students>6</Number_of_Students>
<Subgroup><Name>z1</Name><Number_of_Students>3</Number_of_Students></Subgroup>
<Subgroup><Name>z2</Name><Number_of_Students>3</Number_of_Students></Subgroup></Group>
<Group><Name>Zb</Name><Number_of_Students>6</Number_of_Students>
<Subgroup><Name>z2</Name><Number_of_Students>3</Number_of_Students></Subgroup>
<Subgroup><Name>z3</Name><Number_of_Students>3</Number_of_Students></Subgroup></Group></Year>"""
ROOMS = (("R", 20), ("S", 10), ("L", 30_000))


def constraint(name: str, weight: str = "100", **fields: object) -> str:
    """A constraint; a list is several elements, a string of `D0 H1; D1 H2` slots."""
    inner = ""
    for tag, value in fields.items():
        if isinstance(value, list):
            inner += "".join(f"<{tag}>{each}</{tag}>" for each in value)
        elif isinstance(value, dict):
            ((names, slots),) = value.items()
            day, hour = names.split()
            for slot in slots.split("; "):
                d, h = slot.split()
                inner += f"<{tag}><{day}>{d}</{day}><{hour}>{h}</{hour}></{tag}>"
        else:
            inner += f"<{tag}>{value}</{tag}>"
    tag = f"Constraint{name}"
    share = f"<Weight_Percentage>{weight}</Weight_Percentage>"
    return f"<{tag}>{share}{inner}<Active>true</Active></{tag}>"


def apart(*ids: int, days: int = 1, weight: str = "100", joined: bool = False) -> str:
    """Days between activities."""
    return constraint(
        "MinDaysBetweenActivities",
        weight,
        Consecutive_If_Same_Day=str(joined).lower(),
        Activity_Id=list(ids),
        MinDays=days,
    )


def text_of(
    *rows: Row, times: str = "", spaces: str = "", days: int = 2, hours: int = 4, more: str = ""
) -> str:
    """A file; an activity is (teachers, students, duration[, split activity[, tag]])."""
    activities = ""
    for number, row in enumerate(rows, start=1):
        teachers, students, duration, family, tag = (*row, 0, "")[:5] if len(row) < 5 else row
        activities += "\n<Activity>" + "".join(f"<Teacher>{t}</Teacher>" for t in teachers.split())
        activities += "<Subject>Maths</Subject>"
        activities += f"<Activity_Tag>{tag}</Activity_Tag>" if tag else ""
        activities += "".join(f"<Students>{s}</Students>" for s in students.split())
        activities += f"<Duration>{duration}</Duration><Total_Duration>{duration}</Total_Duration>"
        activities += f"<Id>{number}</Id><Activity_Group_Id>{family}</Activity_Group_Id>"
        activities += "<Active>true</Active><Comments></Comments></Activity>"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<fet version="6.8.5">
<Institution_Name>Petit collège</Institution_Name>
<Days_List>{_named("Day", [f"D{n}" for n in range(days)])}</Days_List>
<Hours_List>{_named("Hour", [f"H{n}" for n in range(hours)])}</Hours_List>
<Subjects_List>{_named("Subject", ["Maths"])}</Subjects_List>
<Activity_Tags_List>{_named("Activity_Tag", ["TP"])}</Activity_Tags_List>
<Teachers_List>{_named("Teacher", ["T", "U"])}</Teachers_List>
<Students_List>{STUDENTS}</Students_List>
<Activities_List>{activities}
</Activities_List>
<Buildings_List></Buildings_List>
<Rooms_List>{"".join(_room(*room) for room in ROOMS)}{more}</Rooms_List>
<Time_Constraints_List>
{constraint("BasicCompulsoryTime")}
{times}
</Time_Constraints_List>
<Space_Constraints_List>{constraint("BasicCompulsorySpace")}{spaces}</Space_Constraints_List>
</fet>
"""


def _named(tag: str, names: Sequence[str]) -> str:
    return "".join(f"<{tag}><Name>{name}</Name></{tag}>" for name in names)


def _room(name: str, seats: int) -> str:
    return f"<Room><Name>{name}</Name><Building></Building><Capacity>{seats}</Capacity></Room>"


def written(folder: Path, text: str, name: str = "petit.fet") -> Path:
    """The text as a file of a folder."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def read(folder: Path, *rows: Row, **more: object) -> Instance:
    """The instance of a file."""
    return read_fet(written(folder, text_of(*rows, **more))).instance  # type: ignore[arg-type]
