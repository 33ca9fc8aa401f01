"""What runs in OpenDP's own process: noisy counts of codes, and rows that fit them.

What lives here: which counts are asked for, and which values are too rare to be told apart. What
does not: the calls of OpenDP (``opendp_rows.py``), the graphical model (``opendp_model.py``), how
a task begins and ends (``worker.py``), and anything else of this package, since another Python runs
these files.

Select, measure, generate (McKenna, Miklau, Sheldon, *Winning the NIST contest*, Journal of Privacy
and Confidentiality 11(3), 2021). Every column is counted alone, and values that are too rare to
stand out of the noise are joined; every column is counted with the target; a tree of pairs, or of
pairs with the target, is chosen by the exponential mechanism for what it adds to those counts
(scored as in McKenna, Mullins, Sheldon, Miklau, *AIM*, PVLDB 15(11), 2022) and counted. A graphical
model is fitted to all counts, and rows are drawn from it.
"""

from __future__ import annotations

import importlib
import itertools
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

SHARES = {"alone": 0.15, "dependency": 0.08, "target": 0.24, "choice": 0.06, "together": 0.47}
"""Parts of the budget; what is not asked for leaves its part to the others. Tried on parts of the
rows to learn from of UCI Adult alone."""
STANDS_OUT = 3.0
"""Standard deviations of noise that a count must reach to be a category of its own."""
Group = tuple[str, ...]


def beside(name: str) -> Any:
    """Import a file that lies beside this one, which may run outside its package."""
    return importlib.import_module(f"{__package__}.{name}" if __package__ else name)


def work(folder: Path) -> None:
    """Carry out the task in a folder."""
    np = importlib.import_module("numpy")
    pa = importlib.import_module("pyarrow")
    feather = importlib.import_module("pyarrow.feather")

    settings = json.loads((folder / "settings.json").read_text("utf-8"))
    frame = feather.read_table(folder / "learnt.arrow")
    # A missing value is the last category, whether there are any or not: that is confidential.
    sizes = {name: size + 1 for name, size in settings["sizes"].items()}
    codes = {
        name: np.where((read := frame.column(name).to_numpy()) < 0, sizes[name] - 1, read)
        for name in sizes
    }
    dependencies = {name: tuple(owners) for name, owners in settings["dependencies"].items()}
    queries = ask(list(sizes), settings["target"], dependencies, settings["groups"])
    rows = beside("opendp_rows").Rows(codes, sizes, settings, [share for *_, share in queries])
    making = Making(rows, set(settings["ordered"]), settings["target"], queries)
    drawn = making.draw(settings["rows"], np.random.default_rng(settings["seed"]))
    follow(drawn, dependencies, making.counted, {group: s for group, _, s in making.answers})
    made = {name: np.where(drawn[name] == sizes[name] - 1, -1, drawn[name]) for name in sizes}
    feather.write_feather(pa.table(made), folder / "made.arrow", "uncompressed")
    record = {
        "rho": rows.rho,
        "epsilon": rows.epsilon,
        "counts": [[list(group), round(sigma, 2)] for group, _, sigma in making.answers],
        "chosen": [list(group) for group in making.chosen],
    }
    (folder / "record.json").write_text(json.dumps(record), encoding="utf-8")


def ask(
    columns: Sequence[str],
    target: str | None,
    dependencies: Mapping[str, Group],
    groups: Sequence[Sequence[str]],
) -> list[tuple[str, Group, float]]:
    """Return what is asked of the rows, in order: kind, columns, and part of the budget.

    Columns are empty where they are chosen by then. Nothing of the data decides here.
    """
    free = [column for column in columns if column not in dependencies]
    asked: dict[str, list[Group]] = {
        "alone": [(column,) for column in free],
        "dependency": [(*owners, column) for column, owners in dependencies.items()],
        "target": [(column, target) for column in free if target not in (None, column)],
        "choice": [],
        "together": [tuple(group) for group in groups],
    }
    if not groups:
        others = len(free) - (target is not None)
        asked |= {"choice": [()] * (others - 1), "together": [()] * (others - 1)}
    whole = sum(SHARES[kind] for kind, each in asked.items() if each)
    parts = [
        (kind, group, SHARES[kind] / whole / len(each))
        for kind, each in asked.items()
        for group in each
    ]
    # A choice is followed by its count.
    turns = [part for part in parts if part[0] not in ("choice", "together")]
    chosen = [part for part in parts if part[0] == "choice"]
    counted = [part for part in parts if part[0] == "together"]
    return turns + (
        list(itertools.chain.from_iterable(zip(chosen, counted, strict=True)))
        if chosen
        else counted
    )


