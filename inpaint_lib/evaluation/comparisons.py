"""Who is better than whom: every pair of methods, compared on the same images.

"Better" is said only where the interval of the difference leaves out zero.
"""

import math
from dataclasses import dataclass

import numpy as np

from inpaint_lib.evaluation.intervals import DRAWS, LEVEL, SEED, draw_means

BEYOND = 10
"""At least how many draws lie beyond each end of an interval, so that it can be told."""

WORDS = {1: "better", 0: "not decided", -1: "worse"}


@dataclass(frozen=True, eq=False)
class Comparison:
    """All pairs of some methods.

    Attributes
    ----------
    names : tuple of str
        The methods, the best mean first.
    means : numpy.ndarray of float64, (M,)
    differences, low, high : numpy.ndarray of float64, (M, M)
        Mean score of the row's method less that of the column's, and the ends of its interval.
    verdicts : numpy.ndarray of int, (M, M)
        1 where the row's method is better than the column's, -1 where it is worse, 0 where the
        images do not decide.
    """

    names: tuple
    means: np.ndarray
    differences: np.ndarray
    low: np.ndarray
    high: np.ndarray
    verdicts: np.ndarray

    def say(self, name, rival):
        """Return "better", "worse" or "not decided" for one method against another."""
        for one in (name, rival):
            if one not in self.names:
                raise ValueError(f"{one!r} was not compared; there are {', '.join(self.names)}.")
        return WORDS[int(self.verdicts[self.names.index(name), self.names.index(rival)])]

    def count_undecided(self):
        """Return how many pairs are not decided."""
        return int(np.count_nonzero(self.verdicts[np.triu_indices(len(self.names), 1)] == 0))


def compare_methods(scores, more_is_better=False, together=False, seed=SEED):
    """Compare every method with every other one, image by image.

    Parameters
    ----------
    scores : dict of str to array_like, each (N,)
        One score an image, of the same images in the same order, by the method's name.
    more_is_better : bool
        False for errors, True for SSIM.
    together : bool
        Whether the 95% is to hold for all pairs at once: each interval is then widened so that
        its own chance to miss is 5% divided by the number of pairs (Bonferroni). The more pairs,
        the more draws are made: at least ten lie beyond each end.
    seed : int
        Of the draws; all methods meet the same.

    Returns
    -------
    Comparison

    References
    ----------
    B. Efron, R. Tibshirani, "An introduction to the bootstrap", 1993, chapter 13: intervals from
    percentiles.

    Examples
    --------
    >>> errors = np.random.default_rng(0).random(100)
    >>> compare_methods({"net": errors, "mean": errors + 0.1}).say("net", "mean")
    'better'
    """
    if len(scores) < 2:
        raise ValueError(f"A comparison wants at least two methods, got {list(scores)}.")
    values = np.array([np.mean(column) for column in scores.values()])
    order = np.argsort(-values if more_is_better else values, kind="stable")
    names = tuple(np.array(list(scores), dtype=object)[order])
    count = len(names)
    miss = (100 - LEVEL) / (count * (count - 1) / 2 if together else 1)
    draws = _draw_enough([scores[name] for name in names], miss, seed)
    low, high = np.zeros((count, count)), np.zeros((count, count))
    for row in range(count):
        for column in range(row + 1, count):
            ends = np.percentile(draws[row] - draws[column], (miss / 2, 100 - miss / 2))
            low[row, column], high[row, column] = ends
            low[column, row], high[column, row] = -ends[::-1]
    above, below = low > 0, high < 0
    better, worse = (above, below) if more_is_better else (below, above)
    means = values[order]
    return Comparison(names, means, means[:, np.newaxis] - means, low, high,
                      better.astype(int) - worse)


def _draw_enough(columns, miss, seed):
    """Draw in rounds, each with a seed of its own, until ten draws lie beyond each end."""
    rounds = math.ceil(BEYOND / (DRAWS * miss / 200))
    return np.concatenate([draw_means(columns, seed=seed + number) for number in range(rounds)],
                          axis=1)


def rank_correlation(scores, other_scores):
    """Say how far two measures put the same methods, or images, into the same order.

    Parameters
    ----------
    scores, other_scores : array_like, (M,)

    Returns
    -------
    float
        Spearman's rank correlation: 1 for the same order, -1 for the opposite one.

    Examples
    --------
    >>> rank_correlation([1, 2, 3], [10, 20, 15])
    0.5
    """
    from scipy.stats import spearmanr

    scores, other_scores = np.asarray(scores), np.asarray(other_scores)
    if scores.shape != other_scores.shape or scores.ndim != 1 or len(scores) < 2:
        raise ValueError(f"Wanted two lists of the same length, at least 2; got shapes "
                         f"{scores.shape} and {other_scores.shape}.")
    return float(spearmanr(scores, other_scores).statistic)
