"""One network for holes anywhere: it paints what is missing on top of a smooth fill.

An image and its mask come in, the whole image comes out, with every known pixel as it was.
"""

import numpy as np

from inpaint_lib.models.compact import convolve, double, halve, refine

COARSEST = 16
"""Side in pixels that one cell of the coarsest grid covers; image sizes are multiples of it."""

CELL = 4
"""Side in pixels of the cells of the finest of the three grids."""

NAME = "anywhere"
"""What the network is called in its file."""

INPUT_GAIN = 4.0
"""Differences to the image's mean are about a quarter; this brings them to about one."""

HALF_WIDTH = 48
"""Channels of the last grid, whose cells are 2x2 pixels; each paints a patch of 4x4."""

N_SMOOTHINGS = 2
"""How often the smooth fill replaces missing pixels by the mean of their surroundings, a size."""


def build_anywhere_network(image_size=128, widths=(40, 96, 112), depths=(1, 2, 1), start=None,
                           attention=0):
    """Build the network that fills holes of any place, size and shape.

    A smooth fill comes first, without any weights. Three grids of cells, each twice as coarse as
    the one before, look at the image; on the coarsest every cell hears of every other; on the way
    back each grid adds what it knew on the way down. What comes out is added to the smooth fill.

    Parameters
    ----------
    image_size : int
        Height and width of the images, in pixels: a multiple of 16, at least 32.
    widths : sequence of three int
        Channels on the grids with cells of 4, 8 and 16 pixels.
    depths : sequence of three int
        Pairs of convolutions on each of them on the way down.
    start : keras.Model, optional
        A network of the same widths and depths to begin with instead of random weights: a compact
        one gives those of the convolutions on the three grids, one that this function made gives
        all.
    attention : int
        Numbers in a query and a key of an attention over the cells of 8 pixels on the way back;
        0 for none. At first it adds nothing.

    Returns
    -------
    keras.Model
        (N, image_size, image_size, 4) to (N, image_size, image_size, 3). The channels that come
        in are red, green and blue in [0, 1], and the mask: 1 = missing, 0 = known. What the
        image holds under the hole has no influence. Known pixels come out as they went in, bit
        for bit; painted values may lie a little outside [0, 1].

    References
    ----------
    S. J. Gortler, R. Grzeszczuk, R. Szeliski, M. F. Cohen, "The lumigraph", SIGGRAPH 1996: the
    smooth fill, which they call pull-push. O. Ronneberger, P. Fischer, T. Brox, "U-Net", MICCAI
    2015: the way down and back. A. Vaswani and others, "Attention is all you need", NeurIPS 2017:
    the attention. I. Tolstikhin and others, "MLP-Mixer", NeurIPS 2021: the layer
    in which all cells hear of each other.

    Examples
    --------
    >>> network = build_anywhere_network()
    >>> network.output_shape, network.count_params() <= 1_000_000
    ((None, 128, 128, 3), True)
    """
    _check_sizes(image_size, widths, depths)
    import keras
    from keras import layers

    given = keras.Input((image_size, image_size, 4), name="image_and_mask")
    holed, known = split_mask(layers, given)
    smooth = fill_smoothly(layers, holed, known)
    mean = layers.GlobalAveragePooling2D(keepdims=True, name="mean")(smooth)
    missing = layers.Rescaling(-1.0, offset=1.0, name="missing")(known)
    # The mask three times, as the compact network has it, whose weights fit so.
    seen = layers.Concatenate(name="seen")(
        [layers.Rescaling(INPUT_GAIN)(layers.Subtract()([smooth, mean])), *[missing] * 3])
    cells = _look_at_grids(layers, seen, widths, depths, attention)
    if start is not None and start.name != NAME:
        _take_weights(keras.Model(given, cells), start, layers.Conv2D)
    added = layers.Rescaling(1 / INPUT_GAIN)(_paint_pixels(layers, cells, seen))
    painted = layers.Add(name="painted")([smooth, added])
    # A known pixel is itself times 1 plus 0: nothing that rounding could change.
    kept = layers.Multiply()([painted, missing])
    network = keras.Model(given, layers.Add(name="filled")([holed, kept]), name=NAME)
    if start is not None and start.name == NAME:
        for kind in (layers.Conv2D, layers.Conv2DTranspose, layers.Dense):
            _take_weights(network, start, kind)
    return network


