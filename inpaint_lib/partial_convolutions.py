"""Partial convolution: a weighted sum that leaves missing pixels out and makes up for them.

Taught in chapter 6, `Holes anywhere`. Here `known` is 1 where a pixel is known and 0 where it is
missing, the other way round than a mask, because known values are what is multiplied and counted.
TensorFlow is imported when a network is built, not before.
"""

import numpy as np


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
