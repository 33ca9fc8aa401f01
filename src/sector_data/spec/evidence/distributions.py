"""Evidence of distributions before and after: shares that a page can draw.

What lives here: the shares of one column. What does not: how they are counted
(:mod:`sector_data.assessment.distributions`), and distances between distributions
(:mod:`sector_data.spec.evidence.usefulness`).
"""

from __future__ import annotations

from sector_data.spec.model import Model


class Share(Model):
    """One bin of a column."""

    label: str
    """A value that the release itself holds, an interval between round numbers, or empty for all
    bins that few subjects are in and for missing values."""
    before: float
    after: float


class Distribution(Model):
    """Shares of a column's rows, as the release spells its values.

    Bins that fewer subjects of the source are in than `fewest` are counted together as `others`,
    and left out where these are still too few.
    """

    column: str
    ordered: bool
    """Whether the bins are intervals, from low to high; otherwise the commonest comes first."""
    fewest: int
    shares: tuple[Share, ...]
    others: Share | None = None
    missing: Share | None = None
