"""The head as a form, with an outline and a relief, and neck, chest and shoulders behind it.

The outline is a distance, the relief a height towards the viewer.
"""

import numpy as np

from inpaint_lib.drawing.canvas import bump, ellipse, ramp, union

DOME_DEPTH, DOME_RADIUS = 0.78, 0.80
FLOOR = -0.35


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


def measure_head(form, x, y):
    """Return the distance to the outline of the head (negative inside), without the ears."""
    ax = np.abs(x)
    crown = ellipse(ax, y, *form.crown)
    cheek = ellipse(ax, y, *form.cheek)
    muzzle = union(ellipse(ax, y, *form.muzzle), ellipse(ax, y, *form.chin), .15)
    if form.kind == "dog":
        return union(union(crown, cheek, .25), muzzle, .28)
    return union(union(crown, cheek, .30), muzzle, .22)


def raise_relief(form, x, y):
    """Return the height of the head above the plane of the ears, on any grid."""
    distance = measure_head(form, x, y)
    depth = np.clip(-distance / np.float32(DOME_RADIUS), 0, 1)
    dome = np.float32(DOME_DEPTH) * np.sqrt(np.maximum(depth * (2 - depth), 0))
    outside = np.maximum(-0.6 * np.maximum(distance, 0), FLOOR)
    features = _raise_dog(form, x, y) if form.kind == "dog" else _raise_cat(form, x, y)
    # Features fade towards the outline, so that the relief meets the floor without a cliff.
    return (dome + outside + features * ramp(.02, -.18, distance)).astype(np.float32)


def _raise_dog(form, x, y):
    ax, nose = np.abs(x), form.nose_y
    bridge = np.exp(-(ax / np.float32(.19)) ** 4)
    bridge = bridge * ramp(-.35, .2, y) * ramp(nose + .1, nose - .1, y)
    # The muzzle stays high below the nose, so that nose and lips face the viewer.
    below = np.maximum(y - np.float32(nose), 0) * np.float32(.35)
    return (np.float32(form.muzzle_rise) * bump(ax, y - below, 0, nose - .02, .35, .42)
            + .09 * bridge - .10 * bump(ax, y, form.eye_x, .03, .18, .13)
            + .07 * bump(ax, y, form.eye_x, -.20, .25, .13))


def _raise_cat(form, x, y):
    ax, nose = np.abs(x), form.nose_y
    bridge = np.exp(-(ax / np.float32(.27)) ** 4)
    bridge = bridge * ramp(-.5, .1, y) * ramp(nose + .15, nose - .1, y)
    return (np.float32(form.muzzle_rise) * bump(ax, y, 0, nose + .02, .42, .38) + .09 * bridge
            + .15 * bump(ax, y, .20, nose + .18, .18, .16)
            + .10 * bump(ax, y, 0, nose + .47, .2, .12)
            - .10 * bump(ax, y, form.eye_x, .03, .20, .13)
            + .08 * bump(ax, y, form.eye_x, -.22, .26, .11)
            + .10 * bump(ax, y, .62, .42, .28, .28))
