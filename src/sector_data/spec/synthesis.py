"""Synthetic rows, as a pipeline file speaks of them.

What lives here: which tables and columns are made anew, by which engine, under which rules and
under which promise. What does not: engines (:mod:`sector_data.synthesise`), and what the section
must agree on with the rest of the file (:mod:`sector_data.spec.synthesis_rules`).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

from pydantic import Field, model_validator

from sector_data.spec.model import ColumnPath, Model, Share

BUILT_IN_ENGINES = {
    "auto": "`tabular-argn` where it is installed, else `gaussian-copula`; `opendp` where "
    "`differential-privacy` is asked for. The record tells which, and why.",
    "tabular-argn": "MOSTLY AI's autoregressive network (Apache-2.0); beside "
    "`differential-privacy` trained with noise.",
    "gaussian-copula": "SDV's Gaussian copula (BUSL-1.1): fast, for samples and tests.",
    "hma": "SDV's hierarchical model (BUSL-1.1): related tables, slow.",
    "par": "SDV's recurrent network (BUSL-1.1): sequences, slow.",
    "ctgan": "SDV's conditional GAN (BUSL-1.1): slow.",
    "tvae": "SDV's variational autoencoder (BUSL-1.1).",
    "opendp": "Noisy marginals by OpenDP (MIT): rows under a differential privacy guarantee.",
}
"""Engine to what it is, in one sentence."""
GUARANTEEING_ENGINES = ("opendp", "tabular-argn")
"""Those that may stand beside `differential-privacy`; `auto` takes the first."""

Columns = Annotated[tuple[ColumnPath, ...], Field(min_length=1)]
Several = Annotated[tuple[ColumnPath, ...], Field(min_length=2)]


class IntervalSpec(Model):
    """Bounds of numbers that everybody may know, and how finely they are counted between them."""

    lowest: Annotated[float, Field(allow_inf_nan=False)]
    """Smallest number there can be; smaller ones are counted as this."""
    highest: Annotated[float, Field(allow_inf_nan=False)]
    """Largest number there can be; larger ones are counted as this."""
    cuts: tuple[Annotated[float, Field(allow_inf_nan=False)], ...] = ()
    """Where the intervals between them begin, rising."""
    bins: Annotated[int, Field(ge=1, le=1000)] = 20
    """Number of equally wide intervals, where there are no `cuts`."""
    step: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    """Resolution of the numbers that are drawn within an interval; 1 for whole numbers when it is
    not given."""

    @model_validator(mode="after")
    def _rises(self) -> IntervalSpec:
        bounds = (self.lowest, *self.cuts, self.highest)
        if any(after <= before for before, after in pairwise(bounds)):
            raise ValueError("'lowest', 'cuts' and 'highest' must rise")
        return self


class DifferentialPrivacySpec(Model):
    """A differential privacy guarantee for the synthetic rows of one table."""

    epsilon: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    """Largest privacy loss; below 1 is strong, above 10 says little."""
    delta: Annotated[float, Field(gt=0, lt=1)] = 1e-9
    """Probability that the loss is larger; well below one over the number of subjects."""
    contributions: Annotated[int, Field(ge=1)] = 1
    """Largest number of rows of a subject; further ones are not learnt from."""
    domain: Annotated[
        dict[ColumnPath, tuple[str, ...] | IntervalSpec],
        Field(min_length=1),
    ]
    """What everybody may know of each column: its categories, or its bounds. Nothing of it may
    come from the data; what is not in it counts as missing."""
    target: ColumnPath | None = None
    """Column that users will predict: `opendp` counts every other one together with it,
    `tabular-argn` learns it last, given all others."""
    marginals: tuple[Columns, ...] = ()
    """Sets of columns that `opendp` counts together; chosen from the target, the declared
    dependencies and the order of the columns when it is not given."""


class SequenceSpec(Model):
    """A table of which several rows belong together and follow each other."""

    key: str
    """Column that tells which rows belong together: an account, a meter, a patient."""
    order: str | None = None
    """Column by which they follow each other; as they stand when it is not given."""
    context: tuple[str, ...] = ()
    """Columns that are the same in all rows of a sequence; none where the key refers to another
    table, whose columns they are."""

    @model_validator(mode="after")
    def _names_each_once(self) -> SequenceSpec:
        named = [self.key, *self.context, *([self.order] if self.order else [])]
        if len(set(named)) < len(named):
            raise ValueError("a column stands twice in a sequence")
        return self


class SynthesisSpec(Model):
    """Replace the rows of some tables by synthetic ones, learnt from the protected rows."""

    engine: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,63}$")] = "auto"
    """How the synthetic rows are learnt and drawn: an [engine](#engines), or one that another
    package registers."""
    tables: tuple[str, ...] | None = None
    """Tables to replace; all when it is not given."""
    columns: tuple[ColumnPath, ...] | None = None
    """The only columns to make anew, given the others of their row, which stay; all when it is not
    given."""
    rows: dict[str, Annotated[int, Field(ge=1)]] = {}
    """Rows to make for each table; as many as were learnt from when it is not given."""
    shares: dict[ColumnPath, dict[str, Share]] = {}
    """Shares that values of a column get in place of those learnt, to balance a rare class or to
    fill a scenario: column to value to share."""
    dependencies: dict[ColumnPath, ColumnPath | Columns] = {}
    """Columns whose value others determine, such as a code's title: dependent column to the one,
    or those, that determine it. They hold in every synthetic row."""
    combinations: tuple[Several, ...] = ()
    """Columns of which only combinations appear that appear in the protected rows."""
    orderings: tuple[Several, ...] = ()
    """Columns that rise from left to right in every row, such as a start and an end."""
    sequences: dict[str, SequenceSpec] = {}
    """Tables whose rows follow each other: events of a patient, transactions of an account,
    readings of a meter."""
    texts: dict[ColumnPath, Annotated[tuple[str, ...], Field(min_length=1)]] = {}
    """Templates of free texts, filled with the columns of their row (`{column}`) and with invented
    persons, places and contacts (`{PERSON}`); free text itself is never learnt."""
    fewest_rows: Annotated[int, Field(ge=1)] = 5
    """Rows that must hold a category before it is learnt, and that must reach an extreme of a
    number; rarer categories become others, further extremes the last one that is not rare."""
    epochs: Annotated[int, Field(ge=1)] | None = None
    """Passes over the rows by engines that train networks; chosen by the number of rows when it is
    not given."""
    minutes: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    """Longest time to train each table; where it ends the training, the same seed need not give the
    same rows. What is expected to take longer and cannot be cut short is refused."""
    seed: Annotated[int, Field(ge=0)] = 0
    """Start of the random numbers; the same seed gives the same rows."""
    differential_privacy: DifferentialPrivacySpec | None = None
    """A guarantee that nobody's rows change the result much."""

    def determinants(self, path: ColumnPath) -> tuple[ColumnPath, ...]:
        """Return the columns that determine one, as declared; none when nothing is."""
        found = self.dependencies.get(path, ())
        return (found,) if isinstance(found, str) else found
