"""The classical fills: they never look under the hole and never touch a known pixel."""

import sys

import numpy as np
import pytest
from skimage import data

from inpaint_lib.fills import classical
from inpaint_lib.fills.classical import fill_exemplar, fill_mean, fill_telea, find_ring
from inpaint_lib.holes import Hole, crop_hole, make_mask
from inpaint_lib.metrics.sharpness import compare_sharpness

CAT = (data.chelsea()[60:124, 100:164] / 255).astype(np.float32)
MASK = make_mask(Hole(20, 24, 12, 10), 64, 64)

FILLS = classical.FILLS | {"exemplar": fill_exemplar}
every_fill = pytest.mark.parametrize("name", FILLS)


@every_fill
def test_known_pixels_come_back_bit_for_bit(name):
    filled = FILLS[name](CAT, MASK)
    assert filled.dtype == CAT.dtype and filled.shape == CAT.shape
    assert (filled[~MASK] == CAT[~MASK]).all()
    assert 0 <= filled.min() and filled.max() <= 1


@every_fill
def test_what_lies_under_the_hole_does_not_matter(name):
    poisoned = np.where(MASK[:, :, None], np.nan, CAT).astype(np.float32)
    assert (FILLS[name](CAT, MASK) == FILLS[name](poisoned, MASK)).all()


@every_fill
def test_input_is_not_written_into(name):
    image, mask = CAT.copy(), MASK.copy()
    FILLS[name](image, mask)
    assert (image == CAT).all() and (mask == MASK).all()


@every_fill
def test_each_fill_beats_a_black_hole(name):
    error = np.abs(FILLS[name](CAT, MASK) - CAT)[MASK].mean()
    assert error < 0.5 * CAT[MASK].mean()


@every_fill
def test_grey_images_and_holes_at_the_border(name):
    grey = CAT.mean(axis=-1, keepdims=True)
    corner = make_mask(Hole(0, 50, 9, 14), 64, 64)
    filled = FILLS[name](grey, corner)
    assert filled.shape == grey.shape and np.isfinite(filled).all()


def test_the_mean_is_that_of_each_holes_own_ring():
    image = np.zeros((8, 16, 1), dtype=np.float32)
    image[:, 8:] = 1
    mask = make_mask(Hole(2, 2, 3, 3), 8, 16) | make_mask(Hole(2, 11, 3, 3), 8, 16)
    filled = fill_mean(image, mask)
    assert filled[3, 3, 0] == 0 and filled[3, 12, 0] == 1


def test_the_ring_is_one_pixel_wide():
    assert find_ring(make_mask(Hole(2, 2, 3, 3), 8, 8)).sum() == 5 * 5 - 3 * 3


@every_fill
@pytest.mark.parametrize("image, mask, error, words", [
    (np.zeros((2, 64, 64, 3)), MASK, ValueError, "one image"),
    (np.zeros((64, 64, 3), dtype=np.uint8), MASK, TypeError, "as_float"),
    (CAT, MASK.astype(np.uint8), TypeError, "True = missing"),
    (CAT, MASK[:-1], ValueError, r"\(63, 64\)"),
    (CAT, np.zeros((64, 64), dtype=bool), ValueError, "no pixel is missing"),
    (CAT, np.ones((64, 64), dtype=bool), ValueError, "no pixel is known"),
])
def test_wrong_input_is_named(name, image, mask, error, words):
    with pytest.raises(error, match=words):
        FILLS[name](image, mask)


def test_the_exemplar_fill_depends_on_its_seed_alone():
    first, again, other = (fill_exemplar(CAT, MASK, seed) for seed in (0, 0, 1))
    assert (first == again).all() and (first != other).any()


def test_the_exemplar_fill_keeps_what_the_mean_loses():
    grass = (data.grass()[:96, :96, np.newaxis] / 255).astype(np.float32)
    hole = Hole(32, 32, 24, 24)
    squares = [crop_hole(fill(grass, make_mask(hole, 96, 96)), hole)[np.newaxis]
               for fill in (fill_exemplar, fill_telea)]
    copied, smooth = (compare_sharpness(one, crop_hole(grass, hole)[np.newaxis])[0]
                      for one in squares)
    assert copied > 2 * smooth


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "patchmatch_cython", None)
    with pytest.raises(ImportError, match="pip install patchmatch-cython"):
        fill_exemplar(CAT, MASK)
