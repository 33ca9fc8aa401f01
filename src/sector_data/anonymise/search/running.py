"""Which search is run for a problem.

What lives here: the choice. What does not: the searches.
"""

from __future__ import annotations

import dataclasses
import time

from sector_data.anonymise.search import compiled
from sector_data.anonymise.search.anytime import AnytimeSearch, Budget
from sector_data.anonymise.search.exact import ExactSearch
from sector_data.anonymise.search.looking import look_at, verdict_at
from sector_data.anonymise.search.problem import Found, Problem
from sector_data.errors import InputError
from sector_data.kernels.searching import CompiledSearch

MOST_NODES = 2_000_000
"""Lattices up to this size are searched exactly."""


def search(
    problem: Problem, *, most_nodes: int = MOST_NODES, budget: Budget | None = None
) -> Found | None:
    """Return the best node, or None when no node stays within the allowance.

    Parameters
    ----------
    problem
        What is searched for.
    most_nodes
        Lattices up to this size are searched exactly.
    budget
        For larger ones: how long the anytime search may take.

    Raises
    ------
    InputError
        If the lattice is larger and no budget is given.
    """
    exact = problem.nodes <= most_nodes
    if not exact and budget is None:
        raise InputError(
            f"There are {problem.nodes:,} generalisations to choose from, more than the "
            f"{most_nodes:,} that are searched exactly.",
            "Fix some levels, or allow the heuristic search, which says how far off it may be: "
            "privacy: {search: {allow-heuristic: true}}.",
        )
    with compiled.opened(problem) as kernels:
        if kernels is not None:
            if exact:
                found = compiled.exactly(kernels)
            else:
                found = _anytime(problem, kernels, budget or Budget())
            if found is None or _confirmed(problem, found):
                return found
    if exact:
        return ExactSearch(problem).run()
    return AnytimeSearch(
        problem, lambda node: look_at(problem, problem.base, node), budget or Budget()
    ).run()


def _anytime(problem: Problem, kernels: CompiledSearch, budget: Budget) -> Found | None:
    """Search in C with half of a budget; what that leaves open is bounded with the other half."""
    start = time.monotonic()
    half = None if budget.seconds is None else budget.seconds / 2
    found = compiled.within(kernels, Budget(max(budget.nodes // 2, 1), half))
    if found is None or found.optimal:
        return found
    late = None if budget.seconds is None else budget.seconds - (time.monotonic() - start)
    rest = Budget(budget.nodes - found.checked, late)
    looked = AnytimeSearch(
        problem, lambda node: compiled.look(problem, kernels, node), rest, best=found
    ).run()
    assert looked is not None, "it starts from a node that was found"
    checked = found.checked + looked.checked
    return dataclasses.replace(looked, checked=checked, bound=max(looked.bound, found.bound))


def _confirmed(problem: Problem, found: Found) -> bool:
    """Say whether the models themselves decide as the kernels did.

    They compare the same figures; only the last digits of a sum at a threshold could tell them
    apart, and then the models are right.
    """
    seen = verdict_at(problem, problem.base, found.node)
    return int(seen.classes.rows[~seen.kept].sum()) == found.suppressed
