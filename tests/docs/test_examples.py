"""Every example of the README and the documentation does what the page says."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from sector_data.spec.words import LANGUAGES
from tests.docs.examples import Block, ExampleError, blocks, commands, run_page, same

ROOT = Path(__file__).parents[2]
TRANSLATED = {f"quick-start.{language}.md" for language in LANGUAGES if language != "en"}
"""They have the commands of the English page; ``test_quick_starts`` insists on it."""
PAGES = [
    page
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
    if blocks(page) and page.name not in TRANSLATED
]
NEEDED = ("pipelines", "sample_data", "schemas", "docs", "README.md")
"""What a reader of the pages has beside them; the program itself is installed."""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a copy of what the examples use, which they may write into."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    for name in NEEDED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy2(source, folder / name)
    return folder


def environment(folder: Path) -> dict[str, str]:
    """Return the variables that make output the same everywhere and keep it in a folder."""
    import os

    home = folder.parent / "home"
    home.mkdir(exist_ok=True)
    return {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "SECTOR_DATA_KEYRING": str(home / "keys.json"),
        "COLUMNS": "80",
        "NO_COLOR": "1",
        "LC_ALL": "C.UTF-8",
    }


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_examples_of_a_page_work(
    page: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    variables = environment(checkout)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(checkout)
    assert run_page(page, checkout, variables) > 0


def written(folder: Path, text: str) -> Path:
    page = folder / "page.md"
    page.write_text(text, encoding="utf-8")
    return page


def test_blocks_are_found_with_language_and_line(tmp_path: Path) -> None:
    page = written(
        tmp_path,
        "# T\n```python\na = 1\n```\n```bash\nmake\n```\n- item\n  ```console\n  $ true\n  ```\n"
        "<!-- not executed: needs a network -->\n```console\n$ false\n```\n",
    )
    assert [(b.line, b.language, b.text) for b in blocks(page)] == [
        (3, "python", "a = 1\n"),
        (10, "console", "$ true\n"),
    ]


def test_commands_go_on_after_a_backslash_and_carry_their_output() -> None:
    block = Block(Path("p.md"), 5, "console", "$ echo a \\\n>   b\na b\n\n$ true\n")
    first, second = commands(block)
    assert (first.line, first.text, first.output) == (5, "echo a \\\n  b", "a b\n")
    assert (second.line, second.text, second.output) == (9, "true", None)


def test_output_without_a_command_is_refused() -> None:
    with pytest.raises(ExampleError, match="without a command"):
        commands(Block(Path("p.md"), 1, "console", "hello\n"))


@pytest.mark.parametrize(
    ("expected", "printed", "agrees"),
    [
        ("a ... c\n", "a b c\n", True),
        ("a\n...\nz\n", "a\nb\nc\nz\n", True),
        ("a\n", "b\n", False),
        ("a  b\n", "a b", True),
        ("a\n...\n", "b\n", False),
    ],
)
def test_dots_stand_for_anything(expected: str, printed: str, agrees: bool) -> None:
    assert same(expected, printed) is agrees


def test_blocks_of_a_page_share_folder_and_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = written(
        tmp_path,
        "```console\n$ echo 41 > n.txt\n$ cat n.txt\n4...\n```\n"
        "```python\nfrom pathlib import Path\nn = int(Path('n.txt').read_text())\n```\n"
        "```python\n>>> n + 1\n42\n```\n",
    )
    assert run_page(page, tmp_path, {}) == 3
    assert (tmp_path / "n.txt").read_text() == "41\n"


@pytest.mark.parametrize(
    "example",
    [
        "```console\n$ false\n```\n",
        "```console\n$ echo a\nb\n```\n",
        "```python\n>>> 1 + 1\n3\n```\n",
        "```python\nraise ValueError\n```\n",
    ],
)
def test_an_example_that_does_not_hold_is_reported_with_its_place(
    example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ExampleError, match=r"page\.md"):
        run_page(written(tmp_path, example), tmp_path, {})
