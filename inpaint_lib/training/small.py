"""Small networks for random holes, trained while you wait: plain or partial convolutions.

Images are shrunk to 32x32 pixels, so that a network learns something in seconds. In every mask True
means missing. TensorFlow is imported when a network is built, not before.
"""

import gc

import cv2
import numpy as np

from inpaint_lib.images import as_float
from inpaint_lib.models.convolution import add_partial_convolution
from inpaint_lib.random_holes import RandomHoles, draw_masks

SIDE = 32
"""Height and width, in pixels, of the shrunk images."""

HOLES = RandomHoles(sides=(4, 8, 12), square_share=0.5, smallest=0.02, largest=0.4)
"""RandomHoles : what these networks are trained on, and scored on."""

KINDS = ("plain", "partial")
"""tuple of str : plain convolutions with the mask as a fourth channel, or partial convolutions."""

BATCH = 16

PART = 25
"""How many images are painted at once, so that little memory is needed."""


def shrink_images(images_uint8, side=SIDE):
    """Shrink images by taking means over squares.

    Parameters
    ----------
    images_uint8 : numpy.ndarray of uint8, (N, H, W, 3)
    side : int
        Height and width that come out, in pixels.

    Returns
    -------
    numpy.ndarray of float32, (N, side, side, 3)
        Values in [0, 1].

    Examples
    --------
    >>> small = shrink_images(np.full((2, 128, 128, 3), 51, np.uint8))
    >>> small.shape, round(float(small[0, 0, 0, 0]), 3)
    ((2, 32, 32, 3), 0.2)
    """
    small = [cv2.resize(image, (side, side), interpolation=cv2.INTER_AREA)
             for image in images_uint8]
    return as_float(np.array(small))


def build_small_network(kind, width=8, side=SIDE):
    """Build a small "plain" or "partial" network in the shape of a U: two steps down, two up.

    It maps (N, side, side, 4), red, green and blue in [0, 1] and the mask, 1 = missing, to a
    suggestion for every pixel, (N, side, side, 3). What lies under the hole has no influence.
    `width` is the number of channels on the finest grid, doubled at each step down; `side` is a
    multiple of 4.

    References
    ----------
    O. Ronneberger, P. Fischer, T. Brox, "U-Net", MICCAI 2015. G. Liu and others, "Image
    inpainting for irregular holes using partial convolutions", ECCV 2018.
    """
    if kind not in KINDS:
        raise ValueError(f"There is no kind {kind!r}; there are {', '.join(KINDS)}.")
    import keras
    from keras import layers, ops

    given = keras.Input((side, side, 4))
    known = 1.0 - given[..., 3:]
    # Around 0, so that a missing pixel is neither dark nor bright.
    image = (given[..., :3] - 0.5) * known
    x = image if kind == "partial" else layers.Concatenate()([image, known])
    step = add_partial_convolution if kind == "partial" else _add_plain_convolution
    down = [_activate(step(x, known, width))]
    for filters in (2 * width, 4 * width):
        down.append(_activate(step(*down[-1], filters, stride=2)))
    x, known = _activate(step(*down[-1], 4 * width))
    for finer, finer_known in down[1::-1]:
        x = layers.Concatenate()([layers.UpSampling2D(2)(x), finer])
        known = ops.maximum(layers.UpSampling2D(2)(known), finer_known)
        x, known = _activate(step(x, known, finer.shape[-1]))
    return keras.Model(given, layers.Conv2D(3, 1)(x) + 0.5, name=kind)


def _add_plain_convolution(x, known, filters, stride=1):
    """Take the place of a partial convolution, and pass on the places only."""
    from keras import layers

    return (layers.Conv2D(filters, 3, strides=stride, padding="same")(x),
            layers.MaxPooling2D(stride)(known) if stride > 1 else known)


def _activate(pair):
    from keras import ops

    return ops.relu(pair[0]), pair[1]


