"""A grid of cells is found, and nothing else is taken for one."""

import numpy as np
import pytest

from inpaint_lib.metrics.grid import compare_grid

TRUTH = np.random.default_rng(0).random((3, 16, 16, 3)) / 2


def draw_wave(period, axis):
    wave = 0.1 * (1 + np.cos(2 * np.pi * np.arange(16) / period))
    return wave.reshape((1, 16, 1, 1) if axis == 0 else (1, 1, 16, 1))


def test_twice_the_contrast_is_four_times_the_power():
    assert compare_grid(2 * TRUTH, TRUTH) == pytest.approx(4)


@pytest.mark.parametrize("axis", [0, 1])
def test_waves_of_one_cell_count_and_others_do_not(axis):
    power = compare_grid(np.zeros_like(TRUTH) + draw_wave(4, axis), TRUTH)
    # A cosine of height 0.1 in 16 x 16 pixels has the power (0.1 * 256 / 2)^2, in each of 3 fills.
    waves = np.abs(np.fft.fft2(TRUTH.mean(-1))) ** 2
    assert power == pytest.approx(3 * 12.8 ** 2 / (waves[:, 4, 0] + waves[:, 0, 4]).sum())
    for period in (16, 8, 2):
        assert compare_grid(TRUTH + draw_wave(period, axis), TRUTH) == pytest.approx(1)
    assert compare_grid(TRUTH + draw_wave(8, axis), TRUTH, cell=8) > 2


def test_squares_without_whole_cells():
    with pytest.raises(ValueError, match="a multiple of it, got .*15, 15"):
        compare_grid(TRUTH[:, :15, :15], TRUTH[:, :15, :15])
    with pytest.raises(ValueError, match="multiple of it"):
        compare_grid(TRUTH[:, :12], TRUTH[:, :12])
