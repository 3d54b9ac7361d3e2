"""Lab of chapter 3: choose layers, and see how far a cell behind them looks over a face."""

import functools
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from inpaint_lib.course.labs.lab import Lab
from inpaint_lib.course.labs.panels import ACCENT, enlarge, join_panels, load_font, outline
from inpaint_lib.datasets.faces import draw_face
from inpaint_lib.holes import Hole, cut_hole
from inpaint_lib.images import as_float, spell_share
from inpaint_lib.models.receptive_field import find_seen, measure_receptive_field

SIDE, SCALE = 128, 3
CENTRE = (68, 70)
"""Middle of the paper's holes: row and column."""

LIMITS = {"kernel": (1, 11), "stride": (1, 4), "pooling": (1, 4), "depth": (1, 6),
          "hole": (1, 64)}
"""Smallest and largest number that each control takes."""


@dataclass(frozen=True)
class FieldSettings:
    """A stack of `depth` equal blocks, and the side of a hole in pixels.

    Each convolves with `kernel` and `stride`, padding "same", and pools cells of side
    `pooling`; 1 is no pooling.
    """

    kernel: int = 3
    stride: int = 1
    pooling: int = 2
    depth: int = 2
    hole: int = 16


@dataclass(frozen=True, eq=False)
class FieldAnswer:
    """How far a cell sees.

    Attributes
    ----------
    sides : tuple of int
        Side of the grid of cells before the first block and after each that works.
    size, jump : int or None
        Side of the receptive field and distance of two cells, in pixels; None with `faults`.
    hidden : float or None
        The share of what the cell nearest to the hole's middle sees that is hole.
    faults, cautions : tuple of str
        Why settings cannot work, and what is wasteful or odd about those that do.
    """

    sides: tuple
    size: int | None
    jump: int | None
    hidden: float | None
    faults: tuple
    cautions: tuple
    picture: Image.Image
    alt: str
    words: str


@functools.cache
def load_fox():
    """Return the fox of the chapter: float32, (128, 128, 3), values in [0, 1]."""
    return as_float(draw_face(3404).image)


