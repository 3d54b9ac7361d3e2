"""Ears: an outline, a dark hollow and the hair that grows across it, drawn on the canvas."""

import cv2
import numpy as np

from inpaint_lib.drawing.canvas import PER_UNIT, TEXELS, to_texels
from inpaint_lib.drawing.strokes import (bend, fill, fill_coloured, lock,
                                         make_colour_canvas, make_mask_canvas)

SIDES = (-1, 1)


def draw_ears(animal):
    """Return the ears' colours (uint8 canvas, three channels) and their coverage."""
    palette, rng = animal.palette, animal.rng("ears")
    coat, dark, pale = (np.array(c) for c in (palette.coat, palette.dark, palette.pale))
    colours, cover = make_colour_canvas(coat * .9), make_mask_canvas()
    for side in SIDES:
        outline = find_ear_outline(animal.form, side)
        fill(cover, outline)
        _paint_ear(colours, outline, animal, side, rng, coat, dark, pale)
    return colours, cover


def find_ear_outline(form, side):
    """Return the outline of one ear (n, 2) in head units, from the inner to the outer foot."""
    inner, tip, outer = (np.array(p) for p in (form.ear_inner, form.ear_tip, form.ear_outer))
    round_ear = form.kind == "cat"
    if round_ear:
        up = tip - (inner + outer) / 2
        across = (outer - inner) * .12
        # The foot spreads into the head, or the ear would stand on a stalk.
        inner, outer = inner + (-.10, .12), outer + (-.12, .20)
        left = bend([inner, inner + .85 * up, tip - across * 3.0 + .05 * up, tip])
        right = bend([tip, tip + across * 3.2 + .05 * up, outer + .70 * up, outer])
    else:
        left = bend([inner, inner * .62 + tip * .38 - (.07, 0), tip - (.06, -.03), tip])
        right = bend([tip, tip + (.05, .06), outer * .55 + tip * .45 + (.10, 0), outer])
    foot = (inner + outer) / 2 + (-.05, .25)
    return np.concatenate([left, right, [foot]]) * (side, 1)


def _shrink(outline, factor, shift):
    middle = outline[:-1].mean(axis=0)
    return middle + (outline - middle) * factor + shift


def _paint_ear(colours, outline, animal, side, rng, coat, dark, pale):
    edge = {"fox": dark * .8 + coat * .2, "wolf": dark * .5 + coat * .5,
            "lion": coat * .45 + dark * .55}
    rim = edge.get(animal.species, dark * .45 + coat * .55)
    fill(colours, outline, _bytes(rim))
    cat = animal.form.kind == "cat"
    lining = coat * .85 + pale * .12 if cat else coat * .35 + pale * .50
    inner_edge = _shrink(outline, .84 if cat else .80, (0, .03 if cat else .06))
    _blend_in(colours, inner_edge, lining, 4, 1.)
    hollow = dark * .6 + coat * .25 if cat else dark * .5 + coat * .40
    _blend_in(colours, _shrink(outline, .66 if cat else .50, (side * .03, .05)), hollow, 6, .9)
    _draw_ear_hair(colours, outline, rng, pale, coat)
    if cat:
        _draw_ear_foot(colours, outline, rng, coat)


def _blend_in(colours, outline, colour, softness, strength):
    """Blend an outline into the ear, with an edge that is `softness` texels soft."""
    # The blur reaches three times its softness.
    reach = (3 * softness + 4) / PER_UNIT
    corners = outline.min(0) - reach, outline.max(0) + reach
    low, high = np.clip(to_texels(corners, 0), 0, TEXELS)
    window = (slice(low[1], high[1]), slice(low[0], high[0]))
    hollow = make_mask_canvas()
    fill(hollow, outline)
    depth = cv2.GaussianBlur(np.ascontiguousarray(hollow[window]), (0, 0), softness)
    depth = depth.astype(np.float32) * np.float32(strength / 255)
    # One channel after the other, because numpy is slow at steps of three.
    for channel, value in enumerate(_bytes(colour)):
        part = colours[(*window, channel)]
        part[...] = part + (np.float32(value) - part) * depth


def _draw_ear_hair(colours, outline, rng, pale, coat):
    """Pale hair grows from the inner edge across the hollow."""
    count, last = 30, len(outline) - 1
    inner, tip, outer = outline[0], outline[last // 2], outline[last - 1]
    along = rng.uniform(0, .55, (count, 1))
    root = outline[(along[:, 0] * last / 2).astype(int)] + (outer - inner) * .10
    lean = (tip - (inner + outer) / 2) * rng.uniform(.12, .45, (count, 1)) * (1 - along)
    reach = (outer - inner) * rng.uniform(.10, .48, (count, 1))
    tone = rng.uniform(.1, .5, (count, 1))
    outlines = lock(root, root + lean * .3 + reach * .7, root + lean + reach,
                    rng.uniform(.012, .026, count))
    shades = (pale * tone + coat * (1 - tone)) * rng.uniform(.55, .95, (count, 1))
    fill_coloured(colours, outlines, shades)


def _draw_ear_foot(colours, outline, rng, coat):
    """The fur of the crown grows up over the foot of the ear."""
    count, last = 46, len(outline) - 1
    inner, tip, outer = outline[0], outline[last // 2], outline[last - 1]
    up = tip - (inner + outer) / 2
    along = rng.uniform(-.05, 1.05, (count, 1))
    root = inner + (outer - inner) * along - .10 * up
    rise = up * rng.uniform(.25, .50, (count, 1)) * (1 - .8 * along * (1 - along))
    sway = (outer - inner) * rng.normal(0, .06, (count, 1))
    outlines = lock(root, root + .6 * rise, root + rise + sway, rng.uniform(.05, .09, count))
    fill_coloured(colours, outlines, coat * rng.uniform(.62, .92, (count, 1)))


def _bytes(colour):
    return (np.clip(colour, 0, 1) * 255).tolist()
