"""Steps of DP-SGD: what a subject may add, noise that nobody can foretell, and what it costs.

What lives here: clipped sums of gradients, noise from the system's entropy, the choice of subjects,
and the budget in multiples of noise. What does not: the network (``argn_private_process.py``), and
anything of this package, since another Python runs this file.

Abadi et al., *Deep learning with differential privacy*, CCS 2016: at each step every subject is
taken with the same probability and independently of all others; what it adds to the sum of
gradients is no longer than a bound; normal noise is added to the sum. Accounted for as the sampled
Gaussian mechanism (Mironov, Talwar, Zhang, arXiv:1908.10530), whose bound holds for subjects added
and removed alike.
"""

from __future__ import annotations

import importlib
import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

COUNTS_SHARE = 0.1
"""Part of the budget for counts of single columns, from which the network starts."""
MARGIN = 1e-5
"""Part by which noise is larger than accounted for: sums of floats are not exact, and are rounded
to a grid."""
GRID_BITS = 36
"""The grid of sums is this power of two finer than the deviation of the noise."""
LARGEST = 2.0**52
"""Of a sum in steps of the grid: with noise it is a float of its own (IEEE 754)."""
ORDERS = (
    *(1 + quarter / 4 for quarter in range(1, 40)),
    *range(11, 64),
    *(64, 72, 80, 96, 112, 128, 160, 192, 256, 320, 384, 512, 768, 1000),
)
"""Of Rényi divergences; any choice of them gives a bound."""

History = list[tuple[float, float, int]]
"""Noise multiplier, share of the subjects, and steps, of each mechanism in turn."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What the noise is, in multiples of what a subject may change.

    Attributes
    ----------
    counts
        Of the counts that are released first, together.
    step
        Of each step.
    epsilon
        What both cost, by the accountant.
    """

    counts: float
    step: float
    epsilon: float


def divide(
    epsilon: float,
    delta: float,
    rate: float,
    steps: int,
    cost: Callable[[History, float], float] | None = None,
) -> Budget:
    """Return the least noise that a budget pays for.

    Parameters
    ----------
    epsilon, delta
        The whole budget.
    rate
        Probability that a subject is taken in a step.
    steps
        How many there are.
    cost
        ε of a history at a δ; by the accountant of opacus when it is not given.
    """
    cost = cost or opacus_cost
    # As in Bun and Steinke 2016: ρ-zCDP implies (ρ + 2 √(ρ ln 1/δ), δ)-DP.
    rho = (math.sqrt(math.log(1 / delta) + epsilon) - math.sqrt(math.log(1 / delta))) ** 2
    counts = 1 / math.sqrt(2 * COUNTS_SHARE * rho)

    def spent(multiplier: float) -> float:
        return cost([(counts, 1.0, 1), (multiplier, rate, steps)], delta)

    low, high = 0.0, 1.0
    while spent(high) > epsilon:
        low, high = high, 2 * high
    while high - low > 1e-4 * high:
        middle = (low + high) / 2
        low, high = (low, middle) if spent(middle) <= epsilon else (middle, high)
    return Budget(counts, high, spent(high))


def opacus_cost(history: History, delta: float) -> float:
    """Return the ε of sampled Gaussian mechanisms one after the other, by their Rényi divergences.

    It is turned into ε by theorem 21 of Balle et al. (arXiv:1905.09982).
    """
    accountant = importlib.import_module("opacus.accountants").RDPAccountant()
    accountant.history = history
    return float(accountant.get_epsilon(delta, alphas=list(ORDERS)))


def secret_normals(count: int) -> Any:
    """Return standard normal numbers from the system's entropy, by the Box-Muller transform.

    Each pair is made of 128 bits; numbers beyond 9.4, of which ideal ones have one in 10**20, are
    not reached.
    """
    half = (count + 1) // 2
    bits = np.frombuffer(os.urandom(16 * half), np.uint64).reshape(2, half)
    radius = np.sqrt(-2 * np.log((bits[0] + 0.5) * 2.0**-64))
    angle = 2 * np.pi * (bits[1] * 2.0**-64)
    return np.concatenate([radius * np.cos(angle), radius * np.sin(angle)])[:count]


