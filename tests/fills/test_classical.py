"""The classical fills, beyond what test_contract.py asks of every fill."""

import sys

import numpy as np
import pytest
from skimage import data

from inpaint_lib.fills.classical import fill_exemplar, fill_mean, fill_telea, find_ring
from inpaint_lib.holes import Hole, crop_hole, make_mask
from inpaint_lib.metrics.sharpness import compare_sharpness

CAT = (data.chelsea()[60:124, 100:164] / 255).astype(np.float32)
MASK = make_mask(Hole(20, 24, 12, 10), 64, 64)


def test_the_mean_is_that_of_each_holes_own_ring():
    image = np.zeros((8, 16, 1), dtype=np.float32)
    image[:, 8:] = 1
    mask = make_mask(Hole(2, 2, 3, 3), 8, 16) | make_mask(Hole(2, 11, 3, 3), 8, 16)
    filled = fill_mean(image, mask)
    assert filled[3, 3, 0] == 0 and filled[3, 12, 0] == 1


def test_the_ring_is_one_pixel_wide():
    assert find_ring(make_mask(Hole(2, 2, 3, 3), 8, 8)).sum() == 5 * 5 - 3 * 3


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


def test_the_mirror_image_is_searched_as_well():
    """A pattern that is there on the left and, mirrored, on the right, where it has a hole."""
    pattern = (data.astronaut()[:64, 100:132] / 255).astype(np.float32)
    image = np.concatenate([pattern, pattern[:, ::-1]], axis=1)
    hole = Hole(24, 40, 12, 12)
    errors = [np.abs(fill_exemplar(image, make_mask(hole, 64, 64), mirrored=mirrored) - image).sum()
              for mirrored in (True, False)]
    assert errors[0] < 0.5 * errors[1]


@pytest.mark.parametrize("mask", [
    np.arange(4096).reshape(64, 64) != 7, np.indices((64, 64)).sum(axis=0) % 2 == 0,
    np.indices((4, 9)).sum(axis=0) == 3], ids=["one known", "chessboard", "small"])
def test_nothing_to_copy_is_told_in_words_of_the_course(mask):
    with pytest.raises(ValueError, match=rf"of {mask.size:,} pixels {(~mask).sum():,} are known"):
        fill_exemplar(CAT[:mask.shape[0], :mask.shape[1]], mask)


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "patchmatch_cython", None)
    with pytest.raises(ImportError, match="pip install patchmatch-cython"):
        fill_exemplar(CAT, MASK)
