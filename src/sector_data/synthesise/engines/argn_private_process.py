"""What runs in TabularARGN's process under a guarantee: learn with noise, draw, say nothing.

What lives here: noisy counts, the training of the library's network by DP-SGD, and rows drawn from
it. What does not: noise, clipping and the accountant (``argn_private_steps.py``), how a task begins
and ends (``worker.py``), and anything else of this package, since another Python runs these files.

The network is the library's, the way to it is not: the library takes codes and their number from
the rows, the size of batches and steps from how many there are, and the rate of learning, the end
of the training and the weights that are kept from the loss on rows without noise. Here all of these
are public: cells come from the domain, and steps, rate and shares from the pipeline file.
"""

from __future__ import annotations

import importlib
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

LONGEST = 1.0
"""Length of what a subject may add to a sum of gradients."""
RATE = 1e-2
"""Of learning. Tried, as what follows, on parts of the rows to learn from of UCI Adult alone."""
AVERAGED = 0.5
"""Part of the steps, the last ones, over which weights are averaged: noise averages out."""
STANDS_OUT = 3.0
"""Standard deviations of noise that a count of missing values must reach to be believed."""
CELLS = 2**24
"""Numbers that a layer's inputs may take in memory at once."""
DRAWN = 8192
"""Rows that are drawn at once."""
TOLD = 25
"""Steps after which it is told how far the training is."""
Group = tuple[str, ...]


def beside(name: str) -> Any:
    """Import a file that lies beside this one, which may run outside its package."""
    return importlib.import_module(f"{__package__}.{name}" if __package__ else name)


def work(folder: Path) -> None:
    """Carry out the task in a folder."""
    np = importlib.import_module("numpy")
    pa = importlib.import_module("pyarrow")
    feather = importlib.import_module("pyarrow.feather")
    steps = beside("argn_private_steps")

    settings = json.loads((folder / "settings.json").read_text("utf-8"))
    frame = feather.read_table(folder / "learnt.arrow")
    # A missing value is the last category, whether there are any or not: that is confidential.
    sizes = {name: size + 1 for name, size in settings["sizes"].items()}
    codes = {
        name: np.where((read := frame.column(name).to_numpy()) < 0, sizes[name] - 1, read)
        for name in sizes
    }
    dependencies = {name: tuple(owners) for name, owners in settings["dependencies"].items()}
    free = [name for name in settings["order"] if name not in dependencies]
    budget = steps.divide(
        settings["epsilon"], settings["delta"], settings["rate"], settings["steps"]
    )
    groups: list[Group] = [(name,) for name in free]
    groups += [(*owners, name) for name, owners in dependencies.items()]
    # A row stands in one cell of each group.
    most = settings["contributions"] * math.sqrt(len(groups))
    deviation = budget.counts * most
    counted = {group: noisy_counts(codes, group, sizes, deviation) for group in groups}
    network = Network(sizes, free, settings["seed"])
    network.start_from(counted, deviation)
    subjects = frame.column("subject").to_numpy()
    for done in network.learn(codes, subjects, settings, budget.step):
        if not done % TOLD:
            (folder / "steps-done").write_text(str(done), encoding="ascii")
    drawn = network.draw(settings["rows"], settings["seed"])
    noise = dict.fromkeys(counted, deviation)
    beside("opendp_process").follow(drawn, dependencies, counted, noise)
    made = {name: np.where(drawn[name] == sizes[name] - 1, -1, drawn[name]) for name in sizes}
    feather.write_feather(pa.table(made), folder / "made.arrow", "uncompressed")
    record = {
        "epsilon": budget.epsilon,
        "noise-multiplier": budget.step,
        "count-deviation": deviation,
        "longest-gradient": LONGEST,
    }
    (folder / "record.json").write_text(json.dumps(record), encoding="utf-8")


def noisy_counts(
    codes: Mapping[str, Any], group: Group, sizes: Mapping[str, int], deviation: float
) -> Any:
    """Return how many rows stand in each cell of a group of columns, with noise in whole rows."""
    np, steps = importlib.import_module("numpy"), beside("argn_private_steps")
    shape = tuple(sizes[column] for column in group)
    cells = np.ravel_multi_index([codes[column] for column in group], shape)
    exact = np.bincount(cells, minlength=math.prod(shape)).reshape(shape)
    noise = np.rint(steps.secret_normals(exact.size) * deviation * (1 + steps.MARGIN))
    return exact + noise.reshape(shape)


