"""Wallpapers repeat, and their hidden squares stand anywhere."""

import numpy as np
import pytest

from inpaint_lib.datasets.elsewhere import PERIODS, draw_wallpaper, hide_square


def find_period(image, axis):
    moved = np.moveaxis(image, axis, 0)
    return next(period for period in range(1, 100)
                if (moved[period:] == moved[:-period]).all())


@pytest.mark.parametrize("seed", [0, 1, (2, 3)])
def test_a_wallpaper_repeats_in_both_directions(seed):
    image = draw_wallpaper(seed)
    assert image.shape == (128, 128, 3) and image.dtype == np.uint8
    for axis in (0, 1):
        assert PERIODS[0] <= find_period(image, axis) <= PERIODS[1]
    np.testing.assert_array_equal(image, draw_wallpaper(seed))


def test_another_seed_draws_another_one():
    assert (draw_wallpaper(0) != draw_wallpaper(1)).any()
    assert draw_wallpaper(0, 50).shape == (50, 50, 3)


def test_a_hidden_square_is_whole_and_away_from_the_rim():
    masks = np.stack([hide_square(seed) for seed in range(50)])
    assert masks.dtype == bool and (masks.sum((1, 2)) == 32 ** 2).all()
    rows, columns = masks.any(2), masks.any(1)
    for lines in (rows, columns):
        assert (lines.sum(1) == 32).all()
        tops = lines.argmax(1)
        assert tops.min() >= 8 and tops.max() + 32 <= 120 and len(set(tops)) > 20
