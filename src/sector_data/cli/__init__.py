"""The command line `sector-data`: thin commands over :mod:`sector_data.pipeline.verbs`.

What lives here: words, options, printing, exit codes. What does not: anything that decides.
Every heavy import waits for the command that needs it, so that ``--help`` stays instant.
"""

import sys
from collections.abc import Sequence
from typing import NoReturn

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit."""
    try:  # Ctrl-C may come while even the command line itself is being loaded
        from sector_data.cli.entry import main as run
    except KeyboardInterrupt:
        sys.exit(130)
    run(arguments)
