"""How fast pseudonyms are made and dates shifted, beside the ways of the standard libraries.

Run ``python benchmarks/pseudonyms.py [ROWS]``, 10 million if not said. All ways of hashing are
checked to give the same HMAC-SHA-256 before they are timed. Times are CPU time of one process, so
that a busy machine matters less; memory is what the largest batch needs at its peak, read from the
allocator of Arrow, beside the batch itself.
"""

from __future__ import annotations

import hmac
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pyarrow as pa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from sector_data.deidentify.keyed import KeyedHash
from sector_data.deidentify.plain_sight import Forbidden, PlainSight
from sector_data.deidentify.transforms import transform
from sector_data.spec.transforms.values import Pseudonym, ShiftDate

SECRET = bytes(range(32))
FEW = 200_000
"""Messages for the ways that are slow, and names for surrogates."""
BATCH = 1_000_000
DISTINCT_SHARE = 10
"""One value in so many is new in a column of repeated ones."""
TARGETS = {
    "pseudonyms, text, 10 % distinct": 2.0,
    "pseudonyms, text, all distinct": 0.9,
    "date shift, subjects encoded": 20.0,
}
"""Millions of rows a second."""


def with_new(messages: list[bytes]) -> list[bytes]:
    """Make one ``hmac.new`` for each message."""
    return [hmac.new(SECRET, message, "sha256").digest() for message in messages]


def with_digest(messages: list[bytes]) -> list[bytes]:
    """Call ``hmac.digest`` for each message."""
    return [hmac.digest(SECRET, message, "sha256") for message in messages]


def with_cryptography(messages: list[bytes]) -> list[bytes]:
    """Copy one HMAC object of ``cryptography`` for each message."""
    prepared = HMAC(SECRET, SHA256())
    digests = []
    for message in messages:
        state = prepared.copy()
        state.update(message)
        digests.append(state.finalize())
    return digests


def with_absorbed_pads(messages: list[bytes]) -> list[bytes]:
    """Copy hash states that have both pads absorbed: what this package does."""
    return KeyedHash(SECRET).digests(messages)


def cpu_seconds(work: Callable[[], object]) -> float:
    """Return the CPU time of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def numbered(numbers: np.ndarray) -> pa.Array:
    """Return keys as long as those of registers, without a copy for each character."""
    distinct = pa.array([f"patient-{n:09d}" for n in range(int(numbers.max()) + 1)])
    taken = distinct.take(pa.array(numbers))
    return taken.combine_chunks() if isinstance(taken, pa.ChunkedArray) else taken


def batches(column: pa.Array) -> Iterator[pa.Array]:
    """Yield a column in batches, as a reader of files does."""
    for start in range(0, len(column), BATCH):
        yield column.slice(start, BATCH)


def in_batches(column: pa.Array) -> None:
    """Make pseudonyms batch by batch and keep none of them."""
    for batch in batches(column):
        transform(batch, Pseudonym(), secret=SECRET)


def tell(name: str, rows: int, seconds: float) -> None:
    """Print millions of rows a second, and whether that is enough."""
    speed = rows / seconds / 1e6
    target = TARGETS.get(name)
    verdict = "" if target is None else f"  (at least {target:g}: {speed >= target})"
    print(f"{name:40}{speed:9.2f} million a second{verdict}")


def hashes() -> None:
    """Time the ways of hashing."""
    messages = [f"patient-{number:09d}".encode() for number in range(FEW)]
    ways = (with_new, with_digest, with_cryptography, with_absorbed_pads)
    if len({tuple(way(messages[:100])) for way in ways}) != 1:
        sys.exit("The ways do not give the same digests.")
    print(f"{FEW:,} distinct messages of {len(messages[0])} bytes")
    for way in ways:
        tell(way.__name__, FEW, cpu_seconds(partial(way, messages)))


def columns(rows: int) -> None:
    """Time whole columns, and measure what a batch needs."""
    rng = np.random.default_rng(1)
    subjects = rng.integers(0, rows // DISTINCT_SHARE, rows)
    days = pa.array(rng.integers(10_000, 19_000, rows).astype(np.int32)).view(pa.date32())
    texts = numbered(subjects)
    print(f"\ncolumns of {rows:,} rows, to pseudonyms of 16 characters")
    pseudonyms = partial(transform, spec=Pseudonym(), secret=SECRET)
    tell("pseudonyms, text, 10 % distinct", rows, cpu_seconds(partial(pseudonyms, texts)))
    numbers = pa.array(subjects)
    tell("pseudonyms, numbers, 10 % distinct", rows, cpu_seconds(partial(pseudonyms, numbers)))
    shift = partial(transform, days, ShiftDate(), secret=SECRET)
    encoded = texts.dictionary_encode()
    tell("date shift, subjects encoded", rows, cpu_seconds(partial(shift, subjects=encoded)))
    tell("date shift, subjects as texts", rows, cpu_seconds(partial(shift, subjects=texts)))
    del texts, encoded
    distinct = numbered(np.arange(rows))
    tell("pseudonyms, text, all distinct", rows, cpu_seconds(partial(pseudonyms, distinct)))

    pool = pa.system_memory_pool()
    pa.set_memory_pool(pool)
    for part in (rows // 2, rows):
        before = pool.bytes_allocated()
        column = distinct.slice(0, part)
        in_batches(column)
        print(
            f"{part:,} rows in batches of {BATCH:,}: at most "
            f"{(pool.max_memory() - before) / 1e6:,.0f} MB of Arrow beside the column"
        )


def surrogates() -> None:
    """Time surrogates of names and dates, each for a subject of its own."""
    made = PlainSight(SECRET, "en", Forbidden())

    def names() -> None:
        for number in range(FEW // 10):
            made.passage("Fiona Curran", "PERSON", str(number), None)

    def dates() -> None:
        for number in range(FEW // 10):
            made.passage("March 3, 2020", "DATE_TIME", str(number), 1 + number % 182)

    print(f"\nsurrogates for {FEW // 10:,} subjects")
    tell("names of two words", FEW // 10, cpu_seconds(names))
    tell("dates in words", FEW // 10, cpu_seconds(dates))


def main(rows: int) -> None:
    """Print millions of rows a second of each way and of whole columns."""
    hashes()
    columns(rows)
    surrogates()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000)
