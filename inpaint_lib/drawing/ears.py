"""Ears: an outline, a dark hollow and the hair that grows across it, drawn on the canvas."""

import cv2
import numpy as np

from inpaint_lib.drawing.strokes import (bend, fill, make_colour_canvas, make_mask_canvas, taper)

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
        left = bend([inner, inner + .75 * up, tip - across * 3.2 + .06 * up, tip])
        right = bend([tip, tip + across * 3.2 + .06 * up, outer + .75 * up, outer])
    else:
        left = bend([inner, inner * .62 + tip * .38 - (.07, 0), tip - (.06, -.03), tip])
        right = bend([tip, tip + (.05, .06), outer * .55 + tip * .45 + (.10, 0), outer])
    foot = (inner + outer) / 2 + (-.05, .25)
    return np.concatenate([left, right, [foot]]) * (side, 1)


def _shrink(outline, factor, shift):
    middle = outline[:-1].mean(axis=0)
    return middle + (outline - middle) * factor + shift


def _paint_ear(colours, outline, animal, side, rng, coat, dark, pale):
    cat = animal.form.kind == "cat"
    edge = {"fox": dark, "wolf": dark * .6 + coat * .4, "lion": coat * .75 + dark * .25}
    rim = edge.get(animal.species, dark * .55 + coat * .45)
    fill(colours, outline, _bytes(rim))
    fill(colours, _shrink(outline, .86, (0, .035)), _bytes(coat * .8 + pale * .15))
    hollow = make_mask_canvas()
    fill(hollow, _shrink(outline, .68, (side * .015, .06)))
    depth = cv2.GaussianBlur(hollow, (0, 0), 7).astype(np.float32)[..., None] / 255 * .85
    shade = np.array(_bytes(dark * .7 + coat * .3 if not cat else dark * .6 + coat * .3))
    blended = colours + (shade - colours) * depth
    np.copyto(colours, blended.astype(np.uint8))
    _draw_ear_hair(colours, outline, side, rng, pale, coat)


def _draw_ear_hair(colours, outline, side, rng, pale, coat):
    """Pale hair grows from the inner edge across the hollow."""
    count = len(outline) - 1
    tip = outline[count // 2]
    for _ in range(34):
        root = outline[int(rng.integers(0, count // 2 - 3))] * rng.uniform(.97, 1.03)
        lean = (tip - root) * rng.uniform(.25, .6)
        reach = np.array([side * rng.uniform(.05, .26), 0])
        points = bend([root, root + lean * .3 + reach * .8, root + lean * .8 + reach])
        colour = pale * rng.uniform(.75, 1.02) * .85 + coat * .15
        fill(colours, taper(points, rng.uniform(.015, .035), .2), _bytes(colour))


def _bytes(colour):
    return (np.clip(colour, 0, 1) * 255).tolist()
