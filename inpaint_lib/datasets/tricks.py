"""Pictures that show what nobody can know: a black cat before a picture, and twin faces.

The cat shows that a hole that is painted black can be ambiguous. The twins are equal outside the
hole.
"""

from dataclasses import replace

import cv2
import numpy as np

from inpaint_lib.drawing.individual import FRAME, draw_individual
from inpaint_lib.drawing.portrait import finish_picture, paint_portrait
from inpaint_lib.holes import PAPER_32, crop_hole, paste_hole
from inpaint_lib.images import check_images

OPEN, CLOSED = 1.1, 0.12
"""How far the lids are open: as in an alert face, and next to shut."""

LARGEST_STEP = 8
"""Grey levels by which two drawings may differ where they meet, for noise and rounding."""


def draw_black_cat(height=128, width=128):
    """Draw a sitting cat's silhouette, seen from behind: bool, (height, width), True on the cat."""
    cat, unit = np.zeros((height, width), np.uint8), min(height, width) / 128

    def place(x, y):
        return round(x * unit), round(y * unit)

    cv2.ellipse(cat, place(64, 108), place(17, 24), 0, 0, 360, 1, -1)
    cv2.circle(cat, place(64, 78), round(12 * unit), 1, -1)
    for ear in (((53, 75), (53, 60), (64, 69)), ((75, 75), (75, 60), (64, 69))):
        cv2.fillPoly(cat, [np.array([place(*corner) for corner in ear])], 1)
    tail = np.array([place(*point) for point in ((78, 120), (94, 122), (100, 112), (96, 102))])
    cv2.polylines(cat, [tail], False, 1, max(1, round(6 * unit)))
    return cat.astype(bool)


def seat_black_cat(image):
    """Put a black cat in front of a picture.

    Parameters
    ----------
    image : array_like of float, (H, W, 3), values in [0, 1]

    Returns
    -------
    seated : numpy.ndarray, (H, W, 3)
        The picture with the cat in it: 0 in all channels on the cat.
    cat : numpy.ndarray of bool, (H, W)
        True on the cat.

    Examples
    --------
    >>> seated, cat = seat_black_cat(np.ones((128, 128, 3)))
    >>> float(seated[cat].max()), float(seated[~cat].min())
    (0.0, 1.0)
    """
    image = check_images(image, "image")
    cat = draw_black_cat(*image.shape[:2])
    return np.where(cat[:, :, np.newaxis], 0, image).astype(image.dtype), cat


def draw_twins(index, hole=PAPER_32):
    """Draw one face twice: with the eye under the hole open, and with the same eye closed.

    The faces of the data set never wink.

    Parameters
    ----------
    index : int
        Of the face, from 0 (see `inpaint_lib.datasets.faces.draw_face`).
    hole : Hole
        The whole eye must lie under it.

    Returns
    -------
    numpy.ndarray of uint8, (2, 128, 128, 3)
        Open, closed; every pixel outside the hole is the same in both.

    Raises
    ------
    ValueError
        If the eye reaches over the hole's rim, so that the two would not fit into one face, or
        there is no eye under the hole.

    Examples
    --------
    >>> open_eye, closed_eye = draw_twins(3355)
    >>> bool((open_eye[:52] == closed_eye[:52]).all()), bool((open_eye == closed_eye).all())
    (True, False)
    """
    animal = draw_individual(index)
    first, other = (finish_picture(paint_portrait(lids, 2 * FRAME)[0], lids, FRAME)
                    for lids in (replace(animal, lid_opening=opening, brow=0.0)
                                 for opening in (OPEN, CLOSED)))
    second = paste_hole(first, hole, crop_hole(other, hole))
    if (first == second).all() or _measure_steps(first, other, hole) > LARGEST_STEP:
        raise ValueError(f"Face {index} has no eye that lies wholly under {hole}.")
    return np.stack([first, second])


def _measure_steps(first, other, hole):
    """Largest difference of two images on the ring of known pixels around the hole."""
    rows, columns = (slice(start - 1, stop + 1) for start, stop in
                     ((hole.top, hole.bottom), (hole.left, hole.right)))
    apart = np.abs(first[rows, columns].astype(int) - other[rows, columns])
    apart[1:-1, 1:-1] = 0
    return apart.max()
