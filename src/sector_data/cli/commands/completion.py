"""`sector-data completion`: what to put into a shell's start file."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command(name="completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the completion script for SHELL.

    \b
    sector-data completion bash >> ~/.bashrc
    sector-data completion zsh >> ~/.zshrc
    sector-data completion fish > ~/.config/fish/completions/sector-data.fish
    """
    from sector_data.cli.entry import group

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(group, {}, "sector-data", "_SECTOR_DATA_COMPLETE").source())
