"""A black cat in front of a picture: why a hole that is painted black can be ambiguous.

Taught in chapter 6, `Holes anywhere`.
"""

import cv2
import numpy as np

from inpaint_lib.images import check_images


def draw_black_cat(height=128, width=128):
    """Draw the silhouette of a sitting cat, seen from behind, in the lower half of a picture.

    Parameters
    ----------
    height, width : int
        Size of the picture, in pixels.

    Returns
    -------
    numpy.ndarray of bool, (height, width)
        True on the cat.

    Examples
    --------
    >>> cat = draw_black_cat()
    >>> cat.shape, bool(0.05 < cat.mean() < 0.15)
    ((128, 128), True)
    """
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
