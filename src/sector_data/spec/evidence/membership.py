"""Evidence of membership inference: whether a release tells who was in its source.

What lives here: the documents of :mod:`sector_data.assessment.membership`. What does not: the
other attacks (:mod:`sector_data.spec.evidence.attacks`).
"""

from __future__ import annotations

from typing import Literal

from sector_data.spec.evidence.attacks import Excess, Rate, Reason, Verdict
from sector_data.spec.model import Model

MembershipAttack = Literal["nearest", "ratio", "percentile", "density", "gap"]
"""How records are ordered by how likely they were in the source:

nearest
    By the distance to the nearest released record (Chen et al. 2020, *GAN-Leaks*, CCS).
ratio
    By that distance beside the one to the nearest of other people: calibrated *GAN-Leaks*.
percentile
    By its place among the distances to several of other people.
density
    By the density of released records beside that of other people, from several neighbours each
    (van Breugel et al. 2023, *DOMIAS*, AISTATS).
gap
    By how much nearer the nearest released record is than the next: a copy stands alone.
"""

Group = Literal["all", "outliers"]
"""All people, or the twentieth that is farthest from others: those who are exposed first (Meeus et
al. 2023, *Achilles' Heels*, ESORICS)."""


class MembershipFigure(Model):
    """One attack on one group; intervals are those of 95 % for all attacks, groups and both figures
    at once (Bonferroni), so that the largest of them may be quoted."""

    attack: MembershipAttack
    group: Group
    auc: float
    """Chance that a member is ordered before somebody else; 0.5 tells nothing."""
    auc_lower: float
    auc_upper: float
    caught: Rate
    """Share of members who are told when 1 % of others are told wrongly."""
    mistaken: Rate
    """That 1 %, with the interval that as many others leave."""
    excess: Excess
    """What `caught` exceeds `mistaken` by: (caught - mistaken) / (1 - mistaken)."""
    verdict: Verdict
    reason: Reason | None = None


class MembershipFigures(Model):
    """Membership inference on one table, by subject."""

    table: str
    subjects: int
    """Subjects on either side that are compared."""
    members: int
    control: int
    """Subjects of the control group; 0 without one."""
    released_rows: int
    """Rows of the release that were searched."""
    columns: tuple[str, ...]
    """Columns that an attacker is taken to know: the whole record unless said otherwise."""
    seed: int
    figures: tuple[MembershipFigure, ...] = ()
    verdict: Verdict
    """``found`` when an attack on a group finds something."""
    reason: Reason | None = None

    def strongest(self, group: Group = "all") -> MembershipFigure | None:
        """Return the attack that surely catches most, of those that find something if any does;
        None when nothing was measured."""
        measured = [figure for figure in self.figures if figure.group == group]
        return max(
            measured,
            key=lambda f: (f.verdict == "found", f.excess.lower, f.auc_lower),
            default=None,
        )

    @property
    def sentence(self) -> str:
        """What was found, for a steward."""
        best = self.strongest()
        if best is None:
            return "Whether the release tells who was in its source was not measured."
        told = (
            f"Of people of the source {best.caught.share:.1%} are told to be in it where "
            f"{best.mistaken.share:.1%} of others are told so wrongly"
        )
        if self.verdict == "found":
            return f"{told}: the release tells who was in its source."
        if self.verdict == "cannot tell":
            return f"{told}; whether that is more than chance cannot be told."
        return f"{told}: no more than chance."


class ClosestRecords(Model):
    """Distances of released records to the nearest of the source and of the control.

    For information only. Releases that pass on these figures were read out by membership inference
    (Yao et al. 2025, *The DCR Delusion*, ESORICS): they decide nothing.
    """

    table: str
    released_rows: int
    """Rows of the release whose distances were measured."""
    people: int
    """Records of either side that they were measured to."""
    to_source: tuple[float, ...] | None
    """Distance to the closest record (DCR): its 5 %, 25 %, 50 %, 75 % and 95 % quantiles. The mean
    over columns of what two records differ by, from 0 to 1 (Gower 1971, Biometrics 27(4))."""
    to_control: tuple[float, ...] | None
    """The same to as many records of the control; None without one."""
    ratio_to_source: float | None
    """Nearest over second nearest distance (NNDR), the mean."""
    ratio_to_control: float | None
    nearer_to_source: Rate | None
    """Share of rows that are nearer to the source; ties count half. 0.5 is no difference."""
    reason: Reason | None = None
