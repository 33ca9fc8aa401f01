"""Record linkage by Splink, where the user has installed it.

What lives here: handing people and the release to Splink 4, and its best rows. What does not: what
is right about them (:mod:`sector_data.assessment.attacks.linkage`), and our own weights.

Splink (UK Ministry of Justice, MIT) compares texts and numbers as they stand: of the labels that a
value of local recoding may be released as it is given the first.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from sector_data.assessment.attacks.columns import MISSING, Codes, Column, Floats
from sector_data.assessment.attacks.comparing import CANDIDATES, OFF_BY
from sector_data.assessment.attacks.scene import Integers, Scene, Side
from sector_data.errors import InputError

SIMILAR = 0.9
"""Jaro-Winkler similarity from which words count as close, as in Splink's own examples."""

BLOCKING = 3
"""Columns with most values, pairs of which make blocks."""


class SplinkFailedError(Exception):
    """Splink could not learn from these tables."""


def installed() -> bool:
    """Tell whether Splink can be used."""
    return importlib.util.find_spec("splink") is not None


def likeliest_rows(
    scene: Scene, names: tuple[str, ...], side: Side, people: Integers
) -> tuple[Integers, npt.NDArray[np.bool_]]:
    """Return the released rows that Splink gives the largest weight for each person.

    Returns
    -------
    rows, best
        Shape (people, 20) each: rows of the release, -1 for none, and whether each is among the
        best.

    Raises
    ------
    InputError
        If Splink is not installed.
    SplinkFailedError
        If it cannot learn: no two rows agree in what makes its blocks, for one.
    """
    if not installed():
        raise InputError(
            "Linkage by Splink needs Splink, which is not installed.", "pip install 'splink>=4,<5'"
        )
    rows = np.full((len(people), CANDIDATES), -1, dtype=np.int64)
    if len(people):
        failures: Any = importlib.import_module("splink.internals.exceptions")
        try:
            pairs = _scored(scene, scene.columns(names), side, people)
        except failures.SplinkException as error:
            raise SplinkFailedError from error
        person, row, weight = pairs["person"], pairs["row"], pairs["weight"]
        top = np.full(len(people), -np.inf)
        np.maximum.at(top, person, weight)
        kept = weight >= top[person] - 1e-9
        person, row = person[kept], row[kept]
        order = np.lexsort([row, person])
        person, row = person[order], row[order]
        place = np.arange(len(person)) - np.searchsorted(person, person)
        fits = place < CANDIDATES
        rows[person[fits], place[fits]] = scene.release_order[row[fits]]
    return rows, rows >= 0


def _scored(
    scene: Scene, columns: tuple[Column, ...], side: Side, people: Integers
) -> dict[str, npt.NDArray[Any]]:
    """Return pairs of a person and a place in the release's order that are likelier than not."""
    import pandas as pd

    splink: Any = importlib.import_module("splink")
    duckdb: Any = importlib.import_module("duckdb")
    logging.getLogger("splink").setLevel(logging.ERROR)
    tables = [
        pd.DataFrame({"unique_id": np.arange(len(rows)), **_spelt(columns, which, rows)})
        for which, rows in ((side, people), ("release", scene.release_order))
    ]
    rules = [splink.block_on(*rule) for rule in _blocks(columns)]
    settings = splink.SettingsCreator(
        link_type="link_only",
        comparisons=[_comparison(place, column) for place, column in enumerate(columns)],
        blocking_rules_to_generate_predictions=rules,
        probability_two_random_records_match=1 / scene.release.rows,
    )
    # One thread, so that the same tables give the same weights.
    database = splink.DuckDBAPI(connection=duckdb.connect(config={"threads": 1}))
    linker = splink.Linker(
        tables,
        settings,
        database,
        input_table_aliases=["people", "release"],
        set_up_basic_logging=False,
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=scene.seed + 1)
    for rule in rules:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=0.5).as_pandas_dataframe()
    swapped = found["source_dataset_l"].to_numpy() == "release"
    left, right = found["unique_id_l"].to_numpy(), found["unique_id_r"].to_numpy()
    return {
        "person": np.where(swapped, right, left).astype(np.int64),
        "row": np.where(swapped, left, right).astype(np.int64),
        "weight": found["match_weight"].to_numpy(dtype=np.float64),
    }


def _blocks(columns: tuple[Column, ...]) -> list[tuple[str, ...]]:
    """Return sets of columns that candidates agree in; each column is outside of one of them."""
    by_values = sorted(
        range(len(columns)), key=lambda place: (-len(np.unique(columns[place].release)), place)
    )
    names = [f"c{place}" for place in by_values[:BLOCKING]]
    if len(columns) <= BLOCKING:
        return [(name,) for name in names]
    return list(combinations(names, 2))


def _comparison(place: int, column: Column) -> Any:
    levels: Any = importlib.import_module("splink.comparison_level_library")
    library: Any = importlib.import_module("splink.comparison_library")
    name = f"c{place}"
    if not column.ordered:
        return library.JaroWinklerAtThresholds(name, [SIMILAR]).configure(
            term_frequency_adjustments=True
        )
    return library.CustomComparison(
        output_column_name=name,
        comparison_levels=[
            levels.NullLevel(name),
            levels.ExactMatchLevel(name),
            levels.AbsoluteDifferenceLevel(name, column.scale * OFF_BY),
            levels.ElseLevel(),
        ],
    )


def _spelt(columns: tuple[Column, ...], side: str, rows: Integers) -> dict[str, Any]:
    """Return columns by numbered names: theirs may hold what SQL has another use for."""
    spelt: dict[str, Any] = {}
    for place, column in enumerate(columns):
        values: Floats | Codes = column.release if side == "release" else column.people(side)
        values = values[rows] if values.ndim == 1 else values[rows, 0]
        if not column.ordered:
            texts = np.array([None, *column.texts.to_pylist()], dtype=object)
            values = texts[np.where(values < 0, MISSING, values)]
        spelt[f"c{place}"] = values
    return spelt
