"""Engines on UCI Adult: what their rows are worth, what the engine costs, and SDV as it comes.

Needs Adult with its fifteen columns in ``../shared/data/pycanon/adult.csv.gz`` beside the checkout,
and the engines that are to be timed. One evaluation for all in one run: 80 % of the rows are learnt
from, 20 % are held out. Prints for each engine CPU seconds of fit and draw; SDMetrics' column
shapes and pair trends; the area under the ROC curve of gradient boosting that learnt from synthetic
rows and foretells the income of held-out people; rows whose education and its code belong together;
and the area under the curve of telling synthetic from real (0.5: they cannot be told apart).

    python benchmarks/synthesis.py [ENGINE ...]
"""

from __future__ import annotations

import gzip
import os
import resource
import sys
import warnings
from collections.abc import Callable
from datetime import date
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pandas as pd
import pyarrow as pa
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict
from sklearn.preprocessing import OrdinalEncoder

from sector_data.errors import SectorDataError
from sector_data.sources.tables import Table
from sector_data.spec.evidence.findings import ColumnFinding
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.plan import ColumnPlan, Plan, TablePlan
from sector_data.spec.synthesis import DifferentialPrivacySpec, IntervalSpec, SynthesisSpec
from sector_data.spec.transforms.values import Keep
from sector_data.spec.words import Role
from sector_data.synthesise.making import synthesise

ADULT = Path(__file__).parents[2] / "shared" / "data" / "pycanon" / "adult.csv.gz"
TARGET, CODE, TITLE = "salary-class", "education-num", "education"
CUTS = {
    "age": (17, 91, range(20, 90, 5)),
    "fnlwgt": (10_000, 1_500_000, range(50_000, 600_000, 50_000)),
    "capital-gain": (0, 100_000, (1, 3000, 5000, 7000, 10_000, 15_000, 50_000)),
    "capital-loss": (0, 4500, (1, 1200, 1500, 1700, 1900, 2200, 2500)),
    "hours-per-week": (1, 100, (10, 20, 30, 35, 40, 41, 45, 50, 60, 70)),
}
EPSILONS = {"opendp": (0.5, 1.0, 2.0, 3.0, 5.0, 10.0), "tabular-argn": (1.0, 3.0, 10.0)}
RUNS = 3
"""Of an engine whose noise is drawn anew each time."""
Frame = pd.DataFrame


def read() -> tuple[Frame, Frame]:
    """Return the rows to learn from, and those held out."""
    with gzip.open(ADULT, "rt") as file:
        frame = pd.read_csv(file, skipinitialspace=True)
    frame.columns = frame.columns.str.strip()
    chosen = np.random.default_rng(0).permutation(len(frame)) < 0.8 * len(frame)
    return frame[chosen].reset_index(drop=True), frame[~chosen].reset_index(drop=True)


def seconds() -> float:
    """Return CPU seconds of this process and its children so far."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF,
                                                         resource.RUSAGE_CHILDREN))  # fmt: skip
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def by_us(
    engine: str, *, declared: bool = False, epsilon: float | None = None, epochs: int | None = None
) -> Callable[[Frame], Frame]:
    """Return a function that learns rows and draws as many, through this package."""

    def draw(learnt: Frame) -> Frame:
        table = Table("adult", pa.Table.from_pandas(learnt, preserve_index=False))
        private = None
        if epsilon is not None:
            private = DifferentialPrivacySpec(
                epsilon=epsilon,
                domain=domain(learnt),
                target=f"adult.{TARGET}",
            )
        spec = SynthesisSpec(
            engine=engine,
            rows={"adult": len(learnt)},
            dependencies={f"adult.{CODE}": f"adult.{TITLE}"} if declared else {},
            differential_privacy=private,
            epochs=epochs,
        )
        made = synthesise({"adult": table}, plan_of(table), spec, announce=lambda _: None)
        return made.tables["adult"].to_pandas()

    return draw


def domain(learnt: Frame) -> dict[str, object]:
    """Return what stands in Adult's documentation: categories, and bounds with cuts."""
    found: dict[str, object] = {}
    for name in learnt:
        if name in CUTS:
            lowest, highest, cuts = CUTS[name]
            found[f"adult.{name}"] = IntervalSpec(lowest=lowest, highest=highest, cuts=tuple(cuts))
        else:
            found[f"adult.{name}"] = tuple(str(value) for value in sorted(learnt[name].unique()))
    return found


def plan_of(table: Table) -> Plan:
    """Return a plan that keeps every column."""
    columns = tuple(
        ColumnPlan(
            column=name,
            finding=ColumnFinding(
                table=table.name, column=name, data_type=table.data_type(name), rows=table.rows,
                missing=0, distinct=0, role=Role.INSENSITIVE,
            ),
            role=Role.INSENSITIVE,
            transform=Keep(),
            reason="benchmark",
        )
        for name in table.columns
    )  # fmt: skip
    pipeline = Pipeline.model_validate(
        {"release": {"name": "adult"}, "source": {table.name: {"path": "adult.csv"}}}
    )
    whole = TablePlan(
        table=table.name, rows=table.rows, subjects=None, subject_path=None, columns=columns,
        protection=None, before=None, after=None,
    )  # fmt: skip
    return Plan(
        made_with="benchmark", made_on=date(2026, 1, 1), pipeline=pipeline, sources=(),
        tables=(whole,),
    )  # fmt: skip


