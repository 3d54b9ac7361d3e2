"""Ears, and manes and ruffs of tapered locks laid from the back to the front, on the canvas."""

import cv2
import numpy as np

from inpaint_lib.drawing.canvas import PER_UNIT, TEXELS, to_texels
from inpaint_lib.drawing.strokes import (bend, fill, fill_coloured, lock, make_colour_canvas,
                                         make_mask_canvas)

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


def has_mane(animal):
    """Say whether the animal wears a lion's mane."""
    return animal.species == "lion" and animal.sex == "male"


def draw_locks(animal):
    """Return colours and coverage of the locks behind the face, or None where there are none."""
    if has_mane(animal):
        return _draw_mane(animal)
    if animal.form.kind == "dog":
        return _draw_ruff(animal)
    return None


def _draw_mane(animal):
    rng = animal.rng("mane")
    coat, dark = np.array(animal.palette.coat), np.array(animal.palette.dark)
    light = np.clip(coat * rng.uniform(.80, 1.2) * (.98, .92, .82), 0, 1)
    deep = dark * rng.uniform(.5, 1.5) + coat * rng.uniform(0, .25)
    count = 900
    angle = rng.uniform(-np.pi, np.pi, count)
    # From the outermost layer inwards, so that inner locks lie on top.
    ring = np.sort(rng.random(count))[::-1]
    root = .50 + .75 * ring
    length = rng.uniform(.45, .72, count) * (1 + .20 * np.cos(angle))
    if animal.age == "young":
        root, length = .50 + .38 * ring, .65 * length
    # Neighbouring locks share their tone, as strands of one tress do.
    tress = np.sin(angle * 11 + 5 * ring + rng.uniform(0, 6)) * np.sin(angle * 23 + 3)
    mix = np.clip(ring * 1.5 - .1 + .15 * np.cos(angle) + rng.normal(0, .12, count), 0, 1)
    colours = light + (deep - light) * mix[:, None]
    colours = colours * (1 + .22 * tress + rng.normal(0, .13, count))[:, None]
    return _draw_all(rng, angle, root, length, colours, (0, .32), (1.02, 1.04), deep * .6, .066,
                     .30 + root.max())


def _draw_ruff(animal):
    rng = animal.rng("mane")
    palette = animal.palette
    coat, dark, pale = (np.array(c) for c in (palette.coat, palette.dark, palette.pale))
    count = 520
    angle = rng.uniform(-.78 * np.pi, .78 * np.pi, count)
    ring = np.sort(rng.random(count))[::-1]
    root = .45 + .42 * ring
    length = rng.uniform(.28, .46, count)
    below = np.clip(np.cos(angle), 0, 1) ** .7
    colours = coat + (pale - coat) * (below * rng.uniform(.6, 1.1, count))[:, None]
    share = rng.random(count) * (.7 if animal.species == "wolf" else .25) * (1 - .7 * below)
    colours = (colours + (dark - colours) * share[:, None]) * rng.uniform(.78, 1.12, (count, 1))
    return _draw_all(rng, angle, root, length, colours, (0, .40), (.95, .92), coat * .6, .045, .6)


def _draw_all(rng, angle, root, length, colours, middle, stretch, ground, width, closed):
    """Draw locks that leave `middle` at `angle` (0 is down) and droop; it is opaque to `closed`."""
    count = len(angle)
    outward = np.stack([np.sin(angle), np.cos(angle)], axis=1)
    start = np.array(middle) + outward * root[:, None] * stretch
    droop = np.stack([np.zeros(count), rng.uniform(.0, .35, count)], axis=1)
    sway = rng.normal(0, .10, count)[:, None] * outward[:, ::-1] * (1, -1)
    end = start + outward * length[:, None] + droop + sway
    control = start + outward * length[:, None] * .6 - sway * .6
    outlines = lock(start, control, end, width * rng.uniform(.5, 1.2, count))
    picture, cover = make_colour_canvas(np.clip(ground, 0, 1)), make_mask_canvas()
    round_angle = np.linspace(0, 2 * np.pi, 48)
    disc = np.stack([np.sin(round_angle), np.cos(round_angle)], axis=1) * stretch * closed
    fill(cover, disc + middle)
    fill_coloured(picture, outlines, colours, cover)
    return picture, cover
