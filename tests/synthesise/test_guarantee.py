"""A guarantee is only given where all that it needs is public, and the record says all of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sector_data.errors import InputError
from sector_data.sources.tables import Table
from sector_data.spec.plan import Plan
from sector_data.spec.synthesis import DifferentialPrivacySpec, IntervalSpec, SynthesisSpec
from sector_data.spec.transforms.perturbation import RankSwap
from sector_data.spec.transforms.values import TransformSpec
from sector_data.synthesise import guarantee
from sector_data.synthesise.domain import Categories, Intervals, public_column
from sector_data.synthesise.engines.opendp_marginals import Noised, Question
from sector_data.synthesise.making import synthesise
from tests.synthesise.plans import plan_of, table

DOMAIN: dict[str, Any] = {
    "t.sex": ("F", "M", "X"),
    "t.age": IntervalSpec(lowest=0, highest=100, cuts=(18, 65)),
    "t.group": ("child", "adult", "old"),
    "t.ill": ("false", "true"),
}


@pytest.fixture
def tables() -> dict[str, Table]:
    rng = np.random.default_rng(3)
    age = rng.integers(0, 100, 900)
    group = np.where(age < 18, "child", np.where(age < 65, "adult", "old"))
    return {
        "t": table(
            "t",
            {
                "id": [f"p{n // 3}" for n in range(900)],
                "sex": rng.choice(["F", "M", "rare"], 900, p=[0.5, 0.49, 0.01]).tolist(),
                "age": pa.array(age, mask=rng.random(900) < 0.05),
                "group": group.tolist(),
                "ill": pa.array(rng.random(900) < 0.2 + 0.5 * (age > 64)),
            },
        )
    }


def planned(tables: dict[str, Table], **transforms: TransformSpec) -> Plan:
    plan = plan_of(tables, transforms={f"t.{c}": t for c, t in transforms.items()})
    columns = tuple(c for c in plan.tables[0].columns)
    whole = plan.tables[0].model_copy(update={"columns": columns, "subject_path": ("t.id",)})
    pipeline = plan.pipeline.model_copy(update={"subject": "t.id", "keys": {}})
    return plan.model_copy(update={"tables": (whole,), "pipeline": pipeline})


def spec_of(**private: Any) -> SynthesisSpec:
    words: dict[str, Any] = {"epsilon": 2.0, "contributions": 3, "domain": DOMAIN, **private}
    return SynthesisSpec(
        rows={"t": 500},
        dependencies={"t.group": "t.age"},
        differential_privacy=DifferentialPrivacySpec(**words),
    )


class Counting:
    """Stands for OpenDP: draws the rows that it was given again, and remembers them."""

    name, licence, notice, limits = "opendp", "MIT", "", ()
    seen: dict[str, Any]

    def versions(self) -> dict[str, str]:
        return {}

    def draw(self, codes: Any, question: Question, rows: int, **words: Any) -> Noised:
        type(self).seen = {"codes": codes, "question": question, **words}
        chosen = np.arange(rows) % len(codes["sex"])
        drawn = {c: values[chosen] for c, values in codes.items()}
        # As OpenDP's process does: what is determined follows.
        drawn["group"] = drawn["age"]
        return Noised(drawn, 0.1, words["epsilon"], {("sex", "age"): 3.0}, [("sex", "age")])


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> type[Counting]:
    monkeypatch.setattr(guarantee, "OpenDpMarginals", Counting)
    return Counting


def keyed(tables: dict[str, Table], plan: Plan) -> Plan:
    """Let the identifier be the key, so that it is made anew."""
    return plan.model_copy(
        update={"pipeline": plan.pipeline.model_copy(update={"keys": {"t": "id"}})}
    )


def test_only_the_domain_and_the_first_rows_of_a_subject_are_counted(
    tables: dict[str, Table], counting: type[Counting]
) -> None:
    plan = keyed(tables, planned(tables))
    made = synthesise(tables, plan, spec_of(contributions=2), announce=lambda _: None)
    seen = counting.seen
    assert len(seen["codes"]["sex"]) == 600
    assert seen["question"].sizes == {"sex": 3, "age": 3, "group": 3, "ill": 2}
    assert seen["question"].ordered == {"age"}
    assert (seen["epsilon"], seen["delta"], seen["contributions"]) == (2.0, 1e-9, 2)
    assert (seen["codes"]["sex"] == -1).sum() > 0  # "rare" is not public
    assert "rare" not in made.tables["t"].column("sex").to_pylist()
    assert made.tables["t"].rows == 500
    assert made.tables["t"].data.schema == tables["t"].data.schema
    record = made.record["differential-privacy"]
    assert record["unit"] == "one subject"
    assert record["contributions"] == 2
    assert record["rho"] == 0.1
    assert record["noise-standard-deviations"] == {"sex·age": 3.0}
    for word in ("delta", "neighbours", "mechanism", "accountant", "bounds", "chosen-privately"):
        assert record[word]
    assert made.record["repeatable"] is False


def test_what_is_determined_follows_in_every_row(
    tables: dict[str, Table], counting: type[Counting]
) -> None:
    made = synthesise(tables, keyed(tables, planned(tables)), spec_of(), announce=lambda _: None)
    frame = made.tables["t"].to_pandas()
    interval = np.digitize(frame["age"].astype(float).fillna(-1), [0, 18, 65])
    assert (frame.groupby(interval)["group"].nunique() <= 1).all()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"domain": {k: v for k, v in DOMAIN.items() if k != "t.ill"}},
            "no public domain of t.ill",
        ),
        ({"domain": {**DOMAIN, "t.gone": ("x",)}}, "names t.gone, which is not learnt"),
        ({"domain": {**DOMAIN, "t.sex": IntervalSpec(lowest=0, highest=1)}}, "holds no numbers"),
        ({"domain": {**DOMAIN, "t.ill": ("tell", "tale")}}, "not of its type"),
        ({"target": "t.gone"}, "names t.gone, which is not learnt"),
        ({"marginals": (("t.sex", "u.age"),)}, "names u.age, which is not learnt"),
    ],
)
def test_what_is_not_public_is_refused(
    tables: dict[str, Table], counting: type[Counting], change: dict[str, Any], told: str
) -> None:
    with pytest.raises(InputError, match=told) as caught:
        synthesise(
            tables, keyed(tables, planned(tables)), spec_of(**change), announce=lambda _: None
        )
    assert "tell" not in str(caught.value)


def test_what_was_decided_by_the_data_is_refused(
    tables: dict[str, Table], counting: type[Counting]
) -> None:
    plan = keyed(tables, planned(tables, age=RankSwap()))
    with pytest.raises(InputError, match="by what other rows hold"):
        synthesise(tables, plan, spec_of(), announce=lambda _: None)
    rows = spec_of().model_copy(update={"rows": {}})
    with pytest.raises(InputError, match="number of rows of t is confidential"):
        synthesise(tables, keyed(tables, planned(tables)), rows, announce=lambda _: None)


def test_an_absurd_epsilon_is_named_as_such(
    tables: dict[str, Table], counting: type[Counting]
) -> None:
    said: list[str] = []
    plan = keyed(tables, planned(tables))
    synthesise(tables, plan, spec_of(epsilon=50.0), announce=said.append)
    assert "promises next to nothing" in said[0]


@given(st.lists(st.none() | st.integers(-50, 200), max_size=40), st.integers(0, 9))
def test_numbers_come_back_within_their_interval(numbers: list[int | None], seed: int) -> None:
    spec = IntervalSpec(lowest=0, highest=100, cuts=(1, 18, 65))
    column = public_column("t.a", pa.int64(), spec)
    assert isinstance(column, Intervals)
    codes = column.encode(pa.array(numbers, pa.int64()))
    back = column.decode(codes, np.random.default_rng(seed))
    assert np.array_equal(column.encode(back), codes)
    for before, after in zip(numbers, back.to_pylist(), strict=True):
        assert (before is None) == (after is None)
        assert after is None or 0 <= after <= 100


@given(st.lists(st.none() | st.sampled_from(["a", "b", "secret"]), max_size=30))
def test_categories_come_back_and_others_do_not(values: list[str | None]) -> None:
    column = Categories(pa.string(), ("a", "b"))
    back = column.decode(column.encode(pa.array(values, pa.string())), np.random.default_rng(0))
    assert back.to_pylist() == [v if v in ("a", "b") else None for v in values]


def test_named_sets_are_counted_without_what_follows_from_them(
    tables: dict[str, Table], counting: type[Counting]
) -> None:
    named = (("t.sex", "t.age", "t.group"), ("t.age", "t.group"))
    spec = spec_of(marginals=named, target="t.group")
    synthesise(tables, keyed(tables, planned(tables)), spec, announce=lambda _: None)
    question = counting.seen["question"]
    assert question.groups == [["sex", "age"]]
    assert question.dependencies == {"group": ("age",)}
    assert question.target is None  # a target that follows from others needs no counts


def test_a_number_that_follows_is_one_for_each_code(
    tables: dict[str, Table], counting: type[Counting]
) -> None:
    domain = {**DOMAIN, "t.code": IntervalSpec(lowest=0, highest=90, cuts=(30, 60))}
    coded = tables["t"].data.append_column("code", tables["t"].column("age"))
    wide = {"t": Table("t", coded)}
    spec = spec_of(domain=domain).model_copy(update={"dependencies": {"t.code": "t.group"}})
    made = synthesise(wide, keyed(wide, planned(wide)), spec, announce=lambda _: None)
    frame = made.tables["t"].to_pandas()
    interval = np.digitize(frame["code"].astype(float).fillna(-1), [0, 30, 60])
    assert (frame.groupby(interval)["code"].nunique() <= 1).all()
