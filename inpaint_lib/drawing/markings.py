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
        for x, y in scatter(rng, lambda p: np.full(len(p), .15), (-2, 2), (-.5, 2.1), 900):
            _draw_spot(marks, rng, (x, y), rng.uniform(.034, .052))
    return marks, hearts


def scatter(rng, find_spacing, range_x, range_y, tries):
    """Throw darts and keep those that lie far enough from all kept before them."""
    points = np.stack([rng.uniform(*range_x, tries), rng.uniform(*range_y, tries)], axis=1)
    spacing = find_spacing(points)
    gaps = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    crowded = gaps < 0.5 * (spacing[:, None] + spacing[None])
    kept, free = [], np.ones(tries, bool)
    for i in range(tries):
        if free[i]:
            kept.append(i)
            free &= ~crowded[i]
    return points[kept]


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
    bold = rng.uniform(.75, 1.15)
    # Bars of the forehead: heavy above the brows, thinner and more upright towards the crown.
    for y, inner, outer, lift, width in [
            (-.30, .05, .34, .02, .055), (-.40, .08, .58, .10, .07), (-.50, .03, .34, .02, .055),
            (-.60, .06, .52, .12, .06), (-.70, .04, .36, .06, .05)]:
        y += rng.normal(0, .015)
        _mirrored(rng, canvas, [(inner, y + .05), ((inner + outer) / 2, y - .03),
                                (outer, y - lift)], width * bold, peak=.55)
    for x, top, bottom in [(.0, -.62, -.38), (.09, -.80, -.60), (.20, -.86, -.68)]:
        _mirrored(rng, canvas, [(x, bottom), (x + .01, (top + bottom) / 2), (x * 1.3, top)],
                  .045 * bold, chance=.8)
    # A mark in the white over each eye.
    _mirrored(rng, canvas, [(eye - .10, -.20), (eye + .06, -.31), (eye + .26, -.22)], .055 * bold)
    # From the outer corner of the eye towards the cheek.
    _mirrored(rng, canvas, [(eye + .18, .04), (eye + .28, .10), (eye + .30, .26)], .04 * bold)
    # Arcs of the cheek, broken, around the muzzle.
    middle = nose * .55
    for radius, start, stop, width in [(.60, -20, 25, .045), (.74, -44, 2, .07), (.75, 14, 58, .06),
                                       (.90, -34, 8, .07), (.92, 20, 62, .07), (1.06, -8, 30, .05)]:
        start, stop = start + rng.normal(0, 6), stop + rng.normal(0, 6)
        angles = np.deg2rad([start, (start + stop) / 2, stop])
        stretch = np.array([1, 1.12, 1]) * radius * rng.normal(1, .02)
        arc = np.stack([np.cos(angles) * stretch, middle + np.sin(angles) * stretch * .95], axis=1)
        _mirrored(rng, canvas, arc, width * bold)
    for y, length in [(-.14, .22), (.06, .2), (.62, .2)]:
        _mirrored(rng, canvas, [(1.02, y - .03), (.94, y + .01), (.98 - length, y + .04)],
                  .05 * bold, chance=.75, peak=.25)


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
    base = rng.uniform(.088, .108) if cheetah else rng.uniform(.105, .13)

    def find_spacing(points):
        x, y = np.abs(points[:, 0]), points[:, 1]
        cheeks = np.clip((np.hypot(x, y - form.nose_y) - .35) / .8, 0, 1)
        return base * (.78 + .5 * cheeks * (y > -.2))

    for x, y in scatter(rng, find_spacing, (-1.15, 1.15), (-.95, 1.3), 1100):
        ax = abs(x)
        from_eye = np.hypot(ax - form.eye_x, y * 1.25)
        on_muzzle = np.hypot(ax / .46, (y - form.nose_y - .16) / .46)
        on_bridge = ax < .22 and -.12 < y < form.nose_y
        if from_eye < .27 or on_muzzle < 1 or on_bridge:
            continue
        cheek = np.clip((np.hypot(ax, y - .45) - .4) / .6, 0, 1)
        radius = (.021 + .008 * cheek) if cheetah else (.026 + .018 * cheek)
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
    for x, y in scatter(rng, lambda p: np.full(len(p), .27), (-2, 2), (-.5, 2.1), 500):
        radius, turn = rng.uniform(.085, .115), rng.uniform(0, 2 * np.pi)
        fill(hearts, blob((x, y), radius, 1.1, turn, rng.uniform(-.1, .1, 3)))
        pieces = int(rng.integers(3, 6))
        for k in range(pieces):
            angle = turn + 2 * np.pi * (k + rng.uniform(-.2, .2)) / pieces
            spread = np.pi / pieces * rng.uniform(.55, .85)
            arc = angle + np.linspace(-spread, spread, 6)
            points = np.stack([x + np.cos(arc) * radius, y + np.sin(arc) * radius], axis=1)
            fill(marks, taper(points, rng.uniform(.05, .075), .5, .6))
