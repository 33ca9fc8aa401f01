"""Progress on a terminal, quiet lines in a pipe.

What lives here: showing what the long verbs announce. What does not: the announcements.

On a terminal one line with a spinner tells the present stage, with a bar where it is known how much
of it is done. Elsewhere nothing is printed, unless ``--verbose`` asks for a line per stage with its
time.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

_SHARE = re.compile(r"(.+): ([0-9]{1,3}) %")
_WIDTH = 30

if TYPE_CHECKING:
    from sector_data.pipeline.progress import Announce


@contextmanager
def progress(*, quiet: bool = False, verbose: bool = False) -> Iterator[Announce]:
    """Give a callback that shows stages as the options and the terminal ask for."""
    if quiet:
        yield lambda _phrase: None
        return
    begun = time.monotonic()
    if verbose:

        def line(phrase: str) -> None:
            if _SHARE.fullmatch(phrase):
                return
            click.echo(f"{time.monotonic() - begun:7.1f} s  {phrase}", err=True)

        yield line
        return
    if not sys.stderr.isatty():
        yield lambda _phrase: None
        return
    from rich.console import Console

    with Console(stderr=True).status("starting") as status:
        yield lambda phrase: status.update(with_bar(phrase))


def with_bar(phrase: str) -> str:
    """Return a phrase as it stands on the line: with a bar when it ends with a share."""
    found = _SHARE.fullmatch(phrase)
    if found is None:
        return f"{phrase} …"
    done = int(found[2]) * _WIDTH // 100
    return f"{found[1]} {'━' * done}{'─' * (_WIDTH - done)} {found[2]} %"
