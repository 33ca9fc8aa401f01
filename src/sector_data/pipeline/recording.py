"""A release between a look into the ledger and the entries that are made once it is there.

What lives here: the key of a release, and that order. What does not: the release itself
(:mod:`sector_data.pipeline.releasing`) and what the ledger finds
(:mod:`sector_data.pipeline.ledger.comparing`).
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sector_data.errors import KeyRingError, LedgerError
from sector_data.pipeline.ledger.comparing import refuse_if_exposing, watch
from sector_data.pipeline.progress import Announce
from sector_data.pipeline.releasing import Released, release
from sector_data.pipeline.sourcing import Source
from sector_data.pipeline.synthesis.releasing import NO_MODELS, ModelFiles
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.plan import Plan

if TYPE_CHECKING:
    from sector_data.deidentify.keyring import Key


@dataclass(frozen=True, slots=True)
class Places:
    """Where a release is written, and what is read and written beside it.

    Attributes
    ----------
    output
        The bundle's directory.
    key_ring
        File that holds the key; the default ring when it is None.
    ledger
        File of the ledger; None when pipeline and environment say.
    replace
        Whether an earlier bundle may be replaced.
    approvals
        Of the plan, for the bundle.
    models
        Where what engines learn is kept, and taken from.
    """

    output: Path
    key_ring: Path | str | None
    ledger: Path | str | None
    replace: bool
    approvals: bytes = b""
    models: ModelFiles = NO_MODELS


def release_and_record(
    plan: Plan, source: Source, key: Key, places: Places, announce: Announce
) -> Released:
    """Carry out a plan unless the ledger speaks against it, and enter the release there.

    Raises
    ------
    ReleaseRefusedError
        If a gate fails, or the pipeline refuses what earlier releases and this one tell together.
    LedgerError
        If the ledger cannot be read or written; before anything is done, if that can be known.
    """
    beside = watch(
        plan,
        source.tables,
        places.ledger,
        places.key_ring,
        key=key.fingerprint,
        announce=announce,
    )
    between = beside.compare()
    refuse_if_exposing(between, plan.pipeline)
    with beside.telling_what_counts():
        done = release(
            plan,
            source,
            output=places.output,
            key=key,
            approvals=places.approvals,
            replace=places.replace,
            models=places.models,
            announce=announce,
            paying=beside.paying,
        )
    try:
        beside.record(done.bundle, key.fingerprint, done.synthesis)
    except LedgerError as error:
        raise LedgerError(
            f"The bundle {done.bundle} is written, but does not stand in the ledger: "
            f"{error.message}",
            f"Mend that first, then: {beside.mending(done.bundle)}. Hand nothing out before.",
        ) from None
    _note_use(plan.pipeline, places.key_ring)
    return replace(done, between=between)


def key_of(pipeline: Pipeline, key_ring: Path | str | None) -> Key:
    """Return the key that a pipeline names.

    Raises
    ------
    KeyRingError
        If it is not there.
    """
    from sector_data.deidentify.keyring import KeyRing

    return KeyRing.open(None if key_ring is None else Path(key_ring)).get(pipeline.release.key)


def _note_use(pipeline: Pipeline, key_ring: Path | str | None) -> None:
    """Note in the key ring what its key was used for, once the release is there."""
    from sector_data.deidentify.keyring import KeyRing

    ring = KeyRing.open(None if key_ring is None else Path(key_ring))
    spec = pipeline.release
    # Where the ring may only be read, its key does all the same.
    with suppress(KeyRingError):
        ring.record_domains(spec.key, [f"{spec.name} for {spec.recipient.value}"])
