"""Strokes: tapered, curved marks drawn onto the canonical canvas.

Stripes, spots, ear hair and manes are all made of them.
"""

from functools import lru_cache

import cv2
import numpy as np

from inpaint_lib.drawing.canvas import TEXELS, to_texels


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
    """Return the outline of strokes: thickest at `peak` of their length, `tail` wide at the ends.

    Points are (..., n, 2) and widths (...); the outlines are (..., 2 n, 2).
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
