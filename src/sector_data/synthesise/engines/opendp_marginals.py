"""OpenDP's marginals as an engine: rows under a differential privacy guarantee.

What lives here: the budget in the form that OpenDP takes, and codes to its process and back. What
does not: any mechanism (``opendp_process.py`` calls OpenDP's), the public domain, and what a
guarantee is about (:mod:`sector_data.synthesise.guarantee`).

Counts of sets of columns get discrete Gaussian noise under zero-concentrated differential privacy;
a graphical model is fitted to them (McKenna, Sheldon, Miklau, *Graphical-model based estimation and
inference for differential privacy*, ICML 2019), and rows are drawn from it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sector_data.errors import SectorDataError
from sector_data.synthesise.environments import Environment

Codes = npt.NDArray[np.int64]

ENVIRONMENT = Environment(
    engine="opendp",
    extra="dp",
    modules=("opendp", "mbi", "polars"),
    variable="SECTOR_DATA_OPENDP_PYTHON",
    tells=("opendp", "mbi", "polars", "jax", "numpy"),
)
_SCRIPT = "opendp_process.py"


def rho_of(epsilon: float, delta: float) -> float:
    """Return the zCDP budget that implies (ε, δ).

    The largest ρ with ρ + 2·sqrt(ρ·ln(1/δ)) ≤ ε (Bun and Steinke, *Concentrated Differential
    Privacy*, TCC 2016, proposition 1.3).
    """
    log = math.log(1 / delta)
    return (math.sqrt(log + epsilon) - math.sqrt(log)) ** 2


@dataclass(frozen=True, slots=True)
class Noised:
    """Rows drawn from noisy marginals.

    Attributes
    ----------
    codes
        Column to codes; -1 for a missing value.
    deviations
        Marginal, its columns joined by ``·``, to the standard deviation of each count's noise.
    """

    codes: dict[str, Codes]
    deviations: dict[str, float]


class OpenDpMarginals:
    """The engine ``opendp``.

    Raises
    ------
    MissingExtraError
        If its libraries are installed neither here nor in the environment named by
        ``SECTOR_DATA_OPENDP_PYTHON``.
    """

    name: ClassVar[str] = "opendp"
    licence: ClassVar[str] = "MIT"
    notice: ClassVar[str] = ""
    limits: ClassVar[tuple[str, ...]] = (
        "Only the sets of columns that were counted together keep how they belong together.",
        "Numbers are spread evenly within their intervals.",
        "The guarantee is about the synthetic rows. Measured figures of risk and utility, and "
        "validation, are computed from the data without noise; it does not cover them.",
    )

    def __init__(self) -> None:
        ENVIRONMENT.python()

    def versions(self) -> dict[str, str]:
        """Return the versions of the libraries that decide the result."""
        return ENVIRONMENT.versions(ENVIRONMENT.tells)

    def draw(
        self,
        codes: Mapping[str, Codes],
        sizes: Mapping[str, int],
        marginals: Sequence[Sequence[str]],
        rows: int,
        *,
        contributions: int,
        rho: float,
        seed: int,
    ) -> Noised:
        """Count with noise, and draw rows.

        Parameters
        ----------
        codes
            Column to codes from 0; -1 for a missing value.
        sizes
            Number of categories of each column, from the public domain.
        marginals
            Sets of columns to count together; every column is in one.
        rows
            How many to draw.
        contributions
            Largest number of rows of a subject.
        rho
            The whole budget (zCDP).
        seed
            For the draw from the noisy model; the noise itself cannot be seeded.
        """
        names = {column: f"c{place}" for place, column in enumerate(codes)}
        table = pa.table(
            {
                names[c]: pa.array(values, mask=values < 0).cast(pa.string())
                for c, values in codes.items()
            }
        )
        settings = {
            "sizes": {names[c]: size for c, size in sizes.items()},
            "marginals": [[names[c] for c in group] for group in marginals],
            "contributions": contributions,
            "rho": rho,
            "rows": rows,
            "seed": seed,
        }
        made, record = ENVIRONMENT.run(_SCRIPT, settings, {"learnt": table})
        if made.num_rows != rows:
            raise SectorDataError(f"OpenDP made {made.num_rows} rows instead of {rows}.")
        deviations = dict(zip(("·".join(g) for g in marginals), record["deviations"], strict=True))
        return Noised(
            {c: made.column(names[c]).fill_null(-1).to_numpy() for c in codes}, deviations
        )
