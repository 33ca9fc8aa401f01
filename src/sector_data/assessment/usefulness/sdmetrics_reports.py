"""SDMetrics' quality and diagnostic reports of a synthetic table.

What lives here: what its reports are given, and their scores. What does not: our own figures of use
(:mod:`sector_data.assessment.usefulness.measuring`), which have a noise floor.

SDMetrics is what users of SDV know. Its scores have no scale of their own: people who were set
aside stand beside, who are the best that a synthesis can do. Its privacy scores are not used: they
call a verbatim copy safe (``benchmarks/gate.py``).
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from sector_data.assessment.attacks.scene import Scene
from sector_data.spec.evidence.sdmetrics import SdmetricsReports, SdmetricsScores

if TYPE_CHECKING:
    import pandas as pd

_TABLE = "table"
MOST_ROWS = 10_000
"""Of either table: shares are then off by half a percent, and the reports take a second."""
MOST_COLUMNS = 60
"""Of a wide table, spread over it: the reports look at every pair, one after the other, so that 500
columns would take an hour."""


def sdmetrics_reports(scene: Scene) -> SdmetricsReports | None:
    """Return SDMetrics' scores of a release beside its source, and of the control group.

    Parameters
    ----------
    scene
        The release, its members and perhaps a control group, spelt alike.

    Returns
    -------
    SdmetricsReports or None
        None where SDMetrics is not installed (extra ``synthesis``).
    """
    try:
        from sdmetrics.reports import DiagnosticReport, QualityReport
    except ImportError:
        return None
    whole = scene.members.data.column_names
    places = np.linspace(0, len(whole) - 1, min(len(whole), MOST_COLUMNS)).astype(int)
    compared = [whole[place] for place in places]
    source = scene.members.data.select(compared).take(pa.array(scene.people("members", MOST_ROWS)))
    columns = {name: _described(source, name) for name in source.column_names}
    described = {"tables": {_TABLE: {"columns": columns}}}

    def scored(made: pa.Table) -> tuple[SdmetricsScores, dict[str, float]]:
        frames = {_TABLE: _frame(source)}, {_TABLE: _frame(made)}
        quality, diagnostic = QualityReport(), DiagnosticReport()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            quality.generate(*frames, described, verbose=False)
            diagnostic.generate(*frames, described, verbose=False)
            shapes = quality.get_details("Column Shapes")
        parts = _properties(quality)
        scores = SdmetricsScores(
            quality=float(quality.get_score()),
            column_shapes=parts["Column Shapes"],
            pair_trends=parts.get("Column Pair Trends"),
            validity=_properties(diagnostic)["Data Validity"],
        )
        return scores, _scores(shapes["Column"], shapes["Score"])

    order = scene.release_order[: source.num_rows]
    release, of_columns = scored(scene.release.data.select(compared).take(pa.array(order)))
    ceiling = None
    if scene.control is not None:
        aside = scene.people("control", MOST_ROWS)
        ceiling, _ = scored(scene.control.data.select(compared).take(pa.array(aside)))
    return SdmetricsReports(
        version=version("sdmetrics"),
        rows=source.num_rows,
        release=release,
        ceiling=ceiling,
        columns=of_columns,
    )


def _described(table: pa.Table, name: str) -> dict[str, str]:
    kind = table.schema.field(name).type
    if pa.types.is_boolean(kind):
        return {"sdtype": "boolean"}
    if pa.types.is_temporal(kind):
        return {"sdtype": "datetime"}
    numeric = pa.types.is_integer(kind) or pa.types.is_floating(kind)
    return {"sdtype": "numerical" if numeric else "categorical"}


def _frame(table: pa.Table) -> pd.DataFrame:
    """Return a table as SDMetrics reads it: times as instants, whole numbers as such."""
    columns: dict[str, Any] = {}
    for name in table.column_names:
        values = table.column(name)
        if pa.types.is_date(values.type):
            values = values.cast(pa.timestamp("us"))
        columns[name] = values.to_pandas()
    import pandas as pd

    return pd.DataFrame(columns)


def _properties(report: Any) -> dict[str, float]:
    found = report.get_properties()
    return _scores(found["Property"], found["Score"])


def _scores(names: Iterable[object], scores: Iterable[object]) -> dict[str, float]:
    """Return the scores that there are, by name."""
    numbers = ((str(name), float(str(score))) for name, score in zip(names, scores, strict=True))
    return {name: score for name, score in numbers if math.isfinite(score)}
