"""How deep in the hole a pixel lies, and how the error grows with depth."""

import numpy as np

from inpaint_lib.holes import check_squares


def measure_depths(hole):
    """Distance of each missing pixel from the nearest known row or column.

    Parameters
    ----------
    hole : Hole

    Returns
    -------
    numpy.ndarray of int, (hole.height, hole.width)
        1 at the rim, growing by 1 with each ring inwards.

    Examples
    --------
    >>> from inpaint_lib.holes import Hole
    >>> measure_depths(Hole(0, 0, 3, 4)).tolist()
    [[1, 1, 1, 1], [1, 2, 2, 1], [1, 1, 1, 1]]
    """
    rows, columns = np.ogrid[:hole.height, :hole.width]
    return 1 + np.minimum(np.minimum(rows, hole.height - 1 - rows),
                          np.minimum(columns, hole.width - 1 - columns))


def profile_errors(squares, truth, hole):
    """Mean squared error at each depth.

    Parameters
    ----------
    squares, truth : array_like of float, (N, hole.height, hole.width, C), values in [0, 1]
    hole : Hole

    Returns
    -------
    numpy.ndarray of float64, (deepest,)
        The first number is the error at the rim.

    Examples
    --------
    >>> from inpaint_lib.holes import Hole
    >>> squares = np.zeros((1, 3, 3, 1))
    >>> squares[0, 1, 1] = 0.5
    >>> profile_errors(squares, np.zeros((1, 3, 3, 1)), Hole(0, 0, 3, 3)).tolist()
    [0.0, 0.25]
    """
    squares, truth = check_squares(squares, truth, hole)
    errors = (np.subtract(squares, truth, dtype=np.float64) ** 2).mean(axis=(0, 3)).ravel()
    depths = measure_depths(hole).ravel()
    return np.bincount(depths, errors)[1:] / np.bincount(depths)[1:]
