"""Scalar fields that the painting is made of: soft steps, distances, bumps and blends.

Every function takes float32 arrays of one shape and returns float32. Distances are negative
inside a shape, and lengths are in head units (1 = half the width of the head).
"""

import numpy as np


def ramp(start, stop, value):
    """Rise smoothly from 0 at `start` to 1 at `stop` (which may be the smaller of the two)."""
    t = np.clip((value - np.float32(start)) * np.float32(1.0 / (stop - start)), 0, 1)
    return t * t * (3 - 2 * t)


def bump(x, y, centre_x, centre_y, radius_x, radius_y):
    """Return a Gaussian hill of height 1."""
    u = (x - np.float32(centre_x)) * np.float32(1 / radius_x)
    v = (y - np.float32(centre_y)) * np.float32(1 / radius_y)
    return np.exp(-(u * u + v * v))


def ellipse(x, y, centre_x, centre_y, radius_x, radius_y):
    """Return the approximate distance to an ellipse, negative inside."""
    u = (x - np.float32(centre_x)) * np.float32(1 / radius_x)
    v = (y - np.float32(centre_y)) * np.float32(1 / radius_y)
    return (np.sqrt(u * u + v * v) - 1) * np.float32(min(radius_x, radius_y))


def union(first, second, softness):
    """Join two distances with a fillet of the given size (0 would leave a crease)."""
    h = np.maximum(softness - np.abs(first - second), 0) * np.float32(1 / softness)
    return np.minimum(first, second) - h * h * np.float32(softness * 0.25)


def intersection(first, second, softness):
    """Keep what lies in both shapes, with a rounded edge."""
    return -union(-first, -second, softness)


def tint(colours, colour, weight):
    """Blend planar colours (3, H, W) in place towards one colour, or towards another picture."""
    target = np.asarray(colour, np.float32)
    if target.ndim == 1:
        target = target[:, None, None]
    colours += (target - colours) * weight
    return colours


def flood(colour, shape):
    """Return a planar picture (3, H, W) of one colour."""
    return np.zeros((3, *shape), np.float32) + np.asarray(colour, np.float32)[:, None, None]
