"""The page on audits explains every claim that an audit makes."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
AUDITING = ROOT / "src/sector_data/pipeline/auditing"


def subject_of(call: ast.Call) -> ast.expr | None:
    """Return what a claim is about, where a call makes one."""
    if not isinstance(call.func, ast.Name) or call.func.id not in ("holds", "Claim"):
        return None
    named = [word.value for word in call.keywords if word.arg == "subject"]
    return named[0] if named else (call.args[0] if call.args else None)


def subjects(path: Path) -> set[str]:
    """Return the constant beginnings of the subjects of claims in a file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        subject = subject_of(node) if isinstance(node, ast.Call) else None
        if isinstance(subject, ast.JoinedStr):
            subject = subject.values[0]
        if isinstance(subject, ast.Constant):
            found.add(str(subject.value).strip())
    return found


def test_every_claim_is_explained() -> None:
    page = (ROOT / "docs/audit.md").read_text(encoding="utf-8")
    rows = " ".join(line.split("|")[1] for line in page.splitlines() if line.startswith("| "))
    explained = {name.removesuffix("…").strip() for name in re.findall(r"`([^`]+)`", rows)}
    made = set().union(*map(subjects, AUDITING.glob("*.py")))
    assert len(made) > 15
    assert made - explained == set()
