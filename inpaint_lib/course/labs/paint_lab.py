"""Lab of chapter 4: move a hole over a face or a photo of your own, and compare fills.

TensorFlow is loaded when our network is first asked for.
"""

import functools
from dataclasses import dataclass

import numpy as np
from PIL import Image

from inpaint_lib.course.labs.panels import colour_errors, enlarge, join_panels
from inpaint_lib.course.labs.pictures import PHOTO, SIDE, UPLOAD_HINT, PictureLab, check_square
from inpaint_lib.fills.untrained import FILLS
from inpaint_lib.holes import PAPER_32, Hole, cut_hole, make_mask, paste_hole
from inpaint_lib.metrics.errors import mse_hole

MARGIN = 16
REACH = 32
"""How many pixels around the hole the network reads."""

NETWORK = "our network"


@dataclass(frozen=True, eq=False)
class PaintSettings:
    """What the lab of chapter 4 is asked about an image (128, 128, 3), float32 in [0, 1].

    `top` and `left`, 0 to 96, are the first missing row and column of the 32x32 hole. No `network`
    leaves it out; `is_face` says whether the image is of the only kind that it was trained on.
    """

    image: np.ndarray
    top: int = PAPER_32.top
    left: int = PAPER_32.left
    network: object = None
    is_face: bool = True


@dataclass(frozen=True, eq=False)
class PaintAnswer:
    """What each fill makes of the hole; `errors` are mean squared ones inside it.

    `invented` counts pixels that the network read beyond the picture's end, so that were made up.
    """

    errors: dict
    invented: int
    picture: Image.Image
    alt: str
    words: str


def bring_hole_home(image, hole, home=PAPER_32):
    """Return an image (H, W, C) shifted until its hole lies at `home`, of the same size.

    What the image does not hold is its mirror image.
    """
    if (hole.height, hole.width) != (home.height, home.width):
        raise ValueError(f"A hole of {hole.height}x{hole.width} cannot take the place of one of "
                         f"{home.height}x{home.width}.")
    rows, columns = (np.abs(np.arange(side) + shift) for side, shift in
                     ((image.shape[0], hole.top - home.top),
                      (image.shape[1], hole.left - home.left)))
    rows, columns = (np.where(places < side, places, 2 * (side - 1) - places)
                     for places, side in zip((rows, columns), image.shape[:2]))
    return np.asarray(image)[rows[:, np.newaxis], columns]


def count_invented(hole, side=SIDE, reach=REACH):
    """Count the pixels within the network's `reach` around a hole that lie outside the image."""
    inside = 1
    for start, stop in ((hole.top, hole.bottom), (hole.left, hole.right)):
        inside *= min(stop + reach, side) - max(start - reach, 0)
    return (hole.height + 2 * reach) * (hole.width + 2 * reach) - inside


def compare_fills(settings):
    """Return every fill of the hole, each scored inside the hole.

    The network knows one place only. For another one the image is shifted until the hole lies
    there, and what is then missing at its rim is mirrored.
    """
    truth = check_square(settings.image)
    hole = Hole(settings.top, settings.left, PAPER_32.height, PAPER_32.width)
    mask = make_mask(hole, SIDE, SIDE)
    holed = cut_hole(truth, hole)
    fills = {name: fill(holed, mask) for name, fill in FILLS.items()}
    invented = 0
    if settings.network is not None:
        fills[NETWORK] = _paint(settings.network, holed, hole)
        invented = count_invented(hole)
    errors = {name: mse_hole(fill, truth, mask) for name, fill in fills.items()}
    alt = ("A picture and the same with a black square; below and beside, "
           f"{len(fills)} fills of the square, and where each errs, bright on black: "
           f"{_list_errors(errors)}.")
    return PaintAnswer(errors, invented, _draw(truth, holed, hole, fills, errors), alt,
                       _describe(settings, hole, errors, invented))


