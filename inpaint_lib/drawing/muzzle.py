"""Nose, mouth and whiskers."""

import cv2
import numpy as np

from inpaint_lib.drawing.canvas import bump, ellipse, intersection, ramp, sample, tint
from inpaint_lib.drawing.individual import FRAME, project, trace_lines

LIP = (.11, .075, .07)
# How fast the front of the muzzle falls back to both sides.
CURVE = np.float32(.7)


def find_mouth_y(form):
    """Return the height of the middle of the mouth."""
    return form.nose_y + form.nose_height + (.11 if form.kind == "cat" else .06)


def find_front(animal, across, down, relief):
    """Return x and y on the front of the muzzle: its middle line swept sideways, gently curved.

    On the relief itself nose and lips would fall on flanks that a turned head shows edge on.
    """
    hit, z = trace_lines(animal.pose, across, down), np.float32(0)
    for _ in range(3):
        x, y = hit(z)
        z = find_front_depth(animal.form, relief, y) - CURVE * np.minimum(x * x, np.float32(.16))
    return hit(z)


def bring_forward(animal, front, x, y):
    """Let the tip of a dog's muzzle be seen whole, in place, however far the head is turned."""
    if animal.form.kind == "cat":
        return
    nose, width = animal.form.nose_y, 1.75 * animal.form.nose_width
    middle = nose + .09 + .05 * animal.mouth_opening
    tip = ellipse(*front, 0, middle, width, .27 + .06 * animal.mouth_opening)
    share = ramp(.02, -.06, tip)
    x += share * (front[0] - x)
    y += share * (front[1] - y)


def find_front_depth(form, relief, y):
    """Return the depth of the muzzle's front on its middle line: less steep than the relief."""
    y = np.asarray(y, np.float32)
    tip = sample(relief, np.zeros((1, 1), np.float32), np.full((1, 1), form.nose_y, np.float32))
    return tip + np.float32(.3) * (sample(relief, np.zeros_like(y), y) - tip)


def paint_mouth(part, x, y, animal, hair):
    """Paint the groove under the nose and the lips, in place."""
    form = animal.form
    ax, mouth_y = np.abs(x), find_mouth_y(form)
    cat = form.kind == "cat"
    width = np.float32(form.nose_width * (1.85 if cat else 1.75))
    t = np.clip(ax / width, 0, 1)
    droop = .09 * np.sin(t * np.float32(1.95)) if cat else .05 * np.sin(t * np.float32(2.4))
    line = mouth_y + droop
    groove = ramp(.020, .004, ax) * ramp(form.nose_y + .5 * form.nose_height - .01,
                                         form.nose_y + .5 * form.nose_height + .01, y)
    groove = groove * ramp(mouth_y + .03, mouth_y + .01, y)
    ends = ramp(1.0, .75, ax / width)
    lips = ramp(.030, .006, np.abs(y - line)) * ends
    if animal.mouth_opening:
        _paint_open_mouth(part, x, y - line, ax / width, animal, hair)
    else:
        under = ramp(.14, .0, y - line) * ramp(-.01, .01, y - line) * ramp(1.0, .6, ax / width)
        part *= 1 - .42 * under
    tint(part, LIP, np.clip(.75 * groove + .9 * lips, 0, 1))


def _paint_open_mouth(part, x, below, t, animal, hair):
    """Paint the lower jaw, and between the lips the dark of the mouth, tongue and canine teeth."""
    opening = np.float32(.07 + .12 * animal.mouth_opening)
    width = np.float32(animal.form.nose_width * (1.85 if animal.form.kind == "cat" else 1.75))
    reach = np.clip(1 - (t / np.float32(.86)) ** 2, 0, 1)
    gape = opening * np.sqrt(reach)
    _paint_jaw(part, x, below - gape, width, animal, hair)
    tint(part, LIP, ramp(.035, .012, below - gape) * ramp(-.01, .01, below) * ramp(1, .8, t) * .9)
    inside = ramp(-.012, .012, below) * ramp(.010, -.010, below - gape)
    tint(part, (.16, .055, .055), inside)
    from_tongue = np.sqrt((x / (.52 * width)) ** 2 + ((below - opening) / (.55 * opening)) ** 2)
    tongue = ramp(1.08, .85, from_tongue)
    tint(part, (.66, .34, .34), tongue * inside * (.72 + .28 * ramp(.0, .04, np.abs(x))))
    length = .50 * opening
    tooth = ramp(.030, .015, np.abs(np.abs(x) - .50 * width) + .026 * below / length)
    tint(part, (.88, .85, .76), tooth * ramp(length, .8 * length, below) * inside)


