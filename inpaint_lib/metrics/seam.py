"""The seam: how a fill meets the picture around it.

Taught in chapter 5, `Is it any good?`. In every mask True means missing.
"""

import numpy as np
from scipy import ndimage

from inpaint_lib.images import check_mask
from inpaint_lib.metrics.errors import mse_hole


def find_rim(mask):
    """Mark the missing pixels that touch a known one, by a side or by a corner.

    Parameters
    ----------
    mask : array_like of bool, (H, W)
        True = missing.

    Returns
    -------
    numpy.ndarray of bool, (H, W)
        True on the outermost ring of the hole.

    Examples
    --------
    >>> mask = np.zeros((6, 6), dtype=bool)
    >>> mask[1:5, 1:5] = True
    >>> int(find_rim(mask).sum())
    12
    """
    mask = np.asarray(mask)
    return ndimage.binary_dilation(~mask, np.ones((3, 3), dtype=bool)) & mask


def mse_rim(fill, truth, mask):
    """Mean squared error over the outermost ring of the hole alone.

    Parameters
    ----------
    fill, truth : array_like of float, (H, W, C), values in [0, 1]
    mask : array_like of bool, (H, W)
        True = missing.

    Returns
    -------
    float

    Raises
    ------
    TypeError, ValueError
        If the shapes do not fit, the values are not float, or nothing or everything is missing.

    Notes
    -----
    Taught in chapter 5, `Is it any good?`. A small error at the rim is needed for a seam that does
    not show, but it is not enough: see `compare_jumps`.

    Examples
    --------
    >>> truth, mask = np.zeros((6, 6, 1)), np.zeros((6, 6), dtype=bool)
    >>> mask[1:5, 1:5] = True
    >>> fill = truth.copy()
    >>> fill[2:4, 2:4] = 1
    >>> mse_rim(fill, truth, mask)
    0.0
    """
    return mse_hole(fill, truth, find_rim(check_mask(mask, np.asarray(truth))))


def measure_jumps(image, mask):
    """Mean squared step in brightness where the image crosses from known to missing pixels.

    Parameters
    ----------
    image : array_like of float, (H, W, C), values in [0, 1]
    mask : array_like of bool, (H, W)
        True = missing.

    Returns
    -------
    float
        Over all pairs of a known and a missing pixel that share a side, and over the channels.

    Raises
    ------
    TypeError, ValueError
        If image and mask do not fit, or nothing or everything is missing.

    Examples
    --------
    >>> image, mask = np.zeros((1, 4, 1)), np.array([[False, True, True, False]])
    >>> image[0, 1] = 1
    >>> measure_jumps(image, mask)
    0.5
    """
    image = np.asarray(image, dtype=np.float64)
    mask = check_mask(mask, image)
    steps = [np.diff(image, axis=axis)[np.diff(mask, axis=axis)] for axis in (0, 1)]
    return float((np.concatenate(steps) ** 2).mean())


def compare_jumps(fill, truth, mask):
    """Compare the step across a fill's rim with the step that the truth has there.

    Parameters
    ----------
    fill, truth : array_like of float, (H, W, C), values in [0, 1]
    mask : array_like of bool, (H, W)
        True = missing.

    Returns
    -------
    float
        Ratio of the two `measure_jumps`: 1 where the fill goes on as the truth does, more where a
        seam shows, less where the fill meets the rim more smoothly than the truth. nan where the
        truth has no step.

    Raises
    ------
    TypeError, ValueError
        If the shapes do not fit, or nothing or everything is missing.

    Notes
    -----
    Taught in chapter 5, `Is it any good?`. This measure is ours.

    Examples
    --------
    >>> truth = np.random.default_rng(0).random((9, 9, 3))
    >>> mask = np.zeros((9, 9), dtype=bool)
    >>> mask[3:6, 3:6] = True
    >>> compare_jumps(truth, truth, mask)
    1.0
    """
    jump, true_jump = measure_jumps(fill, mask), measure_jumps(truth, mask)
    return jump / true_jump if true_jump > 0 else float("nan")
