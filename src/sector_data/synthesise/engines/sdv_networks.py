"""SDV's CTGAN and TVAE as engines.

What lives here: the two networks of Xu et al., *Modeling Tabular Data using Conditional GAN*,
NeurIPS 2019. What does not: SDV's other engines.

Both draw numbers in a good order but badly spread: too few are extreme, and none repeats a frequent
value. So numbers that were drawn keep their ranks and are spread as those learnt
(:mod:`sector_data.synthesise.engines.scores`).
"""

from __future__ import annotations

import math
import pickle
from typing import Any, ClassVar

import numpy as np

from sector_data.errors import SectorDataError
from sector_data.synthesise.columns import Category
from sector_data.synthesise.engines import sdv_frames
from sector_data.synthesise.engines.scores import Floats, Scores, scores_of
from sector_data.synthesise.protocol import Drawn, Task

_BATCH = 500
"""Rows of a step; CTGAN groups them by ten."""


class _Network:
    """What CTGAN and TVAE share.

    Raises
    ------
    MissingExtraError
        If SDV is not installed.
    """

    licence: ClassVar[str] = sdv_frames.LICENCE
    notice: ClassVar[str] = sdv_frames.NOTICE
    conditional: ClassVar[bool] = False
    storable: ClassVar[bool] = True
    limits: ClassVar[tuple[str, ...]] = (
        "Rules between columns that are not declared are broken in many rows, and the shares of "
        "rare categories drift.",
        "No guarantee limits what a row tells of those learnt from; the attacks on the release "
        "measure it.",
    )
    rows_seen: ClassVar[int]
    """Rows that a fit looks at when nothing is said: the passes of the comparison in the docs."""
    class_name: ClassVar[str]

    def __init__(self) -> None:
        sdv_frames.insist_on_sdv("sdv.single_table", "torch")

    def versions(self) -> dict[str, str]:
        """Return the versions of the libraries that decide the result."""
        return sdv_frames.versions("ctgan", "torch")

    def make(self, task: Task) -> Drawn:
        """Learn the columns and draw rows; see :class:`sector_data.synthesise.protocol.Engine`.

        Deterministic for the same input, seed and versions, unless `minutes` shortens it.
        """
        names = sdv_frames.names_of(task.columns)
        with sdv_frames.one_thread():
            if task.model is None:
                numbers = {n: c for n, c in task.columns.items() if not isinstance(c, Category)}
                scores, synthesizer = scores_of(numbers), self._learn(task, names)
                if task.keep is not None:
                    task.keep(pickle.dumps((scores, synthesizer)))
            else:
                # Only what this program has sealed with the steward's own key comes here.
                scores, synthesizer = pickle.loads(task.model)  # noqa: S301
            with sdv_frames.seeded(task.seed):
                # SDV has no public way to seed what it draws.
                synthesizer._set_random_state(task.seed)
                made = synthesizer.sample(num_rows=task.rows)[sdv_frames.TABLE]
        if len(made) != task.rows:
            raise SectorDataError(f"SDV made {len(made)} rows instead of {task.rows}.")
        rng = np.random.default_rng([task.seed, 8])
        return {
            c: _spread_as(scores[c], made[names[c]].to_numpy(np.float64), rng)
            if c in scores
            else made[names[c]].to_numpy(np.int64)
            for c in task.columns
        }

    def _learn(self, task: Task, names: dict[str, str]) -> Any:
        from sdv import single_table

        frame = sdv_frames.frame_of(task.columns, names)

        def fitted(epochs: int) -> Any:
            synthesizer: Any = getattr(single_table, self.class_name)(
                sdv_frames.metadata_of(sdv_frames.kinds_of(task.columns, names)),
                epochs=epochs,
                batch_size=_BATCH,
                enforce_rounding=False,
                enable_gpu=False,
            )
            with sdv_frames.seeded(task.seed):
                synthesizer.fit({sdv_frames.TABLE: frame})
            return synthesizer

        wanted = task.effort.epochs or max(1, math.ceil(self.rows_seen / len(frame)))
        return fitted(sdv_frames.paced(fitted, wanted, frame.size, task.effort, task.announce))


def _spread_as(scores: Scores, drawn: Floats, rng: np.random.Generator) -> Floats:
    """Return numbers in the order of those drawn, missing ones first, spread as those learnt."""
    order = np.lexsort((rng.random(len(drawn)), np.nan_to_num(drawn, nan=-np.inf)))
    ranks = np.empty(len(drawn))
    # Anywhere within its share: the only row that is drawn is not always the median.
    ranks[order] = (np.arange(len(drawn)) + rng.random(len(drawn))) / len(drawn)
    return np.asarray(scores.back(ranks), dtype=np.float64)


class Ctgan(_Network):
    """The engine ``ctgan``."""

    name: ClassVar[str] = "ctgan"
    class_name: ClassVar[str] = "CTGANSynthesizer"
    rows_seen: ClassVar[int] = 1_300_000


class Tvae(_Network):
    """The engine ``tvae``."""

    name: ClassVar[str] = "tvae"
    class_name: ClassVar[str] = "TVAESynthesizer"
    rows_seen: ClassVar[int] = 2_000_000
