"""Light: one soft lamp and the sky shade the relief; the camera then exposes the picture."""

from dataclasses import dataclass

import cv2
import numpy as np

from inpaint_lib.drawing.canvas import SPAN


SOFTNESS = 0.06


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
