"""Write the sample data: ``python -m sample_data.generator``.

What lives here: the command line. What does not: what is written
(:mod:`sample_data.generator.tables`).
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

from sample_data.generator.tables import PATIENTS, SEED, files

HERE = Path(__file__).parents[1] / "health"


def main() -> None:
    """Write all files and print their digests."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--patients", type=int, default=PATIENTS)
    parser.add_argument("--output", type=Path, default=HERE)
    options = parser.parse_args()
    for name, content in files(options.seed, options.patients).items():
        path = options.output / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode()
        path.write_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        sys.stdout.write(f"{digest}  {name}  {len(data):,} bytes\n")


if __name__ == "__main__":
    main()
