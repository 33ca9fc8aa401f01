"""Items of set-valued columns, counted again from released rows."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest

import sector_data as sd
from sector_data.errors import SpecificationError
from tests.end_to_end.clinic import people, release, world_of


def supports(cells: pd.Series[str], m: int) -> int:
    counts: Counter[tuple[str, ...]] = Counter()
    for cell in cells:
        items = sorted(set(filter(None, cell.split(";"))))
        for size in range(1, m + 1):
            counts.update(combinations(items, size))
    return min(counts.values())


@pytest.mark.parametrize("hierarchy", ["", ", hierarchy: {prefix: {lengths: [1]}}"])
def test_any_two_items_are_shared_by_k(hierarchy: str, tmp_path: Path) -> None:
    data = people()
    rare = ["a1;z9" if i in (5, 9) else cell for i, cell in enumerate(data["items"])]
    privacy = (
        "{k-anonymity: 2, km-anonymity: {people.items: {k: 45, m: 2}}, suppression-limit: 70%}"
    )
    world = world_of(tmp_path / "w", privacy, data.assign(items=rare))
    path = world.edited(
        "items.yaml", ("transform: keep}\nprivacy", f"transform: keep{hierarchy}}}\nprivacy")
    )
    assert supports(pd.Series(rare), 2) < 45
    done = sd.run(path, output=world.folder / "release", key_ring=world.key_ring)
    out = pd.read_csv(done.bundle / "data" / "people.csv", dtype=str, keep_default_na=False)
    released = set(";".join(out["items"]).split(";"))

    assert supports(out["items"], 2) >= 45
    assert "z9" not in released
    assert bool(hierarchy) == any("*" in item for item in released)
    (told,) = (r for r in done.assessment.models if r.name == "km-anonymity")
    assert told.passed
    assert told.measured == supports(out["items"], 2)
    claims = {c.subject: c.verdict for c in sd.audit(done.bundle).claims}
    assert claims[told.model] == "holds"


def test_items_of_a_quasi_identifier_are_refused(tmp_path: Path) -> None:
    world = world_of(tmp_path / "w", "{km-anonymity: {people.ward: {k: 3, m: 2}}}")
    with pytest.raises(SpecificationError, match="items are shared of kept columns alone"):
        release(world)


def test_sharing_items_without_a_number_is_refused(tmp_path: Path) -> None:
    world = world_of(tmp_path / "w", "{k-anonymity: 2}")
    path = world.edited("f.yaml", ("transform: keep}\nprivacy", "transform: share-items}\nprivacy"))
    with pytest.raises(SpecificationError, match="how many subjects must share"):
        sd.run(path, output=world.folder / "release", key_ring=world.key_ring)
