"""Which other privacy settings are looked at: k and limits, l and t of the sensitive columns.

What lives here: the lists, and the models that follow from them for one table. What does not: what
they cost (:mod:`sector_data.pipeline.exploring.tables`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from sector_data.anonymise.refusal import spell, with_k
from sector_data.errors import InputError
from sector_data.pipeline.planning.cascade import Mask
from sector_data.pipeline.planning.judging import Judged, models_of_table
from sector_data.pipeline.planning.longitudinal import World
from sector_data.spec.pipeline import Pipeline, split_path
from sector_data.spec.privacy import ClosenessSpec, DiversitySpec, PrivacySpec, sensitive_paths
from sector_data.spec.words import Role

USUAL_K = (2, 3, 5, 10, 11, 15, 20, 50)
USUAL_LIMITS = (0.0, 0.01, 0.02, 0.05, 0.1)


@dataclass(frozen=True, slots=True)
class Grid:
    """The settings to look at, beside the pipeline's own; None for the usual ones."""

    k: tuple[int, ...] | None
    limits: tuple[float, ...] | None
    l: tuple[int, ...]  # noqa: E741
    t: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """A pipeline's models with other thresholds of its sensitive columns.

    Attributes
    ----------
    l, t
        Those thresholds; None as the pipeline has them.
    judged
        The models with the pipeline's own k, and the columns that they look at.
    """

    l: int | None  # noqa: E741
    t: float | None
    judged: Judged


def variants_of(table: str, base: Mask, world: World, grid: Grid) -> Iterator[Variant]:
    """Yield the pipeline's own models, then those with other thresholds.

    Parameters
    ----------
    table
        Its name.
    base
        Rows that are there before the protection.
    world
        All tables as they were read.
    grid
        The thresholds.

    Raises
    ------
    InputError
        If thresholds of sensitive columns are asked for and the file names none, or the method
        keeps none.
    """
    paths = _sensitive(world.pipeline)
    if (grid.l or grid.t) and not paths:
        raise InputError(
            "The pipeline file names no sensitive column for l or t.",
            "Give the columns that nobody should learn 'role: sensitive'.",
        )
    if (grid.l or grid.t) and world.pipeline.privacy.method == "cells":
        raise InputError(
            "'method: cells' keeps k-anonymity alone: l and t cannot be explored.",
            "Leave them out, or take 'method: local'.",
        )
    seen: set[str] = set()
    for least, most in product((None, *grid.l), (None, *grid.t)):
        pipeline = world.pipeline
        privacy = _with_thresholds(pipeline.privacy, paths, least, most)
        changed = replace(world, pipeline=pipeline.model_copy(update={"privacy": privacy}))
        judged = models_of_table(table, base, changed)
        words = ";".join(spell(model) for model in judged.models)
        if words not in seen:  # the file's own threshold again, or a table that no column binds
            seen.add(words)
            yield Variant(least, most, judged)


def _sensitive(pipeline: Pipeline) -> list[str]:
    """Return the sensitive columns that the file names: those of its models, or by their role."""
    named = list(sensitive_paths(pipeline.privacy))
    return named or [
        path
        for path, spec in pipeline.columns.items()
        if spec.role is Role.SENSITIVE and split_path(path)[0] in pipeline.source
    ]


def _with_thresholds(
    privacy: PrivacySpec, paths: Sequence[str], least: int | None, most: float | None
) -> PrivacySpec:
    """Return a privacy section with thresholds of its own models replaced; if it has none of the
    kind, every sensitive column that it names gets one."""
    update: dict[str, Any] = {}
    if least is not None:
        specs = privacy.l_diversity or {path: DiversitySpec(distinct=1) for path in paths}
        update["l_diversity"] = {
            path: spec.model_copy(update={"distinct": least}) for path, spec in specs.items()
        }
    if most is not None:
        distances = privacy.t_closeness or {path: ClosenessSpec(t=1) for path in paths}
        update["t_closeness"] = {
            path: spec.model_copy(update={"t": most}) for path, spec in distances.items()
        }
    return privacy.model_copy(update=update)


def at_k(judged: Judged, own_k: int, k: int) -> tuple[Judged | None, str | None]:
    """Return the models with another k; or why they do not go with it.

    Parameters
    ----------
    judged
        With the pipeline's own k.
    own_k, k
        That k, and the other.
    """
    try:
        return replace(judged, models=with_k(judged.models, own_k, k)), None
    except InputError as error:
        return None, error.fix or error.message
