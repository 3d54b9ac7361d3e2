"""Convolution, pooling and transposed convolution, written out in loops to be understood.

Taught in chapter 3, `The whole picture`. A network's own layers compute the same numbers, many
times faster.
"""

import numpy as np


def convolve(image, stencil):
    """Lay a stencil on every place of an image where it fits, and take the weighted sum.

    Parameters
    ----------
    image : numpy.ndarray of float, (H, W) or (H, W, C)
        Any values.
    stencil : numpy.ndarray of float, (h, w) or (h, w, C)
        The weights; not turned round, as in networks.

    Returns
    -------
    numpy.ndarray of float64, (H - h + 1, W - w + 1)
        One sum a place, over rows, columns and channels of the stencil.

    Raises
    ------
    ValueError
        If the stencil is larger than the image or has other channels.

    References
    ----------
    V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning", 2016. In
    mathematics this is a cross-correlation: a convolution turns the stencil by 180 degrees first.

    Examples
    --------
    >>> convolve(np.arange(6.0).reshape(2, 3), np.ones((2, 2)))
    array([[ 8., 12.]])
    """
    rows, columns = np.subtract(image.shape[:2], stencil.shape[:2]) + 1
    if min(rows, columns) < 1 or image.shape[2:] != stencil.shape[2:]:
        raise ValueError(f"A stencil of shape {stencil.shape} does not fit {image.shape}.")
    result = np.empty((rows, columns))
    for row, column in np.ndindex(rows, columns):
        patch = image[row:row + stencil.shape[0], column:column + stencil.shape[1]]
        result[row, column] = (patch * stencil).sum()
    return result


def pool_max(image, size=2):
    """Cut an image into square cells and keep the largest value of each.

    Parameters
    ----------
    image : numpy.ndarray, (H, W) or (H, W, C)
        Any values. Rows and columns that fill no whole cell are left out.
    size : int
        Side of a cell, in pixels.

    Returns
    -------
    numpy.ndarray, (H // size, W // size) or (H // size, W // size, C)
        Of the same type.

    Raises
    ------
    ValueError
        If not one cell fits.

    Examples
    --------
    >>> pool_max(np.array([[1, 2, 0, 0], [3, 4, 0, 9]]))
    array([[4, 9]])
    """
    rows, columns = image.shape[0] // size, image.shape[1] // size
    if min(rows, columns) < 1:
        raise ValueError(f"No cell of {size}x{size} pixels fits into {image.shape}.")
    cells = image[:rows * size, :columns * size]
    cells = cells.reshape(rows, size, columns, size, *image.shape[2:])
    return cells.max(axis=(1, 3))


def convolve_transposed(image, stencil, stride=1):
    """Put down a copy of the stencil for every pixel, as strong as the pixel, and add them up.

    Parameters
    ----------
    image : numpy.ndarray of float, (H, W)
        Any values.
    stencil : numpy.ndarray of float, (h, w)
    stride : int
        How many pixels lie between one copy and the next; at most h and w, or gaps are left.

    Returns
    -------
    numpy.ndarray of float64, ((H - 1) * stride + h, (W - 1) * stride + w)

    Raises
    ------
    ValueError
        If the stride is less than 1.

    References
    ----------
    V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning", 2016,
    section 4.

    Examples
    --------
    >>> convolve_transposed(np.array([[1.0, 2.0]]), np.ones((1, 3)), stride=2)
    array([[1., 1., 3., 2., 2.]])
    """
    if stride < 1:
        raise ValueError(f"The stride must be at least 1, got {stride}.")
    (rows, columns), (height, width) = image.shape, stencil.shape
    result = np.zeros(((rows - 1) * stride + height, (columns - 1) * stride + width))
    for row, column in np.ndindex(rows, columns):
        top, left = row * stride, column * stride
        result[top:top + height, left:left + width] += image[row, column] * stencil
    return result
