"""The critic: a small convolutional network with one answer for each part of the picture."""

import numpy as np

from inpaint_lib.holes import Hole

SLOPE = 0.2
"""What is left of a negative answer in the critic's inner layers."""


def build_critic(height, width, filters=(32, 64, 128)):
    """Build a critic of pictures and their masks.

    Each layer's weights are divided by the most they can stretch what comes in, so that the answer
    changes no faster than the picture does.

    Parameters
    ----------
    height, width : int
        Of what it sees, in pixels; multiples of 2 to the number of `filters`.
    filters : sequence of int
        Of the convolutions, each of which halves height and width.

    Returns
    -------
    keras.Model
        (N, height, width, 4) to the answers, (N, h, w, 1), above 0 for real and below for painted,
        followed by what each inner layer answered.

    References
    ----------
    T. Miyato, T. Kataoka, M. Koyama, Y. Yoshida, "Spectral normalization for generative adversarial
    networks", ICLR 2018. P. Isola, J.-Y. Zhu, T. Zhou, A. A. Efros, "Image-to-image translation
    with conditional adversarial networks", CVPR 2017: an answer for each part.

    Examples
    --------
    >>> critic = build_critic(64, 64)
    >>> critic.output_shape[0], critic.count_params() < 400_000
    ((None, 8, 8, 1), True)
    """
    import keras
    from keras import layers

    if not filters or height % 2 ** len(filters) or width % 2 ** len(filters):
        raise ValueError(f"A critic with {len(filters)} halvings wants height and width that are "
                         f"multiples of {2 ** len(filters)}, got {height} and {width}.")
    seen = keras.Input((height, width, 4), name="picture_and_mask")
    x, inner = layers.Rescaling(2.0, offset=-1.0)(seen), []
    for number, count in enumerate([*filters, filters[-1]]):
        size, stride = (3, 1) if number == len(filters) else (4, 2)
        x = _normalise(layers, layers.Conv2D(count, size, strides=stride, padding="same"))(x)
        x = layers.LeakyReLU(negative_slope=SLOPE)(x)
        inner.append(x)
    answers = _normalise(layers, layers.Conv2D(1, 3, padding="same"))(x)
    return keras.Model(seen, [answers, *inner], name="critic")


def _normalise(layers, layer):
    return layers.SpectralNormalization(layer)


def choose_window(hole):
    """Return what a critic sees of a picture with a square hole: the hole and half of it around."""
    around = hole.height // 2
    return Hole(hole.top - around, hole.left - around, 2 * hole.height, 2 * hole.width)


def make_window_mask(hole):
    """Return the mask of the hole in its window, float32 (1, H, W, 1), 1 = painted."""
    around = hole.height // 2
    mask = np.zeros((1, 2 * hole.height, 2 * hole.width, 1), np.float32)
    mask[:, around:-around, around:-around] = 1
    return mask
