"""What runs in OpenDP's own process: noisy marginals of codes, and rows that fit them.

What lives here: the calls of the library. What does not: anything of this package, since another
Python runs this file; and any mechanism, all of which are OpenDP's.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

SLACK = 0.999
"""Part of the budget that the query asks for: all of it fails by the rounding of a float."""


def work(folder: Path) -> None:
    """Carry out the task in a folder."""
    np = importlib.import_module("numpy")
    pl = importlib.import_module("polars")
    pa = importlib.import_module("pyarrow")
    feather = importlib.import_module("pyarrow.feather")
    dp = importlib.import_module("opendp.prelude")

    settings = json.loads((folder / "settings.json").read_text("utf-8"))
    sizes: dict[str, int] = settings["sizes"]
    marginals = [tuple(group) for group in settings["marginals"]]
    frame: Any = pl.from_arrow(feather.read_table(folder / "learnt.arrow"))
    dp.enable_features("contrib")
    context = dp.Context.compositor(
        data=frame.lazy(),
        privacy_unit=dp.unit_of(contributions=settings["contributions"]),
        privacy_loss=dp.loss_of(rho=settings["rho"]),
    )
    table = (
        context.query(rho=settings["rho"] * SLACK)
        .select(list(sizes))
        .contingency_table(
            keys={name: [str(code) for code in range(size)] for name, size in sizes.items()},
            algorithm=dp.mbi.Fixed(queries=[dp.mbi.Count(group) for group in marginals]),
        )
        .release()
    )
    # Rounding and drawing happen after the noise: a seed takes nothing from the guarantee.
    np.random.seed(settings["seed"] % 2**32)
    made = table.synthesize(rows=settings["rows"])
    deviations = [round(float(table.std(group)), 2) for group in marginals]
    columns = {name: pa.array(made[name].to_list(), pa.string()).cast(pa.int64()) for name in sizes}
    feather.write_feather(pa.table(columns), folder / "made.arrow", "uncompressed")
    (folder / "record.json").write_text(json.dumps({"deviations": deviations}), encoding="utf-8")


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
