"""Every method that the course has built or borrowed, by one name and with one way to paint.

TensorFlow is imported when a network is loaded, not before.
"""

import functools
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from inpaint_lib.files import find_data
from inpaint_lib.fills.inwards import make_inwards_fill
from inpaint_lib.fills.look_alikes import copy_look_alikes
from inpaint_lib.fills.network import paint_squares, paint_with_fill
from inpaint_lib.fills.untrained import EXEMPLARS, FILLS
from inpaint_lib.holes import Hole
from inpaint_lib.models.weights import load_network
from inpaint_lib.training.recipes import load_recipe

SIZES = (8, 16, 24, 32, 40, 48, 56, 64)
"""Sides of the square holes for which the methods without a fixed size are compared."""

PAPER_MIDDLE = (68, 70)
"""Row and column that the middle of the paper's holes touches, in a 128x128 image."""

MIDDLES = {"faces": PAPER_MIDDLE, "test-faces": PAPER_MIDDLE, "big-cats": (64, 64)}
"""dict : the same for each data set; in the photographs the holes lie in the image's middle."""

NETWORKS = {
    ("faces", 16): ("paper_16", "compact_16"),
    ("faces", 32): ("paper_32", "compact_32", "compact_32_seed_2", "compact_32_seed_3"),
    ("big-cats", 16): ("photos_compact_16",),
    ("big-cats", 32): ("photos_paper_32", "photos_compact_32"),
    ("test-faces", 16): ("compact_16",),
    ("test-faces", 32): ("compact_32",),
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
        How many numbers were fitted to images; 0 for a fill that needs no training.
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
    """Return the square `Hole` of a given even size in pixels about a middle (row, column).

    The middle is that of the paper's holes, `PAPER_16` and `PAPER_32`, if left out.
    """
    if size < 2 or size % 2:
        raise ValueError(f"The size must be even and at least 2, got {size}.")
    return Hole(middle[0] - size // 2, middle[1] - size // 2, size, size)


def list_methods(fitting_uint8):
    """List the methods that have no fixed size of hole and need no training of a network.

    The pixel models are fitted to the images, uint8 (N, H, W, 3), and the look-up method looks into
    them, at their first use.
    """
    methods = [Method(name, functools.partial(_paint_with, fill))
               for name, fill in (FILLS | EXEMPLARS).items()]
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
    """Return the methods that a finished run of a recipe gives, or its network in data/.

    They are the network of the best epoch; a compact one also with the mean of image and mirror
    image. A FileNotFoundError says that the recipe has not been run to its end.
    """
    recipe, path = load_recipe(name), Path(runs, name, "best.keras")
    # A run writes the network of its last epoch when all is done.
    if not path.with_name("network.keras").exists():
        try:
            path = find_data(f"{name}.keras")
        except FileNotFoundError:
            raise FileNotFoundError(f"The run {name} is not complete in {runs}.") from None
    network = load_network(path)
    identity = identify_file(path)
    kinds = {name: False} | ({f"{name} mirrored": True} if recipe.network.kind == "compact" else {})
    return [Method(kind, functools.partial(paint_squares, network, mirrored=mirrored),
                   identity=identity, parameters=network.count_params())
            for kind, mirrored in kinds.items()]


def identify_file(path):
    """Return a mark that changes when the file does."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:8]
