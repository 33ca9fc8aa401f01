"""Making a release once more from its source, to see that it is the same.

What lives here: finding plan, source and key, and comparing every file. What does not: making a
release (:mod:`sector_data.pipeline.releasing`).

Inside the steward's walls this tells what nobody outside can: that the bundle was made from this
source by this plan and nothing else. The release that is made for it goes to a temporary folder
that only its owner may read, is not entered in the ledger, and is taken away.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from sector_data.errors import PlanError, ReleaseRefusedError
from sector_data.pipeline.auditing.privacy import holds
from sector_data.pipeline.progress import Announce
from sector_data.pipeline.recording import key_of
from sector_data.pipeline.releasing import release
from sector_data.pipeline.sourcing import check_unchanged, read_source
from sector_data.pipeline.verbs import read_plan
from sector_data.release import layout
from sector_data.release.documents import read_bytes, read_model
from sector_data.release.layout import list_files
from sector_data.release.manifest import digest_in
from sector_data.spec.evidence.release import Claim
from sector_data.spec.plan import Plan


def replay_claims(
    bundle: Path, source: Path, key_ring: Path | None, announce: Announce
) -> Iterator[Claim]:
    """Yield whether the same source, plan and key give the same bundle.

    Parameters
    ----------
    bundle
        Its directory.
    source
        The plan's file, or the folder of the source's files.
    key_ring
        File that holds the release's key.
    announce
        Told what is being done.

    Raises
    ------
    BundleError
        If the bundle's plan cannot be read.
    PlanError
        If `source` is no plan.
    KeyRingError
        If the key is not there.
    """
    plan = _plan(bundle, source)
    if plan.digest() != digest_in(bundle, layout.PLAN):
        yield holds("replay", False, f"{source.name} is not the plan that the bundle was made by.")
        return
    tables = read_source(plan.pipeline, None, announce)
    try:
        check_unchanged(plan, tables)
    except PlanError:
        yield holds("replay", False, "The source is not the one that the bundle was made from.")
        return
    key = key_of(plan.pipeline, key_ring)
    approvals = b""
    if (bundle / layout.APPROVALS).exists():
        approvals = read_bytes(bundle, layout.APPROVALS)
    with tempfile.TemporaryDirectory(prefix="sector-data-") as folder:
        again = Path(folder) / "again"
        try:
            release(
                plan,
                tables,
                output=again,
                key=key,
                approvals=approvals,
                announce=announce,
            )
        except ReleaseRefusedError:
            yield holds("replay", False, "The release is refused when it is made once more.")
            return
        announce("comparing")
        yield from _compared(bundle, again)


def _plan(bundle: Path, source: Path) -> Plan:
    if source.is_file():
        return read_plan(source)
    if not source.is_dir():
        raise PlanError(
            f"There is neither a plan nor a folder {source}.",
            "Name the plan that the bundle was made by, or the folder of the source's files.",
        )
    plan = read_model(bundle, layout.PLAN, Plan)
    pipeline = plan.pipeline.model_copy(update={"base": source})
    return plan.model_copy(update={"pipeline": pipeline})


def _compared(bundle: Path, again: Path) -> Iterator[Claim]:
    """Compare two bundles file by file; later signatures belong to one of them only."""
    here, there = (
        {
            name: digest_in(folder, name)
            for name in list_files(folder).files
            if name != layout.SIGNATURES
        }
        for folder in (bundle, again)
    )
    different = sorted(n for n in {**here, **there} if here.get(n) != there.get(n))
    if not different:
        yield holds("replay", True, f"Made once more, all {len(there)} files are the same.")
        return
    words = [
        "only in the bundle" if n not in there else "missing in the bundle" if n not in here else ""
        for n in different
    ]
    told = ", ".join(f"{n} ({w})" if w else n for n, w in zip(different, words, strict=True))
    environment = layout.evidence_path("environment")
    because = (
        f" {environment} tells with which versions the bundle was made; they are others here."
        if environment in different
        else ""
    )
    yield holds("replay", False, f"Made once more, {told} differ.{because}")
