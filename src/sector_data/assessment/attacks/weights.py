"""Weights of agreement: how much likelier a match makes it that values agree.

What lives here: the model of Fellegi & Sunter (1969, JASA 64), learnt without knowing any match.
What does not: how values agree (:mod:`sector_data.assessment.attacks.comparing`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sector_data.assessment.attacks.columns import Column, Floats
from sector_data.assessment.attacks.comparing import SAME, UNKNOWN, Candidates, Comparer, Levels
from sector_data.assessment.attacks.scene import Integers, Scene, Side

ROUNDS = 50
"""Of expectation and maximisation; most tables need fewer than ten."""

SETTLED = 1e-4
"""No probability changes by more in the last round."""

RANDOM_ROWS = 10
"""Released rows taken at random for each person, to see how often strangers agree."""

_LEVELS = SAME + 1


@dataclass(frozen=True, slots=True)
class Weights:
    """A model of how matches and strangers agree.

    Attributes
    ----------
    match
        Probability of each level of agreement in each column if two records match; shape
        (columns, levels).
    stranger
        The same if they do not.
    found
        Probability that a person has a row in the release.
    """

    match: Floats
    stranger: Floats
    found: float


def learn(
    scene: Scene, comparer: Comparer, side: Side, people: Integers, candidates: Candidates
) -> Weights:
    """Learn how matches agree from people and their candidates, not knowing who is who.

    How often strangers agree is counted among random pairs and held. How often matches do is what
    makes the data likeliest (expectation and maximisation: Dempster, Laird & Rubin 1977, JRSS B
    39), where a person has one row at most, so that its candidates compete.

    Parameters
    ----------
    scene
        What is attacked.
    comparer
        What candidates were found with.
    side, people
        Whose candidates they are.
    candidates
        The released rows that are compared with each person.
    """
    count = len(comparer.columns)
    shape = (len(people), RANDOM_ROWS)
    rows = scene.generator("strangers").integers(0, scene.release.rows, shape)
    # The release's own order must not tell.
    pairs = comparer.levels(side, people, scene.release_order[rows])
    flat = np.ones(pairs.shape[:2])
    weights = Weights(
        match=np.tile([0.05, 0.05, 0.9], (count, 1)),
        stranger=_shares(pairs, flat),
        found=0.5,
    )
    rarity = _rarity(comparer.columns, candidates.rows)
    for _ in range(ROUNDS):
        belief = _belief(weights, candidates, rarity, scene.release.rows)
        found = float(np.clip(belief.sum(axis=1).mean(), 0.01, 0.99))
        match = _shares(candidates.levels, belief)
        change = np.abs(match - weights.match).max(initial=0.0)
        weights = Weights(match, weights.stranger, found)
        if change < SETTLED:
            break
    return weights


def belief_in(weights: Weights, scene: Scene, comparer: Comparer, candidates: Candidates) -> Floats:
    """Return the probability that each candidate is the person's own row.

    Agreement in a rare value or a narrow label weighs more than in a common one (Winkler 1988).

    Returns
    -------
    Floats
        Shape (people, candidates); what is missing to 1 in a row is that of having none.
    """
    rarity = _rarity(comparer.columns, candidates.rows)
    return _belief(weights, candidates, rarity, scene.release.rows)


def _belief(weights: Weights, candidates: Candidates, rarity: Floats, rows: int) -> Floats:
    gain = np.log(weights.match) - np.log(weights.stranger)
    evidence = np.zeros(candidates.rows.shape)
    for place in range(candidates.levels.shape[2]):
        levels = candidates.levels[:, :, place]
        gained = gain[place][np.maximum(levels, 0)]
        same = np.log(weights.match[place, SAME]) - rarity[:, :, place]
        gained = np.where(levels == SAME, same, gained)
        evidence += np.where(levels == UNKNOWN, 0.0, gained)
    evidence = np.where(candidates.rows < 0, -np.inf, evidence)
    evidence += np.log(weights.found / rows)
    # A sum of exponentials, with none beside the candidates.
    top = np.maximum(evidence.max(axis=1, keepdims=True), np.log(1 - weights.found))
    likely = np.exp(evidence - top)
    none = np.exp(np.log(1 - weights.found) - top)
    belief: Floats = likely / (likely.sum(axis=1, keepdims=True) + none)
    return belief


def _shares(levels: Levels, belief: Floats) -> Floats:
    """Return the share of each level in each column, add-one smoothed; shape (columns, levels)."""
    shares = np.empty((levels.shape[2], _LEVELS))
    for place in range(levels.shape[2]):
        of_column = levels[:, :, place]
        known = of_column != UNKNOWN
        counts = np.bincount(of_column[known], belief[known], _LEVELS) + 1.0
        shares[place] = counts / counts.sum()
    return shares


def _rarity(columns: tuple[Column, ...], rows: Integers) -> Floats:
    """Return the logarithm of how often a stranger agrees in what a candidate has."""
    rarity = np.empty((*rows.shape, len(columns)))
    for place, column in enumerate(columns):
        if column.ordered:
            _, of_row, counts = np.unique(column.release, return_inverse=True, return_counts=True)
            share = counts[of_row[rows]] / len(column.release)
        else:
            share = _label_shares(column)[column.release[rows]]
        # What nearly nobody has is not rarer than one in all.
        rarity[:, :, place] = np.log(np.clip(share, 1 / len(column.release), 1.0))
    return rarity


def _label_shares(column: Column) -> Floats:
    """Return the share of people who may be released as each label."""
    labels = column.members[column.members >= 0]
    shares: Floats = np.bincount(labels, minlength=len(column.losses)) / len(column.members)
    return shares
