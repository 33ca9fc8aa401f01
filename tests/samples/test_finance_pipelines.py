"""The pipelines of finance keep what every pipeline promises."""

from __future__ import annotations

import pytest

from tests.samples.every_pipeline import EveryPipeline, pipelines_of


@pytest.mark.parametrize("pipeline", pipelines_of("finance"))
class TestFinance(EveryPipeline):
    """See :class:`tests.samples.every_pipeline.EveryPipeline`."""
