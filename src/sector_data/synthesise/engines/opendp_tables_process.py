"""What runs in OpenDP's own process: the price of tables, and tables with noise.

What lives here: the order of the questions. What does not: the calls of OpenDP
(``opendp_rows.py``), what is made of the answers, and anything else of this package, since another
Python runs these files.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any


def work(folder: Path) -> None:
    """Carry out the task in a folder: only tell the price where there are no rows."""
    sys.path.insert(0, str(Path(__file__).parent))
    np = importlib.import_module("numpy")
    pa = importlib.import_module("pyarrow")
    feather = importlib.import_module("pyarrow.feather")
    rows_of = importlib.import_module("opendp_rows")

    settings = json.loads((folder / "settings.json").read_text("utf-8"))
    sizes, questions = settings["sizes"], settings["questions"]
    codes: dict[str, Any] = {}
    if (folder / "learnt.arrow").is_file():
        frame = feather.read_table(folder / "learnt.arrow")
        codes = {name: frame.column(name).to_numpy() for name in frame.column_names}
    rows = rows_of.Rows(codes, sizes, settings, [question["share"] for question in questions])
    answers: list[Any] = []
    for question in questions if codes else []:
        group = tuple(question["group"])
        if question["of"] is None:
            answer, _ = rows.count(group, {})
        else:
            answer = rows.total(question["of"], group, question["most"])
        answers.append(np.asarray(answer, dtype=float).ravel())
    told = pa.table({"answer": pa.array(answers, pa.list_(pa.float64()))})
    feather.write_feather(told, folder / "made.arrow", "uncompressed")
    record = {
        "rho": rows.rho,
        "epsilon": rows.epsilon,
        "noise": [
            rows.scale(turn) * (1 if question["of"] is None else question["most"])
            for turn, question in enumerate(questions)
        ],
    }
    (folder / "record.json").write_text(json.dumps(record), encoding="utf-8")


def main() -> int:
    """Work, and tell no more of a failure than its kind: a message might quote the data."""
    folder = Path(sys.argv[1])
    try:
        work(folder)
    except BaseException as fault:
        kind = "ImportError" if isinstance(fault, ImportError) else type(fault).__name__
        (folder / "failed.json").write_text(json.dumps({"kind": kind}), encoding="utf-8")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
