"""What changed between two releases.

What lives here: the document. What does not: how it is found
(:mod:`sector_data.pipeline.differing`).
"""

from __future__ import annotations

from sector_data.spec.model import Model


class Change(Model):
    """One thing that is not the same in both."""

    what: str
    before: str | None
    """None where the earlier release has nothing of it."""
    after: str | None


class ReleaseDifference(Model):
    """All that is not the same in two releases, from their plans and their own figures."""

    before: str
    """Name and version of the earlier release."""
    after: str
    settings: tuple[Change, ...]
    """What was asked for."""
    policy: tuple[Change, ...] = ()
    """What policy packs ask, and what each release shows of it."""
    columns: tuple[Change, ...]
    """What became of each column."""
    risk: tuple[Change, ...]
    utility: tuple[Change, ...]

    @property
    def same(self) -> bool:
        """Whether nothing changed."""
        return not any((self.settings, self.policy, self.columns, self.risk, self.utility))
