"""Options that several commands share.

What lives here: their one definition. What does not: commands.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from sector_data.spec.words import LANGUAGES, Language

__all__ = [
    "PATH",
    "Language",
    "as_json",
    "key_ring",
    "language",
    "ledger",
    "loudness",
    "output",
    "replace",
]

F = TypeVar("F", bound=Callable[..., Any])

PATH = click.Path(path_type=Path)


def loudness(command: F) -> F:
    """Add ``--quiet`` and ``--verbose``."""
    quiet = click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
    verbose = click.option("-v", "--verbose", is_flag=True, help="Print every step and its time.")
    return quiet(verbose(command))


def language(command: F) -> F:
    """Add ``--language``."""
    return click.option(
        "--language",
        type=click.Choice(LANGUAGES),
        help="Language of headers and texts; told from the texts if not given.",
    )(command)


def as_json(command: F) -> F:
    """Add ``--json``."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Print the result as JSON, for programs."
    )(command)


def key_ring(command: F) -> F:
    """Add ``--key-ring``."""
    return click.option(
        "--key-ring",
        type=PATH,
        envvar="SECTOR_DATA_KEYRING",
        show_envvar=True,
        metavar="FILE",
        help="File that holds your keys.",
    )(command)


def ledger(command: F) -> F:
    """Add ``--ledger``."""
    return click.option(
        "--ledger",
        type=PATH,
        metavar="FILE",
        help="Ledger of releases, if not the one that the pipeline or $SECTOR_DATA_LEDGER names.",
    )(command)


def output(default: str | None, text: str) -> Callable[[F], F]:
    """Add ``-o/--output``."""
    return click.option(
        "-o",
        "--output",
        type=PATH,
        default=default,
        required=default is None,
        show_default=default is not None,
        metavar="PATH",
        help=text,
    )


def replace(command: F) -> F:
    """Add ``--replace``."""
    return click.option(
        "--replace", is_flag=True, help="Take the place of an earlier output of the same name."
    )(command)
