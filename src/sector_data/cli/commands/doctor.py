"""`sector-data doctor`: what is installed, what is missing, how to get it."""

from __future__ import annotations

import json

import click

from sector_data.cli import options

MARKS = {"ok": "✓", "missing": "✗", "optional": "–"}


@click.command(name="doctor")
@options.as_json
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Tell what is installed, which languages can be read, and what is missing.

    Exit code 0 when everything needed is there, 1 when something is missing.
    """
    from dataclasses import asdict

    from sector_data.pipeline.installation import examine

    checks = examine()
    if as_json:
        click.echo(json.dumps([asdict(check) for check in checks], indent=2))
    else:
        for check in checks:
            click.echo(f"{MARKS[check.state]} {check.subject:22} {check.detail}")
            if check.command:
                click.echo(f"{'':25}get it: {check.command}")
    ctx.exit(1 if any(check.state == "missing" for check in checks) else 0)
