"""What must be true of a bundle before it is handed out.

What lives here: the last checks. What does not: re-measuring the data
(:mod:`sector_data.pipeline.auditing.claims`), signatures (:mod:`sector_data.pipeline.signing`), and
what changed since another release (:mod:`sector_data.pipeline.differing`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sector_data.errors import BundleError
from sector_data.pipeline.approving import approval_claims
from sector_data.pipeline.auditing.privacy import holds
from sector_data.pipeline.ledger.files import ledger_path, open_ledger
from sector_data.pipeline.progress import Announce, silent
from sector_data.pipeline.signing import verify_release
from sector_data.release import layout
from sector_data.release.documents import readable_model
from sector_data.release.manifest import digest_in
from sector_data.release.report.content import page_names
from sector_data.spec.evidence.conformity import Conformity
from sector_data.spec.evidence.release import Assessment, AuditReport, Claim, LeakReport
from sector_data.spec.plan import Plan
from sector_data.spec.words import SignatoryRole


def publish_check(
    bundle: Path,
    *,
    keys: Sequence[Path | str] = (),
    required: Sequence[SignatoryRole] = (),
    ledger: Path | None = None,
    key_ring: Path | None = None,
    announce: Announce = silent,
) -> AuditReport:
    """Tell whether a bundle is ready to be handed out.

    Parameters
    ----------
    bundle
        Its directory.
    keys, required
        See :func:`~sector_data.pipeline.signing.verify_release`.
    ledger, key_ring
        Where the ledger lies that the release must stand in.
    announce
        Told how much is done of a large bundle.

    Raises
    ------
    BundleError
        If the directory is not a bundle, or a key cannot be read.
    """
    claims = list(verify_release(bundle, keys, required, announce).claims)
    plan = readable_model(bundle, layout.PLAN, Plan)
    if plan is None:
        claims.append(holds("plan", False, "It cannot be read."))
    else:
        claims += _terms(plan)
        claims += _pages(bundle, plan)
        claims += approval_claims(bundle, plan)
        claims += _evidence(bundle, plan)
    claims.append(_in_ledger(bundle, ledger or ledger_path(key_ring)))
    return AuditReport(bundle=bundle.name, claims=tuple(claims))


def _terms(plan: Plan) -> Iterator[Claim]:
    """Yield whether those who get the release are told what it is and what they may do."""
    release = plan.pipeline.release
    for word, value, why in (
        ("title", release.title, "Nobody will find it by its short name."),
        ("purpose", release.purpose, "Nobody can tell which use is meant."),
        ("licence", release.licence, "Nobody may use it without one."),
        ("contact", release.contact, "Nobody can be told of a leak."),
    ):
        yield holds(
            word,
            bool(value),
            "It is given." if value else f"The pipeline gives no release.{word}. {why}",
        )


def _pages(bundle: Path, plan: Plan) -> Iterator[Claim]:
    pages = page_names(plan.pipeline.release.languages).values()
    missing = sorted(n for pair in pages for n in pair if not (bundle / n).is_file())
    yield holds(
        "pages",
        not missing,
        f"Missing are {', '.join(missing)}." if missing else "Report and README are there.",
    )


def _evidence(bundle: Path, plan: Plan) -> Iterator[Claim]:
    """Yield what the publisher's own evidence says; it is signed, and not measured again here."""
    assessment = readable_model(bundle, layout.evidence_path("assessment"), Assessment)
    if assessment is None:
        yield holds("gates", False, "The assessment is missing or damaged.")
    else:
        missed = [g.sentence for g in assessment.gates if not g.passed]
        missed += [f"{m.table}: {m.sentence}." for m in assessment.models if not m.passed]
        passed = len(assessment.gates) + len(assessment.models) - len(missed)
        yield holds("gates", not missed, " ".join(missed) or f"All {passed} are passed.")
    leaks = readable_model(bundle, layout.evidence_path("leaks"), LeakReport)
    clean = leaks is not None and leaks.passed
    yield holds("leak search", clean, "Nothing was found." if clean else "It found something.")
    if not plan.pipeline.policy:
        return
    stated = readable_model(bundle, layout.evidence_path("conformity"), Conformity)
    if stated is None:
        yield holds("policy packs", False, "The statement of conformity is missing or damaged.")
        return
    broken = stated.failures()
    human = sum(pack.count("needs a human") for pack in stated.packs)
    if broken or not human:
        yield holds("policy packs", not broken, " ".join(broken) or "All parts hold.")
        return
    yield Claim(
        subject="policy packs",
        verdict="cannot be told from here",
        sentence=f"{human} parts need a human: the report names them.",
    )


def _in_ledger(bundle: Path, path: Path) -> Claim:
    ledger = open_ledger(path)
    kept = [] if ledger is None else ledger.releases()
    try:
        sums = digest_in(bundle, layout.SUMS)
    except BundleError:
        sums = ""
    found = next((r for r in kept if r.digest == sums), None)
    if found is None:
        return Claim(
            subject="ledger",
            verdict="cannot be told from here",
            sentence="The release does not stand in the ledger at hand.",
        )
    withdrawn = found.withdrawn
    sentence = f"It was withdrawn: {withdrawn}." if withdrawn else f"It stands there as {found.id}."
    return holds("ledger", withdrawn is None, sentence)
