"""A plan says what a guarantee means that promises next to nothing."""

from __future__ import annotations

import pytest

from sector_data.pipeline.planning.remarks import promise_remarks
from sector_data.spec.pipeline import Pipeline


def remarks_on(**private: float) -> list[str]:
    """Return what a plan says of a guarantee."""
    guarantee = {"domain": {"people.sex": ["F", "M"]}, **private}
    pipeline = Pipeline.model_validate(
        {
            "release": {"name": "r"},
            "source": {"people": {"path": "people.csv"}},
            "synthesise": {"rows": {"people": 9}, "differential-privacy": guarantee},
        }
    )
    assert promise_remarks(pipeline.model_copy(update={"synthesise": None})) == []
    return promise_remarks(pipeline)


@pytest.mark.parametrize(("epsilon", "told"), [(20, 0), (20.5, 1), (1e6, 1)])
def test_an_absurd_epsilon_is_told_with_its_meaning(epsilon: float, told: int) -> None:
    remarks = remarks_on(epsilon=epsilon)
    assert len(remarks) == told
    assert all(f"epsilon {epsilon:g} promises next to nothing" in line for line in remarks)


@pytest.mark.parametrize(("delta", "told"), [(1e-9, 0), (1e-5, 0), (2e-5, 1), (0.5, 1)])
def test_an_absurd_delta_is_told_with_its_meaning(delta: float, told: int) -> None:
    remarks = remarks_on(epsilon=1, delta=delta)
    assert len(remarks) == told
    assert all(f"one subject in {1 / delta:,.0f} keeps it" in line for line in remarks)