def check_stack(settings):
    """Return the sides of the grids of cells, and in sentences the faults and cautions.

    Settings without a fault can be built and doubled back to the whole image.
    """
    for name, (low, high) in LIMITS.items():
        if not low <= getattr(settings, name) <= high:
            raise ValueError(f"{name} must lie between {low} and {high}, got "
                             f"{getattr(settings, name)}.")
    sides, faults = [SIDE], []
    cautions = _find_oddities(settings)
    for block in range(1, settings.depth + 1):
        side = sides[-1]
        fault = _find_fault(settings, side)
        if fault:
            faults.append(f"Block {block}: {fault}")
            break
        if settings.kernel > side and not any("padding" in caution for caution in cautions):
            cautions.append(f"Block {block} lays a kernel of {settings.kernel} on {side}x{side} "
                            "cells: much of what it reads is padding, zeros that no picture held.")
        sides.append(side // settings.stride // settings.pooling)
    return tuple(sides), tuple(faults), tuple(cautions)


def _find_fault(settings, side):
    grid = f"a grid of {side}x{side} cells"
    if side % settings.stride:
        return (f"a stride of {settings.stride} does not divide {grid}, so its last cells reach "
                "over the rim and no doubling or tripling on the way back meets the picture's "
                "size.")
    left = side // settings.stride
    if left < settings.pooling:
        return f"a pooling of {settings.pooling} does not fit into {left}x{left} cells."
    if left % settings.pooling:
        return (f"a pooling of {settings.pooling} leaves {left % settings.pooling} of {left} rows "
                "over; it drops them, and no later layer sees that rim of the picture.")
    return ""


def _find_oddities(settings):
    cautions = []
    if settings.kernel % 2 == 0:
        cautions.append(f"A kernel of {settings.kernel} has no middle, so every cell looks one "
                        "step further down and right than up and left.")
    if settings.kernel < settings.stride:
        cautions.append(f"A kernel of {settings.kernel} with a stride of {settings.stride} steps "
                        "over cells that nobody reads.")
    if settings.kernel == 1 and settings.pooling == 1:
        cautions.append("Without a kernel above 1 and without pooling no depth makes a cell see "
                        "more.")
    return cautions


def trace_field(settings):
    """Return how far a cell behind the blocks sees, and how much of that a hole hides.

    The cell is the one whose view has its middle nearest to the middle of the hole.
    """
    sides, faults, cautions = check_stack(settings)
    hole = Hole(CENTRE[0] - settings.hole // 2, CENTRE[1] - settings.hole // 2, settings.hole,
                settings.hole)
    if faults:
        words = f"Cannot work. {' '.join(faults)}"
        alt = "A drawn fox with a black square, crossed out because these layers cannot work."
        return FieldAnswer(sides, None, None, None, faults, cautions, _draw_crossed(hole), alt,
                           words)
    layers = [(settings.kernel, settings.stride), (settings.pooling, settings.pooling)]
    layers *= settings.depth
    size, jump = measure_receptive_field(layers)
    window = tuple(_find_nearest(layers, sides[-1], middle) for middle in CENTRE)
    hidden = _measure_hidden(window, hole)
    words = (f"After {settings.depth} block{'s' * (settings.depth > 1)} there are "
             f"{sides[-1]}x{sides[-1]} cells, {jump} pixel{'s' * (jump > 1)} apart; each sees "
             f"{size}x{size} pixels. {_say_hidden(hidden, settings.hole, size)}")
    alt = (f"A drawn fox with a black square of {settings.hole}x{settings.hole} pixels; the frame "
           f"of what one cell sees, {size}x{size} pixels, and beside it what is inside the frame.")
    return FieldAnswer(sides, size, jump, hidden, (), cautions, _draw_seen(window, hole), alt,
                       " ".join([words, *cautions]))


def _find_nearest(layers, n_cells, middle):
    """Return what the cell sees whose view, rims and all, has its middle nearest to a place."""
    views = [find_seen(layers, cell) for cell in range(n_cells)]
    inside = [slice(view.start, max(min(view.stop, SIDE), view.start + 1)) for view in views]
    return min(inside, key=lambda view: abs(view.start + view.stop - 1 - 2 * middle))


def _measure_hidden(window, hole):
    covered = seen = 1
    for view, (start, stop) in zip(window, ((hole.top, hole.bottom), (hole.left, hole.right))):
        covered *= max(min(view.stop, stop) - max(view.start, start), 0)
        seen *= view.stop - view.start
    return covered / seen


def _say_hidden(hidden, side, size):
    if hidden == 1:
        return (f"The cell in the middle is blind: a hole of {side}x{side} hides all that it "
                "sees.")
    if size >= 2 * SIDE:
        return "Every cell sees the whole picture."
    return (f"Of what the cell in the middle sees, the hole of {side}x{side} hides "
            f"{spell_share(hidden)}; the rest can tell it something.")


def _draw_seen(window, hole):
    image = cut_hole(load_fox(), hole)
    face = enlarge(image, SCALE)
    outline(face, *window, SCALE)
    inside = image[window]
    seen = enlarge(inside, SIDE * SCALE // max(inside.shape[:2]))
    # Always as large as the face, so that nothing jumps while a slider moves.
    sheet = Image.new("RGB", face.size, "white")
    sheet.paste(seen, (0, 0))
    return join_panels([("the frame: what one cell sees", face), ("inside the frame", sheet)])


def _draw_crossed(hole):
    face = enlarge(cut_hole(load_fox(), hole), SCALE)
    draw = ImageDraw.Draw(face)
    end = face.width - 1
    for line in ([0, 0, end, end], [0, end, end, 0]):
        draw.line(line, fill=ACCENT, width=6)
    sign = Image.fromarray(np.full((SIDE * SCALE, SIDE * SCALE, 3), 238, np.uint8))
    ImageDraw.Draw(sign).text((sign.width / 2, sign.height / 2), "cannot work", fill="#222222",
                              anchor="mm", font=load_font(22))
    return join_panels([("these layers", face), ("inside the frame", sign)])


class FieldLab(Lab):
    """The lab of chapter 3 on the screen."""

    name = "field"

    def make_controls(self, widgets):
        """Return the controls."""
        start = FieldSettings()
        return {name: widgets.IntSlider(getattr(start, name), low, high, description=name)
                for name, (low, high) in LIMITS.items()}

    def read_settings(self):
        """Return the settings that the controls show."""
        return FieldSettings(**{name: control.value for name, control in self.controls.items()})

    def find_answer(self, settings):
        """Return the answer to settings."""
        return trace_field(settings)
