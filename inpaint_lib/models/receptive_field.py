"""Receptive fields: which pixels of the image can reach one cell behind a stack of layers.

A layer is a pair (kernel, stride): 3x3 convolution (3, 1), 2x2 pooling (2, 2). Rows and columns
behave alike, so one number stands for both.
"""

import numpy as np


def measure_receptive_field(layers):
    """Compute how many pixels one cell sees in each direction, and how far apart cells look.

    Parameters
    ----------
    layers : sequence of (int, int)
        Kernel and stride of each layer, the first one first.

    Returns
    -------
    size : int
        Side of the square that a cell sees, in pixels.
    jump : int
        Pixels from the middle of one cell's square to the next cell's.

    References
    ----------
    V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning", 2016.

    Examples
    --------
    >>> measure_receptive_field([(3, 1), (2, 2)])
    (4, 2)
    """
    _check_layers(layers)
    size, jump = 1, 1
    for kernel, stride in layers:
        size += (kernel - 1) * jump
        jump *= stride
    return size, jump


def find_seen(layers, cell):
    """Find the rows (or columns) of the image that a cell sees.

    Parameters
    ----------
    layers : sequence of (int, int)
        Kernel and stride of each layer, the first one first; all with padding "same", on an
        image that every stride divides.
    cell : int
        Row (or column) of the cell, from 0.

    Returns
    -------
    slice
        Cut off at the upper or left rim; it may reach beyond the lower or right one.

    Examples
    --------
    >>> find_seen([(3, 1), (2, 2)], cell=5)
    slice(9, 13, None)
    """
    _check_layers(layers)
    if cell < 0:
        raise ValueError(f"Cells are counted from 0, got {cell}.")
    first = last = cell
    for kernel, stride in reversed(layers):
        before = max(kernel - stride, 0) // 2
        first, last = first * stride - before, last * stride - before + kernel - 1
    return slice(max(first, 0), last + 1)


def nudge_pixels(network, cell):
    """Find by trial what a cell sees: change one pixel at a time and look whether it notices.

    Parameters
    ----------
    network : keras.Model
        (N, H, W, C) to (N, h, w, c).
    cell : (int, int)
        Row and column of the cell in the network's output.

    Returns
    -------
    numpy.ndarray of float32, (H, W)
        How much the cell's largest channel changes when a pixel of a plain white image is made
        twice as bright.

    Notes
    -----
    A ReLU or a maximum can hide a nudge. With weights that are all positive nothing is hidden.

    Examples
    --------
    >>> import keras
    >>> image = keras.Input((5, 5, 1))
    >>> ones = keras.layers.Conv2D(1, 3, padding="same", kernel_initializer="ones")
    >>> int((nudge_pixels(keras.Model(image, ones(image)), (2, 2)) > 0).sum())
    9
    """
    height, width, channels = network.input_shape[1:]
    if not all(0 <= place < side for place, side in zip(cell, network.output_shape[1:3])):
        raise ValueError(f"There is no cell {cell} in a grid of {network.output_shape[1:3]}.")
    white = np.ones((1, height, width, channels), np.float32)
    columns = np.arange(width)
    before = np.asarray(network(white))[0, *cell]
    changes = np.empty((height, width), np.float32)
    for row in range(height):
        # One image for each column, with one pixel changed in each.
        nudged = np.repeat(white, width, axis=0)
        nudged[columns, row, columns] = 2
        changes[row] = np.abs(np.asarray(network(nudged))[:, *cell] - before).max(axis=-1)
    return changes


def _check_layers(layers):
    for kernel, stride in layers:
        if kernel < 1 or stride < 1:
            raise ValueError(f"A layer is a pair (kernel, stride) of numbers from 1 on, got "
                             f"{(kernel, stride)}.")
