"""`sector-data policies`: the policy packs, what each asks with its source, how two differ."""

from __future__ import annotations

import json

import click

from sector_data.cli import options


@click.group(name="policies")
def command() -> None:
    """List the policy packs, show what one asks, compare two.

    A pack is a working reading of a law, a guideline or a practice, quoted and versioned; it is
    not legal advice. Name packs under `policy:` in the pipeline file.
    """


@command.command(name="list")
@options.as_json
def list_(as_json: bool) -> None:
    """List the packs with their jurisdiction, status and figures."""
    from sector_data.cli.views.policies import show_packs, summary
    from sector_data.spec.packs import load_policy, policy_names

    packs = [load_policy(name) for name in policy_names()]
    if as_json:
        click.echo(json.dumps([summary(pack) for pack in packs], ensure_ascii=False, indent=2))
    else:
        show_packs(packs)


@command.command()
@click.argument("pack")
@options.as_json
def show(pack: str, as_json: bool) -> None:
    """Show every rule of PACK: what it says and where, the columns, what it accepts."""
    from sector_data.cli.views.policies import show_pack
    from sector_data.spec.packs import load_policy

    found = load_policy(pack)
    if as_json:
        click.echo(found.model_dump_json(indent=2, by_alias=True))
    else:
        show_pack(found)


@command.command()
@click.argument("first")
@click.argument("second")
@options.as_json
def diff(first: str, second: str, as_json: bool) -> None:
    """Tell where the packs FIRST and SECOND differ, and which of them is stricter there."""
    from sector_data.cli.views.policies import show_difference
    from sector_data.pipeline.policies.comparing import compare_packs
    from sector_data.spec.packs import load_policy

    compared = compare_packs(load_policy(first), load_policy(second))
    if as_json:
        click.echo(json.dumps(compared.to_dict(), ensure_ascii=False, indent=2))
    else:
        show_difference(compared)
