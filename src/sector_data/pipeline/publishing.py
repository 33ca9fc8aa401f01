"""What must be true of a bundle before it is handed out, and what changed since another.

What lives here: the last checks, and the comparison of two releases in policy, columns, risk and
utility. What does not: re-measuring the data (:mod:`sector_data.pipeline.auditing`) and signatures
(:mod:`sector_data.pipeline.signing`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sector_data.errors import BundleError
from sector_data.pipeline.approving import approval_claims
from sector_data.pipeline.auditing_privacy import holds
from sector_data.pipeline.ledger_files import ledger_path, open_ledger
from sector_data.pipeline.signing import verify_release
from sector_data.release import layout
from sector_data.release.documents import readable_model
from sector_data.release.manifest import digest_in
from sector_data.release.report.content import page_names
from sector_data.release.verification import verify_bundle
from sector_data.spec.conformity import Conformity
from sector_data.spec.difference import Change, ReleaseDifference
from sector_data.spec.evidence import Assessment, AuditReport, Claim, LeakReport
from sector_data.spec.plan import ColumnPlan, Plan
from sector_data.spec.shorthands import render_transform
from sector_data.spec.words import SignatoryRole

_FIX = "Get the bundle again from whoever released it."


def publish_check(
    bundle: Path,
    *,
    keys: Sequence[Path] = (),
    required: Sequence[SignatoryRole] = (),
    ledger: Path | None = None,
    key_ring: Path | None = None,
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

    Raises
    ------
    BundleError
        If the directory is not a bundle, or a key cannot be read.
    """
    claims = list(verify_release(bundle, keys, required).claims)
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


def compare_releases(before: Path, after: Path) -> ReleaseDifference:
    """Tell what changed between two releases: settings, columns, risk and utility.

    Parameters
    ----------
    before, after
        Bundles; both are verified first.

    Raises
    ------
    BundleError
        If one is not a bundle, or not as it was released.
    """
    plans, assessments = [], []
    for bundle in (before, after):
        wrong = [c for c in verify_bundle(bundle) if c.verdict == "does not hold"]
        if wrong:
            raise BundleError(
                f"{bundle} is not as it was released: {wrong[0].subject}: {wrong[0].sentence}", _FIX
            )
        plan = readable_model(bundle, layout.PLAN, Plan)
        assessment = readable_model(bundle, layout.evidence_path("assessment"), Assessment)
        if plan is None or assessment is None:
            raise BundleError(f"Plan or assessment of {bundle} cannot be read.", _FIX)
        plans.append(plan)
        assessments.append(assessment)
    return ReleaseDifference(
        before=_named(plans[0]),
        after=_named(plans[1]),
        settings=_changes(*map(_settings, plans)),
        columns=_changes(*map(_columns, plans)),
        risk=_changes(*map(_risks, assessments)),
        utility=_changes(*map(_utilities, assessments)),
    )


def _named(plan: Plan) -> str:
    return f"{plan.pipeline.release.name} {plan.pipeline.release.version}"


def _changes(before: dict[str, str], after: dict[str, str]) -> tuple[Change, ...]:
    return tuple(
        Change(what=what, before=before.get(what), after=after.get(what))
        for what in {**before, **after}
        if before.get(what) != after.get(what)
    )


def _settings(plan: Plan) -> dict[str, str]:
    """Return what was asked for: the release's own words, packs, privacy, gates, synthesis."""
    document: dict[str, Any] = plan.pipeline.model_dump(mode="json", by_alias=True)
    sections = ("release", "sector", "policy", "subject", "privacy", "synthesise", "quality")
    flat: dict[str, str] = {}
    for section in sections:
        _flatten(section, document[section], flat)
    return flat


def _flatten(place: str, value: Any, into: dict[str, str]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            _flatten(f"{place}.{key}", inner, into)
    elif value not in (None, [], ""):
        into[place] = ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _columns(plan: Plan) -> dict[str, str]:
    told: dict[str, str] = {}
    for table in plan.tables:
        levels = {
            part.column: f", level {part.level} to {part.coarsest} of {part.levels - 1}"
            if part.level != part.coarsest
            else f", level {part.level} of {part.levels - 1}"
            for part in (table.protection.generalisations if table.protection else ())
        }
        for column in table.columns:
            path = f"{table.table}.{column.column}"
            told[path] = _treatment(column) + levels.get(column.column, "")
    return told


def _treatment(column: ColumnPlan) -> str:
    rendered = render_transform(column.transform)
    if isinstance(rendered, str):
        return f"{column.role.value}, {rendered}"
    ((name, parameters),) = rendered.items()
    settings: dict[str, str] = {}
    _flatten("", parameters, settings)
    said = "; ".join(f"{key.lstrip('.')}: {value}" for key, value in settings.items())
    return f"{column.role.value}, {name} ({said})" if said else f"{column.role.value}, {name}"


def _risks(assessment: Assessment) -> dict[str, str]:
    told: dict[str, str] = {}
    for figures in assessment.after:
        told |= {
            f"{figures.table}: rows": f"{figures.rows:,}",
            f"{figures.table}: subjects": f"{figures.subjects:,}",
            f"{figures.table}: smallest class": f"{figures.k:,}",
            f"{figures.table}: alone in their class": f"{figures.unique_subjects:.4g}",
            f"{figures.table}: highest risk": f"{figures.highest_risk:.4g}",
            f"{figures.table}: average risk": f"{figures.average_risk:.4g}",
        }
    return told


def _utilities(assessment: Assessment) -> dict[str, str]:
    told: dict[str, str] = {}
    for figures in assessment.utility:
        for word, value in (
            ("detail kept", figures.granularity),
            ("column shapes", figures.shapes),
            ("pair trends", figures.pair_trends),
        ):
            if value is not None:
                told[f"{figures.table}: {word}"] = f"{value:.4g}"
    return told
