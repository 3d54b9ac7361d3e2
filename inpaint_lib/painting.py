"""Let a trained network paint the missing squares of images.

Taught in chapter 3, `The whole picture`.
"""

import numpy as np

from inpaint_lib.fills import check_pair
from inpaint_lib.holes import crop_hole, cut_hole, make_mask, paste_hole
from inpaint_lib.images import check_images

BATCH = 32


def paint_squares(network, images, hole, mirrored=False):
    """Cut the hole into each image and return what the network paints there.

    Parameters
    ----------
    network : keras.Model
    images : array_like, (N, H, W, 3)
        float in [0, 1], or uint8. With or without the hole: it is cut here.
    hole : Hole
        The one that the network was trained for.
    mirrored : bool
        Whether to paint each image a second time mirrored about the hole's middle column, and
        to take the mean of both.

    Returns
    -------
    numpy.ndarray of float32, (N, hole.height, hole.width, 3)
        Clipped to [0, 1].

    Raises
    ------
    TypeError
        If the values are neither float nor uint8.
    ValueError
        If images, hole and network do not fit together.

    Examples
    --------
    >>> from inpaint_lib.autoencoders import build_pocket_network
    >>> from inpaint_lib.holes import PAPER_16
    >>> network = build_pocket_network(16)
    >>> paint_squares(network, np.zeros((2, 128, 128, 3), np.uint8), PAPER_16).shape
    (2, 16, 16, 3)
    """
    images = check_images(images)
    _check_network(network, images, hole)
    squares = np.empty((len(images), hole.height, hole.width, 3), np.float32)
    for start in range(0, len(images), BATCH):
        batch = images[start:start + BATCH]
        painted = _paint_batch(network, batch, hole)
        if mirrored:
            flipped = batch[:, :, _mirror_columns(hole, images.shape[2])]
            painted = (painted + _paint_batch(network, flipped, hole)[:, :, ::-1]) / 2
        squares[start:start + BATCH] = painted
    return squares


def make_fill(network, hole, mirrored=False):
    """Turn a network into a fill like those of `inpaint_lib.fills`.

    Parameters
    ----------
    network : keras.Model
    hole : Hole
        The one that the network was trained for.
    mirrored : bool
        As in `paint_squares`.

    Returns
    -------
    function
        (image, mask) to image, float as it came in. It raises a TypeError if the image is not
        float, and a ValueError if the mask is another than the hole's.

    Examples
    --------
    >>> from inpaint_lib.autoencoders import build_pocket_network
    >>> from inpaint_lib.holes import PAPER_16
    >>> fill = make_fill(build_pocket_network(16), PAPER_16)
    >>> fill(np.zeros((128, 128, 3), np.float32), make_mask(PAPER_16, 128, 128)).shape
    (128, 128, 3)
    """
    def fill(image, mask):
        image, mask = check_pair(image, mask)
        if not np.array_equal(mask, make_mask(hole, *image.shape[:2])):
            raise ValueError(f"This network paints {hole} only, and the mask is another one.")
        return paste_hole(image, hole, paint_squares(network, image[np.newaxis], hole, mirrored)[0])
    return fill


def _check_network(network, images, hole):
    if images.dtype != np.uint8 and not np.issubdtype(images.dtype, np.floating):
        raise TypeError(f"The images are {images.dtype}; wanted uint8 (0 to 255) or float values "
                        "in [0, 1].")
    wanted = tuple(network.input_shape[1:])
    if images.ndim != 4 or images.shape[1:] != wanted:
        raise ValueError(f"The images have shape {images.shape}; this network wants "
                         f"(N, {wanted[0]}, {wanted[1]}, {wanted[2]}).")
    if tuple(network.output_shape[1:]) != (hole.height, hole.width, images.shape[-1]):
        raise ValueError(f"This network paints squares of {network.output_shape[1]}x"
                         f"{network.output_shape[2]} pixels; the hole has {hole.height}x"
                         f"{hole.width}.")
    crop_hole(images, hole)


def _paint_batch(network, batch, hole):
    batch = cut_hole(batch, hole)
    if batch.dtype == np.uint8:
        batch = batch.astype(np.float32) / np.float32(255)
    return np.clip(np.asarray(network(batch.astype(np.float32), training=False)), 0, 1)


def _mirror_columns(hole, width):
    """Number the columns so that the hole stays where it is; beyond the rim they fold back."""
    columns = np.abs(hole.left + hole.right - 1 - np.arange(width))
    return np.where(columns >= width, 2 * (width - 1) - columns, columns)
