"""Sums of products over patches: all that a linear model needs to know about a photograph.

Ten columns stand for every patch: 1, its eight neighbours row by row, and its middle. `sums[i, j]`
is column i times column j, summed over the patches; `sums[0, 0]` is how many patches there are.
Squared errors are in the units of the pixels, squared: grey levels from 0 to 255 in the paper.
"""

import numpy as np

from inpaint_lib.files import load_result
from inpaint_lib.models.patches import extract_patches, split_patches
from inpaint_lib.models.pixel import LinearModel

PAPER_PARTS = ("train_R", "validation_R", "test_R", "test_G", "test_B")
"""The paper's sets of 3x3 patches: which part, and which colour channel."""


def load_paper_moments():
    """Load the sums over the 3x3 patches of the paper's own two photographs.

    Returns
    -------
    dict of str to numpy.ndarray of float64, (10, 10)
        One array for each of `PAPER_PARTS`, pixels from 0 to 255.

    References
    ----------
    The paper, section 7.1; data/paper_moments.md tells how the sums were made.

    Examples
    --------
    >>> moments = load_paper_moments()
    >>> moments["train_R"].shape, int(moments["train_R"][0, 0])
    ((10, 10), 600)
    """
    result = load_result("paper_moments.json")
    return {part: np.array(result[part]["sums"], dtype=np.float64) for part in PAPER_PARTS}


def sum_products(neighbours, centres):
    """Sum the products of all pairs of the columns 1, neighbours, middle over the patches.

    Parameters
    ----------
    neighbours : array_like, (n, m)
        As `inpaint_lib.models.patches.split_patches` returns them; m is 8 or 24.
    centres : array_like, (n,)

    Returns
    -------
    numpy.ndarray of float64, (m + 2, m + 2)
        Exact for whole pixels from 0 to 255.

    Examples
    --------
    >>> sum_products([[1, 2]], [3]).tolist()
    [[1.0, 1.0, 2.0, 3.0], [1.0, 1.0, 2.0, 3.0], [2.0, 2.0, 4.0, 6.0], [3.0, 3.0, 6.0, 9.0]]
    """
    neighbours, centres = np.asarray(neighbours), np.asarray(centres)
    if neighbours.ndim != 2 or centres.shape != neighbours.shape[:1] or len(centres) == 0:
        raise ValueError("sum_products wants neighbours (n, m) and as many centres (n,), got "
                         f"shapes {neighbours.shape} and {centres.shape}.")
    columns = np.column_stack([np.ones(len(centres)), neighbours, centres])
    return columns.T @ columns


def sum_patches(channel, size=3, stride=3):
    """Sum the products over all square patches of one colour channel.

    Parameters
    ----------
    channel : array_like, (H, W)
        Pixels in any units; whole numbers from 0 to 255 give exact sums.
    size : int
        Side of a patch: odd, in pixels.
    stride : int
        Steps between two patches; 3 as in the paper, so that patches do not overlap.

    Returns
    -------
    numpy.ndarray of float64, (size * size + 1, size * size + 1)
        See `sum_products`.

    Examples
    --------
    >>> sums = sum_patches(np.ones((60, 90)))
    >>> sums.shape, int(sums[0, 0])
    ((10, 10), 600)
    """
    return sum_products(*split_patches(extract_patches(channel, size, stride)))


def _check_sums(sums):
    sums = np.asarray(sums, dtype=np.float64)
    if sums.ndim != 2 or sums.shape[0] != sums.shape[1] or len(sums) < 3:
        raise ValueError("The sums must be a square table with the columns 1, neighbours, "
                         f"middle (10x10 for 3x3 patches), got shape {sums.shape}.")
    if not np.isfinite(sums).all() or not np.allclose(sums, sums.T) or sums[0, 0] <= 0:
        raise ValueError("These are not sums of products: the table must be finite and "
                         "symmetric, with the number of patches in its first corner.")
    return sums


def measure_mse(sums, weights, bias=0.0):
    """Mean squared error of any weights, from the sums alone.

    Parameters
    ----------
    sums : array_like, (m + 2, m + 2)
        As `sum_products` returns them.
    weights : array_like, (..., m)
        One set of weights, or a whole path of them.
    bias : float or array_like, (...)

    Returns
    -------
    float, or numpy.ndarray of float64, (...)
        In squared units of the pixels.

    Notes
    -----
    The error of a patch is its row of columns times (bias, weights, -1); squared and summed, only
    products of columns remain.

    Examples
    --------
    >>> sums = sum_products([[1, 2], [3, 4]], [2, 3])
    >>> float(measure_mse(sums, [0.5, 0.5]))
    0.25
    """
    sums, weights = _check_sums(sums), np.asarray(weights, dtype=np.float64)
    if weights.ndim == 0 or weights.shape[-1] != len(sums) - 2:
        raise ValueError(f"These sums want {len(sums) - 2} weights, got shape {weights.shape}.")
    ones = np.ones(weights.shape[:-1] + (1,))
    row = np.concatenate([ones * np.asarray(bias)[..., np.newaxis], weights, -ones], axis=-1)
    with np.errstate(over="ignore", invalid="ignore"):
        mse = np.einsum("...i,ij,...j->...", row, sums, row) / sums[0, 0]
    # Rounding can leave a tiny negative number where the error is zero.
    return np.maximum(mse, 0)[()]


