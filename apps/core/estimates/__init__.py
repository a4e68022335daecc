"""Counts as people state them: "about 50", "a handful", "12-15", not asked.

One value object for tallies, head-counts, attendance, build counts and download figures. What
was written is kept for ever; bounds follow from a named rule, never from a look at the number.
"""

from apps.core.estimates.cells import Counting, EstimateError, exact_below, parse, read, write
from apps.core.estimates.estimate import V1, Estimate, Precision, total
from apps.core.estimates.shares import Share, share

__all__ = [
    "V1",
    "Counting",
    "Estimate",
    "EstimateError",
    "Precision",
    "Share",
    "exact_below",
    "parse",
    "read",
    "share",
    "total",
    "write",
]
