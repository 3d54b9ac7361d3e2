"""How sure is a mean, or a ratio of two? Bootstrap intervals over images."""

import functools

import numpy as np

DRAWS = 10_000
LEVEL = 95
SEED = 0
PARTS = 20


def draw_means(columns, draws=DRAWS, seed=SEED):
    """Mean of each column over images drawn again and again, with repetition.

    Parameters
    ----------
    columns : sequence of array_like, each (N,)
        Scores of the same N images in the same order. Every column meets the same draws.
    draws : int
    seed : int

    Returns
    -------
    numpy.ndarray of float64, (columns, draws)

    Examples
    --------
    >>> draw_means([[1, 1, 1], [2, 2, 2]], draws=2).tolist()
    [[1.0, 1.0], [2.0, 2.0]]
    """
    columns = [np.asarray(column, dtype=np.float64) for column in columns]
    lengths = {column.shape for column in columns}
    if len(lengths) != 1 or columns[0].ndim != 1 or not len(columns[0]):
        raise ValueError("Each column wants one score an image, for the same images; got shapes "
                         f"{[column.shape for column in columns]}.")
    if not np.isfinite(columns).all():
        raise ValueError("A score is no number (nan or infinite).")
    table = np.array(columns).T
    counts = _draw_counts(len(table), draws, seed)
    # A part at a time: as float64 all the counts would take eight times their memory.
    means = [part @ table for part in np.array_split(counts, PARTS)]
    return np.concatenate(means).T / len(table)


@functools.lru_cache(maxsize=4)
def _draw_counts(n_images, draws, seed):
    """How often each image is drawn says all; its place in the order does not matter."""
    rng, shares = np.random.default_rng(seed), np.full(n_images, 1 / n_images)
    # Bytes, because they are kept: nearly all questions are asked about the same images. That one
    # image is drawn 256 times has a chance below 1 in 256 factorial.
    counts = np.empty((draws, n_images), np.uint8)
    for part in np.array_split(counts, PARTS):
        part[:] = rng.multinomial(n_images, shares, size=len(part))
    return counts


def bootstrap_mean(scores, seed=SEED):
    """Interval in which the mean would lie for other images of the same kind.

    Parameters
    ----------
    scores : array_like, (N,)
    seed : int

    Returns
    -------
    tuple of float
        Mean, and the two ends of the 95% interval (percentiles of 10,000 draws).

    References
    ----------
    B. Efron, R. Tibshirani, "An introduction to the bootstrap", 1993, chapter 13.

    Examples
    --------
    >>> bootstrap_mean([0.5, 0.5, 0.5])
    (0.5, 0.5, 0.5)
    """
    low, high = np.percentile(draw_means([scores], seed=seed)[0], _ends())
    return float(np.mean(scores)), float(low), float(high)


def bootstrap_ratio(scores, rival_scores, seed=SEED):
    """Ratio of two means over the same images, with its interval.

    Parameters
    ----------
    scores, rival_scores : array_like, (N,)
        Scores of two methods on the same images, in the same order.
    seed : int

    Returns
    -------
    tuple of float
        Mean score over mean rival score, and the two ends of the 95% interval.

    Examples
    --------
    >>> bootstrap_ratio([1, 2, 3], [2, 4, 6])
    (0.5, 0.5, 0.5)
    """
    means, rival_means = draw_means([scores, rival_scores], seed=seed)
    low, high = np.percentile(means / rival_means, _ends())
    return float(np.mean(scores) / np.mean(rival_scores)), float(low), float(high)


def bootstrap_difference(scores, rival_scores, seed=SEED):
    """Difference of two means over the same images, with its interval.

    Parameters
    ----------
    scores, rival_scores : array_like, (N,)
        Scores of two methods on the same images, in the same order.
    seed : int

    Returns
    -------
    tuple of float
        Mean score less mean rival score, and the two ends of the 95% interval.

    Examples
    --------
    >>> bootstrap_difference([2, 2, 2], [3, 3, 3])
    (-1.0, -1.0, -1.0)
    """
    means, rival_means = draw_means([scores, rival_scores], seed=seed)
    low, high = np.percentile(means - rival_means, _ends())
    return float(np.mean(scores) - np.mean(rival_scores)), float(low), float(high)


def _ends():
    return (100 - LEVEL) / 2, (100 + LEVEL) / 2
