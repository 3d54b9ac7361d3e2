"""Why the score of a chosen model is too kind on the images it was chosen with.

Pure NumPy: no model is trained.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Choice:
    """What came of choosing, again and again.

    Attributes
    ----------
    seen : numpy.ndarray of float64, (draws,)
        Mean error of the chosen model on the images it was chosen with; of two choices, as each
        draw splits its images into two halves and chooses on each.
    fresh : numpy.ndarray of float64, (draws,)
        Its mean error on the other half.
    """

    seen: np.ndarray
    fresh: np.ndarray

    @property
    def kindness(self):
        """float : by how much of the fresh error the seen one is too small."""
        return float(1 - self.seen.mean() / self.fresh.mean())


def simulate_choosing(errors, rival_errors, n_models, n_images, draws=1000, seed=0):
    """Choose the best of several equally good models, and score it on fresh images too.

    A model is made by tossing a coin for each image: it errs there as the one or as the other of
    two real models. So no model is better than another, and what makes one look better on some
    images is chance.

    Parameters
    ----------
    errors, rival_errors : array_like, (N,)
        Errors of two real models on the same images, for example of one recipe with two seeds.
    n_models : int
        How many there are to choose from; 1 means no choice.
    n_images : int
        How many images they are chosen on, and how many fresh ones score the best; together at
        most N.
    draws : int
        How often all this is repeated, each time with other images and coins.
    seed : int

    Returns
    -------
    Choice

    Raises
    ------
    ValueError
        If a number is too small or too large.

    Notes
    -----
    The simulation is ours.

    Examples
    --------
    >>> errors = np.random.default_rng(0).exponential(1, (2, 400))
    >>> choice = simulate_choosing(*errors, n_models=20, n_images=100)
    >>> bool(choice.seen.mean() < choice.fresh.mean())
    True
    """
    pair = np.array([np.asarray(errors, np.float64), np.asarray(rival_errors, np.float64)]
                    if np.shape(errors) == np.shape(rival_errors) else [[np.nan]] * 2)
    if pair.ndim != 2 or pair.shape[1] < 2 or not np.isfinite(pair).all():
        raise ValueError(f"Wanted two lists of errors of the same images, got shapes "
                         f"{np.shape(errors)} and {np.shape(rival_errors)}, or a value that is no "
                         "number.")
    if n_models < 1 or draws < 1 or not 1 <= n_images <= pair.shape[1] // 2:
        raise ValueError(f"Wanted at least 1 model and 1 draw, and 1 to {pair.shape[1] // 2} "
                         f"images to choose on; got {n_models}, {draws} and {n_images}.")
    rng = np.random.default_rng(seed)
    seen, fresh = np.empty(draws), np.empty(draws)
    for draw in range(draws):
        images = rng.permutation(pair.shape[1])[:2 * n_images]
        coins = rng.integers(0, 2, (n_models, 2 * n_images))
        scores = pair[coins, images]
        # Each half serves once for choosing and once as fresh, so that neither is the harder one.
        halves = scores.reshape(n_models, 2, n_images).mean(axis=2)
        best = halves.argmin(axis=0)
        seen[draw] = halves[best, [0, 1]].mean()
        fresh[draw] = halves[best, [1, 0]].mean()
    return Choice(seen, fresh)