def cut_skip(network, side):
    """Copy a network, and cut the skip that leads to one of its grids on the way back.

    Parameters
    ----------
    network : keras.Model
        Made by `build_anywhere_network`; it stays as it is.
    side : int
        Cells of the grid in a row: an eighth or a quarter of the image's side.

    Returns
    -------
    keras.Model
        The skip's weights are zero.

    Raises
    ------
    ValueError
        If no skip leads to such a grid.

    Examples
    --------
    >>> cut_skip(build_anywhere_network(64), 16).output_shape
    (None, 64, 64, 3)
    """
    import keras

    # `double` makes two 1x1 convolutions a step: of the coarser grid first, then of the finer one.
    pointwise = [layer for layer in network.layers
                 if getattr(layer, "kernel_size", None) == (1, 1)]
    skips = [layer.name for layer in pointwise[1::2] if layer.output.shape[1] == side]
    if not skips:
        raise ValueError(f"No skip of this network leads to a grid of {side}x{side} cells.")
    copy = keras.models.clone_model(network)
    copy.set_weights(network.get_weights())
    skip = copy.get_layer(skips[0])
    skip.set_weights([np.zeros_like(weights) for weights in skip.get_weights()])
    return copy


def split_mask(layers, given):
    """Split (N, H, W, 4), an image and its mask: the image with a black hole, and what is known.

    The second is (N, H, W, 1), 1 = known.
    """
    known = layers.Rescaling(-1.0, offset=1.0)(_take_channels(layers, given, 3, 4))
    return layers.Multiply(name="holed_image")([_take_channels(layers, given, 0, 3), known]), known


def fill_smoothly(layers, holed, known):
    """Fill every hole smoothly: shrink the image until no hole is left, and draw it out again.

    Parameters
    ----------
    layers : module
        Keras's.
    holed : keras tensor, (N, S, S, 3)
        The image with 0 where it is missing. S is a power of 2 times a small number.
    known : keras tensor, (N, S, S, 1)
        1 where a pixel is known, 0 where it is missing.

    Returns
    -------
    keras tensor, (N, S, S, 3)
        Known pixels as they are up to rounding. Where nothing at all is known, 0.

    Examples
    --------
    >>> import keras
    >>> import numpy as np
    >>> image, known = np.full((1, 8, 8, 3), 0.5, np.float32), np.ones((1, 8, 8, 1), np.float32)
    >>> known[:, 2:5, 2:5] = 0
    >>> filled = fill_smoothly(keras.layers, image * known, known)
    >>> bool(np.allclose(filled, image))
    True
    """
    if holed.shape[1] == 1 or holed.shape[1] % 2:
        return holed
    # Sums over four pixels; where more than one of them is known, the sum is divided by how many.
    colour, weight = (layers.Rescaling(4.0)(layers.AveragePooling2D(2)(part))
                      for part in (holed, known))
    share = _divide_by_excess(layers, weight)
    coarse = fill_smoothly(layers, layers.Multiply()([colour, share]),
                           layers.Multiply()([weight, share]))
    missing = layers.Rescaling(-1.0, offset=1.0)(known)
    filled = layers.UpSampling2D(2, interpolation="bilinear")(coarse)
    for smoothing in range(N_SMOOTHINGS + 1):
        if smoothing:
            filled = layers.AveragePooling2D(3, strides=1, padding="same")(filled)
        filled = layers.Add()([holed, layers.Multiply()([filled, missing])])
    return filled


