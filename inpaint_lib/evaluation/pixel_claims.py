"""The paper's claims about pixels, 1 to 5, each judged by a small function from numbers."""

import functools

import numpy as np

from inpaint_lib.evaluation.claims import Judgement
from inpaint_lib.models.moments import (descend_gradient, load_paper_moments, measure_mse,
                                        measure_rmse, solve_least_squares)
from inpaint_lib.models.patches import CORNERS, MEAN_OF_EIGHT, MEAN_OF_FOUR, SIDES

PAPER_PAIR = {"train": 3.5912, "red": 7.946, "green": 10.499, "blue": 18.468}
"""Root mean squared errors of the paper's 5x5 network, in grey levels; the paper, section 7.2."""

RATE, STEPS = 1e-5, 10_000


@functools.cache
def _descend():
    """Return the sums of the paper's own training patches, and the path of its descent."""
    train = load_paper_moments()["train_R"]
    path = descend_gradient(train, RATE, STEPS)
    return train, path[:, 0], path[:, 1:]


def judge_first_loss():
    """Judge claim 1 on the paper's own patches, as chapter 1 does."""
    train, bias, weights = _descend()
    mse = measure_mse(train, weights[-1], bias[-1])
    rmse = np.sqrt(mse)
    return Judgement(1, "reproduced" if abs(rmse - 1.9817) < 0.05 else "not reproduced",
                     f"On the paper's own patches the root of the mean squared error is {rmse:.3f} "
                     f"after 10,000 steps; the mean squared error itself is {mse:.3f}.")


def judge_limit_of_loss():
    """Judge claim 2 on the paper's own patches, as chapter 1 does."""
    train, bias, weights = _descend()
    best = solve_least_squares(train)
    floor = measure_rmse(train, best.weights, best.bias)
    rmse = measure_rmse(train, weights[-1], bias[-1])
    return Judgement(2, "reproduced" if floor < 0.1 else "not reproduced",
                     f"No linear model of eight neighbours gets below a root mean squared error of "
                     f"{floor:.3f} on the training patches; 10,000 steps come down to {rmse:.3f}.")


def judge_weights():
    """Judge claim 3 on the paper's own patches, as chapter 1 does."""
    _, _, weights = _descend()
    passing = np.abs(weights - MEAN_OF_FOUR).max(axis=1).argmin()
    gaps = [np.abs(weights[-1] - mean).max() for mean in (MEAN_OF_EIGHT, MEAN_OF_FOUR)]
    sides, corners = weights[-1, SIDES].mean(), weights[-1, CORNERS].mean()
    return Judgement(3, "reproduced" if min(gaps) < 0.05 else "not reproduced",
                     f"The weights pass the mean of four near step {passing} and go on: after "
                     f"10,000 steps the sides weigh {sides:+.2f} and the corners {corners:+.2f} on "
                     "average.")


def judge_channels():
    """Judge claim 4 on the paper's own test photo, as chapter 1 does."""
    _, bias, weights = _descend()
    channels = [load_paper_moments()[f"test_{letter}"] for letter in "RGB"]
    means = [sums[0, -1] / sums[0, 0] for sums in channels]
    reds = [measure_rmse(sums, weights[-1], bias[-1]) for sums in channels]
    return Judgement(4, "reproduced" if np.ptp(means) < 5 else "partly reproduced",
                     "On the test photo the mean of red, green and blue is "
                     f"{means[0]:.0f}, {means[1]:.0f} and {means[2]:.0f}: not alike. Yet one model "
                     f"errs by {reds[0]:.3f}, {reds[1]:.3f} and {reds[2]:.3f} on them.")


def judge_pairs(pairs, whose="your photos"):
    """Judge claim 5 by where the paper's four numbers lie among those of many pairs of photos.

    `pairs` holds the net's root mean squared errors, each (N,), as "train", "red", "green" and
    "blue". Reproduced in part at best: which pair the paper used is not known.
    """
    shares = [100 * np.mean(np.asarray(pairs[part]) < value) for part, value in PAPER_PAIR.items()]
    ordinary = all(5 < share < 95 for share in shares)
    low, high = np.percentile(pairs["red"], [5, 95])
    return Judgement(5, "partly reproduced" if ordinary else "not reproduced",
                     f"Over {len(pairs['red'])} pairs of {whose} the four lie at the percentiles "
                     f"{', '.join(f'{share:.0f}' for share in shares)}; the red test error alone "
                     f"runs from {low:.1f} to {high:.0f} in 90% of them.")
