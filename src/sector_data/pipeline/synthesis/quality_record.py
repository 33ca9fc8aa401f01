"""What synthetic rows are worth, in the record of their synthesis.

What lives here: which figures the record takes from the measurements. What does not: measuring
(:mod:`sector_data.pipeline.assessing.releases`) and the rest of the record
(:mod:`sector_data.synthesise.making`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sector_data.spec.evidence.measurements import TableMeasurements
from sector_data.spec.evidence.usefulness import UsefulnessFigures


def with_quality(
    record: dict[str, Any] | None, tables: Sequence[TableMeasurements]
) -> dict[str, Any] | None:
    """Return a synthesis record with the quality of each table.

    Parameters
    ----------
    record
        None where nothing is synthetic; its ``tables`` are by name.
    tables
        What was measured; empty under a guarantee of differential privacy, which exact figures of
        the source would undo.

    Returns
    -------
    dict or None
        The record; each table that was measured has ``quality``: SDMetrics' scores beside those of
        people set aside, our scores between useless and the noise floor of halves of the source,
        and the verdict of the gate.
    """
    if record is None:
        return None
    made = dict(record["tables"])
    for table in tables:
        if table.table in made:
            made[table.table] = {**made[table.table], "quality": _quality(table)}
    return {**record, "tables": made}


def _quality(table: TableMeasurements) -> dict[str, Any]:
    reports = table.sdmetrics
    gate = table.gate
    return {
        "sdmetrics": None if reports is None else reports.model_dump(mode="json", by_alias=True),
        **({} if table.usefulness is None else _use(table.usefulness)),
        "gate": None if gate is None else {"profile": gate.profile, "verdict": gate.verdict},
    }


def _use(found: UsefulnessFigures) -> dict[str, Any]:
    told = found.propensity
    return {
        "column-score": found.column_score,
        "pair-score": found.pair_score,
        "told-from-real-rows": None
        if told is None
        else {"auc": told.detection.value, "noise-floor": told.detection.floor},
        "trained-on-release": {
            prediction.target: {
                model.model: {
                    "measure": model.measure,
                    "release": model.release,
                    "real": model.real,
                }
                for model in prediction.models
            }
            for prediction in found.predictions
        },
    }
