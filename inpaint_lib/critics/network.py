"""The critic: a small convolutional network with one answer for each part of the picture."""

import numpy as np

from inpaint_lib.holes import Hole

SLOPE = 0.2
"""What is left of a negative answer in the critic's inner layers."""


def build_critic(height, width, filters=(32, 64, 128)):
    """Build a critic of pictures and their masks.

    What trains it keeps its kernels at length 1, see `normalise_kernel`.

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
    P. Isola, J.-Y. Zhu, T. Zhou, A. A. Efros, "Image-to-image translation with conditional
    adversarial networks", CVPR 2017: an answer for each part.

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
        x = layers.Conv2D(count, size, strides=stride, padding="same")(x)
        x = layers.LeakyReLU(negative_slope=SLOPE)(x)
        inner.append(x)
    answers = layers.Conv2D(1, 3, padding="same")(x)
    return keras.Model(seen, [answers, *inner], name="critic")


def start_norm(kernel, seed=0):
    """Return the direction that `normalise_kernel` begins with, float32 (filters,)."""
    direction = np.random.default_rng(seed).normal(size=kernel.shape[-1]).astype(np.float32)
    return direction / np.linalg.norm(direction)


def normalise_kernel(kernel, direction):
    """Divide a kernel by the most that it can stretch the numbers it looks at.

    So a layer's answer changes no faster than what comes in, and a critic that is much better than
    the painter still tells it which way to go.

    Parameters
    ----------
    kernel : tensor, (height, width, channels, filters)
    direction : tensor, (filters,)
        Of length 1: where the kernel was found to stretch most at the last call.

    Returns
    -------
    kernel, direction : tensors of the same shapes
        The direction is one step of the power method better.

    References
    ----------
    T. Miyato, T. Kataoka, M. Koyama, Y. Yoshida, "Spectral normalization for generative adversarial
    networks", ICLR 2018. Here the kernel itself is divided, after each step of the critic.

    Examples
    --------
    >>> kernel, direction = np.full((1, 1, 4, 1), 3.0, np.float32), np.ones(1, np.float32)
    >>> np.asarray(normalise_kernel(kernel, direction)[0]).ravel().tolist()
    [0.5, 0.5, 0.5, 0.5]
    """
    from keras import ops

    table = ops.reshape(kernel, (-1, kernel.shape[-1]))
    stretched = ops.matmul(table, ops.reshape(direction, (-1, 1)))
    stretched /= ops.maximum(ops.norm(stretched), 1e-12)
    back = ops.matmul(ops.transpose(table), stretched)
    length = ops.maximum(ops.norm(back), 1e-12)
    return kernel / length, ops.reshape(back / length, (-1,))


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
