"""Strokes of a round brush, and the hole that they leave.

Taught in chapter 6, `Holes anywhere`. In every mask True means missing.
"""

import functools
from dataclasses import dataclass

import cv2
import numpy as np

BROADEST = 64
"""The broadest brush, in pixels."""

FARTHEST = 10_000
"""Rows and columns of a stroke's points lie between minus this and this."""


@dataclass(frozen=True)
class Stroke:
    """One movement of the brush, from where it is put down to where it is lifted.

    Parameters
    ----------
    points : tuple of (int, int)
        Row and column of each point that the brush's middle passes, in order; straight lines lie
        between them. They may lie outside the image.
    breadth : int
        Of the brush, in pixels, 1 to 64.

    Raises
    ------
    ValueError
        If there is no point, a point is no pair of whole numbers or far outside, or the breadth
        is out of its range.

    Examples
    --------
    >>> Stroke(((5, 5), (5, 9)), 3).breadth
    3
    """

    points: tuple
    breadth: int

    def __post_init__(self):
        if not 1 <= self.breadth <= BROADEST:
            raise ValueError(f"A brush is 1 to {BROADEST} pixels broad, got {self.breadth}.")
        if not self.points:
            raise ValueError("A stroke needs at least one point.")
        for point in self.points:
            if len(point) != 2 or not all(-FARTHEST <= number <= FARTHEST and number % 1 == 0
                                          for number in point):
                raise ValueError("A point of a stroke is a row and a column, whole numbers of at "
                                 f"most {FARTHEST:,}; got {point}.")


def draw_strokes(strokes, height, width):
    """Draw the hole that strokes leave.

    Parameters
    ----------
    strokes : iterable of Stroke
    height, width : int
        Size of the image, in pixels.

    Returns
    -------
    numpy.ndarray of bool, (height, width)
        True = missing. What lies outside the image is left out.

    Examples
    --------
    >>> draw_strokes([Stroke(((1, 1), (1, 3)), 3)], 4, 6).astype(int).tolist()
    [[1, 1, 1, 1, 1, 0], [1, 1, 1, 1, 1, 0], [1, 1, 1, 1, 1, 0], [0, 0, 0, 0, 0, 0]]
    """
    mask = np.zeros((height, width), dtype=bool)
    for stroke in strokes:
        mask |= _draw_stroke(stroke, height, width)
    return mask


# A brush in use asks again and again for the strokes that are there already.
@functools.lru_cache(maxsize=64)
def _draw_stroke(stroke, height, width):
    margin = stroke.breadth
    line = np.zeros((height + 2 * margin, width + 2 * margin), np.uint8)
    # The last point twice: a line of one point would not be drawn.
    points = np.array([(column, row) for row, column in (*stroke.points, stroke.points[-1])],
                      np.int32) + margin
    cv2.polylines(line, [points], isClosed=False, color=1)
    swept = cv2.dilate(line, draw_brush(stroke.breadth))
    return swept[margin:-margin, margin:-margin].astype(bool)


def draw_brush(breadth):
    """Draw the print of a round brush: the pixels whose middle lies in a circle.

    Parameters
    ----------
    breadth : int
        Diameter of the circle, in pixels.

    Returns
    -------
    numpy.ndarray of uint8, (breadth, breadth)
        1 in the circle, 0 in the corners.

    Examples
    --------
    >>> draw_brush(5).tolist()[0]
    [0, 1, 1, 1, 0]
    """
    steps = np.arange(breadth) - (breadth - 1) / 2
    return (np.hypot(steps[:, np.newaxis], steps) <= breadth / 2).astype(np.uint8)
