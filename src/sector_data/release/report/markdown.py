"""Names and texts in Markdown, so that nothing in them is taken for markup.

What lives here: escaping for CommonMark with GitHub's tables. What does not: the README's template.
"""

from __future__ import annotations

import re

_MARKUP = re.compile(r"([\\`*_\[\]<>|#&~$])")
_ODD = re.compile(r"[\\`|]|^\s|\s$|^$")
_SPACES = re.compile(r"[ \t\r\n\v\f]+")
_NOT_WORD = re.compile(r"[!-/:-@\[-`{-~ ]")


def escaped(text: str) -> str:
    """Return text that reads the same, on one line, wherever Markdown allows text."""
    return _MARKUP.sub(r"\\\1", _SPACES.sub(" ", text).strip(" "))


def code(name: str) -> str:
    """Return a name as code on one line, also inside a table.

    Backquotes, backslashes and bars mean something inside code or a table's cell; a name that has
    any is written with character references instead.
    """
    line = re.sub(r"[\r\n]", " ", name)
    if not _ODD.search(line):
        return f"`{line}`"
    return f"<code>{_NOT_WORD.sub(lambda found: f'&#{ord(found[0])};', line)}</code>"
