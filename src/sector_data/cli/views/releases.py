"""A finished release on a terminal: found, done, risk, utility, gates, where to look."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from sector_data.cli.views.console import console, grid, risk, share
from sector_data.cli.views.ledger import show_between
from sector_data.cli.views.measurements import show_attacked, show_gate

if TYPE_CHECKING:
    from sector_data.pipeline.releasing import Released


MOST_KINDS = 4
"""Kinds of passages in texts that are named one by one."""


def show_release(released: Released, *, as_json: bool, quiet: bool) -> None:
    """Print the summary of a release, its place, and how to audit it."""
    if as_json:
        click.echo(json.dumps(released.summary(), indent=2, ensure_ascii=False))
        return
    if quiet:
        return
    out = console()
    release = released.plan.pipeline.release
    out.print(f"[bold]{release.title or release.name}[/]  {release.version}")
    out.print()
    _found(released)
    _done(released)
    _risk(released)
    _utility(released)
    if released.assessment.tables:
        show_attacked(released.assessment.tables)
        out.print()
    for warning in released.plan.warnings:
        out.print(f"! {warning}", style="yellow")
    out.print("[bold]Gates and privacy models[/]")
    for passed, sentence in released.gate_lines():
        out.print(f"  {'✓' if passed else '✗'} {sentence}")
    for table in released.assessment.tables:
        if table.gate is not None:
            show_gate(table.gate)
    if released.conformity is not None:
        out.print("[bold]Policy packs[/]")
        for pack in released.conformity.packs:
            held, left = pack.count("holds"), pack.count("needs a human")
            out.print(f"  {pack.pack}: {held} hold, {left} need a human")
    out.print()
    if released.between is not None and released.between.crossings:
        show_between(released.between, released.plan.pipeline.ledger)
        out.print()
    if released.notice:
        out.print(f"[bold]Licence[/] {released.notice}")
        out.print()
    for label, line in (
        ("Bundle", str(released.bundle)),
        ("Files", f"{released.files:,}"),
        ("Signed", f"SHA256:{released.key_id}"),
        ("Report", f"{released.bundle}/report.html"),
        ("Audit", f"sector-data audit {released.bundle}"),
    ):
        # Paths and fingerprints are there to be copied: each has its line, which is not wrapped.
        click.echo(f"{label:8}{line}")


def _found(released: Released) -> None:
    out = console()
    roles = Counter(c.role.value.replace("-", " ") for t in released.plan.tables for c in t.columns)
    counts = ", ".join(f"{n} {role}" for role, n in roles.most_common())
    columns = sum(roles.values())
    tables = len(released.plan.tables)
    where = f"{columns} columns in {tables} table{'s' * (tables != 1)}"
    out.print(f"[bold]Found[/]  {where}: {counts}")
    for path, passages in released.passages.items():
        out.print(f"       {passages_line(path, passages)}")


def passages_line(path: str, passages: Mapping[str, int]) -> str:
    """Say how many there are of the most frequent kinds, and of all others together."""
    ranked = Counter(passages).most_common()
    named, others = ranked[:MOST_KINDS], ranked[MOST_KINDS:]
    told = [f"{count:,} {entity}" for entity, count in named]
    if others:
        rest = sum(count for _, count in others)
        told.append(f"{rest:,} of {len(others)} other kind{'s' * (len(others) != 1)}")
    total = sum(passages.values())
    return f"{total:,} personal passage{'s' * (total != 1)} in {path}: {', '.join(told)}"


def _done(released: Released) -> None:
    out = console()
    kinds = Counter(c.transform.kind for t in released.plan.tables for c in t.columns)
    out.print(f"[bold]Done[/]   {', '.join(f'{n} {kind}' for kind, n in kinds.most_common())}")
    out.print()


def _risk(released: Released) -> None:
    before = {f.table: f for f in released.assessment.before}
    table = grid(
        "Risk", "rows", "smallest class", "alone in class", "highest risk", right=(1, 2, 3, 4)
    )
    for after in released.assessment.after:
        was = before[after.table]
        table.add_row(
            after.table,
            f"{was.rows:,} → {after.rows:,}",
            f"{was.k:,} → {after.k:,}",
            f"{share(was.unique_subjects)} → {share(after.unique_subjects)}",
            f"{risk(was.highest_risk)} → {risk(after.highest_risk)}",
        )
    if released.assessment.after:
        console().print(table)
        console().print()


def _utility(released: Released) -> None:
    table = grid(
        "Utility", "rows kept", "granularity", "column shapes", "pair trends", right=(1, 2, 3, 4)
    )
    for figures in released.assessment.utility:
        kept = figures.rows_after / figures.rows_before if figures.rows_before else None
        table.add_row(
            figures.table,
            share(kept),
            share(figures.granularity),
            share(figures.shapes),
            share(figures.pair_trends),
        )
    console().print(table)
    console().print()
