"""What our two networks are built of: grids of cells, and steps between finer and coarser ones.

Used by `compact` (chapter 3, `The whole picture`) and `anywhere` (chapter 6, `Holes anywhere`).
Each function takes Keras's module `layers`, so that importing this needs no TensorFlow, and a
Keras tensor of shape (N, H, W, C): C channels of H x W cells.
"""


def convolve(layers, x, filters, size=3, stride=1):
    """Look at the surroundings of each cell.

    Parameters
    ----------
    layers : module
        Keras's.
    x : keras tensor, (N, H, W, C)
    filters : int
        Channels that come out.
    size : int
        Width of the surroundings, in cells.
    stride : int
        2 keeps every second cell in both directions, 4 every fourth.

    Returns
    -------
    keras tensor, (N, H / stride, W / stride, filters)

    Examples
    --------
    >>> import keras
    >>> convolve(keras.layers, keras.Input((8, 8, 3)), 5, stride=2).shape
    (None, 4, 4, 5)
    """
    return layers.Conv2D(filters, size, strides=stride, padding="same",
                         kernel_initializer="he_normal")(x)


def refine(layers, x):
    """Add two convolutions to x; the second starts at zero, so at first nothing is added.

    Parameters
    ----------
    layers : module
        Keras's.
    x : keras tensor, (N, H, W, C)

    Returns
    -------
    keras tensor, (N, H, W, C)

    References
    ----------
    K. He, X. Zhang, S. Ren, J. Sun, "Identity mappings in deep residual networks", ECCV 2016.

    Examples
    --------
    >>> import keras
    >>> refine(keras.layers, keras.Input((8, 8, 5))).shape
    (None, 8, 8, 5)
    """
    filters = x.shape[-1]
    change = convolve(layers, layers.ReLU()(x), filters)
    change = layers.Conv2D(filters, 3, padding="same",
                           kernel_initializer="zeros")(layers.ReLU()(change))
    return layers.Add()([x, change])


def halve(layers, x, filters):
    """Go to the next coarser grid, whose cells are twice as wide.

    Parameters
    ----------
    layers : module
        Keras's.
    x : keras tensor, (N, H, W, C)
    filters : int
        Channels of the coarser grid.

    Returns
    -------
    keras tensor, (N, H / 2, W / 2, filters)

    Examples
    --------
    >>> import keras
    >>> halve(keras.layers, keras.Input((8, 8, 5)), 7).shape
    (None, 4, 4, 7)
    """
    return convolve(layers, layers.ReLU()(x), filters, stride=2)


def double(layers, x, filters, finer):
    """Draw x out to twice its size and add what the finer grid knew on the way down.

    Parameters
    ----------
    layers : module
        Keras's.
    x : keras tensor, (N, H, W, C)
    filters : int
        Channels that come out.
    finer : keras tensor, (N, 2 * H, 2 * W, any)

    Returns
    -------
    keras tensor, (N, 2 * H, 2 * W, filters)

    Examples
    --------
    >>> import keras
    >>> double(keras.layers, keras.Input((4, 4, 7)), 5, keras.Input((8, 8, 3))).shape
    (None, 8, 8, 5)
    """
    x = layers.UpSampling2D(2, interpolation="bilinear")(
        convolve(layers, layers.ReLU()(x), filters, 1))
    return layers.Add()([x, convolve(layers, layers.ReLU()(finer), filters, 1)])
