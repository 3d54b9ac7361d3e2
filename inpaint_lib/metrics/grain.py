"""Traces that a fill leaves: where the fine grain of a picture is missing, something was painted.

A camera's sensor puts a little noise on every pixel. Most fills do not, so the patch they paint is
too quiet.
"""

import cv2
import numpy as np

from inpaint_lib.images import read_images

SIDE = 8
"""Side in pixels of the windows that are compared."""


def measure_grain(image):
    """Say for each pixel how far it is from the mean of its four neighbours.

    Parameters
    ----------
    image : array_like, (H, W, C)
        uint8, or float in [0, 1].

    Returns
    -------
    numpy.ndarray of float32, (H - 2, W - 2)
        Absolute difference, mean of the channels; the picture's outermost pixels are left out.

    Examples
    --------
    >>> ramp = np.linspace(0, 1, 8)[:, np.newaxis, np.newaxis] * np.ones((1, 8, 3))
    >>> float(measure_grain(ramp).max().round(6))
    0.0
    """
    image = np.asarray(read_images(image, "image"), np.float32)
    if image.ndim != 3 or min(image.shape[:2]) < 3:
        raise ValueError(f"Grain is measured in one image (H, W, C) of at least 3x3 pixels, got "
                         f"{image.shape}.")
    four = (image[:-2, 1:-1] + image[2:, 1:-1] + image[1:-1, :-2] + image[1:-1, 2:]) / 4
    return np.abs(image[1:-1, 1:-1] - four).mean(axis=-1)


def map_grain(image, side=SIDE):
    """Measure the mean grain of every window.

    Parameters
    ----------
    image : array_like, (H, W, C)
        uint8, or float in [0, 1].
    side : int
        Of a window, in pixels.

    Returns
    -------
    numpy.ndarray of float32, (H - 1 - side, W - 1 - side)
        Entry (r, c) belongs to the window whose first pixel is (r + 1, c + 1).

    Examples
    --------
    >>> map_grain(np.zeros((20, 20, 3)), side=8).shape
    (11, 11)
    """
    grain = measure_grain(image)
    if not 1 <= side <= min(grain.shape):
        raise ValueError(f"The side of a window must lie between 1 and {min(grain.shape)}, got "
                         f"{side}.")
    half = side // 2
    means = cv2.blur(grain, (side, side), anchor=(half, half))
    return means[half:half + grain.shape[0] - side + 1, half:half + grain.shape[1] - side + 1]


def find_quietest(image, side=SIDE):
    """Guess where something was painted: in the window with the least grain.

    Parameters
    ----------
    image : array_like, (H, W, C)
        uint8, or float in [0, 1].
    side : int
        Of a window, in pixels.

    Returns
    -------
    tuple of int
        Row and column of the middle of that window.

    Notes
    -----
    A guess, no proof: a patch of sky out of focus is quiet too, and a fill that copies patches
    copies their grain.

    Examples
    --------
    >>> noise = np.random.default_rng(0).random((64, 64, 3))
    >>> noise[20:36, 30:46] = 0.5
    >>> find_quietest(noise)
    (25, 35)
    """
    # Rounded, so that among equally quiet windows the first one wins on every machine.
    grain = map_grain(image, side).round(6)
    row, column = np.unravel_index(grain.argmin(), grain.shape)
    return int(row) + 1 + side // 2, int(column) + 1 + side // 2


def is_inside(place, hole):
    """Say whether a place (row, column) lies in a hole.

    Parameters
    ----------
    place : tuple of int
    hole : Hole

    Returns
    -------
    bool

    Examples
    --------
    >>> from inpaint_lib.holes import PAPER_32
    >>> is_inside((60, 60), PAPER_32), is_inside((0, 0), PAPER_32)
    (True, False)
    """
    row, column = place
    return hole.top <= row < hole.bottom and hole.left <= column < hole.right
