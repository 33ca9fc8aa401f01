"""A plan says what a guarantee means that promises next to nothing."""

from __future__ import annotations

import pytest

from sector_data.pipeline.planning.remarks import promise_remarks
from sector_data.spec.pipeline import Pipeline


@pytest.mark.parametrize(("epsilon", "told"), [(20, 0), (20.5, 1), (1e6, 1)])
def test_an_absurd_epsilon_is_told_with_its_meaning(epsilon: float, told: int) -> None:
    private = {"epsilon": epsilon, "domain": {"people.sex": ["F", "M"]}}
    pipeline = Pipeline.model_validate(
        {
            "release": {"name": "r"},
            "source": {"people": {"path": "people.csv"}},
            "synthesise": {"rows": {"people": 9}, "differential-privacy": private},
        }
    )
    remarks = promise_remarks(pipeline)
    assert len(remarks) == told
    assert all(f"epsilon {epsilon:g} promises next to nothing" in line for line in remarks)
    assert promise_remarks(pipeline.model_copy(update={"synthesise": None})) == []
