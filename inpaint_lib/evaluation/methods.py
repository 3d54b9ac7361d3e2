"""Every method that the course has built or borrowed, by one name and with one way to paint.

Taught in chapter 5, `Is it any good?`. TensorFlow is imported when a network is loaded, not before.
"""

import functools
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from inpaint_lib.fills.classical import FILLS, fill_exemplar
from inpaint_lib.fills.inwards import make_inwards_fill
from inpaint_lib.fills.look_alikes import copy_look_alikes
from inpaint_lib.fills.network import paint_squares, paint_with_fill
from inpaint_lib.holes import Hole, crop_hole, make_mask, paste_hole
from inpaint_lib.images import as_float
from inpaint_lib.metrics.errors import ssim_hole
from inpaint_lib.metrics.seam import compare_jumps, mse_rim
from inpaint_lib.metrics.sharpness import compare_sharpness
from inpaint_lib.models.weights import load_network
from inpaint_lib.training.recipes import load_recipe

SIZES = (8, 16, 24, 32, 40, 48, 56, 64)
"""Sides of the square holes for which the methods without a fixed size are compared."""

SCORES = ("mse", "ssim", "rim", "jump", "sharpness")
"""What is measured of each painted square, one number an image.

mse: mean squared error in the hole; ssim: structural similarity there; rim: mean squared error of
the hole's outermost ring; jump: step across the rim over that of the truth (see
`inpaint_lib.metrics.seam`); sharpness: energy of the gradients over that of the truth.
"""

PAPER_MIDDLE = (68, 70)
"""Row and column that the middle of the paper's holes touches, in a 128x128 image."""

MIDDLES = {"faces": PAPER_MIDDLE, "big-cats": (64, 64)}
"""dict : the same for each data set; in the photographs the holes lie in the image's middle."""

NETWORKS = {
    ("faces", 16): ("paper_16", "compact_16"),
    ("faces", 32): ("paper_32", "compact_32", "compact_32_seed_2", "compact_32_seed_3"),
    ("big-cats", 16): ("photos_compact_16",),
    ("big-cats", 32): ("photos_paper_32", "photos_compact_32"),
}
"""dict : the recipes whose networks are compared, by data set and size of the hole."""


@dataclass(frozen=True)
class Method:
    """One way to paint the missing squares of images.

    Attributes
    ----------
    name : str
        As in the tables.
    paint : function
        (images_uint8, hole) to squares, float32 (N, hole.height, hole.width, 3) in [0, 1]. It
        looks at nothing under the hole.
    parameters : int
        How many numbers were fitted to images; 0 for a classical fill.
    identity : str
        Changes when what was fitted changes; part of the name of stored results.
    """

    name: str
    paint: Callable
    parameters: int = 0
    identity: str = ""

    @property
    def key(self):
        """str : a name for files."""
        return "_".join(filter(None, [self.name.replace(" ", "_"), self.identity]))


