"""Release the same people in four ways and measure what each gives away and what it keeps.

Run: ``python benchmarks/choosing.py [ENGINE]``, with the ``synthesis`` extra (ENGINE:
``gaussian-copula`` when it is not given). Nothing is asserted; the table stands in
``docs/choosing.md``.

The people are the 2,000 patients of the sample data with their first stay. A third of them is set
aside before anything is done: attacks are judged beside these people, whom no release saw.
*Alone* is the share of people who are alone with age, sex and ZIP code. *Singling out*,
*linking* and *inference* are what an attacker gains beyond that control (its lower 95 % limit, the
worst of all methods); *membership* is the share of people told to be in the data at 1 % of
mistakes. *Columns* are those that are safe to use, *pairs* is the score of two columns together,
and *model* what is kept of predicting a long stay, from guessing (0 %) to real rows (100 %).
"""

from __future__ import annotations

import csv
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import sector_data as sd
from sector_data.deidentify.keyring import KeyRing
from sector_data.errors import SectorDataError
from sector_data.spec.evidence.measurements import TableMeasurements
from sector_data.spec.evidence.release import Assessment

HEALTH = Path(__file__).resolve().parents[1] / "sample_data" / "health"
ATTACKS = ("singling-out", "linkability", "inference")
LONG_STAY = 4
"""Nights from which a stay is long."""

PIPELINE = """\
release: {{name: {name}, key: default, recipient: registered}}
source: {{people: people.csv}}
subject: people.patient_id
keys: {{people: patient_id}}
columns:
  people.patient_id: pseudonym
{columns}
  people.insurance: {{role: insensitive, transform: keep}}
  people.department: {{role: insensitive, transform: keep}}
  people.charge_usd: {{role: sensitive, transform: {charge}}}
  people.long_stay: {{role: sensitive, transform: keep}}
privacy: {{k-anonymity: {k}, suppression-limit: 10%}}
assess:
  control: 0.33
  known: [people.birth_date, people.sex, people.zip]
  secrets: [people.charge_usd, people.long_stay]
  target: people.long_stay
ledger: off
{more}"""

EXACT = """\
  people.birth_date: {role: quasi-identifier, transform: keep}
  people.sex: {role: quasi-identifier, transform: keep}
  people.zip: {role: quasi-identifier, transform: keep}"""
COARSE = """\
  people.birth_date: {role: quasi-identifier, hierarchy: age}
  people.sex: {role: quasi-identifier, transform: keep}
  people.zip: {role: quasi-identifier, hierarchy: us-zip}"""


def ways(engine: str) -> dict[str, dict[str, Any]]:
    """Return what differs between the ways to release."""
    cents, hundreds, thousands = "keep", "{round: {to: 100}}", "{round: {to: 5000}}"
    synthetic = f"synthesise: {{engine: {engine}}}\n"
    coarse = {"columns": COARSE, "more": ""}
    return {
        "pseudonymised": {"columns": EXACT, "charge": cents, "k": 1, "more": ""},
        "anonymised, k = 5, charges to 100 USD": coarse | {"charge": hundreds, "k": 5},
        "anonymised, k = 5, charges to 5,000 USD": coarse | {"charge": thousands, "k": 5},
        "anonymised, k = 11, charges to 5,000 USD": coarse | {"charge": thousands, "k": 11},
        f"synthetic ({engine})": coarse | {"charge": hundreds, "k": 5, "more": synthetic},
    }


def write_people(path: Path) -> None:
    """Write every patient with the first stay."""
    with (HEALTH / "encounters.csv").open(encoding="utf-8", newline="") as file:
        stays: dict[str, dict[str, str]] = {}
        for stay in csv.DictReader(file):
            stays.setdefault(stay["patient_id"], stay)
    names = ("patient_id", "birth_date", "sex", "zip", "insurance", "department", "charge_usd")
    with (
        (HEALTH / "patients.csv").open(encoding="utf-8", newline="") as file,
        path.open("w", encoding="utf-8", newline="") as target,
    ):
        writer = csv.writer(target)
        writer.writerow([*names, "long_stay"])
        for person in csv.DictReader(file):
            if (first := stays.get(person["patient_id"])) is not None:
                both = person | first
                nights = float(first["length_of_stay"] or 0)
                writer.writerow([*(both[name] for name in names), nights >= LONG_STAY])


def measures(found: Assessment) -> tuple[str, ...]:
    """Return the cells of a row."""
    (table,) = found.tables
    useful = table.usefulness
    alone = found.after[0].unique_subjects if found.after else None
    safe = [c.verdict == "safe to use" for c in useful.columns] if useful else []
    kept = [m.kept for p in (useful.predictions if useful else ()) for m in p.models]
    best = max((share for share in kept if share is not None), default=None)
    return (
        percent(alone),
        *gains(table),
        f"{sum(safe)} of {len(safe)}",
        percent(useful.pair_score if useful else None),
        percent(best),
    )


def gains(table: TableMeasurements) -> tuple[str, ...]:
    """Return what attacks gain, by their lower limits."""
    cells = []
    for attack in ATTACKS:
        worst = table.attacks.worst(attack) if table.attacks else None  # type: ignore[arg-type]
        cells.append(percent(max(worst.excess.lower, 0) if worst and worst.excess else None))
    strongest = table.membership.strongest() if table.membership else None
    cells.append(percent(strongest.caught.share if strongest else None))
    return tuple(cells)


def percent(share: float | None) -> str:
    """Spell a share; a dash where nothing was measured."""
    return "–" if share is None else f"{100 * share:.0f} %"


def main() -> None:
    """Print a row for each way."""
    engine = sys.argv[1] if len(sys.argv) > 1 else "gaussian-copula"
    heads = ("release", "alone", *ATTACKS, "membership", "columns", "pairs", "model", "seconds")
    print(f"| {' | '.join(heads)} |")
    print(f"|---|{'---:|' * (len(heads) - 1)}", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ring = folder / "keys.json"
        KeyRing.open(ring, create=True).new("default", holder="the benchmark")
        write_people(folder / "people.csv")
        for number, (way, settings) in enumerate(ways(engine).items()):
            pipeline = folder / f"{number}.yaml"
            pipeline.write_text(PIPELINE.format(name=f"way-{number}", **settings), "utf-8")
            started = time.process_time()
            try:
                done = sd.run(pipeline, output=folder / str(number), key_ring=ring)
            except SectorDataError as error:
                print(f"| {way} | refused: {' '.join(str(error).split())} |", flush=True)
                continue
            cells = (*measures(done.assessment), f"{time.process_time() - started:.0f}")
            print(f"| {way} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
