"""Light: one soft lamp and the sky shade the relief before a blurred outdoor background.

The camera then exposes the picture.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from inpaint_lib.drawing.canvas import SPAN, flood, tint

SOFTNESS = 0.06

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


@dataclass(frozen=True)
class Lamp:
    """Direction towards the lamp (x right, y down, z to the viewer) and its share of the light."""

    direction: tuple
    strength: float


def draw_lamp(rng):
    """Draw a lamp from above, often strongly to one side."""
    side = float(rng.uniform(-1, 1))
    direction = np.array([1.1 * side, -rng.uniform(.35, .9), rng.uniform(.55, .95)])
    direction /= np.linalg.norm(direction)
    return Lamp(tuple(direction), float(rng.uniform(.75, 1.15)))


def shade_relief(relief, rotation, lamp):
    """Return the light that each texel of the relief gets, about 1 on average."""
    per_unit = relief.shape[0] / SPAN
    # Fur rounds every edge off, so the light sees a softer relief than the line of sight.
    relief = cv2.GaussianBlur(relief, (0, 0), SOFTNESS * per_unit)
    slope_x = cv2.Sobel(relief, cv2.CV_32F, 1, 0, scale=per_unit / 8)
    slope_y = cv2.Sobel(relief, cv2.CV_32F, 0, 1, scale=per_unit / 8)
    lx, ly, lz = (rotation.T @ np.array(lamp.direction)).astype(np.float32)
    length = 1 / np.sqrt(1 + slope_x**2 + slope_y**2)
    facing = (lz - lx * slope_x - ly * slope_y) * length
    direct = np.clip(0.55 * facing + 0.45 * np.maximum(facing, 0), -.25, 1)
    sky = 0.55 + 0.45 * length
    return (0.30 + 0.36 * sky + np.float32(.66 * lamp.strength) * direct).astype(np.float32)


def focus(picture, places, reach):
    """Soften what lies away from the eyes, as a lens does; positions and reach in pixels."""
    size = picture.shape[1]
    steps = np.arange(size, dtype=np.float32)
    sharp = np.zeros((size, size), np.float32)
    for x, y in places:
        across, down = (np.exp(-((steps - p) / reach) ** 2).astype(np.float32) for p in (x, y))
        sharp = np.maximum(sharp, down[:, None] * across)
    blur = size / 256
    for channel in picture:
        soft = cv2.GaussianBlur(channel, (0, 0), .52 * blur)
        channel[...] = soft + (channel - soft) * sharp
    return picture


def expose(picture, rng):
    """Apply exposure, white balance, a side gradient and a contrast curve to (3, H, W)."""
    size = picture.shape[1]
    sweep = np.linspace(-1, 1, size, dtype=np.float32)
    exposure = np.float32(2 ** rng.uniform(-.38, .35))
    balance = np.array([1 + rng.uniform(-.06, .06), 1, 1 - rng.uniform(-.06, .07)], np.float32)
    picture = picture * (exposure * balance)[:, None, None]
    picture = picture * (1 + np.float32(rng.uniform(-.14, .14)) * sweep[None, None, :])
    grey = picture.mean(axis=0)
    picture = grey + np.float32(rng.uniform(.72, 1.)) * (picture - grey)
    # Haze and the lens lift the darkest tones a little.
    lift = np.float32(rng.uniform(.005, .045))
    picture = np.clip(lift + (1 - 1.5 * lift) * picture, 0, 1)
    curve = np.float32(rng.uniform(.0, .25))
    return picture + curve * (picture * picture * (3 - 2 * picture) - picture)


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
