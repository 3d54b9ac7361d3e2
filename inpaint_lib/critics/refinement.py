"""A second network that goes over a fill, and may copy from elsewhere in the picture.

It is small, and made to measure what contextual attention is worth: with and without it the
weights are equally many.
"""

CELL = 4
"""Side in pixels of the cells that look at each other."""

SHARPNESS = 10.0
"""What cosines are multiplied by before the softmax: the larger, the fewer cells are copied."""

WIDTHS = (24, 48)
"""Channels at half and at a quarter of the size."""

ATTENTION = "attention"
"""The layer that says where each cell looks: (N, cells, cells), every row with the sum 1."""


def build_refinement(image_size=128, attention=True):
    """Build the network that goes over a fill.

    Parameters
    ----------
    image_size : int
        Height and width of the images, in pixels: a multiple of 4.
    attention : bool
        Whether each cell of 4x4 pixels hears of the known cells that look most like it; without, it
        hears itself in their place.

    Returns
    -------
    keras.Model
        A filled image (N, image_size, image_size, 3) in [0, 1] and its mask, 1 = missing, with one
        channel, to the image with the hole painted anew; known pixels stay as they are.

    References
    ----------
    J. Yu, Z. Lin, J. Yang, X. Shen, X. Lu, T. S. Huang, "Generative image inpainting with
    contextual attention", CVPR 2018: two networks in a row, and the attention, by the cosine of 3x3
    neighbourhoods of cells. Theirs are twenty times as large, and also spread the attention over
    neighbouring cells.

    Examples
    --------
    >>> build_refinement(64).count_params() == build_refinement(64, attention=False).count_params()
    True
    """
    import keras
    from keras import layers

    from inpaint_lib.models.compact import convolve, refine

    filled = keras.Input((image_size, image_size, 3), name="filled")
    missing = keras.Input((image_size, image_size, 1), name="mask")
    seen = layers.Concatenate()([layers.Rescaling(2.0, offset=-1.0)(filled), missing])
    half = layers.ReLU()(convolve(layers, seen, WIDTHS[0], 5, 2))
    cells = refine(layers, convolve(layers, half, WIDTHS[1], 3, 2))
    heard = attend_context(layers, cells, missing) if attention else cells
    x = layers.Concatenate()([cells, convolve(layers, heard, WIDTHS[1], 1)])
    x = refine(layers, convolve(layers, layers.ReLU()(x), WIDTHS[1], 1))
    x = convolve(layers, layers.UpSampling2D(2)(layers.ReLU()(x)), WIDTHS[0])
    x = layers.ReLU()(layers.Add()([x, convolve(layers, half, WIDTHS[0], 1)]))
    added = layers.Conv2D(3, 3, padding="same", kernel_initializer="zeros")(
        layers.UpSampling2D(2, interpolation="bilinear")(x))
    painted = layers.Add()([filled, layers.Multiply()([added, missing])])
    return keras.Model([filled, missing], painted, name="refinement")


def build_two_stages(image_size=128, attention=True):
    """Build a smooth fill and the network that goes over it, as one network for holes anywhere.

    (N, image_size, image_size, 4), an image and its mask with 1 = missing, to the filled image
    (N, image_size, image_size, 3). What the image holds under the mask has no influence.
    """
    import keras
    from keras import layers

    from inpaint_lib.models.anywhere import fill_smoothly, split_mask

    given = keras.Input((image_size, image_size, 4), name="image_and_mask")
    holed, known = split_mask(layers, given)
    missing = layers.Rescaling(-1.0, offset=1.0)(known)
    filled = build_refinement(image_size, attention)([fill_smoothly(layers, holed, known), missing])
    return keras.Model(given, filled, name="two_stages")


def attend_context(layers, cells, missing):
    """Replace each cell, of (N, h, w, C), by a mean of the known cells that look most like it.

    `missing` is (N, H, W, 1) at the pixels' size, 1 = missing; a cell with a missing pixel is
    copied from nowhere.
    """
    height, width, channels = cells.shape[1:]
    padded = layers.ZeroPadding2D(1)(cells)
    around = layers.Concatenate()([layers.Cropping2D(((row, 2 - row), (column, 2 - column)))(padded)
                                   for row in range(3) for column in range(3)])
    looks = layers.UnitNormalization()(layers.Reshape((height * width, 9 * channels))(around))
    alike = layers.Rescaling(SHARPNESS)(layers.Dot(axes=2)([looks, looks]))
    holed = layers.MaxPooling2D(CELL)(missing)
    unfit = layers.Rescaling(-1e4)(layers.Reshape((1, height * width))(holed))
    attention = layers.Softmax(name=ATTENTION)(layers.Add()([alike, unfit]))
    heard = layers.Dot(axes=(2, 1))([attention, layers.Reshape((height * width, channels))(cells)])
    return layers.Reshape((height, width, channels))(heard)
