"""Synthetic rows of one table under a differential privacy guarantee.

What lives here: what the guarantee asks for, the bound on a subject's rows, which columns are
counted together, and the record without which nothing is claimed. What does not: mechanisms
(:mod:`sector_data.synthesise.engines.opendp_marginals` and
:mod:`sector_data.synthesise.engines.argn_private`); the sum over releases, which the ledger keeps.

Unit of privacy, neighbours, ε, δ, mechanism, accountant and the source of the bounds are told as
NIST SP 800-226 (2025) asks.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sector_data.errors import InputError
from sector_data.sources.tables import Table
from sector_data.spec.pipeline import split_path
from sector_data.spec.plan import Plan
from sector_data.spec.synthesis import DifferentialPrivacySpec, SynthesisSpec
from sector_data.synthesise.domain import Intervals, PublicColumn, public_column
from sector_data.synthesise.engines.argn_private import PrivateArgn
from sector_data.synthesise.engines.opendp_marginals import OpenDpMarginals, Question
from sector_data.synthesise.keys import fresh_ids
from sector_data.synthesise.layout import TableLayout, lay_out
from sector_data.synthesise.subjects import subjects_of
from sector_data.synthesise.telling import Announce, Paying

ABSURD_EPSILON = 20.0
"""Above it a subject's rows may change the odds of a result by e to the 20th, half a billion."""
ABSURD_DELTA = 1e-5
"""Above it nothing is promised to somebody among 100,000."""
_READ_FROM_DATA = {
    "microaggregate", "rank-swap", "join-rare", "share-items", "pram", "noise",
}  # fmt: skip
"""Transforms whose parameters come from other subjects' rows."""

Columns = dict[str, PublicColumn]


def absurdity(epsilon: float, delta: float) -> tuple[str, ...]:
    """Return what an ε or a δ means that promises next to nothing; nothing for others.

    δ is to be far below one in the number of subjects: whoever publishes each subject's record
    with probability δ satisfies it (NIST SP 800-226, *Guidelines for Evaluating Differential
    Privacy Guarantees*, 2025).
    """
    warnings = []
    if epsilon > ABSURD_EPSILON:
        warnings.append(_of_epsilon(epsilon))
    if delta > ABSURD_DELTA:
        warnings.append(
            f"delta {delta:g} promises next to nothing: whoever publishes the whole record of one "
            f"subject in {1 / delta:,.0f} keeps it; take 1e-6 or less, far below one in the number "
            "of subjects"
        )
    return tuple(warnings)


def _of_epsilon(epsilon: float) -> str:
    return (
        f"epsilon {epsilon:g} promises next to nothing: one subject may make any result "
        f"e^{epsilon:g} = {math.exp(min(epsilon, 700)):.1e} times as likely; 1 is strong, above 10 "
        "says little"
    )


