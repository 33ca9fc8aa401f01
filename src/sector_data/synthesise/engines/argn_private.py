"""TabularARGN under a differential privacy guarantee: its network, trained with noise.

What lives here: how long it learns and from how many at once, by the pipeline file alone, and codes
to its process and back. What does not: the training (``argn_private_process.py``), the public
domain, and what a guarantee is about (:mod:`sector_data.synthesise.guarantee`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa

from sector_data.errors import InputError, SectorDataError
from sector_data.synthesise.engines.opendp_marginals import Codes, Question
from sector_data.synthesise.engines.tabular_argn import ENVIRONMENT, teller

_SCRIPT = "argn_private_process.py"
BATCH = 2048
"""Rows that a step is to see, if there are as many as are asked for."""
STEPS = 250
"""Steps of the training when `epochs` is not given. Both tried on parts of the rows to learn from
of UCI Adult alone: more steps need more noise in each."""
_HIGHEST_ORDER = 1000
"""Of the accountant's Rényi divergences."""


@dataclass(frozen=True, slots=True)
class Trained:
    """Rows drawn from a network that was trained with noise.

    Attributes
    ----------
    codes
        Column to codes; -1 for a missing value.
    rate, steps
        Probability that a subject is taken in a step, and how many steps there were.
    told
        By the process: `epsilon` by its accountant, `noise-multiplier`, `count-deviation` and
        `longest-gradient`.
    """

    codes: dict[str, Codes]
    rate: float
    steps: int
    told: Mapping[str, float]

    def stated(self) -> dict[str, Any]:
        """Return what a record of the guarantee says of the mechanism and its noise."""
        return {
            "mechanism": "counts of single columns and of declared dependencies with normal noise, "
            "rounded to whole rows; then DP-SGD (Abadi et al. 2016): at each step every subject is "
            "taken independently with the sampling rate, the gradients of its rows are shortened "
            "so that together they are no longer than the longest gradient, and normal noise of "
            "the noise multiplier times that is added to their sum, both on a grid. Noise and "
            "choice are from the system's entropy. Rows are drawn from the trained network",
            "accountant": "Rényi differential privacy of the sampled Gaussian mechanism (Mironov, "
            "Talwar and Zhang 2019), turned into epsilon and delta by opacus (Balle et al. 2020)",
            "epsilon-by-accountant": self.told["epsilon"],
            "sampling-rate": self.rate,
            "steps": self.steps,
            "noise-multiplier": self.told["noise-multiplier"],
            "longest-gradient": self.told["longest-gradient"],
            "count-noise-standard-deviation": self.told["count-deviation"],
        }


class PrivateArgn:
    """The engine ``tabular-argn`` where a guarantee is asked for.

    Raises
    ------
    MissingExtraError
        If its library is installed neither here nor in the environment named by
        ``SECTOR_DATA_ARGN_PYTHON``.
    """

    name: ClassVar[str] = "tabular-argn"
    licence: ClassVar[str] = "Apache-2.0"
    notice: ClassVar[str] = ""
    limits: ClassVar[tuple[str, ...]] = (
        "What few rows have in common is lost in the noise.",
        "Numbers are spread evenly within their intervals.",
        "The guarantee is about the synthetic rows. Measured figures of risk and utility, and "
        "validation, are computed from the data without noise; it does not cover them. Nor does it "
        "cover how long the training took.",
    )

    def __init__(self) -> None:
        ENVIRONMENT.python()

    def versions(self) -> dict[str, str]:
        """Return the versions of the libraries that decide the result."""
        return ENVIRONMENT.versions((*ENVIRONMENT.tells, "opacus"))

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
    ) -> Trained:
        """Learn with noise, and draw rows.

        Parameters
        ----------
        codes
            Column to codes from 0; -1 for a missing value.
        question
            Sizes of the columns, what follows from others, the target, which is learnt last, whose
            each row is, and passes over the rows; 250 steps when these are not given.
        rows
            How many to draw; also what steps are laid out for, since how many there are is
            confidential.
        contributions
            Largest number of rows of a subject.
        epsilon, delta
            The whole budget.
        seed
            Of the first weights and the draw; the noise cannot be seeded.
        announce
            Told how far the training is.

        Raises
        ------
        InputError
            If ε is too small for the accountant.
        MissingExtraError
            If the library is not installed.
        SectorDataError
            If its process fails.
        """
        least = -math.log(delta) / (_HIGHEST_ORDER - 1)
        if epsilon < least:
            raise InputError(
                f"The accountant of tabular-argn can prove no epsilon below {least:.2g} at delta "
                f"{delta:g}.",
                "Ask for a larger epsilon, or use the engine opendp.",
            )
        rate = min(1.0, BATCH / rows)
        steps = STEPS if question.epochs is None else math.ceil(question.epochs / rate)
        # The process sees no name: one might tell something, and the library has rules for names.
        names = {column: f"c{place}" for place, column in enumerate(codes)}
        target = question.target
        order = [c for c in codes if c != target] + ([target] if target is not None else [])
        settings = {
            "sizes": {names[c]: size for c, size in question.sizes.items()},
            "order": [names[c] for c in order],
            "dependencies": {
                names[c]: [names[o] for o in owners] for c, owners in question.dependencies.items()
            },
            "contributions": contributions,
            "epsilon": epsilon,
            "delta": delta,
            "rate": rate,
            "steps": steps,
            "expected": rate * rows,
            "rows": rows,
            "seed": seed,
        }
        learnt = pa.table({names[c]: pa.array(values) for c, values in codes.items()})
        subjects = question.subjects
        if subjects is None:
            subjects = np.arange(learnt.num_rows)
        learnt = learnt.append_column("subject", pa.array(subjects))
        announce("training a network with noise")
        progress = teller(announce, "step", steps, _steps_done)
        made, record = ENVIRONMENT.run(_SCRIPT, settings, {"learnt": learnt}, progress=progress)
        if made.num_rows != rows:
            raise SectorDataError(f"TabularARGN made {made.num_rows} rows instead of {rows}.")
        return Trained({c: made.column(names[c]).to_numpy() for c in codes}, rate, steps, record)


def _steps_done(folder: Path) -> int:
    try:
        return int((folder / "steps-done").read_text("ascii"))
    except (OSError, ValueError):  # not begun, or written just now
        return 0
