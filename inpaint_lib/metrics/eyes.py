"""The eyes of the drawn faces: where they are, and whether a fill paints them.

Photographs do not say where their eyes are; the drawn faces do.
"""

from dataclasses import dataclass

import numpy as np

from inpaint_lib.holes import Hole, check_squares, make_mask

BOX_RADII = 1.5
"""Half the side of an eye's box, in units of half the eye's width: the rim of the lids is in it."""


@dataclass(frozen=True)
class EyeScores:
    """How well the eyes under the hole were painted; one number an eye.

    Attributes
    ----------
    image, side : numpy.ndarray of int, (n,)
        Row of the image, and 0 for the eye on the viewer's left, 1 for the other.
    mse : numpy.ndarray of float64, (n,)
        Mean squared error in the box, over the colours.
    correlation : numpy.ndarray of float64, (n,)
        Of fill and truth over the box's pixels, in grey: 1 where light and dark are where they
        should be. 0 where the fill is flat.
    contrast : numpy.ndarray of float64, (n,)
        Standard deviation of the fill over that of the truth, in grey: below 1 where the eye is
        smudged.
    """

    image: np.ndarray
    side: np.ndarray
    mse: np.ndarray
    correlation: np.ndarray
    contrast: np.ndarray


def find_eye_box(place, radius, height, width):
    """Return the box of an eye, cut off at the image's rim.

    Parameters
    ----------
    place : (float, float)
        The eye's centre as x, y in pixels; (0, 0) is the centre of the top left pixel.
    radius : float
        Half the eye's width, in pixels.
    height, width : int
        Size of the image, in pixels.

    Returns
    -------
    (slice, slice)
        Rows and columns.

    Examples
    --------
    >>> find_eye_box((40.0, 60.0), 4.0, 128, 128)
    (slice(54, 67, None), slice(34, 47, None))
    """
    reach = BOX_RADII * radius
    (left, right), (top, bottom) = (
        np.clip([round(middle - reach), round(middle + reach) + 1], 0, length).tolist()
        for middle, length in zip(place, (width, height), strict=True))
    return slice(top, bottom), slice(left, right)


def hide_eye(place, side=24, height=128, width=128):
    """Make the mask of a square hole about an eye.

    Parameters
    ----------
    place : (float, float)
        The eye's centre as x, y in pixels; (0, 0) is the centre of the top left pixel.
    side : int
        Of the square, in pixels.
    height, width : int
        Size of the image, in pixels.

    Returns
    -------
    numpy.ndarray of bool, (height, width)
        True = missing.

    Examples
    --------
    >>> mask = hide_eye((40.0, 60.0), side=6)
    >>> int(mask.sum()), bool(mask[60, 40])
    (36, True)
    """
    left, top = (int(round(float(middle))) - side // 2 for middle in place)
    return make_mask(Hole(top, left, side, side), height, width)


def mark_eyes(landmarks, radii, height=128, width=128):
    """Return uint8 (N, height, width, 1), 255 in the boxes of both eyes of each face, 0 elsewhere.

    `landmarks` (N, 7, 2) and `radii` (N,) are those of `inpaint_lib.datasets.faces.FaceTruth`.
    """
    marks = np.zeros((len(landmarks), height, width, 1), np.uint8)
    for mark, places, radius in zip(marks, landmarks, radii, strict=True):
        for place in places[:2]:
            mark[find_eye_box(place, radius, height, width)] = 255
    return marks


def score_eyes(squares, truth, hole, landmarks, radii, height=128, width=128):
    """Score every eye whose centre lies under the hole, on the part of its box that does.

    Parameters
    ----------
    squares, truth : array_like of float, (N, hole.height, hole.width, 3), values in [0, 1]
        What was painted, and what the hole hid.
    hole : Hole
    landmarks : numpy.ndarray, (N, 7, 2)
    radii : numpy.ndarray, (N,)
    height, width : int
        Size of the images, in pixels.

    Returns
    -------
    EyeScores

    Examples
    --------
    >>> from inpaint_lib.holes import Hole
    >>> truth = np.random.default_rng(0).random((1, 16, 16, 3))
    >>> places = np.full((1, 7, 2), 100.0)
    >>> places[0, 0] = 15, 15
    >>> scores = score_eyes(truth / 2, truth, Hole(8, 8, 16, 16), places, np.array([3.0]))
    >>> scores.correlation.round(6).tolist(), scores.contrast.round(6).tolist()
    ([1.0], [0.5])
    """
    squares, truth = check_squares(squares, truth, hole)
    if not len(squares) == len(landmarks) == len(radii):
        raise ValueError(f"{len(squares)} squares, {len(landmarks)} rows of landmarks and "
                         f"{len(radii)} radii do not go together.")
    rows = []
    for image, side in np.ndindex(len(squares), 2):
        x, y = landmarks[image, side] + 0.5
        if hole.left <= x < hole.right and hole.top <= y < hole.bottom:
            box = _cut_to_hole(
                find_eye_box(landmarks[image, side], radii[image], height, width), hole)
            rows.append((image, side, *_compare(squares[image][box], truth[image][box])))
    columns = np.array(rows, dtype=np.float64).reshape(-1, 5).T
    return EyeScores(columns[0].astype(int), columns[1].astype(int), *columns[2:])


def _cut_to_hole(box, hole):
    rows, columns = box
    return (slice(max(rows.start - hole.top, 0), max(rows.stop - hole.top, 0)),
            slice(max(columns.start - hole.left, 0), max(columns.stop - hole.left, 0)))


def _compare(fill, truth):
    fill, truth = np.asarray(fill, np.float64), np.asarray(truth, np.float64)
    mse = ((fill - truth) ** 2).mean()
    fill, truth = (one.mean(axis=-1) - one.mean() for one in (fill, truth))
    spread, true_spread = fill.std(), truth.std()
    flat = min(spread, true_spread) < 1e-9
    correlation = 0.0 if flat else (fill * truth).mean() / (spread * true_spread)
    return mse, correlation, spread / max(true_spread, 1e-9)
