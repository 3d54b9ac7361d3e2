"""Convolution, pooling and transposed convolution in loops to be understood; partial convolution.

Partial convolution leaves missing pixels out and makes up for them. There `known` is 1 where a
pixel is known, the other way round than a mask, because known values are multiplied and counted.
The loops follow V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning", 2016.
"""

import numpy as np


def convolve(image, stencil):
    """Lay a stencil on every place of an image where it fits, and take the weighted sum.

    (H, W) or (H, W, C), with as many channels in the stencil, gives float64 (H - h + 1, W - w + 1).
    As in networks the stencil is not turned by 180 degrees: mathematics calls this a
    cross-correlation.
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
    """Cut an image into square cells and keep the largest value of each, in the image's own type.

    (H, W) or (H, W, C) gives (H // size, W // size) or (H // size, W // size, C).
    """
    rows, columns = image.shape[0] // size, image.shape[1] // size
    if min(rows, columns) < 1:
        raise ValueError(f"No cell of {size}x{size} pixels fits into {image.shape}.")
    cells = image[:rows * size, :columns * size]
    cells = cells.reshape(rows, size, columns, size, *image.shape[2:])
    return cells.max(axis=(1, 3))


def convolve_transposed(image, stencil, stride=1):
    """Put down a copy of the stencil for every pixel, as strong as the pixel, and add them up.

    (H, W) gives float64 ((H - 1) * stride + h, (W - 1) * stride + w); a stride above h or w leaves
    gaps.
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

    `known` is 1 or 0, (H, W) as the image; beyond the border nothing is known. The stencil has odd
    sides. Returns two float64 (H, W): the sum times the number of weights over the number of known
    pixels, 0 where none is known; and 1 where at least one pixel under the stencil was known.

    G. Liu and others, "Image inpainting for irregular holes using partial convolutions", ECCV 2018,
    equations 1 and 2.
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
