"""Policy packs on a terminal: all of them, one with its sources, two beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.cells import cell_len
from rich.text import Text

from sector_data.cli.views.console import console, grid
from sector_data.pipeline.policies.comparing import PackDifference, RuleDifference, Stricter
from sector_data.spec.policies import Columns, PolicyPack, PolicyRule
from sector_data.spec.policy_terms import Status
from sector_data.spec.shorthands import render_transform

_COLOURS = {
    Status.BINDING: "red",
    Status.GUIDANCE: "yellow",
    Status.PRACTICE: "cyan",
    Status.UNVERIFIED: "magenta",
}
_LABEL = 10
"""Columns of the words before each line of a rule."""


def summary(pack: PolicyPack) -> dict[str, Any]:
    """Return what a list tells of a pack, as plain data."""
    figures = pack.thresholds
    return {
        "id": pack.id,
        "version": pack.version,
        "title": pack.title,
        "jurisdiction": pack.jurisdiction,
        "status": pack.status.value,
        "source": pack.source,
        "retrieved": pack.retrieved.isoformat(),
        "in-force-until": pack.in_force_until and pack.in_force_until.isoformat(),
        "rules": len(pack.rules),
        "k-anonymity": pack.k_anonymity,
        "max-risk": pack.max_risk,
        "figures-status": figures and figures.status.value,
    }


def show_packs(packs: Sequence[PolicyPack]) -> None:
    """Print a line for each pack, and what the statuses mean."""
    out = console()
    rows = grid("pack", "where", "status", "rules", "k", "risk", right=(3, 4, 5))
    for pack in packs:
        rows.add_row(
            pack.id,
            pack.jurisdiction,
            _status(pack.status),
            str(len(pack.rules)),
            _figure(pack, pack.k_anonymity),
            _figure(pack, pack.max_risk),
        )
    out.print(rows)
    out.print()
    out.print("?  unverified: told, and applied when policy-confirmed names the pack")
    out.print("Next: sector-data policies show PACK")


def show_pack(pack: PolicyPack) -> None:
    """Print a pack: its text, its figures, every rule, and what only a person can answer."""
    out = console()
    out.print(Text.assemble((pack.title, "bold"), f"  ({pack.id} {pack.version})"))
    _lines("where", pack.jurisdiction)
    _lines("status", _explained(pack.status))
    _lines("source", pack.source)
    if pack.url is not None:  # it is there to be copied, so that it is not broken
        out.print(Text(f"  {'url':{_LABEL}}{pack.url}"), soft_wrap=True)
    _lines("read on", pack.retrieved.isoformat())
    _lines("in force", f"until {pack.in_force_until:%Y-%m-%d}" if pack.in_force_until else None)
    _lines("says", _quoted(pack.quote))
    _lines("note", pack.note)
    _show_figures(pack)
    for rule in pack.rules:
        _show_rule(rule, pack)
    for check in pack.checks:
        out.print()
        out.print(Text.assemble("check ", (check.id, "bold"), f"  {check.title}"))
        _lines("status", _explained(check.status or pack.status))
        _lines("source", check.source)
        bound = "" if check.bound is None else f", bound {check.bound:g}"
        _lines("output", f"{check.figure}{bound}")
    if pack.requires:
        out.print()
        out.print("Only a person can answer:", style="bold")
        for text in pack.requires:
            _wrapped("- ", text, "  ")
    out.print()
    out.print("A working reading, not legal advice.", style="dim")


def _show_figures(pack: PolicyPack) -> None:
    figures = pack.thresholds
    if figures is not None:
        console().print()
        console().print("figures", style="bold")
        told = [
            *([f"k-anonymity {pack.k_anonymity}"] if pack.k_anonymity else []),
            *([f"largest risk {pack.max_risk:g}"] if pack.max_risk else []),
            *(
                [
                    f"cells of {figures.dominance.subjects} or more, none above "
                    f"{figures.dominance.share:.0%} of its cell's total"
                ]
                if figures.dominance
                else []
            ),
        ]
        _lines("asks", "; ".join(told) or "nothing: open")
        _lines("status", _explained(figures.status))
        _lines("source", figures.source)
    if pack.recipients is not None:
        console().print()
        console().print("recipients", style="bold")
        _lines("allowed", ", ".join(pack.recipients.allowed))
        _lines("status", _explained(pack.recipients.status or pack.status))
        _lines("source", pack.recipients.source)


def _show_rule(rule: PolicyRule, pack: PolicyPack) -> None:
    out = console()
    out.print()
    out.print(Text.assemble("rule ", (rule.id, "bold"), f"  {rule.title}"))
    _lines("where", pack.jurisdiction)
    _lines("status", _explained(rule.status or pack.status))
    _lines("source", rule.source)
    _lines("says", _quoted(rule.quote))
    _lines("columns", "; or ".join(map(columns_in_words, rule.applies_to)))
    _lines("default", transform_in_words(rule))
    _lines("plan", f"refused unless {rule.accepted()}")
    for kind, caution in rule.cautions.items():
        _lines("warning", f"{kind}: {caution}")
    _lines("output", "what is dropped is not there; the rest keeps its transform's promise")
    _lines("note", rule.note)


def columns_in_words(columns: Columns) -> str:
    """Say which columns a condition is about: ``entity US_SSN or US_ITIN; role free-text``."""
    parts = (
        ("entity", columns.entities),
        ("role", tuple(role.value for role in columns.roles)),
        ("type", tuple(data_type.value for data_type in columns.data_types)),
    )
    return ", ".join(f"{word} {' or '.join(names)}" for word, names in parts if names)


def transform_in_words(rule: PolicyRule) -> str:
    """Say what a rule does by default: ``truncate-date (to year)``."""
    if rule.transform is None:
        return "left to the column's role"
    rendered = render_transform(rule.transform)
    if isinstance(rendered, str):
        return rendered
    kind, settings = next(iter(rendered.items()))
    if isinstance(settings, dict):
        return f"{kind} ({', '.join(f'{name} {value}' for name, value in settings.items())})"
    return f"{kind} ({settings})"


def show_difference(compared: PackDifference) -> None:
    """Print where two packs differ, then where they ask the same."""
    out = console()
    names = {"first": compared.first.id, "second": compared.second.id}
    out.print(Text.assemble(("first   ", "dim"), (names["first"], "bold")))
    out.print(Text.assemble(("second  ", "dim"), (names["second"], "bold")))
    for figure in compared.figures:
        out.print()
        out.print(figure.name, style="bold")
        _lines("first", figure.first or "open")
        _lines("second", figure.second or "open")
        _lines("stricter", _who(figure.stricter, names))
    different = [d for d in compared.rules if d.stricter != "same"]
    for difference in different:
        out.print()
        _wrapped("", ", ".join(difference.columns), "", style="bold")
        _lines("first", _asked(difference.first))
        _lines("second", _asked(difference.second))
        _lines("stricter", _who(difference.stricter, names))
    out.print()
    same = [column for d in compared.rules if d.stricter == "same" for column in d.columns]
    if same:
        _wrapped("", f"The same on: {', '.join(same)}", "  ")
    _wrapped("", _tally(different, names), "")
    if compared.figures:
        out.print("Figures are compared above, each by itself.")


def _tally(different: Iterable[RuleDifference], names: dict[str, str]) -> str:
    verdicts = [d.stricter for d in different]
    if not verdicts:
        return "The rules of both ask the same of every column."
    counted = [
        f"{names['first']} is stricter in {verdicts.count('first')}",
        f"{names['second']} in {verdicts.count('second')}",
        f"neither in {verdicts.count('neither')}",
    ]
    return f"Of {len(verdicts)} pairs of rules that differ, {', '.join(counted)}."


def _who(stricter: Stricter, names: dict[str, str]) -> str:
    return names.get(stricter) or {"same": "both ask the same", "neither": "neither"}[stricter]


def _asked(rule: PolicyRule | None) -> str:
    return "asks nothing" if rule is None else f"{rule.id}: {rule.accepted()}"


def _status(status: Status) -> Text:
    return Text(status.value, style=_COLOURS[status])


def _figure(pack: PolicyPack, value: float | None) -> str:
    if value is None or pack.thresholds is None:
        return "–"
    return f"{value:g}" + ("" if pack.enforced(pack.thresholds.status) else "?")


def _explained(status: Status) -> str:
    if status is Status.UNVERIFIED:
        return "unverified: told, and applied when policy-confirmed names the pack"
    return status.value


def _quoted(text: str | None) -> str | None:
    return text and f"“{text}”"


def _lines(label: str, text: str | None) -> None:
    """Print a label and a text beside it, wrapped; nothing without a text."""
    if text:
        _wrapped(f"  {label:{_LABEL}}", text, " " * (_LABEL + 2))


def _wrapped(head: str, text: str, indent: str, *, style: str = "") -> None:
    """Print a text behind a head, wrapped at the width of what it looks like: ideographs are two
    columns wide."""
    out = console()
    lines = Text(text, style=style).wrap(out, out.width - max(cell_len(indent), cell_len(head)))
    for number, line in enumerate(lines):
        line.rstrip()
        out.print(Text.assemble(indent if number else head, line), soft_wrap=True)
