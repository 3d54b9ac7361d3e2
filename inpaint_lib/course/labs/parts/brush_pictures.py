"""The pictures of the brush's lab: the hole, its fills, and what lies behind them.

Images are float32 in [0, 1], (128, 128, 3), and drawn enlarged twice; `found` is a `BrushFills` and
in every mask True means missing. Most functions return two pairs of title and picture.
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageColor, ImageDraw
from scipy import ndimage

from inpaint_lib.course.labs.panels import (ACCENT, BLUE, INK, LARGEST_ERROR, PAPER, colour_errors,
                                            colour_values, enlarge, load_font)
from inpaint_lib.images import as_uint8

SIDE, SCALE = 128, 2
ANYWHERE, MEMBRANE = "anywhere", "membrane"
INSIDE, ERRORS, NEARER = "order and attention", "where each errs", "truth and nearer fill"
ROOM = 6
"""Pixels around the number of a ring."""


@dataclass(frozen=True, eq=False)
class BrushFills:
    """What follows from picture and hole alone, wherever the brush is.

    `mask` (True = missing) and `rings`, as in `number_rings`, are (128, 128). `fills` and `errors`,
    mean squared ones inside the hole, go by name; where nothing or everything is missing they are
    empty, and the rings 0. `attention` says where each missing cell of the first fill looks; it is
    None if there is nowhere to look.
    """

    mask: np.ndarray
    rings: np.ndarray
    fills: dict
    errors: dict
    attention: object


@dataclass(frozen=True, eq=False)
class Looks:
    """Where the missing cell nearest to the brush looks.

    `place` (2,) is its row and column; `sources` (K, 2) are those it looks to, with `weights` (K,)
    in (0, 1], the largest first.
    """

    place: np.ndarray
    sources: np.ndarray
    weights: np.ndarray


def compare_distances(image, found):
    """Return how much farther from the truth (squared) `anywhere` is than the membrane, (H, W)."""
    first, second = (((found.fills[name] - image) ** 2).sum(axis=-1)
                     for name in (ANYWHERE, MEMBRANE))
    return first - second


def draw_holed(image, mask, is_black=True):
    """Draw an image and its hole, with a white line at the rim, which shows on black fur too.

    Unless `is_black`, the image is seen in the hole.
    """
    picture = np.array(enlarge(np.where(mask[..., np.newaxis] & is_black, 0, image), SCALE))
    missing = mask.repeat(SCALE, axis=0).repeat(SCALE, axis=1)
    rim = missing & ~ndimage.binary_erosion(missing, np.ones((3, 3)), border_value=1)
    picture[rim] = 255
    return Image.fromarray(picture)


def draw_fills(image, found):
    """Draw the two fills; in the place of one that is not there, a note."""
    if not found.fills:
        untouched = draw_holed(image, found.mask)
        return (ANYWHERE, untouched), (MEMBRANE, untouched)
    return tuple((f"{name}: MSE {found.errors[name]:.4f}", enlarge(found.fills[name], SCALE))
                 if name in found.fills else (name, _write_note()) for name in (ANYWHERE, MEMBRANE))


def draw_errors(image, found):
    """Draw where each of the two fills errs, bright on black."""
    # Where nothing was filled, no error is shown either.
    fills = found.fills or {ANYWHERE: image, MEMBRANE: image}
    return tuple((f"{name}: error, black 0 to bright {LARGEST_ERROR}",
                  enlarge(colour_errors(fills[name], image), SCALE)
                  if name in fills else _write_note()) for name in (ANYWHERE, MEMBRANE))


def draw_nearer(image, found):
    """Draw the truth, and in colours which of the two fills is nearer to it."""
    title = f"nearer: {ANYWHERE} blue, {MEMBRANE} orange"
    if found.fills and ANYWHERE not in found.fills:
        return ("the truth", enlarge(image, SCALE)), (title, _write_note())
    pixels = as_uint8(0.35 * image + 0.65)
    if found.fills:
        farther = np.where(found.mask, compare_distances(image, found), 0)
        pixels[farther < 0], pixels[farther > 0] = map(ImageColor.getrgb, (BLUE, ACCENT))
    return ("the truth", enlarge(image, SCALE)), (title, enlarge(pixels, SCALE))


def _write_note():
    """Draw what stands in the place of the network's fill until the network is loaded."""
    note, middle = Image.new("RGB", (SIDE * SCALE, SIDE * SCALE), "#eeeeee"), SIDE * SCALE / 2
    ImageDraw.Draw(note).text((middle, middle), f"Tick {ANYWHERE!r} for its fill.", fill=INK,
                              anchor="mm", font=load_font())
    return note


