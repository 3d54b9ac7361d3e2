"""What every fill keeps to, however it finds its pixels: classical, fitted, guided, by a network.

A fill takes an image and a mask, in which True means missing, and returns the image without a hole.
"""

import functools

import numpy as np
import pytest
from skimage import data

from inpaint_lib.fills.any_size import fill_picture
from inpaint_lib.fills.attention import attend, copy_patches
from inpaint_lib.fills.guided import doubt_by_spread, fill_guided
from inpaint_lib.fills.inwards import fill_inwards
from inpaint_lib.fills.network import make_fill, paint_holes, paint_squares
from inpaint_lib.fills.pixels import fill_pixels, make_lattice_mask
from inpaint_lib.fills.untrained import EXEMPLARS, FILLS
from inpaint_lib.holes import Hole, make_mask
from inpaint_lib.images import as_uint8
from inpaint_lib.models.anywhere import build_anywhere_network
from inpaint_lib.models.autoencoder import build_autoencoder
from inpaint_lib.models.patches import MEAN_OF_EIGHT
from inpaint_lib.models.pixel import LinearModel

CAT = (data.chelsea()[60:124, 100:164] / 255).astype(np.float32)
HOLE = Hole(20, 24, 16, 16)
MASK = make_mask(HOLE, 64, 64)
MODELS = {8: LinearModel(MEAN_OF_EIGHT), 24: LinearModel(np.full(24, 1 / 24))}


@functools.cache
def build_network():
    return build_autoencoder(16, (2,), (64,), ((3, 2),), image_size=64)


@functools.cache
def make_network_fill():
    return make_fill(build_network(), HOLE)


EVERY = FILLS | EXEMPLARS | {
    "3x3 inwards": functools.partial(fill_inwards, model=MODELS[8]),
    "5x5 inwards": functools.partial(fill_inwards, model=MODELS[24]),
    "guided": lambda image, mask: fill_guided(image, mask, MODELS[8], doubt_by_spread, 0.3)[0],
    "any size": fill_picture,
    "for one hole": lambda image, mask: make_network_fill()(image, mask),
}
every_fill = pytest.mark.parametrize("name", EVERY)
of_any_hole = pytest.mark.parametrize("name", [name for name in EVERY if name != "for one hole"])


@every_fill
def test_known_pixels_come_back_bit_for_bit(name):
    filled = EVERY[name](CAT, MASK)
    assert filled.dtype == CAT.dtype and filled.shape == CAT.shape
    np.testing.assert_array_equal(filled[~MASK], CAT[~MASK])
    assert 0 <= filled.min() and filled.max() <= 1


@every_fill
@pytest.mark.parametrize("under", [0, 1, np.nan])
def test_what_lies_under_the_hole_does_not_matter(name, under):
    poisoned = np.where(MASK[:, :, np.newaxis], under, CAT).astype(np.float32)
    np.testing.assert_array_equal(EVERY[name](poisoned, MASK), EVERY[name](CAT, MASK))


@every_fill
def test_input_is_not_written_into(name):
    image, mask = CAT.copy(), MASK.copy()
    EVERY[name](image, mask)
    np.testing.assert_array_equal(image, CAT)
    np.testing.assert_array_equal(mask, MASK)


@every_fill
def test_views_of_an_array_are_filled_like_copies(name):
    wide, tall = np.repeat(CAT[::-1, ::-1], 2, axis=1), np.repeat(MASK[::-1, ::-1], 2, axis=1)
    image, mask = wide[::-1, ::-2], tall[::-1, ::-2]
    np.testing.assert_array_equal(EVERY[name](image, mask), EVERY[name](image.copy(), mask.copy()))


@every_fill
def test_arrays_that_may_not_be_written_into_are_filled(name):
    image, mask = CAT.copy(), np.broadcast_to(MASK, MASK.shape)
    image.flags.writeable = False
    np.testing.assert_array_equal(EVERY[name](image, mask), EVERY[name](CAT, MASK))


@of_any_hole
def test_it_beats_a_black_hole(name):
    error = np.abs(EVERY[name](CAT, MASK) - CAT)[MASK].mean()
    assert error < 0.5 * CAT[MASK].mean()


