"""Time the first search in a fresh process, and its memory, on Adult and FARS.

Run: ``python benchmarks/first_call.py [FOLDER]``, where the folder holds ARX's tables and
hierarchies (``../shared/data/arx`` when it is not given). Nothing is asserted.

Each row is a process of its own, which asks for 5-anonymity and leaves out at most 5 % of the rows.
``start`` is Python with the imports, ``read`` the table and its hierarchies, ``first`` and
``second`` two calls of `plan_protection`: what the first takes longer is all there is to warm up.
Seconds of wall time, and the largest memory after each step. ARX's largest, for the same, with a
warm virtual machine: 447 MB on Adult and 784 MB on FARS.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path

QUASI_IDENTIFIERS = {
    "adult": (
        "sex age race marital-status education native-country workclass occupation salary-class"
    ),
    "fars": "iage irace ideathmon ideathday isex ihispanic istatenum iinjury",
}


def megabytes() -> float:
    """Return the most memory that this process has held."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def one(folder: Path, dataset: str, began: float) -> None:
    """Plan twice in this process, and print a row."""
    from search import read  # noqa: PLC0415  (the imports are timed)

    from sector_data.anonymise.hierarchies import build  # noqa: PLC0415
    from sector_data.anonymise.protect import plan_protection  # noqa: PLC0415
    from sector_data.spec.hierarchies import FileHierarchy  # noqa: PLC0415

    steps = [("start", time.time() - began, megabytes())]
    clock = time.time()
    table = read(folder, dataset)
    columns = {name: table.column(name) for name in QUASI_IDENTIFIERS[dataset].split()}
    hierarchies = {
        name: build(
            FileHierarchy(path=Path("hier") / f"{dataset}_hierarchy_{name}.csv"),
            values,
            base=folder,
        )
        for name, values in columns.items()
    }
    steps.append(("read", time.time() - clock, megabytes()))
    for name in ("first", "second"):
        clock = time.time()
        plan_protection(
            quasi_identifiers=columns, hierarchies=hierarchies, k=5, suppression_limit=0.05
        )
        steps.append((name, time.time() - clock, megabytes()))
    print(f"{dataset:8}" + "".join(f"{s:>9.3f} s {m:>5.0f} MB" for _, s, m in steps))


def main() -> None:
    """Print a row for each table, from a process of its own."""
    if len(sys.argv) == 4:
        one(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]))
        return
    here = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "arx"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else here
    if not folder.is_dir():
        sys.exit(f"{folder} is not there: name the folder with ARX's tables.")
    print(f"{'':8}" + "".join(f"{name:>20}" for name in ("start", "read", "first", "second")))
    for dataset in QUASI_IDENTIFIERS:
        arguments = [__file__, str(folder), dataset, str(time.time())]
        subprocess.run([sys.executable, *arguments], check=True)


if __name__ == "__main__":
    main()
