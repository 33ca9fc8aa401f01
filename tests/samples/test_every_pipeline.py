"""Every ready pipeline: from a small sample to a bundle that all can open and none can refute.

What a pipeline releases is compared with its golden digests. Where a release was meant to change,
``python -m tests.samples.golden`` writes them anew.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from sector_data.pipeline.attesting import audit
from sector_data.pipeline.releasing import Released
from tests.samples.golden import PIPELINES, ROOT, Golden, digests, path_of, release


@cache
def work() -> TemporaryDirectory[str]:
    return TemporaryDirectory()


@cache
def released(pipeline: str) -> Released:
    """Return the release of a pipeline, made once for all tests of this module."""
    return release(pipeline, Path(work().name) / pipeline, Golden.read(pipeline).size)


def test_every_pipeline_has_its_page_and_its_record() -> None:
    pages = "".join(
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "pipelines").glob("*.md"))
    )
    assert [name for name in PIPELINES if f"]({name}.yaml)" not in pages] == []
    assert [name for name in PIPELINES if not path_of(name).is_file()] == []
    assert {path.stem for path in path_of("any").parent.glob("*.json")} == set(PIPELINES)


@pytest.mark.slow
@pytest.mark.parametrize("pipeline", PIPELINES)
def test_its_gates_pass_and_its_audit_refutes_nothing(pipeline: str) -> None:
    made = released(pipeline)
    assert made.assessment.gates, "a release without a gate is no example"
    assert [sentence for passed, sentence in made.gate_lines() if not passed] == []
    report = audit(made.bundle)
    assert [claim for claim in report.claims if claim.verdict == "does not hold"] == []


@pytest.mark.slow
@pytest.mark.parametrize("pipeline", PIPELINES)
def test_it_releases_what_it_released_before(pipeline: str) -> None:
    assert digests(released(pipeline).bundle) == Golden.read(pipeline).files


@pytest.mark.slow
@pytest.mark.parametrize("pipeline", PIPELINES)
def test_every_client_opens_it(pipeline: str) -> None:
    clients = pytest.importorskip("tests.clients.opening")
    clients.open_with_every_client(released(pipeline).bundle)
