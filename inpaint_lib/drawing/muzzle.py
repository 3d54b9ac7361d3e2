"""Nose, mouth and whiskers."""

import cv2
import numpy as np

from inpaint_lib.drawing.fields import bump, intersection, ramp, tint
from inpaint_lib.drawing.pose import FRAME, project

LIP = (.11, .075, .07)


def find_mouth_y(form):
    """Return the height of the middle of the mouth."""
    return form.nose_y + form.nose_height + (.11 if form.kind == "cat" else .06)


def paint_mouth(part, x, y, animal):
    """Paint the groove under the nose and the lips, in place."""
    form = animal.form
    ax, mouth_y = np.abs(x), find_mouth_y(form)
    cat = form.kind == "cat"
    width = .36 if cat else .28
    t = np.clip(ax / np.float32(width), 0, 1)
    droop = .10 * np.sin(t * np.float32(1.95)) if cat else .04 * np.sin(t * np.float32(np.pi))
    line = mouth_y + droop
    groove = ramp(.020, .004, ax) * ramp(form.nose_y + .5 * form.nose_height - .01,
                                         form.nose_y + .5 * form.nose_height + .01, y)
    groove = groove * ramp(mouth_y + .03, mouth_y + .01, y)
    lips = ramp(.032, .006, np.abs(y - line)) * ramp(1.0, .80, ax / np.float32(width))
    under = ramp(.14, .0, y - line) * ramp(-.01, .01, y - line)
    under = under * ramp(1.0, .6, ax / np.float32(width))
    if animal.mouth_opening:
        _paint_open_mouth(part, x, y - line, t, animal)
    else:
        part *= 1 - .42 * under
    tint(part, LIP, np.clip(.75 * groove + .9 * lips, 0, 1))


def _paint_open_mouth(part, x, below, t, animal):
    """Paint what shows between the lips: the dark of the mouth, tongue and canine teeth."""
    opening = .30 * animal.mouth_opening
    gape = np.float32(opening) * np.sqrt(np.clip(1 - t * t, 0, 1))
    inside = ramp(-.012, .012, below) * ramp(.012, -.012, below - gape)
    tint(part, LIP, ramp(.06, .0, below - gape) * ramp(-.01, .01, below) * ramp(1, .7, t) * .8)
    tint(part, (.20, .07, .07), inside)
    from_tongue = np.sqrt((x / .17) ** 2 + ((below - opening * .85) / (.6 * opening)) ** 2)
    tongue = ramp(1.05, .85, from_tongue)
    tint(part, (.72, .38, .38), tongue * inside * (.75 + .25 * ramp(.0, .05, np.abs(x))))
    length = min(.13, .75 * opening)
    tooth = ramp(.045, .025, np.abs(np.abs(x) - .19) + .035 * below / length)
    tooth = tooth * ramp(length, .8 * length, below)
    tint(part, (.92, .89, .80), tooth * inside)


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
