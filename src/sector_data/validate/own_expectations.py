"""Expectations that Great Expectations does not have: what a de-identified release must satisfy.

What lives here: four expectations, their metrics for the pandas engine, and the sentence each shows
in Data Docs. What does not: what they need from other tables
(:mod:`sector_data.validate.surroundings`).

Importing this module imports Great Expectations and registers the four; only
:mod:`sector_data.validate.adapter` does so.
"""

# Great Expectations' base classes and decorators are untyped for mypy (follow_imports = skip).
# mypy: disable-error-code="misc, untyped-decorator"

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import (
    BatchExpectation,
    ColumnAggregateExpectation,
    ColumnMapExpectation,
)
from great_expectations.expectations.metrics.column_aggregate_metric_provider import (
    ColumnAggregateMetricProvider,
    column_aggregate_value,
)
from great_expectations.expectations.metrics.map_metric_provider import (
    ColumnMapMetricProvider,
    column_condition_partial,
)
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from great_expectations.render import LegacyRendererType, RenderedStringTemplateContent
from great_expectations.render.renderer.renderer import renderer

from sector_data.kernels.grouping import number_keys
from sector_data.sources.numbering import are_in, encoded, numbers_remembered
from sector_data.spec.transforms.identifiers import ALPHABETS
from sector_data.validate.surroundings import as_text, current

ALPHABET = ALPHABETS["base32"]
"""Crockford's base 32 in lower case: no i, l, o, u."""


