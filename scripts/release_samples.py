"""Release every sample by every ready pipeline, audit the bundles, and print what came of it.

``make samples`` calls it. What lives here: the order of commands and a table. What does not:
anything that a user could not do by hand: all is done by the command line.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from sector_data.spec.reading import the_pipeline

ROOT = Path(__file__).parents[1]
HEADINGS = ("pipeline", "subjects", "smallest class", "gates", "audit", "seconds", "bundle")


@dataclass(frozen=True)
class Row:
    """What came of a pipeline."""

    cells: tuple[str, ...]
    fine: bool
    said: str = ""


def command(*arguments: str | Path, key_ring: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of the tool with a key ring."""
    start = "import sys; from sector_data.cli import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", start, *map(str, arguments)],
        env={**os.environ, "SECTOR_DATA_KEYRING": str(key_ring)},
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def key_of(pipeline: Path) -> str:
    """Return the name of the key that a pipeline asks for."""
    return the_pipeline(pipeline).release.key


def release(pipeline: Path, output: Path, key_ring: Path) -> Row:
    """Release and audit by one pipeline."""
    bundle, begun = output / pipeline.stem, time.monotonic()
    ran = command(*("run", pipeline, "--output", bundle, "--replace", "--json"), key_ring=key_ring)
    if ran.returncode:
        seconds = f"{time.monotonic() - begun:.0f}"
        return Row((pipeline.stem, "", "", "refused", "", seconds, ""), fine=False, said=ran.stderr)
    audited = command("audit", bundle, "--json", key_ring=key_ring)
    seconds = f"{time.monotonic() - begun:.0f}"
    told, claims = json.loads(ran.stdout), json.loads(audited.stdout)["claims"]
    holding = sum(claim["verdict"] == "holds" for claim in claims)
    false = [claim["sentence"] for claim in claims if claim["verdict"] == "does not hold"]
    verdict = f"{len(false)} false" if false else f"{holding} of {len(claims)} hold"
    return Row(
        (pipeline.stem, *figures(told), verdict, seconds, str(bundle.relative_to(ROOT))),
        fine=not audited.returncode,
        said="\n".join(false),
    )


def figures(told: dict[str, Any]) -> tuple[str, str, str]:
    """Return subjects, smallest class and gates of a release, as its JSON tells them."""
    measured = told["assessment"]
    before = max((table["subjects"] for table in measured["before"]), default=0)
    after = max((table["subjects"] for table in measured["after"]), default=0)
    smallest = min((table["k"] for table in measured["after"] if table["k"]), default=None)
    gates = measured["gates"]
    passed = sum(gate["passed"] for gate in gates)
    return (
        f"{before:,} → {after:,}" if before else "–",
        "–" if smallest is None else f"{smallest:,}",
        f"{passed} of {len(gates)}",
    )


def main() -> None:
    """Release by the pipelines that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", metavar="PIPELINE", nargs="*")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "samples")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    known = {path.stem: path for path in sorted((ROOT / "pipelines").glob("*.yaml"))}
    chosen = [known[name] for name in options.names or known]
    output = options.output.resolve()
    output.mkdir(parents=True, exist_ok=True)
    key_ring = output / "keys.json"
    if not key_ring.is_file():
        for key in sorted({key_of(path) for path in known.values()}):
            command("keys", "new", key, "--holder", "make samples", key_ring=key_ring)
    begun = time.monotonic()
    with ThreadPoolExecutor(options.workers) as pool:
        rows = list(pool.map(lambda path: release(path, output, key_ring), chosen))
    lines = [HEADINGS, *(row.cells for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(HEADINGS))]
    for line in lines:
        padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        click.echo("  ".join(padded).rstrip())
    click.echo(f"\n{len(rows)} pipelines in {time.monotonic() - begun:.0f} seconds")
    for row in rows:
        if not row.fine:
            click.echo(f"\n{row.cells[0]}:\n{row.said}", err=True)
    sys.exit(not all(row.fine for row in rows))


if __name__ == "__main__":
    main()
