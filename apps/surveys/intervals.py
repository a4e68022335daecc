"""How far a share could be off if chance alone decided who came."""

from math import sqrt
from typing import Final

from apps.core.estimates import Estimate

#: The 97.5 % point of the normal distribution: intervals of 95 %
Z: Final = 1.959964


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Wilson's score interval for ``part`` of ``whole``, 0 to 1 (ValueError for no whole).

    Wilson, E. B. (1927), J. Am. Stat. Assoc. 22, 209-212.
    """
    if whole < 1 or not 0 <= part <= whole:
        raise ValueError(f"No share: {part} of {whole}")
    share, square = part / whole, Z * Z
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    half = Z / (1 + square / whole) * sqrt(share * (1 - share) / whole + square / whole**2 / 4)
    low = 0.0 if part == 0 else max(0.0, middle - half)
    return low, 1.0 if part == whole else min(1.0, middle + half)


def chance(part: Estimate, least: int, most: int) -> tuple[float, float] | None:
    """Wilson's interval at both ends of a band: the least of most people, the most of least.

    ``least`` and ``most`` bound the whole. None where nothing is known or nobody was there.
    """
    if part.low is None or part.high is None or least < 1 or most < 1:
        return None
    low, _ = wilson(min(part.low, most), most)
    _, high = wilson(min(part.high, least), least)
    return low, high
