"""Look-alikes are judged by the frame alone, nearest first."""

import numpy as np
import pytest

from inpaint_lib.fills.look_alikes import crop_frame, find_look_alikes
from inpaint_lib.holes import Hole

HOLE = Hole(10, 12, 6, 4)


@pytest.fixture
def others():
    return np.random.default_rng(0).integers(0, 256, (20, 32, 32, 3), dtype=np.uint8)


def test_the_frame_leaves_the_hole_out(others):
    frame = crop_frame(others, HOLE, 3)
    assert frame.shape == (20, (12 * 10 - 24) * 3) and frame.dtype == np.float32
    others[:, 10:16, 12:16] = 0
    np.testing.assert_array_equal(crop_frame(others, HOLE, 3), frame)


def test_each_finds_itself_first(others):
    found = find_look_alikes(others, others[5:9], HOLE, count=3, width=4)
    assert found.shape == (4, 3) and found[:, 0].tolist() == [5, 6, 7, 8]


def test_the_order_is_that_of_the_distances(others):
    found = find_look_alikes(others, others[:1], HOLE, count=20, width=4)[0]
    frames = crop_frame(others, HOLE, 4)
    distances = ((frames[found] - frames[0]) ** 2).sum(axis=1)
    assert (np.diff(distances) >= -1e-3).all() and sorted(found) == list(range(20))


def test_what_lies_outside_the_frame_is_not_looked_at(others):
    changed = others[3:4].copy()
    changed[:, :5], changed[:, 25:] = 0, 0
    assert find_look_alikes(others, changed, HOLE, width=4)[0, 0] == 3


@pytest.mark.parametrize("count, width, words", [
    (0, 4, "count"), (21, 4, "count"), (1, 13, "reaches beyond")])
def test_errors(others, count, width, words):
    with pytest.raises(ValueError, match=words):
        find_look_alikes(others, others[:1], HOLE, count, width)
