"""The traces of a fill: less grain than the picture around it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inpaint_lib.holes import Hole, cut_hole, make_mask
from inpaint_lib.images import as_float
from inpaint_lib.metrics.grain import SIDE, find_quietest, is_inside, map_grain, measure_grain

NOISE = np.random.default_rng(0).random((48, 40, 3))


def test_grain_is_the_distance_to_the_mean_of_the_four_neighbours():
    image = np.zeros((3, 3, 1))
    image[1, 1], image[0, 1], image[0, 0] = 0.5, 0.4, 1
    assert measure_grain(image).tolist() == [[pytest.approx(0.4)]]


def test_bytes_and_floats_have_the_same_grain():
    image = np.random.default_rng(1).integers(0, 256, (9, 9, 3), dtype=np.uint8)
    assert np.allclose(measure_grain(image), measure_grain(as_float(image)))


@pytest.mark.parametrize("side", [1, 4, 7, 8])
def test_a_window_s_grain_is_the_mean_over_it(side):
    grain, found = measure_grain(NOISE), map_grain(NOISE, side)
    assert found.shape == (46 - side + 1, 38 - side + 1)
    for row, column in ((0, 0), (5, 9), (46 - side, 38 - side)):
        assert found[row, column] == pytest.approx(
            grain[row:row + side, column:column + side].mean(), rel=1e-4)


@given(st.integers(2, 48 - 18), st.integers(2, 40 - 18))
def test_a_plain_square_in_noise_is_found(top, left):
    hole = Hole(top, left, 16, 16)
    place = find_quietest(cut_hole(NOISE, hole, 0.5))
    assert is_inside(place, hole)


def test_where_a_place_lies():
    hole = Hole(10, 20, 4, 5)
    inside = np.array([[is_inside((row, column), hole) for column in range(40)]
                       for row in range(30)])
    assert (inside == make_mask(hole, 30, 40)).all()


def test_a_window_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="between 1 and 4, got 8"):
        find_quietest(np.zeros((6, 20, 3)), SIDE)
    with pytest.raises(ValueError, match="between 1 and 4, got 0"):
        map_grain(np.zeros((6, 20, 3)), 0)
