"""The canonical canvas, the scalar fields that are painted on it, and banks of smooth noise.

Textures and relief live here, in head units, before the head is turned. The origin is the middle
between the eyes, x grows to the right and y down, and the head is 2 units wide. Its size in texels
is fixed, so that a face is the same face at any output size. Distances are negative inside a shape.
"""

from functools import lru_cache

import cv2
import numpy as np

LEFT, TOP, SPAN = -2.0, -1.9, 4.0
TEXELS = 512
PER_UNIT = TEXELS / SPAN

BANK_SEED = 20260


def make_grid(texels=TEXELS):
    """Return x of each column and y of each row, float32 (1, texels) and (texels, 1)."""
    steps = (np.arange(texels, dtype=np.float32) + 0.5) * np.float32(SPAN / texels)
    return np.meshgrid(steps + np.float32(LEFT), steps + np.float32(TOP), sparse=True)


def sample(texture, x, y):
    """Look a canvas texture up at head positions; beyond the edge it is mirrored."""
    return sample_all([texture], x, y)[0]


def sample_all(textures, x, y):
    """Look textures of one size up at the same head positions, as `sample` does."""
    per_unit = np.float32(textures[0].shape[0] / SPAN)
    columns = (x - np.float32(LEFT)) * per_unit - np.float32(0.5)
    rows = (y - np.float32(TOP)) * per_unit - np.float32(0.5)
    return [cv2.remap(texture, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
            for texture in textures]


def sample_colours(planes, x, y):
    """Look a planar picture (3, H, W) of the canvas up at head positions, as `sample` does."""
    # A fourth channel, because cv2 looks four up as fast as one, and three slowly.
    pixels = sample(cv2.merge([*planes, planes[0]]), x, y)
    return np.stack(cv2.split(pixels)[:3])


def find_window(wanted):
    """Return the slices of rows and columns that hold every True of a mask, one pixel or more."""
    left, top, width, height = cv2.boundingRect(wanted.astype(np.uint8))
    # Never empty, because cv2 looks nothing up at no places.
    return slice(top, top + max(height, 1)), slice(left, left + max(width, 1))


def find_overlap(window, frame):
    """Return what a window and a frame share, as slices of the window and of the frame."""
    shared = [(max(w.start, f.start), min(w.stop, f.stop)) for w, f in zip(window, frame)]
    shared = [(start, max(start, stop)) for start, stop in shared]
    return [tuple(slice(start - one.start, stop - one.start)
                  for (start, stop), one in zip(shared, outer)) for outer in (window, frame)]


def may_show(cover, x, y, astray, beyond):
    """Say where positions may meet what `cover` holds if each strays by up to `astray`.

    What is drawn nearer to the canvas's edge than `beyond` may show mirrored on its other side.
    """
    left, top, width, height = cv2.boundingRect(cover)
    found = np.ones(np.broadcast_shapes(x.shape, y.shape), bool)
    for place, edge, first, count in ((x, LEFT, left, width), (y, TOP, top, height)):
        # Half a texel from its centre to its rim, and one more for the blend of neighbours.
        low = edge + (first - 1) / PER_UNIT
        high = edge + (first + count + 1) / PER_UNIT
        if low > edge + beyond:
            found &= place > np.float32(low - astray)
        if high < edge + SPAN - beyond:
            found &= place < np.float32(high + astray)
    return found


def fade_to_edge(x, y, width=0.3):
    """Return 1 well inside the canvas and 0 at its edge and beyond, where `sample` mirrors."""
    inside = np.minimum(SPAN / 2 - np.abs(x - np.float32(LEFT + SPAN / 2)),
                        SPAN / 2 - np.abs(y - np.float32(TOP + SPAN / 2)))
    t = np.clip(inside / np.float32(width) - np.float32(.2), 0, 1)
    return t * t * (3 - 2 * t)


def sample_tiled(texture, x, y):
    """Look a tileable texture up; it repeats every SPAN units."""
    return sample_all_tiled([texture], x, y)[0]


def sample_all_tiled(textures, x, y):
    """Look tileable textures of one size up at the same positions."""
    size = textures[0].shape[0]
    per_unit = np.float32(size / SPAN)
    columns, rows = _wrap(x * per_unit, size), _wrap(y * per_unit, size)
    return [cv2.remap(texture, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
            for texture in textures]


def _wrap(position, size):
    # The same as np.mod for a size that is a power of two, and many times faster.
    return position - np.floor(position * np.float32(1 / size)) * np.float32(size)


def to_texels(points, shift_bits=4):
    """Turn head positions (..., 2) into fixed-point texel coordinates for cv2's drawing calls."""
    texels = (np.asarray(points) - (LEFT, TOP)) * PER_UNIT - 0.5
    return np.round(texels * (1 << shift_bits)).astype(np.int32)


def ramp(start, stop, value):
    """Rise smoothly from 0 at `start` to 1 at `stop` (which may be the smaller of the two)."""
    t = np.clip((value - np.float32(start)) * np.float32(1.0 / (stop - start)), 0, 1)
    return t * t * (3 - 2 * t)


def bump(x, y, centre_x, centre_y, radius_x, radius_y):
    """Return a Gaussian hill of height 1."""
    u = (x - np.float32(centre_x)) * np.float32(1 / radius_x)
    v = (y - np.float32(centre_y)) * np.float32(1 / radius_y)
    return np.exp(-(u * u + v * v))


def ellipse(x, y, centre_x, centre_y, radius_x, radius_y):
    """Return the approximate distance to an ellipse, negative inside."""
    u = (x - np.float32(centre_x)) * np.float32(1 / radius_x)
    v = (y - np.float32(centre_y)) * np.float32(1 / radius_y)
    return (np.sqrt(u * u + v * v) - 1) * np.float32(min(radius_x, radius_y))


def union(first, second, softness):
    """Join two distances with a fillet of the given size (0 would leave a crease)."""
    h = np.maximum(softness - np.abs(first - second), 0) * np.float32(1 / softness)
    return np.minimum(first, second) - h * h * np.float32(softness * 0.25)


def intersection(first, second, softness):
    """Keep what lies in both shapes, with a rounded edge."""
    return -union(-first, -second, softness)


def tint(colours, colour, weight):
    """Blend planar colours (3, H, W) in place towards one colour, or towards another picture."""
    target = np.asarray(colour, np.float32)
    if target.ndim == 1:
        target = target[:, None, None]
    colours += (target - colours) * weight
    return colours


def flood(colour, shape):
    """Return a planar picture (3, H, W) of one colour."""
    return np.zeros((3, *shape), np.float32) + np.asarray(colour, np.float32)[:, None, None]


@lru_cache(maxsize=None)
def make_noise(sigma, variant):
    """Return one tileable noise texture of unit variance, smooth over `sigma` head units."""
    rng = np.random.default_rng([BANK_SEED, variant, round(sigma * 1000)])
    white = rng.standard_normal((TEXELS, TEXELS)).astype(np.float32)
    blur = sigma * PER_UNIT
    margin = int(4 * blur) + 2
    padded = np.pad(white, margin, "wrap")
    smooth = cv2.GaussianBlur(padded, (0, 0), blur)[margin:-margin, margin:-margin]
    return np.ascontiguousarray(smooth / smooth.std())


def shift_noise(rng, sigma, variants=4):
    """Return a function (x, y) -> noise: a bank texture under a random shift and mirror."""
    texture = make_noise(sigma, int(rng.integers(variants)))
    offset_x, offset_y = rng.uniform(0, 4, 2).astype(np.float32)
    mirror = np.float32(rng.choice([-1, 1]))
    return lambda x, y: sample_tiled(texture, x * mirror + offset_x, y + offset_y)
