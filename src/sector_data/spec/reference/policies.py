"""The table of the policy packs in the documentation, written from the packs.

What lives here: the table, and where it stands in its page. What does not: the page's own words,
which are written by hand, and the packs' rules (:mod:`sector_data.spec.reference.pages`).
"""

from __future__ import annotations

from sector_data.spec.packs import PolicyPack, load_policy, policy_names
from sector_data.spec.policy_terms import Status

PAGE = "docs/policies.md"
BEGIN = "<!-- Written from the packs by `python -m sector_data.spec.generated`: from here … -->"
END = "<!-- … to here. -->"


def with_packs_table(page: str) -> str:
    """Return a page with the table between its two marks written anew.

    Raises
    ------
    ValueError
        If the marks are not there, once each and in this order.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in rest or END in before + after:
        raise ValueError(f"{PAGE} has no place for the table of the packs")
    return f"{before}{BEGIN}\n\n{packs_table()}\n{END}{after}"


def packs_table() -> str:
    """Return a line for each pack: text, status, figures, rules, and what is left to people."""
    lines = [
        "| Pack | Text, read on | Where | Status | k | Risk | Rules | Unverified | Questions |",
        "| --- | --- | --- | --- | ---: | ---: | ---: | --- | ---: |",
    ]
    lines += [_line(load_policy(name)) for name in policy_names()]
    return "\n".join(lines) + "\n"


def _line(pack: PolicyPack) -> str:
    source = " ".join(pack.source.split()).replace("|", "\\|")
    cells = (
        f"[`{pack.id}`](reference/pipeline.md#{pack.id})",
        f"{pack.title}: {source}; {pack.retrieved.isoformat()}",
        pack.jurisdiction,
        pack.status.value,
        "–" if pack.k_anonymity is None else str(pack.k_anonymity),
        "–" if pack.max_risk is None else f"{pack.max_risk:g}",
        str(len(pack.rules)),
        _unverified(pack),
        str(len(pack.requires)),
    )
    return f"| {' | '.join(cells)} |"


def _unverified(pack: PolicyPack) -> str:
    """Say what of a pack is told and not applied until it is confirmed."""
    if pack.status is Status.UNVERIFIED:
        return "all of it"
    figures = pack.thresholds
    rules = [f"`{rule.id}`" for rule in pack.rules if not pack.enforced(rule.status)]
    named = figures is not None and (pack.k_anonymity or pack.max_risk or figures.dominance)
    if named and figures is not None and not pack.enforced(figures.status):
        rules.insert(0, "figures")
    return ", ".join(rules) or "–"
