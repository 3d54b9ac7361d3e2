"""Markings of the coat: stripes, spots, rosettes and tear lines, drawn on the canvas.

Each mark is placed by anatomy and mirrored with some asymmetry, as in nature; spots are scattered
and not mirrored.
"""

import numpy as np

from inpaint_lib.drawing.strokes import bend, blob, fill, make_mask_canvas, taper

SIDES = (-1, 1)


def draw_face_markings(animal):
    """Return the dark marks of the head, uint8 canvas (255 = fully marked)."""
    canvas = make_mask_canvas()
    rng = animal.rng("marking")
    if animal.species == "tiger":
        _draw_tiger_face(canvas, animal, rng)
    elif animal.species in ("leopard", "cheetah"):
        _draw_face_spots(canvas, animal, rng)
    if animal.species == "cheetah":
        _draw_tear_lines(canvas, animal, rng)
    return canvas


def draw_body_markings(animal):
    """Return the dark marks of neck and chest and the darker hearts of rosettes."""
    marks, hearts = make_mask_canvas(), make_mask_canvas()
    rng = animal.rng("body")
    if animal.species == "tiger":
        _draw_tiger_body(marks, rng)
    elif animal.species == "leopard":
        _draw_rosettes(marks, hearts, rng)
    elif animal.species == "cheetah":
        for x, y in scatter(rng, .15, (-2, 2), (-.1, 2.1)):
            _draw_spot(marks, rng, (x, y), rng.uniform(.034, .052))
    return marks, hearts


def scatter(rng, spacing, range_x, range_y):
    """Return points about `spacing` apart: a jittered triangular grid, turned and bent."""
    reach = 1.1 * np.hypot(range_x[1] - range_x[0], range_y[1] - range_y[0])
    steps = np.arange(-reach / 2, reach / 2, spacing)
    x, y = np.meshgrid(steps, steps * np.sqrt(.75))
    x = x + (np.arange(len(steps)) % 2)[:, None] * spacing / 2
    points = np.stack([x, y], axis=-1).reshape(-1, 2)
    points += rng.normal(0, .17 * spacing, points.shape)
    phase, turn = rng.uniform(0, 2 * np.pi, 2)
    points[:, 0] += .5 * spacing * np.sin(points[:, 1] * .9 / spacing + phase)
    points[:, 1] += .5 * spacing * np.sin(points[:, 0] * .7 / spacing + 2 * phase)
    cos, sin = np.cos(turn), np.sin(turn)
    points = points @ np.array([[cos, -sin], [sin, cos]]) + (np.mean(range_x), np.mean(range_y))
    inside = ((points > (range_x[0], range_y[0])) & (points < (range_x[1], range_y[1]))).all(axis=1)
    return points[inside]


def _draw_spot(canvas, rng, centre, radius, stretch=None, turn=None):
    stretch = rng.uniform(1., 1.3) if stretch is None else stretch
    turn = rng.uniform(0, np.pi) if turn is None else turn
    fill(canvas, blob(centre, radius, stretch, turn, rng.uniform(-.14, .14, 3)))


def _mirrored(rng, canvas, controls, width, asymmetry=.028, chance=.93, peak=.4):
    """Draw a stroke on both sides, each with its own small differences."""
    shared = rng.normal(0, .018, (len(controls), 2))
    for side in SIDES:
        if rng.random() > chance:
            continue
        points = np.array(controls) + shared + rng.normal(0, asymmetry, (len(controls), 2))
        points[:, 0] *= side
        fill(canvas, taper(bend(points), width * rng.uniform(.75, 1.25), peak))


