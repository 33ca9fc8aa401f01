"""How fast pseudonyms are made, beside the ways that the standard libraries offer.

Run ``python benchmarks/pseudonyms.py [ROWS]``. All ways are checked to give the same HMAC-SHA-256
before they are timed; times are CPU time of one process, so that a busy machine matters less.
"""

from __future__ import annotations

import hmac
import sys
import time
from collections.abc import Callable
from functools import partial

import pyarrow as pa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from sector_data.deidentify.keyed import KeyedHash
from sector_data.deidentify.transforms import transform
from sector_data.spec.transforms import Pseudonym

SECRET = bytes(range(32))
ROWS_PER_SUBJECT = 8


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


def main(rows: int) -> None:
    """Print microseconds per message of each way, then of whole columns."""
    messages = [f"patient-{number:09d}".encode() for number in range(rows)]
    ways = (with_new, with_digest, with_cryptography, with_absorbed_pads)
    if len({tuple(way(messages[:100])) for way in ways}) != 1:
        sys.exit("The ways do not give the same digests.")
    print(f"{rows:,} distinct messages of {len(messages[0])} bytes, one process")
    for way in ways:
        print(f"{way.__name__:24}{cpu_seconds(partial(way, messages)) / rows * 1e6:8.2f} µs each")

    texts = pa.array([message.decode() for message in messages])
    subjects = pa.array([number // ROWS_PER_SUBJECT for number in range(rows)])
    print(f"\nwhole columns of {rows:,} rows to pseudonyms of 16 characters")
    for name, column in (
        ("text, all distinct", texts),
        (f"numbers, each {ROWS_PER_SUBJECT} times", subjects),
    ):
        seconds = cpu_seconds(partial(transform, column, Pseudonym(), secret=SECRET))
        print(f"{name:24}{seconds / rows * 1e6:8.2f} µs a row")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
