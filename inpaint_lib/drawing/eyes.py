"""Eyes: almond opening, dark rim, lid shadow, iris, pupil and catchlight, pin-sharp."""

import numpy as np

from inpaint_lib.drawing.canvas import bump, intersection, ramp, tint

RIM = (.075, .055, .05)
PUPIL = (.03, .025, .025)


def paint_eyes(picture, windows, x, y, animal, lamp):
    """Paint both eyes in place; `windows` holds the slices of the picture round each eye."""
    rng = animal.rng("eyes")
    gaze = rng.uniform(-.022, .022), rng.uniform(-.010, .012)
    pupil = rng.uniform(.34, .52)
    for side, window in windows.items():
        part = picture[(slice(None), *window)]
        _paint_eye(part, x[window], y[window], animal, side, gaze, pupil, lamp)


def _paint_eye(part, x, y, animal, side, gaze, pupil, lamp):
    form, size = animal.form, animal.form.eye_width
    u0, v0 = side * x - np.float32(form.eye_x), y
    cos, sin = np.float32(np.cos(form.eye_tilt)), np.float32(np.sin(form.eye_tilt))
    u, v = u0 * cos - v0 * sin, u0 * sin + v0 * cos
    upper, opening = _measure_lids(u, v, size, animal)
    _paint_rim(part, u, v, opening, size)
    ball = _colour_ball(u0 - np.float32(side * gaze[0]), v0 - np.float32(gaze[1]), size, pupil,
                        animal)
    ball *= 1 - .60 * ramp(-.055, .0, upper)
    glint_x = (.30 if lamp.direction[0] > 0 else -.30) * size
    glint = bump(side * u0, v0, glint_x, -.27 * size * min(animal.lid_opening, 1), .17 * size,
                 .15 * size)
    tint(ball, (.98, .98, .97), np.clip(1.5 * glint, 0, 1) * .95)
    tint(part, ball, ramp(.008, -.010, opening))


def _measure_lids(u, v, size, animal):
    lid, arch = animal.lid_opening, 1 - (u / np.float32(size)) ** 2
    # A frown presses on the inner half of the upper lid; a raised brow lifts it.
    frown = np.float32(.22 * animal.brow) * ramp(.4 * size, -size, u) * np.float32(size)
    upper = -v - np.float32(size * .62 * lid) * arch + frown
    lower = v - np.float32(size * .50 * min(lid, 1)) * arch
    return upper, intersection(upper, lower, .02)


def _paint_rim(part, u, v, opening, size):
    corner = np.sqrt(((u + size * 1.22) * .5) ** 2 + (v - .03) ** 2)
    rim = np.maximum(ramp(.046, .010, opening), .9 * ramp(.032, .0, corner))
    tint(part, RIM, rim * .95)


def _colour_ball(u, v, size, pupil, animal):
    radius = size * .62
    r = np.sqrt(u * u + v * v)
    iris = np.array(animal.palette.iris, np.float32)[:, None, None]
    ball = iris * (.62 + .70 * ramp(-.08, .09, v))
    tint(ball, np.array(animal.palette.iris) * .35, ramp(radius * .72, radius * 1.0, r))
    tint(ball, (.2, .15, .12), ramp(radius * .98, radius * 1.08, r))
    squeeze = 1.6 if animal.species == "fox" else 1.0
    r_pupil = np.sqrt((u * np.float32(squeeze)) ** 2 + v * v)
    edge = radius * pupil
    tint(ball, PUPIL, ramp(edge * 1.12, edge * .9, r_pupil))
    return ball
