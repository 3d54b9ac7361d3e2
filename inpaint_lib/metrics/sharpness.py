"""How sharp a fill is, and whether its edges are where the truth has them.

Both are needed beside the mean squared error, which forgives blur.
"""

import numpy as np

from inpaint_lib.images import check_images, check_scored


def measure_edges(squares):
    """Measure the gradient's length in the grey image, (N, H, W, C) to (N, H - 1, W - 1)."""
    squares = check_images(squares, "squares")
    if squares.ndim != 4 or min(squares.shape[1:3]) < 2:
        raise ValueError(f"squares has shape {squares.shape}; wanted (N, H, W, C) with at least "
                         "2x2 pixels.")
    grey = squares.mean(axis=-1, dtype=np.float64)
    across, down = np.diff(grey, axis=2)[:, :-1], np.diff(grey, axis=1)[:, :, :-1]
    return np.hypot(across, down)


def compare_sharpness(squares, truth):
    """Compare the strength of a fill's edges with that of the truth.

    Parameters
    ----------
    squares, truth : array_like of float, (N, H, W, C), values in [0, 1]

    Returns
    -------
    numpy.ndarray of float64, (N,)
        Sum of the squared gradients over that of the truth: 1 for a fill as sharp as the truth,
        near 0 for a blurred one. nan where the truth has no edge.

    Examples
    --------
    >>> truth = np.random.default_rng(0).random((1, 8, 8, 3))
    >>> compare_sharpness(truth / 2, truth).round(6).tolist()
    [0.25]
    """
    squares, truth = check_scored(squares, truth, "squares")
    energy, true_energy = ((measure_edges(one) ** 2).sum(axis=(1, 2)) for one in (squares, truth))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(true_energy > 0, energy / true_energy, np.nan)


def correlate_edges(squares, truth):
    """Return the correlation of a fill's and the truth's `measure_edges`, float64 (N,).

    1 where the edges agree, 0 where they have nothing to do with each other or one of the two is
    flat.
    """
    squares, truth = check_scored(squares, truth, "squares")
    edges, true_edges = (one - one.mean(axis=(1, 2), keepdims=True)
                         for one in (measure_edges(squares), measure_edges(truth)))
    product = (edges * true_edges).mean(axis=(1, 2))
    spread = edges.std(axis=(1, 2)) * true_edges.std(axis=(1, 2))
    return np.divide(product, spread, out=np.zeros_like(product), where=spread > 1e-12)


def measure_variance(squares):
    """Return each square's variance about its mean colour, (N, H, W, C) to float64 (N,).

    It is the mean squared error of the best fill with a single colour.
    """
    squares = check_images(squares, "squares")
    return squares.var(axis=(1, 2), dtype=np.float64).mean(axis=-1)
