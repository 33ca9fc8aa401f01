"""The templates of the report's pages, and the one way to load them."""

from __future__ import annotations

from functools import lru_cache

import jinja2


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
    )
    return environment.get_template(name)
