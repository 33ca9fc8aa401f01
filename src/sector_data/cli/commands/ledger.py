"""`sector-data ledger`: the releases that were made, and what they spent."""

from __future__ import annotations

import json
from pathlib import Path

import click

from sector_data.cli import options


@click.group(name="ledger")
def command() -> None:
    """Tell which releases were made of whom, and what they spent.

    The ledger is a file beside your key ring that every release is entered in. It holds no value
    of the data and no subject, but enough to tell what a new release would tell together with
    earlier ones: `plan`, `apply` and `run` say so. Keep it as you keep your keys.
    """


@command.command(name="list")
@options.ledger
@options.key_ring
@options.as_json
def list_(ledger: Path | None, key_ring: Path | None, as_json: bool) -> None:
    """List the releases, the earliest first."""
    from sector_data.cli.views.ledger import show_releases
    from sector_data.pipeline.ledger.files import opened

    kept = opened(ledger, key_ring).releases()
    if as_json:
        click.echo(json.dumps([r.model_dump(mode="json") for r in kept], indent=2))
    else:
        show_releases(kept)


@command.command()
@click.argument("release")
@options.ledger
@options.key_ring
@options.as_json
def show(release: str, ledger: Path | None, key_ring: Path | None, as_json: bool) -> None:
    """Show what is kept of RELEASE (its id, or its name and version), and whom it shares subjects
    with."""
    from sector_data.cli.views.ledger import show_kept
    from sector_data.pipeline.ledger.files import find, opened, overlaps_of

    file = opened(ledger, key_ring)
    kept = find(file, release)
    overlaps = overlaps_of(file, kept)
    if as_json:
        told = kept.model_dump(mode="json")
        told["shares"] = {r.digest: shared.model_dump(mode="json") for r, shared in overlaps}
        click.echo(json.dumps(told, indent=2))
    else:
        show_kept(kept, file.with_plan(kept.digest).plan, overlaps)


@command.command()
@click.option(
    "--delta",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=1e-5,
    show_default=True,
    help="Where budgets in ρ are turned into ε.",
)
@options.ledger
@options.key_ring
@options.as_json
def budget(delta: float, ledger: Path | None, key_ring: Path | None, as_json: bool) -> None:
    """Add up the ε, δ and ρ that releases of the same subjects have spent."""
    from sector_data.cli.views.ledger import show_budget
    from sector_data.pipeline.ledger.files import opened
    from sector_data.release.ledger.budget import budget_lines

    file = opened(ledger, key_ring)
    lines = budget_lines(file.releases(), lambda r: file.sketches(r.digest), delta)
    if as_json:
        click.echo(json.dumps([line.model_dump(mode="json") for line in lines], indent=2))
    else:
        show_budget(lines)


@command.command()
@click.argument("release")
@click.option("--reason", required=True, metavar="WHY", help="Why it does not count any more.")
@options.ledger
@options.key_ring
def withdraw(release: str, reason: str, ledger: Path | None, key_ring: Path | None) -> None:
    """Let RELEASE not count any more: it was given to nobody, or every copy is destroyed.

    It stays in the ledger with the reason. What it spent of a privacy budget does not count then
    either, so withdraw only what nobody has seen.
    """
    from sector_data.pipeline.ledger.files import find, opened, withdrawn

    file = opened(ledger, key_ring)
    kept = withdrawn(find(file, release), reason)
    file.withdraw(kept)
    click.echo(f"{kept.name} {kept.version} ({kept.id}) does not count any more.")


@command.command()
@click.argument("release")
@click.argument("bundle", type=options.PATH)
@options.ledger
@options.key_ring
def settle(release: str, bundle: Path, ledger: Path | None, key_ring: Path | None) -> None:
    """Enter BUNDLE for RELEASE, which is reserved: its program was stopped once it had written.

    The bundle is verified first. Where there is none, and nobody was given anything, `withdraw`
    gives the budget back.
    """
    from sector_data.pipeline.ledger.files import find, opened
    from sector_data.pipeline.ledger.settling import settle as enter

    file = opened(ledger, key_ring)
    kept = enter(file, find(file, release), bundle)
    click.echo(f"{kept.name} {kept.version} stands in the ledger as {kept.id}.")
