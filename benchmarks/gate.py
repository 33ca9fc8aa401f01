"""Put leaks that are known, people who were never seen, and engines to the gate, on Adult.

Run: ``python benchmarks/gate.py [FOLDER]``, where the folder holds ``adult.csv.gz``
(``../shared/data/pycanon`` when it is not given). Engines that are not installed are left out;
``SECTOR_DATA_ARGN_PYTHON`` names the Python that has TabularARGN. SDMetrics comes with the
``synthesis`` extra; it is run with a subsample of 500 rows, as its time allows. Nothing is
asserted.

A third each of Adult's people is learnt from, is set aside, and makes the releases of other people.
For each line of the profile for open data stands what it compares with its bound. *Nearer* is the
share of released rows that are nearer to people learnt from, and *DCR-overfit* SDMetrics' score: .5
and 1 are called safe. Neither decides. *Above control* counts the attacks, each by every method,
whose 95 % interval lies above what the same attack finds of people set aside.
"""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from membership import SHARED, overfitting, read
from synthesis import plan_of

from sector_data.assessment.attacks.running import run_attacks
from sector_data.assessment.attacks.scene import Scene
from sector_data.assessment.gating import gate_self_test, judge_table
from sector_data.assessment.membership import closest_records, infer_membership
from sector_data.assessment.selftest.known import noisy
from sector_data.assessment.traces import find_traces
from sector_data.errors import SectorDataError
from sector_data.sources.tables import Table
from sector_data.spec.evidence.measurements import TableMeasurements
from sector_data.spec.evidence.selftest import SelfTest
from sector_data.spec.gate_profiles import gate_profile_names, load_gate_profile
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.synthesise.making import synthesise

KNOWN = ("age", "education", "marital-status", "race", "sex", "native-country", "occupation")
SECRETS = ("salary-class",)
OUTLIERS = 300
ENGINES = ("gaussian-copula", "tabular-argn")
LINES = (
    "exact-copies",
    "near-copies",
    "membership",
    "membership-auc",
    "membership-outliers",
    "inference",
    "inference-rare",
    "linkability",
    "singling-out",
)


def made_by(engine: str, learnt: pa.Table) -> pa.Table:
    """Return synthetic rows of an engine."""
    spec = SynthesisSpec(
        engine=engine, dependencies={"adult.education": "adult.education-num"}, seed=1
    )
    table = Table("adult", learnt)
    made = synthesise({"adult": table}, plan_of(table), spec, announce=lambda _: None)
    return made.tables["adult"].data


def releases(learnt: pa.Table, others: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """Yield releases of which is known what they give away, then those of engines."""
    rng = np.random.default_rng(0)
    rows = learnt.num_rows
    yield "other people", others
    yield "bootstrap", learnt.take(rng.integers(0, rows, rows))
    yield "5 % noise", noisy(learnt, rng).take(rng.permutation(rows))
    far = np.argsort(-_surprise(learnt))[:OUTLIERS]
    mixed = pa.concat_tables([others.slice(OUTLIERS), learnt.take(far)])
    yield f"other people, {OUTLIERS} outliers copied", mixed.take(rng.permutation(rows))
    for engine in ENGINES:
        try:
            made = made_by(engine, learnt)
        except SectorDataError as error:
            print(f"{engine}: {error.message}", file=sys.stderr)
            continue
        if engine == ENGINES[0]:
            copies = round(0.05 * rows)
            mixed = pa.concat_tables([made.slice(copies), learnt.slice(0, copies)])
            yield f"{engine}, 5 % copies", mixed.take(rng.permutation(rows))
        yield engine, made


def _surprise(table: pa.Table) -> Any:
    """Return how rare the values of each row are together."""
    total = np.zeros(table.num_rows)
    for column in table.columns:
        _, codes, counts = np.unique(column.to_numpy(), return_inverse=True, return_counts=True)
        total -= np.log2(counts[codes] / table.num_rows)
    return total


def try_profiles(scene: Scene) -> dict[str, SelfTest]:
    """Print and return the self-test of each profile."""
    tests = {}
    for name in gate_profile_names():
        start = time.process_time()
        tests[name] = gate_self_test(scene, load_gate_profile(name))
        said = ", ".join(
            f"{trial.release} {'refused' if trial.refused else 'passed'}"
            for trial in tests[name].trials
        )
        seconds = time.process_time() - start
        print(f"self-test of {name}: {tests[name].verdict} ({said}; {seconds:.1f} CPU s)")
    return tests


def figures(scene: Scene, tests: dict[str, SelfTest]) -> list[str]:
    """Return the cells of a release: its figures, and the verdict of each profile."""
    found = TableMeasurements(
        table="adult",
        attacks=run_attacks(scene),
        membership=infer_membership(scene),
        traces=find_traces(scene, made="synthetic"),
    )
    assert found.attacks is not None
    assert found.membership is not None
    gates = {
        name: judge_table(
            load_gate_profile(name), found.model_copy(update={"self_test": tests[name]})
        )
        for name in gate_profile_names()
    }
    compared = {c.check: c.compared for c in gates["open"].checks}
    attacks = [*found.attacks.figures, *found.membership.figures]
    tried = [figure for figure in attacks if figure.excess is not None]
    above = sum(figure.verdict == "found" for figure in tried)
    return [
        *("–" if compared[line] is None else f"{compared[line]:.3f}" for line in LINES),
        f"{above} of {len(tried)}",
        *(gates[name].verdict for name in ("open", "registered", "secure-room")),
    ]


def main() -> None:
    """Print a row for each release."""
    warnings.simplefilter("ignore")
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED
    if not folder.is_dir():
        sys.exit(f"{folder} is not there: name the folder with Adult.")
    adult = read(folder)
    third = adult.num_rows // 3
    learnt, control, others = (adult.slice(part * third, third) for part in range(3))

    def scene_of(release: pa.Table) -> Scene:
        tables = (Table("adult", t.select(adult.column_names)) for t in (release, learnt, control))
        return Scene(*tables, known=KNOWN, secrets=SECRETS, seed=1)

    print(f"{third:,} people each, {adult.num_columns} columns")
    tests = try_profiles(scene_of(others))
    head = ["release", *LINES, "above control", "open", "registered", "secure room", "nearer"]
    print(" | ".join([*head, "DCR-overfit", "CPU s"]))
    for what, release in releases(learnt, others):
        scene = scene_of(release)
        start = time.process_time()
        cells = figures(scene, tests)
        seconds = time.process_time() - start
        nearer = closest_records(scene).nearer_to_source
        assert nearer is not None
        theirs = overfitting(scene.release.data, learnt, control).partition(" ")[0]
        cells = [what, *cells, f"{nearer.share:.3f}", theirs, f"{seconds:.1f}"]
        print(" | ".join(cells), flush=True)


if __name__ == "__main__":
    main()
