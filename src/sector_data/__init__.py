"""Release confidential sector data safely.

The public API: the verbs of the tool as functions. Nothing heavy is imported before a verb is used.

>>> import sector_data as sd
>>> sorted(sd.__all__)[:3]
['__version__', 'apply', 'assess']
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from sector_data._version import __version__

if TYPE_CHECKING:
    from sector_data.pipeline.assessing.tables import assess
    from sector_data.pipeline.auditing.attesting import audit
    from sector_data.pipeline.checking.files import check
    from sector_data.pipeline.reidentifying import reidentify
    from sector_data.pipeline.synthesis.releasing import release_synthetic
    from sector_data.pipeline.tabulating import tabulate
    from sector_data.pipeline.texts.detecting import detect_files
    from sector_data.pipeline.texts.evaluating import evaluate_detection
    from sector_data.pipeline.verbs import apply, explore, init, plan, run
    from sector_data.release.loading import load

__all__ = [
    "__version__",
    "apply",
    "assess",
    "audit",
    "check",
    "detect_files",
    "evaluate_detection",
    "explore",
    "init",
    "load",
    "plan",
    "reidentify",
    "release_synthetic",
    "run",
    "tabulate",
]

_HOMES = {
    "apply": "sector_data.pipeline.verbs",
    "assess": "sector_data.pipeline.assessing.tables",
    "audit": "sector_data.pipeline.auditing.attesting",
    "check": "sector_data.pipeline.checking.files",
    "detect_files": "sector_data.pipeline.texts.detecting",
    "evaluate_detection": "sector_data.pipeline.texts.evaluating",
    "explore": "sector_data.pipeline.verbs",
    "init": "sector_data.pipeline.verbs",
    "load": "sector_data.release.loading",
    "plan": "sector_data.pipeline.verbs",
    "reidentify": "sector_data.pipeline.reidentifying",
    "release_synthetic": "sector_data.pipeline.synthesis.releasing",
    "run": "sector_data.pipeline.verbs",
    "tabulate": "sector_data.pipeline.tabulating",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sector_data' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
