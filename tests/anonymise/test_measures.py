"""What a table achieves of every model, beside pycanon's and sdcMicro's recorded figures."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pytest

from sector_data.anonymise.classes import SensitiveColumn
from sector_data.anonymise.measures import Measures, measure_models
from sector_data.anonymise.models.diversity import effective_values, recursive_ratio
from sector_data.anonymise.statistics import ClassStatistics
from sector_data.errors import InputError
from tests.anonymise.reference import SHARED

PYCANON = SHARED / "pycanon"
SDCMICRO = SHARED / "sdcmicro"


def needs(folder: Path) -> pytest.MarkDecorator:
    return pytest.mark.skipif(
        not folder.is_dir(), reason=f"{folder.name}'s recorded figures are not beside the checkout"
    )


@pytest.fixture(scope="module")
def adult() -> pa.Table:
    table = pyarrow.csv.read_csv(PYCANON / "adult.csv.gz")
    columns = {}
    for name, values in zip(table.column_names, table.columns, strict=True):
        text = pa.types.is_string(values.type)
        columns[name.strip()] = pc.utf8_trim_whitespace(values) if text else values
    return pa.table(columns)


def measured(table: pa.Table, quasi: list[str], column: str) -> Measures:
    found = measure_models(
        {name: table[name] for name in quasi}, sensitive={column: SensitiveColumn(table[column])}
    )
    assert found is not None
    return found


@needs(PYCANON)
def test_figures_are_those_that_pycanon_and_the_definitions_agree_on(adult: pa.Table) -> None:
    results = json.loads((PYCANON / "adult_reference.json").read_text())["results"]
    checked = 0
    for result in results:
        # Some sets were measured on a table that is not at hand: anonymised, or a sample.
        if result["file"] != "adult.csv" or result["independent"]["n"] != adult.num_rows:
            continue
        checked += 1
        agree(measured(adult, result["qi"], result["sa"]), result, adult[result["sa"]].type)
    assert checked >= 15


def agree(found: Measures, result: dict[str, Any], kind: pa.DataType) -> None:
    said, defined = result["pycanon"], result["independent"]
    column = found.sensitive[result["sa"]]
    assert (found.k, found.classes) == (said["k"], defined["classes"])
    assert column.diversity == said["l"]
    assert math.floor(column.entropy + 1e-9) == said["entropy_l"]
    assert column.entropy == pytest.approx(defined["entropy_l_real"])
    assert column.alpha == pytest.approx(said["alpha_k"][0])
    assert column.basic_beta == pytest.approx(said["basic_beta"])
    assert column.delta_present == pytest.approx(said["delta"])
    assert column.t_equal == pytest.approx(defined["t_tv_equal_distance"])
    ordered = column.t_ordered
    assert said["t"] == pytest.approx(column.t_equal if ordered is None else ordered)
    if ordered is not None:
        assert ordered == pytest.approx(defined["t_emd_ordered"])
    # What pycanon gets wrong is as the definitions have it.
    expected = defined["delta_strict"]
    assert column.delta == (math.inf if expected is None else pytest.approx(expected))
    expected = defined["enhanced_beta_min"]
    assert column.enhanced_beta == (math.inf if expected is None else pytest.approx(expected))
    for rank, ratio in column.recursive.items():
        smallest = defined["recursive_min_c_strict_gt"].get(f"min_c_for_l{rank}", ...)
        if smallest is not ...:
            assert ratio == (math.inf if smallest is None else pytest.approx(smallest))


@needs(SDCMICRO)
@pytest.mark.parametrize("column", ["electcon", "relat"])
def test_diversity_is_that_of_sdcmicro(column: str) -> None:
    table = pyarrow.csv.read_csv(SDCMICRO / "testdata.csv")
    said = pyarrow.csv.read_csv(SDCMICRO / "ldiversity_testdata_K5_electcon_relat_c2.csv")
    # K5 of the recording; the names stand in its summary.
    keys = json.loads((SDCMICRO / "risk_summary.json").read_text())["testdata_K5_w"]["keyVars"]
    combinations = pc.binary_join_element_wise(
        *(table[key].cast(pa.string()) for key in keys), "|"
    ).combine_chunks()
    of_row = combinations.dictionary_encode().indices.to_numpy().astype(np.int64)
    classes = int(of_row.max()) + 1
    statistics = ClassStatistics.of(
        of_row, classes, sensitive={column: SensitiveColumn(table[column])}
    )
    histogram = statistics.histogram(column)
    distinct = said[f"{column}_Distinct_Ldiversity"].to_numpy()
    assert (histogram.diversity[of_row] == distinct).all()
    entropy = said[f"{column}_Entropy_Ldiversity"].to_numpy()
    assert effective_values(histogram)[of_row] == pytest.approx(entropy)
    # The largest l for which a class is recursively (2, l)-diverse.
    largest = np.zeros(classes, dtype=np.int64)
    for rank in range(1, int(distinct.max()) + 1):
        largest[recursive_ratio(histogram, rank) < 2] = rank
    recorded = said[f"{column}_Recursive_Ldiversity"].to_numpy()
    assert (largest[of_row] == recorded).mean() == 1


def test_a_missing_quasi_identifier_is_what_was_said_it_is() -> None:
    """One row stands alone without a value, beside two classes of three."""
    columns = {"place": pa.array(["a", "a", "a", "b", "b", "b", None])}
    own = measure_models(columns)
    wildcard = measure_models(columns, missing="wildcard")
    removed = measure_models(columns, missing="removed")
    assert own is not None
    assert wildcard is not None
    assert removed is not None
    assert (own.k, own.classes, own.rows, own.removed_rows) == (1, 3, 7, 0)
    assert (wildcard.k, wildcard.k_own_value, wildcard.removed_rows) == (4, 1, 0)
    assert wildcard.average_risk == pytest.approx((6 / 4 + 1 / 7) / 7)
    assert (removed.k, removed.rows, removed.removed_rows) == (3, 6, 1)


def test_nothing_to_check_measures_nothing() -> None:
    assert measure_models({}) is None
    assert measure_models({"a": pa.array([], pa.int64())}) is None
    assert measure_models({"a": pa.nulls(3)}, missing="removed") is None


def test_rows_of_one_subject_are_no_crowd() -> None:
    found = measure_models(
        {"place": pa.array(["a"] * 5 + ["b"] * 2)}, subjects=pa.array([1, 1, 1, 1, 1, 2, 3])
    )
    assert found is not None
    assert (found.k, found.subjects, found.maximum_risk) == (1, 3, 1.0)


def test_a_missing_sensitive_value_is_no_value() -> None:
    column = SensitiveColumn(pa.array(["x", None, "y", None]))
    found = measure_models({"a": pa.array([1, 1, 1, 2])}, sensitive={"s": column})
    assert found is not None
    assert found.sensitive["s"].diversity == 0
    assert found.sensitive["s"].t_ordered is None


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(InputError, match="differ in length"):
        measure_models({"a": pa.array([1]), "b": pa.array([1, 2])})
