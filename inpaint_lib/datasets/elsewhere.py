"""Wallpapers: pictures in which what is missing stands elsewhere."""

import numpy as np

PERIODS = (16, 32)
"""Smallest and largest period of a wallpaper, in pixels, in each direction."""


def draw_wallpaper(seed, side=128):
    """Draw a random tile that repeats in both directions, uint8 (side, side, 3).

    The tile is a few blots of random colours, so that its neighbours say little about a place, and
    the next tile says all. `seed` is a whole number or a sequence of them.
    """
    rng = np.random.default_rng(seed)
    height, width = rng.integers(PERIODS[0], PERIODS[1] + 1, 2)
    rows, columns = np.mgrid[:height, :width]
    tile = np.empty((height, width, 3))
    tile[:] = rng.uniform(0.2, 0.8, 3)
    for _ in range(rng.integers(3, 7)):
        row, column, radius = rng.uniform(0, height), rng.uniform(0, width), rng.uniform(2, 6)
        # Distances around the tile's rim, as its neighbours go on where it ends.
        down, right = (np.minimum(abs(places - middle), length - abs(places - middle)) for
                       places, middle, length in ((rows, row, height), (columns, column, width)))
        inside = np.clip(radius - np.hypot(down, right), 0, 1)[..., np.newaxis]
        tile = tile * (1 - inside) + rng.uniform(0, 1, 3) * inside
    top, left = rng.integers(0, 32, 2)
    places = (np.arange(side) + top) % height, (np.arange(side) + left) % width
    return (tile[np.ix_(*places)] * 255).round().astype(np.uint8)


def hide_square(seed, hole_side=32, side=128):
    """Return a mask, bool (side, side), True = missing, with one square at a random place."""
    top, left = np.random.default_rng(seed).integers(8, side - hole_side - 8, 2)
    mask = np.zeros((side, side), bool)
    mask[top:top + hole_side, left:left + hole_side] = True
    return mask