def _paint(network, holed, hole):
    from inpaint_lib.fills.network import paint_squares

    home = bring_hole_home(holed, hole)
    return paste_hole(holed, hole, paint_squares(network, home[np.newaxis], PAPER_32)[0])


def _list_errors(errors):
    return ", ".join(f"{name} {error:.4f}" for name, error in errors.items())


def _describe(settings, hole, errors, invented):
    best = min(errors, key=errors.get)
    words = [f"Mean squared error in the hole at row {hole.top}, column {hole.left}: "
             f"{_list_errors(errors)}. Smallest: {best}."]
    if settings.network is not None:
        beyond = []
        if not settings.is_face:
            beyond.append("it has only ever seen drawn faces")
        if hole != PAPER_32:
            beyond.append(f"it knows a hole at row {PAPER_32.top}, column {PAPER_32.left} only, "
                          "so the picture was shifted there")
        if invented:
            beyond.append(f"{invented:,} of the pixels it reads were made up by mirroring")
        if beyond:
            words.append(f"The network is outside its training: {'; '.join(beyond)}.")
    return " ".join(words)


def _draw(truth, holed, hole, fills, errors):
    near = (slice(max(hole.top - MARGIN, 0), hole.bottom + MARGIN),
            slice(max(hole.left - MARGIN, 0), hole.right + MARGIN))
    scores = [(f"MSE {errors[name]:.4f}", enlarge(colour_errors(fill, truth)[near], 2))
              for name, fill in fills.items()]
    return join_panels([("truth", enlarge(truth, 1)),
                        *((name, enlarge(fill, 1)) for name, fill in fills.items()),
                        ("with its hole", enlarge(holed, 1)), *scores], columns=len(fills) + 1)


@functools.cache
def load_compact():
    """Load our compact network for 32x32 holes, and TensorFlow with it."""
    from inpaint_lib.files import find_data
    from inpaint_lib.models.weights import load_network

    return load_network(find_data("compact_32.keras"))


class PaintLab(PictureLab):
    """The lab of chapter 4 on the screen.

    Parameters
    ----------
    network : keras.Model, optional
        Our compact network where it is loaded already. Otherwise a tick loads it.
    """

    name = "paint"

    def __init__(self, network=None):
        self._network = network
        super().__init__()

    def make_controls(self, widgets):
        """Return the controls."""
        last = SIDE - PAPER_32.height
        pictures = self.make_picture_controls(widgets)
        return {
            "face": pictures["face"],
            "top": widgets.IntSlider(PAPER_32.top, 0, last, description="top"),
            "left": widgets.IntSlider(PAPER_32.left, 0, last, description="left"),
            "picture": pictures["picture"],
            NETWORK: widgets.Checkbox(self._network is not None, description=NETWORK),
            PHOTO: pictures[PHOTO],
        }

    def arrange(self, widgets):
        """Return the box, with what a photo may be below the picture."""
        box = super().arrange(widgets)
        box.children = (*box.children, widgets.HTML(f"<small>{UPLOAD_HINT}</small>"))
        return box

    def read_settings(self):
        """Return the settings that the controls show."""
        image, is_face = self.read_image()
        network = self._network if self.controls[NETWORK].value else None
        return PaintSettings(image, self.controls["top"].value, self.controls["left"].value,
                             network, is_face)

    def find_answer(self, settings):
        """Return the answer to settings."""
        return compare_fills(settings)

    def on_change(self, change):
        """Answer anew; a tick loads the network."""
        if change["owner"] is self.controls[NETWORK] and change["new"] and self._network is None:
            self.load_network()
        super().on_change(change)

    def load_network(self):
        """Load our network, and say so first: it takes some seconds."""
        self.say("Loading TensorFlow and our network; this takes some seconds, once.")
        self._network = load_compact()

    def close(self):
        """Take the lab from the screen and let go of network and photo."""
        super().close()
        self._network = None
