"""The sections of a pipeline file, spelt out.

What lives here: shares, gates, sources, policies and expectations as a steward writes them, turned
into what :class:`~sector_data.spec.pipeline.Pipeline` validates. What does not: columns and their
transforms (:mod:`sector_data.spec.shorthands`), checks across sections
(:mod:`sector_data.spec.consistency`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from sector_data.spec.documentation import check_documentation
from sector_data.spec.metrics import GATE_METRICS
from sector_data.spec.pipeline import AGGREGATE
from sector_data.spec.problems import Problems, nearest, quote
from sector_data.spec.shorthands import Draft, expand_column, without_nothing
from sector_data.spec.yaml_lines import Place, resolve

_NUMBER = r"\d{1,15}(?:\.\d{1,15})?|\.\d{1,15}"
_SHARE = re.compile(rf"\s*({_NUMBER})\s*%\s*")
_BOUND = re.compile(rf"\s*(<=|>=|≤|≥)\s*({_NUMBER})\s*(%?)\s*")
_EXPECTATION = re.compile(r"expect_[a-z0-9_]+")

Expand = Callable[[object, Place, Problems], object]


def expand_pipeline(content: object, problems: Problems) -> Draft | None:
    """Spell out a whole pipeline file; what cannot be spelt out is noted and left out."""
    if not isinstance(content, dict):
        problems.add((), f"expected a mapping with 'release' and 'source'; found {quote(content)}.")
        return None
    draft = without_nothing(content)
    if "base" in draft:
        del draft["base"]
        problems.add(
            ("base",), "unknown word 'base'.", "Paths start at the pipeline file; leave it out."
        )
    expanders: dict[str, Expand] = {
        "release": _expand_mapping,
        "policy": _expand_policy,
        "policy-confirmed": _expand_policy,
        "source": _each(_expand_source),
        "columns": _each(expand_column),
        "privacy": _expand_privacy,
        "synthesise": _expand_mapping,
        "tabulate": _expand_mapping,
        "assess": _expand_assess,
        "quality": _expand_quality,
        "catalogue": _expand_mapping,
        "ledger": _expand_ledger,
        "documentation": lambda value, _, found: check_documentation(value, found),
    }
    for key, expand in expanders.items():
        if key in draft:
            draft[key] = expand(draft[key], (key,), problems)
    return draft


def _expand_mapping(value: object, _: Place, __: Problems) -> object:
    return without_nothing(value) if isinstance(value, dict) else value


def _each(expand: Expand) -> Expand:
    """Return a function that expands every entry of a mapping and leaves out the mistaken ones."""

    def expand_all(value: object, place: Place, problems: Problems) -> object:
        if not isinstance(value, dict):
            return value
        entries = {key: expand(item, (*place, key), problems) for key, item in value.items()}
        return {key: item for key, item in entries.items() if item is not None}

    return expand_all


def _expand_source(value: object, place: Place, problems: Problems) -> object:
    """Spell out a source: a path, or a mapping with one; a mistaken one stays, as a path."""
    stand_in = {"path": "mistaken"}
    if isinstance(value, dict):
        if "sql" in value:
            problems.add(
                (*place, "sql"),
                "SQL sources are not there yet.",
                "Export the table as CSV or Parquet and name that file.",
            )
            return stand_in
        value = without_nothing(value)
        if "aggregate" in value:
            return _expand_aggregate(value, place, problems)
        missing = value.get("missing")
        if isinstance(missing, str):
            value["missing"] = [missing]
        elif isinstance(missing, list):
            value["missing"] = ["" if text is None else text for text in missing]
    elif isinstance(value, str):
        value = {"path": value}
    else:
        problems.add(place, f"expected a path or a mapping with one; found {quote(value)}.")
        return stand_in
    if value.get("path") == "":
        problems.add(place, "the path is empty.", "Name a CSV or Parquet file.")
    return value


def _expand_aggregate(value: Draft, place: Place, problems: Problems) -> Draft:
    """Spell out a source that adds up other tables."""
    for word in value:
        if word != "aggregate":
            problems.add(
                (*place, word),
                "a table that is an aggregate has no file of its own.",
                "Leave it out; files stand under aggregate, tables.",
            )
    spec = value["aggregate"]
    if isinstance(spec, dict):
        spec = without_nothing(spec)
        if "share" in spec:
            spec["share"] = expand_share(spec["share"], (*place, "aggregate", "share"), problems)
    return {"path": AGGREGATE, "aggregate": spec}


def _expand_policy(value: object, _: Place, __: Problems) -> object:
    return [value] if isinstance(value, str) else value


def _expand_privacy(value: object, place: Place, problems: Problems) -> object:
    if not isinstance(value, dict):
        return value
    draft = without_nothing(value)
    if "suppression-limit" in draft:
        draft["suppression-limit"] = expand_share(
            draft["suppression-limit"], (*place, "suppression-limit"), problems
        )
    return without_nothing(draft)


def _expand_assess(value: object, place: Place, problems: Problems) -> object:
    if not isinstance(value, dict):
        return value
    draft = without_nothing(value)
    control = draft.get("control")
    inner = (*place, "control")
    if isinstance(control, dict):
        draft["control"] = control = without_nothing(control)
        if "hold-out" in control:
            control["hold-out"] = expand_share(control["hold-out"], (*inner, "hold-out"), problems)
    elif control is not None:
        draft["control"] = {"hold-out": expand_share(control, inner, problems)}
    if isinstance(draft.get("queries"), dict):
        draft["queries"] = resolve(draft["queries"])
    return draft


def expand_share(value: object, place: Place, problems: Problems) -> object:
    """Spell out a share: ``0.02`` and ``2%`` are the same."""
    if isinstance(value, str) and (percent := _SHARE.fullmatch(value)):
        return str(Decimal(percent[1]) / 100)
    try:
        float(value if isinstance(value, str) else "")
    except ValueError:
        problems.add(place, f"expected a share such as 0.02 or 2%; found {quote(value)}.")
        return None
    return value


def _expand_ledger(value: object, _: Place, __: Problems) -> object:
    """Spell out the ledger: a path, ``off`` for none, or a mapping."""
    if isinstance(value, str):
        return {"keep": "false"} if value == "off" else {"path": value}
    return without_nothing(value) if isinstance(value, dict) else value


def _expand_quality(value: object, place: Place, problems: Problems) -> object:
    if not isinstance(value, dict):
        return value
    draft = without_nothing(value)
    if "expectations" in draft:
        inner = (*place, "expectations")
        draft["expectations"] = _expand_expectations(draft["expectations"], inner, problems)
    if "gates" in draft:
        draft["gates"] = _expand_gates(draft["gates"], (*place, "gates"), problems)
    return without_nothing(draft)


def _expand_expectations(value: object, place: Place, problems: Problems) -> object:
    if not isinstance(value, list):
        problems.add(
            place,
            f"expected a list of expectations; found {quote(value)}.",
            "Begin each line with '- '.",
        )
        return None
    found = [_expand_expectation(v, (*place, i), problems) for i, v in enumerate(value)]
    return [expectation for expectation in found if expectation is not None]


def _expand_expectation(value: object, place: Place, problems: Problems) -> Draft | None:
    example = "Write {expect_column_values_to_not_be_null: {column: table.column}}."
    if not isinstance(value, dict) or len(value) != 1:
        problems.add(
            place, f"expected one expectation with its arguments; found {quote(value)}.", example
        )
        return None
    name, arguments = next(iter(value.items()))
    if not _EXPECTATION.fullmatch(name):
        problems.add(
            (*place, name),
            f"{quote(name)} is not the name of an expectation.",
            "Great Expectations' names begin with 'expect_'.",
        )
        return None
    if not isinstance(arguments, dict):
        problems.add(
            (*place, name), f"expected a mapping of arguments; found {quote(arguments)}.", example
        )
        return None
    return {name: resolve(arguments)}


def _expand_gates(value: object, place: Place, problems: Problems) -> object:
    if not isinstance(value, dict):
        problems.add(
            place,
            f"expected a mapping of figures to bounds; found {quote(value)}.",
            'Write {pair-trends: ">= 0.90"}.',
        )
        return None
    gates = [_expand_gate(name, bound, (*place, name), problems) for name, bound in value.items()]
    return [gate for gate in gates if gate is not None]


def _expand_gate(name: str, bound: object, place: Place, problems: Problems) -> Draft | None:
    """Spell out a gate: ``pair-trends: ">= 90%"``."""
    metric = GATE_METRICS.get(name)
    if metric is None:
        problems.add(place, f"unknown figure {quote(name)}.", nearest(name, GATE_METRICS))
        return None
    sign = "<=" if metric.better == "lower" else ">="
    example = (
        f'Write "{sign} {"11" if metric.unit == "count" else "0.05" if sign == "<=" else "0.90"}".'
    )
    parts = _BOUND.fullmatch(bound) if isinstance(bound, str) else None
    if parts is None:
        problems.add(place, f"expected a comparison and a number; found {quote(bound)}.", example)
        return None
    comparison = {"≤": "<=", "≥": ">="}.get(parts[1], parts[1])
    number = Decimal(parts[2]) / (100 if parts[3] else 1)
    if comparison != sign:
        problems.add(
            place,
            f"{name} is better when it is {metric.better}: a bound {parts[1]!r} says nothing.",
            example,
        )
        return None
    if metric.unit == "share" and number > 1:
        problems.add(place, f"must be a share from 0 to 1; found {quote(bound)}.", example)
        return None
    least = 1 if metric.better == "higher" else 0
    if metric.unit == "count" and (parts[3] or number != int(number) or number < least):
        problems.add(place, f"must be a whole number from {least}; found {quote(bound)}.", example)
        return None
    return {"metric": name, "comparison": comparison, "bound": str(number)}
