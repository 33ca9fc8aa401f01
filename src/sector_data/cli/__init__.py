"""The command line `sector-data`: thin commands over :mod:`sector_data.pipeline.verbs`.

What lives here: words, options, printing, exit codes. What does not: anything that decides.
Every heavy import waits for the command that needs it, so that ``--help`` stays instant.
"""

from sector_data.cli.entry import main

__all__ = ["main"]
