"""SDV's PAR as an engine: sequences, one for each parent.

What lives here: the probabilistic autoregressive network of Zhang, Patki, Veeramachaneni,
*Sequential Models in the Synthetic Data Vault* (arXiv:2207.14406). What does not: the parents,
which the copula makes (:mod:`sector_data.synthesise.engines.gaussian_copula`).
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from sector_data.synthesise.columns import Category, Learnable
from sector_data.synthesise.engines import sdv_frames
from sector_data.synthesise.engines.gaussian_copula import GaussianCopula
from sector_data.synthesise.engines.scores import CategoryScores, Floats, Scores, scores_of, spread
from sector_data.synthesise.lengths import places_within
from sector_data.synthesise.protocol import ChildTask, Drawn

_KEY = "key"
_EPOCHS = 128
"""SDV's own number."""


class Par(GaussianCopula):
    """The engine ``par``.

    Raises
    ------
    MissingExtraError
        If SDV is not installed.
    """

    name: ClassVar[str] = "par"
    storable: ClassVar[bool] = False
    limits: ClassVar[tuple[str, ...]] = (
        "The rows of a parent follow each other as a recurrent network has learnt; how they go "
        "with the parent's columns is kept in part.",
        "No guarantee limits what a row tells of those learnt from; the attacks on the release "
        "measure it.",
    )

    def __init__(self) -> None:
        sdv_frames.insist_on_sdv("sdv.sequential", "torch")

    def versions(self) -> dict[str, str]:
        """Return the versions of the libraries that decide the result."""
        return sdv_frames.versions("deepecho", "torch")

    def make_children(self, task: ChildTask) -> tuple[npt.NDArray[np.int64], Drawn]:
        """Learn rows of parents; see :class:`sector_data.synthesise.protocol.ChildEngine`.

        Deterministic for the same input, seed and versions.
        """
        import pandas as pd
        from sdv.sequential import PARSynthesizer

        rng = np.random.default_rng([task.seed, 1])
        names = sdv_frames.names_of(task.columns)
        above = sdv_frames.names_of(task.parents, "p")
        scores, parents = scores_of(task.columns), scores_of(task.parents)
        numbers = {n: c for n, c in task.columns.items() if not isinstance(c, Category)}
        told: dict[str, npt.NDArray[Any]] = dict(spread(numbers, scores, rng))
        told |= {n: c.codes for n, c in task.columns.items() if isinstance(c, Category)}
        context = {
            above[p]: _context(parents[p], c.codes if isinstance(c, Category) else c.units, rng)
            for p, c in task.parents.items()
        }
        frame = pd.DataFrame(
            {
                _KEY: task.owners,
                **{p: values[task.owners] for p, values in context.items()},
                **{names[c]: told[c] for c in task.columns},
            }
        )
        kinds = {
            _KEY: {"sdtype": "id"},
            **{p: {"sdtype": "numerical"} for p in context},
            **sdv_frames.kinds_of(task.columns, names),
        }

        def fitted(epochs: int) -> Any:
            synthesizer = PARSynthesizer(
                sdv_frames.metadata_of(kinds, sequence_key=_KEY),
                context_columns=list(context) or None,
                enforce_rounding=False,
                enforce_min_max_values=False,
                epochs=epochs,
                cuda=False,
            )
            synthesizer.fit({sdv_frames.TABLE: frame})
            return synthesizer

        with (
            sdv_frames.one_thread(),
            # A bar of progress that cannot be switched off.
            contextlib.redirect_stderr(io.StringIO()),
        ):
            epochs = sdv_frames.paced(
                fitted, task.effort.epochs or _EPOCHS, frame.size, task.effort, task.announce
            )
            with sdv_frames.seeded(task.seed):
                synthesizer = fitted(epochs)
                made = _sampled(synthesizer, task, parents, above, rng)
        owners = made[_KEY].to_numpy(np.int64)
        if not above:  # keys of SDV's own
            owners = np.unique(owners, return_inverse=True)[1].astype(np.int64)
        order = np.lexsort((places_within(owners), owners))
        return owners[order], {
            c: _back(encoded, scores[c], made[names[c]].to_numpy()[order])
            for c, encoded in task.columns.items()
        }


def _context(scores: Scores, values: npt.NDArray[Any], rng: np.random.Generator) -> Floats:
    """Return what a sequence is told of its parent: a category is one number, not an interval."""
    if isinstance(scores, CategoryScores):
        return scores.middle(values)
    return scores.spread(values, rng)


def _sampled(
    synthesizer: Any,
    task: ChildTask,
    parents: Mapping[str, Scores],
    above: Mapping[str, str],
    rng: np.random.Generator,
) -> Any:
    import pandas as pd

    if not above:
        return synthesizer.sample_sequences(num_sequences=task.given_rows)[sdv_frames.TABLE]
    wanted = {above[p]: _context(parents[p], values, rng) for p, values in task.given.items()}
    contexts = pd.DataFrame({_KEY: np.arange(task.given_rows), **wanted})
    # The public way draws the contexts again, each by conditions on all of its columns, and fails
    # where one is rare.
    return synthesizer._sample(contexts)


def _back(column: Learnable, scores: Scores, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    if isinstance(column, Category):
        return values.astype(np.int64)
    return scores.back(np.clip(values.astype(np.float64), 0, 1))
