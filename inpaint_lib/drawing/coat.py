"""The coat: its colour as a soft map on a coarse canvas, and stripes, spots, rosettes, tear lines.

Each mark is placed by anatomy and mirrored with some asymmetry, as in nature; spots are scattered
and not mirrored.
"""

import numpy as np

from inpaint_lib.drawing.canvas import bump, ellipse, flood, ramp, tint
from inpaint_lib.drawing.strokes import bend, blob, fill, fill_all, make_mask_canvas, taper

SIDES = (-1, 1)


def paint_coat(animal, x, y):
    """Return the colours of the head on a grid, planar (3, H, W)."""
    palette = animal.palette
    colours = flood(palette.coat, np.broadcast_shapes(x.shape, y.shape))
    coat = np.array(palette.coat)
    tint(colours, coat * .78, .6 * ramp(.1, -.9, y))
    painter = {"fox": _paint_fox, "wolf": _paint_wolf}.get(animal.species, _paint_cat)
    painter(colours, animal, np.abs(x), y)
    if animal.age == "old":
        grey = .45 * bump(x, y, 0, animal.form.nose_y - .05, .42, .40)
        tint(colours, np.array(palette.pale) * .88, grey)
    if animal.age == "young":
        tint(colours, np.array(palette.pale), np.float32(.10))
    return np.clip(colours, 0, 1)


def _paint_fox(colours, animal, ax, y):
    form, palette = animal.form, animal.palette
    edge = (.66 - .46 * ax) - y
    white = .9 * ramp(.11, -.09, np.maximum(edge, .15 - ax))
    white = np.maximum(white, ramp(.02, .10, y - form.nose_y - .08))
    white = np.maximum(white, .4 * bump(ax, y, form.eye_x * .85, -.17, .12, .05))
    # The dark wedge from the eye down the side of the muzzle.
    wedge = bump(ax, y, .22, .42, .07, .24) * .75
    tint(colours, palette.pale, white)
    tint(colours, palette.dark, wedge)


def _paint_wolf(colours, animal, ax, y):
    form, palette = animal.form, animal.palette
    dark = palette.dark
    tint(colours, dark, .62 * np.clip(1.2 * bump(ax, y, 0, -.55, .55, .36), 0, 1))
    tint(colours, dark, .45 * bump(ax, y, 0, .30, .13, .45))
    edge = (.58 - .44 * ax) - y
    white = .72 * ramp(.14, -.12, np.maximum(edge, .17 - ax))
    white = np.maximum(white, ramp(.04, .14, y - form.nose_y - .08))
    white = np.maximum(white, bump(ax, y, form.eye_x * .85, -.20, .13, .07))
    white = np.maximum(white, .5 * bump(ax, y, .72, .20, .24, .28))
    white = white * (1 - .6 * bump(ax, y, .86, .70, .22, .25))
    tint(colours, palette.pale, np.clip(white, 0, 1))
    mask = bump(ax, y, form.eye_x + .20, .09, .20, .06)
    mask = mask + .8 * bump(ax, y, form.eye_x - .15, .14, .07, .17)
    tint(colours, dark, .75 * np.clip(mask, 0, 1))


def _paint_cat(colours, animal, ax, y):
    form, palette = animal.form, animal.palette
    nose, eye = form.nose_y, form.eye_x
    tiger = animal.species == "tiger"
    coat = np.array(palette.coat)
    bridge = .3 if animal.species == "lion" else .6
    tint(colours, coat * (.92, .82, .72), bridge * bump(ax, y, 0, .35, .22, .5))
    # The upper lips: how far the pale of the muzzle reaches.
    lip = {"lion": (.34, .24), "tiger": (.32, .25)}.get(animal.species, (.26, .21))
    areas = [
        .95 * ramp(.07, -.07, ellipse(ax, y, .20, nose + .17, *lip)),
        ramp(.06, -.06, ellipse(ax, y, 0, nose + .47, .30, .18)),
        (1.15 if tiger else .8) * bump(ax, y, eye + .04, -.18, .22, .11),
        (1. if tiger else .75) * bump(ax, y, eye + .05, .19, .22, .08),
        (1.35 if tiger else .5) * bump(ax, y, .76, .58, .27, .36),
        .6 * bump(ax, y, .45, nose + .35, .25, .2),
        (.75 if tiger else 0) * bump(ax, y, .44, nose - .20, .14, .24),
    ]
    share = {"lion": .9, "tiger": 1., "leopard": .92, "cheetah": .85}[animal.species]
    tint(colours, palette.pale, np.clip(np.maximum.reduce(areas) * share, 0, 1))
    if animal.species == "lion":
        corner = bump(ax + .30 * y, y, eye - .11, .13, .035, .13)
        tint(colours, palette.dark, .85 * corner)
        tint(colours, palette.dark, .35 * bump(ax, y, eye, .0, .24, .10))
        tint(colours, palette.pale, .75 * bump(ax, y, eye + .08, .20, .17, .075))
        tint(colours, coat * (.80, .72, .64), .3 * bump(ax, y, 0, .62, .20, .32))
        # The flank of the muzzle: pale in front, and a shade where it meets the cheek.
        tint(colours, palette.pale, .6 * bump(ax, y, .40, nose - .16, .12, .26))
        tint(colours, coat * (.60, .52, .46), .55 * bump(ax, y, .62, nose + .02, .07, .34))
        tint(colours, coat * (.86, .80, .74), .55 * bump(ax, y, 0, -.55, .34, .30))
    rows = np.float32(0)
    for row in range(3):
        for place in range(4):
            rows = np.maximum(rows, bump(ax, y, .14 + .08 * place + .01 * row,
                                         nose + .10 + .065 * row + .015 * place, .022, .016))
    tint(colours, palette.dark, rows * .75)


