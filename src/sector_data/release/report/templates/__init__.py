"""The templates of the pages, and the one way to load them."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import jinja2

JOINERS = "\u200c\u200d"
"""Zero-width characters that scripts and emoji are spelt with."""


@lru_cache
def template(name: str) -> jinja2.Template:
    """Return a template by its file name; HTML is escaped, a missing name is an error."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("sector_data.release.report", "templates"),
        autoescape=jinja2.select_autoescape(enabled_extensions=("html.j2",)),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=visible,
    )
    return environment.get_template(name)


def visible(value: object) -> object:
    r"""Return what a template prints with nothing unseen in it.

    Control characters and those that turn the direction of the text could hide a part of a name or
    make it read as another, and some may not stand in HTML at all: they become escapes such as
    ``\u202e``. Line breaks become spaces.
    """
    if not isinstance(value, str):
        return value
    unseen = {ord(c): _shown(c) for c in set(value) if not _is_plain(c)}
    # Markup stays markup: what it holds is escaped already.
    return type(value)(str(value).translate(unseen)) if unseen else value


def _is_plain(character: str) -> bool:
    code = ord(character)
    if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return False  # no characters, says Unicode
    return character in JOINERS or unicodedata.category(character) not in {
        "Cc",
        "Cf",
        "Cs",
        "Zl",
        "Zp",
    }


def _shown(character: str) -> str:
    if character in "\t\n\r\v\f\x85\u2028\u2029":
        return " "
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