def draw_inside(image, settings, found, looks):
    """Draw the rings of the hole, and the arrows from one missing place to where it looks, if any.

    The brush is a circle in both pictures.
    """
    last, missing = found.rings.max(), found.mask[..., np.newaxis]
    pale = np.where(missing, 0, 0.35 * image + 0.65)
    colours = colour_values(found.rings, "viridis", 1, max(last, 2)) / np.float32(255)
    order = enlarge(np.where(missing & (last > 0), colours, pale), SCALE)
    filled = next(iter(found.fills.values()), np.where(missing, 0, image))
    attention = draw_holed(0.65 * filled + 0.35, found.mask, is_black=False)
    _write_last_rings(order, found.rings)
    if looks is not None:
        _draw_arrows(attention, looks)
    for picture in (order, attention):
        _draw_brush(picture, settings)
    title = f"order: ring 1 (dark) to {last} (bright)" if last else "order"
    return (title, order), ("attention: where one place looks", attention)


def _write_last_rings(picture, rings):
    """Write into each hole that has room the number of its innermost ring."""
    draw = ImageDraw.Draw(picture)
    holes, count = ndimage.label(rings > 0, np.ones((3, 3)))
    for number in range(1, count + 1):
        deepest = np.where(holes == number, rings, 0)
        if deepest.max() >= ROOM:
            row, column = np.clip(np.unravel_index(deepest.argmax(), rings.shape), ROOM,
                                  SIDE - ROOM)
            draw.text(find_point((row, column)), str(deepest.max()), fill=INK, anchor="mm",
                      font=load_font(12), stroke_width=2, stroke_fill=PAPER)


def _draw_arrows(picture, looks):
    draw = ImageDraw.Draw(picture)
    start = find_point(looks.place)
    # The thickest last, so that it lies on top.
    for source, weight in list(zip(looks.sources, looks.weights))[::-1]:
        end, width = find_point(source), 1 + round(2 * weight / looks.weights[0])
        for extra, colour in ((2, PAPER), (0, ACCENT)):
            draw.line([start, end], fill=colour, width=width + extra)
            _draw_head(draw, start, end, 5 + width + extra, colour)


def _draw_head(draw, start, end, size, colour):
    way = np.subtract(end, start)
    way = way / max(np.hypot(*way), 1e-9)
    across = np.array([-way[1], way[0]])
    corners = [end + 0.4 * size * way, end - 0.6 * size * way + 0.5 * size * across,
               end - 0.6 * size * way - 0.5 * size * across]
    draw.polygon([tuple(corner) for corner in corners], fill=colour)


def _draw_brush(picture, settings):
    draw = ImageDraw.Draw(picture)
    column, row = find_point((settings.row, settings.column))
    for inset, width, colour in ((-1, 4, PAPER), (0, 2, ACCENT)):
        radius = settings.breadth * SCALE / 2 - inset
        draw.ellipse([column - radius, row - radius, column + radius, row + radius],
                     outline=colour, width=width)


def find_point(place):
    """Return x and y of the middle of a pixel (row, column) in an enlarged picture.

    Examples
    --------
    >>> find_point((3, 0))
    (1.0, 7.0)
    """
    return (place[1] + 0.5) * SCALE, (place[0] + 0.5) * SCALE
