"""The house keeps its own rules: what every file of the repository must satisfy."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import sector_data

ROOT = Path(__file__).parents[1]
LONGEST = 400
HEAVY = (
    "duckdb",
    "great_expectations",
    "numpy",
    "pandas",
    "presidio_analyzer",
    "presidio_anonymizer",
    "pyarrow",
    "scipy",
    "sdv",
    "sklearn",
    "spacy",
    "torch",
)
# Put together here, so that this file does not hold what it looks for. (/home/somebody stands for
# anybody's home in tests.)
UNFINISHED = re.compile(r"\b(?:{})\b".format("|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X"))))
PLACES = re.compile(
    r"(?<![\w.:~$*-])/(?:work|root|home/(?!somebody)\w+|Users/\w+)(?:/|\b(?=['\"` ]))"
)
BUILT = {".git", ".venv", "build", "dist", "__pycache__", "node_modules"}


@cache
def tracked() -> tuple[Path, ...]:
    """Return the files of the repository; without git, all that were not built."""
    if (ROOT / ".git").exists():
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        paths = [p for p in ROOT.rglob("*") if not BUILT & set(p.relative_to(ROOT).parts)]
    return tuple(path for path in paths if path.is_file())


def text_of(path: Path) -> str:
    """Return the text of a file; nothing for what is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def below(*folders: str, suffix: str = ".py") -> list[Path]:
    tops = tuple(ROOT / folder for folder in folders)
    return [
        p for p in tracked() if p.suffix == suffix and any(p.is_relative_to(top) for top in tops)
    ]


def named(paths: list[Path]) -> list[str]:
    return sorted(path.relative_to(ROOT).as_posix() for path in paths)


def test_every_module_says_what_it_is() -> None:
    silent = [
        path
        for path in below("src", "tests", "sample_data", "benchmarks", "scripts")
        if ast.get_docstring(ast.parse(text_of(path))) is None
    ]
    assert named(silent) == []


def test_every_module_of_the_package_says_what_does_not_live_in_it() -> None:
    bare = [
        path
        for path in below("src")
        if "what does not" not in " ".join(text_of(path).lower().split())
        and path.name not in {"__init__.py", "_version.py"}
        and path.parent.name not in {"commands", "views"}
    ]
    assert named(bare) == []


def test_no_module_is_long() -> None:
    long = [
        path
        for path in below("src", "tests", "sample_data")
        if len(text_of(path).splitlines()) > LONGEST
    ]
    assert named(long) == []


def test_nothing_is_left_unfinished() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        if path.suffix in {".py", ".md", ".yaml", ".toml", ".sh", ".cfg", ".html", ".css", ""}
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if UNFINISHED.search(line)
    ]
    assert found == []


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if PLACES.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("cd /wo" + "rk/main", True),
        ('open("/ro' + 'ot/x")', True),
        ("/ho" + "me/ann/data", True),
        ("https://example.org/ho" + "me/x", False),
        ("build/wo" + "rk/x", False),
        ("and/or wo" + "rk", False),
    ],
)
def test_places_are_told_from_addresses(line: str, found: bool) -> None:
    assert bool(PLACES.search(line)) is found


def test_the_public_names_are_those_that_the_package_lists() -> None:
    assert sorted(sector_data.__all__) == list(sector_data.__all__) == dir(sector_data)
    for name in sector_data.__all__:
        assert getattr(sector_data, name) is not None
    with pytest.raises(AttributeError, match="no attribute"):
        _ = sector_data.no_such_name


def _lent(tree: ast.Module) -> set[str]:
    """Return the public names that a room's front door imports from inside."""
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sector_data"):
            names |= {alias.asname or alias.name for alias in node.names}
    return {name for name in names if not name.startswith("_")}


def test_rooms_list_exactly_what_they_lend_out() -> None:
    for path in below("src"):
        tree = ast.parse(text_of(path))
        if path.name != "__init__.py" or path.parent.name == "sector_data" or not _lent(tree):
            continue
        module = ".".join(path.parent.relative_to(ROOT / "src").parts)
        listed = importlib.import_module(module).__all__
        assert set(listed) == _lent(tree), module
        assert list(listed) == sorted(listed), module


@pytest.mark.parametrize("code", ["import sector_data", "import sector_data.cli"])
def test_importing_draws_in_nothing_heavy(code: str) -> None:
    script = f"import sys; {code}; print(sorted(set({HEAVY}) & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_help_draws_in_nothing_heavy() -> None:
    script = (
        "import sys\n"
        "from sector_data.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit as stop:\n    assert not stop.code\n"
        f"print(sorted(set({HEAVY}) & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"


def _anchor(heading: str) -> str:
    """Return the anchor that a heading gets: lower case, no punctuation, hyphens for blanks."""
    plain = re.sub(r"[`*_]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", plain))


def _anchors(page: Path) -> set[str]:
    prose = re.sub(r"^```.*?^```", "", text_of(page), flags=re.MULTILINE | re.DOTALL)
    return {_anchor(heading) for heading in re.findall(r"^#+ (.+)$", prose, flags=re.MULTILINE)}


@pytest.mark.parametrize("page", below(".", suffix=".md"), ids=lambda p: str(p.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    prose = re.sub(r"^```.*?^```", "", text_of(page), flags=re.MULTILINE | re.DOTALL)
    prose = re.sub(r"`[^`\n]*`", "", prose)
    for target in re.findall(r"\]\(<?([^)\s>]+)>?(?: \"[^\"]*\")?\)", prose):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        other = (page.parent / name).resolve() if name else page
        assert other.exists(), target
        if anchor and other.suffix == ".md":
            assert anchor in _anchors(other), target


def test_constraints_pin_every_dependency_within_its_bounds() -> None:
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    extras = project["optional-dependencies"]
    wanted = [Requirement(r) for r in project["dependencies"]]
    wanted += [Requirement(r) for extra in ("en", "dev", "synthesis", "dp") for r in extras[extra]]
    pins = {}
    for line in text_of(ROOT / "constraints.txt").splitlines():
        if line and not line.startswith("#"):
            name, _, version = line.partition("==")
            assert version, f"{line} is not a pin"
            assert canonicalize_name(name) not in pins, f"{name} is pinned twice"
            pins[canonicalize_name(name)] = version
    for requirement in wanted:
        version = pins[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version, prereleases=True), requirement


def test_scripts_can_be_run_and_stop_at_the_first_fault() -> None:
    for path in (*below("scripts", suffix=".sh"), ROOT / ".ci" / "run"):
        assert path.stat().st_mode & 0o111, path
        assert text_of(path).startswith("#!/usr/bin/env bash\n"), path
        assert "\nset -euo pipefail\n" in text_of(path), path


def test_every_target_of_the_makefile_says_what_it_does() -> None:
    text = text_of(ROOT / "Makefile")
    phony = re.findall(r"^\.PHONY: (.+)$", text, flags=re.MULTILINE)[0].split()
    told = re.findall(r"^([a-z]+):.*## \S", text, flags=re.MULTILINE)
    assert sorted(phony) == sorted(told)
    assert {"help", "demo", "test", "lint", "docs", "bench", "clean"} <= set(told)
