"""The colour of the coat over the head, before markings: a soft map on a coarse canvas."""

import numpy as np

from inpaint_lib.drawing.fields import bump, ellipse, flood, ramp, tint


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
