"""Let a trained network paint the missing squares of images, or holes anywhere."""

import functools

import cv2
import numpy as np
from tqdm import tqdm

from inpaint_lib.holes import crop_hole, cut_hole, make_mask, paste_hole
from inpaint_lib.images import (as_float, as_uint8, check_images, check_mask, check_pair,
                                check_values)

BATCH = 8


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
    TypeError, ValueError
        If images, hole and network do not fit together.

    Examples
    --------
    >>> from inpaint_lib.models.autoencoder import build_pocket_network
    >>> from inpaint_lib.holes import PAPER_16
    >>> network = build_pocket_network(16)
    >>> paint_squares(network, np.zeros((2, 128, 128, 3), np.uint8), PAPER_16).shape
    (2, 16, 16, 3)
    """
    images = check_images(images)
    _check_network(network, images, hole)
    if images.dtype != np.uint8:
        check_values(images, mask=make_mask(hole, *images.shape[1:3]))
    return _paint_squares(network, images, hole, mirrored)


def _paint_squares(network, images, hole, mirrored):
    squares = np.empty((len(images), hole.height, hole.width, 3), np.float32)
    for start in range(0, len(images), BATCH):
        batch = images[start:start + BATCH]
        painted = _paint_batch(network, batch, hole)
        if mirrored:
            flipped = batch[:, :, _mirror_columns(hole, images.shape[2])]
            painted = (painted + _paint_batch(network, flipped, hole)[:, :, ::-1]) / 2
        squares[start:start + BATCH] = painted
    return squares


def sharpen_squares(squares, amount=1.0, blur=1.5):
    """Sharpen what was painted with an unsharp mask: the free rival of a critic.

    Parameters
    ----------
    squares : array_like of float, (N, H, W, C), values in [0, 1]
    amount : float
        How many times what a blur takes away is added; 0 changes nothing.
    blur : float
        Standard deviation of the blur, in pixels.

    Returns
    -------
    numpy.ndarray of float, (N, H, W, C), values in [0, 1]

    Examples
    --------
    >>> step = np.repeat([0.4, 0.6], 8).reshape(1, 1, 16, 1).repeat(4, axis=1)
    >>> sharp = sharpen_squares(step)[0, 0, :, 0]
    >>> bool(sharp[7] < 0.4 and sharp[8] > 0.6), round(float(sharp[0]), 3)
    (True, 0.4)
    """
    squares = check_images(squares, "squares")
    blurred = [cv2.GaussianBlur(square, (0, 0), blur).reshape(square.shape) for square in squares]
    return np.clip(squares + amount * (squares - np.stack(blurred)), 0, 1)


def make_fill(network, hole, mirrored=False):
    """Turn a network into a fill like those of `inpaint_lib.fills.classical`.

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
    >>> from inpaint_lib.models.autoencoder import build_pocket_network
    >>> from inpaint_lib.holes import PAPER_16
    >>> fill = make_fill(build_pocket_network(16), PAPER_16)
    >>> fill(np.zeros((128, 128, 3), np.float32), make_mask(PAPER_16, 128, 128)).shape
    (128, 128, 3)
    """
    def fill(image, mask):
        image, mask = check_pair(image, mask)
        if not np.array_equal(mask, make_mask(hole, *image.shape[:2])):
            raise ValueError(f"This network paints {hole} only, and the mask is another one.")
        images = image[np.newaxis]
        _check_network(network, images, hole)
        return paste_hole(image, hole, _paint_squares(network, images, hole, mirrored)[0])
    return fill


def paint_holes(network, images, masks):
    """Let a network for holes anywhere fill images.

    Parameters
    ----------
    network : keras.Model
        Made by `inpaint_lib.models.anywhere.build_anywhere_network`.
    images : array_like, (N, H, W, 3)
        float in [0, 1], or uint8. What lies under the holes is not looked at.
    masks : array_like of bool, (N, H, W) or (H, W)
        True = missing. One for each image, or one for all.

    Returns
    -------
    numpy.ndarray, same shape and dtype as `images`
        Known pixels are the same bit for bit; painted values are clipped to [0, 1].

    Raises
    ------
    TypeError, ValueError
        If images, masks and network do not fit together.

    Examples
    --------
    >>> from inpaint_lib.models.anywhere import build_anywhere_network
    >>> from inpaint_lib.random_holes import draw_masks
    >>> images, masks = np.full((2, 64, 64, 3), 0.5), draw_masks(0, 2, 64, 64)
    >>> bool(np.allclose(paint_holes(build_anywhere_network(64), images, masks), images))
    True
    """
    images = check_images(images)
    masks = check_mask(masks, images)
    if images.dtype != np.uint8:
        check_values(images, mask=masks)
    _check_shapes(network, images, 4)
    masks = np.broadcast_to(masks, images.shape[:-1])[..., np.newaxis]
    filled = images.copy()
    for start in range(0, len(images), BATCH):
        batch, missing = images[start:start + BATCH], masks[start:start + BATCH]
        holed = _as_network_takes(np.where(missing, 0, batch).astype(batch.dtype))
        given = np.concatenate([holed, missing.astype(np.float32)], axis=-1)
        painted = np.clip(np.asarray(_compile(network)(given)), 0, 1)
        if images.dtype == np.uint8:
            painted = as_uint8(painted)
        # A known pixel is copied, so that float64 keeps all its digits.
        filled[start:start + BATCH] = np.where(missing, painted, batch)
    return filled


def _check_shapes(network, images, n_channels):
    height, width, channels = network.input_shape[1:]
    if channels != n_channels:
        raise ValueError("This network " + ("paints one square: paint_squares is for it."
                                            if channels == 3 else
                                            "takes a mask: paint_holes is for it."))
    if images.ndim != 4 or images.shape[1:] != (height, width, 3):
        raise ValueError(f"The images have shape {images.shape}; this network wants "
                         f"(N, {height}, {width}, 3).")


def _check_network(network, images, hole):
    _check_shapes(network, images, 3)
    if tuple(network.output_shape[1:]) != (hole.height, hole.width, images.shape[-1]):
        raise ValueError(f"This network paints squares of {network.output_shape[1]}x"
                         f"{network.output_shape[2]} pixels; the hole has {hole.height}x"
                         f"{hole.width}.")
    make_mask(hole, *images.shape[1:3])  # raises if it does not fit


def _paint_batch(network, batch, hole):
    batch = _as_network_takes(cut_hole(batch, hole))
    return np.clip(np.asarray(_compile(network)(batch)), 0, 1)


def _compile(network):
    """Trace it once for any number of images; layer by layer, one takes five times as long."""
    import tensorflow as tf

    if not hasattr(network, "compiled_call"):
        signature = [tf.TensorSpec((None, *network.input_shape[1:]), tf.float32)]
        network.compiled_call = tf.function(functools.partial(network, training=False),
                                            input_signature=signature)
    return network.compiled_call


def _as_network_takes(batch):
    if batch.dtype == np.uint8:
        batch = batch.astype(np.float32) / np.float32(255)
    return batch.astype(np.float32)


def _mirror_columns(hole, width):
    """Number the columns so that the hole stays where it is; beyond the rim they fold back."""
    columns = np.abs(hole.left + hole.right - 1 - np.arange(width))
    return np.where(columns >= width, 2 * (width - 1) - columns, columns)


def paint_with_fill(fill, images_uint8, hole, progress=True):
    """Let an untrained fill paint the hole of each image.

    Parameters
    ----------
    fill : function
        (image, mask) to image, as those of `inpaint_lib.fills.classical`.
    images_uint8 : numpy.ndarray of uint8, (N, H, W, 3)
    hole : Hole
    progress : bool

    Returns
    -------
    numpy.ndarray of float32, (N, hole.height, hole.width, 3)

    Examples
    --------
    >>> from inpaint_lib.fills.untrained import FILLS
    >>> from inpaint_lib.holes import Hole
    >>> images = np.full((2, 9, 9, 3), 51, np.uint8)
    >>> squares = paint_with_fill(FILLS["mean of the ring"], images, Hole(3, 3, 2, 2), False)
    >>> squares.shape, round(float(squares.max()), 6)
    ((2, 2, 2, 3), 0.2)
    """
    mask = make_mask(hole, *images_uint8.shape[1:3])
    squares = np.empty((len(images_uint8), hole.height, hole.width, 3), np.float32)
    for square, image in zip(squares, tqdm(images_uint8, disable=not progress), strict=True):
        square[:] = crop_hole(fill(as_float(image), mask), hole)
    return squares
