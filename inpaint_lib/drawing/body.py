"""Neck, chest and shoulders behind the head."""

import numpy as np

from inpaint_lib.drawing.fields import ellipse, ramp, union


def draw_stance(rng):
    """Draw to which side the body is turned and how broad it is."""
    return float(rng.uniform(-.7, .7)), float(rng.uniform(.85, 1.2))


def measure_body(stance, x, y):
    """Return the distance to neck and shoulders, negative inside."""
    turn, breadth = stance
    neck = ellipse(x, y, turn * .35, 1.0, .98 * breadth, 1.15)
    shoulders = ellipse(x, y, turn * 1.2, 2.35, 2.0 * breadth, 1.40)
    return union(neck, shoulders, .5)


def shade_body(stance, x, y, distance, lamp):
    """Return the light on the body: round at its edges, dark under the head."""
    turn, _ = stance
    edge = ramp(.02, -.55, distance)
    side = np.clip((x - turn) * np.float32(lamp.direction[0]), -1, 1)
    under_head = ramp(.75, -.15, ellipse(x, y, 0, .40, .85, .95))
    return (.68 + .32 * edge) * (1 + .30 * side) * (1 - .45 * under_head)