def by_sdv(class_name: str, **words: object) -> Callable[[Frame], Frame]:
    """Return a function that learns rows with an engine of SDV as it comes."""

    def draw(learnt: Frame) -> Frame:
        from sdv import single_table  # noqa: PLC0415
        from sdv.metadata import Metadata  # noqa: PLC0415

        metadata = Metadata.detect_from_dataframes({"adult": learnt})
        synthesizer = getattr(single_table, class_name)(metadata, **words)
        synthesizer.fit({"adult": learnt})
        made: Frame = synthesizer.sample(num_rows=len(learnt))["adult"]
        return made

    return draw


def texts(frame: Frame) -> list[str]:
    """Return the columns of categories."""
    return [name for name in frame if not pd.api.types.is_numeric_dtype(frame[name])]


def quality(real: Frame, made: Frame) -> tuple[float, float]:
    """Return SDMetrics' column shapes and pair trends."""
    from sdmetrics.reports.single_table import QualityReport  # noqa: PLC0415

    kinds = {n: {"sdtype": "categorical" if n in texts(real) else "numerical"} for n in real}
    report = QualityReport()
    report.generate(
        real, made.fillna(real.iloc[0]).astype(real.dtypes), {"columns": kinds}, verbose=False
    )
    scores = report.get_properties().set_index("Property")["Score"]
    return float(scores["Column Shapes"]), float(scores["Column Pair Trends"])


def numbered(real: Frame, *frames: Frame) -> list[Frame]:
    """Return frames as numbers, categories coded alike."""
    names = texts(real)
    coder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    coder.fit(real[names].astype(str))
    coded = []
    for frame in frames:
        copy = frame.copy()
        copy[names] = coder.transform(frame[names].astype(str))
        coded.append(copy.astype(float))
    return coded


def learnable(real: Frame, made: Frame, held_out: Frame) -> float:
    """Return how well a model that learnt from synthetic rows foretells held-out people."""
    # Noise may leave a few rows without the target: they teach nothing.
    learnt, tested = numbered(real, made.dropna(subset=[TARGET]), held_out)
    model = HistGradientBoostingClassifier(random_state=0)
    model.fit(learnt.drop(columns=TARGET), learnt[TARGET])
    told = model.predict_proba(tested.drop(columns=TARGET))[:, 1]
    return float(roc_auc_score(tested[TARGET], told))


def detectable(real: Frame, made: Frame) -> float:
    """Return how well a model tells synthetic from real rows."""
    count = min(len(real), len(made))
    both = pd.concat([f.sample(count, random_state=0) for f in numbered(real, real, made)])
    truth = np.repeat([0, 1], count)
    order = np.random.default_rng(0).permutation(2 * count)
    told = cross_val_predict(
        HistGradientBoostingClassifier(random_state=0), both.iloc[order], truth[order], cv=2,
        method="predict_proba",
    )  # fmt: skip
    return float(roc_auc_score(truth[order], told[:, 1]))


def main() -> None:
    """Time and judge the engines that are named, or all."""
    warnings.simplefilter("ignore")
    learnt, held_out = read()
    known = set(zip(learnt[TITLE], learnt[CODE], strict=True))
    engines: dict[str, Callable[[Frame], Frame]] = {
        "real hold-out": lambda _: held_out,
        "tabular-argn": by_us("tabular-argn"),
        "tabular-argn, declared": by_us("tabular-argn", declared=True),
        "gaussian-copula": by_us("gaussian-copula"),
        "gaussian-copula, declared": by_us("gaussian-copula", declared=True),
        "SDV GaussianCopula alone": by_sdv("GaussianCopulaSynthesizer"),
        "ctgan, declared": by_us("ctgan", declared=True, epochs=40),
        "SDV CTGAN alone": by_sdv("CTGANSynthesizer", epochs=40, enable_gpu=False),
        "tvae, declared": by_us("tvae", declared=True, epochs=60),
        "SDV TVAE alone": by_sdv("TVAESynthesizer", epochs=60, enable_gpu=False),
        **{
            f"{engine}, epsilon {epsilon:g}, run {run}": by_us(
                engine, declared=True, epsilon=epsilon
            )
            for engine, epsilons in EPSILONS.items()
            for epsilon in epsilons
            for run in range(1, RUNS + 1)
        },
        "independent columns": lambda frame: pd.DataFrame(
            {name: frame[name].sample(frac=1, random_state=place).to_numpy()
             for place, name in enumerate(frame)}
        ),
    }  # fmt: skip
    print(f"{'engine':32}{'CPU-s':>8}{'shapes':>8}{'pairs':>8}{'AUC':>8}{'code':>8}{'told':>8}")
    for name, draw in engines.items():
        if len(sys.argv) > 1 and name not in sys.argv[1:]:
            continue
        begun = seconds()
        try:
            made = draw(learnt)[list(learnt)]
        except SectorDataError as error:
            print(f"{name:32}{error.message}")
            continue
        spent = seconds() - begun
        fits = np.mean([pair in known for pair in zip(made[TITLE], made[CODE], strict=True)])
        # The hold-out cannot foretell itself: people learnt from stand for it.
        source = learnt if name == "real hold-out" else made
        figures = (
            *quality(learnt, made), learnable(learnt, source, held_out), fits,
            detectable(learnt, made),
        )  # fmt: skip
        print(
            f"{name:28}{spent:8.1f}" + "".join(f"{figure:8.3f}" for figure in figures), flush=True
        )


if __name__ == "__main__":
    main()
