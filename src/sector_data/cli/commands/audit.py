"""`sector-data audit`: check a bundle, offline and from the bundle alone."""

from __future__ import annotations

from pathlib import Path

import click

from sector_data.cli import options


@click.command(name="audit")
@click.argument("bundle", type=options.PATH)
@click.option(
    "--key",
    metavar="KEY",
    help="The publisher's public key (PEM file) or whole fingerprint, got elsewhere.",
)
@click.option(
    "--policy",
    "policies",
    multiple=True,
    metavar="PACK",
    help="Policy pack to hold the bundle against; may be repeated.",
)
@click.option(
    "--source",
    type=options.PATH,
    metavar="PATH",
    help="For who holds the source: the plan, or the folder of the data. Makes the release anew.",
)
@click.option(
    "--attest",
    metavar="NAME",
    help="Sign what was found with this key of yours, if no claim is false.",
)
@options.key_ring
@options.as_json
@options.loudness
@click.pass_context
def command(
    ctx: click.Context,
    bundle: Path,
    key: str | None,
    policies: tuple[str, ...],
    source: Path | None,
    attest: str | None,
    key_ring: Path | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Check every claim of BUNDLE that can be checked without its source.

    One line per claim: holds, does not hold, or cannot be told from here. Exit code 0 when no
    claim is false, 1 when one is.
    """
    from sector_data.cli.progress import progress
    from sector_data.cli.views.audits import show_audit
    from sector_data.pipeline.auditing.attesting import attest as sign
    from sector_data.pipeline.auditing.attesting import audit

    with progress(quiet=quiet, verbose=verbose) as announce:
        report = audit(
            bundle,
            key=key,
            policies=policies,
            source=source,
            key_ring=key_ring,
            announce=announce,
        )
    if as_json:
        click.echo(report.model_dump_json(indent=2))
    elif not quiet:
        show_audit(report)
    if attest is not None:
        signed = sign(bundle, report, key=attest, key_ring=key_ring)
        if not as_json and not quiet:
            click.echo(f"Attested with the key {attest},")
            click.echo(f"SHA256:{signed.key_id}")
    ctx.exit(0 if report.passed else 1)
