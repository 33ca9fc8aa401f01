"""A release beside the ledger: compared with earlier ones before, recorded after.

What lives here: which earlier releases a plan is compared with, what is refused, what is recorded.
A privacy budget is recorded before it is spent: a program that is killed in between has reserved
it, and of two programs at once the later one finds it reserved.
What does not: how two releases are compared (:mod:`sector_data.pipeline.ledger.crossings`), where
the ledger lies (:mod:`sector_data.pipeline.ledger.files`) and the file
(:mod:`sector_data.release.ledger`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sector_data.errors import ReleaseRefusedError, SectorDataError
from sector_data.pipeline.ledger.crossings import Earlier, crossings
from sector_data.pipeline.ledger.files import check_writable, open_ledger, path_of
from sector_data.pipeline.ledger.units import Foreseen, foresee
from sector_data.pipeline.ledger.words import counted, reserved_words
from sector_data.pipeline.progress import Announce, silent
from sector_data.release import layout
from sector_data.release.ledger.budget import share_subjects, total
from sector_data.release.manifest import digest
from sector_data.sources.tables import Table
from sector_data.spec.ledger import SHOWN, BetweenReleases, Crossing, KeptRelease, Spent
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.plan import Plan


def watch(
    plan: Plan,
    tables: Mapping[str, Table],
    named: Path | str | None,
    key_ring: Path | str | None,
    *,
    key: str | None = None,
    spending: Spent | None = None,
    announce: Announce = silent,
) -> Watch:
    """Set a plan beside the ledger that it belongs to.

    Parameters
    ----------
    plan, tables, announce
        See :class:`Watch`.
    named, key_ring
        See :func:`path_of`.
    key
        Fingerprint of the key of the release. With it the ledger must be writable: a release that
        could not be recorded is not begun.
    spending
        Of the privacy budget; what the plan's synthesis asks for when it is not given.
    """
    ring = None if key_ring is None else Path(key_ring)
    path = path_of(plan.pipeline, None if named is None else Path(named), ring)
    if path is not None and key is not None:
        check_writable(path)
    return Watch(plan, tables, path, key=key, spending=spending, announce=announce)


class Watch:
    """A plan beside the ledger: compared before the release, recorded after it.

    Parameters
    ----------
    plan
        What will be carried out.
    tables
        Its source.
    path
        The ledger's file, which :meth:`record` makes if it is not there; None when none is kept.
    key
        Fingerprint of the key that the release will be made with, where it is known.
    spending
        Of the privacy budget; what the plan's synthesis asks for when it is not given.
    announce
        Told what is being done.
    """

    def __init__(
        self,
        plan: Plan,
        tables: Mapping[str, Table],
        path: Path | None,
        *,
        key: str | None = None,
        spending: Spent | None = None,
        announce: Announce = silent,
    ) -> None:
        self._plan = plan
        self._tables = tables
        self._path = path
        self._ledger = None if path is None else open_ledger(path)
        self._key = key
        self._spending = spending or planned_spending(plan)
        self._announce = announce
        self._foreseen: Foreseen | None = None
        self._reserved: str | None = None

    def compare(self) -> BetweenReleases | None:
        """Return what the release tells together with earlier ones; None where no ledger is kept.

        A release by the very same plan is the same release: it is not compared with itself. The
        noise of differential privacy is drawn anew each time, so that its budget counts all the
        same.
        """
        if self._path is None:
            return None
        kept = self._kept()
        others = [release for release in kept if release.plan_digest != self._plan.digest()]
        found: list[Crossing] = []
        for release in others:
            self._announce(f"comparing with {release.name} {release.version}")
            assert self._ledger is not None  # releases came from it
            whole = self._ledger.with_plan(release.digest)
            earlier = Earlier(release, whole.plan, self._ledger.sketches(release.digest))
            found += crossings(self._there(), self._tables, self._key, earlier)
        found += self._over_budget(kept, self._spending)
        return BetweenReleases(compared=len(others), crossings=tuple(found))

    @contextlib.contextmanager
    def paying(self) -> Iterator[None]:
        """Reserve what the release spends, for the time in which its noise is drawn.

        What goes wrong within gives it back: nobody has seen anything. Afterwards it counts,
        whatever becomes of the release. Nothing is reserved where nothing is spent, or no ledger is
        kept.

        Raises
        ------
        ReleaseRefusedError
            If another release has spent the budget meanwhile.
        LedgerError
            If it cannot be written.
        """
        if self._path is None or self._spending is None:
            yield
            return
        ledger = self._ledger = self._ledger or open_ledger(self._path, create=True)
        assert ledger is not None  # it was made
        release, plan = self._entry("", self._key or "", self._spending)
        mark = ledger.reserve(release, plan, self._there().sketches, insist=self._insist_on_budget)
        try:
            yield
        except BaseException:
            ledger.give_back(mark)
            raise
        self._reserved = mark

    @contextlib.contextmanager
    def telling_what_counts(self) -> Iterator[None]:
        """Add to an error that what has been drawn is paid for, though nothing is released."""
        try:
            yield
        except SectorDataError as error:
            if self._reserved is not None:
                told = reserved_words(self._reserved[:SHOWN])
                error.fix = f"{error.fix} {told}" if error.fix else told
            raise

    def record(self, bundle: Path, key: str, synthesis: Mapping[str, Any] | None) -> None:
        """Enter a release that has been written.

        Parameters
        ----------
        bundle
            Its directory.
        key
            Fingerprint of the key that it was made with.
        synthesis
            The record of its synthesis, which tells the budget that it spent.

        Raises
        ------
        LedgerError
            If it cannot be written.
        """
        if self._path is None:
            return
        ledger = self._ledger = self._ledger or open_ledger(self._path, create=True)
        assert ledger is not None  # it was made
        spent = spent_of(synthesis) or self._spending
        release, plan = self._entry(digest(bundle / layout.SUMS), key, spent)
        if self._reserved is None:
            ledger.add(release, plan, self._there().sketches)
        else:
            ledger.complete(self._reserved, release)

    def mending(self, bundle: Path) -> str:
        """Return the command that enters a bundle which stands, but could not be entered."""
        if self._reserved is None:
            return "run the same again with --replace"
        return f"sector-data ledger settle {self._reserved[:SHOWN]} {bundle}"

    def _entry(self, bundle: str, key: str, spent: Spent | None) -> tuple[KeptRelease, Plan]:
        there = self._there()
        spec = self._plan.pipeline.release
        release = KeptRelease(
            digest=bundle,
            name=spec.name,
            version=spec.version,
            recipient=spec.recipient,
            made_on=self._plan.made_on,
            recorded=datetime.now(UTC).replace(microsecond=0),
            key=key,
            plan_digest=self._plan.digest(),
            population=self._plan.pipeline.ledger.population,
            tables=tuple(u.kept(name, there.sketches[name]) for name, u in there.units.items()),
            spent=spent,
        )
        # Files that hierarchies name must be found from wherever the next plan is made.
        base = self._plan.pipeline.base.absolute()
        plan = self._plan.model_copy(
            update={"pipeline": self._plan.pipeline.model_copy(update={"base": base})}
        )
        return release, plan

    def _kept(self) -> list[KeptRelease]:
        kept = [] if self._ledger is None else self._ledger.releases()
        return [release for release in kept if release.withdrawn is None]

    def _insist_on_budget(self) -> None:
        over = self._over_budget(self._kept(), self._spending)
        refuse_if_exposing(BetweenReleases(compared=0, crossings=tuple(over)), self._plan.pipeline)

    def _there(self) -> Foreseen:
        if self._foreseen is None:
            assert self._ledger is not None
            self._foreseen = foresee(self._plan, self._tables, self._ledger.secret)
        return self._foreseen

    def _over_budget(self, kept: Sequence[KeptRelease], own: Spent | None) -> list[Crossing]:
        """Return what all releases of the same subjects spend, where that is too much."""
        spec = self._plan.pipeline.ledger
        if own is None or spec.epsilon_budget is None:
            return []
        ledger = self._ledger
        sharing = [
            release
            for release in kept
            if release.spent is not None
            and ledger is not None
            and share_subjects(self._there().sketches, ledger.sketches(release.digest))
        ]
        spent = [own, *(r.spent for r in sharing if r.spent is not None)]
        epsilon, delta = total(spent, spec.delta_budget)
        if epsilon <= spec.epsilon_budget and delta <= spec.delta_budget:
            return []
        return [
            Crossing(
                kind="budget",
                exposes="yes",
                release=None,
                name=", ".join(f"{r.name} {r.version}" for r in sharing),
                sentence=f"With {counted(len(sharing), 'earlier release')} of the same subjects "
                f"this one spends ε = {epsilon:.4g} and δ = {delta:.3g}; the budget is "
                f"ε = {spec.epsilon_budget:g} and δ = {spec.delta_budget:g}.",
            )
        ]


def planned_spending(plan: Plan) -> Spent | None:
    """Return the privacy budget that a plan's synthesis asks for; None where it asks for none."""
    spec = plan.pipeline.synthesise
    asked = None if spec is None else spec.differential_privacy
    return None if asked is None else Spent(epsilon=asked.epsilon, delta=asked.delta)


def spent_of(record: Mapping[str, Any] | None) -> Spent | None:
    """Return the privacy budget that a synthesis record states."""
    stated = (record or {}).get("differential-privacy") or {}
    if stated.get("epsilon") is None and stated.get("rho") is None:
        return None
    words = ("epsilon", "delta", "rho", "mechanism")
    return Spent.model_validate({w: stated[w] for w in words if stated.get(w) is not None})


def refuse_if_exposing(between: BetweenReleases | None, pipeline: Pipeline) -> None:
    """Refuse a release that exposes subjects together with earlier ones, where the pipeline says.

    A budget that is spent is refused whatever it says.

    Raises
    ------
    ReleaseRefusedError
        With one sentence for each crossing.
    """
    if between is None:
        return
    refuse = pipeline.ledger.findings == "refuse"
    reasons = [c.sentence for c in between.exposing if refuse or c.kind == "budget"]
    if reasons:
        raise ReleaseRefusedError(
            reasons,
            "Use the bins, columns and subjects of the earlier release, or new pseudonyms "
            "(link-versions: false); if that one was given to nobody: sector-data ledger withdraw.",
        )