class Making:
    """A graphical model of what the rows answer.

    Parameters
    ----------
    rows
        Answer the queries.
    ordered
        Columns of intervals: neighbours are joined.
    target
        Counted with every other column, perhaps.
    queries
        As :func:`ask` returns them.
    """

    def __init__(
        self,
        rows: Any,
        ordered: set[str],
        target: str | None,
        queries: Sequence[tuple[str, Group, float]],
    ) -> None:
        self._np = importlib.import_module("numpy")
        self._rows, self._target = rows, target
        self.answers: list[tuple[Group, str, float]] = []
        self.counted: dict[Group, Any] = {}
        self.chosen: list[Group] = []
        self._joined: dict[str, Any] = {}
        self._gains: dict[Group, float] = {}  # exact, and of no use but to be chosen by
        scales = {kind: rows.scale(turn) for turn, (kind, *_) in enumerate(queries)}
        least = STANDS_OUT * max(scales[k] for k in ("alone", "together") if k in scales)
        for kind, group, _ in queries:
            if kind == "choice":
                self._choose(scales["together"])
                continue
            exactly = kind in ("alone", "dependency")
            columns = group or self.chosen[-1]
            counts, sigma = rows.count(columns, {} if exactly else self._joined)
            self.answers.append((columns, kind, sigma))
            self.counted[columns] = counts
            if kind == "alone":
                join = join_neighbours if columns[0] in ordered else join_rare
                self._joined[columns[0]] = join(self._np, counts, least)

    def draw(self, count: int, rng: Any) -> dict[str, Any]:
        """Return rows: the codes of all columns that follow from no other."""
        np = self._np
        drawn: dict[str, Any] = beside("opendp_model").draw(self._model(), count, rng)
        for column, joined in self._joined.items():
            sigma = self._deviation(column)
            likely = at_least_none(np, self.counted[column,], sigma)
            if self.counted[column,][-1] < STANDS_OUT * sigma:
                likely[-1] = 0.0  # as far as anybody can tell there is no missing value
            coarse, drawn[column] = drawn[column], np.empty(count, np.int64)
            for code in range(int(joined.max()) + 1):
                there, fine = np.flatnonzero(coarse == code), np.flatnonzero(joined == code)
                shares = likely[fine] / likely[fine].sum()
                drawn[column][there] = rng.choice(fine, len(there), p=shares)
        return drawn

    def _deviation(self, column: str) -> float:
        return next(sigma for group, _, sigma in self.answers if group == (column,))

    def _choose(self, sigma: float) -> None:
        """Let the rows choose the pair that tells most beyond what is known, to grow the tree."""
        parts = {column: {column} for column in self._joined if column != self._target}
        for one, other, *_ in self.chosen:
            whole = parts[one] | parts[other]
            parts |= dict.fromkeys(whole, whole)
        candidates = [
            pair
            for one, other in itertools.combinations(parts, 2)
            if other not in parts[one]
            for pair in ((one, other), *([(one, other, self._target)] if self._target else []))
        ]
        noise = math.sqrt(2 / math.pi) * sigma

        def scores(codes: Mapping[str, Any]) -> list[float]:
            # Less what noise alone would add: large tables are not worth their noise.
            return [self._gain(codes, group) - noise * self._cells(group) for group in candidates]

        self.chosen.append(candidates[self._rows.choose(scores)])

    def _gain(self, codes: Mapping[str, Any], group: Group) -> float:
        if group not in self._gains:
            expected = self._expected(group)
            self._gains[group] = self._rows.distance(codes, group, self._joined, expected)
        return self._gains[group]

    def _expected(self, group: Group) -> Any:
        """Return the counts of a pair if its columns were independent, given the target if any."""
        np, (one, other) = self._np, group[:2]
        if self._target is None:
            first, second = (np.maximum(self._coarse(c), 1e-9) for c in (one, other))
            return np.outer(first, second) / math.sqrt(first.sum() * second.sum())
        first, second = (np.maximum(self.counted[c, self._target], 1e-9) for c in (one, other))
        whole = np.sqrt(first.sum(0) * second.sum(0))
        table = first[:, None, :] * second[None, :, :] / whole
        return table if len(group) == 3 else table.sum(2)

    def _cells(self, group: Group) -> int:
        return math.prod(int(self._joined[column].max()) + 1 for column in group)

    def _coarse(self, column: str) -> Any:
        return self._np.bincount(self._joined[column], weights=self.counted[column,])

    def _model(self) -> Any:
        sizes = {column: int(joined.max()) + 1 for column, joined in self._joined.items()}
        measured = []
        for group, kind, sigma in self.answers:
            if kind == "alone":
                # A sum of noisy counts is noisier than each of them.
                (column,) = group
                summed = math.sqrt(len(self._joined[column]) / sizes[column])
                measured.append((group, self._coarse(column), sigma * summed))
            elif kind != "dependency":
                measured.append((group, self.counted[group], sigma))
        return beside("opendp_model").fit(sizes, measured)


