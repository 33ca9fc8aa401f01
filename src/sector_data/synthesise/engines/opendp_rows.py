"""Rows behind a compositor of OpenDP: what they answer is noisy, and paid for beforehand.

What lives here: the calls of OpenDP for counts, for choices, and for the budget. What does not:
what is asked (``opendp_process.py``), what is made of the answers, and anything of this package,
since another Python runs this file. Noise, exponential mechanism, composition and conversion are
OpenDP's; that a row stands in one cell of a table is all that is said of them here.
"""

from __future__ import annotations

import functools
import importlib
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

ROUNDING = 1e-9
"""Part of the budget that is left, since sums of floats must not exceed it."""

Group = tuple[str, ...]


class Rows:
    """The rows behind a compositor of OpenDP: they answer in the order that was paid for.

    Parameters
    ----------
    codes, sizes
        Codes of each column from 0, and how many there are.
    settings
        `epsilon`, `delta` and `contributions`.
    shares
        Part of the budget of each query, in their order.
    """

    def __init__(
        self,
        codes: Mapping[str, Any],
        sizes: Mapping[str, int],
        settings: Mapping[str, Any],
        shares: Sequence[float],
    ) -> None:
        self._dp = dp = importlib.import_module("opendp.prelude")
        self._np = importlib.import_module("numpy")
        dp.enable_features("contrib", "honest-but-curious")
        self.sizes = sizes
        self._most = settings["contributions"]
        self._space = (dp.user_domain("rows of codes", lambda _: True), dp.symmetric_distance())
        self._measure = dp.zero_concentrated_divergence()
        self.rho = largest_rho(dp, settings["epsilon"], settings["delta"])
        self._losses = [self.rho * (1 - ROUNDING) * share for share in shares]
        composed = dp.c.make_adaptive_composition(
            *self._space, self._measure, self._most, self._losses
        )
        if composed.map(self._most) > self.rho:
            raise ArithmeticError
        self.epsilon = epsilon_of(dp, composed.map(self._most), settings["delta"])
        self._ask = composed(dict(codes))
        self._asked = 0

    def scale(self, turn: int) -> float:
        """Return the standard deviation of the counts of a query by its place."""
        return float(self._most / math.sqrt(2 * self._losses[turn])) * (1 + ROUNDING)

    def count(self, group: Group, joined: Mapping[str, Any]) -> tuple[Any, float]:
        """Return the next answer: noisy counts of a group of columns, and their deviation.

        Parameters
        ----------
        group
            Columns.
        joined
            Column to the code that each of its codes counts as; itself where it is not there.
        """
        scale = self.scale(self._asked)
        # A row stands in one cell: d rows more or less change the counts by d at most (L2).
        answer = self._noisy(lambda codes: self._exact(codes, group, joined), 1, scale)
        return answer.reshape(self._shape(group, joined)), scale

    def total(self, quantity: str, group: Group, most: int) -> Any:
        """Return the next answer: noisy sums of whole numbers in the cells of a group of columns.

        Parameters
        ----------
        quantity
            Column of whole numbers among the codes, none of them further from 0 than `most`.
        group
            Columns whose codes tell the cells apart.
        most
            A row adds no more to its cell, so that d rows change the sums by d times that (L2).
        """

        def sums(codes: Mapping[str, Any]) -> Any:
            return self._exact(codes, group, {}, self._np.clip(codes[quantity], -most, most))

        scale = self.scale(self._asked) * most
        return self._noisy(sums, most, scale).reshape(self._shape(group, {}))

    def choose(self, scores: Callable[[Mapping[str, Any]], list[float]]) -> int:
        """Return the next answer: the place of a score near the highest.

        Parameters
        ----------
        scores
            Of the codes of all columns; a row more or less changes none by more than 1.
        """
        dp = self._dp
        space = (
            dp.vector_domain(dp.atom_domain(T="f64", nan=False)),
            dp.linf_distance(T="f64", monotonic=False),
        )
        scored = dp.t.make_user_transformation(*self._space, *space, scores, float)

        def chosen(scale: float) -> Any:
            return scored >> dp.m.then_noisy_max(self._measure, scale)

        loss = self._losses[self._asked]
        return int(self._next(chosen(dp.binary_search_param(chosen, self._most, loss, T=float))))

    def distance(
        self, codes: Mapping[str, Any], group: Group, joined: Mapping[str, Any], expected: Any
    ) -> float:
        """Return how far the exact counts are from expected ones (L1): a row changes it by 1."""
        return float(self._np.abs(self._exact(codes, group, joined) - expected).sum())

    def _noisy(self, exact: Callable[[Mapping[str, Any]], Any], most: int, scale: float) -> Any:
        dp, np = self._dp, self._np
        stated = dp.t.make_user_transformation(
            *self._space,
            dp.vector_domain(dp.atom_domain(T="i64")),
            dp.l2_distance(T="i64"),
            lambda codes: exact(codes).astype(np.int64).ravel().tolist(),
            lambda rows: rows * most,
        )
        return np.array(self._next(stated >> dp.m.then_gaussian(scale)), dtype=float)

    def _exact(
        self,
        codes: Mapping[str, Any],
        group: Group,
        joined: Mapping[str, Any],
        weights: Any = None,
    ) -> Any:
        np, shape = self._np, self._shape(group, joined)
        placed = [joined[c][codes[c]] if c in joined else codes[c] for c in group]
        cells = np.ravel_multi_index(placed, shape)
        # Sums of whole numbers are exact in floats up to 2 to the 53rd.
        return np.bincount(cells, weights, minlength=math.prod(shape)).reshape(shape)

    def _shape(self, group: Group, joined: Mapping[str, Any]) -> tuple[int, ...]:
        return tuple(int(joined[c].max()) + 1 if c in joined else self.sizes[c] for c in group)

    def _next(self, measurement: Any) -> Any:
        self._asked += 1
        return self._ask(measurement)


def epsilon_of(dp: Any, rho: float, delta: float) -> float:
    """Return the ε that ρ is worth at δ, by OpenDP's conversion of zCDP."""
    space = (dp.vector_domain(dp.atom_domain(T="i64")), dp.l2_distance(T="i64"))
    noise = dp.m.make_gaussian(*space, scale=1 / math.sqrt(2 * rho))
    return float(dp.c.make_zCDP_to_approxDP(noise).map(1).epsilon(delta))


@functools.cache
def largest_rho(dp: Any, epsilon: float, delta: float) -> float:
    """Return the largest ρ that implies (ε, δ), to a part in a million million."""
    low, high = 0.0, epsilon + 1.0
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if epsilon_of(dp, middle, delta) <= epsilon else (low, middle)
    return low
