"""Models built from the privacy section and a table's sensitive columns."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from sector_data.anonymise.classes import SensitiveColumn
from sector_data.anonymise.hierarchies import build
from sector_data.anonymise.models import (
    DeltaPresence,
    EstimatedKMap,
    KAnonymity,
    KMap,
    PrivacyModel,
    TCloseness,
)
from sector_data.anonymise.models.building import build_models
from sector_data.anonymise.statistics import ClassStatistics
from sector_data.errors import InputError
from sector_data.spec.hierarchies import PrefixHierarchy
from sector_data.spec.privacy import PrivacySpec
from sector_data.spec.reading import parse_pipeline

HEAD = "release: {name: r}\nsource: {visits: v.csv}\nprivacy: "
DX = "visits.dx"


def section(text: str) -> PrivacySpec:
    return parse_pipeline(HEAD + text, base=Path()).privacy


def column(*values: object) -> dict[str, SensitiveColumn]:
    return {DX: SensitiveColumn(pa.array(values))}


def built(text: str, *values: object, k: int = 3) -> list[PrivacyModel]:
    return list(build_models(section(text), k=k, rows=len(values), sensitive=column(*values)))


def test_every_key_of_the_section_makes_its_model() -> None:
    text = """
      k-map: {k: 5, population: {size: 1000}}
      l-diversity: {visits.dx: {distinct: 3, entropy: 2, recursive: {c: 4, l: 2}}}
      t-closeness: {visits.dx: 0.2}
      p-sensitivity: {visits.dx: 2}
      alpha-k: {visits.dx: 0.5}
      beta-likeness: {visits.dx: 2}
      delta-disclosure: {visits.dx: 1.5}
      delta-presence: {maximum: 0.5, population: {path: p.csv}}
      maximum-risk: 0.1
      average-risk: 0.05
      records-at-risk: {risk: 0.2, share: 0.1}
    """
    models = built("\n" + text, "a", "b", "c")
    assert [model.name for model in models] == [
        "k-anonymity",
        "maximum-risk",
        "k-map",
        "delta-presence",
        "l-diversity",
        "entropy-l-diversity",
        "recursive-l-diversity",
        "p-sensitivity",
        "alpha-k-anonymity",
        "t-closeness",
        "beta-likeness",
        "delta-disclosure",
        "average-risk",
        "records-at-risk",
    ]
    assert {model.sensitive for model in models} == {None, DX}
    assert all(asked.asked for asked in models)


def test_a_column_that_does_not_bind_the_table_makes_no_model() -> None:
    privacy = section("{l-diversity: {visits.other: 3}}")
    assert build_models(privacy, k=2, rows=3) == (KAnonymity(2),)


def test_a_population_is_a_table_or_an_estimate() -> None:
    (_, model) = built("{k-map: {k: 5, population: {path: p.csv}}}", "a")
    assert model == KMap(5)
    (_, model) = built("{k-map: {k: 5, population: {size: 30}}}", "a", "b", "c")
    assert model == EstimatedKMap(5, 0.1)
    (_, model) = built("{k-map: {k: 5, population: {fraction: 0.5, estimate: poisson}}}", "a")
    assert model == EstimatedKMap(5, 0.5, "poisson")
    text = "{delta-presence: {minimum: 0.1, maximum: 0.4, population: {path: p.csv}}}"
    (_, model) = built(text, "a")
    assert model == DeltaPresence(0.4, 0.1)


def test_a_population_smaller_than_the_data_is_refused() -> None:
    with pytest.raises(InputError, match="has 2 people, and the data have 3 subjects"):
        built("{k-map: {k: 5, population: {size: 2}}}", "a", "b", "c")


def closeness(text: str, *values: object) -> TCloseness:
    (model,) = (m for m in built(text, *values) if isinstance(m, TCloseness))
    return model


def test_numbers_have_an_order_of_their_own() -> None:
    model = closeness("{t-closeness: {visits.dx: {t: 0.2, distance: ordered}}}", 100, 9, 20)
    assert model.ranks is not None
    assert model.ranks.tolist() == [0, 1, 2]
    assert model.whole.tolist() == pytest.approx([1 / 3] * 3)


def test_texts_take_the_order_that_is_named() -> None:
    """Codes follow the text: high, low, middle. Values that nobody has take no place."""
    text = "{t: 0.2, distance: ordered, order: [none, low, middle, high]}"
    model = closeness(f"{{t-closeness: {{visits.dx: {text}}}}}", "low", "high", "middle")
    assert model.ranks is not None
    assert model.ranks.tolist() == [2, 0, 1]


def test_texts_without_an_order_are_refused() -> None:
    with pytest.raises(InputError, match=r"visits\.dx have no order") as caught:
        closeness("{t-closeness: {visits.dx: {t: 0.2, distance: ordered}}}", "low", "high")
    assert "low, middle, high" in str(caught.value.fix)


def test_an_order_that_lacks_values_counts_them_and_does_not_quote_them() -> None:
    text = "{t: 0.2, distance: ordered, order: [low, high]}"
    with pytest.raises(InputError, match="lacks 1 of its 3 values") as caught:
        closeness(f"{{t-closeness: {{visits.dx: {text}}}}}", "low", "high", "secret")
    assert "secret" not in str(caught.value)


def test_a_hierarchical_distance_takes_the_levels_of_the_hierarchy() -> None:
    values = pa.array(["A11", "A12", "B11"])
    hierarchy = build(PrefixHierarchy(lengths=(2, 1)), values, base=Path())
    privacy = section("{t-closeness: {visits.dx: {t: 0.2, distance: hierarchical}}}")
    sensitive = {DX: SensitiveColumn(values)}
    models = build_models(privacy, k=1, rows=3, sensitive=sensitive, hierarchies={DX: hierarchy})
    model = models[1]
    assert isinstance(model, TCloseness)
    assert [groups.tolist() for groups in model.groups] == [[0, 0, 1], [0, 0, 1]]
    statistics = ClassStatistics.of(np.array([0, 0, 1]), 2, sensitive=sensitive)
    assert model.distances(statistics) == pytest.approx([1 / 3, 2 / 3])
    with pytest.raises(InputError, match="needs a hierarchy"):
        build_models(privacy, k=1, rows=3, sensitive=sensitive)


def test_more_sensitive_values_than_subjects_are_refused() -> None:
    with pytest.raises(InputError, match="from 1 to k, which is 3"):
        built("{p-sensitivity: {visits.dx: 4}}", "a", "b")


def test_an_empty_table_makes_models_that_find_nothing_to_check() -> None:
    text = "{t-closeness: {visits.dx: 0.2}, k-map: {k: 5, population: {size: 10}}}"
    models = build_models(section(text), k=2, rows=0, sensitive={DX: SensitiveColumn(pa.nulls(0))})
    empty = ClassStatistics.of(
        np.zeros(0, dtype=np.int64), 0, sensitive={DX: SensitiveColumn(pa.nulls(0))}
    )
    assert [model.achieved(empty) for model in models] == [None, None]
