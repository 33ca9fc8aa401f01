"""Synthetic rows of one table under a differential privacy guarantee.

What lives here: what the guarantee asks for, the bound on a subject's rows, which columns are
counted together, and the record without which nothing is claimed. What does not: mechanisms, all of
which are OpenDP's (:mod:`sector_data.synthesise.engines.opendp_marginals`); the sum over releases,
which the ledger keeps.

Unit of privacy, neighbours, ε, δ, mechanism, accountant and the source of the bounds are told as
NIST SP 800-226 (2025) asks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.errors import InputError
from sector_data.sources.tables import Table
from sector_data.spec.pipeline import split_path
from sector_data.spec.plan import Plan
from sector_data.spec.synthesis import DifferentialPrivacySpec, SynthesisSpec
from sector_data.synthesise.domain import PublicColumn, public_column
from sector_data.synthesise.engines.opendp_marginals import OpenDpMarginals, rho_of
from sector_data.synthesise.keys import fresh_ids
from sector_data.synthesise.layout import TableLayout, lay_out
from sector_data.synthesise.subjects import subjects_of

ABSURD_EPSILON = 20.0
"""Above it a subject's rows may change the odds of a result by e to the 20th, half a billion."""
_READ_FROM_DATA = {
    "microaggregate", "rank-swap", "join-rare", "share-items", "pram", "noise",
}  # fmt: skip
"""Transforms whose parameters come from other subjects' rows."""

Columns = dict[str, PublicColumn]


def synthesise_with_guarantee(
    tables: Mapping[str, Table],
    plan: Plan,
    spec: SynthesisSpec,
    private: DifferentialPrivacySpec,
    *,
    announce: Callable[[str], None],
) -> tuple[dict[str, Table], dict[str, Any]]:
    """Replace the rows of one table by rows drawn from noisy counts.

    Returns
    -------
    tables
        All tables that came in, the synthetic one replaced.
    record
        As of every synthesis, and `differential-privacy` with all that the guarantee is about.

    Raises
    ------
    MissingExtraError
        If OpenDP is not installed.
    InputError
        If what the guarantee needs is not given: one table without references, a public domain of
        every column, the number of rows, transforms that read nothing from the data.
    """
    engine = OpenDpMarginals()
    (name, layout) = _the_table(tables, plan, spec, private)
    table = tables[name]
    columns = _domain_of(table, layout, private)
    _insist_on_public_decisions(name, plan)
    if private.epsilon > ABSURD_EPSILON:
        announce(
            f"epsilon {private.epsilon:g} promises next to nothing: one subject may change the "
            "odds of any result by a factor of e to that power"
        )
    rows, held = _bounded(name, tables, plan, private)
    marginals = marginals_of(list(columns), private, _dependencies(spec, name))
    rho = rho_of(private.epsilon, private.delta)
    announce(f"counting {len(marginals)} sets of columns of {name} with noise")
    noised = engine.draw(
        {
            c: column.encode(table.column(c).combine_chunks().take(rows))
            for c, column in columns.items()
        },
        {c: column.size for c, column in columns.items()},
        marginals,
        spec.rows[name],
        contributions=private.contributions,
        rho=rho,
        seed=spec.seed,
    )
    codes = dict(noised.codes)
    for column, owners in _dependencies(spec, name).items():
        codes[column] = _most_frequent(codes, column, owners)
    rng = np.random.default_rng([spec.seed, 7])
    made = {c: column.decode(codes[c], rng) for c, column in columns.items()}
    for key in layout.keys:
        made[key] = fresh_ids(table.column(key).type, layout.transforms[key], spec.rows[name])
    ordered = {c: made[c] for c in table.columns if c in made}
    record = {
        "engine": engine.name,
        "engine-taken-because": "a differential privacy guarantee is asked for",
        "versions": engine.versions(),
        "licence": engine.licence,
        "notice": engine.notice,
        "limits": list(engine.limits),
        "seed": spec.seed,
        "repeatable": False,
        "differential-privacy": {
            "table": name,
            "epsilon": private.epsilon,
            "delta": private.delta,
            "rho": rho,
            "unit": "one subject" if held else "one row",
            "contributions": private.contributions,
            "neighbours": "tables that differ by all rows of one unit, added or removed",
            "mechanism": "discrete Gaussian noise on counts (OpenDP mbi.Fixed); a graphical model "
            "is fitted to them and rows are drawn from it",
            "accountant": "zero-concentrated differential privacy, turned into epsilon and delta "
            "by Bun and Steinke 2016, proposition 1.3",
            "bounds": "synthesise.differential-privacy.domain of the pipeline file",
            "marginals": [list(group) for group in marginals],
            "noise-standard-deviations": noised.deviations,
        },
        "tables": {
            name: {
                "rows-made": spec.rows[name],
                "keys": list(layout.keys),
                "columns-learnt": list(columns),
                "columns-left-out": layout.left_out,
            }
        },
    }
    return {**tables, name: Table(name, pa.table(ordered))}, record


def marginals_of(
    columns: Sequence[str],
    private: DifferentialPrivacySpec,
    dependencies: Mapping[str, Sequence[str]],
) -> list[tuple[str, ...]]:
    """Return the sets of columns to count together.

    Those that the file names; else each column with the one before it and the target, so that the
    model stays a tree with the target in every node. A dependent column goes with those that
    determine it. Nothing of the data decides.

    Parameters
    ----------
    columns
        In the order of the table.
    private
        Names a target and marginals, perhaps.
    dependencies
        Dependent column to those that determine it.
    """
    if private.marginals:
        named = [tuple(split_path(path)[1] for path in group) for group in private.marginals]
        bound = [(*owners, column) for column, owners in dependencies.items()]
        named += [group for group in bound if not any(set(group) <= set(n) for n in named)]
        counted = {column for group in named for column in group}
        return named + [(column,) for column in columns if column not in counted]
    target = split_path(private.target)[1] if private.target else None
    with_target = (target,) if target else ()
    chain = [c for c in columns if c != target and c not in dependencies]
    found = [(before, after, *with_target) for before, after in pairwise(chain)]
    if not found:
        found = [(*chain, *with_target)]
    found += [(*owners, column) for column, owners in dependencies.items()]
    return found


