"""Arrays of every kind for hypothesis: good images and masks, and all that may come instead."""

import numpy as np
from hypothesis import strategies as st

SIDES = st.sampled_from([1, 2, 3, 5, 8, 9, 16, 31])
FLOATS = ("f4", "f4", "f8", "f2", ">f4", "g")
NOT_WANTED = (np.nan, np.inf, -np.inf, 200.0, -0.25, 1.0001, -1e-30)
ODD_SHAPES = ((), (0,), (7,), (4, 4), (2, 4, 4, 3), (0, 4, 3), (4, 0, 3), (4, 4, 2), (4, 4, 4))
ODD_KINDS = (np.uint8, np.int64, bool, complex, "U3", object)


def lay_out(draw, array):
    """Return the same array as it may lie in memory."""
    way = draw(st.sampled_from(["plain", "plain", "turned", "columns first", "read-only"]))
    if way == "turned":
        array = np.ascontiguousarray(array[::-1])[::-1]
    elif way == "columns first":
        array = np.asfortranarray(array)
    elif way == "read-only":
        array.flags.writeable = False
    return array


@st.composite
def draw_images(draw, wrong=True):
    """Return an image (H, W, C) with float values in [0, 1], or something else if wrong."""
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    shape = draw(SIDES), draw(SIDES), draw(st.sampled_from([1, 3]))
    image = {"noise": rng.random(shape), "black": np.zeros(shape), "white": np.ones(shape),
             "both": (rng.random(shape) < 0.5) * 1.0}[
                 draw(st.sampled_from(["noise", "noise", "black", "white", "both"]))]
    image = image.astype(draw(st.sampled_from(FLOATS)))
    fault = draw(st.sampled_from(["none"] * 6 + ["value", "shape", "kind"])) if wrong else "none"
    if fault == "value":
        value = draw(st.sampled_from(NOT_WANTED))
        image[tuple(draw(st.integers(0, side - 1)) for side in shape)] = value
    elif fault == "shape":
        return rng.random(draw(st.sampled_from(ODD_SHAPES)))
    elif fault == "kind":
        image = image.astype(draw(st.sampled_from(ODD_KINDS)))
    return lay_out(draw, image)


@st.composite
def draw_masks(draw, shape, wrong=True):
    """Return a mask for an image of this shape, True = missing, or something else if wrong."""
    height, width = shape[-3:-1] if len(shape) > 2 else (4, 4)
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    mask = np.zeros((height, width), bool)
    kind = draw(st.sampled_from(["box", "box", "specks", "one", "one known", "none", "all"]))
    if kind == "box" and mask.size:
        row, column = rng.integers(0, (height, width))
        mask[row:row + rng.integers(1, height + 1), column:column + rng.integers(1, width + 1)] = 1
    elif kind == "specks":
        mask = rng.random(mask.shape) < rng.choice([0.05, 0.3, 0.9])
    elif kind.startswith("one") and mask.size:
        mask.flat[rng.integers(mask.size)] = True
        mask = ~mask if kind == "one known" else mask
    elif kind == "all":
        mask[:] = True
    fault = draw(st.sampled_from(["none"] * 8 + ["smaller", "numbers"])) if wrong else "none"
    if fault == "smaller":
        mask = mask[1:]
    elif fault == "numbers":
        mask = mask.astype(np.uint8)
    return lay_out(draw, mask)