def at_least_none(np: Any, counts: Any, sigma: float) -> Any:
    """Return what noisy counts lead to expect, as none of them is below 0 without its noise.

    The mean of a normal distribution that is cut at 0. Nothing would be left of half of the rare
    values if what is below 0 were taken for 0.
    """
    places = np.maximum(counts / sigma, -8.0)  # noise does not reach further
    below = np.array([math.erfc(-place / math.sqrt(2)) / 2 for place in places])
    density = np.exp(-(places**2) / 2) / math.sqrt(2 * math.pi)
    return sigma * (places + density / below)


def join_neighbours(np: Any, counts: Any, least: float) -> Any:
    """Return for each interval, the missing value last, the code of the interval it is joined to.

    Intervals with fewer rows than `least` are joined to their smaller neighbour.
    """
    groups = [[code] for code in range(len(counts) - 1)]
    sums = [max(float(count), 0.0) for count in counts[:-1]]
    while len(groups) > 2 and min(sums) < least:
        small = sums.index(min(sums))
        before, after = small - 1, small + 1
        into = before if after == len(sums) or (small and sums[before] < sums[after]) else after
        first, second = sorted((small, into))
        groups[first] += groups.pop(second)
        sums[first] += sums.pop(second)
    joined = np.empty(len(counts), np.int64)
    for code, members in enumerate(groups):
        joined[members] = code
    joined[-1] = len(groups) if counts[-1] >= least else 0
    return joined


def join_rare(np: Any, counts: Any, least: float) -> Any:
    """Return for each category, the missing value last, the code that it is joined to.

    Categories with fewer rows than `least` become one; a single one stays.
    """
    frequent = counts >= least
    joined = np.where(frequent, np.cumsum(frequent) - 1, frequent.sum())
    if not frequent[-1] and (~frequent).sum() == 1:
        joined[-1] = 0  # no missing value worth a category
    return joined


def follow(
    drawn: dict[str, Any],
    dependencies: Mapping[str, Group],
    counted: Mapping[Group, Any],
    noise: Mapping[Group, float],
) -> None:
    """Add columns that follow from others: the value that noisy counts show most beside them.

    Where no count stands out of the noise, values come first that nothing else is followed by, each
    of them once, the largest count first: each of a public domain is there for something.
    """
    np = importlib.import_module("numpy")
    waiting = dict(dependencies)
    while waiting:
        column = next(c for c, owners in waiting.items() if not set(owners) & set(waiting))
        owners = waiting.pop(column)
        # Without a missing value: noise alone would make some of it.
        counts = counted[(*owners, column)][..., :-1]
        flat = counts.reshape(-1, counts.shape[-1])
        most = flat.argmax(1)
        sure = flat.max(1) >= STANDS_OUT * noise[(*owners, column)]
        free = np.setdiff1d(np.arange(flat.shape[1]), most[sure])
        if len(free):
            most = np.where(sure, most, free[flat[:, free].argmax(1)])
        unsure = np.flatnonzero(~sure)
        while len(unsure) and len(free):
            row, code = divmod(int(flat[np.ix_(unsure, free)].argmax()), len(free))
            most[unsure[row]] = free[code]
            unsure, free = np.delete(unsure, row), np.delete(free, code)
        drawn[column] = most.reshape(counts.shape[:-1])[tuple(drawn[owner] for owner in owners)]
