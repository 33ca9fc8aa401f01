"""What detection finds in every sample stays what the guide says."""

from __future__ import annotations

import pytest

from tests.samples.detection import FEW, recorded, scored, with_texts

SOME = 40
"""Texts that are searched here; the guide's figures are of more."""


def test_every_ground_truth_is_in_the_table() -> None:
    assert set(with_texts()) <= {sample for sample, _ in recorded()}


@pytest.mark.slow
@pytest.mark.parametrize("sample", with_texts())
def test_detection_keeps_to_the_figures_of_the_guide(sample: str) -> None:
    """The upper end of the interval of fewer texts reaches what all of them showed."""
    figures = scored(sample, SOME)
    told = recorded()
    for label, found in figures.items():
        if (sample, label) not in told or (label != "ALL" and found.true < FEW):
            continue
        recall, masked = told[sample, label]
        assert found.masked is not None
        assert found.masked.high >= masked - 0.03, label
        assert found.recall is not None
        assert found.recall.high >= recall - 0.03, label
