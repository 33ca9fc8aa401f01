"""What a pipeline file says of the ledger of releases.

What lives here: the section ``ledger``. What does not: what the ledger keeps
(:mod:`sector_data.spec.ledger`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sector_data.spec.model import Model


class LedgerSpec(Model):
    """The local record of releases that this one is compared with, and entered in."""

    path: Path | None = None
    """The file, relative to the pipeline file; ``$SECTOR_DATA_LEDGER``, or ``ledger.sqlite`` beside
    the key ring, when it is not given."""
    keep: bool = True
    """Whether there is a ledger at all; ``ledger: off`` is short for false."""
    findings: Literal["warn", "refuse"] = "warn"
    """What happens when this release exposes subjects together with an earlier one, or when that
    cannot be told."""
    population: Annotated[str, Field(max_length=64)] = ""
    """Whose subjects these are, as a word of your own: releases of different populations are not
    compared, though they may use the same numbers for different people."""
    epsilon_budget: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    """Most ε that all releases of the same subjects may spend together; more is refused."""
    delta_budget: Annotated[float, Field(ge=0, lt=1)] = 1e-5
    """Most δ that they may spend together, where ``epsilon-budget`` is given; sums in ρ are
    converted at it."""

    @model_validator(mode="after")
    def _compares(self) -> Self:
        if not self.keep and (self.findings == "refuse" or self.epsilon_budget is not None):
            raise ValueError(
                "without a ledger nothing is compared and nothing refused: leave out 'keep', or "
                "leave out 'findings' and 'epsilon-budget'"
            )
        return self
