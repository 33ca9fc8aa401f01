"""The pipelines of health keep what every pipeline promises."""

from __future__ import annotations

import pytest

from tests.samples.every_pipeline import EveryPipeline, pipelines_of


@pytest.mark.parametrize("pipeline", pipelines_of("health"))
class TestHealth(EveryPipeline):
    """See :class:`tests.samples.every_pipeline.EveryPipeline`."""
