"""Fit an engine again and again on other people, and see whether attacks gain anything in the mean.

Run: ``python benchmarks/attacks_over_fits.py [FITS] [ENGINE[@EPSILON]] [FOLDER]``, where the folder
holds ``adult.csv.gz`` (``../shared/data/pycanon`` when it is not given) and
``SECTOR_DATA_ARGN_PYTHON`` names the Python that has TabularARGN. With an epsilon the engine learns
under a guarantee. Nothing is asserted.

One fit leaves each figure an interval of some hundredths, and of a dozen figures one lies above
control by chance: whether an engine learns people by heart can be told from many fits. Each time
another third of Adult is learnt from, another set aside, and the rows of the engine and, for
comparison, those of the last third are attacked alike. Printed are, for each attack, the mean of
the gain over the control group (of the area under the curve, less one half, for membership) with
the 95 % interval of Student's t over fits.
"""

from __future__ import annotations

import sys
import warnings
from collections import defaultdict
from pathlib import Path

import numpy as np
import pyarrow as pa
from gate import KNOWN, SECRETS
from membership import SHARED, read
from scipy import stats
from synthesis import by_us

from sector_data.assessment.attacks.running import run_attacks
from sector_data.assessment.attacks.scene import Scene
from sector_data.assessment.membership import infer_membership
from sector_data.sources.tables import Table


def gains(release: pa.Table, learnt: pa.Table, control: pa.Table, seed: int) -> dict[str, float]:
    """Return what each attack gains."""
    tables = (Table("adult", t.select(learnt.column_names)) for t in (release, learnt, control))
    scene = Scene(*tables, known=KNOWN, secrets=SECRETS, seed=seed)
    attacks = run_attacks(scene).figures
    found = {f"{f.attack} {f.method}": f.excess.value for f in attacks if f.excess is not None}
    rare = {f"{f.attack} {f.method}, rarest": f.rare.excess.value for f in attacks if f.rare}
    membership = {
        f"membership {f.attack}, {f.group}": f.auc - 0.5 for f in infer_membership(scene).figures
    }
    return found | rare | membership


def main() -> None:
    """Print a row for each attack."""
    warnings.simplefilter("ignore")
    fits = int(sys.argv[1]) if len(sys.argv) > 1 else 8
    engine = sys.argv[2] if len(sys.argv) > 2 else "tabular-argn"
    name, _, epsilon = engine.partition("@")
    draw = by_us(name, declared=True, epsilon=float(epsilon) if epsilon else None)
    adult = read(Path(sys.argv[3]) if len(sys.argv) > 3 else SHARED)
    third = adult.num_rows // 3
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for fit in range(fits):
        people = adult.take(np.random.default_rng(fit).permutation(adult.num_rows))
        learnt, control, others = (people.slice(part * third, third) for part in range(3))
        made = pa.Table.from_pandas(draw(learnt.to_pandas()), preserve_index=False)
        made = made.select(learnt.column_names).cast(learnt.schema)
        for what, release in ((engine, made), ("other people", others)):
            for attack, gain in gains(release, learnt, control, fit).items():
                found[attack][what].append(gain)
        print(f"fit {fit + 1} of {fits}", file=sys.stderr, flush=True)
    print(f"{fits} fits of {third:,} people | {engine} | other people")
    for attack, each in found.items():
        print(" | ".join([attack, *(_mean(each[what]) for what in (engine, "other people"))]))


def _mean(values: list[float]) -> str:
    mean, error = np.mean(values), np.std(values, ddof=1) / np.sqrt(len(values))
    reach = stats.t.ppf(0.975, len(values) - 1) * error
    return f"{mean:+.4f} ({mean - reach:+.4f} to {mean + reach:+.4f}, n = {len(values)})"


if __name__ == "__main__":
    main()