def synthesise_with_guarantee(
    tables: Mapping[str, Table],
    plan: Plan,
    spec: SynthesisSpec,
    private: DifferentialPrivacySpec,
    *,
    announce: Announce,
    paying: Paying = nullcontext,
) -> tuple[dict[str, Table], dict[str, Any]]:
    """Replace the rows of one table by rows learnt with noise, while the budget is reserved.

    Returns
    -------
    tables
        All tables that came in, the synthetic one replaced.
    record
        As of every synthesis, and `differential-privacy` with all that the guarantee is about.

    Raises
    ------
    MissingExtraError
        If the engine's library is not installed.
    InputError
        If what the guarantee needs is not given: one table without references, a public domain of
        every column, the number of rows, transforms that read nothing from the data.
    """
    engine = PrivateArgn() if spec.engine == PrivateArgn.name else OpenDpMarginals()
    (name, layout) = _the_table(tables, plan, spec, private)
    table = tables[name]
    columns = _domain_of(table, layout, private)
    _insist_on_learnt(name, columns, spec, private)
    _insist_on_public_decisions(name, plan)
    for warning in absurdity(private.epsilon, private.delta):
        announce(warning)
    rows, subjects = _bounded(name, tables, plan, private)
    if subjects is None:
        announce("the pipeline names no subject: the guarantee is about single rows, not people")
    question = _question(name, columns, spec, private, subjects)
    announce(f"learning the rows of {name} with noise by {engine.name}")
    codes = {
        c: column.encode(table.column(c).combine_chunks().take(rows))
        for c, column in columns.items()
    }
    with paying():
        noised = engine.draw(
            codes,
            question,
            spec.rows[name],
            contributions=private.contributions,
            epsilon=private.epsilon,
            delta=private.delta,
            seed=spec.seed,
            announce=announce,
        )
    made = _decoded(columns, noised.codes, question.dependencies, spec.seed)
    for key in layout.keys:
        made[key] = fresh_ids(table.column(key).type, layout.transforms[key], spec.rows[name])
    ordered = {c: made[c] for c in table.columns if c in made}
    record = {
        "engine": engine.name,
        "engine-taken-because": "the pipeline file names it"
        if spec.engine == engine.name
        else "a differential privacy guarantee is asked for",
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
            "unit": "one row" if subjects is None else "one subject",
            "contributions": private.contributions,
            "neighbours": "tables that differ by all rows of one unit, added or removed",
            "bounds": "synthesise.differential-privacy.domain of the pipeline file",
            **noised.stated(),
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


def _question(
    table: str,
    columns: Columns,
    spec: SynthesisSpec,
    private: DifferentialPrivacySpec,
    subjects: npt.NDArray[np.int64] | None,
) -> Question:
    """Return what is learnt. Nothing of the data decides, unless OpenDP chooses, for its price."""
    dependencies = _dependencies(spec, table)
    target = None if private.target is None else split_path(private.target)[1]
    return Question(
        sizes={name: column.size for name, column in columns.items()},
        ordered=frozenset(n for n, column in columns.items() if isinstance(column, Intervals)),
        target=None if target in dependencies else target,
        dependencies=dependencies,
        # A dependent column is known once those that determine it are drawn.
        groups=[
            kept
            for group in private.marginals
            if len(kept := [c for c in _columns(group) if c not in dependencies]) > 1
        ],
        subjects=subjects,
        epochs=spec.epochs,
    )


def _columns(paths: Sequence[str]) -> list[str]:
    return [split_path(path)[1] for path in paths]


def _decoded(
    columns: Columns,
    codes: Mapping[str, npt.NDArray[np.int64]],
    dependencies: Mapping[str, Sequence[str]],
    seed: int,
) -> dict[str, pa.Array]:
    """Return the values of rows; a dependent column has one value for each code it follows from."""
    rng = np.random.default_rng([seed, 7])
    made = {}
    for name, column in columns.items():
        values = column.decode(codes[name], rng)
        if name in dependencies:
            # Its code follows already; a number drawn within its interval would not.
            _, first, owner = np.unique(codes[name], return_index=True, return_inverse=True)
            values = values.take(pa.array(first[owner]))
        made[name] = values
    return made


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


def _insist_on_learnt(
    table: str, columns: Columns, spec: SynthesisSpec, private: DifferentialPrivacySpec
) -> None:
    """Refuse a target, sets and rules with columns that are not learnt."""
    named = {
        *([] if private.target is None else [private.target]),
        *(path for group in private.marginals for path in group),
        *(
            f"{table}.{column}"
            for pair in _dependencies(spec, table).items()
            for column in (pair[0], *pair[1])
        ),
    }
    unknown = sorted(named - {f"{table}.{column}" for column in columns})
    if unknown:
        raise InputError(
            f"The guarantee names {', '.join(unknown)}, which is not learnt.",
            f"Name columns of {table} that are released and are no keys.",
        )


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
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64] | None]:
    """Return the rows that are learnt from, no subject with more than it may have, and their
    subjects; None for these where rows are nobody's.

    Which of a subject's rows these are depends on the subject's own rows alone: the first ones.
    """
    if plan.pipeline.subject is None:
        return np.arange(tables[name].rows), None
    subjects = subjects_of(name, tables, plan)
    if subjects is None:
        raise InputError(
            f"Whose the rows of {name} are is not released, so that nothing bounds how many rows "
            "a subject has.",
            f"Keep the column that leads from {name} to the subject as a pseudonym.",
        )
    rows = first_rows(subjects, private.contributions)
    return rows, subjects[rows]


def first_rows(subjects: npt.NDArray[np.int64], most: int) -> npt.NDArray[np.int64]:
    """Return the first rows of each subject, in their order.

    Parameters
    ----------
    subjects
        Number of the subject of each row.
    most
        Rows that a subject may have.
    """
    order = np.argsort(subjects, kind="stable")
    begins = np.flatnonzero(np.diff(subjects[order], prepend=subjects[order][:1] - 1))
    place = np.arange(len(order)) - np.repeat(begins, np.diff([*begins, len(order)]))
    return np.sort(order[place < most])


def _dependencies(spec: SynthesisSpec, table: str) -> dict[str, tuple[str, ...]]:
    return {
        split_path(path)[1]: tuple(split_path(owner)[1] for owner in spec.determinants(path))
        for path in spec.dependencies
        if split_path(path)[0] == table
    }
