"""Depth counts rings from the rim, and the profile is the mean over each of them."""

import numpy as np
import pytest

from inpaint_lib.holes import PAPER_32, Hole
from inpaint_lib.metrics.depth import measure_depths, profile_errors


def test_depths_of_the_papers_hole():
    depths = measure_depths(PAPER_32)
    assert depths.max() == 16
    assert (depths == 1).sum() == 4 * 31 and (depths == 16).sum() == 4
    np.testing.assert_array_equal(depths, depths[::-1, ::-1])


def test_the_profile_weighs_up_to_the_whole_error():
    hole, rng = Hole(3, 4, 5, 8), np.random.default_rng(0)
    squares, truth = rng.random((2, 6, 5, 8, 3))
    counts = np.bincount(measure_depths(hole).ravel())[1:]
    profile = profile_errors(squares, truth, hole)
    assert len(profile) == 3
    assert profile @ counts / 40 == pytest.approx(((squares - truth) ** 2).mean())


def test_shapes_must_fit():
    with pytest.raises(ValueError, match="squares of 32x32"):
        profile_errors(np.zeros((1, 16, 16, 3)), np.zeros((1, 16, 16, 3)), PAPER_32)
