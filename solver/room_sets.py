"""The sets of rooms that courses may use as numbers, for steps that are compiled, and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from instances.timetable import Session
from solver.board import Board, Piece
from solver.laid import Ints, laid
from solver.plan import session_at
from solver.term_kernel import ABSENT


class RoomSets:
    """The sets of rooms of each course of a board's units, laid end to end.

    courses, courses_at
        All courses, unit after unit, and where those of each unit begin.
    choices_at
        Where the sets of each course begin.
    rooms, rooms_at
        The rooms of each set.
    """

    def __init__(self, board: Board, standing: Sequence[Piece]) -> None:
        """Begin; pieces that stand may be in rooms which their courses may no longer use."""
        self._board = board
        self.courses = [course for unit in board.units for course in unit.courses]
        self.courses_at: Ints = np.cumsum([0, *(len(unit.courses) for unit in board.units)])
        sets = [dict.fromkeys(board.instance.room_sets[course.code]) for course in self.courses]
        for piece in standing:
            for course, rooms in enumerate(piece.rooms, self.courses_at[piece.unit.number]):
                sets[course].setdefault(rooms)
        self._rank = [{rooms: rank for rank, rooms in enumerate(some)} for some in sets]
        self._all = [rooms for some in sets for rooms in some]
        self.choices_at: Ints = np.cumsum([0, *map(len, sets)])
        self.rooms, self.rooms_at = laid(
            [[board.room[code] for code in sorted(some)] for some in self._all]
        )

    def of(self, piece: Piece) -> Iterator[tuple[int, int]]:
        """Of each course of a piece that stands its number, and that of its set of rooms."""
        for course, rooms in enumerate(piece.rooms, self.courses_at[piece.unit.number]):
            yield course, int(self.choices_at[course]) + self._rank[course][rooms]

    def sessions(
        self, pieces: Sequence[Piece], day: Ints, first: Ints, room: Ints
    ) -> Iterator[Session]:
        """The sessions of pieces at these dates and periods, in these sets of rooms.

        One that stood there is the same object; `ABSENT` ones are left out.
        """
        board = self._board
        spans = {(s.first, s.length, s.minutes): s for s in board.instance.grid.spans}
        rows = zip(pieces, day.tolist(), first.tolist(), room.tolist(), strict=True)
        for piece, on, begin, chosen in rows:
            if on == ABSENT:
                continue
            rooms = [self._all[choice] for choice in chosen[: len(piece.rooms)]]
            stays = (on, begin) == (piece.day, piece.span.first) and rooms == list(piece.rooms)
            if stays and piece.stood:
                yield from piece.stood
                continue
            span = piece.span
            if begin != span.first:
                span = spans[begin, span.length, piece.minutes]
            for course, some in zip(piece.unit.courses, rooms, strict=True):
                team = board.teams[course.code]
                yield session_at(course, board.dates[on], span, team, some)
