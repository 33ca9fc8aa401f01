"""A bundle under a guarantee tells nothing of its source but what noise was added to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sector_data
from sector_data.deidentify.keyring import KeyRing
from sector_data.synthesise import guarantee
from sector_data.synthesise.engines.opendp_marginals import Noised, Question

PIPELINE = """
release: {name: wards, recipient: registered, purpose: Train models, contact: a@b.example}
source: {patients: patients.csv}
subject: patients.id
keys: {patients: id}
columns:
  patients.id: pseudonym
  patients.sex: insensitive
  patients.age: insensitive
  patients.ward: {role: sensitive}
  patients.note: drop
synthesise:
  tables: [patients]
  rows: {patients: 40}
  differential-privacy:
    epsilon: 1
    domain:
      patients.sex: [F, M]
      patients.age: {lowest: 0, highest: 110, cuts: [18, 65]}
      patients.ward: [Alpha, Beta]
quality:
  gates: {pair-trends: ">= 0.01"}
"""


SOURCES = (("one", range(30)), ("other", range(500, 777)))


class Blind:
    """Stands for OpenDP with a budget of nothing: what it draws depends on no row."""

    name, licence, notice, limits = "opendp", "MIT", "", ()

    def versions(self) -> dict[str, str]:
        return {}

    def draw(self, codes: Any, question: Question, rows: int, **words: Any) -> Noised:
        drawn = {c: np.arange(rows) % size for c, size in question.sizes.items()}
        return Noised(drawn, 0.01, words["epsilon"], {("sex",): 9.0}, [])


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Path]]:
    """Releases of two sources that have nothing in common but their columns."""
    tmp_path = tmp_path_factory.mktemp("guaranteed")
    ring = tmp_path / "keys.json"
    KeyRing.open(ring, create=True).new("default", holder="office")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guarantee, "OpenDpMarginals", Blind)
        patch.setenv("SOURCE_DATE_EPOCH", "1790000000")
        yield [_release(tmp_path / name, ring, people) for name, people in SOURCES]


def _release(folder: Path, ring: Path, people: range) -> Path:
    folder.mkdir()
    rows = "".join(
        f"P-{n:06d},{'FM'[n % 2]},{'' if n % 7 == 0 else 20 + n % 50},"
        f"{'Alpha' if n % 3 else 'Beta'},Patient {n} fell.\n"
        for n in people
    )
    (folder / "patients.csv").write_text("id,sex,age,ward,note\n" + rows, encoding="utf-8")
    (folder / "pipeline.yaml").write_text(PIPELINE, encoding="utf-8")
    sector_data.run(folder / "pipeline.yaml", output=folder / "out", key_ring=ring)
    return folder / "out"


def test_every_file_is_the_same_whatever_the_source(bundles: list[Path]) -> None:
    one, other = (
        {str(p.relative_to(b)): p.read_bytes() for p in sorted(b.rglob("*")) if p.is_file()}
        for b in bundles
    )
    assert len(one) > 15
    assert [name for name in {**one, **other} if one.get(name) != other.get(name)] == []
    leaks = json.loads(one["evidence/leaks.json"])
    assert (leaks["values"], leaks["findings"]) == (None, [])
    assert "is not told" in one["README.md"].decode()


def test_what_is_told_passes_an_audit(bundles: list[Path]) -> None:
    claims = sector_data.audit(bundles[0]).claims
    assert [c for c in claims if c.verdict == "does not hold"] == []
