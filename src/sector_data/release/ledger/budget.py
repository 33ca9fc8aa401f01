"""The privacy budget that releases of the same subjects spend together.

What lives here: sequential composition, and which releases add up. What does not: what a release
spends (its synthesis record says so).

Sources: Dwork, Roth, *The Algorithmic Foundations of Differential Privacy*, 2014, theorem 3.16
(ε and δ of releases about the same subjects add up); Bun, Steinke, *Concentrated Differential
Privacy*, TCC 2016, lemma 1.7 (ρ adds up) and proposition 1.3 (ρ-zCDP is (ρ + 2 √(ρ ln 1/δ),
δ)-DP). Releases about disjoint subjects do not add up (theorem 3.16's parallel case); that two
releases are disjoint is believed only where the interval of their overlap is 0 alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from sector_data.release.ledger.sketches import Sketch, compare
from sector_data.spec.ledger import BudgetLine, KeptRelease, Spent

Sketches = Callable[[KeptRelease], Mapping[str, Sketch]]


def total(spent: Sequence[Spent], delta: float) -> tuple[float, float]:
    """Return ε and δ of several releases about the same subjects.

    Parameters
    ----------
    spent
        Of each.
    delta
        At which the sum of all ρ is turned into an ε.

    Returns
    -------
    epsilon, delta
        Of all guarantees added up; of the sum of all ρ where every release states one and that
        promises more.
    """
    epsilon = math.fsum(s.epsilon for s in spent if s.epsilon is not None)
    deltas = math.fsum(s.delta for s in spent if s.epsilon is not None)
    alone = math.fsum(s.rho for s in spent if s.epsilon is None and s.rho is not None)
    simply = (epsilon + _epsilon_of(alone, delta), deltas + (delta if alone else 0.0))
    if len(spent) < 2 or any(s.rho is None for s in spent):
        return simply
    together = math.fsum(s.rho for s in spent if s.rho is not None)
    return min(simply, (_epsilon_of(together, delta), delta))


def _epsilon_of(rho: float, delta: float) -> float:
    """Return the ε that ρ is worth at a δ."""
    if rho == 0:
        return 0.0
    return math.inf if delta == 0 else rho + 2 * math.sqrt(rho * math.log(1 / delta))


def share_subjects(here: Mapping[str, Sketch], there: Mapping[str, Sketch]) -> bool:
    """Whether two releases may have a subject in common, by their tables' sketches."""
    return any(compare(a, b).high > 0 for a in here.values() for b in there.values())


def budget_lines(
    releases: Sequence[KeptRelease], sketches: Sketches, delta: float
) -> list[BudgetLine]:
    """Return what each group of releases with common subjects has spent.

    Parameters
    ----------
    releases
        In the order in which they were made; those without a budget, and those withdrawn, are left
        out.
    sketches
        Of the tables of a release.
    delta
        See :func:`total`.
    """
    groups: list[list[KeptRelease]] = []
    known: dict[str, Mapping[str, Sketch]] = {}
    for release in releases:
        if release.spent is None or release.withdrawn is not None:
            continue
        known[release.digest] = sketches(release)
        joined = [
            group
            for group in groups
            if any(share_subjects(known[release.digest], known[r.digest]) for r in group)
        ]
        groups = [group for group in groups if group not in joined]
        groups.append([*(r for group in joined for r in group), release])
    lines = []
    for group in groups:
        epsilon, deltas = total([r.spent for r in group if r.spent is not None], delta)
        lines.append(
            BudgetLine(
                releases=tuple(r.id for r in group),
                reserved=tuple(r.id for r in group if r.state == "reserved"),
                subjects=max((t.subjects for r in group for t in r.tables), default=0),
                epsilon=epsilon,
                delta=deltas,
            )
        )
    return lines
