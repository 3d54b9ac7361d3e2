"""Holes of random size, place and shape: squares, rectangles and strokes of a round brush.

Everything follows from the numbers given as a seed, so that a training run that was stopped goes on
with the very holes. Masks are bool (height, width), True = missing. A square that does not fit into
the image raises ValueError.
"""

import functools
import math
from dataclasses import dataclass

import cv2
import numpy as np

from inpaint_lib.holes import PAPER_16, PAPER_32, Hole, make_mask

TABLE_SIDES = (8, 16, 24, 32, 48)
"""Sides in pixels of the squares that chapter 6's table of scores measures."""

SPECIALIST_HOLES = (PAPER_16, PAPER_32, Hole(56, 56, 16, 16), Hole(48, 48, 32, 32))
"""What the compact networks fill: the paper's holes in faces, and the middle of photographs."""

FIXED_SEED = 6
"""What `draw_fixed_masks` begins its seeds with, so that every run is scored on the same holes."""

BROADEST = 64
"""The broadest brush, in pixels."""

FARTHEST = 10_000
"""Rows and columns of a stroke's points lie between minus this and this."""


@dataclass(frozen=True)
class RandomHoles:
    """Which holes are drawn; ValueError if the bounds contradict each other.

    Parameters
    ----------
    sides : tuple of int
        Squares have one of these sides, in pixels.
    specialist_share : float
        Share of the images that get one of `SPECIALIST_HOLES`.
    square_share : float
        Share of the other images that get squares of one side; the rest gets several shapes.
    smallest, largest : float
        Bounds of what several shapes cover together, as a share of the image.
    most_squares : int
        So many squares of one side at most, and never more than have together the area of one of
        the longest side.
    """

    sides: tuple = TABLE_SIDES
    specialist_share: float = 0.0
    square_share: float = 0.5
    smallest: float = 0.02
    largest: float = 0.4
    most_squares: int = 1

    def __post_init__(self):
        if not self.sides or min(self.sides) < 1:
            raise ValueError(f"sides wants at least one side of 1 pixel or more, got {self.sides}.")
        for name in ("specialist_share", "square_share"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must be from 0 to 1, got {getattr(self, name)}.")
        if self.most_squares < 1:
            raise ValueError(f"most_squares must be at least 1, got {self.most_squares}.")
        if not 0 < self.smallest <= self.largest / 2 <= 0.3:
            raise ValueError("smallest must be above 0 and largest at least twice as large and at "
                             f"most 0.6, got {self.smallest} and {self.largest}.")


def draw_masks(seed, count, height, width, holes=RandomHoles()):
    """Draw one mask for each image of a batch: one square in a set place, squares, or shapes.

    Parameters
    ----------
    seed : int or sequence of int
        Decides everything; training passes the recipe's seed, the epoch and the step.
    count : int
        How many masks.
    height, width : int
        Size of the images, in pixels.
    holes : RandomHoles

    Returns
    -------
    numpy.ndarray of bool, (count, height, width)
        True = missing.

    Examples
    --------
    >>> masks = draw_masks([1, 0, 0], 4, 128, 128)
    >>> masks.shape, bool((masks == draw_masks([1, 0, 0], 4, 128, 128)).all())
    ((4, 128, 128), True)
    >>> bool((masks == draw_masks([1, 0, 1], 4, 128, 128)).all())
    False
    """
    _check_fits(max(holes.sides), height, width)
    rng = np.random.default_rng(seed)
    masks = np.empty((count, height, width), bool)
    for mask in masks:
        if holes.specialist_share and rng.random() < holes.specialist_share:
            mask[:] = make_mask(SPECIALIST_HOLES[rng.integers(len(SPECIALIST_HOLES))], height,
                                width)
        elif rng.random() < holes.square_share:
            side = int(rng.choice(holes.sides))
            most = min(holes.most_squares, max(holes.sides) ** 2 // side ** 2)
            mask[:] = False
            for _ in range(rng.integers(1, most + 1)):
                mask |= draw_square(rng, height, width, side)
        else:
            mask[:] = draw_shapes(rng, height, width, holes.smallest, holes.largest)
    return masks


def draw_fixed_masks(count, height, width, holes=RandomHoles()):
    """Draw the masks that networks are scored with: the same whenever and wherever they train.

    They are bool (count, height, width), True = missing: in turn one square of each side, then
    several shapes. A larger count begins with the same ones.
    """
    _check_fits(max(holes.sides), height, width)
    masks = np.empty((count, height, width), bool)
    for index, mask in enumerate(masks):
        rng = np.random.default_rng([FIXED_SEED, index])
        kind = index % (len(holes.sides) + 1)
        mask[:] = (draw_square(rng, height, width, holes.sides[kind]) if kind < len(holes.sides)
                   else draw_shapes(rng, height, width, holes.smallest, holes.largest))
    return masks


def draw_square(rng, height, width, side):
    """Draw a mask of one square; every place where it fits is equally likely."""
    _check_fits(side, height, width)
    top, left = rng.integers(height - side + 1), rng.integers(width - side + 1)
    mask = np.zeros((height, width), bool)
    mask[top:top + side, left:left + side] = True
    return mask


def draw_shapes(rng, height, width, smallest=0.02, largest=0.4):
    """Draw a mask of rectangles and brush strokes, until they cover a share drawn first.

    The wanted share is drawn evenly on a logarithmic scale, so that one from 2% to 4% is as likely
    as one from 20% to 40%; `smallest` and `largest` bound the share that is missing.
    """
    n_pixels = height * width
    fewest, most = math.ceil(smallest * n_pixels), math.floor(largest * n_pixels)
    wanted = round(math.exp(rng.uniform(math.log(fewest), math.log(most))))
    mask, covered = np.zeros((height, width), np.uint8), 0
    while covered < wanted:
        tried = mask.copy()
        area = (wanted - covered) * rng.uniform(0.4, 1.2)
        _draw_rectangle(rng, tried, area) if rng.random() < 0.5 else _draw_stroke(rng, tried, area)
        n_missing = cv2.countNonZero(tried)
        # A shape that would cover too much is left out, and another one tried.
        if n_missing <= most:
            mask, covered = tried, n_missing
    return mask.astype(bool)


LONGEST = 2.0
"""A random rectangle is at most so many times as long as it is wide."""


def _draw_rectangle(rng, mask, area):
    stretch = math.exp(rng.uniform(-1, 1) * math.log(LONGEST) / 2)
    height, width = (min(max(1, round(side)), length) for side, length in
                     zip((area ** 0.5 * stretch, area ** 0.5 / stretch), mask.shape, strict=True))
    top, left = (rng.integers(1 - side // 2, length - side // 2)
                 for side, length in zip((height, width), mask.shape, strict=True))
    mask[max(0, top):top + height, max(0, left):left + width] = 1


def _draw_stroke(rng, mask, area):
    """Draw a line of even breadth that turns a little at each joint."""
    breadth = max(2, round(min(mask.shape) * rng.uniform(0.025, 0.14)))
    n_joints = int(rng.integers(3, 9))
    step = area / breadth / n_joints
    angles = rng.uniform(0, 2 * math.pi) + np.cumsum(rng.normal(0, 0.6, n_joints))
    moves = step * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    start = rng.uniform(0, 1, 2) * mask.shape[::-1]
    points = np.rint(start + np.concatenate([np.zeros((1, 2)), np.cumsum(moves, axis=0)]))
    cv2.polylines(mask, [points.astype(np.int32)], isClosed=False, color=1, thickness=breadth)


def _check_fits(side, height, width):
    if side > min(height, width):
        raise ValueError(f"A square of {side}x{side} does not fit into an image of "
                         f"{height}x{width}.")


STROKES = "strokes"
"""Name, in chapter 6's table, of holes made of several rectangles and strokes."""


def draw_table_mask(index, kind, height=128, width=128):
    """Draw the hole that one image gets in the table of chapter 6.

    Parameters
    ----------
    index : int
        Row of the image in its data set's validation images.
    kind : int or str
        Side of a square in pixels, or "strokes" for several shapes.
    height, width : int
        Size of the image, in pixels.

    Returns
    -------
    numpy.ndarray of bool, (height, width)
        True = missing.

    Examples
    --------
    >>> mask = draw_table_mask(0, 16)
    >>> int(mask.sum()), bool((mask == draw_table_mask(1, 16)).all())
    (256, False)
    """
    if kind == STROKES:
        return draw_shapes(np.random.default_rng([FIXED_SEED, 0, index]), height, width)
    return draw_square(np.random.default_rng([FIXED_SEED, kind, index]), height, width, kind)


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
        mask |= _draw_sweep(stroke, height, width)
    return mask


# A brush in use asks again and again for the strokes that are there already.
@functools.lru_cache(maxsize=64)
def _draw_sweep(stroke, height, width):
    margin = stroke.breadth
    line = np.zeros((height + 2 * margin, width + 2 * margin), np.uint8)
    # The last point twice: a line of one point would not be drawn.
    points = np.array([(column, row) for row, column in (*stroke.points, stroke.points[-1])],
                      np.int32) + margin
    cv2.polylines(line, [points], isClosed=False, color=1)
    swept = cv2.dilate(line, draw_brush(stroke.breadth))
    return swept[margin:-margin, margin:-margin].astype(bool)


def draw_brush(breadth):
    """Draw a round brush's print: uint8 (breadth, breadth), 1 in the circle, else 0."""
    steps = np.arange(breadth) - (breadth - 1) / 2
    return (np.hypot(steps[:, np.newaxis], steps) <= breadth / 2).astype(np.uint8)