def _divide_by_excess(layers, weight):
    """Return 1 / weight where it is above 1, else 1."""
    # Keras has no layer that divides, but softsign(x) = x / (1 + |x|).
    excess = layers.ReLU()(layers.Rescaling(1.0, offset=-1.0)(weight))
    return layers.Rescaling(-1.0, offset=1.0)(layers.Activation("softsign")(excess))


def _take_channels(layers, x, first, end):
    """Return the channels from `first` up to `end`, by cropping: no layer of Keras's slices."""
    height, width, channels = x.shape[1:]
    flat = layers.Reshape((height * width, channels, 1))(x)
    cut = layers.Cropping2D(((0, 0), (first, channels - end)))(flat)
    return layers.Reshape((height, width, end - first))(cut)


def _look_at_grids(layers, seen, widths, depths, attention):
    """Go down three grids, each twice as coarse, and back to the finest of them."""
    fine, middle = widths[:2]
    cells = []
    for width, depth in zip(widths, depths, strict=True):
        x = (halve(layers, cells[-1], width) if cells else
             convolve(layers, seen, width, 2 * CELL, CELL))
        for _ in range(depth):
            x = refine(layers, x)
            x = _mix_places(layers, x) if len(cells) == 2 else x
        cells.append(x)
    x = double(layers, cells[2], middle, cells[1])
    x = refine(layers, _attend_places(layers, x, attention) if attention else x)
    return layers.ReLU()(refine(layers, double(layers, x, fine, cells[0])))


def _take_weights(network, start, kind):
    """Give the layers of one kind the weights of those in another network, which begins like it."""
    wanted, given = ([weights for layer in model.layers if isinstance(layer, kind)
                      for weights in layer.weights] for model in (network, start))
    for own, other in zip(wanted, given, strict=False):
        if own.shape != other.shape:
            raise ValueError(f"The network to start from has a layer of weights "
                             f"{tuple(other.shape)} where {tuple(own.shape)} are wanted; it must "
                             "be a compact network of the same widths and depths.")
        own.assign(other)


def _paint_pixels(layers, cells, seen):
    """Return what must be added to the smooth fill; at first nothing."""
    x = layers.Conv2DTranspose(HALF_WIDTH, 2, strides=2)(cells)
    x = layers.Add()([x, convolve(layers, seen, HALF_WIDTH, 4, 2)])
    # The patches overlap, so that no grid of 2x2 pixels shows.
    return layers.Conv2DTranspose(3, 4, strides=2, padding="same",
                                  kernel_initializer="zeros")(layers.ReLU()(x))


def _mix_places(layers, x):
    """Add to every cell a weighted sum over all cells, with one weight for each two places."""
    height, width, channels = x.shape[1:]
    places = layers.Permute((2, 1))(layers.Reshape((height * width, channels))(x))
    heard = layers.Dense(height * width, kernel_initializer="zeros")(layers.ReLU()(places))
    return layers.Add()([x, layers.Reshape((height, width, channels))(
        layers.Permute((2, 1))(heard))])


def _attend_places(layers, x, size):
    """Add to every cell a mean of all cells, weighted by how well they go together."""
    height, width, channels = x.shape[1:]
    places = layers.LayerNormalization()(layers.Reshape((height * width, channels))(x))
    query, key, value = (layers.Dense(size)(places) for _ in range(3))
    # The usual scale: without it, large numbers would leave a single cell to look at.
    heard = layers.Attention()([layers.Rescaling(size ** -0.5)(query), value, key])
    added = layers.Dense(channels, kernel_initializer="zeros")(heard)
    return layers.Add()([x, layers.Reshape((height, width, channels))(added)])


def _check_sizes(image_size, widths, depths):
    if image_size < 2 * COARSEST or image_size % COARSEST:
        raise ValueError(f"The network anywhere fills images of 32, 48, 64, ... pixels, got "
                         f"{image_size}x{image_size}.")
    for name, numbers in (("widths", widths), ("depths", depths)):
        if len(numbers) != 3 or min(numbers) < 1:
            raise ValueError(f"{name} wants three numbers of at least 1, got {numbers}.")
