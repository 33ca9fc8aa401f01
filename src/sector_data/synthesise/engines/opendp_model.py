"""A graphical model of noisy counts, and rows drawn from it.

What lives here: the calls of mbi, and the draw. What does not: noise, or anything confidential: all
of this is made of what has been released. Nor anything of this package, since another Python runs
this file.

McKenna, Sheldon, Miklau, *Graphical-model based estimation and inference for differential privacy*,
ICML 2019.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from typing import Any

STEPS = 1000
"""Of mirror descent; on UCI Adult further ones change nothing."""
MOST_MEGABYTES = 500.0

Group = tuple[str, ...]


def fit(sizes: Mapping[str, int], measured: Sequence[tuple[Group, Any, float]]) -> Any:
    """Return the graphical model that fits noisy counts best, each by its noise.

    Parameters
    ----------
    sizes
        Number of codes of each column.
    measured
        Columns, counts and the standard deviation of their noise.

    Raises
    ------
    MemoryError
        If columns stand together in ever larger sets, so that the model would be too large.
    """
    mbi = importlib.import_module("mbi")
    estimation = importlib.import_module("mbi.estimation")
    junction_tree = importlib.import_module("mbi.junction_tree")
    domain = mbi.Domain(tuple(sizes), tuple(sizes.values()))
    groups = [group for group, *_ in measured]
    if junction_tree.hypothetical_model_size(domain, groups) > MOST_MEGABYTES:
        raise MemoryError
    told = [mbi.LinearMeasurement(c.ravel(), group, stddev=s) for group, c, s in measured]
    return estimation.mirror_descent(domain, told, iters=STEPS)


def draw(model: Any, count: int, rng: Any) -> dict[str, Any]:
    """Draw rows from a model, column by column, each given those it stands in a clique with.

    Within rows that have the same of these, shares are kept to a row and places drawn anew for each
    column. (mbi 1.1's own draw by rounding hands values out in one order for all columns, which
    ties independent ones together; its other draw conditions on too little.)
    """
    np = importlib.import_module("numpy")
    junction_tree = importlib.import_module("mbi.junction_tree")
    oracles = importlib.import_module("mbi.marginal_oracles")
    tree, order = junction_tree.make_junction_tree(model.domain, [set(c) for c in model.cliques])
    nodes = list(tree.nodes)
    fitted = oracles.message_passing_stable(model.potentials.expand(nodes), model.total)
    drawn: dict[str, Any] = {}
    for column in reversed(order):
        node = max(nodes, key=lambda n: (column in n) * (1 + len(set(n) & set(drawn))))
        given = [c for c in node if c in drawn]
        table = np.asarray(fitted[node].project((*given, column)).values, dtype=float)
        shape = table.shape[:-1]
        table = np.maximum(table.reshape(-1, table.shape[-1]), 0.0) + 1e-300
        up_to = table.cumsum(1) / table.sum(1, keepdims=True)
        up_to[:, -1] = 1.0
        cell = (
            np.ravel_multi_index([drawn[c] for c in given], shape)
            if given
            else np.zeros(count, np.int64)
        )
        shuffled = np.lexsort((rng.random(count), cell))
        cells = cell[shuffled]
        begins = np.flatnonzero(np.concatenate([[True], np.diff(cells) != 0]))
        lengths = np.diff([*begins, count])
        places = np.arange(count) - np.repeat(begins, lengths)
        level = cells + (places + rng.random(count)) / np.repeat(lengths, lengths)
        stairs = (up_to + np.arange(len(up_to))[:, None]).ravel()
        found = np.searchsorted(stairs, level, side="right") - cells * table.shape[1]
        drawn[column] = np.empty(count, np.int64)
        drawn[column][shuffled] = np.clip(found, 0, table.shape[1] - 1)
    return drawn
