"""An audit on a terminal: one line per claim."""

from __future__ import annotations

import textwrap

from rich.text import Text

from sector_data.cli.views.console import console, plain
from sector_data.spec.evidence.release import AuditReport

MARKS = {
    "holds": ("✓", "green"),
    "does not hold": ("✗", "red"),
    "cannot be told from here": ("?", "yellow"),
}


def show_audit(report: AuditReport, *, advice: str = "Do not use this bundle.") -> None:
    """Print every claim with its verdict, those that do not hold once more at the end.

    `advice` is what follows from them.
    """
    out = console()
    for claim in report.claims:
        mark, colour = MARKS[claim.verdict]
        said = f"{mark} {claim.verdict}  {claim.subject}: {claim.sentence}"
        text = plain(said.replace("\n", " "))
        # A fingerprint is there to be compared: it is not broken over two lines.
        lines = textwrap.wrap(text, out.width, subsequent_indent="    ", break_long_words=False)
        styled = Text("\n".join(lines))
        styled.stylize(colour, 0, len(mark) + 1 + len(claim.verdict))
        out.print(styled, soft_wrap=True)
    broken = [claim for claim in report.claims if claim.verdict == "does not hold"]
    open_ = sum(1 for claim in report.claims if claim.verdict == "cannot be told from here")
    out.print()
    if broken:
        lines = [plain(f"✗ {claim.subject}") for claim in broken]
        out.print(*lines, sep="\n", style="red", markup=False)
        out.print(f"{len(broken)} of {len(report.claims)} claims do not hold. {advice}")
    else:
        out.print(
            f"{len(report.claims) - open_} of {len(report.claims)} claims hold; "
            f"{open_} cannot be told from the bundle alone."
        )