def draw_face_markings(animal):
    """Return the dark marks of the head, uint8 canvas (255 = fully marked), or None for none."""
    if animal.species not in ("tiger", "leopard", "cheetah"):
        return None
    canvas = make_mask_canvas()
    rng = animal.rng("marking")
    if animal.species == "tiger":
        _draw_tiger_face(canvas, animal, rng)
    else:
        _draw_face_spots(canvas, animal, rng)
    if animal.species == "cheetah":
        _draw_tear_lines(canvas, animal, rng)
    return canvas


def draw_body_markings(animal):
    """Return the dark marks of neck and chest and the darker hearts of rosettes, or None."""
    if animal.species not in ("tiger", "leopard", "cheetah"):
        return None, None
    marks, hearts, rng = make_mask_canvas(), None, animal.rng("body")
    if animal.species == "tiger":
        _draw_tiger_body(marks, rng)
    elif animal.species == "leopard":
        hearts = make_mask_canvas()
        _draw_rosettes(marks, hearts, rng)
    else:
        places = scatter(rng, .15, (-2, 2), (-.1, 2.1))
        _draw_spots(marks, rng, places, rng.uniform(.034, .052, len(places)))
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


def _draw_spots(canvas, rng, places, radius):
    count = len(places)
    fill_all(canvas, blob(places, radius, rng.uniform(1., 1.3, count), rng.uniform(0, np.pi, count),
                          rng.uniform(-.14, .14, (count, 3))))


def _mirrored(rng, canvas, controls, width, asymmetry=.018, chance=.93, peak=.4):
    """Draw a stroke on both sides, each with its own small differences."""
    shared = rng.normal(0, .022, (len(controls), 2))
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
    _mirrored(rng, canvas, [(eye - .08, -.22), (eye + .08, -.35), (eye + .28, -.26)], .06 * bold,
              chance=.85)
    # From the outer corner of the eye outwards.
    _mirrored(rng, canvas, [(eye + .18, .05), (eye + .27, .08), (eye + .38, .17)], .038 * bold,
              asymmetry=.010)
    # Arcs of the cheek: long, tapering, around the muzzle, with gaps between one and the next.
    middle = nose * .55
    for radius, start, stop, width in [
            (.58, -8, 30, .042),
            (.70, 8, 50, .050), (.72, -24, 2, .045), (.84, -40, -4, .065), (.84, 18, 66, .065),
            (.97, -48, -14, .080), (.97, 0, 40, .075), (.99, 46, 72, .075)]:
        start, stop = start + rng.normal(0, 4), stop + rng.normal(0, 4)
        angles = np.deg2rad([start, (start + stop) / 2, stop])
        # The control point of a curve along an arc lies outside the arc.
        outside = 1 / np.cos(np.deg2rad(stop - start) / 2)
        stretch = np.array([1, outside, 1]) * radius * rng.normal(1, .015)
        arc = np.stack([np.cos(angles) * stretch, middle + np.sin(angles) * stretch * .95], axis=1)
        _mirrored(rng, canvas, arc, width * bold, chance=.96)
    # Wedges that run in from the edge of the face.
    for y, length in [(-.20, .30), (.02, .16), (.30, .14), (.56, .16), (.80, .30)]:
        _mirrored(rng, canvas, [(1.06, y - .06), (.94, y + .02), (1.0 - length, y + .05)],
                  .07 * bold, chance=.9, peak=.2)


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
    places = scatter(rng, spacing, (-1.15, 1.15), (-.95, 1.3))
    luck, size = rng.random(len(places)), rng.uniform(.75, 1.25, len(places))
    ax, y = np.abs(places[:, 0]), places[:, 1]
    from_eye = np.hypot(ax - form.eye_x, y * 1.25)
    on_muzzle = np.hypot(ax / .46, (y - form.nose_y - .16) / .46)
    bare = (from_eye < .27) | (on_muzzle < 1) | ((ax < .22) & (y > -.12) & (y < form.nose_y))
    if cheetah:
        bare |= (y > .1) & (luck < .45)
    cheek = np.clip((np.hypot(ax, y - .45) - .4) / .6, 0, 1)
    radius = size * ((.020 + .006 * cheek) if cheetah else (.027 + .013 * cheek))
    _draw_spots(canvas, rng, places[~bare], radius[~bare])
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
    """Rings of three to five pieces round a darker heart, never closed."""
    places = scatter(rng, .26, (-2, 2), (-.1, 2.1))
    count = len(places)
    radius, turn = rng.uniform(.085, .115, count), rng.uniform(0, 2 * np.pi, count)
    fill_all(hearts, blob(places, radius, np.full(count, 1.1), turn,
                          rng.uniform(-.1, .1, (count, 3))))
    pieces = rng.integers(3, 6, count)
    owner = np.repeat(np.arange(count), pieces)
    place = np.concatenate([np.arange(n) for n in pieces]) + rng.uniform(-.2, .2, len(owner))
    angle = turn[owner] + 2 * np.pi * place / pieces[owner]
    spread = np.pi / pieces[owner] * rng.uniform(.55, .85, len(owner))
    arc = angle[:, None] + spread[:, None] * np.linspace(-1, 1, 6)
    ring = np.stack([np.cos(arc), np.sin(arc)], axis=-1) * radius[owner, None, None]
    fill_all(marks, taper(places[owner, None] + ring, rng.uniform(.05, .075, len(owner)), .5, .6))
