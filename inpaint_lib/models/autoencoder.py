"""The paper's convolutional autoencoder, as it is drawn, as it is told, and in any other size.

Each network reads an image with a hole in it, float32 in [0, 1], and writes the missing square
alone.
"""

import math

IMAGE_SIZE = 128
SEED_SIDE = 8
"""Side of the small square, in pixels, from which the decoder starts."""

PAPER_ENCODER = (64, 32)
PAPER_LATENT = (1024, 1024)
PAPER_PARAMETERS = 34_704_938
"""Number of weights of the paper's network, the same for both holes."""


def build_paper_network(hole_size):
    """Build the network that the paper's diagrams and its code agree on.

    Parameters
    ----------
    hole_size : int
        16 or 32: side of the missing square, in pixels.

    Returns
    -------
    keras.Model
        (N, 128, 128, 3) to (N, hole_size, hole_size, 3); 34,704,938 weights for either hole.

    Notes
    -----
    The output passes through a ReLU, so it is never negative and may be larger than 1.

    References
    ----------
    The paper, section 4, diagrams; its code, notebook P3. A third pair of convolution and
    pooling is written there, but what it computes is used nowhere.

    Examples
    --------
    >>> network = build_paper_network(32)
    >>> network.count_params()
    34704938
    """
    _check_paper_hole(hole_size)
    last_stride = 1 if hole_size == 16 else 2
    decoder = ((3, 1), (64, 1), (128, 1), (3, 2), (3, last_stride))
    return build_autoencoder(hole_size, PAPER_ENCODER, PAPER_LATENT, decoder)


def build_text_network(hole_size):
    """Build the network that the paper's text describes, which its code is not.

    Three pairs of convolution and pooling, two dense layers of 2048, and four transposed
    convolutions for the 16x16 hole or five for the 32x32 one.

    Parameters
    ----------
    hole_size : int
        16 or 32: side of the missing square, in pixels.

    Returns
    -------
    keras.Model
        (N, 128, 128, 3) to (N, hole_size, hole_size, 3).

    Notes
    -----
    The text does not give the filters of the third pair; we halve once more and take 16.

    References
    ----------
    The paper, section 4, text.

    Examples
    --------
    >>> build_text_network(16).output_shape
    (None, 16, 16, 3)
    """
    _check_paper_hole(hole_size)
    decoder = ((3, 1), (64, 1), (128, 1), (3, 2), (3, 2))
    return build_autoencoder(hole_size, (64, 32, 16), (2048, 2048), decoder[:hole_size // 16 + 3])


def build_pocket_network(hole_size, image_size=IMAGE_SIZE):
    """Build a small autoencoder of the paper's shape that trains while you watch.

    Parameters
    ----------
    hole_size : int
        Side of the missing square, in pixels: 8 times a power of 2.
    image_size : int
        Side of the image, in pixels: a multiple of 16.

    Returns
    -------
    keras.Model
        (N, image_size, image_size, 3) to (N, hole_size, hole_size, 3).

    Examples
    --------
    >>> build_pocket_network(16).count_params() < 400_000
    True
    """
    _check_doublings(hole_size)
    n_doublings = int(math.log2(hole_size // SEED_SIDE))
    decoder = ((16, 1), *[(16, 2)] * n_doublings, (3, 1))
    return build_autoencoder(hole_size, (8, 16, 16, 16), (128, 1024), decoder, image_size)


def build_autoencoder(hole_size, encoder=PAPER_ENCODER, latent=PAPER_LATENT,
                      decoder=((3, 1), (64, 1), (128, 1), (3, 2), (3, 2)),
                      image_size=IMAGE_SIZE):
    """Build an autoencoder of the paper's shape in any width, depth and latent size.

    It turns (N, image_size, image_size, 3) into (N, hole_size, hole_size, 3). `encoder` gives the
    filters of the 3x3 convolutions, each with a 2x2 max pooling; `latent` the units of the dense
    layers, the last a multiple of 64, since 8x8 pixels are made of it; `decoder` the filters and
    strides of the 3x3 transposed convolutions, which lead from 8 pixels to `hole_size` and end with
    3 filters. A ReLU follows every layer, the last too. The paper, section 4; claim 10 says that
    other sizes of the architecture damage the result.
    """
    _check_sizes(hole_size, encoder, latent, decoder, image_size)
    import keras
    from keras import layers

    image = keras.Input((image_size, image_size, 3), name="holed_image")
    x = image
    for number, filters in enumerate(encoder, 1):
        x = layers.Conv2D(filters, 3, padding="same", activation="relu", name=f"conv_{number}")(x)
        x = layers.MaxPooling2D(2, name=f"pool_{number}")(x)
    x = layers.Flatten(name="flatten")(x)
    for number, units in enumerate(latent, 1):
        x = layers.Dense(units, activation="relu", name=f"dense_{number}")(x)
    x = layers.Reshape((SEED_SIDE, SEED_SIDE, -1), name="reshape")(x)
    for number, (filters, stride) in enumerate(decoder, 1):
        x = layers.Conv2DTranspose(filters, 3, strides=stride, padding="same", activation="relu",
                                   name=f"transposed_{number}")(x)
    return keras.Model(image, x, name="autoencoder")


def _check_paper_hole(hole_size):
    if hole_size not in (16, 32):
        raise ValueError(f"The paper has networks for holes of 16 and 32 pixels, got "
                         f"{hole_size!r}. build_autoencoder takes other sizes.")


def _check_whole(name, value):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be a whole number, got {value!r}.")
    if value < 1:
        raise ValueError(f"{name} must be at least 1, got {value}.")


def _check_doublings(hole_size):
    _check_whole("hole_size", hole_size)
    n_times = hole_size / SEED_SIDE
    if n_times < 1 or not math.log2(n_times).is_integer():
        raise ValueError(f"hole_size must be {SEED_SIDE} times a power of 2 (8, 16, 32, ...), "
                         f"got {hole_size}.")


def _check_sizes(hole_size, encoder, latent, decoder, image_size):
    _check_whole("hole_size", hole_size)
    _check_whole("image_size", image_size)
    for name, numbers in (("encoder", encoder), ("latent", latent)):
        for number in numbers:
            _check_whole(f"Every number in {name}", number)
    for pair in decoder:
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise TypeError(f"decoder wants pairs (filters, stride), got {pair!r}.")
        _check_whole("A decoder's filters", pair[0])
        _check_whole("A decoder's stride", pair[1])
    if not latent or latent[-1] % SEED_SIDE ** 2:
        raise ValueError(f"The last number in latent is reshaped to {SEED_SIDE}x{SEED_SIDE} "
                         f"pixels, so it must be a multiple of {SEED_SIDE ** 2}; got {latent}.")
    if image_size % 2 ** len(encoder):
        raise ValueError(f"{len(encoder)} poolings halve the image {len(encoder)} times, so "
                         f"image_size must be a multiple of {2 ** len(encoder)}; got "
                         f"{image_size}.")
    side = SEED_SIDE * math.prod(stride for _, stride in decoder)
    if side != hole_size:
        raise ValueError(f"The decoder's strides lead from {SEED_SIDE} to {side} pixels, but the "
                         f"hole has {hole_size}.")
    if not decoder or decoder[-1][0] != 3:
        raise ValueError("The decoder's last layer must have 3 filters: red, green and blue.")
