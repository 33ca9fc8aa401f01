"""What runs in TabularARGN's own process: learn from codes and numbers, draw, say nothing.

What lives here: the calls of the library. What does not: how a task begins and ends
(``worker.py``), and anything else of this package, since another Python runs this file.

The front door of ``mostlyai.engine`` imports its language model, and with it transformers, peft,
xgrammar and accelerate, torchvision and torchaudio among what they ask for. The tabular engine uses
none of them, so only its own modules are imported here and none of those has to be installed.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
import tarfile
import types
from pathlib import Path
from typing import Any

THREADS = 1
"""Sums of floats depend on how many threads share them: a fixed number gives the same rows. Two
threads that wait for each other on a busy machine were measured to take ten times as long."""


FEW_ROWS = 2_000
FITS_OF_FEW = 3
"""The library stops when a tenth of the rows is not foretold better any more. Of few rows that
tenth is chance: the fit that went on longest of several is taken."""
PROGRESS = Path("ModelStore") / "model-data" / "progress-messages.csv"
MODEL = "model.tar"
KEPT = ("ModelStore", "OriginalData/tgt-meta", "OriginalData/ctx-meta")
"""What drawing needs of a fit; the rows themselves are beside it and are not kept."""


def tabular_argn() -> Any:
    """Return the library's tabular engine."""
    return tabular_module("interface").TabularARGN


def tabular_module(name: str) -> Any:
    """Import a module of the tabular engine by its side door."""
    if "mostlyai.engine" not in sys.modules:
        found = importlib.util.find_spec("mostlyai")
        if found is None or not found.submodule_search_locations:
            raise ImportError
        package = types.ModuleType("mostlyai.engine")
        package.__path__ = [str(Path(next(iter(found.submodule_search_locations))) / "engine")]
        sys.modules["mostlyai.engine"] = package
        seeding = importlib.import_module("mostlyai.engine.random_state")
        package.set_random_state = seeding.set_random_state  # type: ignore[attr-defined]
    return importlib.import_module(f"mostlyai.engine._tabular.{name}")


def work(folder: Path) -> None:
    """Carry out the task in a folder."""
    import pyarrow as pa
    import torch
    from pyarrow import feather

    torch.set_num_threads(THREADS)
    settings = json.loads((folder / "settings.json").read_text("utf-8"))

    def frame(name: str) -> Any:
        # Whole numbers with gaps must not become floats.
        return feather.read_table(folder / f"{name}.arrow").to_pandas(types_mapper=_types(pa).get)

    key = settings.get("key")
    parents = frame("parents") if key else None

    def begin(number: int) -> Any:
        return tabular_argn()(
            max_epochs=settings["epochs"],
            max_training_time=settings["minutes"] or 14_400,
            random_state=settings["seed"] + number,
            value_protection=False,
            # In a fixed order less is learnt in vain; columns that will be given come first. Of a
            # model that is kept nobody knows yet which these are.
            enable_flexible_generation=settings["keep"],
            workspace_dir=folder / f"model-{number}",
            device="cpu",
            tgt_encoding_types=dict.fromkeys(settings["categories"], "TABULAR_CATEGORICAL"),
            tgt_context_key=key,
            ctx_primary_key=key,
            ctx_data=parents,
            ctx_encoding_types=dict.fromkeys(
                settings.get("parent-categories", ()), "TABULAR_CATEGORICAL"
            )
            or None,
        )

    if (folder / MODEL).is_file():
        unpack(folder / MODEL, folder / "model-0")
        engine = begin(0)
        engine._fitted = True
    else:
        learnt = frame("learnt")
        fits = FITS_OF_FEW if len(learnt) < FEW_ROWS else 1
        engine = max((begin(number).fit(learnt) for number in range(fits)), key=epochs_of)
        if settings["keep"]:
            pack(Path(engine.workspace_path_), folder / MODEL)
    # Rows drawn from a model that was kept are those that it gave at first.
    importlib.import_module("mostlyai.engine.random_state").set_random_state(settings["seed"])
    if key:
        engine.sample(ctx_data=frame("given-parents"))
        common = importlib.import_module("mostlyai.engine._common")
        # As generated: `sample` sorts by the key, and not stably.
        made = common.load_generated_data(Path(engine.workspace_dir)).sort_values(
            key, kind="stable"
        )
    elif (folder / "given.arrow").is_file():
        made = engine.sample(seed_data=frame("given"))
    else:
        made = engine.sample(n_samples=settings["rows"])
    table = pa.Table.from_pandas(made, preserve_index=False)
    feather.write_feather(table, folder / "made.arrow", "uncompressed")
    (folder / "record.json").write_text("{}", encoding="utf-8")


def pack(workspace: Path, file: Path) -> None:
    """Put what drawing needs into one file."""
    with tarfile.open(file, "w") as tar:
        for part in KEPT:
            if (workspace / part).exists():
                tar.add(workspace / part, part)


def unpack(file: Path, workspace: Path) -> None:
    """Take it out again."""
    with tarfile.open(file) as tar:
        tar.extractall(workspace, filter="data")


def epochs_of(engine: Any) -> float:
    """Return how many passes a fit went on for."""
    lines = (Path(engine.workspace_path_) / PROGRESS).read_text("utf-8").splitlines()
    return float(lines[-1].partition(",")[0])


def _types(pa: Any) -> dict[Any, Any]:
    import pandas as pd

    return {pa.int64(): pd.Int64Dtype()}
