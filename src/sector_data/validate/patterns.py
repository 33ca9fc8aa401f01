"""Great Expectations' four expectations of regular expressions, each distinct value looked at once.

What lives here: their metrics for the pandas engine, in place of its own, which look at every row
in this process. What does not: who searches; the steward's own patterns are searched for here, an
auditor's in a process that can be stopped (:mod:`sector_data.validate.bounded`).

Importing this module imports Great Expectations and registers the four; only
:mod:`sector_data.validate.adapter` does so.
"""

# Great Expectations' base classes and decorators are untyped for mypy (follow_imports = skip).
# mypy: disable-error-code="misc, untyped-decorator"

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.metrics.map_metric_provider import (
    ColumnMapMetricProvider,
    column_condition_partial,
)

from sector_data.validate.surroundings import current


def _found(column: pd.Series, patterns: list[str]) -> npt.NDArray[np.bool_]:
    """Tell which values each pattern is found in; shape (patterns, rows)."""
    codes, distinct = pd.factorize(column)
    texts = pd.Series(distinct).astype(str).to_list()
    return np.array(
        [np.array(current().search(pattern, texts), np.bool_)[codes] for pattern in patterns]
    ).reshape(len(patterns), len(column))


class ColumnValuesMatchRegex(ColumnMapMetricProvider):
    """Whether a pattern is found in a value."""

    condition_metric_name = "column_values.match_regex"
    condition_value_keys = ("regex",)

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: pd.Series, regex: str, **_: Any) -> pd.Series:  # noqa: N805  # GX's form
        return pd.Series(_found(column, [regex])[0], index=column.index)


class ColumnValuesNotMatchRegex(ColumnMapMetricProvider):
    """Whether a pattern is not found in a value."""

    condition_metric_name = "column_values.not_match_regex"
    condition_value_keys = ("regex",)

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: pd.Series, regex: str, **_: Any) -> pd.Series:  # noqa: N805  # GX's form
        return pd.Series(~_found(column, [regex])[0], index=column.index)


class ColumnValuesMatchRegexList(ColumnMapMetricProvider):
    """Whether one of some patterns is found in a value, or all are."""

    condition_metric_name = "column_values.match_regex_list"
    condition_value_keys = ("regex_list", "match_on")

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(
        cls,  # noqa: N805  # GX's form
        column: pd.Series,
        regex_list: list[str],
        match_on: str,
        **_: Any,
    ) -> pd.Series:
        found = _found(column, regex_list)
        met = found.all(axis=0) if match_on == "all" else found.any(axis=0)
        return pd.Series(met, index=column.index)


class ColumnValuesNotMatchRegexList(ColumnMapMetricProvider):
    """Whether none of some patterns is found in a value."""

    condition_metric_name = "column_values.not_match_regex_list"
    condition_value_keys = ("regex_list",)

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(
        cls,  # noqa: N805  # GX's form
        column: pd.Series,
        regex_list: list[str],
        **_: Any,
    ) -> pd.Series:
        return pd.Series(~_found(column, regex_list).any(axis=0), index=column.index)
