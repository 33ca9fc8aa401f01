"""Attacks on a release, each judged by the same attack on people whom the release never saw.

What lives here: the scene, the attacks, and what is told of them. What does not: leaks of single
values, and figures that need no attacker (:mod:`sector_data.assessment.risk`).
"""

from sector_data.assessment.attacks.running import run_attacks
from sector_data.assessment.attacks.scene import Scene

__all__ = ["Scene", "run_attacks"]
