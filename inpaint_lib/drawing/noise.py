"""Banks of tileable smooth noise, made once a process and cut differently for each face."""

from functools import lru_cache

import cv2
import numpy as np

from inpaint_lib.drawing.canvas import PER_UNIT, TEXELS, sample_tiled

BANK_SEED = 20260


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
