"""Record linkage by Splink, where it is installed, agrees with ours."""

from __future__ import annotations

import numpy as np
import pytest

from sector_data.assessment.attacks import splink_linkage
from sector_data.assessment.attacks.linkage import attack_linkage
from sector_data.errors import InputError
from tests.attacks.releases import noised, population, scene

PEOPLE = 1500


def test_splink_is_asked_for_in_vain_where_it_is_not_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(splink_linkage, "installed", lambda: False)
    members = population(200, np.random.default_rng(1))
    made = scene(members, members, members, released_members=np.arange(200))
    with pytest.raises(InputError, match="Splink, which is not installed"):
        attack_linkage(made, methods=("splink",))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_splink_finds_as_many_as_our_weights() -> None:
    pytest.importorskip("splink", minversion="4", reason="Splink is not installed here")
    rng = np.random.default_rng(2)
    members, control = population(PEOPLE, rng), population(PEOPLE, rng)
    made = scene(noised(members, rng), members, control, released_members=np.arange(PEOPLE))
    ours, theirs = attack_linkage(made, methods=("probabilistic", "splink"))
    assert ours.main is not None
    assert theirs.main is not None
    assert ours.main.share >= theirs.main.share - 0.02
    assert theirs.main.share > 0.9
    assert theirs.verdict == "found"
    again = attack_linkage(made, methods=("splink",))
    assert again == (theirs,)
