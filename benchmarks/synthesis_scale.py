"""Synthetic rows where there are many: a copula of a million rows, and three related tables.

Prints seconds of the processor and of the clock, and the largest memory. Then, for the fictional
hospitals in ``sample_data/health`` and each engine that is installed: references that lead nowhere,
children per parent with the distance of their distributions, dates in order within a parent, and
the sequences' autocorrelation beside the source's.

    python benchmarks/synthesis_scale.py [million | ENGINE ...]
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from datetime import date
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pyarrow as pa

from sector_data.errors import SectorDataError
from sector_data.pipeline.sourcing import read_source
from sector_data.sources.tables import Table
from sector_data.spec.evidence.findings import ColumnFinding
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.plan import ColumnPlan, Plan, TablePlan
from sector_data.spec.synthesis import SynthesisSpec
from sector_data.spec.transforms.values import Keep
from sector_data.spec.words import Role
from sector_data.synthesise.making import synthesise

ROWS, PATIENTS = 1_000_000, 500
SAMPLE = Path(__file__).parents[1] / "sample_data" / "health"
ENGINES = ("gaussian-copula", "tabular-argn", "hma", "par")


def seconds() -> float:
    """Return CPU seconds of this process and its children so far."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in both)


def million() -> dict[str, Table]:
    """Return a table of twenty columns: eight skewed, four normal, six of categories, two more."""
    rng = np.random.default_rng(0)
    base = rng.normal(size=ROWS)
    columns: dict[str, object] = {f"g{n}": rng.gamma(2 + n, 3, ROWS) for n in range(8)}
    columns |= {f"n{n}": base + rng.normal(size=ROWS) for n in range(4)}
    columns |= {f"c{n}": pa.array(rng.integers(0, 4 + 3 * n, ROWS)).cast(pa.string())
                for n in range(6)}  # fmt: skip
    columns["day"] = pa.array(rng.integers(0, 9000, ROWS), pa.int32()).cast(pa.date32())
    columns["yes"] = pa.array(base > 0)
    return {"t": Table("t", pa.table(columns))}


def hospitals() -> dict[str, Table]:
    """Return patients, their encounters and the diagnoses of these."""
    pipeline = Pipeline.model_validate(
        {
            "release": {"name": "scale"},
            "source": {name: {"path": str(SAMPLE / f"{name}.csv")} for name in KEPT},
        }
    )
    tables = {
        name: Table(name, table.data.select(KEPT[name]))
        for name, table in read_source(pipeline, None, lambda _: None).tables.items()
    }
    patients = tables["patients"].data.slice(0, PATIENTS)
    encounters = within(tables["encounters"].data, "patient_id", patients)
    return {
        "patients": Table("patients", patients),
        "encounters": Table("encounters", encounters),
        "diagnoses": Table(
            "diagnoses", within(tables["diagnoses"].data, "encounter_id", encounters)
        ),
    }


KEPT = {
    "patients": ["patient_id", "sex", "race", "insurance", "height_cm", "weight_kg"],
    "encounters": ["encounter_id", "patient_id", "admitted", "discharged", "length_of_stay",
                   "class", "department", "charge_usd"],
    "diagnoses": ["encounter_id", "sequence", "icd10_code", "description"],
}  # fmt: skip
RULES = {
    "orderings": [["encounters.admitted", "encounters.discharged"]],
    "dependencies": {"diagnoses.description": "diagnoses.icd10_code"},
    "sequences": {
        "encounters": {"key": "patient_id", "order": "admitted"},
        "diagnoses": {"key": "encounter_id", "order": "sequence"},
    },
}


def within(data: pa.Table, key: str, above: pa.Table) -> pa.Table:
    """Return the rows whose key stands in the table above."""
    return data.filter(pa.compute.is_in(data.column(key), value_set=above.column(key).unique()))


def plan_of(tables: dict[str, Table]) -> Plan:
    """Return a plan that keeps every column."""
    pipeline = Pipeline.model_validate(
        {
            "release": {"name": "scale"},
            "source": {name: {"path": f"{name}.csv"} for name in tables},
            "keys": {} if "t" in tables else
            {"patients": "patient_id", "encounters": "encounter_id"},
            "references": {} if "t" in tables else
            {"encounters.patient_id": "patients.patient_id",
             "diagnoses.encounter_id": "encounters.encounter_id"},
        }
    )  # fmt: skip
    parts = tuple(
        TablePlan(
            table=name, rows=table.rows, subjects=None, subject_path=None, protection=None,
            before=None, after=None,
            columns=tuple(
                ColumnPlan(
                    column=column, role=Role.INSENSITIVE, transform=Keep(), reason="benchmark",
                    finding=ColumnFinding(
                        table=name, column=column, data_type=table.data_type(column),
                        rows=table.rows, missing=0, distinct=0, role=Role.INSENSITIVE,
                    ),
                )
                for column in table.columns
            ),
        )
        for name, table in tables.items()
    )  # fmt: skip
    return Plan(made_with="benchmark", made_on=date(2026, 1, 1), pipeline=pipeline, sources=(),
                tables=parts)  # fmt: skip


def measure(name: str, tables: dict[str, Table], spec: SynthesisSpec) -> None:
    """Time one engine, and print what its record tells of the structure."""
    plan = plan_of(tables)
    begun, clock = seconds(), time.monotonic()
    try:
        result = synthesise(tables, plan, spec, announce=lambda _: None)
    except SectorDataError as error:
        print(f"{name}: {error.message}")
        return
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{name}: {seconds() - begun:.0f} CPU-s, {time.monotonic() - clock:.0f} s, {memory} MB")
    for table, told in result.record["tables"].items():
        structure = told["structure"]
        if structure["references"] or structure["rules"]:
            print(f"  {table}: {told['rows-learnt']} rows learnt, {told['rows-made']} made")
            print("   ", json.dumps(structure["references"]))
            print("   ", json.dumps(structure["rules"]))
            print("   ", json.dumps(structure.get("sequences")))


def main() -> None:
    """Measure what is named, or all."""
    asked = sys.argv[1:] or ["million", *ENGINES]
    if "million" in asked:
        measure(f"{ROWS:,} rows of 20 columns", million(), SynthesisSpec(engine="gaussian-copula"))
    for engine in ENGINES:
        if engine in asked:
            spec = SynthesisSpec.model_validate({"engine": engine, **RULES})
            measure(engine, hospitals(), spec)


if __name__ == "__main__":
    main()
