"""Strokes, tapered and curved, and fur that follows the form: noise smeared along the hair.

Stripes, spots, ear hair and manes are made of strokes. The smearing is line integral convolution
by doubling: averaging a picture with itself moved by 1, 2, 4, ... steps along the flow gives 32
samples a streak for five look-ups.
"""

from functools import lru_cache

import cv2
import numpy as np

from inpaint_lib.drawing import canvas
from inpaint_lib.drawing.canvas import TEXELS, make_noise, ramp, to_texels

VARIANTS = 3
STEPS = 5


def make_mask_canvas():
    """Return an empty canvas for coverage, uint8."""
    return np.zeros((TEXELS, TEXELS), np.uint8)


def make_colour_canvas(colour):
    """Return a canvas of one colour, uint8 with three channels."""
    texel = np.round(np.clip(colour, 0, 1) * np.float32(255)).astype(np.uint8)
    canvas = np.empty((TEXELS, TEXELS, 3), np.uint8)
    canvas[0] = texel
    # Copied row by row: numpy is slow at repeating three bytes.
    canvas[1:] = canvas[0]
    return canvas


@lru_cache(maxsize=None)
def _count_up(steps):
    return np.linspace(0, 1, steps)


def bend(controls, steps=12):
    """Return points (steps, 2) on the Bezier curve of 3 or 4 control points."""
    t = _count_up(steps)[:, None]
    points = [np.asarray(c, float) for c in controls]
    while len(points) > 1:
        points = [a + (b - a) * t for a, b in zip(points[:-1], points[1:])]
    return points[0]


def taper(points, width, peak=.45, tail=.15):
    """Return the outlines (..., 2 n, 2) of strokes along points (..., n, 2), `width` (...) across.

    They are thickest at `peak` of their length, and `tail` of that at the ends.
    """
    return _thicken(points, _find_profile(points.shape[-2], peak, tail), width)


@lru_cache(maxsize=None)
def _find_profile(steps, peak, tail):
    t = _count_up(steps)
    rise = np.where(t < peak, t / peak, (1 - t) / (1 - peak))
    return 0.5 * (tail + (1 - tail) * np.sqrt(np.clip(rise, 0, 1)))


def lock(start, control, end, width, steps=9):
    """Return the outlines (n, 2 * steps, 2) of n curved locks of hair, thick near their roots."""
    t = _count_up(steps)[:, None]
    start, control, end = (np.asarray(p)[:, None] for p in (start, control, end))
    spine = start * (1 - t)**2 + 2 * control * t * (1 - t) + end * t**2
    return _thicken(spine, (np.sqrt(t) * (1 - t) * 1.6 + .06)[:, 0], width)


def _thicken(points, profile, width):
    along = np.empty_like(points)
    along[..., 1:-1, :] = points[..., 2:, :] - points[..., :-2, :]
    along[..., 0, :] = points[..., 1, :] - points[..., 0, :]
    along[..., -1, :] = points[..., -1, :] - points[..., -2, :]
    half = profile * np.asarray(width)[..., None] / (np.hypot(along[..., 0], along[..., 1]) + 1e-9)
    across = np.stack([-along[..., 1], along[..., 0]], axis=-1) * half[..., None]
    return np.concatenate([points + across, (points - across)[..., ::-1, :]], axis=-2)


def blob(centres, radius, stretch, turn, wobble, corners=12):
    """Return the outlines (n, corners, 2) of n spots: ellipses with three harmonics of wobble."""
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    first, second, third = np.asarray(wobble).T[:, :, None]
    reach = 1 + first * np.cos(2 * angle + 9 * second) + second * np.cos(3 * angle) \
        + third * np.sin(4 * angle)
    reach = reach * np.asarray(radius)[:, None]
    stretch, turn = np.asarray(stretch)[:, None], np.asarray(turn)[:, None]
    u, v = reach * np.cos(angle) * stretch, reach * np.sin(angle) / stretch
    cos, sin = np.cos(turn), np.sin(turn)
    return centres[:, None] + np.stack([u * cos - v * sin, u * sin + v * cos], axis=-1)


def fill(canvas, outline, colour=255):
    """Fill an outline given in head units, with smooth edges."""
    cv2.fillPoly(canvas, [to_texels(outline)], colour, cv2.LINE_AA, 4)


def fill_all(canvas, outlines):
    """Fill many outlines of equal length; where they overlap they join."""
    for outline in np.ascontiguousarray(to_texels(outlines)):
        cv2.fillPoly(canvas, [outline], 255, cv2.LINE_AA, 4)


def fill_coloured(picture, outlines, colours, cover=None):
    """Fill outlines one after the other, each with its colour in [0, 1], and their coverage."""
    texels = np.ascontiguousarray(to_texels(outlines))
    for outline, colour in zip(texels, (np.clip(colours, 0, 1) * 255).tolist()):
        cv2.fillPoly(picture, [outline], colour, cv2.LINE_AA, 4)
        if cover is not None:
            cv2.fillPoly(cover, [outline], 255, cv2.LINE_AA, 4)


def find_hair_flow(x, y, nose_y):
    """Return the unit direction of the hair: away from the nose, and falling on the cheeks."""
    dx, dy = x, (y - np.float32(nose_y)) * np.float32(0.9)
    length = np.sqrt(dx * dx + dy * dy) + 0.12
    flow_x, flow_y = dx / length, dy / length
    outer = np.sqrt(x * x + (y - 0.3) ** 2)
    flow_y = flow_y + ramp(0.5, 1.4, outer) * ramp(-0.3, 0.8, y) * 0.6
    length = np.sqrt(flow_x * flow_x + flow_y * flow_y) + 1e-3
    return (flow_x / length).astype(np.float32), (flow_y / length).astype(np.float32)


def smear(texture, flow_x, flow_y, length):
    """Average a texture along the flow over `length` texels."""
    columns, rows = np.meshgrid(*(np.arange(n, dtype=np.float32) for n in texture.shape[::-1]))
    step = length / 2**STEPS
    for doubling in range(STEPS):
        reach = np.float32(step * 2**doubling)
        moved = cv2.remap(texture, columns - flow_x * reach, rows - flow_y * reach,
                          cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
        texture = 0.5 * (texture + moved)
    return texture


def _standardise(texture, width):
    local = texture - cv2.GaussianBlur(texture, (0, 0), width * 5)
    return np.ascontiguousarray(local / local.std())


@lru_cache(maxsize=None)
def make_head_fur(nose_y, hair_width, hair_length, variant):
    """Return one fur texture of unit variance on the canvas; widths in head units."""
    x, y = canvas.make_grid()
    flow_x, flow_y = find_hair_flow(x, y, nose_y)
    turn = 0.45 * make_noise(0.25, variant)
    cos, sin = np.cos(turn), np.sin(turn)
    flow_x, flow_y = flow_x * cos - flow_y * sin, flow_x * sin + flow_y * cos
    grain = make_noise(hair_width, 10 + variant)
    smeared = smear(grain, flow_x, flow_y, hair_length * canvas.PER_UNIT)
    return _standardise(smeared, hair_width * canvas.PER_UNIT)


@lru_cache(maxsize=None)
def make_body_fur(hair_width, hair_length, variant):
    """Return fur that hangs straight down, for neck and chest."""
    turn = 0.35 * make_noise(0.3, variant)
    grain = make_noise(hair_width, 20 + variant)
    smeared = smear(grain, np.sin(turn), np.cos(turn), hair_length * canvas.PER_UNIT)
    return _standardise(smeared, hair_width * canvas.PER_UNIT)
