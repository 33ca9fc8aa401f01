"""What a stranger wrote into a bundle does nothing on the terminal of whoever looks at it."""

from __future__ import annotations

import pytest

from sector_data.cli.views.audits import show_audit
from sector_data.cli.views.differences import show_release_difference
from sector_data.spec.evidence.difference import Change, ReleaseDifference
from sector_data.spec.evidence.release import AuditReport, Claim

HOSTILE = "\x1b[2J\x1b]0;owned\x07\r[red]x[/] \u202egnp.exe"
"""Clear the screen, name the window, go to the line's start, mark up, turn the text around."""


def harmless(text: str) -> bool:
    return all(c == "\n" or c.isprintable() for c in text) and "[red]x[/]" in text


@pytest.mark.parametrize("verdict", ["holds", "does not hold", "cannot be told from here"])
def test_a_claim(verdict: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = {"subject": HOSTILE, "verdict": verdict, "sentence": HOSTILE}

    show_audit(AuditReport(bundle="b", claims=(Claim.model_validate(said),)))

    printed = capsys.readouterr().out
    assert harmless(printed)
    assert r"\u001b[2J" in printed


def test_a_difference(capsys: pytest.CaptureFixture[str]) -> None:
    change = Change(what=HOSTILE, before=HOSTILE, after=None)
    found = ReleaseDifference(
        before=HOSTILE,
        after=HOSTILE,
        settings=(change,),
        columns=(change,),
        risk=(),
        utility=(change,),
    )

    show_release_difference(found)

    assert harmless(capsys.readouterr().out)