@of_any_hole
def test_grey_images_and_holes_at_the_border(name):
    grey = CAT.mean(axis=-1, keepdims=True)
    corner = make_mask(Hole(0, 50, 9, 14), 64, 64)
    filled = EVERY[name](grey, corner)
    assert filled.shape == grey.shape and np.isfinite(filled).all()
    np.testing.assert_array_equal(filled[~corner], grey[~corner])


@pytest.mark.parametrize("name", [name for name in EVERY
                                  if name not in ("for one hole", *EXEMPLARS)])
def test_holes_that_leave_no_square_whole(name):
    """The exemplar fill needs one to copy from, and says so."""
    mask = np.random.default_rng(1).random((64, 64)) < 0.6
    filled = EVERY[name](CAT, mask)
    assert np.isfinite(filled).all()
    np.testing.assert_array_equal(filled[~mask], CAT[~mask])


@every_fill
@pytest.mark.parametrize("image, mask, error, words", [
    (np.zeros((2, 64, 64, 3)), MASK, ValueError, "one image"),
    (np.zeros((64, 64, 3), dtype=np.uint8), MASK, TypeError, "as_float"),
    (CAT, MASK.astype(np.uint8), TypeError, "True = missing"),
    (CAT, MASK[:-1], ValueError, r"\(63, 64\)"),
    (CAT, np.zeros((64, 64), dtype=bool), ValueError, "no pixel is missing"),
    (CAT, np.ones((64, 64), dtype=bool), ValueError, "no pixel is known"),
], ids=["batch", "uint8", "numbers", "smaller", "none", "all"])
def test_wrong_input_is_named(name, image, mask, error, words):
    with pytest.raises(error, match=words):
        EVERY[name](image, mask)


# The values of an image

ATTENTION = attend(CAT, MASK)
AT_THE_DOOR = EVERY | {
    "pixels": lambda image, _: fill_pixels(image, make_lattice_mask(64, 64), MODELS[24]),
    "attention": lambda image, mask: attend(image, mask),
    "patches": lambda image, mask: copy_patches(image, mask, ATTENTION),
    "squares": lambda image, _: paint_squares(build_network(), image[np.newaxis], HOLE),
    "holes": lambda image, mask: paint_holes(build_anywhere_network(64), image[np.newaxis], mask),
}


@pytest.mark.parametrize("name", AT_THE_DOOR)
@pytest.mark.parametrize("value, words", {
    200.0: r"values from 0\.\d+ to 200 in the known pixels.*wanted numbers in \[0, 1\].*as_float",
    -0.125: r"values from -0\.125 to .*np\.clip", 1.0000002: r" to 1\.0000002 in .*np\.clip",
    np.nan: "NaN, which is no number, in the known pixels of the images?, at 1 of ",
    np.inf: "to inf in", -np.inf: "from -inf to"}.items(), ids=str)
def test_known_pixels_are_numbers_from_0_to_1(name, value, words):
    image = CAT.copy()
    image[0, 3, 1] = value
    with pytest.raises(ValueError, match=words):
        AT_THE_DOOR[name](image, MASK)


@pytest.mark.parametrize("name", [name for name in AT_THE_DOOR if name not in ("squares", "holes")])
def test_whole_numbers_are_no_image(name):
    for dtype in (np.uint8, np.int64, bool, complex):
        with pytest.raises(TypeError, match="as_float converts uint8"):
            AT_THE_DOOR[name](np.ones((64, 64, 3), dtype), MASK)


def test_a_first_fill_that_holds_no_numbers_is_noticed():
    with pytest.raises(ValueError, match="NaN.*in the picture"):
        attend(np.where(MASK[:, :, np.newaxis], np.nan, CAT), MASK)


def test_weights_that_are_rounded_make_no_white_whiter_than_white():
    white = np.ones((64, 64, 3), np.float32)
    assert copy_patches(white, MASK, attend(white, MASK, window=8)).max() == 1


@pytest.mark.parametrize("name", ["squares", "holes"])
def test_batches_may_be_uint8_and_nothing_is_looked_at_under_the_hole(name):
    paint = AT_THE_DOOR[name]
    poisoned = np.where(MASK[:, :, np.newaxis], np.nan, CAT).astype(np.float32)
    np.testing.assert_array_equal(paint(poisoned, MASK), paint(CAT, MASK))
    painted = paint(as_uint8(CAT), MASK)
    assert np.isfinite(painted).all()
