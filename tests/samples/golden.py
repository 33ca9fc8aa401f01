"""Golden digests: what a ready pipeline releases of a small sample, to the byte.

What lives here: releasing a pipeline's sample with a key that everybody knows, the digests of the
tables, and a command that writes them anew where a release was meant to change::

    python -m tests.samples.golden [PIPELINE...] [--size N]

What does not: the comparison (:mod:`tests.samples.every_pipeline`). That the sample is made
by its generator, that day, key and seeds are fixed, is why the bytes are the same everywhere.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from unittest.mock import patch

from sector_data.pipeline.releasing import Released
from sector_data.pipeline.samples import get_sample, samples
from sector_data.pipeline.verbs import run
from sector_data.spec.reading import the_pipeline

ROOT = Path(__file__).parents[2]
PIPELINES = tuple(sorted(path.stem for path in (ROOT / "pipelines").glob("*.yaml")))
DAY = "1767225600"
"""2026-01-01, when all releases are made that are compared."""
SIZE = 300


@dataclass(frozen=True)
class Golden:
    """What a pipeline released when it was last looked at."""

    sample: str
    seed: int
    size: int
    files: dict[str, str]
    """SHA-256 of every table, by its path in the bundle."""

    @classmethod
    def read(cls, pipeline: str) -> Golden:
        """Return the record of a pipeline."""
        return cls(**json.loads(path_of(pipeline).read_text(encoding="utf-8")))


def path_of(pipeline: str) -> Path:
    """Return where the record of a pipeline lies."""
    return ROOT / "pipelines" / "golden" / f"{pipeline}.json"


def sample_of(pipeline: str) -> str:
    """Return the name of the sample that a pipeline releases."""
    return next(name for name, sample in samples().items() if pipeline in sample.pipelines)


def release(pipeline: str, folder: Path, size: int) -> Released:
    """Make a pipeline's sample in a folder, release it with the key known to all."""
    by_name = {path.stem: path for path in get_sample(sample_of(pipeline), folder, size=size)}
    file = by_name[pipeline]
    with known_key(the_pipeline(file).release.key):
        return run(file, output=folder / "release", key_ring=folder / "keys.json")


@contextmanager
def known_key(name: str) -> Iterator[None]:
    """Let a key be known, and the day of a release."""
    secret = hashlib.shake_256(b"a key for tests").digest(64)
    variable = f"SECTOR_DATA_KEY_{name.upper().replace('-', '_').replace('.', '_')}"
    known = {variable: base64.b64encode(secret).decode(), "SOURCE_DATE_EPOCH": DAY}
    with patch.dict(os.environ, known):
        yield


def digests(bundle: Path) -> dict[str, str]:
    """Return the digest of every released table."""
    return {
        path.relative_to(bundle).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(bundle.glob("data/*.csv"))
    }


def main() -> None:
    """Write the records anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pipelines", metavar="PIPELINE", nargs="*", default=PIPELINES)
    parser.add_argument("--size", type=int, help="of the sample; as before when not given")
    options = parser.parse_args()
    for pipeline in options.pipelines:
        known = path_of(pipeline).is_file()
        size = options.size or (Golden.read(pipeline).size if known else SIZE)
        with tempfile.TemporaryDirectory() as work:
            files = digests(release(pipeline, Path(work) / "sample", size).bundle)
        sample = samples()[sample_of(pipeline)]
        text = json.dumps(asdict(Golden(sample.name, sample.seed, size, files)), indent=2)
        path_of(pipeline).parent.mkdir(exist_ok=True)
        path_of(pipeline).write_text(f"{text}\n", encoding="utf-8", newline="\n")
        sys.stdout.write(f"{path_of(pipeline).relative_to(ROOT)}: {len(files)} tables\n")


if __name__ == "__main__":
    main()
