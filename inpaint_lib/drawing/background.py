"""Blurred outdoor backgrounds: the colours of a place, blades, discs of out-of-focus light."""

import cv2
import numpy as np

from inpaint_lib.drawing.fields import flood, tint

PLACES = {
    "grass": [(72, 98, 46), (122, 140, 72), (46, 64, 34), (170, 164, 98)],
    "snow": [(206, 212, 220), (180, 190, 204), (232, 234, 240), (140, 148, 160)],
    "rock": [(120, 112, 104), (92, 86, 80), (152, 142, 130), (66, 60, 56)],
    "dusk": [(78, 58, 52), (140, 92, 66), (44, 38, 46), (190, 130, 84)],
    "forest": [(32, 44, 30), (56, 70, 44), (20, 24, 18), (92, 106, 64)],
    "savanna": [(176, 148, 94), (140, 114, 70), (202, 180, 128), (112, 104, 64)],
    "shade": [(32, 30, 28), (46, 42, 38), (18, 16, 16), (70, 64, 54)],
    "sky": [(150, 176, 204), (186, 202, 220), (120, 150, 188), (214, 222, 230)],
}


def paint_background(rng, size):
    """Return a blurred place, planar float32 (3, size, size) in [0, 1]."""
    colours = np.array(PLACES[str(rng.choice(list(PLACES)))], np.float32) / 255
    small = 128
    picture = _mix_clouds(rng, colours, small)
    if rng.random() < .75:
        _add_blades(rng, picture, colours)
    if rng.random() < .35:
        _add_bokeh(rng, picture)
    picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(.9, 3.2))
    picture = cv2.resize(picture, (size, size), interpolation=cv2.INTER_CUBIC)
    return np.clip(np.stack(cv2.split(picture)), 0, 1)


def _mix_clouds(rng, colours, size):
    def cloud():
        cells = rng.integers(3, 12, 2)
        coarse = rng.standard_normal(tuple(cells)).astype(np.float32)
        return cv2.resize(coarse, (size, size), interpolation=cv2.INTER_CUBIC)

    picture = flood(colours[0], (size, size))
    for colour in colours[1:]:
        tint(picture, colour, np.clip(.5 * cloud(), 0, 1))
    slope = np.linspace(rng.uniform(.75, 1.25), rng.uniform(.7, 1.15), size, dtype=np.float32)
    return cv2.merge(list(picture * slope[:, None]))


def _add_blades(rng, picture, colours):
    size = picture.shape[0]
    for _ in range(int(rng.integers(25, 90))):
        foot = rng.uniform(-20, size + 20), size + 5
        tip = foot[0] + rng.normal(0, 25), foot[1] - rng.uniform(.3, 1.1) * size
        colour = colours[int(rng.integers(4))] * rng.uniform(.6, 1.35)
        width = int(rng.integers(1, 5))
        points = [(int(x * 16), int(y * 16)) for x, y in (foot, tip)]
        cv2.line(picture, *points, colour.tolist(), width, cv2.LINE_AA, 4)


def _add_bokeh(rng, picture):
    size = picture.shape[0]
    layer = np.zeros_like(picture)
    for _ in range(int(rng.integers(8, 30))):
        centre = tuple(int(v * 16) for v in rng.uniform(0, size, 2))
        colour = np.array([1, .95, .8]) * rng.uniform(.04, .22)
        disc = np.zeros_like(picture)
        cv2.circle(disc, centre, int(rng.uniform(3, 9) * 16), colour.tolist(), -1, cv2.LINE_AA, 4)
        layer += disc
    picture += layer
