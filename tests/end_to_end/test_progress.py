"""Every long stage of a release and of its audit tells how much of it is done."""

from __future__ import annotations

from pathlib import Path

import pytest

import sector_data as sd
from sector_data.pipeline.auditing.claims import audit_bundle
from tests.end_to_end.clinic import world_of

STAGES = {
    "taking the digest of people.csv",
    "finding the encoding of people.csv",
    "checking the quotation marks of people.csv",
    "reading people.csv",
    "finding the types of people.csv",
    "looking at people",
    "protecting people",
    "putting the rows of people in order",
    "counting equivalence classes",
    "comparing people with its source",
    "validating people",
    "writing people as CSV",
    "writing people as Parquet",
    "learning the identifiers of the source",
    "searching every file for identifiers of the source",
}
STAGES_OF_AUDIT = {
    "verifying digests",
    "reading people",
    "comparing CSV with Parquet",
    "validating people",
}
STAGES_OF_LOADING = {"verifying digests", "reading people"}


@pytest.fixture
def _all_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in files and in pieces whatever its size, as with gigabytes."""
    for name, size in {
        "sources.shares.LARGE": 1,
        "sources.spilling.LARGE": 0,
        "sources.spilling._LARGE_COLUMN": 0,
        "sources.numbering.MANY_ROWS": 64,
        "sources.numbering._FEW_VALUES": 5,
        "kernels.scratch.LARGE": 1 << 10,
        "validate.pieces.PIECE": 50,
    }.items():
        monkeypatch.setattr(f"sector_data.{name}", size)


def shares_of(told: list[str]) -> dict[str, list[int]]:
    """Return the per cents that were told of each stage, in order."""
    shares: dict[str, list[int]] = {}
    for phrase in told:
        if phrase.endswith(" %"):
            stage, _, share = phrase.removesuffix(" %").rpartition(": ")
            shares.setdefault(stage, []).append(int(share))
    return shares


@pytest.mark.usefixtures("_all_is_large")
def test_long_stages_tell_how_much_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = world_of(tmp_path / "large", "{k-anonymity: 5, suppression-limit: 20%}")
    told: list[str] = []
    released = sd.run(
        world.pipeline, output=tmp_path / "one", key_ring=world.key_ring, announce=told.append
    )
    audited: list[str] = []
    assert audit_bundle(released.bundle, announce=audited.append).passed
    loaded: list[str] = []
    frame = sd.load(released.bundle, announce=loaded.append)["people"]
    for phrases, stages in (
        (told, STAGES),
        (audited, STAGES_OF_AUDIT),
        (loaded, STAGES_OF_LOADING),
    ):
        shares = shares_of(phrases)
        assert shares.keys() >= stages
        for stage in stages:
            assert shares[stage][-1] > 90, stage

    # What lies in files and goes in pieces is the same release.
    monkeypatch.undo()
    plain = sd.run(world.pipeline, output=tmp_path / "two", key_ring=world.key_ring)
    assert frame.equals(sd.load(plain.bundle)["people"])
    for table in ("data/people.csv", "data/people.parquet", "evidence/assessment.json"):
        assert (released.bundle / table).read_bytes() == (plain.bundle / table).read_bytes()
