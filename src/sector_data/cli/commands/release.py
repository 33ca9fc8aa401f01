"""`sector-data release`: approve plans; sign, verify, compare, check, describe bundles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sector_data.cli import options
from sector_data.spec.cataloguing import EXPORT_FORMATS

if TYPE_CHECKING:
    from sector_data.spec.plan import Plan

F = TypeVar("F", bound=Callable[..., Any])
ROLES = click.Choice(["steward", "reviewer", "auditor"])


def _keys(command: F) -> F:
    """Add ``--key`` and ``--require``."""
    key = click.option(
        "--key",
        "keys",
        multiple=True,
        metavar="KEY",
        help="Public key (PEM file) or whole fingerprint of somebody you trust, got elsewhere; "
        "may be repeated.",
    )
    require = click.option(
        "--require",
        "required",
        type=ROLES,
        multiple=True,
        help="Insist that one of these keys has signed in this role; may be repeated.",
    )
    return key(require(command))


@click.group(name="release")
def command() -> None:
    """Approve plans; sign, verify, compare, check and describe finished bundles.

    A bundle is signed by the key that made it. Others can sign it after they have looked at it:
    a reviewer, an auditor, a second steward. Their signatures are added to the bundle, over the
    same digests; nothing in it changes.
    """


@command.command(name="approve-plan")
@click.argument("plan", type=options.PATH)
@click.option("--key", required=True, metavar="NAME", help="Your key in the key ring.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@options.key_ring
@click.pass_context
def approve_plan(
    ctx: click.Context, plan: Path, key: str, yes: bool, key_ring: Path | None
) -> None:
    """Approve PLAN after reading it, so that `apply` carries it out.

    Needed where the pipeline names keys under `release.approved-by`. The approval is written
    beside the plan, and goes into the bundle. A plan that changes afterwards is not approved.
    """
    from sector_data.cli.views.plans import show_plan
    from sector_data.deidentify.keyring import KeyRing
    from sector_data.pipeline.approving import approve
    from sector_data.pipeline.verbs import read_plan, today

    made = read_plan(plan)
    approver = KeyRing.open(key_ring).get(key)
    if not yes:
        show_plan(made)
        _show_beside_earlier_releases(made, key_ring)
        asked = f"\nApprove this plan (sha256 {made.digest()[:16]}…)?"
        if not click.confirm(asked):
            click.echo("The plan is not approved; nothing was written.")
            ctx.exit(1)
    approval = approve(made, plan, approver, today=today())
    click.echo(f"Plan {made.digest()[:16]}… is approved with the key")
    click.echo(f"SHA256:{approval.key_id}")


def _show_beside_earlier_releases(plan: Plan, key_ring: Path | None) -> None:
    """Show an approver what `plan` showed the steward; say so where it cannot be counted here."""
    from sector_data.cli.progress import progress
    from sector_data.cli.views.ledger import show_between
    from sector_data.errors import SectorDataError
    from sector_data.pipeline.approving import beside_earlier_releases

    try:
        with progress() as announce:
            between = beside_earlier_releases(plan, key_ring, announce)
    except SectorDataError as error:
        click.echo(
            f"\n! What it tells together with earlier releases is not known: {error.message}"
        )
    else:
        show_between(between, plan.pipeline.ledger)


@command.command()
@click.argument("bundle", type=options.PATH)
@click.option("--role", type=ROLES, required=True, help="In which capacity you sign.")
@click.option("--key", required=True, metavar="NAME", help="Your key in the key ring.")
@options.key_ring
def sign(bundle: Path, role: str, key: str, key_ring: Path | None) -> None:
    """Sign BUNDLE in a role, unless something in it is not as it was released.

    Read its report first. An auditor signs with `sector-data audit --attest`, which says what
    was found.
    """
    from sector_data.cli.progress import progress
    from sector_data.deidentify.keyring import KeyRing
    from sector_data.pipeline.signing import sign_release
    from sector_data.pipeline.verbs import today
    from sector_data.spec.words import SignatoryRole

    signer = KeyRing.open(key_ring).get(key)
    with progress() as announce:
        signed = sign_release(bundle, SignatoryRole(role), signer, today=today(), announce=announce)
    click.echo(f"Signed as {signed.role.value} with the key")
    click.echo(f"SHA256:{signed.key_id}")


@command.command()
@click.argument("bundle", type=options.PATH)
@_keys
@options.as_json
@click.pass_context
def verify(
    ctx: click.Context,
    bundle: Path,
    keys: tuple[str, ...],
    required: tuple[str, ...],
    as_json: bool,
) -> None:
    """Verify digests and all signatures of BUNDLE; nothing is measured again.

    Exit code 0 when no claim is false and everybody who is required has signed, 1 otherwise.
    """
    from sector_data.cli.progress import progress
    from sector_data.cli.views.audits import show_audit
    from sector_data.pipeline.signing import verify_release
    from sector_data.spec.words import SignatoryRole

    roles = [SignatoryRole(role) for role in required]
    with progress() as announce:
        report = verify_release(bundle, keys, roles, announce)
    if as_json:
        click.echo(report.model_dump_json(indent=2))
    else:
        show_audit(report)
    ctx.exit(0 if report.passed else 1)


@command.command(name="publish-check")
@click.argument("bundle", type=options.PATH)
@_keys
@options.ledger
@options.key_ring
@options.as_json
@click.pass_context
def publish_check(
    ctx: click.Context,
    bundle: Path,
    keys: tuple[str, ...],
    required: tuple[str, ...],
    ledger: Path | None,
    key_ring: Path | None,
    as_json: bool,
) -> None:
    """Tell whether BUNDLE is ready to be handed out.

    Digests and signatures, approvals, gates, policy packs, leak search, pages, licence and
    contact, and its entry in the ledger. Exit code 1 when something is missing.
    """
    from sector_data.cli.progress import progress
    from sector_data.cli.views.audits import show_audit
    from sector_data.pipeline.publishing import publish_check as check
    from sector_data.spec.words import SignatoryRole

    with progress() as announce:
        report = check(
            bundle,
            keys=keys,
            required=[SignatoryRole(role) for role in required],
            ledger=ledger,
            key_ring=key_ring,
            announce=announce,
        )
    if as_json:
        click.echo(report.model_dump_json(indent=2))
    else:
        show_audit(report, advice="Do not hand it out like this.")
    ctx.exit(0 if report.passed else 1)


@command.command()
@click.argument("before", type=options.PATH)
@click.argument("after", type=options.PATH)
@options.as_json
def diff(before: Path, after: Path, as_json: bool) -> None:
    """Tell what changed from bundle BEFORE to AFTER: settings, policy, columns, risk, utility."""
    from sector_data.cli.views.differences import show_release_difference
    from sector_data.pipeline.differing import compare_releases

    found = compare_releases(before, after)
    if as_json:
        click.echo(found.model_dump_json(indent=2))
    else:
        show_release_difference(found)


@command.command(name="export")
@click.argument("bundle", type=options.PATH)
@click.option(
    "--format",
    "export_format",
    type=click.Choice(EXPORT_FORMATS),
    required=True,
    help="Which description to write.",
)
@click.option(
    "-o", "--output", type=options.PATH, metavar="FILE", help="Where to; printed if not given."
)
@options.replace
def export_bundle(bundle: Path, export_format: str, output: Path | None, replace: bool) -> None:
    """Describe BUNDLE for a catalogue, an archive or a lineage server.

    Written from the bundle alone, which is verified first and does not change. What catalogues
    want to know besides stands in the pipeline file under `catalogue`; counts are rounded. With
    `release: {exports: [...]}` in the pipeline file, the signed bundle holds the description.
    """
    from typing import cast

    from sector_data.cli.progress import progress
    from sector_data.pipeline.exporting import export_release
    from sector_data.spec.cataloguing import ExportFormat

    chosen = cast(ExportFormat, export_format)
    with progress() as announce:
        text = export_release(bundle, chosen, output=output, replace=replace, announce=announce)
    if output is None:
        click.echo(text, nl=False)
    else:
        click.echo(f"Written to {output}")