def _draw_tiger_face(canvas, animal, rng):
    eye, nose = animal.form.eye_x, animal.form.nose_y
    bold = rng.uniform(.85, 1.25)
    # Bars of the forehead: heavy above the brows, thinner and more upright towards the crown.
    for y, inner, outer, lift, width in [
            (-.28, .04, .22, -.01, .05), (-.37, .10, .66, .10, .085), (-.46, .02, .34, .02, .065),
            (-.55, .08, .64, .16, .085), (-.63, .02, .36, .06, .065), (-.71, .10, .56, .16, .075),
            (-.79, .02, .30, .06, .06)]:
        y += rng.normal(0, .015)
        _mirrored(rng, canvas, [(inner, y + .06), ((inner + outer) / 2, y - .05),
                                (outer, y - lift)], width * bold, peak=.55)
    for x, top, bottom in [(.03, -.66, -.34), (.10, -.84, -.62), (.24, -.88, -.70)]:
        _mirrored(rng, canvas, [(x, bottom), (x + .01, (top + bottom) / 2), (x * 1.3, top)],
                  .06 * bold, chance=.8)
    # A mark in the white over each eye.
    _mirrored(rng, canvas, [(eye - .14, -.17), (eye + .06, -.33), (eye + .30, -.20)], .07 * bold)
    # From the outer corner of the eye down the cheek, and one under the eye.
    _mirrored(rng, canvas, [(eye + .17, .04), (eye + .27, .09), (eye + .33, .20)], .045 * bold)
    # Arcs of the cheek, broken, around the muzzle.
    middle = nose * .55
    for radius, start, stop, width in [
            (.68, 16, 46, .05), (.76, -50, -24, .06), (.78, -12, 16, .055), (.80, 36, 70, .065),
            (.90, -46, -16, .075), (.92, -6, 24, .07), (.94, 30, 62, .08), (1.04, -30, -8, .07),
            (1.06, 14, 36, .07)]:
        start, stop = start + rng.normal(0, 6), stop + rng.normal(0, 6)
        angles = np.deg2rad([start, (start + stop) / 2, stop])
        stretch = np.array([1, 1.10, 1]) * radius * rng.normal(1, .02)
        arc = np.stack([np.cos(angles) * stretch, middle + np.sin(angles) * stretch * .95], axis=1)
        _mirrored(rng, canvas, arc, width * bold)
    for y, length in [(-.20, .26), (.02, .24), (.66, .26), (.84, .22)]:
        _mirrored(rng, canvas, [(1.04, y - .05), (.94, y + .01), (.98 - length, y + .05)],
                  .08 * bold, chance=.85, peak=.25)


def _draw_tiger_body(canvas, rng):
    for side in SIDES:
        for y in np.arange(.3, 2.1, .21):
            y = y + rng.normal(0, .04)
            inner, outer = rng.uniform(.05, .45), rng.uniform(1.0, 1.9)
            points = np.array([(outer, y - .25), ((inner + outer) / 2, y + .1), (inner, y - .02)])
            points[:, 0] *= side
            fill(canvas, taper(bend(points), rng.uniform(.06, .12), .35))
            if rng.random() < .5:
                start = points[1] + rng.normal(0, .05, 2)
                fill(canvas, taper(bend([start, start + (side * .2, .1), start + (side * .5, .0)]),
                                   rng.uniform(.04, .07)))


def _draw_face_spots(canvas, animal, rng):
    form = animal.form
    cheetah = animal.species == "cheetah"
    spacing = rng.uniform(.088, .108) if cheetah else rng.uniform(.108, .128)
    for x, y in scatter(rng, spacing, (-1.15, 1.15), (-.95, 1.3)):
        ax = abs(x)
        from_eye = np.hypot(ax - form.eye_x, y * 1.25)
        on_muzzle = np.hypot(ax / .46, (y - form.nose_y - .16) / .46)
        on_bridge = ax < .22 and -.12 < y < form.nose_y
        if from_eye < .27 or on_muzzle < 1 or on_bridge:
            continue
        cheek = np.clip((np.hypot(ax, y - .45) - .4) / .6, 0, 1)
        radius = (.021 + .008 * cheek) if cheetah else (.027 + .013 * cheek)
        if cheetah and y > .1 and rng.random() < .35:
            continue
        _draw_spot(canvas, rng, (x, y), radius * rng.uniform(.75, 1.25))
    if not cheetah:
        # A dark bar from the outer corner of the eye, and a necklace under the cheeks.
        _mirrored(rng, canvas, [(form.eye_x + .17, .03), (form.eye_x + .27, .05),
                                (form.eye_x + .36, .12)], .04)


def _draw_tear_lines(canvas, animal, rng):
    eye, nose = animal.form.eye_x, animal.form.nose_y
    width = rng.uniform(.055, .085)
    for side in SIDES:
        points = np.array([(eye - .17, .04), (eye - .24, .22), (eye - .24, nose * .65),
                           (eye - .10, nose + .12), (eye - .02, nose + .36)])
        points[:, 0] *= side
        fill(canvas, taper(bend(points, 20), width * rng.uniform(.9, 1.1), .35, .3))


def _draw_rosettes(marks, hearts, rng):
    for x, y in scatter(rng, .26, (-2, 2), (-.1, 2.1)):
        radius, turn = rng.uniform(.085, .115), rng.uniform(0, 2 * np.pi)
        fill(hearts, blob((x, y), radius, 1.1, turn, rng.uniform(-.1, .1, 3)))
        pieces = int(rng.integers(3, 6))
        for k in range(pieces):
            angle = turn + 2 * np.pi * (k + rng.uniform(-.2, .2)) / pieces
            spread = np.pi / pieces * rng.uniform(.55, .85)
            arc = angle + np.linspace(-spread, spread, 6)
            points = np.stack([x + np.cos(arc) * radius, y + np.sin(arc) * radius], axis=1)
            fill(marks, taper(points, rng.uniform(.05, .075), .5, .6))
