"""Strokes: tapered, curved marks drawn onto the canonical canvas.

Stripes, spots, ear hair and manes are all made of them.
"""

import cv2
import numpy as np

from inpaint_lib.drawing.canvas import TEXELS, to_texels


def make_mask_canvas():
    """Return an empty canvas for coverage, uint8."""
    return np.zeros((TEXELS, TEXELS), np.uint8)


def make_colour_canvas(colour):
    """Return a canvas of one colour, uint8 with three channels."""
    texel = np.round(np.clip(colour, 0, 1) * np.float32(255)).astype(np.uint8)
    return np.broadcast_to(texel, (TEXELS, TEXELS, 3)).copy()


def bend(controls, steps=12):
    """Return points (steps, 2) on the Bezier curve of 3 or 4 control points."""
    t = np.linspace(0, 1, steps)[:, None]
    points = [np.asarray(c, float) for c in controls]
    while len(points) > 1:
        points = [a + (b - a) * t for a, b in zip(points[:-1], points[1:])]
    return points[0]


def taper(points, width, peak=.45, tail=.15):
    """Return the outline of a stroke: thickest at `peak` of its length, `tail` wide at its ends."""
    t = np.linspace(0, 1, len(points))
    rise = np.where(t < peak, t / peak, (1 - t) / (1 - peak))
    half = 0.5 * width * (tail + (1 - tail) * np.sqrt(np.clip(rise, 0, 1)))
    along = np.gradient(points, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True) + 1e-9
    across = np.stack([-along[:, 1], along[:, 0]], axis=1) * half[:, None]
    return np.concatenate([points + across, (points - across)[::-1]])


def taper_many(start, control, end, width, steps=9):
    """Return the outlines (n, 2 * steps, 2) of n curved locks, each thick near its root."""
    t = np.linspace(0, 1, steps)[:, None, None]
    spine = start * (1 - t)**2 + 2 * control * t * (1 - t) + end * t**2
    along = np.gradient(spine, axis=0)
    along /= np.linalg.norm(along, axis=2, keepdims=True) + 1e-9
    profile = np.sqrt(t[..., 0]) * (1 - t[..., 0]) * 1.6 + .06
    half = profile * np.asarray(width)
    across = np.stack([-along[..., 1], along[..., 0]], axis=2) * half[..., None]
    return np.concatenate([spine + across, (spine - across)[::-1]]).transpose(1, 0, 2)


def fill_many(outlines, colours, picture, cover=None):
    """Fill outlines one after the other, each with its colour in [0, 1], and their coverage."""
    texels = np.ascontiguousarray(to_texels(outlines))
    for outline, colour in zip(texels, (np.clip(colours, 0, 1) * 255).tolist()):
        cv2.fillPoly(picture, [outline], colour, cv2.LINE_AA, 4)
        if cover is not None:
            cv2.fillPoly(cover, [outline], 255, cv2.LINE_AA, 4)


def blob(centre, radius, stretch=1., turn=0., wobble=(0., 0., 0.), corners=12):
    """Return the outline of a spot: an ellipse with three harmonics of irregularity."""
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    reach = 1 + wobble[0] * np.cos(2 * angle + 9 * wobble[1]) + wobble[1] * np.cos(3 * angle) \
        + wobble[2] * np.sin(4 * angle)
    u, v = reach * np.cos(angle) * stretch, reach * np.sin(angle) / stretch
    cos, sin = np.cos(turn), np.sin(turn)
    return np.asarray(centre) + radius * np.stack([u * cos - v * sin, u * sin + v * cos], axis=1)


def fill(canvas, outline, colour=255):
    """Fill an outline given in head units, with smooth edges."""
    cv2.fillPoly(canvas, [to_texels(outline)], colour, cv2.LINE_AA, 4)
