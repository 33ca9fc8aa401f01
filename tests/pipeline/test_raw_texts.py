"""Free text that is kept as it was written: told by `check`, refused by plan and release."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import sector_data as sd
from sector_data.deidentify.keyring import KeyRing
from sector_data.errors import ReleaseRefusedError, SpecificationError
from sector_data.pipeline.checking.files import check
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.reading import parse_pipeline

FILE = """\
release: {name: remarks, recipient: %s}
source: {visits: visits.csv}
columns:
  visits.kind: {role: sensitive, transform: keep}
  visits.note: {role: %s, transform: %s}
"""
PLAIN = ["The pump was replaced and runs well again."] * 30
TELLING = [*PLAIN[1:], "The pump was replaced, call back at ada@clinic.example about it."]


def pipeline(transform: str, role: str = "free-text", recipient: str = "public") -> Pipeline:
    return parse_pipeline(FILE % (recipient, role, transform), base=Path())


def tables(notes: list[str]) -> dict[str, pd.DataFrame]:
    return {"visits": pd.DataFrame({"kind": ["a", "b", "c"] * 10, "note": notes})}


@pytest.mark.parametrize(
    ("recipient", "whom"), [("public", "everybody"), ("registered", "a registered release")]
)
def test_check_warns_before_a_value_is_read(tmp_path: Path, recipient: str, whom: str) -> None:
    tables(PLAIN)["visits"].to_csv(tmp_path / "visits.csv", index=False)
    file = tmp_path / "pipeline.yaml"
    file.write_text(FILE % (recipient, "free-text", "keep"), encoding="utf-8")
    found = check(file)
    [warning] = [w for w in found.warnings if w.path == "columns.visits.note"]
    assert f"to {whom} as it was written" in warning.message
    assert "redact-text" in (warning.hint or "")
    assert warning.line == 5
    for kept in (("free-text", "redact-text"), ("insensitive", "keep")):
        file.write_text(FILE % (recipient, *kept), encoding="utf-8")
        assert not [w for w in check(file).warnings if w.path == "columns.visits.note"]


def test_the_plan_refuses_identifiers_in_kept_text_and_tells_kinds_alone() -> None:
    with pytest.raises(SpecificationError) as caught:
        sd.plan(pipeline("keep"), tables=tables(TELLING))
    [problem] = caught.value.problems
    assert problem.path == "columns.visits.note"
    assert "email address" in problem.message
    assert "redact-text" in (problem.hint or "")
    assert "ada" not in str(caught.value)
    replaced = sd.plan(pipeline("redact-text"), tables=tables(TELLING))
    assert not any("as they were written" in warning for warning in replaced.warnings)


def test_kept_text_without_identifiers_is_remarked_upon() -> None:
    warnings = sd.plan(pipeline("keep"), tables=tables(PLAIN)).warnings
    assert any("visits.note: its texts are released as they were written" in w for w in warnings)


def test_the_refusal_of_a_release_names_the_way_out(tmp_path: Path) -> None:
    """A role that is not free text leaves it to the finished tables."""
    ring = tmp_path / "keys" / "keys.json"
    KeyRing.open(ring, create=True).new("default", holder=None)
    kept = pipeline("keep", role="insensitive")
    with pytest.raises(ReleaseRefusedError) as caught:
        sd.run(kept, tables=tables(TELLING), output=tmp_path / "release", key_ring=ring)
    [reason] = caught.value.reasons
    assert (
        reason == "visits.note does not meet expect_column_values_to_hold_no_identifier in 1 row."
    )
    assert "redact-text" in (caught.value.fix or "")
    assert "pseudonym or mask" in (caught.value.fix or "")
