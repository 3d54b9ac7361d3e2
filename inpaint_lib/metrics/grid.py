"""A grid in a fill: networks that paint in cells can leave one, and flat fur shows it."""

import numpy as np

from inpaint_lib.images import check_scored

CELL = 4
"""Side in pixels of the cells of the course's networks."""


def compare_grid(squares, truth, cell=CELL):
    """Compare the power of a grid of cells in the fills with that in the truth.

    Parameters
    ----------
    squares, truth : array_like of float, (N, S, S, C), values in [0, 1]
        S is a multiple of `cell`.
    cell : int
        Side of the cells, in pixels.

    Returns
    -------
    float
        Power of the waves with a period of one cell, across or down, in all fills together, over
        that in the truth: 1 for fills with as much of it as the truth has.

    Examples
    --------
    >>> truth = np.random.default_rng(0).random((5, 16, 16, 1))
    >>> lines = np.tile([0.5, 0, 0, 0], 4)[np.newaxis, :, np.newaxis]
    >>> compare_grid(truth, truth), compare_grid(truth / 2 + lines, truth) > 2
    (1.0, True)
    """
    squares, truth = check_scored(squares, truth, "squares")
    side = squares.shape[1]
    if squares.shape[1] != squares.shape[2] or side % cell:
        raise ValueError(f"A grid of {cell} pixels is looked for in squares whose side is a "
                         f"multiple of it, got {squares.shape}.")

    def measure_power(images):
        waves = np.abs(np.fft.fft2(images.mean(axis=-1, dtype=np.float64))) ** 2
        return waves[:, side // cell, 0].sum() + waves[:, 0, side // cell].sum()

    return float(measure_power(squares) / measure_power(truth))
