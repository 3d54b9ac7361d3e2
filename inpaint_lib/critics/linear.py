"""A critic by hand: two numbers of a filled hole, and a weighted sum of them."""

from dataclasses import dataclass

import numpy as np

from inpaint_lib.holes import make_mask
from inpaint_lib.images import check_images
from inpaint_lib.metrics.seam import measure_jumps
from inpaint_lib.metrics.sharpness import measure_edges

MARGIN = 16
"""Known pixels around the hole with which its sharpness is compared."""

LEAST = 1e-6
"""Squared step in brightness below which a part counts as flat."""


@dataclass(frozen=True, eq=False)
class LinearCritic:
    """Weights (K,) of the numbers that describe a hole, and a bias: above 0 it says real."""

    weights: np.ndarray
    bias: float

    def judge(self, numbers):
        """Return how real holes described by numbers (N, K) look, float64 (N,)."""
        return np.asarray(numbers) @ self.weights + self.bias


def describe_holes(images, hole):
    """Describe what lies in a hole by two numbers, neither of which knows the truth.

    Parameters
    ----------
    images : array_like of float, (N, H, W, C), values in [0, 1]
        Filled or true images, with a known margin around the hole.
    hole : Hole

    Returns
    -------
    numpy.ndarray of float64, (N, 2)
        Sharpness: logarithm of the squared gradients inside over those around. Edge: logarithm of
        the squared steps across the hole's rim over the squared gradients inside. Both are near 0
        where the hole is as sharp as the picture around it, and as its rim.

    Examples
    --------
    >>> from inpaint_lib.holes import Hole
    >>> images = np.random.default_rng(0).random((1, 48, 48, 1))
    >>> images[:, 16:32, 16:32] = 0.5
    >>> describe_holes(images, Hole(16, 16, 16, 16)).round().tolist()
    [[-13.0, 11.0]]
    """
    images = check_images(images)
    height, width = images.shape[1:3]
    mask = make_mask(hole, height, width)
    top, left = max(hole.top - MARGIN, 0), max(hole.left - MARGIN, 0)
    steps = measure_edges(images) ** 2
    inside = steps[:, hole.top:hole.bottom - 1, hole.left:hole.right - 1].mean(axis=(1, 2))
    is_near = np.zeros(steps.shape[1:], bool)
    is_near[top:hole.bottom + MARGIN, left:hole.right + MARGIN] = True
    # A step belongs to the known part only if no pixel of it lies in the hole.
    is_near[max(hole.top - 1, 0):hole.bottom, max(hole.left - 1, 0):hole.right] = False
    around = steps[:, is_near].mean(axis=1)
    jumps = np.array([measure_jumps(image, mask) for image in images])
    inside, around, jumps = (np.log(LEAST + part) for part in (inside, around, jumps))
    return np.stack([inside - around, jumps - inside], axis=1)


def fit_linear_critic(real, painted):
    """Fit a critic that says 1 of numbers of real holes, (N, K), and -1 of painted ones, (M, K).

    By least squares, so at once.
    """
    numbers = np.concatenate([real, painted])
    wanted = np.repeat([1.0, -1.0], [len(real), len(painted)])
    *weights, bias = np.linalg.lstsq(np.column_stack([numbers, np.ones(len(numbers))]), wanted,
                                     rcond=None)[0]
    return LinearCritic(np.array(weights), float(bias))
