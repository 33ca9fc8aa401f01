"""What a generalisation loses: the figures that a search can minimise.

What lives here: the metrics, each with its estimator and reference. What does not: the search
(:mod:`sector_data.anonymise.search`), and the utility of a finished release
(:mod:`sector_data.assessment.utility`).
"""

from sector_data.anonymise.metrics.class_sizes import AverageClassSize, Discernibility
from sector_data.anonymise.metrics.levels import Loss, NonUniformEntropy, Precision
from sector_data.anonymise.metrics.metric import ClassCosts, LevelCosts, Metric, NodeClasses
from sector_data.anonymise.metrics.spreading import Ambiguity, KullbackLeibler
from sector_data.anonymise.metrics.workload import Queries, Target

__all__ = [
    "Ambiguity",
    "AverageClassSize",
    "ClassCosts",
    "Discernibility",
    "KullbackLeibler",
    "LevelCosts",
    "Loss",
    "Metric",
    "NodeClasses",
    "NonUniformEntropy",
    "Precision",
    "Queries",
    "Target",
]