def _paint_jaw(part, x, beneath, width, animal, hair):
    """Paint the fur of the chin under the lower lip, and the shadow at its edge."""
    from_chin = np.sqrt((x / (.95 * width)) ** 2 + ((beneath - .05) / np.float32(.17)) ** 2)
    pale = np.array(animal.palette.pale, np.float32)[:, None, None]
    brightness = part.mean(axis=0) / np.maximum(pale.mean(), .2)
    fur = pale * np.clip(brightness, .35, .85) * (1 + .12 * hair)
    tint(part, LIP, .45 * bump(x, beneath, 0, .25, width, .09))
    tint(part, fur, .85 * ramp(1.1, .75, from_chin + .05 * hair))


def paint_nose(part, x, y, animal, lamp):
    """Paint the nose leather with its nostrils and wet shine, in place."""
    form = animal.form
    width, height = form.nose_width, form.nose_height
    ax, down = np.abs(x), y - np.float32(form.nose_y)
    narrowing = np.clip(1 - .55 * ramp(-.3 * height, 1.2 * height, down), .1, 1)
    outline = intersection(ax - width * narrowing, np.abs(down) - height,
                           .08 if form.kind == "cat" else .10)
    colour = np.array(animal.palette.nose, np.float32)[:, None, None]
    leather = colour * (.70 + .65 * ramp(.6 * height, -.9 * height, down))
    black = np.mean(animal.palette.nose) < .25
    shine = bump(x, down, .06 * lamp.direction[0], -.55 * height, .07, .03)
    tint(leather, (.9, .9, .92), shine * (.5 if black else .18))
    nostril = bump(ax, down, .55 * width, .25 * height, .048, .034)
    tint(leather, (.05, .04, .04), np.clip(1.4 * nostril, 0, 1) * .92)
    tint(part, LIP, ramp(.045, -.005, outline) * .55)
    tint(part, leather, ramp(.012, -.012, outline))


def draw_whiskers(animal, pixels, relief_at):
    """Return the whiskers' coverage, float32 (pixels, pixels): thin curves fixed to the head."""
    rng = animal.rng("muzzle")
    form, cat = animal.form, animal.form.kind == "cat"
    layer = np.zeros((pixels, pixels), np.uint8)
    t = np.linspace(0, 1, 9)
    for side in (-1, 1):
        for _ in range(int(rng.integers(6, 10)) if cat else 4):
            root_x = rng.uniform(.17, .36 if cat else .25)
            root_y = form.nose_y + (rng.uniform(.08, .28) if cat else rng.uniform(.0, .12))
            length = rng.uniform(.6, 1.05) if cat else rng.uniform(.35, .6)
            angle, sag = rng.uniform(-.25, .45), rng.uniform(.1, .4)
            x = side * (root_x + length * t * np.cos(angle))
            y = root_y + length * t * np.sin(angle) + .6 * sag * t**2 - .05 * t
            z = relief_at(side * root_x, root_y) + .1 * t
            points = project(animal.pose, np.stack([x, y, z], axis=1)) * (pixels / FRAME)
            cv2.polylines(layer, [np.round(points * 16).astype(np.int32)], False,
                          int(rng.uniform(110, 255)), max(1, pixels // 384), cv2.LINE_AA, 4)
    return layer.astype(np.float32) / 255