def secret_choice(count: int, rate: float) -> Any:
    """Return which of so many subjects are taken: each by itself, by the system's entropy."""
    if rate >= 1:
        return np.ones(count, bool)
    return np.frombuffer(os.urandom(8 * count), np.uint64) < np.uint64(int(rate * 2.0**64))


def noisy(exact: Any, deviation: float) -> Any:
    """Return floats with normal noise.

    Sum and noise lie on a grid, so that adding them is exact: the result is what rounding an ideal
    sum would give, and tells nothing by its last digits (Mironov, *On significance of the least
    significant bits for differential privacy*, CCS 2012). Sums that whole numbers of the grid could
    not hold are cut, which brings no two of them further apart.
    """
    grid = deviation * 2.0**-GRID_BITS
    noise = np.rint(secret_normals(exact.size) * 2.0**GRID_BITS).reshape(exact.shape)
    return (np.rint(np.clip(exact / grid, -LARGEST, LARGEST)) + noise) * grid


class Gradients:
    """Clipped sums of the gradients of a network of linear layers and embeddings.

    What a row adds to the gradient of a linear layer is the product of what went in and what comes
    back; so its length is known without the gradient itself (Goodfellow, arXiv:1510.01799).

    Parameters
    ----------
    network
        Each of its layers is used once for each row; it knows no other parameters.

    Raises
    ------
    TypeError
        If it has others.
    """

    def __init__(self, network: Any) -> None:
        layers = [
            layer
            for layer in network.modules()
            if isinstance(layer, torch.nn.Linear | torch.nn.Embedding)
        ]
        self.parameters = [p for layer in layers for p in layer.parameters()]
        if {*map(id, self.parameters)} != {*map(id, network.parameters())}:
            raise TypeError
        self._layers = len(layers)
        self._seen: list[tuple[Any, Any, Any]] = []
        for layer in layers:
            layer.register_forward_hook(self._see)

    def _see(self, layer: Any, given: tuple[Any, ...], returned: Any) -> None:
        self._seen.append((layer, given[0], returned))

    @property
    def size(self) -> int:
        """Number of parameters."""
        return sum(parameter.numel() for parameter in self.parameters)

    def clipped_sum(self, loss: Any, longest: float) -> Any:
        """Return the sum of the gradients of rows, each shortened to a length, as one vector.

        Parameters
        ----------
        loss
            Sum over the rows that the network has just seen, of what depends on one row each.
        longest
            Length (L2) of what a row may add; one whose gradient is no number adds nothing.
        """
        seen, self._seen = self._seen, []
        if len({id(layer) for layer, *_ in seen}) != self._layers or len(seen) != self._layers:
            raise TypeError
        gradients = torch.autograd.grad(loss, [returned for *_, returned in seen])
        back = [gradient.flatten(1) for gradient in gradients]
        squares = sum(
            _square_length(layer, given, gradient)
            for (layer, given, _), gradient in zip(seen, back, strict=True)
        )
        sound = torch.isfinite(squares)
        factor = (longest / squares[sound].sqrt().clamp(min=longest))[:, None]
        sums = {}
        for (layer, given, _), gradient in zip(seen, back, strict=True):
            shortened, kept = gradient[sound] * factor, given[sound]
            if isinstance(layer, torch.nn.Linear):
                sums[layer.weight] = shortened.T @ kept
                if layer.bias is not None:
                    sums[layer.bias] = shortened.sum(0)
            else:
                whole = torch.zeros_like(layer.weight)
                sums[layer.weight] = whole.index_add_(0, kept.flatten(), shortened)
        return torch.cat([sums[parameter].detach().flatten() for parameter in self.parameters])

    def set(self, vector: Any) -> None:
        """Let every parameter have its part of a vector as its gradient."""
        begin = 0
        for parameter in self.parameters:
            end = begin + parameter.numel()
            parameter.grad = vector[begin:end].view_as(parameter)
            begin = end


def _square_length(layer: Any, given: Any, gradient: Any) -> Any:
    squares = gradient.square().sum(1)
    if isinstance(layer, torch.nn.Linear):
        return squares * (given.square().sum(1) + (layer.bias is not None))
    return squares


def batches(rows: Any, most: int) -> Sequence[Any]:
    """Return rows in parts of no more than so many."""
    return [rows[begin : begin + most] for begin in range(0, len(rows), most)]
