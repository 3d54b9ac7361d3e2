"""Which other images look alike around the hole? They show what else could be under it.

Nobody can know which of these squares is the right one.
"""

import numpy as np

from inpaint_lib.holes import crop_hole, make_mask
from inpaint_lib.images import as_float

FRAME = 16
"""Width in pixels of the frame around the hole that is compared."""


def crop_frame(images_uint8, hole, width=FRAME):
    """Return the known pixels of a frame around the hole, float32 (N, numbers) in [0, 1].

    The images are uint8 (N, H, W, C), the width is in pixels. A frame beyond the image: ValueError.
    """
    _, height, image_width, _ = images_uint8.shape
    if (hole.top < width or hole.left < width or hole.bottom + width > height
            or hole.right + width > image_width):
        raise ValueError(f"A frame of {width} pixels around {hole} reaches beyond the image of "
                         f"{height}x{image_width}.")
    rows = slice(hole.top - width, hole.bottom + width)
    columns = slice(hole.left - width, hole.right + width)
    known = ~make_mask(hole, height, image_width)[rows, columns]
    return as_float(images_uint8[:, rows, columns][:, known]).reshape(len(images_uint8), -1)


def find_look_alikes(others_uint8, images_uint8, hole, count=1, width=FRAME):
    """Find for each image the others that are nearest to it in a frame around the hole.

    Parameters
    ----------
    others_uint8, images_uint8 : numpy.ndarray of uint8, (M, H, W, C) and (N, H, W, C)
        What they hold under the hole is not looked at.
    hole : Hole
    count : int
        How many to find for each image.
    width : int
        Of the frame, in pixels.

    Returns
    -------
    numpy.ndarray of int, (N, count)
        Rows of `others_uint8`, the nearest first, by the Euclidean distance of the pixels.

    Raises
    ------
    ValueError
        If the frame reaches beyond the image, or there are fewer than `count` others.

    Examples
    --------
    >>> from inpaint_lib.holes import Hole
    >>> others = np.array([0, 90, 200], np.uint8).reshape(3, 1, 1, 1) * np.ones((9, 9, 1), np.uint8)
    >>> find_look_alikes(others, others[1:2] + np.uint8(5), Hole(4, 4, 1, 1), 2, width=1).tolist()
    [[1, 0]]
    """
    if not 1 <= count <= len(others_uint8):
        raise ValueError(f"count must lie between 1 and {len(others_uint8)}, got {count}.")
    known, wanted = crop_frame(others_uint8, hole, width), crop_frame(images_uint8, hole, width)
    # |a - b|^2 = |a|^2 - 2ab + |b|^2, and the last term is the same for all others.
    distances = np.einsum("ij,ij->i", known, known) - 2 * wanted @ known.T
    return distances.argsort(axis=1, kind="stable")[:, :count]


def copy_look_alikes(others_uint8, images_uint8, hole):
    """Fill each hole with the same square of the image that is nearest around the hole.

    Parameters
    ----------
    others_uint8, images_uint8 : numpy.ndarray of uint8, (M, H, W, 3) and (N, H, W, 3)
        Where to look, and the images with holes.
    hole : Hole

    Returns
    -------
    numpy.ndarray of float32, (N, hole.height, hole.width, 3)

    Notes
    -----
    A method that knows its images by heart and nothing else, so it shows at once when a validation
    image lies among them.

    Examples
    --------
    >>> from inpaint_lib.holes import Hole
    >>> others = np.random.default_rng(0).integers(0, 256, (3, 40, 40, 3), dtype=np.uint8)
    >>> hole = Hole(18, 18, 4, 4)
    >>> squares = copy_look_alikes(others, others[1:2], hole)
    >>> bool((squares == as_float(crop_hole(others[1:2], hole))).all())
    True
    """
    nearest = find_look_alikes(others_uint8, images_uint8, hole)[:, 0]
    return as_float(crop_hole(others_uint8[nearest], hole))
