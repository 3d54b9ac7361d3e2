"""Manes and ruffs: hundreds of tapered locks, laid from the back to the front."""

import numpy as np

from inpaint_lib.drawing.strokes import (fill, fill_coloured, lock, make_colour_canvas,
                                         make_mask_canvas)


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
    """Draw locks that leave `middle` at `angle` (0 is down) and droop outwards.

    Nothing shows through nearer to the middle than `closed`.
    """
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
