"""The process of an engine's own: one task, and no more of a failure than its kind.

What lives here: how a task begins and ends. What does not: tasks (``*_process.py`` beside this
file), and anything else of this package, since another Python runs these files.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path


def main() -> int:
    """Carry out the task in a folder, by the module beside this file that is named.

    A message might quote the data, so that of a failure only its kind is told.
    """
    module, folder = sys.argv[1], Path(sys.argv[2])
    # At the end: a file beside this one must not stand in for one of a library.
    sys.path.append(str(Path(__file__).parent))
    try:
        importlib.import_module(module).work(folder)
    except BaseException as fault:
        kind = "ImportError" if isinstance(fault, ImportError) else type(fault).__name__
        (folder / "failed.json").write_text(json.dumps({"kind": kind}), encoding="utf-8")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
