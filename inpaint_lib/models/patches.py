"""Square patches of an image, split into neighbours and centre, and stencils: fixed weights.

A stencil's weights stand row by row from the top left, without the middle.
"""

import numpy as np

CORNERS = [0, 2, 5, 7]
"""Places of the four corners among the eight neighbours."""

SIDES = [1, 3, 4, 6]
"""Places of the top, left, right and bottom neighbour among the eight."""


def extract_patches(image, size, stride=1):
    """Return every square patch of an image, top-left corners `stride` pixels apart.

    Parameters
    ----------
    image : array_like, (H, W) or (H, W, C)
        One channel or several, any dtype and range.
    size : int
        Side of a patch, in pixels.
    stride : int
        Steps between two patches, down and across.

    Returns
    -------
    numpy.ndarray, (rows, columns, size, size) or (rows, columns, size, size, C)
        A read-only view: no pixel is copied, whatever the number of patches.

    Examples
    --------
    >>> import numpy as np
    >>> extract_patches(np.zeros((100, 100)), size=5, stride=5).shape
    (20, 20, 5, 5)
    """
    image = np.asarray(image)
    if image.ndim not in (2, 3):
        raise ValueError(f"extract_patches takes one image (H, W) or (H, W, C), got shape "
                         f"{image.shape}.")
    if size < 1 or stride < 1:
        raise ValueError(f"Patch size and stride must be at least 1, got size {size} and "
                         f"stride {stride}.")
    if size > min(image.shape[:2]):
        raise ValueError(f"A {size}x{size} patch does not fit into an image of "
                         f"{image.shape[0]}x{image.shape[1]} (height x width).")
    windows = np.lib.stride_tricks.sliding_window_view(image, (size, size), axis=(0, 1))
    windows = windows[::stride, ::stride]
    return windows if image.ndim == 2 else np.moveaxis(windows, 2, -1)


def split_patches(patches):
    """Split square patches of one channel into their neighbours and their centre.

    Parameters
    ----------
    patches : array_like, (..., k, k)
        k is odd, so that there is a middle pixel.

    Returns
    -------
    neighbours : numpy.ndarray, (n, k * k - 1)
        All pixels but the middle one, row by row from the top left.
    centres : numpy.ndarray, (n,)

    References
    ----------
    The paper, section 7.1: eight neighbours of one channel predict the middle pixel.

    Examples
    --------
    >>> import numpy as np
    >>> neighbours, centres = split_patches(np.arange(9).reshape(1, 3, 3))
    >>> neighbours.tolist(), centres.tolist()
    ([[0, 1, 2, 3, 5, 6, 7, 8]], [4])
    """
    patches = np.asarray(patches)
    if patches.ndim < 2 or patches.shape[-1] != patches.shape[-2] or patches.shape[-1] % 2 == 0:
        raise ValueError(f"split_patches wants square patches with an odd side (..., k, k), "
                         f"got shape {patches.shape}. For colour, take one channel first.")
    flat = patches.reshape(-1, patches.shape[-1] ** 2)
    middle = flat.shape[1] // 2
    return np.delete(flat, middle, axis=1), flat[:, middle]


def make_stencil(sides, corners):
    """Return eight float64 weights with one value on the four sides and one on the four corners."""
    weights = np.full(8, float(corners))
    weights[SIDES] = sides
    return weights


MEAN_OF_EIGHT = make_stencil(sides=1 / 8, corners=1 / 8)
"""Every neighbour counts the same."""

MEAN_OF_FOUR = make_stencil(sides=1 / 4, corners=0)
"""The four nearest neighbours, without the corners."""

MIXED_DIFFERENCE = make_stencil(sides=1 / 2, corners=-1 / 4)
"""The middle for which the mixed second difference of the patch is zero.

It is also the middle of a Coons patch: the surface blended from its four border curves.

References
----------
S. A. Coons, Surfaces for Computer-Aided Design of Space Forms, MIT, MAC-TR-41, 1967.
"""