def measure_rmse(sums, weights, bias=0.0):
    """Root of the mean squared error of any weights, from the sums alone.

    Parameters
    ----------
    sums : array_like, (m + 2, m + 2)
    weights : array_like, (..., m)
    bias : float or array_like, (...)

    Returns
    -------
    float, or numpy.ndarray of float64, (...)
        In units of the pixels: grey levels, where the pixels go from 0 to 255.

    References
    ----------
    The paper, section 7.1: what it prints as loss and as squared error is this root.

    Examples
    --------
    >>> sums = sum_products([[1, 2], [3, 4]], [2, 3])
    >>> float(measure_rmse(sums, [0.5, 0.5]))
    0.5
    """
    return np.sqrt(measure_mse(sums, weights, bias))[()]


def make_hessian(sums):
    """Return the Hessian and the slope of the mean squared error in bias and weights.

    Parameters
    ----------
    sums : array_like, (m + 2, m + 2)

    Returns
    -------
    hessian : numpy.ndarray of float64, (m + 1, m + 1)
        Second derivatives, the same everywhere; the bias comes first.
    slope : numpy.ndarray of float64, (m + 1,)
        The gradient at bias and weights w is ``hessian @ w - slope``.

    Examples
    --------
    >>> hessian, slope = make_hessian(sum_products([[1, 2], [3, 4]], [2, 3]))
    >>> hessian.shape, slope.tolist()
    ((3, 3), [5.0, 11.0, 16.0])
    """
    sums = _check_sums(sums)
    return 2 * sums[:-1, :-1] / sums[0, 0], 2 * sums[:-1, -1] / sums[0, 0]


def find_eigenvalues(sums):
    """Return the Hessian's eigenvalues, the largest first.

    Parameters
    ----------
    sums : array_like, (m + 2, m + 2)

    Returns
    -------
    numpy.ndarray of float64, (m + 1,)
        Curvatures of the mean squared error. Gradient descent needs about
        ``1 / (rate * eigenvalue)`` steps for each, and diverges at a rate above 2 over the
        largest.

    References
    ----------
    G. Goh, Why Momentum Really Works, Distill, 2017.

    Examples
    --------
    >>> int(find_eigenvalues(load_paper_moments()["train_R"])[0])
    50475
    """
    return np.linalg.eigvalsh(make_hessian(sums)[0])[::-1]


def solve_least_squares(sums):
    """Find the linear model with the smallest squared error, from the sums alone.

    Parameters
    ----------
    sums : array_like, (m + 2, m + 2)

    Returns
    -------
    inpaint_lib.models.pixel.LinearModel
        Where several are equally good (fewer patches than weights), the shortest.

    Notes
    -----
    `inpaint_lib.models.pixel.fit_least_squares` does the same from the patches.

    References
    ----------
    S. Boyd and L. Vandenberghe, Introduction to Applied Linear Algebra, 2018, chapter 12.

    Examples
    --------
    >>> model = solve_least_squares(load_paper_moments()["train_R"])
    >>> model.weights.round(1).tolist()
    [-0.3, 0.6, -0.3, 0.5, 0.5, -0.3, 0.5, -0.2]
    """
    hessian, slope = make_hessian(sums)
    solution = np.linalg.lstsq(hessian, slope, rcond=None)[0]
    return LinearModel(solution[1:], float(solution[0]))


def descend_gradient(sums, rate, steps):
    """Walk downhill on the mean squared error from zero, and record every step.

    Row t of the float64 (steps + 1, m + 1) holds the bias and then the weights after t steps. At a
    rate above 2 over the largest eigenvalue the path leaves for infinity. The paper, section 7.1:
    rate 1e-5, 10,000 steps, all patches in every step, zero start.
    """
    hessian, slope = make_hessian(sums)
    path = np.zeros((steps + 1, len(slope)))
    for step in range(steps):
        gradient = hessian @ path[step] - slope
        path[step + 1] = path[step] - rate * gradient
    return path