class Network:
    """TabularARGN's network for rows without a context, in floats of 64 bits.

    Parameters
    ----------
    sizes
        Number of codes of each column, the missing value included.
    columns
        Those to learn, each given those before it.
    seed
        Of the weights to start from.
    """

    def __init__(self, sizes: Mapping[str, int], columns: Sequence[str], seed: int) -> None:
        self._np, self._torch = (importlib.import_module(name) for name in ("numpy", "torch"))
        process, torch = beside("argn_process"), self._torch
        torch.set_num_threads(process.THREADS)
        torch.set_default_dtype(torch.float64)
        torch.manual_seed(seed)
        library = process.tabular_module("argn")
        self._columns = {column: f"{column}__code" for column in columns}
        self._sizes = sizes
        self._network = library.FlatModel(
            tgt_cardinalities={name: sizes[column] for column, name in self._columns.items()},
            ctx_cardinalities={},
            ctxseq_len_median={},
            model_size=library.ModelSize.M,
            column_order=list(columns),
            device=torch.device("cpu"),
            with_dp=True,
        )
        # No layer drops out: whose numbers it dropped would depend on who else was taken.
        self._network.eval()
        self._gradients = beside("argn_private_steps").Gradients(self._network)
        self._never: dict[str, dict[int, float]] = {}

    def start_from(self, counted: Mapping[Group, Any], deviation: float) -> None:
        """Let the network foretell the noisy shares of each column before it learns."""
        np, torch = self._np, self._torch
        for column, name in self._columns.items():
            counts = counted[column,]
            if counts[-1] < STANDS_OUT * deviation:
                # As far as anybody can tell there is no missing value.
                self._never[name] = {len(counts) - 1: 0.0}
            shares = np.maximum(counts, 1.0)
            last = self._network.predictors.predictors[name]
            torch.nn.init.xavier_uniform_(last.weight)
            with torch.no_grad():
                last.bias.copy_(torch.as_tensor(np.log(shares / shares.sum())))

    def learn(
        self, codes: Mapping[str, Any], subjects: Any, settings: Mapping[str, Any], noise: float
    ) -> Iterator[int]:
        """Learn rows by steps that are paid for, and yield how many were taken.

        Parameters
        ----------
        codes
            Of the rows.
        subjects
            Whose each row is, from 0.
        settings
            `rate`, `steps`, `contributions` and `expected`, the rows that a step is told to expect.
        noise
            Its deviation, in lengths of what a subject may add.
        """
        np, torch, steps = self._np, self._torch, beside("argn_private_steps")
        rows = torch.stack([torch.as_tensor(codes[column]) for column in self._columns], dim=1)
        people = int(subjects.max(initial=-1)) + 1
        deviation = noise * LONGEST * (1 + steps.MARGIN)
        parameters = self._gradients.parameters
        averaged = [torch.zeros_like(parameter) for parameter in parameters]
        optimizer = torch.optim.Adam(parameters, lr=RATE)
        for step in range(settings["steps"]):
            taken = steps.secret_choice(people, settings["rate"])
            whole = np.zeros(self._gradients.size)
            for part in steps.batches(np.flatnonzero(taken[subjects]), self._most()):
                # All rows of a subject are taken together, so that together they add no more.
                longest = LONGEST / settings["contributions"]
                loss = self._loss(rows[torch.as_tensor(part)])
                whole += self._gradients.clipped_sum(loss, longest).numpy()
            mean = steps.noisy(whole, deviation) / settings["expected"]
            self._gradients.set(torch.as_tensor(mean))
            optimizer.step()
            done = step + 1 - int((1 - AVERAGED) * settings["steps"])
            if done > 0:
                for average, parameter in zip(averaged, parameters, strict=True):
                    average.lerp_(parameter.detach(), 1 / done)
            yield step + 1
        with torch.no_grad():
            for average, parameter in zip(averaged, parameters, strict=True):
                parameter.copy_(average)

    def draw(self, count: int, seed: int) -> dict[str, Any]:
        """Return rows of codes."""
        np, torch = self._np, self._torch
        torch.manual_seed(seed)
        parts: dict[str, list[Any]] = {column: [] for column in self._columns}
        with torch.no_grad():
            for begin in range(0, count, DRAWN):
                made, _ = self._network(
                    {},
                    mode="gen",
                    batch_size=min(DRAWN, count - begin),
                    fixed_probs=self._never,
                )
                for column, name in self._columns.items():
                    parts[column].append(made[name].numpy())
        return {column: np.concatenate(each) for column, each in parts.items()}

    def _loss(self, rows: Any) -> Any:
        given = {
            name: rows[:, place : place + 1] for place, name in enumerate(self._columns.values())
        }
        foretold, _ = self._network(given, mode="trn")
        entropy = self._torch.nn.functional.cross_entropy
        return sum(
            entropy(foretold[name], rows[:, place], reduction="sum")
            for place, name in enumerate(self._columns.values())
        )

    def _most(self) -> int:
        """Return how many rows go through at once."""
        layers = (m for m in self._network.modules() if isinstance(m, self._torch.nn.Linear))
        return max(1, CELLS // int(sum(layer.in_features for layer in layers)))
