"""Whether a painted eye has the colour of the face's other eye."""

import numpy as np

from inpaint_lib.holes import check_squares, crop_hole, paste_hole
from inpaint_lib.images import check_images, read_images

RING = (0.36, 0.6)
"""Where a drawn iris lies: distances from the eye's centre, in units of half the eye's width."""


def compare_irises(squares, images, hole, landmarks, radii):
    """Measure how far the colours of a face's two eyes are apart, where one of them was painted.

    Parameters
    ----------
    squares : array_like of float, (N, hole.height, hole.width, 3), values in [0, 1]
        What was painted.
    images : array_like, (N, H, W, 3)
        The true images; float in [0, 1], or uint8.
    hole : Hole
    landmarks : numpy.ndarray, (N, 7, 2)
        The first two are the eyes' centres as x, y in pixels.
    radii : numpy.ndarray, (N,)
        Half the eyes' width, in pixels.

    Returns
    -------
    numpy.ndarray of int, (n,)
        Rows of the faces of which one iris lies in the hole and the other outside.
    numpy.ndarray of float64, (n,)
        Distance of the irises' shares of red, green and blue, so that light and shade count for
        nothing.

    Examples
    --------
    >>> from inpaint_lib.holes import Hole
    >>> places = np.zeros((1, 7, 2))
    >>> places[0, :2] = (15, 15), (40, 15)
    >>> face = np.full((1, 32, 48, 3), 0.4)
    >>> rows, apart = compare_irises(face[:, 8:24, 8:24], face, Hole(8, 8, 16, 16), places, [5.0])
    >>> rows.tolist(), apart.tolist()
    ([0], [0.0])
    """
    images = check_images(images)
    squares, _ = check_squares(squares, read_images(crop_hole(images, hole)), hole)
    rows, apart = [], []
    for row, side in np.ndindex(len(images), 2):
        painted, other = landmarks[row][[side, 1 - side]]
        reach = RING[1] * radii[row]
        if _lies_inside(painted, reach, hole) and not _touches(other, reach, hole):
            truth = read_images(images[row])
            filled = paste_hole(truth, hole, squares[row])
            rows.append(row)
            apart.append(np.linalg.norm(_read_colour(filled, painted, radii[row])
                                        - _read_colour(truth, other, radii[row])))
    return np.array(rows, int), np.array(apart, np.float64)


def _lies_inside(place, reach, hole):
    x, y = place
    return (hole.left <= x - reach and x + reach <= hole.right - 1
            and hole.top <= y - reach and y + reach <= hole.bottom - 1)


def _touches(place, reach, hole):
    x, y = place
    return (hole.left - 1 < x + reach and x - reach < hole.right
            and hole.top - 1 < y + reach and y - reach < hole.bottom)


def _read_colour(image, place, radius):
    """Return the shares of the channels in the iris's lower half, which no lid shades: (3,)."""
    rows, columns = np.indices(image.shape[:2])
    distance = np.hypot(columns - place[0], rows - place[1]) / radius
    seen = (RING[0] <= distance) & (distance <= RING[1]) & (rows >= place[1] - 0.1 * radius)
    colour = np.median(image[seen], axis=0)
    return colour / max(colour.sum(), 1e-6)
