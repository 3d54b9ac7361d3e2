"""Convolution, pooling and transposed convolution in loops to be understood; partial convolution.

The loops are taught in chapter 3, `The whole picture`, partial convolution, which leaves missing
pixels out and makes up for them, in chapter 6, `Holes anywhere`. There `known` is 1 where a pixel
is known, the other way round than a mask, because known values are multiplied and counted.
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


def convolve_partially(image, known, stencil):
    """Lay a stencil on every pixel; take the weighted sum over the known ones, and scale it up.

    Parameters
    ----------
    image : numpy.ndarray of float, (H, W)
        Any values. What stands in the missing pixels has no influence.
    known : numpy.ndarray, (H, W)
        1 = known, 0 = missing. Beyond the image's border nothing is known.
    stencil : numpy.ndarray of float, (h, w)
        The weights; both sides odd.

    Returns
    -------
    result : numpy.ndarray of float64, (H, W)
        The sum over known pixels, times the number of weights over the number of known pixels;
        0 where the stencil finds no known pixel.
    known_after : numpy.ndarray of float64, (H, W)
        1 where at least one pixel under the stencil was known.

    Raises
    ------
    ValueError
        If image and known differ in shape, or a side of the stencil is even.

    References
    ----------
    G. Liu and others, "Image inpainting for irregular holes using partial convolutions", ECCV
    2018, equations 1 and 2.

    Examples
    --------
    >>> image, known = np.array([[4.0, 7.0, 9.0]]), np.array([[1, 1, 0]])
    >>> convolve_partially(image, known, np.full((1, 3), 1 / 3))[0].round(6).tolist()
    [[5.5, 5.5, 7.0]]
    """
    (height, width), shape = stencil.shape, image.shape
    if shape != known.shape or height % 2 == 0 or width % 2 == 0:
        raise ValueError(f"Wanted one shape and odd sides, got {shape}, {known.shape}, "
                         f"{stencil.shape}.")
    frame = ((height // 2, height // 2), (width // 2, width // 2))
    values, known = np.pad(np.where(known, image, 0.0), frame), np.pad(known, frame)
    result, known_after = np.zeros(shape), np.zeros(shape)
    for row, column in np.ndindex(*shape):
        window = np.s_[row:row + height, column:column + width]
        count = known[window].sum()
        if count > 0:
            result[row, column] = (values[window] * stencil).sum() * stencil.size / count
            known_after[row, column] = 1
    return result, known_after


def add_partial_convolution(x, known, filters, stride=1):
    """Add a 3x3 partial convolution to a network, out of layers that Keras has.

    Parameters
    ----------
    x : keras tensor, (N, H, W, C)
    known : keras tensor, (N, H, W, 1)
        1 = known, 0 = missing.
    filters : int
        Channels that come out.
    stride : int
        2 keeps every second place in both directions.

    Returns
    -------
    result : keras tensor, (N, H / stride, W / stride, filters)
        Before any ReLU.
    known_after : keras tensor, (N, H / stride, W / stride, 1)

    References
    ----------
    G. Liu and others, "Image inpainting for irregular holes using partial convolutions", ECCV
    2018, equations 1 and 2.

    Examples
    --------
    >>> import keras
    >>> image, known = keras.Input((8, 8, 3)), keras.Input((8, 8, 1))
    >>> result, known_after = add_partial_convolution(image, known, 5, stride=2)
    >>> result.shape, known_after.shape
    ((None, 4, 4, 5), (None, 4, 4, 1))
    """
    from keras import layers, ops

    options = {"strides": stride, "padding": "same", "use_bias": False}
    summed = layers.Conv2D(filters, 3, **options)(x * known)
    counting = layers.Conv2D(1, 3, kernel_initializer="ones", trainable=False, **options)
    count = counting(known)
    known_after = ops.minimum(count, 1.0)
    # The bias is one weight a channel, and counts only where something was known.
    bias = layers.Conv2D(filters, 1, use_bias=False, kernel_initializer="zeros")(known_after)
    return summed * (9.0 / ops.maximum(count, 1.0)) + bias, known_after
