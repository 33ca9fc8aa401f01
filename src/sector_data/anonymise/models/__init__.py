"""Privacy models: what is asked of the equivalence classes of a release, one class for each model.

What lives here: the models, each a frozen dataclass that decides from
:class:`~sector_data.anonymise.statistics.ClassStatistics` which classes may be released and
measures what a table achieves. What does not: the search for a generalisation that satisfies them.
"""

from sector_data.anonymise.models.closeness import TCloseness
from sector_data.anonymise.models.diversity import (
    AlphaK,
    DistinctDiversity,
    EntropyDiversity,
    RecursiveDiversity,
    Sensitivity,
)
from sector_data.anonymise.models.likeness import BetaLikeness, DeltaDisclosure
from sector_data.anonymise.models.model import (
    Judgement,
    PrivacyModel,
    SensitiveModel,
    judge,
    kept_by_all,
)
from sector_data.anonymise.models.population import DeltaPresence, EstimatedKMap, KMap
from sector_data.anonymise.models.sizes import AverageRisk, KAnonymity, MaximumRisk, RecordsAtRisk

__all__ = [
    "AlphaK",
    "AverageRisk",
    "BetaLikeness",
    "DeltaDisclosure",
    "DeltaPresence",
    "DistinctDiversity",
    "EntropyDiversity",
    "EstimatedKMap",
    "Judgement",
    "KAnonymity",
    "KMap",
    "MaximumRisk",
    "PrivacyModel",
    "RecordsAtRisk",
    "RecursiveDiversity",
    "SensitiveModel",
    "Sensitivity",
    "TCloseness",
    "judge",
    "kept_by_all",
]
