"""Every ready pipeline: from a small sample to a bundle that all can open and none can refute.

What a pipeline releases is compared with its golden digests. Where a release was meant to change,
``python -m tests.samples.golden`` writes them anew. Each sector has a module of its own, so that
sectors are tested side by side.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from sector_data.pipeline.auditing.attesting import audit
from sector_data.pipeline.releasing import Released
from tests.clients.opening import open_with_every_client
from tests.samples.golden import PIPELINES, Golden, digests, release


@cache
def work() -> TemporaryDirectory[str]:
    return TemporaryDirectory()


@cache
def released(pipeline: str) -> Released:
    """Return the release of a pipeline, made once for all tests of a module."""
    return release(pipeline, Path(work().name) / pipeline, Golden.read(pipeline).size)


def pipelines_of(*beginnings: str) -> list[str]:
    """Return the pipelines whose names begin so."""
    return [name for name in PIPELINES if name.startswith(beginnings)]


@pytest.mark.slow
class EveryPipeline:
    """What holds for each; a subclass says whose, by parametrising ``pipeline``."""

    def test_its_gates_pass_and_its_audit_refutes_nothing(self, pipeline: str) -> None:
        made = released(pipeline)
        assert made.assessment.gates, "a release without a gate is no example"
        assert [sentence for passed, sentence in made.gate_lines() if not passed] == []
        report = audit(made.bundle)
        assert [claim for claim in report.claims if claim.verdict == "does not hold"] == []

    def test_it_releases_what_it_released_before(self, pipeline: str) -> None:
        recorded = Golden.read(pipeline).files
        if not recorded:
            pytest.skip("its codes are drawn at random and kept in lookup files: no two are alike")
        assert digests(released(pipeline).bundle) == recorded

    def test_every_client_opens_it(self, pipeline: str) -> None:
        open_with_every_client(released(pipeline).bundle)
