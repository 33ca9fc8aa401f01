"""Write samples: ``python -m sample_data.generator [NAME...]``.

What lives here: the command line. What does not: what is written
(:mod:`sample_data.generator.writing`).
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

from sample_data.generator.catalogue import samples
from sample_data.generator.writing import write

HERE = Path(__file__).parents[1]


def main() -> None:
    """Write the samples that are named, or all, and print the digests of their files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", metavar="NAME", nargs="*", help=f"of {', '.join(samples())}")
    parser.add_argument("--seed", type=int, help="the sample's own when not given")
    parser.add_argument("--size", type=int, help="number of its units: patients, cardholders, ...")
    parser.add_argument("--output", type=Path, help="folder for one sample; below it each of many")
    options = parser.parse_args()
    for name in options.names or samples():
        if name not in samples():
            parser.error(f"there is no sample {name!r}; there are {', '.join(samples())}")
        sample = samples()[name]
        folder = HERE / sample.folder
        if options.output:
            folder = options.output if len(options.names) == 1 else options.output / sample.folder
        for path in write(
            sample,
            folder,
            sample.seed if options.seed is None else options.seed,
            sample.size if options.size is None else options.size,
        ):
            data = path.read_bytes()
            digest = hashlib.sha256(data).hexdigest()
            sys.stdout.write(f"{digest}  {path.relative_to(folder.parent)}  {len(data):,} bytes\n")


if __name__ == "__main__":
    main()
