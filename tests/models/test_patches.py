"""Patches: every square of an image as a view, and its split into neighbours and centre."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inpaint_lib.models.patches import extract_patches, split_patches


@st.composite
def cuts(draw):
    """An image whose pixels are all different, with a patch size and a stride that fit."""
    height, width = draw(st.integers(1, 14)), draw(st.integers(1, 14))
    channels = draw(st.sampled_from([None, 1, 3]))
    shape = (height, width) if channels is None else (height, width, channels)
    size = draw(st.integers(1, min(height, width)))
    return np.arange(np.prod(shape)).reshape(shape), size, draw(st.integers(1, 15))


@given(cuts())
def test_each_patch_is_the_square_at_its_corner(cut):
    image, size, stride = cut
    patches = extract_patches(image, size, stride)
    tops = range(0, image.shape[0] - size + 1, stride)
    lefts = range(0, image.shape[1] - size + 1, stride)
    assert patches.shape == (len(tops), len(lefts), size, size) + image.shape[2:]
    for row, top in enumerate(tops):
        for column, left in enumerate(lefts):
            square = image[top:top + size, left:left + size]
            assert np.array_equal(patches[row, column], square)


@given(cuts())
def test_patches_share_the_memory_of_the_image(cut):
    image, size, stride = cut
    patches = extract_patches(image, size, stride)
    assert np.shares_memory(patches, image)
    assert not patches.flags.writeable and patches.dtype == image.dtype


@given(st.sampled_from([3, 5, 7]), st.integers(1, 20), st.integers(0, 2 ** 32 - 1))
def test_neighbours_and_centre_are_the_patch_again(size, count, seed):
    patches = np.random.default_rng(seed).integers(0, 256, (count, size, size), dtype=np.uint8)
    neighbours, centres = split_patches(patches)
    assert neighbours.shape == (count, size * size - 1) and centres.shape == (count,)
    assert neighbours.dtype == centres.dtype == np.uint8
    together = np.insert(neighbours, size * size // 2, centres, axis=1)
    assert np.array_equal(together.reshape(patches.shape), patches)


@given(cuts())
def test_the_order_of_the_patches_is_kept(cut):
    image, size, stride = cut
    if image.ndim == 3 or size % 2 == 0 or size == 1:
        return
    patches = extract_patches(image, size, stride)
    middle = size // 2
    centres = split_patches(patches)[1]
    assert np.array_equal(centres, patches[:, :, middle, middle].ravel())


def test_neighbours_come_row_by_row_from_the_top_left():
    neighbours, centres = split_patches([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    assert neighbours.tolist() == [[1, 2, 3, 4, 6, 7, 8, 9]] and centres.tolist() == [5]


def test_the_paper_s_cuts_have_the_paper_s_counts():
    assert extract_patches(np.zeros((18, 300)), 3, 3).shape[:2] == (6, 100)
    assert extract_patches(np.zeros((402, 402)), 3, 3).shape[:2] == (134, 134)
    assert extract_patches(np.zeros((100, 100)), 5, 5).shape[:2] == (20, 20)


def test_a_large_image_is_not_copied():
    # 10 million patches of 5x5 as copies would be 250 MB; the view shares one byte a pixel.
    image = np.zeros((3200, 3200), dtype=np.uint8)
    patches = extract_patches(image, 5)
    assert patches.shape[0] * patches.shape[1] > 10_000_000
    assert np.shares_memory(patches, image)


@pytest.mark.parametrize("image, size, stride, words", [
    (np.zeros(9), 3, 1, r"\(9,\)"),
    (np.zeros((2, 4, 4, 3)), 3, 1, r"\(2, 4, 4, 3\)"),
    (np.zeros((4, 2)), 3, 1, "3x3 patch does not fit into an image of 4x2"),
    (np.zeros((4, 4)), 0, 1, "got size 0"),
    (np.zeros((4, 4)), 3, 0, "stride 0"),
])
def test_a_cut_that_cannot_work_is_named(image, size, stride, words):
    with pytest.raises(ValueError, match=words):
        extract_patches(image, size, stride)


@pytest.mark.parametrize("shape", [(9,), (3, 4), (2, 4, 4), (6, 3, 3, 2)])
def test_patches_without_a_middle_are_named(shape):
    with pytest.raises(ValueError, match="odd side"):
        split_patches(np.zeros(shape))
