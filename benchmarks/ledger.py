"""What the ledger's sketches cost and see, beside keeping every mark and beside a sample alone.

Run ``python benchmarks/ledger.py [SUBJECTS]``, a million if not said. Times are CPU seconds of one
process; sizes are bytes of a release in the ledger. The second release has five subjects less, then
a third of them exchanged: *seen* is what each way says was exchanged. (A sample alone is what
MinHash and its like offer.)
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
import pyarrow as pa

from sector_data.release.ledger.sketches import LEAST, Marks, Sketch, compare, marks_of

SECRET = bytes(range(32))


def timed(make: Callable[[], object]) -> tuple[object, float]:
    """Return a result and the CPU seconds that it took."""
    start = time.process_time()
    result = make()
    return result, time.process_time() - start


def by_all(here: Marks, there: Marks) -> str:
    """Say what the marks of all subjects tell."""
    return f"{len(np.setdiff1d(here, there)):,} and {len(np.setdiff1d(there, here)):,}, exactly"


def by_sample(here: Marks, there: Marks) -> str:
    """Say what the least marks alone tell."""
    least = np.union1d(here[:LEAST], there[:LEAST])[:LEAST]
    both = np.isin(least, here) & np.isin(least, there)
    jaccard = both.mean()
    shared = (len(here) + len(there)) * jaccard / (1 + jaccard)
    return f"about {len(here) - shared:,.0f} and {len(there) - shared:,.0f}"


def by_sketch(here: Sketch, there: Sketch) -> str:
    """Say what a sketch tells."""
    found = compare(here, there)
    if found.only_here is not None and found.only_there is not None:
        return f"{len(found.only_here):,} and {len(found.only_there):,}, exactly"
    bounds = [
        f"{side - found.high:,} to {side - found.low:,}" for side in (found.here, found.there)
    ]
    return " and ".join(bounds)


def main() -> None:
    """Measure and print."""
    subjects = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    people = pa.array([f"P{number:09d}" for number in range(subjects + subjects // 3)])
    marks, seconds = timed(lambda: marks_of(people, SECRET))
    assert isinstance(marks, np.ndarray)
    print(f"marks of {len(people):,} subjects: {seconds:.2f} s")
    here = marks[:subjects]
    sketch, seconds = timed(lambda: Sketch.of(here))
    assert isinstance(sketch, Sketch)
    print(f"sketch of {subjects:,}: {seconds:.2f} s, {len(sketch.to_bytes()):,} bytes")
    print(f"all marks of {subjects:,}: {here.nbytes:,} bytes")
    for what, there in (("5 less", here[5:]), ("a third exchanged", marks[subjects // 3 :])):
        other = Sketch.of(there)
        told, seconds = timed(lambda other=other: by_sketch(sketch, other))  # type: ignore[misc]
        print(f"{what}, by sketches:  {told} ({seconds:.3f} s)")
        sets = np.unique(here), np.unique(there)
        print(f"{what}, by a sample:  {by_sample(*sets)}")
        print(f"{what}, by all marks: {by_all(*sets)}")


if __name__ == "__main__":
    main()