def grow_hole(size, middle=PAPER_MIDDLE):
    """Return the square hole of a given size about a middle.

    Parameters
    ----------
    size : int
        Side in pixels; even, so that the middle can stay.
    middle : tuple of int
        Row and column; that of the paper's holes if left out.

    Returns
    -------
    Hole

    Raises
    ------
    ValueError
        If the size is odd or less than 2.

    References
    ----------
    The paper's code: its holes, `PAPER_16` and `PAPER_32` of `inpaint_lib.holes`, have one middle.

    Examples
    --------
    >>> grow_hole(64), grow_hole(32, middle=(64, 64)).top
    (Hole(top=36, left=38, height=64, width=64), 48)
    """
    if size < 2 or size % 2:
        raise ValueError(f"The size must be even and at least 2, got {size}.")
    return Hole(middle[0] - size // 2, middle[1] - size // 2, size, size)


def list_methods(fitting_uint8):
    """List the methods that have no fixed size of hole and need no training of a network.

    Parameters
    ----------
    fitting_uint8 : numpy.ndarray of uint8, (N, H, W, 3)
        What the pixel models are fitted to and the look-up method looks into, at their first use.

    Returns
    -------
    list of Method

    Examples
    --------
    >>> methods = list_methods(np.zeros((2, 128, 128, 3), np.uint8))
    >>> [method.name for method in methods][-3:]
    ['3x3 inwards', '5x5 inwards', 'look-alike']
    """
    methods = [Method(name, functools.partial(_paint_with, fill))
               for name, fill in (FILLS | {"exemplar": fill_exemplar}).items()]
    for size in (3, 5):
        methods.append(Method(f"{size}x{size} inwards", _fit_inwards(fitting_uint8, size),
                              parameters=size * size))
    return [*methods, Method("look-alike", functools.partial(copy_look_alikes, fitting_uint8))]


def _paint_with(fill, images_uint8, hole):
    return paint_with_fill(fill, images_uint8, hole, progress=False)


def _fit_inwards(fitting_uint8, size):
    fit = functools.cache(lambda: make_inwards_fill(fitting_uint8, size))
    return lambda images_uint8, hole: _paint_with(fit(), images_uint8, hole)


def list_network_methods(name, runs):
    """Return the methods that a finished run gives.

    Parameters
    ----------
    name : str
        Of a recipe with one hole.
    runs : str or pathlib.Path
        The folder of the runs; the network of the best epoch is taken.

    Returns
    -------
    list of Method
        The network; a compact one also with the mean of image and mirror image.

    Raises
    ------
    FileNotFoundError
        If the recipe has not been run to its end.
    """
    recipe, path = load_recipe(name), Path(runs, name, "best.keras")
    # A run writes the network of its last epoch when all is done.
    if not path.with_name("network.keras").exists():
        raise FileNotFoundError(f"The run {name} is not complete in {runs}.")
    network = load_network(path)
    identity = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    kinds = {name: False} | ({f"{name} mirrored": True} if recipe.network.kind == "compact" else {})
    return [Method(kind, functools.partial(paint_squares, network, mirrored=mirrored),
                   identity=identity, parameters=network.count_params())
            for kind, mirrored in kinds.items()]


def measure_squares(squares, images_uint8, hole):
    """Measure painted squares against the images they belong to, in every way of `SCORES`.

    Parameters
    ----------
    squares : numpy.ndarray of float, (N, hole.height, hole.width, 3), values in [0, 1]
    images_uint8 : numpy.ndarray of uint8, (N, H, W, 3)
        The true images.
    hole : Hole

    Returns
    -------
    dict of str to numpy.ndarray of float64, (N,)

    Examples
    --------
    >>> images = np.random.default_rng(0).integers(0, 256, (2, 16, 16, 3), dtype=np.uint8)
    >>> hole = Hole(4, 4, 8, 8)
    >>> scores = measure_squares(as_float(crop_hole(images, hole)), images, hole)
    >>> {name: values.tolist() for name, values in scores.items()}["rim"]
    [0.0, 0.0]
    """
    truths, mask = as_float(images_uint8), make_mask(hole, *images_uint8.shape[1:3])
    wanted, squares = crop_hole(truths, hole), np.asarray(squares, np.float32)
    scores = {name: np.empty(len(squares)) for name in SCORES}
    scores["mse"] = ((squares.astype(np.float64) - wanted) ** 2).mean(axis=(1, 2, 3))
    scores["sharpness"] = compare_sharpness(squares, wanted)
    for row, (square, truth) in enumerate(zip(squares, truths, strict=True)):
        filled = paste_hole(truth, hole, square)
        scores["ssim"][row] = ssim_hole(filled, truth, mask)
        scores["rim"][row] = mse_rim(filled, truth, mask)
        scores["jump"][row] = compare_jumps(filled, truth, mask)
    return scores


def score_squares(squares, images_uint8, hole):
    """Score painted squares against the images they belong to.

    Parameters
    ----------
    squares : numpy.ndarray of float, (N, hole.height, hole.width, 3), values in [0, 1]
    images_uint8 : numpy.ndarray of uint8, (N, H, W, 3)
        The true images.
    hole : Hole

    Returns
    -------
    mse, ssim : numpy.ndarray of float64, (N,)
        Mean squared error in the hole, and structural similarity there.

    Examples
    --------
    >>> from inpaint_lib.holes import Hole
    >>> images = np.random.default_rng(0).integers(0, 256, (2, 16, 16, 3), dtype=np.uint8)
    >>> hole = Hole(4, 4, 8, 8)
    >>> mse, ssim = score_squares(as_float(crop_hole(images, hole)), images, hole)
    >>> mse.tolist(), ssim.tolist()
    ([0.0, 0.0], [1.0, 1.0])
    """
    mask = make_mask(hole, *images_uint8.shape[1:3])
    mse, ssim = np.empty(len(squares)), np.empty(len(squares))
    for number, (square, image) in enumerate(zip(squares, images_uint8, strict=True)):
        truth = as_float(image)
        mse[number] = ((square.astype(np.float64) - crop_hole(truth, hole)) ** 2).mean()
        ssim[number] = ssim_hole(paste_hole(truth, hole, square), truth, mask)
    return mse, ssim
