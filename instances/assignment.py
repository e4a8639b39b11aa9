"""The least-cost assignment of rows to columns, by shortest augmenting paths.

Source: H. W. Kuhn, The Hungarian method for the assignment problem, 1955; in the form with
potentials, O(rows² × columns).
"""

from __future__ import annotations

from collections.abc import Sequence

_FAR = 10**18


def least_cost(costs: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Pair as many rows and columns as there can be, at the least sum of costs.

    Parameters
    ----------
    costs
        A row of whole numbers per row, all as long; empty: nothing is paired.

    Returns
    -------
    (row, column) pairs, by row.
    """
    rows, columns = len(costs), len(costs[0]) if costs else 0
    if rows > columns:
        turned = [[row[column] for row in costs] for column in range(columns)]
        return sorted((row, column) for column, row in least_cost(turned))
    row_of = [-1] * columns
    row_price, column_price = [0] * rows, [0] * columns
    for row in range(rows):
        _augment(costs, row, row_of, row_price, column_price)
    return sorted((row, column) for column, row in enumerate(row_of) if row >= 0)


def _augment(
    costs: Sequence[Sequence[int]],
    free: int,
    row_of: list[int],
    row_price: list[int],
    column_price: list[int],
) -> None:
    """Give a free row a column, moving others where that costs less."""
    columns = len(row_of)
    distance, previous, done = [_FAR] * columns, [-1] * columns, [False] * columns
    row, last, reached = free, -1, 0
    while True:
        for column in range(columns):
            if done[column]:
                continue
            through = reached + costs[row][column] - row_price[row] - column_price[column]
            if through < distance[column]:
                distance[column], previous[column] = through, last
        last = min((c for c in range(columns) if not done[c]), key=distance.__getitem__)
        reached, done[last] = distance[last], True
        if row_of[last] < 0:
            break
        row = row_of[last]
    row_price[free] += reached
    for column in range(columns):
        if done[column] and column != last:
            row_price[row_of[column]] += reached - distance[column]
            column_price[column] -= reached - distance[column]
    while last >= 0:
        before = previous[last]
        row_of[last] = row_of[before] if before >= 0 else free
        last = before
