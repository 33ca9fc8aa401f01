"""OpenDP's marginals as an engine: rows under a differential privacy guarantee.

What lives here: the budget in the form that OpenDP takes, and codes to its process and back. What
does not: any mechanism (``opendp_process.py`` calls OpenDP's), the public domain, and what a
guarantee is about (:mod:`sector_data.synthesise.guarantee`).

Counts of sets of columns get discrete Gaussian noise under zero-concentrated differential privacy;
a graphical model is fitted to them, and rows are drawn from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

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


@dataclass(frozen=True, slots=True)
class Question:
    """What rows are learnt for; an engine heeds what concerns its way to learn.

    Attributes
    ----------
    sizes
        Number of categories of each column, from the public domain.
    ordered
        Columns whose neighbouring codes may be joined: intervals.
    target
        Column that every other one is counted with, perhaps.
    dependencies
        Column to those that determine it.
    groups
        Sets of columns to count together; empty to have pairs chosen, for a part of the budget.
    subjects
        Number of each row's subject; rows are subjects when it is not given.
    epochs
        Passes over the rows; chosen by the engine when it is not given.
    """

    sizes: Mapping[str, int]
    ordered: frozenset[str]
    target: str | None
    dependencies: Mapping[str, Sequence[str]]
    groups: Sequence[Sequence[str]]
    subjects: Codes | None = None
    epochs: int | None = None


@dataclass(frozen=True, slots=True)
class Noised:
    """Rows drawn from noisy marginals.

    Attributes
    ----------
    codes
        Column to codes; -1 for a missing value.
    rho, epsilon
        What was spent, by OpenDP's accountant: zCDP, and what it is worth at the δ asked for.
    deviations
        Set of columns to the standard deviation of the noise of each of its counts.
    chosen
        Those sets that were chosen for a part of the budget.
    """

    codes: dict[str, Codes]
    rho: float
    epsilon: float
    deviations: dict[tuple[str, ...], float]
    chosen: list[tuple[str, ...]]

    def stated(self) -> dict[str, Any]:
        """Return what a record of the guarantee says of the mechanism and its noise."""
        return {
            "rho": self.rho,
            "mechanism": "discrete Gaussian noise on counts, and report noisy max for the choice "
            "of what is counted together (OpenDP); a graphical model is fitted to the counts and "
            "rows are drawn from it",
            "accountant": "zero-concentrated differential privacy, turned into epsilon and delta "
            "by OpenDP (Canonne, Kamath and Steinke 2020)",
            "marginals": [list(group) for group in self.deviations],
            "chosen-privately": [list(group) for group in self.chosen],
            "noise-standard-deviations": {
                "·".join(group): deviation for group, deviation in self.deviations.items()
            },
        }


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
        question: Question,
        rows: int,
        *,
        contributions: int,
        epsilon: float,
        delta: float,
        seed: int,
        announce: Callable[[str], None] = lambda _: None,
    ) -> Noised:
        """Count with noise, and draw rows.

        Parameters
        ----------
        codes
            Column to codes from 0; -1 for a missing value.
        question
            What to count.
        rows
            How many to draw.
        contributions
            Largest number of rows of a subject.
        epsilon, delta
            The whole budget.
        seed
            For the draw from the noisy model; the noise itself cannot be seeded.
        announce
            Told what is being done.

        Raises
        ------
        MissingExtraError
            If OpenDP is not installed.
        SectorDataError
            If its process fails.
        """
        # The process sees no name: one might tell something, and OpenDP has names of its own.
        names = {column: f"c{place}" for place, column in enumerate(codes)}
        columns = dict(zip(names.values(), names, strict=True))
        settings = {
            "sizes": {names[c]: size for c, size in question.sizes.items()},
            "ordered": sorted(names[c] for c in question.ordered),
            "target": None if question.target is None else names[question.target],
            "dependencies": {
                names[c]: [names[o] for o in owners] for c, owners in question.dependencies.items()
            },
            "groups": [[names[c] for c in group] for group in question.groups],
            "contributions": contributions,
            "epsilon": epsilon,
            "delta": delta,
            "rows": rows,
            "seed": seed,
        }
        learnt = pa.table({names[c]: pa.array(values) for c, values in codes.items()})
        announce("counting sets of columns with noise")
        made, record = ENVIRONMENT.run(_SCRIPT, settings, {"learnt": learnt})
        if made.num_rows != rows:
            raise SectorDataError(f"OpenDP made {made.num_rows} rows instead of {rows}.")

        def named(group: Sequence[str]) -> tuple[str, ...]:
            return tuple(columns[name] for name in group)

        return Noised(
            {c: made.column(names[c]).to_numpy() for c in codes},
            rho=record["rho"],
            epsilon=record["epsilon"],
            deviations={named(group): deviation for group, deviation in record["counts"]},
            chosen=[named(group) for group in record["chosen"]],
        )
