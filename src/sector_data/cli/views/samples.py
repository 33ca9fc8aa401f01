"""Samples on a terminal: all of them, and where one was put."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sector_data.cli.views.console import console, grid
from sector_data.spec.evidence.release import AuditReport

if TYPE_CHECKING:
    from sample_data.generator.sample import Sample


def summary(sample: Sample) -> dict[str, Any]:
    """Return what a list tells of a sample, as plain data."""
    return {
        "name": sample.name,
        "sector": sample.sector,
        "title": sample.title,
        "size": sample.size,
        "unit": sample.unit,
        "languages": list(sample.languages),
        "pipelines": list(sample.pipelines),
    }


def show_samples(samples: Iterable[Sample]) -> None:
    """Print each sample with its size in the repository and its pipelines."""
    rows = grid("sample", "what it is", "pipelines")
    for names in (rows.columns[0], rows.columns[2]):
        names.no_wrap = True
    for sample in samples:
        what = f"{sample.title}; {sample.size:,} {sample.unit}"
        rows.add_row(sample.name, what, "\n".join(sample.pipelines))
    out = console()
    out.print(rows)
    out.print()
    out.print("Next: sector-data samples get NAME -o FOLDER")


def show_source(folder: Path, pipelines: Sequence[Path]) -> None:
    """Print where a source was put, and what can be done with it."""
    for path in sorted(folder.glob("*.csv")):
        click.echo(f"{path.stat().st_size:>13,} bytes  {path}")
    click.echo(f"{'':21}{folder}/README.md says what every column is")
    if pipelines:
        click.echo(f"\nNext: sector-data plan {pipelines[0]}")


def show_audited(report: AuditReport) -> None:
    """Print the verdict of an audit in one line."""
    verdicts = Counter(claim.verdict for claim in report.claims)
    counts = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common())
    click.echo(f"{'Audited':8}{len(report.claims)} claims: {counts}")
