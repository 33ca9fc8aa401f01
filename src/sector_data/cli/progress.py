"""Progress on a terminal, quiet lines in a pipe.

What lives here: showing what the long verbs announce. What does not: the announcements.

On a terminal one line with a spinner tells the present stage. Elsewhere nothing is printed, unless
``--verbose`` asks for a line per stage with its time.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sector_data.pipeline.progress import Announce


@contextmanager
def progress(*, quiet: bool, verbose: bool) -> Iterator[Announce]:
    """Give a callback that shows stages as the options and the terminal ask for."""
    if quiet:
        yield lambda _phrase: None
        return
    begun = time.monotonic()
    if verbose:

        def line(phrase: str) -> None:
            click.echo(f"{time.monotonic() - begun:7.1f} s  {phrase}", err=True)

        yield line
        return
    if not sys.stderr.isatty():
        yield lambda _phrase: None
        return
    from rich.console import Console

    with Console(stderr=True).status("starting") as status:
        yield lambda phrase: status.update(f"{phrase} …")