class _Told:
    """An expectation that Data Docs show as one sentence."""

    @classmethod
    def sentence(cls, arguments: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return a template, and what its ``$`` words stand for."""
        raise NotImplementedError

    @classmethod
    @renderer(renderer_type=LegacyRendererType.PRESCRIPTIVE)
    def _prescriptive_renderer(
        cls,
        configuration: Any = None,
        result: Any = None,  # noqa: ARG003  # GX's form
        runtime_configuration: dict[str, Any] | None = None,
        **_: Any,
    ) -> list[Any]:
        template, params = cls.sentence(configuration.kwargs)
        return [
            RenderedStringTemplateContent(
                content_block_type="string_template",
                string_template={
                    "template": template,
                    "params": params,
                    "styling": (runtime_configuration or {}).get("styling"),
                },
            )
        ]


class ColumnValuesPseudonym(ColumnMapMetricProvider):
    """Whether a value is a prefix followed by a token."""

    condition_metric_name = "column_values.pseudonym"
    condition_value_keys = ("prefix", "length", "characters")

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(  # GX's form
        cls,  # noqa: N805
        column: pd.Series,
        prefix: str,
        length: int,
        characters: str,
        **_: Any,
    ) -> pd.Series:
        texts = as_text(pa.array(column, from_pandas=True))
        pattern = rf"\A{prefix}[{re.escape(characters)}]{{{length}}}\z"
        return _series(pc.match_substring_regex(texts, pattern), column)


class ExpectColumnValuesToBePseudonyms(_Told, ColumnMapExpectation):
    """Expect values to be tokens: a prefix and characters of an alphabet."""

    prefix: str = ""
    length: int = 16
    characters: str = ALPHABET

    map_metric = "column_values.pseudonym"
    success_keys = ("prefix", "length", "characters", "mostly")
    args_keys = ("column", "prefix", "length", "characters")

    @classmethod
    def sentence(cls, arguments: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:  # noqa: D102
        params = {"length": arguments.get("length", 16), "prefix": arguments.get("prefix", "")}
        begin = "$prefix and " if params["prefix"] else ""
        of = (
            "Crockford base 32"
            if arguments.get("characters", ALPHABET) == ALPHABET
            else "an alphabet"
        )
        template = f"values must be pseudonyms: {begin}$length characters of {of}."
        return template, params


class ColumnValuesReferTo(ColumnMapMetricProvider):
    """Whether a value occurs in a column of another released table."""

    condition_metric_name = "column_values.refer_to"
    condition_value_keys = ("reference",)

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: pd.Series, reference: str, **_: Any) -> pd.Series:  # noqa: N805  # GX's form
        texts = as_text(pa.array(column, from_pandas=True))
        return _series(are_in(texts, current().keys(reference)), column)


class ExpectColumnValuesToReferTo(_Told, ColumnMapExpectation):
    """Expect values to occur in a column of another released table: no orphans."""

    reference: str

    map_metric = "column_values.refer_to"
    success_keys = ("reference", "mostly")
    args_keys = ("column", "reference")

    @classmethod
    def sentence(cls, arguments: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:  # noqa: D102
        params = {"reference": arguments["reference"]}
        return "values must occur in $reference.", params


class ColumnIdentifiers(ColumnAggregateMetricProvider):
    """How many values look like an identifier, by entity."""

    metric_name = "column.identifiers"

    @column_aggregate_value(engine=PandasExecutionEngine)
    def _pandas(cls, column: pd.Series, **_: Any) -> dict[str, int]:  # noqa: N805  # GX's form
        # Texts come from the table itself: the engine has them once more, or the first alone.
        values = current().texts(str(column.name))
        if values is None:
            values = as_text(encoded(pa.array(column, from_pandas=True)).dictionary)
        # The engine's copy of a column comes once, and is not kept for its numbers.
        with numbers_remembered():
            found = current().find_identifiers(values)
        return {entity: int(found[entity]) for entity in sorted(found) if found[entity]}


class ExpectColumnValuesToHoldNoIdentifier(_Told, ColumnAggregateExpectation):
    """Expect that no value looks like a direct identifier."""

    metric_dependencies = ("column.identifiers",)
    success_keys = ()
    args_keys = ("column",)

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,  # noqa: ARG002  # GX's form
        execution_engine: Any = None,  # noqa: ARG002  # GX's form
    ) -> dict[str, Any]:
        found: dict[str, int] = metrics["column.identifiers"]
        observed = ", ".join(f"{entity} × {count}" for entity, count in found.items())
        return {
            "success": not found,
            "result": {"observed_value": observed, "unexpected_count": sum(found.values())},
        }

    @classmethod
    def sentence(cls, arguments: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:  # noqa: ARG003, D102
        template = "values must hold nothing that looks like a direct identifier."
        return template, {}


class TableClassSizes(TableMetricProvider):
    """Subjects in the smallest equivalence class, and rows in classes below k."""

    metric_name = "table.class_sizes"
    value_keys = ("columns", "k", "subject")

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(
        cls,  # noqa: N805  # GX's form
        execution_engine: PandasExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        **_: Any,
    ) -> dict[str, int]:
        frame, _compute, _accessor = execution_engine.get_compute_domain(
            domain_kwargs=metric_domain_kwargs, domain_type=MetricDomainTypes.TABLE
        )
        chain = metric_value_kwargs["subject"]
        subjects = current().subjects(chain) if chain else None
        return class_sizes(
            frame, metric_value_kwargs["columns"], metric_value_kwargs["k"], subjects
        )


class ExpectTableToBeKAnonymous(_Told, BatchExpectation):
    """Expect k subjects or more behind every combination of some columns.

    Sweeney, *k-anonymity: a model for protecting privacy*, 2002; subjects are counted, not rows.
    """

    columns: list[str]
    k: int
    subject: list[str] = []
    """Columns that lead to the subject of a row; rows are counted when there is none."""

    metric_dependencies = ("table.class_sizes",)
    success_keys = ("columns", "k", "subject")
    args_keys = ("columns", "k", "subject")

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,  # noqa: ARG002  # GX's form
        execution_engine: Any = None,  # noqa: ARG002  # GX's form
    ) -> dict[str, Any]:
        sizes: dict[str, int] = metrics["table.class_sizes"]
        return {
            "success": sizes["rows_below"] == 0,
            "result": {
                "observed_value": sizes["smallest"],
                "element_count": sizes["rows"],
                "unexpected_count": sizes["rows_below"],
            },
        }

    @classmethod
    def sentence(cls, arguments: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:  # noqa: D102
        unit = "subjects" if arguments.get("subject") else "rows"
        params = {f"c{place}": name for place, name in enumerate(arguments["columns"])}
        names = ", ".join(f"$c{place}" for place in range(len(arguments["columns"])))
        template = f"every combination of {names} must belong to at least $k {unit}."
        return template, {**params, "k": arguments["k"]}


def class_sizes(
    frame: pd.DataFrame, columns: list[str], k: int, subjects: pa.Array | None
) -> dict[str, int]:
    """Count subjects, or rows, in the classes of equal values.

    Parameters
    ----------
    frame
        The table.
    columns
        The quasi-identifiers; null is a value of its own.
    k
        Size that a class must reach.
    subjects
        Subject of each row; a row without one adds nobody to its class. None counts rows.

    Returns
    -------
    dict
        ``smallest``: size of the smallest class, 0 without rows; ``rows_below``: rows in classes
        smaller than k; ``rows``.
    """
    classes = np.zeros(len(frame), dtype=np.int64)
    for column in columns:
        codes, distinct = pd.factorize(frame[column], use_na_sentinel=False)
        classes = number_keys(classes * max(len(distinct), 1) + codes)[0]
    count = int(classes.max()) + 1 if len(classes) else 0
    members = classes
    if subjects is not None:
        owners = encoded(subjects)
        known = np.asarray(owners.indices.is_valid().to_numpy(zero_copy_only=False))
        codes = owners.indices.fill_null(0).to_numpy().astype(np.int64)
        pairs = classes * max(len(owners.dictionary), 1) + codes
        members = classes[known][number_keys(pairs[known])[1]]
    sizes = np.bincount(members, minlength=count)
    return {
        "smallest": int(sizes.min()) if count else 0,
        "rows_below": int((sizes[classes] < k).sum()) if count else 0,
        "rows": len(frame),
    }


def _series(holds: pa.Array | pa.ChunkedArray, like: pd.Series) -> pd.Series:
    if isinstance(holds, pa.ChunkedArray):
        holds = holds.combine_chunks()
    return pd.Series(holds.to_numpy(zero_copy_only=False).astype(bool), index=like.index)
