"""Contextual attention: where it looks, what it copies, and what it refuses."""

import numpy as np
import pytest

from inpaint_lib.fills.attention import (attend, compare_windows, copy_patches, lie_inside,
                                         share_attention)

HOLE = np.zeros((40, 48), bool)
HOLE[16:24, 20:28] = True


@pytest.fixture(scope="module")
def stripes():
    """Three kinds of row in turn, so that left and right are alike and up and down are not."""
    rows = np.array([0.1, 0.5, 1.0, 0.3])[np.arange(40) % 4]
    return np.broadcast_to(rows[:, np.newaxis, np.newaxis], (40, 48, 3)).copy()


def test_cosine():
    likeness = compare_windows(np.array([[1.0, 1.0], [0.0, 0.0]]),
                               np.array([[2.0, 2.0], [-1.0, -1.0], [1.0, -1.0]]))
    np.testing.assert_allclose(likeness, [[1, -1, 0], [0, 0, 0]], atol=1e-12)


def test_softmax():
    weights = share_attention(np.array([[0.0, np.log(3.0)], [700.0, 700.0]]), 1.0)
    np.testing.assert_allclose(weights, [[0.25, 0.75], [0.5, 0.5]])
    np.testing.assert_allclose(share_attention(np.array([[0.0, 5.0]]), 0.0), [[0.5, 0.5]])
    assert share_attention(np.array([[0.0, 5.0]]), 2.0)[0, 1] > 0.9999


def test_stripes_are_copied_from_rows_that_are_alike(stripes):
    attention = attend(stripes, HOLE, window=8, cell=4, sharpness=500)
    assert len(attention.places) == 4
    assert ((attention.find_best()[:, 0] - attention.places[:, 0]) % 4 == 0).all()
    np.testing.assert_allclose(copy_patches(stripes, HOLE, attention), stripes, atol=1e-6)


def test_sources_are_cells_in_the_middle_of_known_windows(stripes):
    attention = attend(stripes, HOLE, window=8, cell=4, step=1)
    for row, column in attention.sources:
        assert not HOLE[row - 2:row + 6, column - 2:column + 6].any()
        assert 2 <= row <= 34 and 2 <= column <= 42
    known = np.lib.stride_tricks.sliding_window_view(HOLE, (8, 8)).any(axis=(2, 3))
    assert len(attention.sources) == (~known).sum()


def test_only_the_first_fill_is_asked_with():
    """A window is found again where it was copied from."""
    picture = np.random.default_rng(0).random((40, 48, 3))
    picture[14:26, 18:30] = picture[2:14, 4:16]
    attention = attend(picture, HOLE, window=8, cell=4, step=1)
    np.testing.assert_array_equal(attention.find_best(), attention.places - [12, 14])
    assert not attention.mirrored.any()


def test_mirrored_windows_are_found_and_turned_back():
    picture = np.random.default_rng(0).random((40, 48, 3))
    picture[14:26, 18:30] = picture[2:14, 4:16][:, ::-1]
    attention = attend(picture, HOLE, window=8, cell=4, step=1, sharpness=500, mirrored=True)
    best = attention.weights.argmax(axis=1)
    assert attention.mirrored[best].all()
    # Column 18 of the copy is column 15 of the model, so a cell's left end is at the right.
    expected = np.stack([attention.places[:, 0] - 12, 30 - attention.places[:, 1]], axis=1)
    np.testing.assert_array_equal(attention.sources[best], expected)
    np.testing.assert_allclose(copy_patches(picture, HOLE, attention), picture, atol=1e-3)


def test_brightness_alone_makes_no_likeness(stripes):
    """Around the mean, a bright flat window is not like another pattern."""
    attention = attend(stripes, HOLE, window=8, cell=4, sharpness=1)
    assert np.ptp(attention.weights) > 0


def test_known_pixels_stay_and_holes_of_any_shape_are_filled(stripes):
    mask = np.zeros((40, 48), bool)
    mask[17:20, 21:26], mask[39, 47], mask[0, 0] = True, True, True
    before = stripes.copy()
    filled = copy_patches(stripes, mask, attend(stripes, mask, window=8, cell=4))
    np.testing.assert_array_equal(filled[~mask], stripes[~mask])
    np.testing.assert_array_equal(stripes, before)


def test_some_places_only(stripes):
    whole = attend(stripes, HOLE, window=8, cell=4)
    some = attend(stripes, HOLE, window=8, cell=4, places=whole.places[[2]])
    np.testing.assert_allclose(some.weights, whole.weights[[2]])


def test_cells_in_a_box():
    corners = np.array([[0, 0], [2, 2], [4, 4], [4, 9]])
    assert lie_inside(corners, 4, slice(3, 6), slice(3, 6)).tolist() == [False, True, True, False]


@pytest.mark.parametrize("options", [{"window": 8, "cell": 3}, {"window": 2, "cell": 4},
                                     {"window": 8, "cell": 4, "step": 0}])
def test_sizes_that_do_not_fit(stripes, options):
    with pytest.raises(ValueError, match="one middle"):
        attend(stripes, HOLE, **options)


def test_a_window_larger_than_the_picture(stripes):
    with pytest.raises(ValueError, match="does not fit"):
        attend(stripes, HOLE, window=44, cell=4)


def test_nothing_to_copy_from(stripes):
    mask = np.ones((40, 48), bool)
    mask[:6] = False
    with pytest.raises(ValueError, match="nothing to copy from"):
        attend(stripes, mask, window=8, cell=4)
