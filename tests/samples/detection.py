"""Detection scored on the ground truth of every sample that has texts.

What lives here: reading marked texts of a sample, the figures, and a command that writes their
table into the guide anew::

    python -m tests.samples.detection

What does not: the floors that they must keep (:mod:`tests.samples.test_detection`).
"""

from __future__ import annotations

import csv
import importlib
import json
import re
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from sector_data.pipeline.samples import samples
from sector_data.pipeline.texts.evaluating import evaluate_detection
from sector_data.spec.evidence.findings import LabelScore
from sector_data.spec.words import LANGUAGES

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "samples.md"
BEGIN, END = "<!-- detection: begin -->", "<!-- detection: end -->"
MOST = 300
"""Texts of a sample that are searched, evenly spread."""
FEW = 30
"""Passages from which a figure of an entity is told."""


def with_texts() -> list[str]:
    """Return the samples that have a ground truth of texts."""
    return [name for name in samples() if list(_folder(name).glob("ground_truth/*.jsonl"))]


def _folder(sample: str) -> Path:
    return ROOT / "sample_data" / samples()[sample].folder


def marked_texts(sample: str) -> Iterator[dict[str, Any]]:
    """Yield every text of a sample with its marked passages."""
    csv.field_size_limit(1 << 24)
    description = importlib.import_module("sample_data.generator.description").describe(
        samples()[sample]
    )
    for truth in sorted(_folder(sample).glob("ground_truth/*.jsonl")):
        table = truth.with_suffix(".csv").name
        path = _folder(sample) / table
        for encoding in ("utf-8", "cp932"):
            try:
                with path.open(encoding=encoding, newline="") as file:
                    rows = list(csv.DictReader(file))
                break
            except UnicodeDecodeError:
                continue
        records = [json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines()]
        key = next(iter(records[0]))
        by_key = {row.get(key, str(n)): row for n, row in enumerate(rows, start=1)}
        for record in records:
            row = by_key[str(record[key])]
            spans = [{**s, "type": s["entity"]} for s in record["spans"]]
            text = row[record.get("column", description.texts(truth.stem)[0])]
            lang = description.languages.get(truth.stem)
            yield {"text": text, "spans": spans, **({"lang": lang} if lang else {})}


@cache
def scored(sample: str, most: int = MOST) -> dict[str, LabelScore]:
    """Return the figures of each entity, and of ``ALL``, of texts spread over a sample."""
    texts = list(marked_texts(sample))
    chosen = texts[:: max(1, len(texts) // most)][:most]
    languages = samples()[sample].languages
    alone = languages[0] if len(languages) == 1 and languages[0] in LANGUAGES else None
    with tempfile.TemporaryDirectory() as work:
        gold = Path(work) / "gold.jsonl"
        lines = (json.dumps(text, ensure_ascii=False) for text in chosen)
        gold.write_text("\n".join(lines) + "\n", encoding="utf-8")
        report = evaluate_detection([gold], language=alone)
    return {figures.label: figures for figures in report.scores}


def table() -> str:
    """Return the figures of all samples as a table of Markdown."""
    lines = ["| sample | entity | passages | recall | masked |", "|---|---|---:|---:|---:|"]
    for sample in with_texts():
        for label, figures in sorted(scored(sample).items(), key=lambda item: -item[1].true):
            if figures.recall is None or figures.masked is None or figures.true < FEW:
                continue
            name = "all" if label == "ALL" else f"`{label}`"
            shown = f"{figures.recall.value:.3f} | {figures.masked.value:.3f}"
            lines.append(f"| {sample} | {name} | {figures.true:,} | {shown} |")
    return "\n".join(lines)


def recorded() -> dict[tuple[str, str], tuple[float, float]]:
    """Return recall and masked share of the guide's table, by sample and label."""
    inside = PAGE.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0]
    rows = re.findall(
        r"^\| ([\w-]+) \| `?(\w+)`? \| [\d,]+ \| ([\d.]+) \| ([\d.]+) \|$", inside, re.M
    )
    return {
        (sample, "ALL" if label == "all" else label): (float(recall), float(masked))
        for sample, label, recall, masked in rows
    }


def main() -> None:
    """Write the table into the guide."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    text = f"{before}{BEGIN}\n{table()}\n{END}{after}"
    PAGE.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}: {len(recorded())} rows\n")


if __name__ == "__main__":
    main()
