"""What steps of DP-SGD cost, reckoned without the accountant that the engine uses."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from scipy.special import gammaln, logsumexp

ORDERS = (*range(2, 64), *range(64, 400, 16))


def cost(history: Iterable[tuple[float, float, int]], delta: float) -> float:
    """Return an ε of sampled Gaussian mechanisms one after the other.

    By their Rényi divergences of whole orders (Mironov, Talwar, Zhang, arXiv:1908.10530, section
    3.3), turned into ε by proposition 12 of Canonne, Kamath, Steinke (arXiv:2004.00010).

    Parameters
    ----------
    history
        Noise multiplier, share of the subjects, and steps, of each.
    delta
        Probability that the loss is larger.
    """
    history = list(history)
    costs: list[float] = [
        math.fsum(steps * _divergence(order, sigma, share) for sigma, share, steps in history)
        + (math.log(1 / delta) + (order - 1) * math.log1p(-1 / order) - math.log(order))
        / (order - 1)
        for order in ORDERS
    ]
    return min(costs)


def _divergence(order: int, sigma: float, share: float) -> float:
    if share == 1:
        return order / (2 * sigma * sigma)
    taken = np.arange(order + 1)
    terms = (
        gammaln(order + 1)
        - gammaln(taken + 1)
        - gammaln(order - taken + 1)
        + taken * math.log(share)
        + (order - taken) * math.log1p(-share)
        + taken * (taken - 1) / (2 * sigma * sigma)
    )
    return float(logsumexp(terms)) / (order - 1)
