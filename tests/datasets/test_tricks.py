"""The black cat, one connected shape before any picture; and two faces, one eye apart."""

import numpy as np
import pytest
from scipy import ndimage

from inpaint_lib.datasets.tricks import draw_black_cat, draw_twins, seat_black_cat
from inpaint_lib.holes import PAPER_32, Hole, crop_hole, make_mask
from inpaint_lib.images import as_float
from inpaint_lib.metrics.seam import measure_jumps

TWINS = draw_twins(3355)


@pytest.mark.parametrize("size", [64, 128, 200])
def test_the_cat_is_in_one_piece_and_covers_an_eighth(size):
    cat = draw_black_cat(size, size)
    assert ndimage.label(cat)[1] == 1
    assert cat.mean() == pytest.approx(0.124, abs=0.01)


def test_only_the_cat_is_black():
    image = np.random.default_rng(0).uniform(0.1, 1, (128, 128, 3)).astype(np.float32)
    before = image.copy()
    seated, cat = seat_black_cat(image)
    assert seated.dtype == np.float32 and not seated[cat].any()
    np.testing.assert_array_equal(seated[~cat], image[~cat])
    np.testing.assert_array_equal(image, before)


def test_twins_differ_under_the_hole_and_nowhere_else():
    first, second = TWINS
    mask = make_mask(PAPER_32, 128, 128)
    assert TWINS.shape == (2, 128, 128, 3) and TWINS.dtype == np.uint8
    assert (first[~mask] == second[~mask]).all()
    assert np.abs(first[mask].astype(int) - second[mask]).max() > 100


def test_no_seam_tells_them_apart():
    jumps = [measure_jumps(as_float(twin), make_mask(PAPER_32, 128, 128)) for twin in TWINS]
    assert jumps[0] == pytest.approx(jumps[1], rel=0.01)


def test_the_average_has_half_of_the_error_of_a_guess():
    one, other = crop_hole(as_float(TWINS).astype(np.float64), PAPER_32)
    guess = ((one - other) ** 2).mean() / 2
    average = (one + other) / 2
    assert ((average - one) ** 2).mean() == pytest.approx(guess / 2)


@pytest.mark.parametrize("hole", [Hole(0, 0, 16, 16), Hole(60, 62, 8, 8)])
def test_an_eye_that_is_not_wholly_under_the_hole_is_refused(hole):
    with pytest.raises(ValueError, match="Face 3344 has no eye that lies wholly under"):
        draw_twins(3344, hole)
