"""What runs in OpenDP's own process: the price of tables, and tables with noise.

What lives here: the order of the questions. What does not: the calls of OpenDP
(``opendp_rows.py``), what is made of the answers, how a task begins and ends (``worker.py``), and
anything else of this package, since another Python runs these files.
"""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any


def work(folder: Path) -> None:
    """Carry out the task in a folder: only tell the price where there are no rows."""
    np = importlib.import_module("numpy")
    pa = importlib.import_module("pyarrow")
    feather = importlib.import_module("pyarrow.feather")
    beside = f"{__package__}.opendp_rows" if __package__ else "opendp_rows"
    rows_of = importlib.import_module(beside)

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
