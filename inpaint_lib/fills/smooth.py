"""Smooth fills that need no training: the membrane, pull-push, total variation.

Each knows nothing but that neighbours are alike. Known pixels come back bit for bit.
"""

import cv2
import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.linalg import splu

from inpaint_lib.fills.classical import find_ring
from inpaint_lib.images import check_pair
from inpaint_lib.models.anywhere import N_SMOOTHINGS

TOTAL_VARIATION_STEPS = 200
"""How often the total variation is made smaller."""


def fill_membrane(image, mask):
    """Fill with the smoothest surface: each missing pixel is the mean of its four neighbours.

    It is what a soap film does on a wire (Laplace's equation). At the picture's border a pixel has
    three neighbours or two.

    Parameters
    ----------
    image : array_like of float, (H, W, C), values in [0, 1]
    mask : array_like of bool, (H, W)
        True = missing.

    Returns
    -------
    numpy.ndarray of float, (H, W, C)
        Known pixels are unchanged; painted values lie between the smallest and the largest of the
        hole's ring.

    References
    ----------
    P. Pérez, M. Gangnet, A. Blake, "Poisson image editing", SIGGRAPH 2003: its equation with
    nothing pasted.

    Examples
    --------
    >>> image = np.array([[0.2, 0.4, 0.9], [0.0, 0.0, 0.6], [0.1, 0.8, 0.3]])[:, :, np.newaxis]
    >>> mask = np.zeros((3, 3), dtype=bool)
    >>> mask[1, 1] = True
    >>> round(float(fill_membrane(image, mask)[1, 1, 0]), 6)
    0.45
    """
    return _fill_membrane(*check_pair(image, mask))


def _fill_membrane(image, mask):
    pixels, neighbours = _pair_neighbours(mask)
    numbers = np.cumsum(mask).reshape(mask.shape) - 1
    rows, inside = numbers.ravel()[pixels], mask.ravel()[neighbours]
    count = mask.sum()
    counts = np.bincount(rows, minlength=count)
    columns = numbers.ravel()[neighbours[inside]]
    equations = coo_array(
        (np.concatenate([counts, -np.ones(len(columns))]),
         (np.concatenate([np.arange(count), rows[inside]]),
          np.concatenate([np.arange(count), columns]))), shape=(count, count))
    flat = image.reshape(-1, image.shape[2]).astype(np.float64)
    known = np.stack([np.bincount(rows[~inside], channel[neighbours[~inside]], count)
                      for channel in flat.T], axis=1)
    filled = image.copy()
    # The matrix is symmetric: this order keeps what is computed on the way small.
    painted = splu(equations.tocsc(), permc_spec="MMD_AT_PLUS_A",
                   options={"SymmetricMode": True}).solve(known)
    filled[mask] = np.clip(painted, 0, 1)
    return filled


def _pair_neighbours(mask):
    """Return every pair of a missing pixel and a pixel beside it, as flat places, twice (M,)."""
    places = np.arange(mask.size).reshape(mask.shape)
    pairs = [(places[:, 1:], places[:, :-1]), (places[1:], places[:-1])]
    ends = [np.stack([near.ravel(), far.ravel()]) for near, far in pairs]
    both = np.concatenate([*ends, *(pair[::-1] for pair in ends)], axis=1)
    return both[:, mask.ravel()[both[0]]]


