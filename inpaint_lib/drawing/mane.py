"""Manes and ruffs: hundreds of tapered locks, laid from the back to the front."""

import numpy as np

from inpaint_lib.drawing.canvas import to_texels
from inpaint_lib.drawing.strokes import make_colour_canvas, make_mask_canvas

import cv2

STEPS = 9


def has_mane(animal):
    """Say whether the animal wears a lion's mane."""
    return animal.species == "lion" and animal.sex == "male" and animal.age != "young"


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
    light = np.clip(coat * rng.uniform(.8, 1.15) * (1.05, .92, .75), 0, 1)
    deep = dark * rng.uniform(.6, 1.7)
    count = 620
    angle = rng.uniform(-np.pi, np.pi, count)
    # From the outermost layer inwards, so that inner locks lie on top.
    ring = np.sort(rng.random(count))[::-1]
    root = .55 + .75 * ring
    length = rng.uniform(.35, .62, count) * (1 + .25 * np.cos(angle))
    mix = np.clip(ring * 1.15 - .15 + .18 * np.cos(angle) + rng.normal(0, .16, count), 0, 1)
    colours = light + (deep - light) * mix[:, None]
    colours = colours * rng.uniform(.62, 1.30, (count, 1))
    return _draw_all(rng, angle, root, length, colours, (0, .32), (.98, 1.04), deep, .075)


def _draw_ruff(animal):
    rng = animal.rng("mane")
    palette = animal.palette
    coat, dark, pale = (np.array(c) for c in (palette.coat, palette.dark, palette.pale))
    count = 420
    angle = rng.uniform(-.78 * np.pi, .78 * np.pi, count)
    ring = np.sort(rng.random(count))[::-1]
    root = .45 + .42 * ring
    length = rng.uniform(.25, .42, count)
    below = np.clip(np.cos(angle), 0, 1) ** .7
    colours = coat + (pale - coat) * (below * rng.uniform(.5, 1.1, count))[:, None]
    share = rng.random(count) * (.75 if animal.species == "wolf" else .25) * (1 - .6 * below)
    colours = (colours + (dark - colours) * share[:, None]) * rng.uniform(.72, 1.15, (count, 1))
    return _draw_all(rng, angle, root, length, colours, (0, .40), (.95, .92), coat * .6, .06)


def _draw_all(rng, angle, root, length, colours, middle, stretch, ground, width):
    """Draw locks that leave `middle` at `angle` (0 is down) and droop outwards."""
    count = len(angle)
    outward = np.stack([np.sin(angle), np.cos(angle)], axis=1)
    start = np.array(middle) + outward * root[:, None] * stretch
    droop = np.stack([np.zeros(count), rng.uniform(.0, .30, count)], axis=1)
    sway = rng.normal(0, .16, count)[:, None] * outward[:, ::-1] * (1, -1)
    end = start + outward * length[:, None] + droop + sway
    control = start + outward * length[:, None] * .6 - sway * .6
    t = np.linspace(0, 1, STEPS)[:, None, None]
    spine = start * (1 - t)**2 + 2 * control * t * (1 - t) + end * t**2
    along = np.gradient(spine, axis=0)
    along /= np.linalg.norm(along, axis=2, keepdims=True) + 1e-9
    profile = (np.linspace(0, 1, STEPS)**.5 * (1 - np.linspace(0, 1, STEPS)) * 1.6 + .06)
    half = profile[:, None] * (width * rng.uniform(.5, 1.2, count))
    across = np.stack([-along[..., 1], along[..., 0]], axis=2) * half[..., None]
    outlines = to_texels(np.concatenate([spine + across, (spine - across)[::-1]]))
    picture, cover = make_colour_canvas(np.clip(ground, 0, 1)), make_mask_canvas()
    outlines = np.ascontiguousarray(outlines.transpose(1, 0, 2))
    for outline, colour in zip(outlines, np.clip(colours, 0, 1) * 255):
        cv2.fillPoly(picture, [outline], colour.tolist(), cv2.LINE_AA, 4)
        cv2.fillPoly(cover, [outline], 255, cv2.LINE_AA, 4)
    return picture, cover