def _the_table(
    tables: Mapping[str, Table],
    plan: Plan,
    spec: SynthesisSpec,
    private: DifferentialPrivacySpec,
) -> tuple[str, TableLayout]:
    layout = lay_out(tables, plan, spec)
    named = {split_path(path)[0] for path in private.domain}
    if len(layout.tables) != 1 or named != set(layout.tables):
        raise InputError(
            "A differential privacy guarantee is given for one table, and its domain is of that "
            "table alone.",
            "Name that table in synthesise.tables, and its columns in the domain.",
        )
    (name,) = layout.tables
    if any(name in (split_path(c)[0], split_path(p)[0]) for c, p in layout.references.items()):
        raise InputError(
            f"{name} is linked to another released table, whose rows would tell of its own.",
            f"Leave that table, or the key between them, out of the release with {name}.",
        )
    if name not in spec.rows:
        raise InputError(
            f"The number of rows of {name} is confidential, too.",
            f"Say how many to make: synthesise.rows.{name}.",
        )
    return name, layout.tables[name]


def _domain_of(table: Table, layout: TableLayout, private: DifferentialPrivacySpec) -> Columns:
    paths = {column: f"{table.name}.{column}" for column in layout.learnt}
    lacking = [path for path in paths.values() if path not in private.domain]
    if lacking:
        raise InputError(
            f"There is no public domain of {', '.join(lacking)}.",
            "Give categories or bounds in synthesise.differential-privacy.domain, or drop them.",
        )
    unknown = sorted(set(private.domain) - set(paths.values()))
    if unknown:
        raise InputError(
            f"The domain names {', '.join(unknown)}, which is not learnt.",
            "Name columns that are released and are no keys.",
        )
    return {
        column: public_column(path, table.column(column).type, private.domain[path])
        for column, path in paths.items()
    }


def _insist_on_public_decisions(name: str, plan: Plan) -> None:
    """Refuse protection that was chosen by looking at all rows: the guarantee would not hold."""
    table = next(t for t in plan.tables if t.table == name)
    if table.protection is not None:
        raise InputError(
            f"The generalisation of {name} was chosen from the data, so that no differential "
            "privacy can be claimed for what is learnt from it.",
            f"Give {name} no quasi-identifiers and no privacy model: the guarantee takes their "
            "place.",
        )
    chosen = [c.column for c in table.columns if c.transform.kind in _READ_FROM_DATA]
    if chosen:
        raise InputError(
            f"{', '.join(f'{name}.{column}' for column in chosen)} is transformed by what other "
            "rows hold, so that no differential privacy can be claimed.",
            "Use keep, round, generalise or drop there.",
        )


def _bounded(
    name: str, tables: Mapping[str, Table], plan: Plan, private: DifferentialPrivacySpec
) -> tuple[npt.NDArray[np.int64], bool]:
    """Return the rows that are counted, no subject with more than it may have.

    Which of a subject's rows these are depends on the subject's own rows alone: the first ones.
    """
    everything = np.arange(tables[name].rows)
    if plan.pipeline.subject is None:
        return everything, False
    subjects = subjects_of(name, tables, plan)
    if subjects is None:
        raise InputError(
            f"Whose the rows of {name} are is not released, so that nothing bounds how many rows "
            "a subject has.",
            f"Keep the column that leads from {name} to the subject as a pseudonym.",
        )
    order = np.argsort(subjects, kind="stable")
    begins = np.flatnonzero(np.concatenate([[True], np.diff(subjects[order]) != 0]))
    place = np.arange(len(order)) - np.repeat(begins, np.diff([*begins, len(order)]))
    return np.sort(order[place < private.contributions]), True


def _dependencies(spec: SynthesisSpec, table: str) -> dict[str, tuple[str, ...]]:
    return {
        split_path(path)[1]: tuple(split_path(owner)[1] for owner in spec.determinants(path))
        for path in spec.dependencies
        if split_path(path)[0] == table
    }


def _most_frequent(
    codes: Mapping[str, npt.NDArray[np.int64]], column: str, owners: Sequence[str]
) -> npt.NDArray[np.int64]:
    """Let a column follow from others: the value that most of the drawn rows have beside them."""
    table = pa.table({"value": codes[column], **{f"o{i}": codes[o] for i, o in enumerate(owners)}})
    keys = [f"o{i}" for i in range(len(owners))]
    counts = table.group_by([*keys, "value"]).aggregate([([], "count_all")])
    ranked = counts.sort_by(
        [*((key, "ascending") for key in keys), ("count_all", "descending"), ("value", "ascending")]
    )
    joined = _joined(ranked, keys)
    first = pc.index_in(_joined(table, keys), joined)
    found: npt.NDArray[np.int64] = ranked.column("value").take(first).to_numpy()
    return found


def _joined(table: pa.Table, keys: Sequence[str]) -> pa.Array:
    texts = [table.column(key).cast(pa.string()).combine_chunks() for key in keys]
    return pc.binary_join_element_wise(*texts, ",")
