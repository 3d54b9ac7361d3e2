"""The seam is measured at the rim and nowhere else."""

import numpy as np
import pytest

from inpaint_lib.holes import Hole, make_mask, paste_hole
from inpaint_lib.metrics.depth import measure_depths
from inpaint_lib.metrics.seam import compare_jumps, find_rim, measure_jumps, mse_rim

TRUTH = np.random.default_rng(0).random((20, 20, 3))
HOLE = Hole(5, 6, 8, 7)
MASK = make_mask(HOLE, 20, 20)


def test_the_rim_is_the_first_depth():
    assert (find_rim(MASK)[HOLE.slices] == (measure_depths(HOLE) == 1)).all()
    assert find_rim(MASK).sum() == 8 * 7 - 6 * 5


def test_the_border_of_the_image_is_no_rim():
    corner = make_mask(Hole(0, 0, 4, 4), 20, 20)
    assert find_rim(corner).sum() == 7


def test_errors_inside_do_not_count_and_errors_at_the_rim_do():
    fill = TRUTH.copy()
    fill[6:12, 7:12] += 1
    assert mse_rim(fill, TRUTH, MASK) == 0
    fill[5, 6] += 1
    assert mse_rim(fill, TRUTH, MASK) == pytest.approx(1 / find_rim(MASK).sum())


def test_jumps_are_counted_over_sides_only():
    image = np.zeros((5, 5, 1))
    image[2, 2] = 0.5
    assert measure_jumps(image, image[:, :, 0] > 0) == 0.25
    image[1, 1] = 1
    assert measure_jumps(image, make_mask(Hole(2, 2, 1, 1), 5, 5)) == 0.25


def test_a_brighter_square_has_a_seam_and_the_truth_has_none():
    ramp = np.linspace(0, 0.5, 20).reshape(1, 20, 1).repeat(20, axis=0).repeat(3, axis=2)
    brighter = paste_hole(ramp, HOLE, ramp[HOLE.slices] + 0.2)
    assert compare_jumps(ramp, ramp, MASK) == 1
    assert compare_jumps(brighter, ramp, MASK) > 10


def test_where_the_truth_has_no_step_there_is_no_ratio():
    assert np.isnan(compare_jumps(TRUTH, np.zeros_like(TRUTH), MASK))


def test_an_empty_mask_is_refused():
    with pytest.raises(ValueError, match="no pixel is missing"):
        mse_rim(TRUTH, TRUTH, np.zeros_like(MASK))
