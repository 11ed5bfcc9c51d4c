"""Lines with fewer points that look the same, and labels that do not stand on each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def thinned(x: np.ndarray, y: np.ndarray, tolerance: float) -> np.ndarray:
    """Which points of a line (shapes (n,), x rising) to keep, as places in it: the line through them is nowhere
    farther than `tolerance` (in units of y) from any point left out. First and last stay.
    """
    n = len(x)
    if n < 3:
        return np.arange(n)
    kept, start = [0], 0
    low, high = -np.inf, np.inf
    for at in range(1, n):
        run = float(x[at] - x[start])
        rise = float(y[at] - y[start])
        slope = rise / run if run else np.inf
        # The next point can only be reached in one line where that line passes every one between.
        if at > start + 1 and not low <= slope <= high:
            start = at - 1
            kept.append(start)
            run, rise = float(x[at] - x[start]), float(y[at] - y[start])
            low, high = -np.inf, np.inf
        if run:
            low, high = max(low, (rise - tolerance) / run), min(high, (rise + tolerance) / run)
    kept.append(n - 1)
    return np.array(kept)


def spread(wanted: Sequence[float], apart: float, least: float, most: float) -> list[float]:
    """Places for labels as near to the wanted ones as they can be, at least `apart` from each other, within bounds
    where there is room. In the order given.
    """
    order = sorted(range(len(wanted)), key=lambda at: (wanted[at], at))
    blocks: list[tuple[list[int], float]] = []  # who stands together, and where the first of them stands
    for at in order:
        blocks.append(([at], min(max(wanted[at], least), most)))
        while len(blocks) > 1 and blocks[-2][1] + apart * len(blocks[-2][0]) > blocks[-1][1]:
            together = blocks[-2][0] + blocks[-1][0]
            del blocks[-2:]
            ideal = sum(wanted[one] - apart * step for step, one in enumerate(together)) / len(together)
            last = most - apart * (len(together) - 1)
            blocks.append((together, max(least, min(ideal, last))))
    found = [0.0] * len(wanted)
    for together, first in blocks:
        for step, one in enumerate(together):
            found[one] = first + apart * step
    return found