def fill_pull_push(image, mask):
    """Fill from ever smaller copies of the picture in which the known pixels are averaged.

    Takes and returns what `fill_membrane` does. The copies are halved until one has an odd side;
    each is drawn out again by linear interpolation, and what was missing smoothed twice. S. J.
    Gortler and others, "The lumigraph", SIGGRAPH 1996. It is where the network `anywhere` begins.

    Examples
    --------
    >>> mask = np.zeros((9, 9), dtype=bool)
    >>> mask[3:6, 3:6] = True
    >>> grey = np.full((9, 9, 3), 0.25)
    >>> bool((fill_pull_push(grey, mask) == grey).all())
    True
    """
    image, mask = check_pair(image, mask)
    height, width = mask.shape
    side = 2 ** int(np.ceil(np.log2(max(height, width))))
    # A square whose side is a power of 2: what lies beyond the picture is missing, too.
    holed = np.zeros((side, side, image.shape[2]), np.float32)
    holed[:height, :width] = np.where(mask[:, :, np.newaxis], 0, image)
    known = np.zeros((side, side, 1), np.float32)
    known[:height, :width, 0] = ~mask
    filled = np.clip(_pull_and_push(holed, known)[:height, :width], 0, 1)
    return np.where(mask[:, :, np.newaxis], filled, image).astype(image.dtype, copy=False)


def _pull_and_push(holed, known):
    """Fill float32 (S, S, C) that is 0 where `known`, (S, S, 1), is 0."""
    side = len(holed)
    if side == 1:
        return holed
    colour, weight = (part.reshape(side // 2, 2, side // 2, 2, -1).sum(axis=(1, 3))
                      for part in (holed, known))
    share = 1 / np.maximum(weight, 1)
    coarse = _pull_and_push(colour * share, weight * share)
    drawn = cv2.resize(coarse, (side, side), interpolation=cv2.INTER_LINEAR)
    filled = holed + (1 - known) * drawn.reshape(holed.shape)
    counts = _add_nines(np.ones((side, side), np.float32))[:, :, np.newaxis]
    for _ in range(N_SMOOTHINGS):
        filled = holed + (1 - known) * _add_nines(filled).reshape(holed.shape) / counts
    return filled


def _add_nines(image):
    return cv2.boxFilter(image, -1, (3, 3), normalize=False, borderType=cv2.BORDER_CONSTANT)


def fill_total_variation(image, mask, steps=TOTAL_VARIATION_STEPS):
    """Fill so that the lengths of all gradients in the hole add up to as little as possible.

    Takes and returns what `fill_membrane` does, which makes their squares small: here an edge costs
    no more than a slope of the same height. It starts from the membrane. T. F. Chan, J. Shen,
    "Mathematical models for local nontexture inpaintings", SIAM Journal on Applied Mathematics
    62(3), 2002; the steps are those of A. Chambolle, T. Pock, "A first-order primal-dual algorithm
    for convex problems", Journal of Mathematical Imaging and Vision 40, 2011. All channels share
    one gradient length.

    Examples
    --------
    >>> edge = np.zeros((9, 9, 1))
    >>> edge[5:] = 1
    >>> mask = np.zeros((9, 9), dtype=bool)
    >>> mask[3:7, 3:6] = True
    >>> bool(np.allclose(fill_total_variation(edge, mask), edge, atol=0.02))
    True
    """
    image, mask = check_pair(image, mask)
    rows, columns = np.nonzero(mask | find_ring(mask))
    box = np.s_[rows.min():rows.max() + 1, columns.min():columns.max() + 1]
    x = before = _fill_membrane(image, mask)[box].astype(np.float32)
    step = np.float32(8 ** -0.5)
    moved = step * mask[box][:, :, np.newaxis]
    pull = np.zeros((2, *x.shape), np.float32)
    for _ in range(steps):
        ahead = 2 * x - before
        pull[0, :-1] += step * np.diff(ahead, axis=0)
        pull[1, :, :-1] += step * np.diff(ahead, axis=1)
        lengths = np.sqrt(np.einsum("dhwc,dhwc->hw", pull, pull))
        pull /= np.maximum(lengths, 1)[:, :, np.newaxis]
        spread = pull[0] + pull[1]
        spread[1:] -= pull[0, :-1]
        spread[:, 1:] -= pull[1, :, :-1]
        before, x = x, x + moved * spread
    filled = image.copy()
    filled[box] = np.where(mask[box][:, :, np.newaxis], np.clip(x, 0, 1), image[box])
    return filled