def train_small_network(kind, images, seed, epochs=2, width=8, rate=4e-3):
    """Train a small network on images with random holes, new holes in every epoch.

    Parameters
    ----------
    kind : str
        "plain" or "partial".
    images : numpy.ndarray of float32, (N, side, side, 3), values in [0, 1]
    seed : int
        Of the first weights, the order of the images and the holes.
    epochs : int
    width : int
        Channels on the finest grid.
    rate : float
        Learning rate of Adam at the start; it falls to 0 in the shape of a cosine.

    Returns
    -------
    network : keras.Model
    losses : list of float
        Mean squared error over missing pixels, epoch by epoch.

    Examples
    --------
    >>> images = np.full((32, 32, 32, 3), 0.5, np.float32)
    >>> network, losses = train_small_network("plain", images, seed=1, epochs=2, width=4)
    >>> len(losses)
    2
    """
    import keras

    # A network that was trained before holds itself in memory until it is collected.
    gc.collect()
    keras.utils.set_random_seed(seed)
    network = build_small_network(kind, width, images.shape[1])
    n_steps = epochs * (len(images) // BATCH)
    schedule = keras.optimizers.schedules.CosineDecay(rate, n_steps)
    network.compile(keras.optimizers.Adam(schedule), _measure_loss)
    rng, losses = np.random.default_rng(seed), []
    for epoch in range(epochs):
        order = rng.permutation(len(images))[:n_steps // epochs * BATCH]
        for step, rows in enumerate(order.reshape(-1, BATCH)):
            masks = draw_masks([seed, epoch, step], BATCH, *images.shape[1:3], HOLES)
            given = join_mask(images[rows], masks)
            # The truth comes with the mask, because only missing pixels count.
            wanted = np.concatenate([images[rows], given[..., 3:]], axis=-1)
            loss = network.train_on_batch(given, wanted)
        losses.append(float(loss))
        network.reset_metrics()
    return network, losses


def _measure_loss(wanted, painted):
    from keras import ops

    missing = wanted[..., 3:]
    squares = ops.sum(ops.square(wanted[..., :3] - painted) * missing, axis=(1, 2, 3))
    return squares / (3 * ops.sum(missing, axis=(1, 2, 3)))


def join_mask(images, masks):
    """Paint the holes black and put the mask beside red, green and blue.

    Parameters
    ----------
    images : numpy.ndarray of float, (N, H, W, 3), values in [0, 1]
    masks : numpy.ndarray of bool, (N, H, W)
        True = missing.

    Returns
    -------
    numpy.ndarray of float32, (N, H, W, 4)
        The last channel is 1 where a pixel is missing.

    Examples
    --------
    >>> join_mask(np.full((1, 1, 2, 3), 0.5), np.array([[[False, True]]]))[0, 0].tolist()
    [[0.5, 0.5, 0.5, 0.0], [0.0, 0.0, 0.0, 1.0]]
    """
    missing = np.asarray(masks)[..., np.newaxis]
    return np.concatenate([np.where(missing, 0, images), missing], axis=-1).astype(np.float32)


def paint_small(network, images, masks):
    """Let a small network fill images.

    Parameters
    ----------
    network : keras.Model
        Made by `build_small_network`.
    images : numpy.ndarray of float32, (N, H, W, 3), values in [0, 1]
        What lies under the holes is not looked at.
    masks : numpy.ndarray of bool, (N, H, W)
        True = missing.

    Returns
    -------
    numpy.ndarray of float32, (N, H, W, 3)
        Known pixels are unchanged, painted ones clipped to [0, 1].

    Examples
    --------
    >>> images, masks = np.full((2, 32, 32, 3), 0.5, np.float32), np.zeros((2, 32, 32), bool)
    >>> masks[:, 4:9, 4:9] = True
    >>> paint_small(build_small_network("plain"), images, masks).shape
    (2, 32, 32, 3)
    """
    filled = images.copy()
    for start in range(0, len(images), PART):
        part = slice(start, start + PART)
        painted = np.asarray(network(join_mask(images[part], masks[part]), training=False))
        filled[part] = np.where(masks[part][..., np.newaxis], painted.clip(0, 1), images[part])
    return filled
