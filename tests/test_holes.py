"""Holes: cut, crop and paste undo each other, wherever the hole is and whatever the image."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inpaint_lib.holes import PAPER_16, PAPER_32, Hole, crop_hole, cut_hole, make_mask, paste_hole


@st.composite
def images_with_holes(draw):
    height, width = draw(st.integers(1, 24)), draw(st.integers(1, 24))
    top, left = draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))
    hole = Hole(top, left, draw(st.integers(1, height - top)), draw(st.integers(1, width - left)))
    shape = draw(st.sampled_from([(), (1,), (3,)])) + (height, width, draw(st.sampled_from([1, 3])))
    rng = np.random.default_rng(draw(st.integers(0, 2 ** 32 - 1)))
    dtype = draw(st.sampled_from([np.float32, np.uint8]))
    return rng.integers(1, 256, shape).astype(dtype), hole


@given(images_with_holes())
def test_paste_undoes_cut(case):
    images, hole = case
    before = images.copy()
    holed = cut_hole(images, hole)
    restored = paste_hole(holed, hole, crop_hole(images, hole))
    assert restored.dtype == images.dtype
    assert (restored == before).all() and (images == before).all()


@given(images_with_holes())
def test_cut_changes_the_hole_and_nothing_else(case):
    images, hole = case
    mask = make_mask(hole, *images.shape[-3:-1])
    changed = (cut_hole(images, hole) != images).any(axis=-1)
    assert (changed == mask).all()
    assert mask.sum() == hole.height * hole.width


def test_the_papers_holes():
    rows, columns = np.nonzero(make_mask(PAPER_16, 128, 128))
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (60, 75, 62, 77)
    rows, columns = np.nonzero(make_mask(PAPER_32, 128, 128))
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (52, 83, 54, 85)


def test_the_value_may_be_a_colour():
    holed = cut_hole(np.zeros((4, 4, 3)), Hole(1, 1, 2, 2), value=(0.1, 0.2, 0.3))
    assert holed[2, 2].tolist() == [0.1, 0.2, 0.3]


@pytest.mark.parametrize("operation", [
    lambda hole: cut_hole(np.zeros((128, 128, 3)), hole),
    lambda hole: crop_hole(np.zeros((2, 128, 128, 3)), hole),
    lambda hole: paste_hole(np.zeros((128, 128, 3)), hole, np.zeros((16, 16, 3))),
    lambda hole: make_mask(hole, 128, 128),
])
def test_a_hole_outside_the_image_names_both_sizes(operation):
    with pytest.raises(ValueError, match=r"rows 120-135.*\(16x16\).*128x128"):
        operation(Hole(120, 0, 16, 16))


@pytest.mark.parametrize("numbers, error", [
    ((-1, 0, 2, 2), ValueError), ((0, 0, 0, 2), ValueError),
    ((0.5, 0, 2, 2), TypeError), ((True, 0, 2, 2), TypeError),
])
def test_impossible_holes(numbers, error):
    with pytest.raises(error):
        Hole(*numbers)


def test_a_square_of_another_size_is_named():
    with pytest.raises(ValueError, match=r"\(15, 16, 3\).*\(16, 16, 3\)"):
        paste_hole(np.zeros((128, 128, 3)), PAPER_16, np.zeros((15, 16, 3)))
